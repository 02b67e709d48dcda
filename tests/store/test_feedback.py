from dataclasses import replace
from datetime import UTC, datetime

from builders import HT26, VT27

from nettools.domain.feedback import FeedbackKind, FeedbackState, PlanFeedback
from nettools.domain.healthplans import DraftSource, HealthPlanDraft

NOW = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
FEEDBACK = PlanFeedback(
    term=HT26,
    unit_key="bjorken",
    version=2,
    kind=FeedbackKind.ANSWER,
    state=FeedbackState.WAITING,
    markdown="# Hej\n\nVad bra: å & ö.\n",
    draft_digest="ab",
    made=NOW,
)


def test_feedback_comes_back_by_unit_and_version(store):
    first, other = replace(FEEDBACK, version=1), replace(FEEDBACK, unit_key="a", kind=FeedbackKind.PRIVACY)
    store.feedback.save([FEEDBACK, first, other])
    assert store.feedback.of(HT26) == (other, first, FEEDBACK)
    assert store.feedback.of(VT27) == ()


def test_a_version_has_one_feedback_and_the_last_said_counts(store):
    sent = replace(
        FEEDBACK, state=FeedbackState.SENT, approved_by="maja", approved=NOW, comment_id="17", markdown="Annat"
    )
    store.feedback.save([FEEDBACK])
    store.feedback.save([sent])
    assert store.feedback.of(HT26) == (sent,)


def test_a_reading_is_known_to_its_own_checklist_only(store):
    store.feedback.save_reading(HT26, "bjorken", 1, "aa", {"check": {"verdict": "plan-good"}, "reason": ""})
    store.feedback.save_reading(HT26, "bjorken", 2, "aa", {"check": {}, "reason": "å"})
    store.feedback.save_reading(HT26, "bjorken", 2, "bb", {"check": {}, "reason": "ö"})
    assert store.feedback.readings(HT26, "aa") == {("bjorken", 1): {"check": {"verdict": "plan-good"}, "reason": ""}}
    assert store.feedback.readings(HT26, "bb") == {("bjorken", 2): {"check": {}, "reason": "ö"}}
    assert store.feedback.readings(VT27, "aa") == {}


def test_how_a_draft_came_is_remembered(store):
    draft = HealthPlanDraft(
        term=HT26,
        unit_key="bjorken",
        version=1,
        digest="ab",
        file_name="plan.docx",
        path="out/plan.docx",
        size=1,
        submitted=NOW,
        late=False,
        file_id="",
        source=DraftSource.MAIL,
    )
    store.drafts.save(draft)
    assert (store.drafts.of(HT26), store.drafts.file_ids(HT26)) == ((draft,), frozenset())
