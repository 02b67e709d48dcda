"""Placements: which network each unit belongs to in a term."""

from collections.abc import Mapping
from dataclasses import dataclass

from nettools.domain.terms import Term
from nettools.store import models
from nettools.store.columns import portions
from nettools.store.connection import Database
from nettools.store.failures import said_plainly


@dataclass(frozen=True, slots=True)
class Placements:
    """A unit's network, by their keys. A placement stays until the unit is given another one, or none."""

    _database: Database

    @said_plainly()
    def of(self, term: Term) -> dict[str, str]:
        """Unit key to network key, for the units that are placed in this term."""
        rows = self._database.rows(models.Placement).filter(term=str(term))
        return dict(sorted(rows.values_list("unit_key", "network_key")))

    def save(self, term: Term, placements: Mapping[str, str]) -> None:
        """Place these units; an empty network key takes a unit out. Units that are not named stay where they are."""
        rows = [
            models.Placement(term=str(term), unit_key=unit, network_key=network)
            for unit, network in placements.items()
            if network
        ]
        with self._database.transaction():
            self._database.upsert(rows, ("term", "unit_key"))
            for left in portions([unit for unit, network in placements.items() if not network]):
                self._database.rows(models.Placement).filter(term=str(term), unit_key__in=left).delete()
