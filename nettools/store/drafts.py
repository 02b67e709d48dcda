"""Drafts of health plans: every version of every unit that we hold."""

from dataclasses import dataclass

from nettools.domain.healthplans import DraftSource, HealthPlanDraft
from nettools.domain.terms import Term
from nettools.store import models
from nettools.store.columns import utc
from nettools.store.connection import Database
from nettools.store.failures import said_plainly


@dataclass(frozen=True, slots=True)
class Drafts:
    """What we know of the versions; their bytes are files below the home."""

    _database: Database

    @said_plainly()
    def of(self, term: Term) -> tuple[HealthPlanDraft, ...]:
        """The versions of a term, by unit and version."""
        rows = self._database.rows(models.HealthPlanDraft).filter(term=str(term))
        return tuple(sorted(map(_draft, rows), key=lambda draft: (draft.unit_key, draft.version)))

    def save(self, draft: HealthPlanDraft) -> None:
        """Keep a version; the same unit and version again takes the new values. On the disk when this returns."""
        with self._database.transaction(durable=True):
            self._database.upsert([_row(draft)], ("term", "unit_key", "version"))

    @said_plainly()
    def file_ids(self, term: Term) -> frozenset[str]:
        """Canvas's ids of the files that we hold, so that none is fetched twice."""
        rows = self._database.rows(models.HealthPlanDraft).filter(term=str(term))
        return frozenset(one for ids in rows.values_list("file_id", flat=True) for one in ids.split())


def _draft(row: models.HealthPlanDraft) -> HealthPlanDraft:
    return HealthPlanDraft(
        term=Term.parse(row.term),
        unit_key=row.unit_key,
        version=row.version,
        digest=row.digest,
        file_name=row.file_name,
        path=row.path,
        size=row.size,
        submitted=row.submitted,
        late=row.late,
        file_id=row.file_id,
        source=DraftSource(row.source),
    )


def _row(draft: HealthPlanDraft) -> models.HealthPlanDraft:
    return models.HealthPlanDraft(
        term=str(draft.term),
        unit_key=draft.unit_key,
        version=draft.version,
        digest=draft.digest,
        file_name=draft.file_name,
        path=draft.path,
        size=draft.size,
        submitted=utc(draft.submitted),
        late=draft.late,
        file_id=draft.file_id,
        source=draft.source.value,
    )
