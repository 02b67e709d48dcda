"""A room's set of groups, a unit's group and who is in it: renamed, removed and found again, at the pretend Canvas."""

import pytest
from canvas_talk import canvas_talk

from nettools.canvas import CanvasClient, CanvasHand
from nettools.changes import Action, Kind, Order
from nettools.errors import RemoteError

SET, GROUP, MEMBER = "HT26/n/groups", "HT26/n/bjorken/group", "HT26/n/bjorken/asa@example.se/group"


@pytest.fixture
def talk():
    with canvas_talk() as talking:
        yield talking


@pytest.fixture
def hand(talk):
    with CanvasClient(talk.canvas.base_url, talk.canvas.tokens.admin, pause=lambda _: None) as client:
        yield CanvasHand(client, "1")


@pytest.fixture
def room(talk, hand):
    return Room(talk, hand)


class Room:
    """A room with the set, one group and one person enrolled; each made by our hand."""

    def __init__(self, talk, hand):
        self.hand, self.talk = hand, talk
        self.course = str(talk.course()["id"])
        self.set_order = an_order(SET, Kind.GROUP_CATEGORY, {"course": self.course, "name": "Enheter"}, name="Enheter")
        self.set = hand.create(self.set_order).remote_id
        place = {"course": self.course, "category": self.set, "name": "Björken"}
        self.group_order = an_order(GROUP, Kind.GROUP, place, name="Björken")
        self.group = hand.create(self.group_order).remote_id
        self.user = str(talk.user()["id"])
        talk.enrol(talk.section({"id": self.course}), {"id": self.user}, enrollment_state="active")
        self.member_order = an_order(
            MEMBER, Kind.GROUP_MEMBERSHIP, {"category": self.set, "user": self.user}, group=self.group
        )

    def names(self):
        sets = self.talk.get(f"/courses/{self.course}/group_categories").json()
        return [row["name"] for row in sets], [row["name"] for row in self.groups()]

    def groups(self):
        return self.talk.get(f"/courses/{self.course}/groups").json()

    def members(self):
        return [str(row["user_id"]) for row in self.talk.get(f"/groups/{self.group}/memberships").json()]


def an_order(key, kind, place, action=Action.CREATE, remote_id="", **fields):
    return Order(action=action, key=key, kind=kind, label=key, place=place, fields=fields, remote_id=remote_id)


def an_update(order, remote_id, **fields):
    return an_order(order.key, order.kind, order.place, Action.UPDATE, remote_id, **fields)


def a_removal(order, remote_id):
    return an_order(order.key, order.kind, order.place, Action.REMOVE, remote_id)


def test_the_set_and_a_group_get_new_names_and_keep_their_marks(room):
    told = room.hand.update(an_update(room.set_order, room.set, name="Våra enheter"))
    assert (told.remote_id, told.fields["name"]) == (room.set, "Våra enheter")
    told = room.hand.update(an_update(room.group_order, room.group, name="Björkens förskola"))
    assert (told.remote_id, told.fields["name"]) == (room.group, "Björkens förskola")
    assert room.names() == (["Våra enheter"], ["Björkens förskola"])
    assert room.hand.find(room.group_order).remote_id == room.group
    assert room.hand.find(room.set_order).remote_id == room.set


def test_a_membership_whose_answers_are_all_lost_is_found(room):
    assert room.hand.find(room.member_order) is None
    room.talk.canvas.misbehave("reset-after", times=4, path="/memberships", method="POST")
    with pytest.raises(RemoteError, match="did not answer") as lost:
        room.hand.create(room.member_order)
    assert not lost.value.answered
    assert room.hand.find(room.member_order).remote_id == f"{room.set}/{room.user}"
    assert room.members() == [room.user]


def test_who_leaves_the_group_is_not_in_it_and_leaves_once(room):
    made = room.hand.create(room.member_order)
    place = {**room.member_order.place, "group": room.group}
    leaving = an_order(MEMBER, Kind.GROUP_MEMBERSHIP, place, Action.REMOVE, made.remote_id)
    room.hand.remove(leaving)
    room.hand.remove(leaving)
    assert room.members() == []


def test_a_group_with_somebody_in_it_and_a_set_with_groups_are_refused(room):
    room.hand.create(room.member_order)
    for order, number in ((room.group_order, room.group), (room.set_order, room.set)):
        with pytest.raises(RemoteError) as refused:
            room.hand.remove(a_removal(order, number))
        assert refused.value.code == "in-use"
    assert room.names() == (["Enheter"], ["Björken"])


def test_an_empty_group_goes_and_then_its_set(room):
    room.hand.remove(a_removal(room.group_order, room.group))
    room.hand.remove(a_removal(room.set_order, room.set))
    assert room.names() == ([], [])


def test_a_person_whose_group_could_not_be_made_waits(room):
    homeless = an_order(MEMBER, Kind.GROUP_MEMBERSHIP, room.member_order.place)
    with pytest.raises(RemoteError) as waits:
        room.hand.create(homeless)
    assert waits.value.code == "waits"
    assert room.hand.find(homeless) is None
