"""Undoing, by examples: what a run did and what stands now, in; what reverses it and where that falls short, out."""

from datetime import UTC, datetime, timedelta

import pytest

from nettools.changes import (
    Action,
    Adopt,
    Create,
    Found,
    Intent,
    Kind,
    Link,
    Ref,
    Remove,
    Snapshot,
    System,
    Update,
    Wanted,
    undoing,
)
from nettools.domain.journal import JournalEntry

ROOM, SECTION = "HT26/n", "HT26/n/u"
ENROLMENT, MEETING = f"{SECTION}/principal/asa@example.se", f"{ROOM}/meeting-1"
EVENT = f"{MEETING}/event"
NOW = datetime(2026, 8, 20, 10, tzinfo=UTC)
BEGAN, COMES = "2026-08-20T09:00:00Z", "2026-11-19T12:00:00Z"


def did(action, key=SECTION, kind=Kind.SECTION, rid="7", *, before=None, after=None, place=None, **others):
    undo = {"remote_id": rid, "label": key, "place": place or {}, "before": before or {}, "after": after or {}}
    values = {"outcome": "done", "at": NOW - timedelta(days=1), "kind": kind, "undo": undo, **others}
    return JournalEntry(system=kind.system, action=action, key=key, **values)


def a_link(key=SECTION, kind=Kind.SECTION, rid="7", sent=None, **others):
    return Link(key=key, term="HT26", system=kind.system, kind=kind, remote_id=rid, sent=sent or {}, **others)


def a_found(kind=Kind.SECTION, rid="7", key="", place=None, fields=None, **others):
    return Found(kind=kind, remote_id=rid, key=key, place=place or {}, fields=fields or {}, **others)


def undone(entries, found=(), links=(), wanted=(), systems=System):
    snapshot, remembered = Snapshot(found, systems), {link.key: link for link in links}
    return undoing("HT26", entries, snapshot=snapshot, links=remembered, wanted=wanted, now=NOW)


def changes(*given, **others):
    return undone(*given, **others).change_set.changes


def short(*given, **others):
    """Where undoing falls short, where nothing is changed."""
    found = undone(*given, **others)
    assert found.change_set.changes == ()
    return [(one.key, one.code, one.name) for one in found.shortfalls]


def an_intent(action, **fields):
    return Intent(action=action, fields={"place": {}, "fields": fields}, noted=NOW)


def removal(key=SECTION, kind=Kind.SECTION, rid="7", place=None, aside=None):
    return Remove(key=key, kind=kind, label=key, remote_id=rid, place=place or {}, sets_aside=aside or {})


def a_thing(key, kind, fields, place=None, once=None):
    return Wanted(key=key, kind=kind, label=key, place=place or {}, fields=fields, once=once or {})


NAME, OTHER = {"name": "Björken"}, {"name": "Eken"}
MADE, CHANGED = did("create", after=NAME), did("update", before=NAME, after=OTHER)


def test_what_was_made_and_stands_as_it_was_is_removed():
    assert changes([MADE], [a_found(fields=NAME)], [a_link(sent=NAME)]) == (removal(),)


def test_what_the_system_made_of_a_field_is_no_edit():
    held = [a_found(fields={"name": "Björken!"})]
    assert changes([MADE], held, [a_link(sent={**NAME, "name~": "Björken!"})]) == (removal(),)


@pytest.mark.parametrize(
    ("found", "link", "why"),
    [
        (a_found(fields=OTHER), a_link(sent=NAME), ("edited", "name")),
        (a_found(fields=OTHER), a_link(sent=OTHER), ("later", "name")),
        (a_found(fields=NAME), a_link(sent={**NAME, "more": 1}), ("later", "more")),
        (a_found(fields=NAME, lasting=True), a_link(sent=NAME), ("people", "")),
        (a_found(fields=NAME), a_link(sent={**NAME, "kept": True}), ("people", "")),
        (a_found(fields=NAME), a_link(sent=NAME, made=False), ("later", "")),
        (a_found(fields=NAME), a_link(rid="8", sent=NAME), ("later", "")),
    ],
)
def test_what_was_made_stays_when_it_is_otherwise_now(found, link, why):
    assert short([MADE], [found], [link]) == [(SECTION, *why)]


