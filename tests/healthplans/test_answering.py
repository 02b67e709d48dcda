import pytest
from planbuilders import a_check, a_checklist, a_finding, a_missing, a_support, an_ask

from nettools.domain.checklists import FindingLevel
from nettools.domain.documents import DocumentPlace
from nettools.domain.planchecks import (
    FieldState,
    FindingKind,
    GoalField,
    PlanGoal,
    PrivacyHit,
    PrivacyKind,
    Verdict,
)
from nettools.healthplans import PlanAnswer, PlanQuestion, Settled, Strength, compose


def answered(*findings, since=None, **others):
    return compose(a_check(*findings, **others), a_checklist(), a_support(), since)


def test_an_answer_begins_with_what_is_good_in_the_order_of_config():
    assert answered(present=["nulage", "narvaro", "framjande"]) == PlanAnswer(
        strengths=(
            Strength(said="Främjande syns.", where=DocumentPlace(headings=("Framjande",))),
            Strength(said="Nuläget syns.", where=DocumentPlace(headings=("Nulage",))),
        ),
        questions=(),
    )


def test_what_is_asked_about_is_not_praised_at_the_same_time():
    found = answered(a_finding(subject="framjande"), present=["framjande", "nulage"])
    assert [one.said for one in found.strengths] == ["Nuläget syns."]


def test_a_field_of_goals_is_praised_when_one_of_them_is_well_filled():
    where = DocumentPlace(headings=("Mål 1",))
    filled = GoalField(field="nulage", text="Enkät ht 2206", where=where, state=FieldState.FILLED)
    goals = (PlanGoal(label="Mål 1", where=where, fields=(filled,)),)
    assert len(answered(present=["nulage"], goals=goals).strengths) == 1
    wrong = a_finding(FindingKind.IMPLAUSIBLE_YEAR, subject="", where=where, quote="ht 2206")
    assert answered(wrong, present=["nulage"], goals=goals).strengths == ()


def test_what_matters_most_is_asked_first_and_no_more_than_a_handful():
    found = answered(
        a_finding(),
        a_missing("framjande"),
        a_finding(FindingKind.MISSING_FIELD, subject="uppfoljning"),
        a_missing("nulage"),
    )
    assert [one.topic for one in found.questions] == ["missing-field/uppfoljning", "nulage", "framjande"]
    assert found.kept_back == 1


def test_one_question_for_one_topic_with_all_its_places():
    found = answered(
        a_finding(heading="Mål 1", quote="Alltid", law="3 kap. 3 §"),
        a_finding(heading="Mål 2", quote="Löpande", law="3 kap. 3 §"),
    )
    assert found.questions == (
        PlanQuestion(
            topic="vague-time",
            ask="Hur tid?",
            why="För tid.",
            next_step="Gör tid.",
            places=(DocumentPlace(headings=("Mål 1",)), DocumentPlace(headings=("Mål 2",))),
            quote="Alltid",
            laws=("3 kap. 3 §",),
        ),
    )


def test_empty_rows_are_named_and_empty_fields_by_what_they_are_called():
    rows = [a_finding(FindingKind.EMPTY_ROW, subject=name, quote=name) for name in ("Kön", "Ålder", "Kön")]
    support = a_support(questions={"empty-row": an_ask("rader", 9), "empty-field": an_ask("fält", 8)})
    field = a_finding(FindingKind.EMPTY_FIELD, subject="mal", quote="Mål 1")
    goal = a_finding(FindingKind.EMPTY_GOAL, heading="Mål 2", subject="2", quote="Mål 2")
    found = compose(a_check(*rows, field, goal), a_checklist(), support)
    assert [(one.topic, one.about, one.quote) for one in found.questions] == [
        ("empty-row", ("Kön", "Ålder"), ""),
        ("empty-field", ("Mål",), ""),
    ]


def test_names_of_staff_are_asked_about_and_set_nothing_aside():
    hit = PrivacyHit(kind=PrivacyKind.PERSONAL, certain=False, where=DocumentPlace(line=3), masked="S**** P****")
    support = a_support(questions={"personal-data": an_ask("namn", 9)})
    [asked] = compose(a_check(privacy=(hit, hit)), a_checklist(), support).questions
    assert (asked.ask, asked.places, asked.about) == ("Hur namn?", (DocumentPlace(line=3),), ("S**** P****",))


def test_what_config_does_not_know_is_asked_in_the_checklists_words():
    found = answered(a_missing("narvaro", FindingLevel.TIP), a_finding(FindingKind.FORMAT_REMAINS, subject="p"))
    assert [(one.topic, one.ask) for one in found.questions] == [("narvaro", "Skriv om narvaro.")]


def test_a_goal_that_is_worked_through_is_told_of():
    where = DocumentPlace()
    whole = GoalField(field="mal", text="Trygghet", where=where, state=FieldState.FILLED)
    empty = GoalField(field="mal", text="", where=where, state=FieldState.EMPTY)
    goals = tuple(PlanGoal(label="Mål", where=where, fields=fields) for fields in ((whole,), (empty,), ()))
    assert answered(goals=goals).whole_goals == 1


def test_what_is_settled_since_the_last_answer_is_told_of():
    since = Settled(settled=(a_finding(), a_finding()), parts_come=("nulage", "okänd"))
    found = answered(since=since)
    assert (found.settled, found.parts_come) == (2, ("Nulage",))


def test_of_a_draft_that_is_set_aside_nothing_is_said():
    hit = PrivacyHit(kind=PrivacyKind.CHILD, certain=True, where=DocumentPlace(), masked="E***")
    with pytest.raises(ValueError):
        answered(privacy=(hit,), verdict=Verdict.BLOCKED_PRIVACY)
