"""Calendars: what each person's calendar was told last, and who subscribes to a feed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nettools.domain.calendars import CalendarEntry
from nettools.domain.letters import LetterState
from nettools.domain.people import CourseLeader, EmailAddress
from nettools.domain.terms import Term
from nettools.store import models
from nettools.store.columns import portions, utc
from nettools.store.connection import Database
from nettools.store.failures import said_plainly

_TOLD = (LetterState.SENDING.value, LetterState.SENT.value, LetterState.UNSURE.value)


@dataclass(frozen=True, slots=True)
class Calendars:
    """Entries by their UID; feeds by the person's address."""

    _database: Database

    @said_plainly()
    def told(self, term: Term) -> dict[str, CalendarEntry]:
        """What was last said of each entry, by UID; said is also what perhaps was said, for nobody is told twice."""
        letters = self._database.rows(models.OutboxLetter).filter(term=str(term), state__in=_TOLD)
        marks = self._database.rows(models.CalendarMark).filter(term=str(term), letter__in=letters.values("key"))
        return {mark.uid: _entry(mark) for mark in marks.order_by("sequence", "id").iterator(chunk_size=500)}

    def forget(self, people: Iterable[str]) -> None:
        """Drop what is remembered of people's calendars, by their keys: nobody is told anything any more."""
        keys = [*people]
        with self._database.transaction():
            marks = self._database.rows(models.CalendarMark)
            for some in portions(keys):
                marks.filter(email_key__in=some).delete()
                self._database.rows(models.CalendarFeed).filter(email_key__in=some).delete()

    @said_plainly()
    def feed_of(self, digest: str) -> EmailAddress | None:
        """Whose feed has this digest for its address; None for one that is closed or never was."""
        row = self._database.rows(models.CalendarFeed).filter(digest=digest, open=True).first()
        return EmailAddress(row.email) if row else None

    @said_plainly()
    def feed_number(self, who: EmailAddress) -> tuple[int, bool]:
        """How many feeds the person has had, and whether the last one is open."""
        row = self._database.rows(models.CalendarFeed).filter(email_key=who.key).first()
        return (row.number, row.open) if row else (0, False)

    def keep_feed(self, who: EmailAddress, number: int, digest: str, *, is_open: bool) -> None:
        """Keep the person's feed; there is one, and the newest is it."""
        row = models.CalendarFeed(email_key=who.key, email=who.address, number=number, digest=digest, open=is_open)
        with self._database.transaction():
            self._database.upsert([row], ("email_key",))


def marks_of(letter: str, term: Term, entries: Iterable[CalendarEntry]) -> Iterator[models.CalendarMark]:
    """The rows for the entries that a letter puts into a calendar."""
    for entry in entries:
        yield models.CalendarMark(
            letter=letter,
            term=str(term),
            uid=entry.uid,
            occasion=entry.occasion,
            email=entry.to.address,
            email_key=entry.to.key,
            name=entry.to_name,
            title=entry.title,
            starts=utc(entry.starts),
            ends=utc(entry.ends),
            link=entry.link,
            leader=entry.leader.email.address if entry.leader else "",
            leader_name=entry.leader.name if entry.leader else "",
            sequence=entry.sequence,
            cancelled=entry.cancelled,
        )


def _entry(mark: models.CalendarMark) -> CalendarEntry:
    return CalendarEntry(
        uid=mark.uid,
        occasion=mark.occasion,
        to=EmailAddress(mark.email),
        to_name=mark.name,
        title=mark.title,
        starts=mark.starts,
        ends=mark.ends,
        link=mark.link,
        leader=CourseLeader(email=EmailAddress(mark.leader), name=mark.leader_name) if mark.leader else None,
        sequence=mark.sequence,
        cancelled=mark.cancelled,
    )
