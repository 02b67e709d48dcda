"""Meetings as one calendar file (RFC 5545), with Swedish clocks right across the changes in March and October."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Timezone, vText
from icalendar import Event as CalendarEvent

from nettools.domain.occasions import STOCKHOLM

# Written out by rule: the European Union's clocks change on the last Sundays of March and October, at 01.00 UTC.
_STOCKHOLM = """\
BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One meeting for the calendar; `link` may be empty. `uid` never changes: a later file replaces the entry."""

    uid: str
    title: str
    starts: datetime
    ends: datetime
    link: str = ""
    description: str = ""


def calendar_file(events: Iterable[Event], *, name: str, organiser: str, written: datetime) -> bytes:
    """The calendar file: METHOD:PUBLISH, for entries that nobody is asked to answer.

    Args:
        events: in the order that they are to stand.
        name: what the calendar is called.
        organiser: who made it, for the product identifier.
        written: the time of writing; a newer file wins over an older.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{organiser}//nettools//SV")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Europe/Stockholm")
    calendar.add_component(Timezone.from_ical(_STOCKHOLM))
    for event in events:
        calendar.add_component(_entry(event, written))
    return bytes(calendar.to_ical())


def _entry(event: Event, written: datetime) -> CalendarEvent:
    entry = CalendarEvent()
    entry.add("uid", event.uid)
    entry.add("dtstamp", written.astimezone(UTC))
    entry.add("dtstart", event.starts.astimezone(STOCKHOLM))
    entry.add("dtend", event.ends.astimezone(STOCKHOLM))
    entry.add("summary", event.title)
    entry.add("sequence", 0)
    entry.add("status", "CONFIRMED")
    entry.add("class", "PRIVATE")
    entry.add("location", vText(event.link or "Zoom"))
    if event.link:
        entry.add("url", event.link)
    if event.description:
        entry.add("description", event.description)
    return entry
