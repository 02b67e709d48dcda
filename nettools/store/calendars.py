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
    def open_feeds(self) -> frozenset[str]:
        """The digests of all addresses that lead to a feed."""
        return frozenset(self._database.rows(models.CalendarFeed).filter(open=True).values_list("digest", flat=True))

    @said_plainly()
    def feeds_of(self, people: Iterable[EmailAddress]) -> dict[str, tuple[int, str]]:
        """How many feeds each person has had, and the digest of the last one, empty when it is closed; by their keys.

        Who never had one is left out.
        """
        rows = self._database.rows(models.CalendarFeed)
        found = (row for some in portions([who.key for who in people]) for row in rows.filter(email_key__in=some))
        return {row.email_key: (row.number, row.digest if row.open else "") for row in found}

    def keep_feeds(self, feeds: Iterable[tuple[EmailAddress, int, str]]) -> None:
        """Keep each person's feed by its number and digest, empty for a closed one; there is one, the newest."""
        rows = [
            models.CalendarFeed(email_key=who.key, email=who.address, number=number, digest=digest, open=bool(digest))
            for who, number, digest in feeds
        ]
        with self._database.transaction():
            self._database.upsert(rows, ("email_key",))


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
