"""Times as lines of text: written by people on a page, read line by line, and said again as they were understood."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from nettools.domain import swedish
from nettools.domain.supervision import GivenTime
from nettools.language import Text
from nettools.scheduling.supervision import Span
from nettools.scheduling.supervision.stretches import moment, of
from nettools.scheduling.times.phrases import Frame, UnreadableTimeError, read_days, read_times

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadLine:
    """A line (counted from 1) that cannot be read, and why."""

    number: int
    line: str
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDays:
    """The days of all lines that could be read, and the lines that could not."""

    days: frozenset[date]
    unread: tuple[UnreadLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLines:
    """The spans of all lines that could be read, and those that could not."""

    spans: tuple[Span, ...]
    unread: tuple[UnreadLine, ...]


def read_lines(words: str, frame: Frame) -> ReadLines:
    """Read the times of each line by itself; empty ones say nothing."""
    spans, unread = _each(words, lambda line: read_times(line, frame))
    return ReadLines(spans=tuple(spans), unread=tuple(unread))


def read_day_lines(words: str, frame: Frame) -> ReadDays:
    """Read the days of each line by itself, as 14 oktober, fredagar or v. 43."""
    days, unread = _each(words, lambda line: read_days(line, frame))
    return ReadDays(days=frozenset(days), unread=tuple(unread))


def _each(words: str, read: Callable[[str], Iterable[Thing]]) -> tuple[list[Thing], list[UnreadLine]]:
    found: list[Thing] = []
    unread: list[UnreadLine] = []
    for number, line in enumerate(words.splitlines(), 1):
        try:
            found += read(line) if line.strip() else ()
        except UnreadableTimeError as error:
            unread.append(UnreadLine(number=number, line=line.strip(), why=error.said))
    return found, unread


def given(spans: Iterable[Span]) -> Iterator[GivenTime]:
    """The spans as times that somebody gave; what overlaps or adjoins is put together."""
    for starts, ends in of(spans):
        yield GivenTime(starts=moment(starts), ends=moment(ends))


def said(times: Iterable[GivenTime]) -> str:
    """The times as lines that `read_lines` understands: tisdag 13 oktober 2026 kl. 13–15."""
    return "\n".join(
        f"{swedish.weekday_and_date(swedish.local(one.starts).date())} {swedish.clock(one.starts, one.ends)}"
        for one in sorted(times, key=lambda one: (one.starts, one.ends))
    )


def said_days(days: Iterable[date]) -> str:
    """The days as lines that `read_day_lines` understands: tisdag 13 oktober 2026."""
    return "\n".join(map(swedish.weekday_and_date, sorted(days)))
