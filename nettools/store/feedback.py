"""Feedback on drafts, and what was found in them: one of each for a version of a unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nettools.domain.feedback import FeedbackKind, FeedbackState, PlanFeedback
from nettools.domain.terms import Term
from nettools.store import models
from nettools.store.columns import as_json, from_json, utc
from nettools.store.connection import Database
from nettools.store.failures import said_plainly

_ONE = ("term", "unit_key", "version")


@dataclass(frozen=True, slots=True)
class Feedbacks:
    """What is said of drafts. The text of a draft is never kept here, only what was found in it."""

    _database: Database

    @said_plainly()
    def of(self, term: Term) -> tuple[PlanFeedback, ...]:
        """The feedback of a term, by unit and version."""
        rows = self._database.rows(models.HealthPlanFeedback).filter(term=str(term))
        return tuple(sorted(map(_feedback, rows), key=lambda one: (one.unit_key, one.version)))

    def save(self, feedback: Iterable[PlanFeedback]) -> None:
        """Keep feedback; the same version again takes the new values. On the disk when this returns."""
        with self._database.transaction(durable=True):
            self._database.upsert([_row(one) for one in feedback], _ONE)

    @said_plainly()
    def readings(self, term: Term, checklist: str) -> Mapping[tuple[str, int], Mapping[str, object]]:
        """What was found by this checklist, for each unit and version that was read by it."""
        rows = self._database.rows(models.HealthPlanReading).filter(term=str(term), checklist=checklist)
        return {(row.unit_key, row.version): from_json(row.outcome) for row in rows}

    @said_plainly()
    def readings_of_unit(self, term: Term, unit_key: str) -> Mapping[int, Mapping[str, object]]:
        """What was found in each version of the unit's that was read, by whichever checklist."""
        rows = self._database.rows(models.HealthPlanReading).filter(term=str(term), unit_key=unit_key)
        return {row.version: from_json(row.outcome) for row in rows}

    def save_reading(
        self, term: Term, unit_key: str, version: int, checklist: str, outcome: Mapping[str, object]
    ) -> None:
        """Keep what was found in a version; an older reading of it goes."""
        row = models.HealthPlanReading(
            term=str(term), unit_key=unit_key, version=version, checklist=checklist, outcome=as_json(outcome)
        )
        with self._database.transaction():
            self._database.upsert([row], _ONE)


def _feedback(row: models.HealthPlanFeedback) -> PlanFeedback:
    return PlanFeedback(
        term=Term.parse(row.term),
        unit_key=row.unit_key,
        version=row.version,
        kind=FeedbackKind(row.kind),
        state=FeedbackState(row.state),
        markdown=row.markdown,
        draft_digest=row.draft_digest,
        made=row.made,
        approved_by=row.approved_by,
        approved=row.approved,
        comment_id=row.comment_id,
    )


def _row(one: PlanFeedback) -> models.HealthPlanFeedback:
    return models.HealthPlanFeedback(
        term=str(one.term),
        unit_key=one.unit_key,
        version=one.version,
        kind=one.kind.value,
        state=one.state.value,
        markdown=one.markdown,
        draft_digest=one.draft_digest,
        made=utc(one.made),
        approved_by=one.approved_by,
        approved=utc(one.approved) if one.approved else None,
        comment_id=one.comment_id,
    )
