"""Days and hours in a term's file: what becomes a moment, and what cannot hold."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Protocol

from nettools.domain.occasions import STOCKHOLM
from nettools.language import Text, text
from nettools.scheduling.clashes import does_not_exist

Fault = tuple[str, str, Text]  # the key, a code, what is wrong


class Timed(Protocol):
    """An entry with a day and its hours."""

    @property
    def date(self) -> date:
        """The day."""

    @property
    def starts(self) -> time:
        """When it begins."""

    @property
    def ends(self) -> time:
        """When it ends."""


def moment(day: date, hour: time) -> datetime:
    """An hour of a day in Sweden."""
    return datetime.combine(day, hour, tzinfo=STOCKHOLM)


def time_faults(key: str, entry: Timed, first_day: date, last_day: date) -> Iterator[Fault]:
    """What is wrong with when it is held."""
    if not first_day <= entry.date <= last_day:
        yield f"{key}.date", "outside-term", text("is outside the term")
    if entry.ends <= entry.starts:
        yield f"{key}.ends", "order", text("is not after starts")
    for name, hour in (("starts", entry.starts), ("ends", entry.ends)):
        if does_not_exist(moment(entry.date, hour)):
            yield f"{key}.{name}", "no-such-time", text("does not exist: clocks are put forward that night")


def not_among(name: str, table: str, known: Mapping[str, object]) -> Text:
    """A name that has no table of its own in the file."""
    return text(
        "names {name}, who is not described under [{table}]; there are {known}",
        name=repr(name),
        table=table,
        known=", ".join(known) or "–",
    )
