"""Days that a meeting should perhaps not be on: public holidays, weekends, school breaks. Warnings, never refusals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from nettools.domain import swedish
from nettools.domain.occasions import NetworkMeeting
from nettools.domain.termplan import Network, TermPlan
from nettools.language import Text, text, texts
from nettools.scheduling.calendar import SchoolBreak, SchoolCalendar

_EASTER_SUNDAY = "Påskdagen"
_SATURDAY = 5


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


def closed_days(first: date, last: date) -> frozenset[date]:
    """Public holidays from one day to another, and the eves that are holidays in fact."""
    years = range(first.year, last.year + 1)
    return frozenset(day for year in years for day in _holidays(year) if first <= day <= last)


def break_days(calendar: SchoolCalendar, municipality_code: str, first: date, last: date) -> frozenset[date]:
    """Days on which schools there surely have a break. Where several weeks are possible, none of them is sure."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    sure = [weeks for each in calendar.breaks if len(weeks := each.weeks_of(municipality_code)) == 1]
    return frozenset(day for day in days if any(swedish.week_number(day) in weeks for weeks in sure))


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
        if (found := _concerned(each, network, day)) is not None:
            yield warning("school-break", _break_said(each, day, found), found)


def _concerned(each: SchoolBreak, network: Network, day: date) -> tuple[str, ...] | None:
    """The units that may have the break that day; none at all when nobody is placed yet but somebody might."""
    if not network.registrations:
        return () if _is_off(each, "", day) else None
    units = (registration.unit for registration in network.registrations)
    return tuple(unit.key for unit in units if _is_off(each, unit.municipality_code, day)) or None


def _break_said(each: SchoolBreak, day: date, units: tuple[str, ...]) -> Text:
    week = swedish.week_number(day)
    if not units:
        return text("Schools may have {name} in week {week}.", name=each.name, week=week)
    return texts(
        "{n} unit may have {name} in week {week}.",
        "{n} units may have {name} in week {week}.",
        len(units),
        name=each.name,
        week=week,
    )


def _is_off(each: SchoolBreak, municipality_code: str, day: date) -> bool:
    if swedish.week_number(day) in each.weeks_of(municipality_code):
        return True
    if not each.easter_weeks:
        return False
    monday = _easter(day.year) - timedelta(days=6)  # of the week that ends with Easter Sunday
    return (day - monday).days // 7 in each.easter_weeks


@cache
def _holidays(year: int) -> Mapping[date, str]:
    """Public holidays, and the eves that are holidays in fact, by their Swedish names."""
    import holidays  # noqa: PLC0415 - 0.2 s that commands without dates do not need

    return dict(holidays.country_holidays("SE", years=year, language="sv", categories=("public", "de_facto")))


def _easter(year: int) -> date:
    return next(day for day, name in _holidays(year).items() if name == _EASTER_SUNDAY)
