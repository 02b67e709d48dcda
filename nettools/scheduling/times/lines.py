"""Times as lines of text: written by people on a page, read line by line, and said again as they were understood."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nettools.domain import swedish
from nettools.domain.supervision import GivenTime
from nettools.language import Text
from nettools.scheduling.supervision import Span
from nettools.scheduling.supervision.stretches import moment, of
from nettools.scheduling.times.phrases import Frame, UnreadableTimeError, read_times


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadLine:
    """A line (counted from 1) that cannot be read, and why."""

    number: int
    line: str
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLines:
    """The spans of all lines that could be read, and those that could not."""

    spans: tuple[Span, ...]
    unread: tuple[UnreadLine, ...]


def read_lines(words: str, frame: Frame) -> ReadLines:
    """Read each line by itself; empty ones say nothing."""
    spans: list[Span] = []
    unread: list[UnreadLine] = []
    for number, line in enumerate(words.splitlines(), 1):
        try:
            spans += read_times(line, frame)
        except UnreadableTimeError as error:
            unread.append(UnreadLine(number=number, line=line.strip(), why=error.said))
    return ReadLines(spans=tuple(spans), unread=tuple(unread))


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
