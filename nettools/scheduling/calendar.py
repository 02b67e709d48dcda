"""School breaks (lov): which weeks they fall in, by municipality where those differ."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolBreak:
    """A break that comes every year, as `config/calendar.toml` describes it.

    `weeks` are ISO weeks. `municipalities` says the week of a municipality (four digits) or a county (two) that is
    known to differ; the others may have any of `weeks`. `easter_weeks` counts from the week of Easter Sunday: 0 is
    that week, 1 the one after.
    """

    name: str
    weeks: tuple[int, ...] = ()
    easter_weeks: tuple[int, ...] = ()
    municipalities: Mapping[str, int] = field(default_factory=dict)

    def weeks_of(self, municipality_code: str) -> frozenset[int]:
        """The weeks in which this municipality may have the break, Easter apart."""
        for code in (municipality_code, municipality_code[:2]):
            if code in self.municipalities:
                return frozenset({self.municipalities[code]})
        return frozenset(self.weeks)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolCalendar:
    """The school breaks of a year."""

    breaks: tuple[SchoolBreak, ...] = ()
