"""Calendars: what stands, or should stand, in the calendar of one person."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nettools.domain.people import CourseLeader, EmailAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One occasion in one person's calendar. `uid` is its name there for ever, and tells nobody who the person is.

    `occasion` is the occasion's key (`HT26/natverk-1/meeting-2`), `link` where it is held or empty. `sequence` counts
    what was said of the entry: calendars let the highest win. A `cancelled` one is struck out.
    """

    uid: str
    occasion: str
    to: EmailAddress
    to_name: str
    title: str
    starts: datetime
    ends: datetime
    link: str = ""
    leader: CourseLeader | None = None
    sequence: int = 0
    cancelled: bool = False


class EntryNews(StrEnum):
    """What a person's calendar must be told of an entry."""

    INVITATION = "invitation"
    CHANGE = "change"
    CANCELLATION = "cancellation"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarUpdate:
    """One thing to tell one calendar: the entry as it is to be, and as it was told before, if it was."""

    news: EntryNews
    entry: CalendarEntry
    before: CalendarEntry | None = None
