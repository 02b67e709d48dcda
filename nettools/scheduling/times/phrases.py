"""Swedish phrases for days and hours: "tis 13 oktober kl. 13–15", "v. 38 ons fm", "12/10 13.00-15.00", "v. 53 2026"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from nettools.domain import swedish
from nettools.domain.occasions import STOCKHOLM
from nettools.language import Text, text
from nettools.scheduling.clashes import does_not_exist
from nettools.scheduling.supervision import Span

_MONTHS = {name[:3]: number for number, name in enumerate(swedish.MONTHS, 1)}
_DAYS = {name[:3]: number for number, name in enumerate(swedish.WEEKDAYS)}
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in swedish.MONTHS)  # noqa: PLR2004 - maj
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_SLASH = re.compile(r"\b(\d{1,2})/(\d{1,2})(?:[-/ ](\d{4}))?\b")
_WORDED = re.compile(rf"\b(\d{{1,2}})(?::?e)?\s+({_MONTH})\.?(?:\s+(\d{{4}}))?\b")
_WEEKS = re.compile(r"\b(?:v|vecka|veckorna|veckor)\.?\s*(\d{1,2})(?:\s*[-–—]\s*(\d{1,2}))?(?:\s+(\d{4})\b)?")
_WEEKDAY = re.compile(r"\b(mån|tis|ons|tor|fre|lör|sön)(?:s|s?dag(?:ar|en|arna)?)?\b\.?")
_HOURS = re.compile(
    r"(?:\bkl(?:\.|ockan)?\s*)?\b(\d{1,2})(?:[.:](\d\d))?\s*(?:[-–—]|till|to)\s*(?:kl\.?\s*)?(\d{1,2})(?:[.:](\d\d))?\b"
)
_HOUR = re.compile(r"\bkl(?:\.|ockan)?\s*(\d{1,2})(?:[.:](\d\d))?\b|\b(\d{1,2})[.:](\d\d)\b")
_PARTS = {
    "förmiddag": (8, 12),
    "fm": (8, 12),
    "eftermiddag": (13, 17),
    "em": (13, 17),
    "hela dagen": (8, 17),
    "heldag": (8, 17),
}
_PART = re.compile(r"\b(förmiddag|fm|eftermiddag|em|hela dagen|heldag)(?:en|ar)?\b\.?")
_FILLING = re.compile(r"\b(?:den|kl|klockan|och|samt|på|alla|varje|i|mellan|från)\b|[.,:()\s]+")
_SEVERAL = re.compile(r"[;\n]")
_COMMA = re.compile(r",(?=\s*(?:mån|tis|ons|tor|fre|lör|sön|v\.|vecka|\d{1,2}/|\d{4}-|\d{1,2}\s+[a-zåäö]))")


class UnreadableTimeError(ValueError):
    """A phrase that cannot be read; `said` tells why."""

    def __init__(self, said: Text) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a phrase leaves out: the days it may mean, days that a repeated one skips, minutes after a lone hour."""

    first_day: date
    last_day: date
    closed: frozenset[date] = frozenset()
    minutes: int = 60


def read_times(phrase: str, frame: Frame) -> list[Span]:
    """The spans that the phrase means, several set apart by semicolons or lines. Raises UnreadableTimeError."""
    pieces = [piece for line in _SEVERAL.split(phrase.casefold()) for piece in _apart(line) if piece.strip(" .,")]
    return [span for piece in pieces for span in _spans(piece, frame)]


def read_days(phrase: str, frame: Frame) -> list[date]:
    """The days that the phrase means. Raises UnreadableTimeError."""
    found: list[date] = []
    for piece in _SEVERAL.split(phrase.casefold()):
        days, rest = _days(piece, frame)
        if rest:
            raise _unreadable(piece)
        found += days
    return found


def span_of(day: date, starts: time, ends: time) -> Span:
    """Hours of a day in Sweden. Raises UnreadableTimeError when they are none."""
    span = Span(
        starts=datetime.combine(day, starts, tzinfo=STOCKHOLM), ends=datetime.combine(day, ends, tzinfo=STOCKHOLM)
    )
    if ends <= starts:
        raise UnreadableTimeError(text("ends before it begins"))
    if does_not_exist(span.starts) or does_not_exist(span.ends):
        raise UnreadableTimeError(text("is at an hour that does not exist: clocks are put forward that night"))
    return span


def _apart(line: str) -> Iterator[str]:
    """What commas set apart, where hours stand before the comma: in "tis, tors 13-15" it does not."""
    held = ""
    for piece in _COMMA.split(line):
        held = f"{held} {piece}" if held else piece
        if _HOURS.search(_dateless(held)) or _PART.search(held) or _HOUR.search(_dateless(held)):
            yield held
            held = ""
    if held:
        yield held


def _dateless(piece: str) -> str:
    return _WEEKS.sub(" ", _WORDED.sub(" ", _SLASH.sub(" ", _ISO.sub(" ", piece))))


def _spans(piece: str, frame: Frame) -> Iterator[Span]:
    days, rest = _days(piece, frame)
    hours, rest = _hours(rest, frame)
    if _FILLING.sub("", rest):
        raise _unreadable(piece)
    if not hours:
        raise UnreadableTimeError(text("says no hours"))
    for day in days:
        for starts, ends in hours:
            yield span_of(day, starts, ends)


