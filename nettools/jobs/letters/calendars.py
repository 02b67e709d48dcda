"""The calendar part of letters: the file of a term's meetings, and the invitation that calendars carry out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from nettools.domain.calendars import CalendarEntry, CalendarUpdate
from nettools.domain.people import EmailAddress
from nettools.jobs.letters.desk import Desk
from nettools.letters import (
    Addressee,
    AppointmentNews,
    PersonalOccasion,
    as_told,
    entry_uid,
    event_facts,
    is_supervision,
    occasions_of,
    write_event,
)
from nettools.mail import Attachment, Event, Party, calendar_file, invitation, method_of
from nettools.settings import Settings

_MOST_PATTERNS = 64
_NOBODY = EmailAddress("")


@dataclass(kw_only=True)
class CalendarWriter:
    """Writes the calendar part of the letters of one desk.

    A file of meetings is the same for all in a network but for the UIDs; it is made once, and theirs are put in.
    """

    desk: Desk
    settings: Settings
    written: datetime
    _patterns: dict[tuple[CalendarEntry, ...], bytes] = field(default_factory=dict)

    def meetings(self, addressee: Addressee) -> tuple[bytes, tuple[CalendarEntry, ...]]:
        """The file with one person's meetings, and what it puts into the calendar."""
        found = {
            one.entry.uid: one
            for registration in addressee.registrations
            for one in occasions_of(registration, addressee.recipient, self.desk.facts)
            if not is_supervision(one.entry)
        }
        entries = tuple(as_told(one.entry, self.desk.told.get(uid)) for uid, one in found.items())
        pattern = self._pattern(tuple(found.values()), entries)
        for entry in entries:
            pattern = pattern.replace(_pattern_uid(entry).encode(), entry.uid.encode())
        return pattern, entries

    def invitation(self, addressee: Addressee, update: CalendarUpdate) -> Attachment:
        """What tells one calendar of one entry."""
        news = addressee.matter
        if not isinstance(news, AppointmentNews):  # pragma: no cover - such letters have no other matter
            raise TypeError(news)
        title, told = write_event(self.desk.template, event_facts(news.whose, news.occasion))
        event = event_of(update.entry, title, told)
        name, sender = self.settings.sender
        content = invitation(
            event,
            organiser=Party(name=name, address=str(sender)),
            attendee=Party(name=update.entry.to_name, address=str(update.entry.to)),
            answer=is_supervision(update.entry) and not event.cancelled,
            written=self.written,
        )
        method = (("method", method_of(event)),)
        return Attachment(file_name="inbjudan.ics", content_type="text/calendar", content=content, parameters=method)

    def _pattern(self, occasions: Sequence[PersonalOccasion], entries: Sequence[CalendarEntry]) -> bytes:
        """The file with UIDs of nobody, as long as the real ones, so that no line breaks elsewhere."""
        key = tuple(_nobodys(entry) for entry in entries)
        pattern = self._patterns.get(key)
        if pattern is None:
            if len(self._patterns) >= _MOST_PATTERNS:  # links of their own: everyone's file differs
                self._patterns.clear()
            pattern = self._patterns[key] = calendar_file(
                [self._event(one, nobodys) for one, nobodys in zip(occasions, key, strict=True)],
                name=self.settings.organiser.network,
                organiser=self.settings.organiser.name,
                written=self.written,
            )
        return pattern

    def _event(self, one: PersonalOccasion, entry: CalendarEntry) -> Event:
        title, told = write_event(self.desk.template, event_facts(one.whose, one.appointment))
        return event_of(entry, title, told)


def event_of(entry: CalendarEntry, title: str, told: str) -> Event:
    """The entry as a calendar shows it; its own title stands where the template gives none."""
    return Event(
        uid=entry.uid,
        title=title or entry.title,
        starts=entry.starts,
        ends=entry.ends,
        link=entry.link,
        description=told,
        sequence=entry.sequence,
        cancelled=entry.cancelled,
    )


def _pattern_uid(entry: CalendarEntry) -> str:
    return entry_uid(entry.occasion, _NOBODY)


def _nobodys(entry: CalendarEntry) -> CalendarEntry:
    return CalendarEntry(
        uid=_pattern_uid(entry),
        occasion=entry.occasion,
        to=_NOBODY,
        to_name="",
        title=entry.title,
        starts=entry.starts,
        ends=entry.ends,
        link=entry.link,
        sequence=entry.sequence,
    )
