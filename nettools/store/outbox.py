"""The outbox: every letter that was ever drafted, and how far it has come. It keeps letters from going out twice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet

from nettools.domain.calendars import CalendarEntry
from nettools.domain.letters import ArchivedLetter, Letter, LetterKind, LetterState, OutboxEntry
from nettools.domain.people import EmailAddress
from nettools.domain.terms import Term
from nettools.store import models
from nettools.store.archive import archived, digest_of, place_in_archive, seal_of
from nettools.store.calendars import marks_of
from nettools.store.columns import portions, utc
from nettools.store.connection import Database
from nettools.store.failures import said_plainly

_REPLACEABLE = (LetterState.DRAFT.value, LetterState.FAILED.value)
_CLAIM = 'UPDATE store_outboxletter SET state = %s, changed = %s, tries = tries + 1 WHERE "key" = %s AND state = %s'
_BEGUN = "UPDATE store_sending SET begun = begun + 1 WHERE name = %s"
_MARK = 'UPDATE store_outboxletter SET state = %s, changed = %s, reason = %s, next_try = NULL WHERE "key" = %s'
_ARCHIVE = 'UPDATE store_outboxletter SET place = %s, seal = %s WHERE "key" = %s'
_ON_THEIR_WAY = (LetterState.SENDING.value, LetterState.SENT.value, LetterState.UNSURE.value)


@dataclass(frozen=True, slots=True)
class Outbox:
    """Letters by their key, which is unique for ever."""

    _database: Database

    def add_drafts(
        self,
        letters: Iterable[Letter],
        at: datetime,
        entries: Mapping[str, Sequence[CalendarEntry]] = MappingProxyType({}),
    ) -> int:
        """Keep letters that are to be sent; how many had a new key. `entries` are what each puts into a calendar.

        A letter that is still a draft, or failed, is replaced and is a draft again. One that is being sent, was sent,
        or may have been sent is left as it is.
        """
        wanted = {letter.key: letter for letter in letters}
        with self._database.transaction():
            known = self._known(wanted)
            fresh = [_row(letter, at) for key, letter in wanted.items() if key not in known]
            self._letters().bulk_create(fresh, batch_size=100, ignore_conflicts=True)
            new = {row.key for row in fresh}
            for key in known:
                if self._letters().filter(key=key, state__in=_REPLACEABLE).update(**_draft(wanted[key], at)):
                    new.add(key)
            self._keep_entries({key: entries[key] for key in entries if key in new}, wanted)
        return len(fresh)

    def drop_drafts(self, keys: Iterable[str]) -> None:
        """Take letters back that nobody has begun to send; all others are left."""
        with self._database.transaction():
            for some in portions([*keys]):
                drafts = self._letters().filter(key__in=some, state__in=_REPLACEABLE)
                gone = list(drafts.values_list("key", flat=True))
                self._database.rows(models.CalendarMark).filter(letter__in=gone).delete()
                drafts.delete()

    @said_plainly()
    def of(self, term: Term, kind: LetterKind | None = None, *, messages: bool = True) -> tuple[OutboxEntry, ...]:
        """The letters of a term, of one kind or of all, in the order that they were first drafted.

        With `messages=False` each `message` is empty, and not read: who lists a thousand letters needs none of their
        attachments in memory.
        """
        rows = self._letters().filter(term=str(term))
        if kind is not None:
            rows = rows.filter(kind=kind.value)
        if not messages:
            rows = rows.defer("message")
        found = rows.order_by("id").iterator(chunk_size=200)
        return tuple(_entry(row, row.message if messages else b"") for row in found)

    @said_plainly()
    def letter(self, key: str) -> Letter | None:
        """One letter with its message, or None."""
        row = self._letters().filter(key=key).first()
        return _entry(row, row.message).letter if row else None

    @said_plainly()
    def drafts(self, term: Term) -> tuple[OutboxEntry, ...]:
        """The letters of a term that are still to be sent, without their messages, in the order of drafting."""
        rows = self._letters().filter(term=str(term), state=LetterState.DRAFT.value).defer("message")
        return tuple(_entry(row, b"") for row in rows.order_by("id"))

    @said_plainly()
    def archive(self, term: Term) -> tuple[ArchivedLetter, ...]:
        """The letters of a term that have left, in the order in which they were put into the archive."""
        rows = self._letters().filter(term=str(term), place__isnull=False).defer("message")
        return tuple(map(archived, rows.order_by("place")))

    @said_plainly()
    def broken_seals(self, term: Term) -> tuple[str, ...]:
        """The keys of archived letters that are not as they left, or do not follow upon the one before."""
        rows = self._letters().filter(term=str(term), place__isnull=False).order_by("place")
        broken, before, expected = [], "", 1
        for row in rows.iterator(chunk_size=50):
            whole = not row.digest or digest_of(bytes(row.message)) == row.digest
            seal = seal_of(before, row.key, row.email, row.digest, row.changed)
            if not whole or (row.place, row.seal) != (expected, seal):
                broken.append(row.key)
            before, expected = row.seal, (row.place or 0) + 1
        return tuple(broken)

    @said_plainly()
    def keys_on_their_way(self, term: Term, kind: LetterKind) -> frozenset[str]:
        """The keys of letters that must not be written anew: being sent, sent, or perhaps sent."""
        rows = self._letters().filter(term=str(term), kind=kind.value, state__in=_ON_THEIR_WAY)
        return frozenset(rows.values_list("key", flat=True))

    def begin_sending(self, key: str, at: datetime, sending: str = "") -> bool:
        """Claim a draft: exactly one of those who try gets True, and that is on the disk when this returns.

        `sending` names the run that claims it (see `Sendings`), which has then begun with one letter more.

        Must not run inside a transaction, or the letter could be sent and the claim be forgotten.
        """
        with self._database.transaction(durable=True):
            claimed = self._database.execute(_CLAIM, LetterState.SENDING.value, utc(at), key, LetterState.DRAFT.value)
            if claimed and sending:
                self._database.execute(_BEGUN, sending)
        return claimed == 1

    def mark(self, key: str, state: LetterState, at: datetime, reason: str = "") -> None:
        """Note how far a letter has come; `reason` says without personal data why it failed.

        One that is sent is in the archive from now on. Raises KeyError when there is no such letter.
        """
        with self._database.transaction():
            if not self._database.execute(_MARK, state.value, utc(at), reason, key):
                raise KeyError(key)
            if state is LetterState.SENT:
                self._database.execute(_ARCHIVE, *place_in_archive(self._database, key, at), key)

    def postpone(self, key: str, at: datetime, reason: str, pauses: Sequence[timedelta]) -> datetime:
        """A letter that the server refuses for now is a draft again; when it is to be tried next.

        The first of `pauses` follows upon the first refusal, and so on; the last upon all further ones. Raises KeyError
        when there is no such letter.
        """
        with self._database.transaction():
            row = self._letters().filter(key=key).only("refusals").first()
            if row is None:
                raise KeyError(key)
            next_try: datetime = at + pauses[min(row.refusals, len(pauses) - 1)]
            self._letters().filter(key=key).update(
                state=LetterState.DRAFT.value,
                changed=utc(at),
                reason=reason,
                refusals=row.refusals + 1,
                next_try=utc(next_try),
            )
        return next_try

    def note_lost(self, letter: Letter, state: LetterState, at: datetime) -> None:
        """Note a letter that left, or may have left, though this database, an older one, does not know of that.

        One that it knows keeps its words; one that it does not know has none.
        """
        with self._database.transaction():
            self._letters().bulk_create([_row(letter, at)], ignore_conflicts=True)
            self.mark(letter.key, state, at)

    def settle_interrupted(self, at: datetime) -> tuple[str, ...]:
        """Letters that a dead run was sending become unsure; their keys. Call it under the lock of the sending."""
        with self._database.transaction():
            sending = self._letters().filter(state=LetterState.SENDING.value)
            keys = tuple(sorted(sending.values_list("key", flat=True)))
            sending.update(state=LetterState.UNSURE.value, changed=utc(at))
        return keys

    def _keep_entries(self, entries: Mapping[str, Sequence[CalendarEntry]], letters: Mapping[str, Letter]) -> None:
        rows = self._database.rows(models.CalendarMark)
        for some in portions([*entries]):
            rows.filter(letter__in=some).delete()
            rows.bulk_create(
                [mark for key in some for mark in marks_of(key, letters[key].term, entries[key])], batch_size=500
            )

    def _letters(self) -> QuerySet[models.OutboxLetter]:
        return self._database.rows(models.OutboxLetter)

    def _known(self, keys: Iterable[str]) -> list[str]:
        found = [self._letters().filter(key__in=some).values_list("key", flat=True) for some in portions([*keys])]
        return [*chain.from_iterable(found)]


def _entry(row: models.OutboxLetter, message: bytes) -> OutboxEntry:
    letter = Letter(
        key=row.key,
        kind=LetterKind(row.kind),
        term=Term.parse(row.term),
        to=EmailAddress(row.email),
        subject=row.subject,
        message=bytes(message),  # PostgreSQL hands out a memoryview
    )
    return OutboxEntry(
        letter=letter,
        state=LetterState(row.state),
        changed=row.changed,
        tries=row.tries,
        reason=row.reason,
        drafted=row.drafted,
        next_try=row.next_try,
    )


def _row(letter: Letter, at: datetime) -> models.OutboxLetter:
    return models.OutboxLetter(key=letter.key, **_draft(letter, at))


def _draft(letter: Letter, at: datetime) -> dict[str, Any]:
    """What a letter's columns hold while nobody has begun to send it."""
    return {
        "kind": letter.kind.value,
        "term": str(letter.term),
        "email": letter.to.address,
        "email_key": letter.to.key,
        "subject": letter.subject,
        "message": letter.message,
        "state": LetterState.DRAFT.value,
        "changed": utc(at),
        "drafted": utc(at),
        "digest": digest_of(letter.message) if letter.message else "",
        "reason": "",
    }