def _days(piece: str, frame: Frame) -> tuple[list[date], str]:
    """The days, and what of the words is left."""
    dates: list[date] = []

    def iso(found: re.Match[str]) -> str:
        dates.append(_date(int(found[1]), int(found[2]), int(found[3]), frame))
        return " "

    def slash(found: re.Match[str]) -> str:
        dates.append(_dated(int(found[1]), int(found[2]), found[3], frame))
        return " "

    def worded(found: re.Match[str]) -> str:
        dates.append(_dated(int(found[1]), _MONTHS[found[2][:3]], found[3], frame))
        return " "

    rest = _WORDED.sub(worded, _SLASH.sub(slash, _ISO.sub(iso, piece)))
    weeks = [week for found in _WEEKS.finditer(rest) for week in _mondays(found, frame)]
    has_weeks, rest = bool(_WEEKS.search(rest)), _WEEKS.sub(" ", rest)
    weekdays = {_DAYS[found[1]] for found in _WEEKDAY.finditer(rest)}
    rest = _WEEKDAY.sub(" ", rest)
    if dates:
        return _named_rightly(dates, weekdays), rest.strip(" .,")
    if has_weeks:
        chosen = sorted(weekdays) or range(5)
        days = [monday + timedelta(days=number) for monday in weeks for number in chosen]
    elif weekdays:
        days = [day for day in _all_days(frame) if day.weekday() in weekdays]
    else:
        raise UnreadableTimeError(text("says no day"))
    return [day for day in days if frame.first_day <= day <= frame.last_day and day not in frame.closed], rest.strip(
        " .,"
    )


def _named_rightly(dates: list[date], weekdays: set[int]) -> list[date]:
    wrong = [day for day in dates if weekdays and day.weekday() not in weekdays]
    if wrong:
        raise UnreadableTimeError(
            text(
                "says another weekday: {day} is a {weekday}",
                day=swedish.date_in_words(wrong[0]),
                weekday=swedish.weekday(wrong[0]),
            )
        )
    return dates


def _mondays(found: re.Match[str], frame: Frame) -> Iterator[date]:
    """The Mondays of the weeks; the year is the term's, where only one fits."""
    first, last = int(found[1]), int(found[2] or found[1])
    years = [int(found[3])] if found[3] else sorted({frame.first_day.year, frame.last_day.year})
    mondays = [monday for week in _counted(first, last) for monday in _in_years(week, years)]
    inside = [day for day in mondays if day <= frame.last_day and day + timedelta(days=6) >= frame.first_day]
    if not mondays:
        raise UnreadableTimeError(text("names week {week}, which {year} does not have", week=last, year=years[0]))
    if not inside:
        raise UnreadableTimeError(text("is outside the term"))
    yield from inside


def _counted(first: int, last: int) -> list[int]:
    """From one week to another, over New Year too."""
    return [*range(first, last + 1)] if first <= last else [*range(first, 54), *range(1, last + 1)]


def _in_years(week: int, years: list[int]) -> Iterator[date]:
    for year in years:
        try:
            yield date.fromisocalendar(year, week, 1)
        except ValueError:  # few years have a week 53
            continue


def _all_days(frame: Frame) -> Iterator[date]:
    day = frame.first_day
    while day <= frame.last_day:
        yield day
        day += timedelta(days=1)


def _dated(day: int, month: int, year: str | None, frame: Frame) -> date:
    if year:
        return _date(int(year), month, day, frame)
    years = sorted({frame.first_day.year, frame.last_day.year})
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if frame.first_day <= found <= frame.last_day:
            return found
    return _date(years[0], month, day, frame)


def _date(year: int, month: int, day: int, frame: Frame) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise UnreadableTimeError(text("is a day that does not exist")) from None
    if not frame.first_day <= found <= frame.last_day:
        raise UnreadableTimeError(text("is outside the term"))
    return found


def _hours(rest: str, frame: Frame) -> tuple[list[tuple[time, time]], str]:
    hours: list[tuple[time, time]] = []

    def between(found: re.Match[str]) -> str:
        hours.append((_time(found[1], found[2]), _time(found[3], found[4])))
        return " "

    def part(found: re.Match[str]) -> str:
        starts, ends = _PARTS[found[1]]
        hours.append((time(starts), time(ends)))
        return " "

    def lone(found: re.Match[str]) -> str:
        starts = _time(found[1] or found[3], found[2] or found[4])
        later = (datetime.combine(frame.first_day, starts) + timedelta(minutes=frame.minutes)).time()
        hours.append((starts, later))
        return " "

    return hours, _HOUR.sub(lone, _PART.sub(part, _HOURS.sub(between, rest)))


def _time(hour: str, minute: str | None) -> time:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise UnreadableTimeError(text("is at an hour that does not exist")) from None


def _unreadable(piece: str) -> UnreadableTimeError:
    return UnreadableTimeError(
        text(
            'cannot be read: "{piece}". Write it as 12 oktober kl. 13–15, or as tis v. 42 kl. 13–15.',
            piece=piece.strip(),
        )
    )
