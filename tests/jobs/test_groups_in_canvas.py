"""Units' groups in the pretend Canvas: made, kept, and left to people; a term plan carried out, Canvas alone."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from canvas_talk import canvas_talk, made
from group_term import ASK, EK, NOW, ROOM, Term, a_sign_up, a_supervision

from nettools.canvas import CanvasHand
from nettools.changes import System, mark
from nettools.jobs.carrying.carrier import Carrier


@pytest.fixture(params=["with marks", "without marks"])
def either(request):
    with canvas_talk() as talk:
        tokens = talk.canvas.tokens
        yield Term(talk, tokens.admin if request.param == "with marks" else tokens.without_sis)


@pytest.fixture
def term():
    with canvas_talk() as talk:
        yield Term(talk, talk.canvas.tokens.admin)


# --- made once, and kept


def test_each_unit_gets_its_group_with_its_people_in_it(either):
    either.apply(EK, ASK)
    assert either.groups() == {"Eken": {"asa@example.se", "ali@example.se"}, "Asken": {"bo@example.se"}}
    assert either.drift(EK, ASK) == []
    (category,) = either.canvas.world.group_categories
    assert either.task().group_category_id == category.id


def test_groups_carry_our_marks_where_the_token_may_give_them(term):
    term.apply(EK)
    (category,) = term.canvas.world.group_categories
    assert category.sis_group_category_id == mark(f"{ROOM}/units")
    assert term.group("Eken").sis_group_id == mark(f"{ROOM}/eken-1780/group")


def test_a_token_that_may_not_set_marks_is_refused_once():
    with canvas_talk() as talk:
        Term(talk, talk.canvas.tokens.without_sis).apply(EK, ASK)
        assert [call.status for call in talk.canvas.record.calls].count(401) == 1


def test_who_comes_joins_and_who_goes_leaves(either):
    either.apply(EK, ASK)
    later = a_sign_up("eken", "asa@example.se", "kim@example.se")
    assert [row for row in either.apply(later, ASK) if "membership" in row[1]] == [
        ("create", "group-membership", "eken-1780/group/kim@example.se"),
        ("remove", "group-membership", "eken-1780/group/ali@example.se"),
    ]
    assert either.groups()["Eken"] == {"asa@example.se", "kim@example.se"}
    assert either.drift(later, ASK) == []


def test_who_changes_units_is_moved_in_one_call(either):
    either.apply(EK, ASK)
    left, joined = a_sign_up("eken", "asa@example.se"), a_sign_up("asken", "bo@example.se", "ali@example.se")
    moved = [row for row in either.apply(left, joined) if "membership" in row[1]]
    assert moved == [("update", "group-membership", "asken-1780/group/ali@example.se")]
    assert either.groups() == {"Eken": {"asa@example.se"}, "Asken": {"bo@example.se", "ali@example.se"}}
    assert either.drift(left, joined) == []


def test_a_rektor_of_two_units_is_in_the_first_ones_group_until_that_leaves(either):
    second = a_sign_up("asken", "asa@example.se", "bo@example.se")
    either.apply(EK, second)
    assert either.groups() == {"Eken": {"asa@example.se", "ali@example.se"}, "Asken": {"bo@example.se"}}
    assert either.drift(EK, second) == []
    either.apply(second)
    assert either.groups() == {"Asken": {"asa@example.se", "bo@example.se"}}


def test_a_set_of_the_same_name_that_somebody_has_made_is_met_and_stays_theirs(term):
    term.apply(EK)
    (ours,) = term.canvas.world.group_categories
    term.canvas.edit(ours, sis_group_category_id=None, name="enheter")
    term.notebook.links = {key: link for key, link in term.notebook.links.items() if "/" not in key.removeprefix(ROOM)}
    term.apply(EK)
    assert len(term.canvas.world.group_categories) == 1
    assert term.notebook.links[f"{ROOM}/units"].made is False


# --- what people do


def test_whom_a_leader_adds_is_never_touched(either):
    either.apply(EK, ASK)
    visitor = either.visitor()
    either.put("Eken", visitor)
    assert either.drift(EK, ASK) == []
    either.apply(a_sign_up("eken", "ali@example.se"), ASK)
    assert either.groups()["Eken"] == {"ali@example.se", visitor}


def test_whom_a_leader_moves_stays_there_until_taken_back_by_name(either):
    either.apply(EK, ASK)
    either.put("Asken", "ali@example.se")
    key = f"{ROOM}/eken-1780/group/ali@example.se"
    assert either.drift(EK, ASK) == [("eken-1780/group/ali@example.se", "edited", "group")]
    assert either.apply(EK, ASK) == []
    assert either.groups()["Asken"] == {"bo@example.se", "ali@example.se"}
    either.apply(EK, ASK, overwrite=[key])
    assert either.groups()["Eken"] == {"asa@example.se", "ali@example.se"}


def test_whom_a_leader_has_moved_stays_there_when_the_unit_leaves(either):
    either.apply(EK, ASK)
    either.put("Asken", "ali@example.se")
    either.apply(ASK)
    assert either.groups() == {"Asken": {"bo@example.se", "ali@example.se"}}
    assert ("eken-1780/group/ali@example.se", "edited", "group") in either.drift(ASK)


def test_a_group_that_a_leader_renames_keeps_the_name(either):
    either.apply(EK)
    either.canvas.edit(either.group("Eken"), name="Ekens förskola")
    assert either.drift(EK) == [("eken-1780/group", "edited", "name")]


def test_a_group_that_a_leader_deletes_is_made_again(either):
    either.apply(EK)
    made(either.talk.delete(f"/groups/{either.group('Eken').id}"))
    either.apply(EK)
    assert either.groups() == {"Eken": {"asa@example.se", "ali@example.se"}}
    assert either.drift(EK) == []


# --- a unit withdraws


def test_when_a_unit_withdraws_its_empty_group_goes_and_everything_else_stays(either):
    either.apply(EK, ASK)
    other = made(either.talk.post(f"/courses/{either.course().id}/group_categories", {"name": "Samtal"}))
    made(either.talk.post(f"/group_categories/{other['id']}/groups", {"name": "Samtal 1"}))
    visitor = either.visitor()
    either.put("Samtal 1", visitor, "asa@example.se")
    assert either.apply(ASK) == [
        ("remove", "enrolment", "eken-1780/companion/ali@example.se"),
        ("remove", "enrolment", "eken-1780/principal/asa@example.se"),
        ("remove", "group", "eken-1780/group"),
        ("remove", "group-membership", "eken-1780/group/ali@example.se"),
        ("remove", "group-membership", "eken-1780/group/asa@example.se"),
    ]
    assert either.groups() == {"Asken": {"bo@example.se"}, "Samtal 1": {visitor, "asa@example.se"}}
    states = {one.workflow_state for one in either.canvas.world.enrolments if one.type == "StudentEnrollment"}
    assert states == {"active", "inactive"}


def test_a_unit_that_comes_back_gets_a_group_again(either):
    """Canvas keeps the deleted group's mark to itself: the new one is known by its name."""
    either.apply(EK, ASK)
    either.apply(ASK)
    either.apply(EK, ASK)
    assert either.groups() == {"Eken": {"asa@example.se", "ali@example.se"}, "Asken": {"bo@example.se"}}
    assert either.drift(EK, ASK) == []


