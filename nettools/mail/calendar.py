"""Occasions for calendars (RFC 5545, 5546, 7986), with Swedish clocks right across the changes in March and October.

Three kinds of file: one to publish many entries, one that tells one person of one entry (an invitation, a change or a
cancellation, which calendars carry out by themselves), and one to subscribe to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from icalendar import Calendar, Timezone, vCalAddress, vText, vUri
from icalendar import Event as CalendarEvent

from nettools.domain.occasions import STOCKHOLM
from nettools.mail.addresses import ascii_address

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
_DURATION = "PT6H"  # so often a feed is worth asking for
REQUEST, CANCEL = "REQUEST", "CANCEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One occasion for the calendar; `link` may be empty. `uid` never changes: a later file replaces the entry.

    `sequence` counts what was said of it; the highest wins. A `cancelled` one is struck out.
    """

    uid: str
    title: str
    starts: datetime
    ends: datetime
    link: str = ""
    description: str = ""
    sequence: int = 0
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody in an invitation: the one who invites, or the one who is invited."""

    name: str
    address: str


def calendar_file(events: Iterable[Event], *, name: str, organiser: str, written: datetime) -> bytes:
    """The calendar file: METHOD:PUBLISH, for entries that nobody is asked to answer.

    Args:
        events: in the order that they are to stand.
        name: what the calendar is called.
        organiser: who made it, for the product identifier.
        written: the time of writing; a newer file wins over an older.
    """
    calendar = _calendar(organiser, "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Europe/Stockholm")
    return _with(calendar, [_entry(event, written) for event in events])


def invitation(event: Event, *, organiser: Party, attendee: Party, answer: bool, written: datetime) -> bytes:
    """The file that tells one person's calendar of one entry.

    METHOD:REQUEST for one that is new or has changed, METHOD:CANCEL for one that is cancelled.

    Args:
        event: the entry as it is to be.
        organiser: who invites; answers go to that address.
        attendee: the one person who gets it.
        answer: whether the calendar should ask for an answer.
        written: the time of writing.
    """
    entry = _entry(event, written)
    entry.add("organizer", _party(organiser))
    person = _party(attendee)
    person.params["ROLE"] = vText("REQ-PARTICIPANT")
    person.params["PARTSTAT"] = vText("NEEDS-ACTION")
    person.params["RSVP"] = vText("TRUE" if answer else "FALSE")
    entry.add("attendee", person)
    return _with(_calendar(organiser.name, method_of(event)), [entry])


def method_of(event: Event) -> str:
    """What a calendar is to do with the entry."""
    return CANCEL if event.cancelled else REQUEST


def feed(events: Iterable[Event], *, name: str, organiser: str, written: datetime) -> bytes:
    """The calendar to subscribe to: it has no METHOD, says its name, and how often it is worth asking for."""
    calendar = _calendar(organiser, "")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Europe/Stockholm")
    calendar.add("refresh-interval", vText(_DURATION), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", _DURATION)  # the same for older programs
    return _with(calendar, [_entry(event, written) for event in events])


def _calendar(organiser: str, method: str) -> Any:  # noqa: ANN401 - the library has no types
    calendar = Calendar()
    calendar.add("prodid", f"-//{organiser}//nettools//SV")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    return calendar


def _with(calendar: Any, entries: Iterable[CalendarEvent]) -> bytes:  # noqa: ANN401 - as above
    calendar.add_component(_zone())
    for entry in entries:
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


@cache
def _zone() -> Any:  # noqa: ANN401 - as above
    return Timezone.from_ical(_STOCKHOLM)


def _party(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{ascii_address(party.address)}")
    if party.name:
        address.params["CN"] = vText(party.name)
    return address


def _entry(event: Event, written: datetime) -> CalendarEvent:
    entry = CalendarEvent()
    entry.add("uid", event.uid)
    entry.add("dtstamp", written.astimezone(UTC))
    entry.add("dtstart", event.starts.astimezone(STOCKHOLM))
    entry.add("dtend", event.ends.astimezone(STOCKHOLM))
    entry.add("summary", event.title)
    entry.add("sequence", event.sequence)
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    entry.add("class", "PRIVATE")
    entry.add("location", vText(event.link or "Zoom"))
    if event.link:
        entry.add("url", event.link)
        entry.add("conference", _conference(event.link), encode=False)
    if event.description:
        entry.add("description", event.description)
    return entry


def _conference(link: str) -> vUri:
    address = vUri(link)
    address.params["VALUE"] = "URI"
    address.params["FEATURE"] = ["AUDIO", "VIDEO"]
    address.params["LABEL"] = "Zoom"
    return address