def test_what_is_gone_is_only_forgotten():
    undoing_it = undone([MADE], [], [a_link(sent=NAME)])
    assert undoing_it.change_set.gone == ((SECTION, System.CANVAS),)
    assert (undoing_it.change_set.changes, undoing_it.shortfalls) == ((), ())


def test_undoing_what_is_undone_is_nothing():
    assert short([MADE]) == []


def test_what_an_import_made_is_known_by_its_mark():
    entry = did("create", rid="", after=NAME)
    found = [a_found(key=SECTION, fields=NAME)]
    assert changes([entry], found, [a_link(rid="", sent=NAME)]) == (removal(),)


def test_whoever_was_enrolled_is_set_aside_and_not_deleted():
    entry = did("create", ENROLMENT, Kind.ENROLMENT, after={"state": "active"})
    place = {"course": "1", "user": "2", "type": "StudentEnrollment"}
    link = a_link(ENROLMENT, Kind.ENROLMENT, sent={"state": "active"})
    there = [a_found(Kind.ENROLMENT, place=place, fields={"state": "active"})]
    expected = removal(ENROLMENT, Kind.ENROLMENT, place=place, aside={"state": "inactive"})
    assert changes([entry], there, [link]) == (expected,)
    assert short([entry], [a_found(Kind.ENROLMENT, place=place, fields={"state": "inactive"})], [link]) == []
    brought_back = a_link(ENROLMENT, Kind.ENROLMENT, sent={"state": "inactive"})
    assert short([entry], there, [brought_back]) == [(ENROLMENT, "later", "")]


def test_whoever_is_registered_where_nobody_looked_is_not_forgotten():
    person, state = f"{MEETING}/registrant/asa@example.se", {"state": "approved"}
    entry = did("create", person, Kind.ZOOM_REGISTRANT, after=state, place={"meeting": "81"})
    assert short([entry], [], [a_link(person, Kind.ZOOM_REGISTRANT, sent=state)]) == [(person, "unseen", "")]
    assert short([entry], [], [a_link(person, Kind.ZOOM_REGISTRANT, sent={"state": "cancelled"})]) == []


def test_what_has_begun_stays():
    entry = did("create", MEETING, Kind.ZOOM_MEETING, after={"start_time": BEGAN})
    found = a_found(Kind.ZOOM_MEETING, key=MEETING, fields={"start_time": BEGAN})
    link = a_link(MEETING, Kind.ZOOM_MEETING, sent={"start_time": BEGAN})
    assert short([entry], [found], [link]) == [(MEETING, "begun", "")]


def test_a_room_goes_with_what_came_with_it_and_stays_for_what_stays_in_it():
    room = did("create", ROOM, Kind.COURSE_ROOM, "1", after=NAME)
    link = a_link(ROOM, Kind.COURSE_ROOM, "1", sent=NAME)
    there = [a_found(Kind.COURSE_ROOM, "1", ROOM, fields=NAME), a_found(rid="4", place={"course": "1", "name": "x"})]
    section = a_found(rid="7", key=SECTION, place={"course": "1", "name": "Björken"}, fields=NAME)
    gone = removal(ROOM, Kind.COURSE_ROOM, "1")
    assert changes([room], there, [link]) == (gone,)
    assert changes([room, MADE], [*there, section], [link, a_link(sent=NAME)]) == (
        gone,
        removal(place={"course": "1", "name": "Björken"}),
    )
    edited = a_found(rid="7", key=SECTION, place={"course": "1", "name": "Eken"}, fields=OTHER)
    assert short([room, MADE], [*there, edited], [link, a_link(sent=NAME)]) == [
        (SECTION, "edited", "name"),
        (ROOM, "holding", ""),
    ]
    somebody = a_found(Kind.ENROLMENT, "9", place={"course": "1", "user": "2"}, fields={"state": "active"})
    assert short([room], [*there, somebody], [link]) == [(ROOM, "people", "")]


