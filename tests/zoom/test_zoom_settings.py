"""What is sent to Zoom of a meeting, key by key, and what its answers say of the settings."""

import json
from contextlib import contextmanager
from datetime import timedelta

import pytest
from zoom_talk import HOST, NOW, zoom_talk

from nettools.changes import Action, Kind, Order
from nettools.errors import RemoteError
from nettools.sandbox.wire import WireServer
from nettools.sandbox.zoom.tokens import ALL_SCOPES
from nettools.zoom import ZoomClient, ZoomHand

KEY = "HT26/n/meeting-1"
ROOMS = {"enable": True, "rooms": [{"name": "Eken", "participants": ["a@example.se", "b@example.se"]}]}
FIELDS = {
    "topic": "Träff 1: Nuläge",
    "agenda": f"nettools:{KEY}\nÄndra inte raden ovan.",
    "start_time": "2026-09-22T11:00:00Z",
    "duration": 150,
    "host": HOST,
    "waiting_room": False,
    "join_before_host": True,
    "jbh_time": 10,
    "approval_type": 1,
    "password": "Sommar26",
    "alternative_hosts": "zoom2@example.se;zoom-sal-1@example.se",
    "breakout_room": ROOMS,
}


class Sent:
    """What was sent to one service, method and path and body, in order."""

    def __init__(self, service):
        self.service, self.calls = service, []

    def __call__(self, service, asked, _answer):
        if self.service.startswith(service):
            body = json.loads(asked.body) if asked.body and asked.media == "application/json" else {}
            self.calls.append((asked.method, asked.path, asked.query_string, body))

    def having(self, method):
        return [call for call in self.calls if call[0] == method]


@contextmanager
def a_hand(talk, **options):
    app = talk.zoom.app
    secrets = (app.account_id, app.client_id, app.client_secret)
    options = {"clock": talk.zoom.clock, "pause": lambda _: None, **options}
    with ZoomClient(talk.zoom.oauth_url, talk.zoom.api_url, secrets, **options) as client:
        yield ZoomHand(client, pause=lambda _: None)


@pytest.fixture
def talk():
    with zoom_talk() as talking:
        yield talking


@pytest.fixture
def hand(talk):
    with a_hand(talk) as made:
        yield made


@pytest.fixture
def sent():
    watch = Sent("zoom")
    WireServer.watches.append(watch)
    yield watch
    WireServer.watches.remove(watch)


def an_order(action=Action.CREATE, fields=FIELDS, host=HOST, **others):
    return Order(
        action=action, key=KEY, kind=Kind.ZOOM_MEETING, label="Träff 1", place={"host": host}, fields=fields, **others
    )


def test_a_meeting_is_made_by_these_keys_and_no_others(hand, sent):
    hand.create(an_order())
    ((_, path, query, body),) = [call for call in sent.having("POST") if "meetings" in call[1]]
    assert (path, query) == ("/v2/users/zoom1%40example.se/meetings", "")
    assert body == {
        "type": 2,
        "topic": "Träff 1: Nuläge",
        "agenda": FIELDS["agenda"],
        "start_time": "2026-09-22T11:00:00Z",
        "timezone": "Europe/Stockholm",
        "duration": 150,
        "password": "Sommar26",
        "settings": {
            "use_pmi": False,
            "email_in_attendee_report": True,
            "alternative_hosts_email_notification": False,
            "registrants_confirmation_email": False,
            "waiting_room": False,
            "join_before_host": True,
            "jbh_time": 10,
            "approval_type": 1,
            "alternative_hosts": "zoom2@example.se;zoom-sal-1@example.se",
            "breakout_room": ROOMS,
        },
    }
    assert sent.having("PATCH") == []


def test_without_a_passcode_zoom_makes_one_if_it_needs_one(hand, sent):
    hand.create(an_order(fields={name: value for name, value in FIELDS.items() if name != "password"}))
    ((*_, body),) = [call for call in sent.having("POST") if "meetings" in call[1]]
    assert (body["default_password"], "password" in body) == (True, False)


def test_only_what_changes_is_sent(talk, hand, sent):
    remote_id = hand.create(an_order()).remote_id
    hand.update(an_order(Action.UPDATE, {"topic": "Nytt"}, remote_id=remote_id))
    hand.update(an_order(Action.UPDATE, {"waiting_room": True, "join_before_host": False}, remote_id=remote_id))
    hand.update(an_order(Action.UPDATE, {"start_time": "2026-09-23T11:00:00Z"}, remote_id=remote_id))
    assert [call[3] for call in sent.having("PATCH")] == [
        {"topic": "Nytt"},
        {"settings": {"waiting_room": True, "join_before_host": False}},
        {"start_time": "2026-09-23T11:00:00Z", "timezone": "Europe/Stockholm"},
    ]
    (meeting,) = talk.zoom.meetings
    assert (meeting.settings["breakout_room"], meeting.settings["jbh_time"]) == (ROOMS, 10)