def test_a_group_with_somebody_elses_guest_in_it_stays(either):
    either.apply(EK, ASK)
    visitor = either.visitor()
    either.put("Eken", visitor)
    either.apply(ASK)
    assert either.groups()["Eken"] == {visitor}
    assert ("eken-1780/group", "kept", "") in either.drift(ASK)


def test_a_group_with_a_guest_whom_no_enrolment_tells_of_stays(term):
    term.apply(EK, ASK)
    term.canvas.add_user("Eva Ek", "eva@example.com")
    term.put("Eken", "eva@example.com")
    term.apply(ASK)
    assert term.groups()["Eken"] == {"eva@example.com"}


def test_a_group_that_has_handed_in_stays_and_keeps_what_it_handed_in(either):
    either.apply(EK, ASK)
    either.hand_in("asa@example.se")
    either.apply(ASK)
    assert either.groups()["Eken"] == set()
    assert ("eken-1780/group", "kept", "") in either.drift(ASK)


def test_a_group_that_has_filled_since_we_looked_is_not_removed(term):
    term.apply(EK, ASK)
    with term.client() as client:
        change_set = term.compared(client, (ASK,))
        visitor = term.visitor()
        term.put("Eken", visitor)
        carrier = Carrier(
            hands={System.CANVAS: CanvasHand(client, "1")},
            links=dict(term.notebook.links),
            memory=term.notebook,
            clock=lambda: NOW,
        )
        results = carrier.carry_out(change_set)
    assert [(one.key, one.code) for one in results if one.state == "failed"] == [(f"{ROOM}/eken-1780/group", "in-use")]
    assert term.groups()["Eken"] == {visitor}


# --- the hand-in


def test_one_members_draft_stands_at_each_member(either):
    either.apply(EK, ASK)
    either.hand_in("ali@example.se")
    rows = [one for one in either.canvas.world.submissions if one.attempts]
    assert len(rows) == 2
    assert either.drift(EK, ASK) == []


