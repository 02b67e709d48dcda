"""Calendar files (.ics): when somebody is busy. What the events are about is never kept."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from nettools.domain.occasions import STOCKHOLM
from nettools.domain.supervision import GivenTime
from nettools.errors import InputError, Place, Problem
from nettools.language import Text, text

_LARGEST = 10_000_000  # bytes
_MOST = 20_000  # of one event, over and over
_DAY = timedelta(days=1)


def read_busy(path: Path, first_day: date, last_day: date) -> tuple[GivenTime, ...]:
    """Every stretch between two days, both included, when the calendar's owner is busy, in order of time.

    Repeated events are followed with their exceptions; all-day ones take the whole day; what is cancelled or marked
    as free takes none. Raises InputError when the file is no calendar.
    """
    events = _events(path)
    since = datetime.combine(first_day, time(), tzinfo=STOCKHOLM)
    until = datetime.combine(last_day + _DAY, time(), tzinfo=STOCKHOLM)
    changed = {(str(one.get("UID")), _aware(one.decoded("RECURRENCE-ID"))) for one in events if "RECURRENCE-ID" in one}
    found: set[tuple[datetime, datetime]] = set()
    for event in events:
        length = _length(event)
        if length <= timedelta() or _takes_no_time(event):
            continue
        for starts in _starts(event, until):
            again = (str(event.get("UID")), starts) in changed and "RECURRENCE-ID" not in event
            if not again and starts < until and starts + length > since:
                found.add((starts, starts + length))
    return tuple(GivenTime(starts=starts, ends=ends, busy=True) for starts, ends in sorted(found))


def _events(path: Path) -> list[Any]:
    from icalendar import Calendar  # noqa: PLC0415 - loaded when a calendar is read

    try:
        content = path.read_bytes()
    except OSError:
        raise _refused(path, "missing", text("The file cannot be opened.")) from None
    if len(content) > _LARGEST:
        raise _refused(path, "too-large", text("The calendar is too large; export only this term from it."))
    try:
        calendars = Calendar.from_ical(content, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT") if "DTSTART" in event]
        for event in events:
            _aware(event.decoded("DTSTART"))
            _length(event)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        raise _refused(path, "unreadable", text("The file is no calendar; export it again as .ics.")) from None
    if not calendars:
        raise _refused(path, "unreadable", text("The file is no calendar; export it again as .ics."))
    return events


def _length(event: Any) -> timedelta:  # noqa: ANN401 - icalendar has no types
    starts = event.decoded("DTSTART")
    if "DTEND" in event:
        length: timedelta = _aware(event.decoded("DTEND")) - _aware(starts)
        return length
    if "DURATION" in event:
        duration: timedelta = event.decoded("DURATION")
        return duration
    return timedelta() if isinstance(starts, datetime) else _DAY


def _takes_no_time(event: Any) -> bool:  # noqa: ANN401 - as above
    status, shown = str(event.get("STATUS", "")).upper(), str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    return str(event.get("TRANSP", "")).upper() == "TRANSPARENT" or status == "CANCELLED" or shown == "FREE"


def _starts(event: Any, until: datetime) -> Iterator[datetime]:  # noqa: ANN401 - as above
    """When it begins, each time. Repeats keep their hour on the clock, also when clocks change."""
    first = _aware(event.decoded("DTSTART"))
    if "RRULE" not in event:
        yield from sorted({first, *_listed(event, "RDATE")})
        return
    from dateutil.rrule import rrulestr  # noqa: PLC0415 - loaded when an event is repeated

    zone, gone = first.tzinfo, set(_listed(event, "EXDATE"))
    rules = event["RRULE"] if isinstance(event["RRULE"], list) else [event["RRULE"]]
    for rule in rules:
        plain = ";".join(part for part in rule.to_ical().decode().split(";") if not part.startswith("UNTIL="))
        last = min((_aware(day) for day in rule.get("UNTIL", [])), default=until)
        if not isinstance(event.decoded("DTSTART"), datetime) or "UNTIL" in rule:
            last += _DAY if not isinstance(rule.get("UNTIL", [until])[0], datetime) else timedelta()
        for moment in islice(rrulestr(plain, dtstart=first.replace(tzinfo=None)), _MOST):
            starts = moment.replace(tzinfo=zone)
            if starts > min(last, until):
                break
            if starts not in gone:
                yield starts
    yield from (moment for moment in _listed(event, "RDATE") if moment not in gone)


def _listed(event: Any, name: str) -> Iterator[datetime]:  # noqa: ANN401 - as above
    lists = event.get(name, [])
    for one in lists if isinstance(lists, list) else [lists]:
        yield from (_aware(entry.dt) for entry in one.dts if not isinstance(entry.dt, tuple))


def _aware(when: date | datetime) -> datetime:
    """A day begins at midnight in Sweden, where a time without a zone is too."""
    if not isinstance(when, datetime):
        return datetime.combine(when, time(), tzinfo=STOCKHOLM)
    return when if when.tzinfo else when.replace(tzinfo=STOCKHOLM)


def _refused(path: Path, code: str, message: Text) -> InputError:
    return InputError([Problem(code=code, message=message, place=Place(file=path.name))])