def test_accounts_and_announcements_stay():
    entries = [
        did("create", "person/asa@example.se", Kind.PERSON),
        did("adopt", "person/bo@example.se", Kind.PERSON),
        did("create", f"{ROOM}/hello", Kind.ANNOUNCEMENT, after={"title": "Hej"}),
    ]
    assert short(entries) == [("person/asa@example.se", "account", ""), (f"{ROOM}/hello", "announced", "")]


def test_what_was_found_is_forgotten_and_what_was_ours_is_ours():
    entry = did("adopt", undo={})
    found = [a_found(fields=NAME)]
    assert undone([entry], found, [a_link(made=False)]).change_set.gone == ((SECTION, System.CANVAS),)
    assert short([entry], found, [a_link(sent=NAME)]) == [(SECTION, "adopted", "")]


@pytest.mark.parametrize("outcome", ["refused", "left", "quota", "waits"])
def test_what_was_not_done_needs_no_undoing(outcome):
    assert short([did("create", outcome=outcome)], [a_found(fields=NAME)], [a_link(sent=NAME)]) == []


def test_what_is_not_known_is_said():
    assert short([did("create", outcome="unsure")]) == [(SECTION, "unsure", "")]
    assert short([did("update", kind=Kind.SECTION, undo={})]) == [(SECTION, "unnoted", "")]
    old = JournalEntry(system="canvas", action="create", key=ROOM, at=NOW, outcome="done")
    assert short([old]) == [(ROOM, "unnoted", "")]
    assert short([MADE], systems=[System.ZOOM]) == [(SECTION, "unseen", "")]


# --- what was changed


def back(fields):
    return (Update(thing=a_thing(SECTION, Kind.SECTION, fields), remote_id="7", fields=fields),)


def test_what_was_changed_is_as_before():
    assert changes([CHANGED], [a_found(fields=OTHER)], [a_link(sent=OTHER)]) == back(NAME)


def test_a_field_that_nobody_can_see_is_as_before_when_we_sent_it_last():
    assert changes([CHANGED], [a_found()], [a_link(sent=OTHER)]) == back(NAME)


def test_a_change_back_that_was_never_answered_is_made_again():
    link = a_link(intent=an_intent(Action.UPDATE, name="Björken"))
    assert changes([CHANGED], [a_found(fields=OTHER)], [link]) == back(NAME)
    assert short([CHANGED], [a_found(fields=NAME)], [link]) == []


@pytest.mark.parametrize(
    ("found", "link", "why"),
    [
        ([a_found(fields=NAME)], a_link(sent=NAME), []),
        ([a_found(fields={"name": "Vår"})], a_link(sent=OTHER), [(SECTION, "edited", "name")]),
        ([a_found(fields={"name": "Ny"})], a_link(sent={"name": "Ny"}), [(SECTION, "later", "name")]),
        ([a_found(rid="8", fields=OTHER)], a_link(rid="8", sent=OTHER), [(SECTION, "gone", "")]),
    ],
)
def test_what_was_changed_stays_when_it_is_otherwise_now(found, link, why):
    assert short([CHANGED], found, [link]) == why


def test_a_field_that_had_no_known_value_stays_and_the_others_go_back():
    entry = did("update", before=NAME, after={**OTHER, "more": 1})
    both = {**OTHER, "more": 1}
    found = undone([entry], [a_found(fields=both)], [a_link(sent=both)])
    assert found.change_set.changes == back(NAME)
    assert [(one.code, one.name) for one in found.shortfalls] == [("unknown", "more")]


