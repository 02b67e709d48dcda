"""In which way people are looked for: the one that takes fewer calls."""

import pytest
from canvas_talk import canvas_talk

from nettools.canvas import CanvasClient, observe
from nettools.changes import Kind, Wanted, mark


@pytest.fixture
def talk():
    with canvas_talk() as made:
        yield made


@pytest.fixture
def client(talk):
    with CanvasClient(talk.canvas.base_url, talk.token, pause=lambda _: None) as made:
        yield made


def people(*logins):
    return [
        Wanted(key=f"person/{login}", kind=Kind.PERSON, label=login, place={"login": login}, once={"name": login})
        for login in logins
    ]


def asked(talk):
    return talk.canvas.record.count(path="/users")


def test_in_a_small_account_all_are_found_in_its_list(talk, client):
    there = [talk.canvas.add_user("Någon", f"n{number}@e{number}.example.se") for number in range(250)]
    talk.canvas.record.clear()
    found = observe(client, "1", people(*(f"n{number}@e{number}.example.se" for number in range(240, 260))), {})
    assert {one.remote_id for one in found} == {str(one.id) for one in there[240:]}
    assert asked(talk) == 3  # pages of a hundred


def test_a_list_of_more_pages_than_there_are_people_to_ask_for_is_not_read(talk, client):
    for number in range(420):
        talk.canvas.add_user("Någon", f"n{number}@e{number}.example.se")
    talk.canvas.record.clear()
    found = observe(client, "1", people("n1@e1.example.se", "n2@e2.example.se", "ny@e3.example.se"), {})
    assert len(found) == 2
    assert asked(talk) == 1 + 3  # its first page says how many there are


def test_who_is_seen_in_a_room_is_not_asked_for(talk, client):
    course = talk.course(mark("HT26/n"))
    section = talk.section(course)
    there = talk.user("eva@example.se", sis_id="anst-17")
    talk.enrol(section, there)
    talk.canvas.record.clear()
    room = Wanted(key="HT26/n", kind=Kind.COURSE_ROOM, label="Nätverk", place={"name": "n", "code": "n"})
    found = observe(client, "1", [room, *people("eva@example.se")], {})
    (person,) = [one for one in found if one.kind is Kind.PERSON]
    assert (person.remote_id, person.sis_id, asked(talk)) == (str(there["id"]), "anst-17", 0)
