"""What is held in a real store, against the rules of a home."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from builders import HT26, VT27, a_companion, a_letter, a_registration, an_email

from nettools.domain.feedback import FeedbackKind, FeedbackState, PlanFeedback
from nettools.domain.groups import MeetingGroup, MeetingGroups
from nettools.domain.people import CourseLeader
from nettools.domain.supervision import PlannedSupervision
from nettools.jobs.home import lay_out
from nettools.jobs.retention import look_for_due
from nettools.jobs.tools import open_tools

RULES = """
[[rules]]
kind = "sign-ups"
keep_months = 24
support = "Dokumenthanteringsplan 2.3"
note = "Anmälningar"

[[rules]]
kind = "companions"
keep_months = 0
support = ""

[[rules]]
kind = "journal"
keep_months = 60
support = "Dokumenthanteringsplan 9"
"""


@pytest.fixture
def at(tmp_path):
    """Opens the tools of a home on a day."""
    lay_out(tmp_path)
    (tmp_path / "config" / "retention.toml").write_text(RULES, encoding="utf-8")

    @contextmanager
    def opened(day):
        with open_tools(tmp_path, clock=lambda: datetime(day.year, day.month, day.day, 12, tzinfo=UTC)) as tools:
            yield tools

    with opened(date(2026, 9, 1)) as tools:
        tools.store.registrations.save([a_registration(companions=(a_companion(),))])
        tools.store.outbox.add_drafts([a_letter()], tools.clock())
        run = tools.store.journal.open_run("apply", HT26, "maja", tools.clock())
        tools.store.journal.close_run(run, tools.clock(), 0, {})
    return opened


def due_on(at, day):
    with at(day) as tools:
        found = look_for_due(tools).as_json()
    return {name: [(one["kind"], one["key"], one["count"]) for one in found[name]] for name in list(found)[1:]}


def test_what_is_due_follows_the_last_day_of_the_term(at):
    assert due_on(at, date(2029, 1, 17)) == {
        "due": [],
        "without_support": [("companions", "HT26", 1)],
        "without_rule": [("letters", "HT26", 1)],
    }
    assert due_on(at, date(2029, 1, 18))["due"] == [("sign-ups", "HT26", 1)]


def test_the_journal_is_counted_by_month(at):
    assert due_on(at, date(2031, 9, 1))["due"] == [("sign-ups", "HT26", 1)]
    assert due_on(at, date(2031, 9, 2))["due"] == [("journal", "", 1), ("sign-ups", "HT26", 1)]


def test_a_unit_that_goes_on_is_needed_until_its_last_term_is_over(at):
    with at(date(2026, 9, 1)) as tools:
        tools.store.registrations.save([a_registration(terms=(HT26, VT27), companions=())])
    assert due_on(at, date(2029, 6, 6))["due"] == []
    assert due_on(at, date(2029, 6, 7))["due"] == [("sign-ups", "HT26", 1)]


def test_the_report_names_rule_and_day(at):
    with at(date(2029, 2, 1)) as tools:
        [item] = look_for_due(tools).as_json()["due"]
    assert item == {
        "kind": "sign-ups",
        "key": "HT26",
        "since": "2027-01-17",
        "count": 1,
        "kept_to": "2029-01-17",
        "support": "Dokumenthanteringsplan 2.3",
        "note": "Anmälningar",
    }


def test_groups_are_held_since_the_terms_last_day(at):
    group = MeetingGroup(number=1, members=(an_email("a@example.se"), an_email("b@example.se")))
    with at(date(2026, 10, 1)) as tools:
        tools.store.groups.save(HT26, [MeetingGroups(network="natverk-1", meeting=1, groups=(group,))])

        held = [(one.kind, one.since, one.count) for one in look_for_due(tools).found.without_rule]

    assert ("groups", date(2027, 1, 17), 2) in held


def test_supervision_and_feedback_are_held_since_the_terms_last_day(at):
    leader = CourseLeader(email=an_email("anna@example.se"), name="Anna Ek")
    starts = datetime(2026, 10, 12, 8, tzinfo=UTC)
    session = PlannedSupervision(
        unit_key="eken", number=1, starts=starts, ends=starts + timedelta(hours=1), leader=leader
    )
    feedback = PlanFeedback(
        term=HT26,
        unit_key="eken",
        version=1,
        kind=FeedbackKind.ANSWER,
        state=FeedbackState.WAITING,
        markdown="# Bra",
        draft_digest="0" * 64,
        made=starts,
    )
    with at(date(2026, 10, 1)) as tools:
        tools.store.supervisions.propose(HT26, [session])
        tools.store.feedback.save([feedback])

        held = [(one.kind, one.since, one.count) for one in look_for_due(tools).found.without_rule]

    assert {("supervision", date(2027, 1, 17), 1), ("plan-feedback", date(2027, 1, 17), 1)} <= set(held)
