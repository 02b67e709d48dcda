from datetime import UTC, date, datetime

from builders import HT26, a_unit

from nettools.domain.healthplans import HealthPlanDraft
from nettools.healthplans import UnitProgress, UnitState, follow

UNIT = a_unit()


def a_draft(version, day, *, month=11, late=False):
    return HealthPlanDraft(
        term=HT26,
        unit_key=UNIT.key,
        version=version,
        digest=f"{version:064d}",
        file_name="plan.pdf",
        path=f"out/{version}.pdf",
        size=10,
        submitted=datetime(2026, month, day, 12, 0, tzinfo=UTC),
        late=late,
        file_id=str(version),
    )


def test_a_unit_without_a_draft_has_nothing():
    assert follow([UNIT], []) == (UnitProgress(unit=UNIT, state=UnitState.NOTHING),)


def test_one_version_is_a_draft():
    assert follow([UNIT], [a_draft(1, 3)]) == (
        UnitProgress(unit=UNIT, state=UnitState.DRAFT, versions=1, last=datetime(2026, 11, 3, 12, 0, tzinfo=UTC)),
    )


def test_two_versions_are_changed_since_the_day_of_the_former():
    drafts = [a_draft(1, 3), a_draft(2, 5, month=12, late=True)]
    assert follow([UNIT], drafts) == (
        UnitProgress(
            unit=UNIT,
            state=UnitState.CHANGED,
            versions=2,
            last=datetime(2026, 12, 5, 12, 0, tzinfo=UTC),
            changed_since=date(2026, 11, 3),
            late=True,
        ),
    )


def test_the_newest_is_the_one_handed_in_last_whatever_its_number():
    [unit] = follow([UNIT], [a_draft(1, 20), a_draft(2, 3)])
    assert (unit.last, unit.changed_since) == (datetime(2026, 11, 20, 12, 0, tzinfo=UTC), date(2026, 11, 3))


def test_since_a_day_counts_only_what_changed_from_that_day():
    drafts = [a_draft(1, 3), a_draft(2, 10)]
    states = [follow([UNIT], drafts, since=date(2026, 11, day))[0].state for day in (3, 4, 10, 11)]
    assert states == [UnitState.DRAFT, UnitState.CHANGED, UnitState.CHANGED, UnitState.DRAFT]


def test_units_keep_their_order_and_their_own_drafts():
    other = a_unit("granens-skola-1780", "Granens skola")
    assert [(p.unit.key, p.versions) for p in follow([other, UNIT], [a_draft(1, 3)])] == [
        ("granens-skola-1780", 0),
        ("bjorkens-forskola-1780", 1),
    ]