def test_whoever_was_let_in_again_is_set_aside_again():
    entry = did(
        "update",
        ENROLMENT,
        Kind.ENROLMENT,
        before={"state": "inactive"},
        after={"state": "active"},
        place={"course": 1},
    )
    there = [a_found(Kind.ENROLMENT, fields={"state": "active"})]
    link = a_link(ENROLMENT, Kind.ENROLMENT, sent={"state": "active"})
    assert changes([entry], there, [link]) == (removal(ENROLMENT, Kind.ENROLMENT, aside={"state": "inactive"}),)


# --- what was removed


def test_whoever_was_set_aside_takes_part_again():
    place = {"course": "1"}
    entry = did(
        "remove", ENROLMENT, Kind.ENROLMENT, before={"state": "active"}, after={"state": "inactive"}, place=place
    )
    link = a_link(ENROLMENT, Kind.ENROLMENT, sent={"state": "inactive"})
    active = {"state": "active"}
    again = Update(thing=a_thing(ENROLMENT, Kind.ENROLMENT, active, place), remote_id="7", fields=active)
    assert changes([entry], [a_found(Kind.ENROLMENT, fields={"state": "inactive"})], [link]) == (again,)
    assert short([entry], [a_found(Kind.ENROLMENT, fields=active)], [link]) == []
    assert short([entry], [], [link]) == [(ENROLMENT, "gone", "")]
    since = a_link(ENROLMENT, Kind.ENROLMENT, sent=active)
    assert short([entry], [a_found(Kind.ENROLMENT, fields={"state": "inactive"})], [since]) == [
        (ENROLMENT, "later", "")
    ]


HELD = {"topic": "Träff", "start_time": COMES, "host": "sal@example.se"}
CANCELLED = did("remove", MEETING, Kind.ZOOM_MEETING, "81", before={**HELD, "join_url~": "https://zoom.us/j/81"})


def test_a_meeting_comes_back_as_it_was_with_its_host():
    thing = a_thing(MEETING, Kind.ZOOM_MEETING, HELD, {"host": "sal@example.se"})
    assert changes([CANCELLED]) == (Create(thing=thing, remote_id="81"),)
    assert undone([CANCELLED]).shortfalls == ()


def test_whoever_was_registered_is_so_again_when_the_meeting_comes_back():
    person = f"{MEETING}/registrant/asa@example.se"
    place = {"meeting": "81", "email": "asa@example.se"}
    left = did("remove", person, Kind.ZOOM_REGISTRANT, "r", before={"state": "approved"}, place=place)
    approved = {"state": "approved"}
    meeting, again = changes([left, CANCELLED])
    assert (meeting.key, meeting.remote_id) == (MEETING, "81")
    assert again == Update(thing=a_thing(person, Kind.ZOOM_REGISTRANT, approved, place), remote_id="r", fields=approved)
    assert short([left]) == [(person, "gone", "")]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (did("remove", MEETING, Kind.ZOOM_MEETING, before=HELD, at=NOW - timedelta(days=7)), "too-late"),
        (did("remove", MEETING, Kind.ZOOM_MEETING, before={**HELD, "start_time": BEGAN}), "begun"),
        (did("remove", MEETING, Kind.ZOOM_MEETING, before={"topic": "Träff"}), "unknown"),
        (did("remove", EVENT, Kind.CALENDAR_EVENT), "unknown"),
        (did("remove", f"{ROOM}/health-plan", Kind.HAND_IN, before=NAME), "unknown"),
    ],
)
def test_what_cannot_come_back_is_said(entry, code):
    assert short([entry]) == [(entry.key, code, "")]


WAS = {"title": "Träff", "start_at": COMES}
IN_ROOM = {"course": "1", "title": "Träff"}
STRUCK = did("remove", EVENT, Kind.CALENDAR_EVENT, before=WAS, place=IN_ROOM)


THE_ROOM = a_found(Kind.COURSE_ROOM, "1", ROOM)


