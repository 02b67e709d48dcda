from dataclasses import replace

import pytest
from planbuilders import a_check, a_checklist, a_finding, a_support

from nettools.domain.documents import DocumentPlace
from nettools.domain.planchecks import FieldState, FindingKind, GoalField, PlanGoal, Verdict
from nettools.domain.plansupport import PlanArea
from nettools.healthplans import AreaOfAll, NetworkOverview, areas_of, overview, worths

CHECKLIST, SUPPORT = a_checklist(), a_support()
AREAS = areas_of(CHECKLIST, SUPPORT)


def worth_of(*findings, **others):
    return dict(worths(a_check(*findings, **others), CHECKLIST, AREAS))


def test_parts_that_no_area_has_come_last_in_one_of_their_own():
    assert (*SUPPORT.areas, PlanArea(key="ovrigt", name="Övrigt", parts=("narvaro",))) == AREAS


def test_an_area_is_worth_what_is_there_of_what_is_asked():
    found = worth_of(present=["meta_enhet", "framjande"], missing=["nivaer", "nulage"])
    assert found == {"ramar": 1.0, "arbete": 0.5, "mal": 0.0, "ovrigt": None}


def test_findings_that_speak_of_an_area_take_from_it():
    found = worth_of(a_finding(FindingKind.EMPTY_ROW), a_finding(FindingKind.EMPTY_ROW), present=["framjande"])
    assert found["arbete"] == 0.9


def test_the_fields_of_goals_count_as_much_as_the_parts():
    where = DocumentPlace()
    fields = tuple(GoalField(field="mal", text="", where=where, state=state) for state in (FieldState.VAGUE,))
    goals = (PlanGoal(label="1", where=where, fields=fields), PlanGoal(label="2", where=where, fields=()))
    assert worth_of(present=["nulage"], goals=goals)["mal"] == pytest.approx((1 + 0.25) / 2)


@pytest.mark.parametrize("verdict", [Verdict.BLOCKED_PRIVACY, Verdict.UNREADABLE, Verdict.NOT_A_PLAN])
def test_what_is_no_plan_is_not_measured(verdict):
    assert set(worth_of(present=["framjande"], verdict=verdict).values()) == {None}


def test_all_together_comes_with_what_needs_support_first_and_the_questions_for_it():
    plans = [{"ramar": 1.0, "arbete": 0.8, "mal": worth} for worth in (0.2, 0.4, 0.6, 0.8, 0.9)]
    mal, ramar = AREAS[2], AREAS[0]
    assert overview(plans, (ramar, mal)) == NetworkOverview(
        measured=5,
        areas=(
            AreaOfAll(area=mal, mean=0.58, units=5, strong=2, thin=2, questions=("q02",)),
            AreaOfAll(area=ramar, mean=1.0, units=5, strong=5, thin=0),
        ),
    )


def test_with_few_plans_nothing_is_said_of_all_of_them():
    plan = {"ramar": 1.0}
    assert overview([plan] * 4 + [{"ramar": None}], AREAS) == NetworkOverview(measured=4)


def test_an_area_that_few_are_asked_about_is_left_out():
    plans = [{"ramar": 1.0, "arbete": None}] * 5
    assert [one.area.key for one in overview(plans, AREAS).areas] == ["ramar"]


def test_a_part_of_another_level_weighs_as_its_level():
    parts = replace(CHECKLIST, parts=CHECKLIST.parts)
    area = PlanArea(key="x", name="X", parts=("framjande", "narvaro"))
    check = a_check(present=["narvaro"], missing=["framjande"])
    assert worths(check, parts, (area,)) == {"x": 0.25}
