"""What collecting and following drafts gives back."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from nettools.canvas import UnsettledHandIn, WithoutFile
from nettools.domain.healthplans import HandIn, HealthPlanDraft
from nettools.domain.terms import Term
from nettools.healthplans import REFUSALS, UnitProgress, UnitState, newest_drafts
from nettools.jobs.healthplans.overview_outcomes import Matrix
from nettools.language import Text

__all__ = ["AddedDraft", "Collected", "RefusedFile", "SameBytes", "Status", "UnitProgress", "UnitState", "reason"]


def reason(code: str) -> Text:
    """Why something is not kept, for people."""
    return REFUSALS[code]


@dataclass(frozen=True, slots=True, kw_only=True)
class SameBytes:
    """A file handed in again, byte for byte: no new version."""

    hand_in: HandIn
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedFile:
    """A file that is not kept, and why: `code` is one of healthplans.REFUSALS."""

    hand_in: HandIn
    code: str

    @property
    def message(self) -> Text:
        """Why, for people."""
        return reason(self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What one collecting came to. `known` files were held since before and were not fetched."""

    term: Term
    drafts: tuple[HealthPlanDraft, ...] = ()
    same: tuple[SameBytes, ...] = ()
    refused: tuple[RefusedFile, ...] = ()
    without_file: tuple[WithoutFile, ...] = ()
    unsettled: tuple[UnsettledHandIn, ...] = ()
    failed: tuple[HandIn, ...] = ()
    known: int = 0

    @property
    def exit_status(self) -> int:
        """5 when a file did not come, so that whoever runs this by a timer hears of it."""
        return 5 if self.failed else 0

    @property
    def counts(self) -> dict[str, int]:
        """How many of each, for the journal."""
        return {
            "collected": len(self.drafts),
            "same": len(self.same),
            "refused": len(self.refused) + len(self.without_file),
            "unsettled": len(self.unsettled),
            "failed": len(self.failed),
            "known": self.known,
        }

    def as_json(self) -> dict[str, object]:
        """As `nettools healthplans collect --json` prints it."""
        return {
            "term": str(self.term),
            "collected": [_draft_json(draft) for draft in self.drafts],
            "same": [{**_hand_in_json(one.hand_in), "version": one.version} for one in self.same],
            "refused": [
                {**_hand_in_json(one.hand_in), "code": one.code, "message": str(one.message)} for one in self.refused
            ],
            "without_file": [_without_file_json(one) for one in self.without_file],
            "unsettled": [{**_hand_in_json(one.hand_in), "candidates": list(one.candidates)} for one in self.unsettled],
            "failed": [_hand_in_json(hand_in) for hand_in in self.failed],
            "known": self.known,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedDraft:
    """A draft added by hand; `new` is False when the unit had these very bytes already."""

    draft: HealthPlanDraft
    new: bool

    def as_json(self) -> dict[str, object]:
        """As `nettools healthplans add --json` prints it."""
        return {"term": str(self.draft.term), "new": self.new, **_draft_json(self.draft)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How far each unit of a term has come with its draft; `drafts` are all versions, by unit and version.

    `matrix` is there when the drafts were read, too.
    """

    term: Term
    units: tuple[UnitProgress, ...]
    drafts: tuple[HealthPlanDraft, ...] = ()
    matrix: Matrix | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many units are in each state."""
        counted = Counter(unit.state for unit in self.units)
        return {state.value: counted[state] for state in UnitState}

    def as_json(self) -> dict[str, object]:
        """As `nettools healthplans status --json` prints it."""
        newest = {(draft.unit_key, draft.version) for draft in newest_drafts(self.drafts)}
        versions = [{**_draft_json(one), "replaced": (one.unit_key, one.version) not in newest} for one in self.drafts]
        return {
            "term": str(self.term),
            "units": [
                {**_unit_json(unit), "drafts": [one for one in versions if one["unit"] == unit.unit.key]}
                for unit in self.units
            ],
            "counts": self.counts,
            **({"matrix": self.matrix.as_json()} if self.matrix else {}),
        }


def _draft_json(draft: HealthPlanDraft) -> dict[str, object]:
    return {
        "unit": draft.unit_key,
        "version": draft.version,
        "file": draft.file_name,
        "path": draft.path,
        "size": draft.size,
        "digest": draft.digest,
        "submitted": draft.submitted.isoformat(),
        "late": draft.late,
        "source": draft.source.value,
    }


def _hand_in_json(hand_in: HandIn) -> dict[str, object]:
    return {
        "unit": hand_in.unit_key,
        "file_id": hand_in.file_id,
        "file": hand_in.file_name,
        "size": hand_in.size,
        "submitted": hand_in.submitted.isoformat(),
    }


def _without_file_json(one: WithoutFile) -> dict[str, object]:
    return {
        "units": list(one.units),
        "submitted": one.submitted.isoformat(),
        "code": one.code,
        "message": str(reason(one.code)),
        "link": one.link,
    }


def _unit_json(unit: UnitProgress) -> dict[str, object]:
    return {
        "unit": unit.unit.key,
        "name": unit.unit.name,
        "state": unit.state.value,
        "versions": unit.versions,
        "last": _iso(unit.last),
        "changed_since": _iso(unit.changed_since),
        "late": unit.late,
    }


def _iso(moment: datetime | date | None) -> str | None:
    return None if moment is None else moment.isoformat()