def test_rooms_and_alternative_hosts_are_replaced_whole(talk, hand):
    remote_id = hand.create(an_order()).remote_id
    rooms = {"enable": True, "rooms": [{"name": "Boken", "participants": []}]}
    hand.update(an_order(Action.UPDATE, {"breakout_room": rooms, "alternative_hosts": ""}, remote_id=remote_id))
    (meeting,) = talk.zoom.meetings
    assert (meeting.settings["breakout_room"], meeting.settings["alternative_hosts"]) == (rooms, "")


def test_a_removal_asks_zoom_to_tell_who_is_registered(hand, sent):
    order = an_order(Action.REMOVE, {}, remote_id=hand.create(an_order()).remote_id)
    hand.remove(order)
    assert [call[2] for call in sent.having("DELETE")] == ["cancel_meeting_reminder=true"]


@pytest.mark.parametrize("start", ["2026-08-20T10:00:00Z", "2026-08-19T10:00:00Z"])
def test_a_start_in_the_past_is_refused_before_any_call(talk, hand, start):
    assert NOW.isoformat().startswith("2026-08-20T10:00")
    for order in (
        an_order(fields={**FIELDS, "start_time": start}),
        an_order(Action.UPDATE, {"start_time": start}, remote_id="84100000001"),
    ):
        with pytest.raises(RemoteError) as refused:
            (hand.create if order.action is Action.CREATE else hand.update)(order)
        assert (refused.value.code, refused.value.answered) == ("past", True)
    assert talk.zoom.record.calls == []


def test_a_meeting_whose_hour_comes_while_we_work_is_not_made(talk, hand):
    talk.zoom.clock.forward(days=40)
    with pytest.raises(RemoteError):
        hand.create(an_order())
    assert talk.zoom.account.world.meetings == {}


# --- what the answers say


def test_the_answer_tells_how_zoom_has_what_was_sent(talk, hand):
    talk.zoom.account.forced = {"waiting_room": True, "join_before_host": False}
    told = hand.create(an_order()).fields
    assert (told["waiting_room"], told["join_before_host"], told["jbh_time"]) == (True, False, 10)
    assert "password" not in told
    assert "start_url" not in told


def test_lists_and_letters_turned_around_are_no_difference(talk, hand):
    people = ["B@example.se", "a@example.se"]
    talk.zoom.account.forced = {
        "alternative_hosts": "Zoom-Sal-1@example.se; zoom2@example.se;",
        "breakout_room": {"enable": True, "rooms": [{"name": "Eken", "participants": people}]},
    }
    told = hand.create(an_order()).fields
    assert (told["alternative_hosts"], told["breakout_room"]) == (FIELDS["alternative_hosts"], ROOMS)


def test_people_who_zoom_did_not_place_are_a_difference(talk, hand):
    talk.zoom.account.forced = {"breakout_room": {"enable": True, "rooms": [{"name": "Eken", "participants": []}]}}
    assert hand.create(an_order()).fields["breakout_room"]["rooms"] == [{"name": "Eken", "participants": []}]


def test_a_meeting_found_again_is_told_with_its_settings(hand):
    made = hand.create(an_order())
    assert hand.find(an_order()) == made


def test_an_app_that_may_not_read_a_meeting_can_do_everything_else(talk):
    talk.zoom.tokens.scopes = tuple(scope for scope in ALL_SCOPES if not scope.startswith("meeting:read:meeting:"))
    with a_hand(talk) as hand:
        made = hand.create(an_order())
        found = hand.find(an_order())
        order = an_order(Action.UPDATE, {"waiting_room": True}, remote_id=made.remote_id)
        assert (found.remote_id, "waiting_room" in found.fields) == (made.remote_id, False)
        assert hand.update(order).fields == {}


def test_a_new_passcode_is_answered_with_the_new_address(talk, hand):
    made = hand.create(an_order())
    told = hand.update(an_order(Action.UPDATE, {"password": "Vinter27"}, remote_id=made.remote_id)).fields
    assert told == {"join_url": talk.zoom.meetings[0].join_url}
    assert told["join_url"] != made.fields["join_url"]


def test_a_host_that_may_not_schedule_and_a_host_that_is_gone_are_told(talk, hand):
    talk.zoom.add_host("ny@example.se", may_schedule=False)
    for host, code in (("ny@example.se", "refused"), ("nobody@example.se", "no-host")):
        with pytest.raises(RemoteError) as refused:
            hand.create(an_order(host=host))
        assert refused.value.code == code


def test_a_meeting_of_an_hour_is_a_whole_number_of_minutes(talk, hand):
    hand.create(an_order(fields={**FIELDS, "duration": 60}))
    assert talk.zoom.meetings[0].ends - talk.zoom.meetings[0].start_time == timedelta(hours=1)
