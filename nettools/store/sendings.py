"""Sendings: each run that sends letters, and how many it has begun with. What a home has noted is held against it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from nettools.store import models
from nettools.store.columns import portions, utc
from nettools.store.connection import Database
from nettools.store.failures import said_plainly


@dataclass(frozen=True, slots=True)
class Sendings:
    """Runs by a name that no other run ever had."""

    _database: Database

    def begin(self, name: str, at: datetime) -> None:
        """Note that a run begins. It is on the disk when this returns."""
        with self._database.transaction(durable=True):
            models.Sending(name=name, opened=utc(at)).save(using=self._database.connections.alias, force_insert=True)

    @said_plainly()
    def begun(self, names: Iterable[str]) -> dict[str, int]:
        """How many letters each run has begun with, for the runs that this database knows."""
        found: dict[str, int] = {}
        for some in portions([*names]):
            rows = self._database.rows(models.Sending).filter(name__in=some)
            found.update(rows.values_list("name", "begun"))
        return found

    def correct(self, name: str, begun: int, at: datetime) -> None:
        """Note how many letters a run had begun with in truth, also a run that this database did not know."""
        row = models.Sending(name=name, opened=utc(at), begun=begun)
        with self._database.transaction():
            if not self._database.rows(models.Sending).filter(name=name).update(begun=begun):
                row.save(using=self._database.connections.alias, force_insert=True)
