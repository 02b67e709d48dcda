"""School breaks (lov): their weeks, by municipality where those differ, and breaks with days of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from nettools.domain.schools import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolBreak:
    """A break that comes every year, as `config/calendar.toml` describes it.

    `weeks` are ISO weeks. `municipalities` says the week of a municipality (four digits) or a county (two) that is
    known to differ; the others may have any of `weeks`. `easter_weeks` counts from the week of Easter Sunday: 0 is
    that week, 1 the one after; `easter_municipalities` says the one that a municipality or county has.
    """

    name: str
    weeks: tuple[int, ...] = ()
    easter_weeks: tuple[int, ...] = ()
    municipalities: Mapping[str, int] = field(default_factory=dict)
    easter_municipalities: Mapping[str, int] = field(default_factory=dict)

    def weeks_of(self, municipality_code: str) -> frozenset[int]:
        """The weeks in which this municipality may have the break, Easter apart."""
        return _of(municipality_code, self.municipalities, self.weeks)

    def easter_weeks_of(self, municipality_code: str) -> frozenset[int]:
        """The weeks, counted from Easter's, in which this municipality may have the break."""
        return _of(municipality_code, self.easter_municipalities, self.easter_weeks)

    def is_sure(self, municipality_code: str) -> bool:
        """Whether it is known which week this municipality has."""
        return len(self.weeks_of(municipality_code)) + len(self.easter_weeks_of(municipality_code)) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedBreak:
    """A break with days of its own, both included, for those that are named; without any name for everyone.

    `municipalities` are municipality codes (four digits) or counties (two), `authorities` names of school authorities,
    `units` keys. In its calendar year it takes the place of a SchoolBreak with the same name.
    """

    name: str
    first: date
    last: date
    municipalities: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def concerns(self, unit: Unit) -> bool:
        """Whether the unit has it."""
        if not (self.municipalities or self.authorities or self.units):
            return True
        known = {name.casefold() for name in self.authorities}
        place = {unit.municipality_code, unit.municipality_code[:2]} - {""}
        return unit.key in self.units or unit.authority.casefold() in known or not place.isdisjoint(self.municipalities)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolCalendar:
    """The school breaks: those of every year, and those with days of their own."""

    breaks: tuple[SchoolBreak, ...] = ()
    dated: tuple[DatedBreak, ...] = ()


def _of(code: str, known: Mapping[str, int], others: tuple[int, ...]) -> frozenset[int]:
    found = next((known[place] for place in (code, code[:2]) if place in known), None)
    return frozenset(others) if found is None else frozenset({found})
