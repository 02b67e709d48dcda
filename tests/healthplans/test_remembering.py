import json
from datetime import date

from planbuilders import a_check, a_finding

from nettools.domain.documents import DocumentPlace
from nettools.domain.planchecks import (
    FieldState,
    GoalField,
    PlanFacts,
    PlanGoal,
    PrivacyHit,
    PrivacyKind,
)
from nettools.healthplans import check_as_mapping, check_from_mapping
from nettools.language import text

PLACE = DocumentPlace(headings=("Mål", "Mål 1"), table=3, row=2)


def test_a_check_comes_back_as_it_was():
    check = a_check(
        a_finding(where=PLACE, quote="Alltid", law="3 kap."),
        present=["framjande"],
        missing=["nulage"],
        facts=PlanFacts(type="health-plan", form="FS", dated=date(2026, 8, 1), unit="Björken"),
        goals=(
            PlanGoal(
                label="Mål 1",
                where=PLACE,
                fields=(GoalField(field="tidplan", text="Alltid", where=PLACE, state=FieldState.VAGUE),),
            ),
        ),
        privacy=(PrivacyHit(kind=PrivacyKind.PERSONAL, certain=False, where=PLACE, masked="A***"),),
    )
    assert check_from_mapping(json.loads(json.dumps(check_as_mapping(check)))) == check


def test_a_sentence_is_kept_as_it_was_said():
    found = check_from_mapping(check_as_mapping(a_check(a_finding(message=text("late")))))
    assert found.findings[0].message == "late"


def test_what_a_later_nettools_adds_is_passed_over():
    assert check_from_mapping({**check_as_mapping(a_check()), "more": 1}) == a_check()