def test_an_event_is_made_anew_and_that_is_said():
    found = undone([STRUCK], [THE_ROOM])
    assert found.change_set.changes == (Create(thing=a_thing(EVENT, Kind.CALENDAR_EVENT, WAS, IN_ROOM)),)
    assert [(one.key, one.code) for one in found.shortfalls] == [(EVENT, "anew")]


def test_what_somebody_has_put_in_its_place_is_left_alone():
    assert short([STRUCK], [a_found(Kind.CALENDAR_EVENT, "9", place=IN_ROOM)]) == [(EVENT, "taken", "")]


def test_what_a_lost_answer_made_again_is_adopted():
    intent = Intent(action=Action.CREATE, fields={"place": IN_ROOM, "fields": WAS}, noted=NOW)
    link = a_link(EVENT, Kind.CALENDAR_EVENT, "", intent=intent)
    there = a_found(Kind.CALENDAR_EVENT, "9", place=IN_ROOM, fields={**WAS, "start_at": BEGAN})
    thing = a_thing(EVENT, Kind.CALENDAR_EVENT, WAS, IN_ROOM)
    (adopted,) = changes([STRUCK], [there], [link])
    assert adopted == Adopt(thing=thing, remote_id="9", made=True, sent={"title": "Träff", "start_at~": BEGAN})


def test_what_is_there_again_needs_nothing():
    there = a_found(Kind.CALENDAR_EVENT, "7", place=IN_ROOM, fields=WAS)
    assert short([STRUCK], [there], [a_link(EVENT, Kind.CALENDAR_EVENT, sent=WAS)]) == []


def test_what_a_later_run_made_anew_is_there_again():
    there = a_found(Kind.CALENDAR_EVENT, "9", place=IN_ROOM, fields=WAS)
    assert short([STRUCK], [there], [a_link(EVENT, Kind.CALENDAR_EVENT, "9", sent=WAS)]) == []


def test_a_hand_in_is_made_as_the_plan_makes_its_like():
    key = f"{ROOM}/health-plan"
    like = a_thing("HT26/m/health-plan", Kind.HAND_IN, {}, once={"grading_type": "pass_fail"})
    (change,) = changes([did("remove", key, Kind.HAND_IN, before=NAME)], wanted=[like])
    assert (change.thing.fields, change.thing.once) == (NAME, {"grading_type": "pass_fail"})


def test_what_is_made_again_in_what_is_made_again_waits_for_its_number():
    section = did("remove", rid="7", before=NAME, place={"course": "1", "name": "Björken"})
    room = did("remove", ROOM, Kind.COURSE_ROOM, "1", before={"name": "Nätverk"})
    first, second = changes([section, room])
    assert (first.key, first.remote_id, second.key, second.remote_id) == (ROOM, "1", SECTION, "")
    assert second.thing.place == {"course": Ref(ROOM), "name": "Björken"}


def test_what_was_in_something_that_was_made_anew_since_is_put_where_the_plan_says():
    wanted = a_thing(EVENT, Kind.CALENDAR_EVENT, {}, {"course": Ref(ROOM), "title": "Träff"})
    now = a_link(ROOM, Kind.COURSE_ROOM, "2")
    found = undone([STRUCK], [a_found(Kind.COURSE_ROOM, "2", ROOM)], [now], [wanted])
    (change,) = found.change_set.changes
    assert change.thing.place == {"course": Ref(ROOM), "title": "Träff"}
    assert found.change_set.facts == {ROOM: {"id": "2"}}


def test_what_has_nothing_to_be_in_any_more_is_said():
    assert short([STRUCK]) == [(EVENT, "gone", "")]


def test_a_room_whose_return_was_cut_off_is_brought_back_again():
    room = did("remove", ROOM, Kind.COURSE_ROOM, "1", before=NAME)
    link = a_link(ROOM, Kind.COURSE_ROOM, "", intent=an_intent(Action.CREATE))
    (change,) = changes([room], [a_found(Kind.COURSE_ROOM, "1", ROOM, fields=NAME)], [link])
    assert (type(change), change.remote_id) == (Create, "1")
