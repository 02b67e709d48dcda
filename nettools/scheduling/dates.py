"""Days that a meeting should perhaps not be on: public holidays, weekends, school breaks. Warnings, never refusals."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from nettools.domain import swedish
from nettools.domain.occasions import NetworkMeeting
from nettools.domain.schools import Unit
from nettools.domain.termplan import Network, TermPlan
from nettools.language import Text, text, texts
from nettools.scheduling.calendar import DatedBreak, SchoolBreak, SchoolCalendar

_EASTER_SUNDAY = "Påskdagen"
_SATURDAY = 5
_PLACES = 20  # municipalities that a sentence names
_ANYONE = Unit(key="", name="")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWarning:
    """A meeting on a day that people may be off. `units` are the keys of those whom a school break concerns."""

    network: str
    meeting: int
    day: date
    code: str
    message: Text
    units: tuple[str, ...] = ()


def date_warnings(plan: TermPlan, calendar: SchoolCalendar) -> tuple[DateWarning, ...]:
    """Every warning about the plan's meetings, network by network and meeting by meeting."""
    return tuple(
        warning
        for network in plan.networks
        for meeting in network.description.meetings
        for warning in _warnings(network, meeting, calendar)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsureBreak:
    """A break that units have some week of the term, nobody knows which.

    `municipality_codes` are the units', sorted, an empty one for those that have none; `units` are keys. `by_easter`:
    its weeks are counted from Easter's.
    """

    name: str
    municipality_codes: tuple[str, ...]
    units: tuple[str, ...]
    by_easter: bool = False

    @property
    def key(self) -> str:
        """Where the weeks are to be written in the calendar's file."""
        return f"breaks.{self.name}.{'easter_municipalities' if self.by_easter else 'municipalities'}"

    @property
    def message(self) -> Text:
        """What is missing, and what that means."""
        places = [code or "–" for code in self.municipality_codes]
        return texts(
            "The week of {name} is not known for {n} unit, so none is kept free. Municipality codes: {places}.",
            "The week of {name} is not known for {n} units, so none is kept free. Municipality codes: {places}.",
            len(self.units),
            name=self.name,
            places=", ".join(places[:_PLACES]) + (" …" if len(places) > _PLACES else ""),
        )


def closed_days(first: date, last: date) -> Mapping[date, str]:
    """Public holidays from one day to another, and the eves that are holidays in fact, by their Swedish names."""
    years = range(first.year, last.year + 1)
    return {day: name for year in years for day, name in _holidays(year).items() if first <= day <= last}


def break_days(calendar: SchoolCalendar, unit: Unit, first: date, last: date) -> Mapping[date, str]:
    """Days on which the unit surely has a break, by its name. Where several weeks are possible, none is sure."""
    dated = [one for one in calendar.dated if one.concerns(unit)]
    sure = [each for each in calendar.breaks if each.is_sure(unit.municipality_code)]
    found = {day: each.name for each in sure for day in _possible(each, unit, dated, first, last)}
    return found | {day: one.name for one in dated for day in _days(max(first, one.first), min(last, one.last))}


def unsure_breaks(calendar: SchoolCalendar, units: Iterable[Unit], first: date, last: date) -> tuple[UnsureBreak, ...]:
    """The breaks that some of the units have from one day to another, in a week that the calendar does not tell."""
    found: dict[str, list[Unit]] = {}
    for unit in sorted(units, key=lambda one: (one.municipality_code, one.key)):
        dated = [one for one in calendar.dated if one.concerns(unit)]
        for each in calendar.breaks:
            sure = each.is_sure(unit.municipality_code)
            if not sure and any(_possible(each, unit, dated, first, last)):
                found.setdefault(each.name, []).append(unit)
    return tuple(
        UnsureBreak(
            name=each.name,
            municipality_codes=tuple(dict.fromkeys(unit.municipality_code for unit in found[each.name])),
            units=tuple(unit.key for unit in found[each.name]),
            by_easter=bool(each.easter_weeks),
        )
        for each in calendar.breaks
        if each.name in found
    )


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _warnings(network: Network, meeting: NetworkMeeting, calendar: SchoolCalendar) -> Iterator[DateWarning]:
    day = swedish.local(meeting.starts).date()

    def warning(code: str, message: Text, units: tuple[str, ...] = ()) -> DateWarning:
        return DateWarning(
            network=network.key, meeting=meeting.number, day=day, code=code, message=message, units=units
        )

    if name := _holidays(day.year).get(day):
        yield warning("public-holiday", text("The day is a public holiday: {name}.", name=name))
    elif day.weekday() >= _SATURDAY:
        yield warning("weekend", text("The day is on a weekend."))
    for each in calendar.breaks:
        if (found := _concerned(each, network, day, calendar.dated)) is not None:
            yield warning("school-break", _break_said(each.name, day, found), found)
    for one in calendar.dated:
        if one.first <= day <= one.last and (found := _having(one, network)) is not None:
            yield warning("school-break", _break_said(one.name, day, found), found)


def _concerned(each: SchoolBreak, network: Network, day: date, dated: Iterable[DatedBreak]) -> tuple[str, ...] | None:
    """The units that may have the break that day; none at all when nobody is placed yet but somebody might."""
    if not network.registrations:
        return () if any(_possible(each, _ANYONE, (), day, day)) else None
    units = (registration.unit for registration in network.registrations)
    having = ((unit, [one for one in dated if one.concerns(unit)]) for unit in units)
    return tuple(unit.key for unit, theirs in having if _may_have(each, unit, day, theirs)) or None


def _having(one: DatedBreak, network: Network) -> tuple[str, ...] | None:
    """The units that have the break; none at all when nobody is placed yet."""
    if not network.registrations:
        return ()
    return tuple(each.unit.key for each in network.registrations if one.concerns(each.unit)) or None


def _break_said(name: str, day: date, units: tuple[str, ...]) -> Text:
    week = swedish.week_number(day)
    if not units:
        return text("Schools may have {name} in week {week}.", name=name, week=week)
    return texts(
        "{n} unit may have {name} in week {week}.",
        "{n} units may have {name} in week {week}.",
        len(units),
        name=name,
        week=week,
    )


def _may_have(each: SchoolBreak, unit: Unit, day: date, dated: Iterable[DatedBreak]) -> bool:
    """Whether the unit may have the break that day; `dated` are its breaks with days of their own, which say better."""
    return any(_possible(each, unit, dated, day, day))


def _possible(each: SchoolBreak, unit: Unit, dated: Iterable[DatedBreak], first: date, last: date) -> Iterator[date]:
    """The days on which the unit may have the break."""
    told = {one.first.year for one in dated if one.name.casefold() == each.name.casefold()}
    weeks, easter_weeks = each.weeks_of(unit.municipality_code), each.easter_weeks_of(unit.municipality_code)
    for day, week, from_easter in _counted(first, last):
        if day.year not in told and (week in weeks or from_easter in easter_weeks):
            yield day


@lru_cache(maxsize=64)  # a term's days are gone through for every unit and break
def _counted(first: date, last: date) -> tuple[tuple[date, int, int], ...]:
    """The days, each with its week, and its week as counted from Easter."""
    return tuple((day, swedish.week_number(day), _weeks_from_easter(day)) for day in _days(first, last))


@cache
def _weeks_from_easter(day: date) -> int:
    """0 in the week that ends with Easter Sunday, 1 in the one after."""
    return (day - (_easter(day.year) - timedelta(days=6))).days // 7


@cache
def _holidays(year: int) -> Mapping[date, str]:
    """Public holidays, and the eves that are holidays in fact, by their Swedish names."""
    import holidays  # noqa: PLC0415 - 0.2 s that commands without dates do not need

    return dict(holidays.country_holidays("SE", years=year, language="sv", categories=("public", "de_facto")))


@cache
def _easter(year: int) -> date:
    return next(day for day, name in _holidays(year).items() if name == _EASTER_SUNDAY)
