"""The archive's seal: one chain for each term, so that what was changed afterwards can be told."""

import hashlib
from datetime import datetime

from django.db.models import QuerySet

from nettools.domain.letters import ArchivedLetter
from nettools.domain.people import EmailAddress
from nettools.store import models
from nettools.store.columns import utc


def digest_of(message: bytes) -> str:
    """What a message is known by."""
    return hashlib.sha256(message).hexdigest()


def seal_of(before: str, letter: models.OutboxLetter, left: datetime) -> str:
    """The seal of a letter that left then, on top of the seal before it."""
    told = "\n".join((before, letter.key, letter.email, utc(left).isoformat(), letter.digest))
    return hashlib.sha256(told.encode()).hexdigest()


def place_in_archive(letters: QuerySet[models.OutboxLetter], key: str, left: datetime) -> dict[str, object]:
    """The columns that a letter gets when it has left, last in its term's archive; nothing for one that has a place.

    Raises KeyError when there is no such letter.
    """
    letter = letters.defer("message").filter(key=key).first()
    if letter is None:
        raise KeyError(key)
    if letter.place is not None:
        return {}
    of_term = letters.filter(term=letter.term, place__isnull=False).order_by("-place")
    last, before = of_term.values_list("place", "seal").first() or (0, "")
    return {"place": (last or 0) + 1, "seal": seal_of(before, letter, left)}


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
