"""The archive's seal: one chain for each term, so that what was changed afterwards can be told."""

import hashlib
from datetime import datetime

from nettools.domain.letters import ArchivedLetter
from nettools.domain.people import EmailAddress
from nettools.store import models
from nettools.store.columns import utc
from nettools.store.connection import Database

_LETTER = 'SELECT term, email, digest, place, seal FROM store_outboxletter WHERE "key" = %s'
_LAST_OF_TERM = (
    "SELECT place, seal FROM store_outboxletter WHERE term = %s AND place IS NOT NULL ORDER BY place DESC LIMIT 1"
)


def digest_of(message: bytes) -> str:
    """What a message is known by."""
    return hashlib.sha256(message).hexdigest()


def seal_of(before: str, key: str, email: str, digest: str, left: datetime) -> str:
    """The seal of a letter that left then, on top of the seal before it."""
    told = "\n".join((before, key, email, utc(left).isoformat(), digest))
    return hashlib.sha256(told.encode()).hexdigest()


def place_in_archive(database: Database, key: str, left: datetime) -> tuple[int, str]:
    """The place and the seal of a letter that has left, last in its term's archive; those that it has, if any.

    Raises KeyError when there is no such letter.
    """
    letter = database.first(_LETTER, key)
    if letter is None:
        raise KeyError(key)
    term, email, digest, place, seal = letter
    if place is not None:
        return place, seal
    last, before = database.first(_LAST_OF_TERM, term) or (0, "")
    return last + 1, seal_of(before, key, email, digest, left)


def archived(row: models.OutboxLetter) -> ArchivedLetter:
    """The row as others see it."""
    return ArchivedLetter(
        key=row.key,
        kind=row.kind,
        to=EmailAddress(row.email),
        subject=row.subject,
        left=row.changed,
        digest=row.digest,
        place=row.place or 0,
        seal=row.seal,
    )
