"""Units, each kept once whatever the number of its registrations."""

from collections.abc import Iterable
from dataclasses import dataclass

from nettools.domain.schools import SchoolForm, Unit
from nettools.store import models
from nettools.store.columns import joined
from nettools.store.connection import Database
from nettools.store.failures import said_plainly


@dataclass(frozen=True, slots=True)
class Units:
    """The units (enheter) that have ever signed up."""

    _database: Database

    @said_plainly()
    def all(self) -> tuple[Unit, ...]:
        """Every unit, by key."""
        rows = self._database.rows(models.Unit)
        return tuple(sorted(map(unit_of, rows), key=lambda unit: unit.key))

    def save(self, units: Iterable[Unit]) -> None:
        """Keep these units; one with a known key takes the new values."""
        rows = {unit.key: _row(unit) for unit in units}
        with self._database.transaction():
            self._database.upsert([*rows.values()], ("key",))


def unit_of(row: models.Unit) -> Unit:
    """The value of a row."""
    return Unit(
        key=row.key,
        name=row.name,
        code=row.code,
        authority=row.authority,
        municipality_code=row.municipality_code,
        school_forms=tuple(map(SchoolForm, row.school_forms.split())),
    )


def _row(unit: Unit) -> models.Unit:
    return models.Unit(
        key=unit.key,
        name=unit.name,
        code=unit.code,
        authority=unit.authority,
        municipality_code=unit.municipality_code,
        school_forms=joined(unit.school_forms),
    )
