"""What was found in drafts: each version is read once by each checklist, then remembered."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nettools.domain.checklists import Checklist
from nettools.domain.healthplans import HealthPlanDraft
from nettools.domain.planchecks import PlanCheck
from nettools.domain.plansupport import PlanSupport
from nettools.domain.terms import Term
from nettools.healthplans import check_as_mapping, check_from_mapping
from nettools.jobs.tools import Tools
from nettools.language import text

Examine = Callable[[Sequence[HealthPlanDraft]], Iterator[tuple[PlanCheck, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDraft:
    """A version and what was found in it; `reason` says why it could not be read, for people."""

    draft: HealthPlanDraft
    check: PlanCheck
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The drafts of a term, read by a checklist. `names` are the units' by key; `examine` reads and checks
    their files.

    `fingerprint` is that of the checklist: with another, drafts are read anew.
    """

    tools: Tools
    term: Term
    checklist: Checklist
    support: PlanSupport
    names: Mapping[str, str]
    examine: Examine
    fingerprint: str

    def read(self, drafts: Sequence[HealthPlanDraft]) -> Iterator[ReadDraft]:
        """What was found in each, in their order; those not read before are read now, several at a time."""
        store = self.tools.store.feedback
        known = store.readings(self.term, self.fingerprint)
        fresh = [one for one in drafts if (one.unit_key, one.version) not in known]
        coming = self._examined(fresh)
        for draft in drafts:
            yield as_read(draft, known.get((draft.unit_key, draft.version)) or next(coming))

    def _examined(self, drafts: Sequence[HealthPlanDraft]) -> Iterator[Mapping[str, object]]:
        if not drafts:
            return
        self.tools.progress.begin(text("Drafts"), len(drafts))
        try:
            for draft, (check, reason) in zip(drafts, self.examine(drafts), strict=True):
                mapping = {"check": check_as_mapping(check), "reason": reason}
                self.tools.store.feedback.save_reading(
                    self.term, draft.unit_key, draft.version, self.fingerprint, mapping
                )
                self.tools.progress.advance()
                yield mapping
        finally:
            self.tools.progress.end()


def as_read(draft: HealthPlanDraft, mapping: Mapping[str, object]) -> ReadDraft:
    """What was remembered of a version, as a value."""
    return ReadDraft(draft=draft, check=check_from_mapping(_mapping(mapping["check"])), reason=str(mapping["reason"]))


def _mapping(value: object) -> Mapping[str, object]:
    assert isinstance(value, dict)
    return value


def fingerprint(checklist: Checklist) -> str:
    """Twelve signs that change with the checklist: its version is an administrator's to forget."""
    return hashlib.blake2b(repr(checklist).encode(), digest_size=6).hexdigest()
