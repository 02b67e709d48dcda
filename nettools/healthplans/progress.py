"""How far each unit has come with its draft: nothing yet, a draft, or changed since a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from nettools.domain.healthplans import HealthPlanDraft
from nettools.domain.occasions import STOCKHOLM
from nettools.domain.schools import Unit


class UnitState(StrEnum):
    """Where a unit's draft is."""

    NOTHING = "nothing"
    DRAFT = "draft"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitProgress:
    """One unit's drafts. `changed_since` is set when the state is CHANGED; `late` tells of the newest version."""

    unit: Unit
    state: UnitState
    versions: int = 0
    last: datetime | None = None
    changed_since: date | None = None
    late: bool = False


def follow(
    units: Iterable[Unit], drafts: Iterable[HealthPlanDraft], *, since: date | None = None
) -> tuple[UnitProgress, ...]:
    """Tell for each unit how far it has come, in the order of `units`.

    With `since` a draft counts as changed when a version came on that day or later and there was one before it;
    without, when it has more than one version, and the day is that of the version before the newest.
    """
    by_unit: dict[str, list[HealthPlanDraft]] = {}
    for draft in drafts:
        by_unit.setdefault(draft.unit_key, []).append(draft)
    return tuple(_progress(unit, by_unit.get(unit.key, []), since) for unit in units)


def _progress(unit: Unit, drafts: Sequence[HealthPlanDraft], since: date | None) -> UnitProgress:
    if not drafts:
        return UnitProgress(unit=unit, state=UnitState.NOTHING)
    # A version can be collected after a newer one: what counts is when it was handed in.
    *earlier, newest = sorted(drafts, key=lambda draft: (draft.submitted, draft.version))
    changed = _changed_since(earlier, newest, since)
    return UnitProgress(
        unit=unit,
        state=UnitState.CHANGED if changed else UnitState.DRAFT,
        versions=len(drafts),
        last=newest.submitted,
        changed_since=changed,
        late=newest.late,
    )


def _changed_since(earlier: Sequence[HealthPlanDraft], newest: HealthPlanDraft, since: date | None) -> date | None:
    if not earlier:
        return None
    if since is None:
        return _day(earlier[-1])
    return since if _day(newest) >= since > _day(earlier[0]) else None


def _day(draft: HealthPlanDraft) -> date:
    return draft.submitted.astimezone(STOCKHOLM).date()