def without_the_set(term):
    """As an older nettools made it: the hand-in is each person's own."""
    term.canvas.edit(term.task(), group_category_id=None)
    key = f"{ROOM}/health-plan"
    link = term.notebook.links[key]
    sent = {name: value for name, value in link.sent.items() if not name.startswith("group_category")}
    term.notebook.links[key] = replace(link, sent=sent)


def test_a_hand_in_of_persons_becomes_the_groups(either):
    either.apply(EK)
    without_the_set(either)
    assert either.apply(EK) == [("update", "hand-in", "health-plan")]
    assert either.task().group_category_id == either.group("Eken").group_category_id
    assert either.drift(EK) == []


def test_a_hand_in_of_persons_that_somebody_has_handed_in_to_stays_as_it_is(either):
    either.apply(EK)
    without_the_set(either)
    either.hand_in("asa@example.se")
    assert either.drift(EK) == [("health-plan", "fixed", "group_category")]


# --- supervision


def test_supervision_stands_in_the_calendar_of_the_units_group_alone(either):
    either.apply(EK, ASK, supervisions=(a_supervision(),))
    code = f"group_{either.group('Eken').id}"
    words = "<p>Handledning för Eken med Maja Åkerlund.</p>"
    assert either.events() == {"Handledning 1: Eken": (code, "2026-10-01T11:00:00Z", words)}
    assert either.drift(EK, ASK, supervisions=(a_supervision(),)) == []


def test_supervision_on_another_day_is_moved_and_supervision_that_is_off_is_taken_away(either):
    either.apply(EK, supervisions=(a_supervision(), a_supervision(2)))
    either.apply(EK, supervisions=(a_supervision(day=8),))
    assert [start for _, start, _ in either.events().values()] == ["2026-10-08T11:00:00Z"]
    assert either.drift(EK, supervisions=(a_supervision(day=8),)) == []


def test_supervision_that_has_been_held_is_left_as_it_is(either):
    either.apply(EK, supervisions=(a_supervision(),))
    either.now = datetime(2026, 10, 1, 11, tzinfo=UTC)
    made(either.talk.delete(f"/calendar_events/{next(iter(either.canvas.world.events)).id}"))
    assert either.drift(EK, supervisions=(a_supervision(),)) == []


def test_supervision_whose_answer_was_lost_stands_once(either):
    either.apply(EK)
    either.canvas.misbehave("reset-after", times=1, path="/calendar_events", method="POST")
    either.apply(EK, supervisions=(a_supervision(),))
    assert len(either.canvas.world.events) == 1
    assert either.drift(EK, supervisions=(a_supervision(),)) == []


def test_only_calendars_with_something_of_ours_are_looked_in(term):
    units = [a_sign_up(f"enhet{n}", f"r{n}@example.se") for n in range(12)]
    sessions = [a_supervision(unit_key=f"enhet{n}-1780") for n in range(10)]
    term.apply(*units, supervisions=(*sessions,))
    term.canvas.record.clear()
    assert term.drift(*units, supervisions=(*sessions,)) == []
    assert term.canvas.record.count(path="/calendar_events") == 2  # the room's and ten groups', ten at a time


def test_a_rooms_groups_are_read_in_two_calls_however_many_they_are(term):
    units = [a_sign_up(f"enhet{n}", f"r{n}@example.se") for n in range(12)]
    term.apply(*units)
    term.canvas.record.clear()
    assert term.drift(*units) == []
    assert term.canvas.record.count(path="/group") == 2


# --- lost answers


@pytest.mark.parametrize("fault", ["reset-after", "error-500-after", "html-502-after"])
def test_lost_answers_make_no_group_twice(either, fault):
    for path in ("/group_categories$", "/groups$", "/memberships$"):
        either.canvas.misbehave(fault, path=path, method="POST")
    either.apply(EK, ASK)
    assert either.groups() == {"Eken": {"asa@example.se", "ali@example.se"}, "Asken": {"bo@example.se"}}
    assert len(either.canvas.world.group_categories) == 1
    assert either.drift(EK, ASK) == []


def test_where_the_set_cannot_be_made_what_belongs_to_it_waits(term):
    term.canvas.misbehave("error-500", times=99, path="/group_categories", method="POST")
    with term.client() as client:
        carrier = Carrier(
            hands={System.CANVAS: CanvasHand(client, "1")}, links={}, memory=term.notebook, clock=lambda: NOW
        )
        results = carrier.carry_out(term.compared(client, (EK,)))
    waiting = {str(one.kind) for one in results if one.code == "waits"}
    assert waiting == {"group", "group-membership"}
    term.canvas.behave()
    term.apply(EK)
    assert term.groups() == {"Eken": {"asa@example.se", "ali@example.se"}}
    assert term.task().group_category_id == term.group("Eken").group_category_id
    assert term.drift(EK) == []
