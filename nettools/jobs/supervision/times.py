"""Times for supervision: read from a table or a calendar, and remembered only when all of it could be read."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from pathlib import Path

from nettools.domain.occasions import STOCKHOLM
from nettools.domain.registrations import RegistrationState
from nettools.domain.supervision import GivenTime, SupervisionTimes, TimesOf
from nettools.domain.termplan import TermDescription
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem
from nettools.files import read_sheets
from nettools.files.calendars import read_busy
from nettools.jobs.supervision.outcomes import TimesRead
from nettools.jobs.supervision.supervised import leaders_of
from nettools.jobs.tools import Tools
from nettools.language import text
from nettools.scheduling import closed_days
from nettools.scheduling.times import Frame, GivenTimes, People, read_time_sheets

_SATURDAY = 5


def add(tools: Tools, path: Path, term: Term, *, leader: str = "") -> TimesRead:
    """Read the file and remember its times in place of those that the same people gave before.

    A calendar (.ics) tells only when `leader` (an e-mail address) is busy: the rest of the working days is free.
    With a single cell that cannot be read nothing is remembered. Raises InputError when the file itself cannot be read.
    """
    description = tools.settings.term(term)
    if path.suffix.casefold() == ".ics":
        found = GivenTimes(times=(_of_calendar(tools, path, description, leader),), problems=())
    else:
        found = read_time_sheets(read_sheets(path), _people(tools, description), frame_of(tools, description))
    if not found.problems:
        run = tools.store.journal.open_run("supervision times", term, tools.who, tools.clock())
        tools.store.supervisions.save_times(term, found.times)
        tools.store.journal.close_run(run, tools.clock(), 0, {"people": len(found.times)})
    return TimesRead(file=path.name, times=found.times, problems=found.problems, unused=found.unused)


def frame_of(tools: Tools, description: TermDescription) -> Frame:
    """What phrases leave out, in this term."""
    return Frame(
        first_day=description.first_day,
        last_day=description.last_day,
        closed=frozenset(closed_days(description.first_day, description.last_day)),
        minutes=tools.settings.supervision.minutes,
    )


def _people(tools: Tools, description: TermDescription) -> People:
    """What people may be called in a file. A name that several have is nobody's: the key or address then tells."""
    leaders = leaders_of(description)
    found = tools.store.registrations.of(description.term)
    units = [one.unit for one in found if one.state is RegistrationState.ACCEPTED]
    leaders_names, leaders_shared = _named((one.name, key) for key, one in leaders.items())
    units_names, units_shared = _named((one.name, one.key) for one in units)
    return People(
        leaders={**leaders_names, **{key: key for key in leaders}},
        units={**units_names, **{said: one.key for one in units for said in (one.key, one.code) if said}},
        shared={**leaders_shared, **units_shared},
    )


def _named(people: Iterable[tuple[str, str]]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The keys by names (case-folded) that one alone has, and by those that several have."""
    keys: dict[str, list[str]] = {}
    for name, key in people:
        keys.setdefault(name.casefold(), []).append(key)
    alone = {name: found[0] for name, found in keys.items() if len(found) == 1}
    return alone, {name: found for name, found in keys.items() if name not in alone}


def _of_calendar(tools: Tools, path: Path, description: TermDescription, leader: str) -> SupervisionTimes:
    key = leader.casefold()
    if key not in (known := leaders_of(description)):
        said = text(
            "must name the course leader whose calendar it is; there are {known}", known=", ".join(sorted(known))
        )
        raise InputError([Problem(code="unknown-leader", message=said, place=Place(key="--leader"))])
    busy = read_busy(path, description.first_day, description.last_day)
    free = [
        one
        for day in range((description.last_day - description.first_day).days + 1)
        for one in _working(tools, description, day)
    ]
    return SupervisionTimes(kind=TimesOf.LEADER, key=key, times=(*free, *busy))


def _working(tools: Tools, description: TermDescription, number: int) -> list[GivenTime]:
    """The working hours of the term's day with this number, none on weekends and holidays."""
    day = description.first_day + timedelta(days=number)
    rules = tools.settings.supervision
    if day.weekday() >= _SATURDAY or day in closed_days(day, day):
        return []
    midnight = datetime.combine(day, time(), tzinfo=STOCKHOLM)
    return [
        GivenTime(
            starts=midnight.replace(hour=rules.work_starts),
            ends=midnight.replace(hour=rules.work_ends) if rules.work_ends < 24 else midnight + timedelta(days=1),  # noqa: PLR2004 - hours
        )
    ]
