"""The outbox: every letter that was ever drafted, and how far it has come. It keeps letters from going out twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import F, QuerySet

from nettools.domain.letters import Letter, LetterKind, LetterState, OutboxEntry
from nettools.domain.people import EmailAddress
from nettools.domain.terms import Term
from nettools.store import models
from nettools.store.columns import portions, utc
from nettools.store.connection import Database
from nettools.store.failures import said_plainly

_REPLACEABLE = (LetterState.DRAFT.value, LetterState.FAILED.value)
_ON_THEIR_WAY = (LetterState.SENDING.value, LetterState.SENT.value, LetterState.UNSURE.value)


@dataclass(frozen=True, slots=True)
class Outbox:
    """Letters by their key, which is unique for ever."""

    _database: Database

    def add_drafts(self, letters: Iterable[Letter], at: datetime) -> int:
        """Keep letters that are to be sent; how many had a new key.

        A letter that is still a draft, or failed, is replaced and is a draft again. One that is being sent, was sent,
        or may have been sent is left as it is.
        """
        wanted = {letter.key: letter for letter in letters}
        with self._database.transaction():
            known = self._known(wanted)
            fresh = [_row(letter, at) for key, letter in wanted.items() if key not in known]
            self._letters().bulk_create(fresh, batch_size=100, ignore_conflicts=True)
            for key in known:
                self._letters().filter(key=key, state__in=_REPLACEABLE).update(**_draft(wanted[key], at))
        return len(fresh)

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
    def keys_on_their_way(self, term: Term, kind: LetterKind) -> frozenset[str]:
        """The keys of letters that must not be written anew: being sent, sent, or perhaps sent."""
        rows = self._letters().filter(term=str(term), kind=kind.value, state__in=_ON_THEIR_WAY)
        return frozenset(rows.values_list("key", flat=True))

    def begin_sending(self, key: str, at: datetime) -> bool:
        """Claim a draft: exactly one of those who try gets True, and that is on the disk when this returns.

        Must not run inside a transaction, or the letter could be sent and the claim be forgotten.
        """
        with self._database.transaction(durable=True):
            drafts = self._letters().filter(key=key, state=LetterState.DRAFT.value)
            claimed = drafts.update(state=LetterState.SENDING.value, changed=utc(at), tries=F("tries") + 1)
        return claimed == 1

    def mark(self, key: str, state: LetterState, at: datetime, reason: str = "") -> None:
        """Note how far a letter has come; `reason` says without personal data why it failed.

        Raises KeyError when there is no such letter.
        """
        with self._database.transaction():
            if not self._letters().filter(key=key).update(state=state.value, changed=utc(at), reason=reason):
                raise KeyError(key)

    def settle_interrupted(self, at: datetime) -> tuple[str, ...]:
        """Letters that a dead run was sending become unsure; their keys. Call it under the lock of the sending."""
        with self._database.transaction():
            sending = self._letters().filter(state=LetterState.SENDING.value)
            keys = tuple(sorted(sending.values_list("key", flat=True)))
            sending.update(state=LetterState.UNSURE.value, changed=utc(at))
        return keys

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
        letter=letter, state=LetterState(row.state), changed=row.changed, tries=row.tries, reason=row.reason
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
        "reason": "",
    }
