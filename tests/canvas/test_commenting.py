"""Comments on hand-ins, said by the real client on the pretend Canvas."""

from datetime import UTC, datetime

import pytest
import requests
from builders import HT26
from canvas_talk import Talk

from nettools.canvas import CanvasClient, HandInRoom, observe_comments, say_comment
from nettools.errors import RemoteError
from nettools.sandbox import CanvasServer

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n"


@pytest.fixture
def room():
    with CanvasServer() as canvas, requests.Session() as session:
        yield Room(canvas, Talk(canvas, session))


class Room:
    """A hand-in for a group of two, and one person beside it."""

    def __init__(self, canvas, talk):
        self.canvas, self.talk = canvas, talk
        self.course = talk.course()["id"]
        self.people = [canvas.add_user("Åsa Öberg", f"p{number}@example.se") for number in range(3)]
        for person in self.people:
            canvas.enrol(canvas.world.courses.rows[self.course], person)
        category = talk.post(f"/courses/{self.course}/group_categories", {"name": "Enheter"}).json()["id"]
        group = talk.post(f"/group_categories/{category}/groups", {"name": "Björken"}).json()["id"]
        for user in self.people[:2]:
            talk.post(f"/groups/{group}/memberships", {"user_id": user.id})
        fields = {"name": "U", "submission_types": ["online_upload"], "published": True, "group_category_id": category}
        self.task = talk.post(f"/courses/{self.course}/assignments", {"assignment": fields}).json()["id"]
        self.room = HandInRoom(term=HT26, course_id=str(self.course), assignment_id=str(self.task), units={})

    def hand_in(self, number, name="plan.pdf"):
        self.canvas.hand_in(self.course, f"p{number}@example.se", name, PDF, MONDAY)

    def client(self):
        return CanvasClient(self.canvas.base_url, self.canvas.tokens.admin, pause=lambda _: None)

    def places(self):
        with self.client() as client:
            return observe_comments(client, self.room)

    def said(self):
        rows = sorted(self.canvas.world.submissions, key=lambda one: one.user_id)
        return [[(one["comment"], one["attempt"]) for one in row.comments] for row in rows]


def test_a_comment_reaches_the_whole_group_on_the_attempt_that_it_is_about(room):
    room.hand_in(0)
    room.hand_in(1, "ny.pdf")
    first = room.places()[0]
    assert sorted(first.attempts.values()) == [1, 2]
    with room.client() as client:
        comment = say_comment(client, first, "Bra!", "HT26/bjorken/1", 1)
    marked = "Bra!\n\n[nettools HT26/bjorken/1]"
    assert room.said() == [[(marked, 1)], [(marked, 1)], []]
    assert [dict(place.marks) for place in room.places()[:1]] == [{"HT26/bjorken/1": comment}]


def test_what_others_say_is_not_ours(room):
    room.hand_in(0)
    path = f"/courses/{room.course}/assignments/{room.task}/submissions/{room.people[0].id}"
    for said in ("Bra!", "[nettools HT26/bjorken/1] i början", "i en mening [nettools HT26/bjorken/1]."):
        room.talk.put(path, {"comment": {"text_comment": said}})
    assert [dict(place.marks) for place in room.places()] == [{}, {}, {}]


def test_a_comment_whose_answer_is_lost_is_not_said_again_by_itself(room):
    room.hand_in(2)
    place = room.places()[2]
    room.canvas.misbehave("reset-after", times=1, path=r"/submissions/\d+$")
    with room.client() as client, pytest.raises(RemoteError) as lost:
        say_comment(client, place, "Bra!", "HT26/granen/1", 1)
    assert lost.value.answered is False
    assert [len(comments) for comments in room.said()] == [0, 0, 1]
    assert list(room.places()[2].marks) == ["HT26/granen/1"]
