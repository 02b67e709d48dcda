"""A meeting that was removed, brought back from the pretend Zoom with its number and its link."""

from dataclasses import replace

import pytest
from zoom_talk import HOST, zoom_talk

from nettools.changes import Action, Kind, Order
from nettools.errors import RemoteError
from nettools.zoom import ZoomClient, ZoomHand

KEY = "HT26/n/meeting-1"
FIELDS = {
    "topic": "Träff 1: Nuläge",
    "agenda": f"nettools:{KEY}",
    "start_time": "2026-09-22T11:00:00Z",
    "duration": 150,
    "host": HOST,
}
ORDER = Order(
    action=Action.CREATE, key=KEY, kind=Kind.ZOOM_MEETING, label="Träff 1", place={"host": HOST}, fields=FIELDS
)


@pytest.fixture
def talk():
    with zoom_talk() as talking:
        yield talking


@pytest.fixture
def hand(talk):
    zoom = talk.zoom
    app = (zoom.app.account_id, zoom.app.client_id, zoom.app.client_secret)
    with ZoomClient(zoom.oauth_url, zoom.api_url, app, clock=zoom.clock, pause=lambda _: None) as client:
        yield ZoomHand(client, pause=lambda _: None)


@pytest.fixture
def removed(hand):
    """A meeting that was made and removed; what was told of it, and the order to bring it back."""
    made = hand.create(ORDER)
    back = replace(ORDER, remote_id=made.remote_id)
    hand.remove(replace(back, action=Action.REMOVE))
    return made, back


def test_it_keeps_its_number_and_its_link(talk, hand, removed):
    made, back = removed
    assert talk.zoom.meetings == ()
    assert hand.create(back) == made
    assert [meeting.id for meeting in talk.zoom.meetings] == [int(made.remote_id)]


def test_bringing_back_what_is_back_changes_nothing(hand, removed):
    made, back = removed
    assert [hand.create(back), hand.create(back)] == [made, made]


@pytest.mark.parametrize("fault", ["error-500-after", "html-502-after", "reset-after", "half-body"])
def test_it_comes_back_although_the_answer_is_lost(talk, hand, removed, fault):
    made, back = removed
    talk.zoom.misbehave(fault, times=1, path="/status", method="PUT")
    assert hand.create(back) == made


def test_what_was_lost_on_the_way_back_is_found_by_its_mark(talk, hand, removed):
    made, back = removed
    talk.zoom.account.world.meetings[int(made.remote_id)].deleted_at = None
    assert hand.find(back) == made


def test_zoom_keeps_it_for_seven_days(talk, hand, removed):
    _, back = removed
    talk.zoom.clock.forward(days=7)
    with pytest.raises(RemoteError) as refused:
        hand.create(back)
    assert (refused.value.code, refused.value.answered) == ("not-found", True)
