"""Observing and carrying out against the pretend Canvas."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from canvas_talk import canvas_talk, made

from nettools.canvas import CanvasClient, CanvasHand, Newcomers, observe
from nettools.changes import Action, Answer, Found, Intent, Kind, Link, Order, System, Wanted, mark
from nettools.errors import RemoteError

ROOM, SECTION, PERSON = "HT26/n", "HT26/n/u", "person/asa@example.se"
NOTED = datetime(2026, 8, 1, tzinfo=UTC)


@pytest.fixture
def talk():
    with canvas_talk() as talking:
        yield talking


@pytest.fixture
def client(talk):
    with CanvasClient(talk.canvas.base_url, talk.canvas.tokens.admin, pause=lambda _: None) as made_client:
        yield made_client


@pytest.fixture
def hand(client):
    return CanvasHand(client, "1", Newcomers(sis_ids=True))


@pytest.fixture
def hand_without_sis(talk):
    with CanvasClient(talk.canvas.base_url, talk.canvas.tokens.without_sis, pause=lambda _: None) as made_client:
        yield CanvasHand(made_client, "1", Newcomers(sis_ids=True))


def an_order(action=Action.CREATE, key=SECTION, kind=Kind.SECTION, place=None, fields=None, **others):
    return Order(action=action, key=key, kind=kind, label=key, place=place or {}, fields=fields or {}, **others)


def a_room_order(name="Nätverk 1", code="N1"):
    fields = {"name": name, "code": code}
    return an_order(key=ROOM, kind=Kind.COURSE_ROOM, place=fields, fields=fields)


def a_section_order(course, name="Björken"):
    return an_order(place={"course": course, "name": name}, fields={"name": name})


def a_person_order(login="asa@example.se"):
    once = {"name": "Åsa Öberg", "email": login}
    return an_order(key=f"person/{login}", kind=Kind.PERSON, place={"login": login}, once=once)


def an_enrolment_order(course, section, user):
    place = {"course": course, "section": section, "user": user, "type": "StudentEnrollment"}
    return an_order(key=f"{SECTION}/principal/asa", kind=Kind.ENROLMENT, place=place, fields={"state": "active"})


def an_event_order(course):
    fields = {
        "title": "Träff 1",
        "start_at": "2026-09-22T11:00:00Z",
        "end_at": "2026-09-22T13:30:00Z",
        "description": '<p>Å</p><a href="https://zoom.example.com/j/1?a=1&amp;b=2">Zoom</a>',
    }
    place = {"course": course, "title": "Träff 1"}
    return an_order(key=f"{ROOM}/meeting-1/event", kind=Kind.CALENDAR_EVENT, place=place, fields=fields)


def a_hand_in_order(course):
    fields = {
        "name": "Utkast",
        "description": "<p>Å</p>",
        "due_at": "2026-12-04T22:59:00Z",
        "allowed_extensions": ["pdf"],
        "group_category": "",
    }
    once = {"submission_types": ["online_upload"], "grading_type": "pass_fail", "points_possible": 0}
    place = {"course": course, "name": "Utkast"}
    return an_order(key=f"{ROOM}/health-plan", kind=Kind.HAND_IN, place=place, fields=fields, once=once)


def wants(*orders):
    return [Wanted(key=o.key, kind=o.kind, label=o.key, place=o.place, fields=o.fields) for o in orders]


class Room:
    """One of each, made."""

    def __init__(self, hand):
        self.course = hand.create(a_room_order()).remote_id
        self.section = hand.create(a_section_order(self.course)).remote_id
        self.user = hand.create(a_person_order()).remote_id
        self.enrolment = hand.create(an_enrolment_order(self.course, self.section, self.user)).remote_id
        self.event = hand.create(an_event_order(self.course)).remote_id
        self.hand_in = hand.create(a_hand_in_order(self.course)).remote_id

    def founds(self):
        enrolment = an_enrolment_order(self.course, self.section, self.user)
        event, hand_in = an_event_order(self.course), a_hand_in_order(self.course)
        place = a_room_order().fields
        opens = {"start_at": "", "end_at": "", "restrict_enrollments_to_course_dates": False, "default_view": "modules"}
        fields = {**place, **opens, "term": "1"}
        return [
            Found(kind=Kind.COURSE_ROOM, remote_id=self.course, key=ROOM, place=place, fields=fields, lasting=True),
            Found(
                kind=Kind.SECTION,
                remote_id=self.section,
                key=SECTION,
                place={"course": self.course, "name": "Björken"},
                fields={"name": "Björken"},
                lasting=True,
            ),
            Found(kind=Kind.ENROLMENT, remote_id=self.enrolment, place=enrolment.place, fields={"state": "active"}),
            Found(kind=Kind.HAND_IN, remote_id=self.hand_in, place=hand_in.place, fields=hand_in.fields),
            Found(kind=Kind.CALENDAR_EVENT, remote_id=self.event, place=event.place, fields=event.fields),
            Found(kind=Kind.PERSON, remote_id=self.user, key=PERSON, place={"login": "asa@example.se"}),
        ]


def test_what_was_made_is_observed_as_it_was_ordered(client, hand):
    room = Room(hand)
    wanted = wants(a_room_order(), a_person_order())
    found = [one for one in observe(client, "1", wanted, {}) if one.fields.get("name") != "Nätverk 1" or one.key]
    assert found == room.founds()


def test_a_person_who_is_remembered_and_seen_enrolled_is_not_asked_for(talk, client, hand):
    room = Room(hand)
    link = Link(key=PERSON, term="", system=System.CANVAS, kind=Kind.PERSON, remote_id=room.user)
    talk.canvas.record.clear()
    observe(client, "1", wants(a_room_order(), a_person_order()), {PERSON: link})
    assert talk.canvas.record.count(path="/users") == 0


def test_a_person_who_is_remembered_but_gone_is_looked_for_by_address(talk, client):
    there = talk.canvas.add_user("Åsa Öberg", "asa@example.se")
    link = Link(key=PERSON, term="", system=System.CANVAS, kind=Kind.PERSON, remote_id="99999")
    found = observe(client, "1", wants(a_person_order()), {PERSON: link})
    assert found == (Found(kind=Kind.PERSON, remote_id=str(there.id), place={"login": "asa@example.se"}),)


def test_people_are_found_by_their_whole_address_in_any_case(talk, client):
    talk.canvas.add_user("Åsa Ek", "xasa@example.se")
    there = talk.canvas.add_user("Åsa Öberg", "ASA@Example.se")
    found = observe(client, "1", wants(a_person_order()), {})
    assert [one.remote_id for one in found] == [str(there.id)]


def test_the_course_room_is_published_and_marked(talk, hand):
    room = made(talk.get(f"/courses/{Room(hand).course}"))
    assert (room["workflow_state"], room["sis_course_id"]) == ("available", mark(ROOM))


def test_nobody_is_sent_mail(talk, hand):
    Room(hand)
    assert talk.canvas.world.notices.rows == {}


def test_a_hand_in_is_open_for_files(talk, hand):
    room = Room(hand)
    task = made(talk.get(f"/courses/{room.course}/assignments/{room.hand_in}"))
    assert (task["published"], task["submission_types"], task["grading_type"]) == (True, ["online_upload"], "pass_fail")


def test_everything_can_be_changed(talk, client, hand):
    room = Room(hand)
    changes = [
        replace(a_room_order("Nytt"), remote_id=room.course),
        replace(a_section_order(room.course, "Eken"), remote_id=room.section),
        replace(an_event_order(room.course), remote_id=room.event, fields={"title": "Träff 2"}),
        replace(a_hand_in_order(room.course), remote_id=room.hand_in, fields={"due_at": ""}),
    ]
    for order in changes:
        hand.update(replace(order, action=Action.UPDATE))
    assert made(talk.get(f"/courses/{room.course}"))["name"] == "Nytt"
    assert made(talk.get(f"/sections/{room.section}"))["name"] == "Eken"
    assert made(talk.get(f"/calendar_events/{room.event}"))["title"] == "Träff 2"
    assert made(talk.get(f"/courses/{room.course}/assignments/{room.hand_in}"))["due_at"] is None


def test_who_leaves_is_set_aside_and_who_comes_back_keeps_the_enrolment(talk, hand):
    room = Room(hand)
    order = replace(an_enrolment_order(room.course, room.section, room.user), remote_id=room.enrolment)
    hand.remove(replace(order, action=Action.REMOVE, fields={"state": "inactive"}))
    assert made(talk.get(f"/courses/{room.course}/enrollments", state__="inactive"))[0]["id"] == int(room.enrolment)
    answer = hand.update(replace(order, action=Action.UPDATE))
    assert answer == Answer(remote_id=room.enrolment, fields={"state": "active"})


def test_who_was_ended_by_hand_comes_back_too(talk, hand):
    room = Room(hand)
    talk.delete(f"/courses/{room.course}/enrollments/{room.enrolment}", task="conclude")
    order = replace(an_enrolment_order(room.course, room.section, room.user), remote_id=room.enrolment)
    assert hand.update(order) == Answer(remote_id=room.enrolment, fields={"state": "active"})


def test_a_course_leader_teaches_the_whole_room(talk, hand):
    room = Room(hand)
    place = {"course": room.course, "user": room.user, "type": "TeacherEnrollment"}
    order = an_order(key=f"{ROOM}/leader/x", kind=Kind.ENROLMENT, place=place, fields={"state": "active"})
    answer = hand.create(order)
    assert hand.find(order) == answer
    rows = made(talk.get(f"/courses/{room.course}/enrollments", type__="TeacherEnrollment"))
    assert [str(row["id"]) for row in rows] == [answer.remote_id]


def test_what_is_gone_already_is_removed(talk, hand):
    room = Room(hand)
    for kind, remote_id in ((Kind.CALENDAR_EVENT, room.event), (Kind.HAND_IN, room.hand_in)):
        order = an_order(Action.REMOVE, kind=kind, place={"course": room.course}, remote_id=remote_id)
        hand.remove(order)
        hand.remove(order)
    assert talk.get(f"/courses/{room.course}/assignments").json() == []


def test_an_empty_section_and_course_can_be_removed_and_made_again(talk, hand):
    course = hand.create(a_room_order()).remote_id
    section = hand.create(a_section_order(course)).remote_id
    hand.remove(an_order(Action.REMOVE, remote_id=section))
    assert hand.create(a_section_order(course, "Eken")) == Answer(remote_id=section, fields={"name": "Eken"})
    hand.remove(an_order(Action.REMOVE, ROOM, Kind.COURSE_ROOM, remote_id=course))
    assert hand.find(a_room_order()) is None
    again = hand.create(a_room_order("Nytt namn"))
    assert (again.remote_id, made(talk.get(f"/courses/{course}"))["name"]) == (course, "Nytt namn")
    assert again.fields["name"] == "Nytt namn"  # as it is now, not as it was when it came back


def test_everything_made_is_found_again(hand):
    room = Room(hand)
    orders = {
        room.course: a_room_order(),
        room.section: a_section_order(room.course),
        room.user: a_person_order(),
        room.enrolment: an_enrolment_order(room.course, room.section, room.user),
        room.event: an_event_order(room.course),
        room.hand_in: a_hand_in_order(room.course),
    }
    assert [hand.find(order).remote_id for order in orders.values()] == list(orders)


def test_nothing_is_found_before_it_is_made(hand):
    course = hand.create(a_room_order()).remote_id
    orders = [a_section_order(course), a_person_order(), an_event_order(course), a_hand_in_order(course)]
    assert [hand.find(order) for order in orders] == [None] * 4


def test_everything_is_found_again_where_canvas_drops_our_marks(hand_without_sis):
    hand = hand_without_sis
    course = hand.create(a_room_order()).remote_id
    section = hand.create(a_section_order(course)).remote_id
    assert hand.find(a_room_order()).remote_id == course
    assert hand.find(a_section_order(course)).remote_id == section


def test_a_room_without_a_mark_is_looked_for_by_name_only_when_we_may_have_made_it(talk, hand_without_sis):
    course = hand_without_sis.create(a_room_order()).remote_id
    with CanvasClient(talk.canvas.base_url, talk.canvas.tokens.without_sis) as client:
        assert observe(client, "1", wants(a_room_order()), {}) == ()
        intent = Intent(action=Action.CREATE, fields={"place": dict(a_room_order().place)}, noted=NOTED)
        link = Link(key=ROOM, term="HT26", system=System.CANVAS, kind=Kind.COURSE_ROOM, intent=intent)
        found = observe(client, "1", wants(a_room_order()), {ROOM: link})
    assert [one.remote_id for one in found if one.kind is Kind.COURSE_ROOM] == [course]


def test_a_person_whom_canvas_refuses_is_refused_without_the_address(talk, hand):
    talk.canvas.add_user("Eva", "eva@example.com", sis_user_id=mark(PERSON))
    with pytest.raises(RemoteError) as caught:
        hand.create(a_person_order())
    assert (caught.value.code, caught.value.answered, "asa@" in str(caught.value)) == ("refused", True, False)


def test_a_person_who_has_come_since_we_looked_is_met_and_is_not_ours(talk, hand):
    there = talk.canvas.add_user("Åsa", "Asa@example.se")
    assert hand.create(a_person_order()) == Answer(remote_id=str(there.id), met=True, made=False)


def test_a_section_that_another_run_has_made_is_met_and_is_ours(hand):
    course = hand.create(a_room_order()).remote_id
    section = hand.create(a_section_order(course)).remote_id
    met = hand.create(a_section_order(course, "Eken"))
    assert met == Answer(remote_id=section, fields={"name": "Björken"}, met=True)


# --- people of one mail domain


def a_crowd(number, domain="skola.example.se"):
    return [a_person_order(f"p{n}@{domain}") for n in range(number)]


def test_people_of_one_domain_are_looked_for_in_one_list(talk, client):
    there = talk.canvas.add_user("Åsa Öberg", "P3@skola.example.se")
    talk.canvas.record.clear()
    found = observe(client, "1", wants(*a_crowd(40)), {})
    assert [(one.remote_id, one.place) for one in found] == [(str(there.id), {"login": "p3@skola.example.se"})]
    assert talk.canvas.record.count(path="/users") == 1


def test_a_person_with_another_login_is_known_by_the_address_in_a_list_too(talk, client):
    there = talk.canvas.add_user("Åsa Öberg", "P3@skola.example.se", unique_id="asaobe")
    found = observe(client, "1", wants(*a_crowd(5)), {})
    assert [one.remote_id for one in found] == [str(there.id)]


def test_in_a_domain_of_many_each_person_is_asked_for(talk, client):
    for number in range(301):
        talk.canvas.add_user("Någon", f"n{number}@skola.example.se")
    there = talk.canvas.add_user("Åsa Öberg", "p3@skola.example.se")
    talk.canvas.record.clear()
    found = observe(client, "1", wants(*a_crowd(5)), {})
    assert [one.remote_id for one in found] == [str(there.id)]
    assert talk.canvas.record.count(path="/users") == 4 + 5


def test_a_room_of_the_same_name_is_somebody_elses_where_ours_would_have_a_mark(talk, client):
    talk.canvas.add_course("Nätverk 1", course_code="N1")
    intent = Intent(action=Action.CREATE, fields={"place": dict(a_room_order().place)}, noted=NOTED)
    link = Link(key=ROOM, term="HT26", system=System.CANVAS, kind=Kind.COURSE_ROOM, intent=intent)
    assert observe(client, "1", wants(a_room_order()), {ROOM: link}) == ()


def test_a_room_that_was_removed_is_brought_back_published_with_its_number(talk, hand):
    room = hand.create(a_room_order())
    back = replace(a_room_order(), remote_id=room.remote_id)
    hand.remove(replace(back, action=Action.REMOVE))
    assert talk.get(f"/courses/{room.remote_id}").status_code == 404

    assert [hand.create(back).remote_id, hand.create(back).remote_id] == [room.remote_id] * 2
    row = made(talk.get(f"/courses/{room.remote_id}"))
    assert (row["workflow_state"], row["sis_course_id"]) == ("available", mark(ROOM))
