"""What is known of four real texts, their names made up: one plan with many defects, and three that are no plans."""

from datetime import date
from pathlib import Path

import pytest

from nettools.files.documents.reading import read
from nettools.healthplans import check_plan
from nettools.settings.checklist import load_checklist

DATA = Path(__file__).parent / "data"
CHECKLIST = load_checklist(DATA)
TODAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def plan():
    return checked("equal_treatment_plan.txt")


def checked(name):
    return check_plan(read((DATA / name).read_bytes(), name), CHECKLIST, TODAY)


def test_every_known_defect_of_a_real_plan_is_found_on_its_line_and_nothing_else(plan):
    found = {(each.where.line, each.kind.value, each.level.value) for each in plan.findings if each.where.line}

    assert sorted(found) == [
        (3, "outdated-term", "tip"),  # likabehandlingsplan, since 2017
        (5, "validity", "must"),  # older than a year and a half
        (5, "validity", "should"),  # no end
        (19, "broken-reference", "tip"),  # in the list of contents, not in the text
        (30, "meta", "should"),  # the unit's name and a day, nobody who decided
        (31, "format-remains", "tip"),
        (31, "meta", "tip"),  # laws without their numbers
        (35, "several-units", "tip"),
        (45, "duplicate-text", "tip"),
        (138, "outdated-term", "tip"),  # funktionshinder
        (176, "outdated-term", "tip"),  # the convention is law by now
        (201, "thin-analysis", "tip"),
        *((line, "empty-row", "must") for line in (208, 209, 210, 211, 213, 214, 215, 216, 217)),
        (225, "missing-field", "must"),  # no goal is followed up
        (230, "vague-time", "should"),
        (231, "vague-responsible", "should"),
        (233, "empty-goal", "must"),
        (251, "vague-responsible", "should"),
        (258, "implausible-year", "must"),  # ht 2109
        (259, "vague-responsible", "should"),
        (273, "law-wording", "should"),
        (289, "broken-reference", "should"),  # Bilaga C
        (293, "law-wording", "should"),
    ]


def test_what_was_right_on_the_day_of_the_plan_is_no_finding(plan):
    """Förskolechef became rektor in July 2019; the plan is from January."""
    assert [each.quote for each in plan.findings if "rektor" in each.subject] == []


def test_a_table_whose_rows_are_empty_is_not_there_though_every_word_is_mentioned(plan):
    present = {part.part for part in plan.present}

    assert plan.missing == ("kvalitetsarbete", "perspektiv", "overgangar", "diskriminering_grunder", "orosanmalan")
    assert {"framjande", "forebyggande", "atgardande", "foregaende_ar", "krankning_rutin", "delaktighet_vh"} <= present


def test_its_goals_are_read_with_their_fields(plan):
    states = [tuple(field.state.value for field in goal.fields) for goal in plan.goals]

    assert states == [
        ("filled", "filled", "filled", "vague", "vague"),
        ("empty",) * 5,
        ("filled", "filled", "filled", "filled", "vague"),
        ("filled", "filled", "filled", "filled", "vague"),
    ]


def test_it_says_what_it_is(plan):
    facts = plan.facts

    assert (facts.type, facts.form, facts.dated, facts.valid_from, facts.valid_to, facts.unit) == (
        "equal-treatment-plan",
        "FS",
        date(2019, 1, 23),
        date(2019, 1, 1),
        None,
        "Granhults förskolor",
    )
    assert plan.verdict.value == "plan-incomplete"


def test_two_named_heads_are_told_of_and_a_mailbox_of_a_board_is_not(plan):
    hits = [(hit.kind.value, hit.certain, hit.where.line, hit.masked) for hit in plan.privacy]

    assert hits == [("personal-data", False, 35, "S**** A****"), ("personal-data", False, 35, "K**** N****")]


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("value_page.txt", "not-a-plan"),
        ("operational_plan.txt", "other-document"),
        ("municipal_page.txt", "not-a-plan"),
    ],
)
def test_a_text_that_is_no_plan_gives_no_findings(name, verdict):
    check = checked(name)

    assert (check.verdict.value, check.findings, check.privacy) == (verdict, (), ())
