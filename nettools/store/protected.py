"""People with protected identity: counted, and nothing else."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from nettools.domain.terms import Term
from nettools.store import models
from nettools.store.connection import Database
from nettools.store.failures import said_plainly

_SALT = ""  # the row without a term holds the salt


@dataclass(frozen=True, slots=True)
class Protected:
    """How many people with protected identity signed up for a term."""

    _database: Database

    @said_plainly()
    def count(self, term: Term) -> int:
        """How many are noted."""
        return self._database.rows(models.ProtectedPerson).filter(term=str(term)).count()

    def note(self, term: Term, digests: Iterable[str]) -> int:
        """Note people by digests that tell nothing of them; how many were new. The same digest counts once."""
        rows = [models.ProtectedPerson(term=str(term), digest=digest) for digest in set(digests)]
        with self._database.transaction():
            before = self.count(term)
            self._database.rows(models.ProtectedPerson).bulk_create(rows, ignore_conflicts=True)
            return self.count(term) - before

    def salt(self) -> str:
        """This database's own salt for digests, drawn once: without it nobody can guess a person by trying names.

        Call it under the lock of the sign-ups, so that two do not draw at the same time.
        """
        rows = self._database.rows(models.ProtectedPerson).filter(term=_SALT)
        with self._database.transaction():
            if not rows.exists():
                rows.create(term=_SALT, digest=secrets.token_hex(24))
            return rows.order_by("id")[0].digest
