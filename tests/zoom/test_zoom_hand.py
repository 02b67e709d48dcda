"""Client, observing and carrying out against the pretend Zoom, over real HTTP."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from zoom_talk import HOST, NOW, zoom_talk

from nettools.changes import Action, Answer, Found, Kind, Link, Order, System, Wanted
from nettools.errors import RemoteError, SettingsError
from nettools.zoom import ZoomClient, ZoomHand, observe
from nettools.zoom.token import api_base

KEY = "HT26/n/meeting-1"
AGENDA = f"nettools:{KEY}\nÄndra inte raden ovan."
FIELDS = {
    "topic": "Träff 1: Nuläge",
    "agenda": AGENDA,
    "start_time": "2026-09-22T11:00:00Z",
    "duration": 150,
    "host": HOST,
}


@pytest.fixture
def talk():
    with zoom_talk() as talking:
        yield talking


@contextmanager
def a_client(talk, secret=None, api_url=None, **options):
    zoom, waits = talk.zoom, []
    app = zoom.app
    secret = secret or app.client_secret
    api_url = zoom.api_url if api_url is None else api_url
    options = {"clock": zoom.clock, "pause": waits.append, **options}
    with ZoomClient(zoom.oauth_url, api_url, (app.account_id, app.client_id, secret), **options) as client:
        client.waits = waits
        yield client


@pytest.fixture
def client(talk):
    with a_client(talk) as made:
        yield made


@pytest.fixture
def hand(client):
    return ZoomHand(client, pause=lambda _: None)


def an_order(action=Action.CREATE, key=KEY, host=HOST, fields=None, **others):
    fields = {**FIELDS, "agenda": f"nettools:{key}", "host": host} if fields is None else fields
    return Order(
        action=action, key=key, kind=Kind.ZOOM_MEETING, label="Träff 1", place={"host": host}, fields=fields, **others
    )


def a_wanted(host=HOST):
    return Wanted(key=KEY, kind=Kind.ZOOM_MEETING, label="Träff 1", place={"host": host}, fields=FIELDS)


def the_error(call):
    with pytest.raises(RemoteError) as caught:
        call()
    return caught.value


# --- meetings


def test_a_meeting_is_made_as_ordered_and_observed_so(talk, client, hand):
    answer = hand.create(an_order(fields=FIELDS))
    (meeting,) = talk.zoom.meetings
    assert answer == Answer(remote_id=str(meeting.id), fields={**FIELDS, "join_url": answer.fields["join_url"]})
    assert answer.fields["join_url"].startswith("http")
    assert observe(client, [a_wanted()], {}) == (
        Found(kind=Kind.ZOOM_MEETING, remote_id=answer.remote_id, key=KEY, fields=answer.fields),
    )


def test_a_meeting_has_a_waiting_room_a_passcode_and_no_registration(talk, hand):
    hand.create(an_order())
    (meeting,) = talk.zoom.meetings
    names = ("waiting_room", "join_before_host", "approval_type", "use_pmi")
    assert [meeting.settings[name] for name in names] == [True, False, 2, False]
    assert (meeting.type, bool(meeting.password), meeting.timezone) == (2, True, "Europe/Stockholm")


def test_a_meeting_is_changed_without_touching_the_rest(talk, hand):
    remote_id = hand.create(an_order()).remote_id
    fields = {"topic": "Nytt", "start_time": "2026-11-10T12:00:00Z"}
    assert hand.update(an_order(Action.UPDATE, fields=fields, remote_id=remote_id)) == Answer(remote_id=remote_id)
    (meeting,) = talk.zoom.meetings
    assert (meeting.topic, meeting.start_time, meeting.duration) == (
        "Nytt",
        datetime(2026, 11, 10, 12, tzinfo=UTC),
        150,
    )


def test_a_meeting_is_removed_and_so_is_one_that_is_gone(talk, hand):
    order = an_order(Action.REMOVE, remote_id=hand.create(an_order()).remote_id)
    hand.remove(order)
    hand.remove(order)
    assert talk.zoom.meetings == ()


def test_a_meeting_is_found_again_by_its_mark_alone(talk, hand):
    talk.create(topic="Träff 1: Nuläge")
    assert hand.find(an_order()) is None
    answer = hand.create(an_order())
    assert hand.find(an_order()) == answer


def test_every_host_with_something_of_ours_is_looked_at_page_by_page(talk, client, hand):
    hand.create(an_order(host="zoom2@example.se"))
    for _ in range(7):
        talk.create()
    talk.zoom.account.largest_page = 3
    link = Link(key=KEY, term="HT26", system=System.ZOOM, kind=Kind.ZOOM_MEETING, sent={"host": "zoom2@example.se"})
    found = observe(client, [a_wanted()], {KEY: link})
    assert [one.key for one in found] == [""] * 7 + [KEY]


def test_a_host_who_is_not_in_the_account_has_no_meetings_and_gets_none(client, hand):
    assert observe(client, [a_wanted("nobody@example.se")], {}) == ()
    error = the_error(lambda: hand.create(an_order(host="nobody@example.se")))
    assert (error.code, str(error.message)) == ("no-host", "The host is not a user of the Zoom account.")


def test_what_zoom_refuses_is_told_with_the_field_and_without_addresses(talk, hand):
    stranger = {**FIELDS, "alternative_hosts": "ingen@example.com"}  # no user of the account
    error = the_error(lambda: hand.create(an_order(fields=stranger)))
    assert (error.code, error.answered, bool(error.request_id)) == ("refused", True, True)
    assert ("alternative_hosts" in str(error), "ingen" in str(error)) == (True, False)


# --- faults


@pytest.mark.parametrize("kind", ["error-500", "html-502", "reset-before", "reset-after", "half-body"])
def test_reading_is_repeated_whatever_went_wrong(talk, client, kind):
    talk.create()
    talk.zoom.misbehave(kind, times=2, path="/meetings", method="GET")
    assert len(observe(client, [a_wanted()], {})) == 1


@pytest.mark.parametrize("kind", ["error-500", "html-502", "reset-before", "reset-after", "half-body"])
def test_a_creation_without_an_answer_is_not_repeated(talk, hand, kind):
    talk.zoom.misbehave(kind, path="/meetings", method="POST")
    assert the_error(lambda: hand.create(an_order())).answered is False
    assert talk.zoom.record.count("POST", "/meetings") == 1


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_changing_and_removing_are_repeated(talk, hand, method):
    remote_id = hand.create(an_order()).remote_id
    talk.zoom.misbehave("reset-after", times=2, path="/meetings", method=method)
    if method == "PATCH":
        hand.update(an_order(Action.UPDATE, fields={"topic": "Nytt"}, remote_id=remote_id))
        assert talk.zoom.meetings[0].topic == "Nytt"
    else:
        hand.remove(an_order(Action.REMOVE, remote_id=remote_id))
        assert talk.zoom.meetings == ()


def test_too_many_calls_in_a_second_are_waited_for(talk, client, hand):
    talk.zoom.misbehave("throttle", times=3, path="/meetings")
    hand.create(an_order())
    assert (len(talk.zoom.meetings), len(client.waits)) == (1, 3)


@pytest.mark.parametrize("tells_when", [True, False])
def test_a_host_whose_day_is_spent_is_left_alone_until_tomorrow(talk, hand, tells_when):
    talk.zoom.limits.changes_a_day, talk.zoom.limits.tells_when = 1, tells_when
    hand.create(an_order())
    error = the_error(lambda: hand.create(an_order(key="HT26/n/meeting-2")))
    assert (error.code, error.answered) == ("quota", True)
    assert str(error) == (
        "Zoom takes no more changes for this host today. Run the same command after 2026-08-21 02.00; "
        "what is done stays done."
    )
    talk.zoom.record.clear()
    assert the_error(lambda: hand.create(an_order(key="HT26/n/meeting-3"))).code == "quota"
    assert talk.zoom.record.count("POST") == 0
    assert hand.create(an_order(key="HT26/m/meeting-1", host="zoom2@example.se"))


# --- tokens


def test_one_token_serves_all_threads(talk, client):
    threads = [threading.Thread(target=lambda: observe(client, [a_wanted()], {})) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert talk.zoom.tokens.given == 1
    assert talk.zoom.tokens.asked_in_query == 0


def test_a_token_that_is_refused_is_renewed_once_and_the_call_replayed(talk, hand):
    hand.create(an_order())
    talk.zoom.tokens.forget()
    hand.create(an_order(key="HT26/n/meeting-2"))
    assert (len(talk.zoom.meetings), talk.zoom.tokens.given) == (2, 2)


def test_a_second_refusal_is_told(talk, client):
    talk.zoom.misbehave("expired-token", times=9, path="/meetings")
    error = the_error(lambda: observe(client, [a_wanted()], {}))
    assert (error.code, error.status, talk.zoom.tokens.given) == ("auth", 401, 2)


def test_a_token_without_life_left_is_not_kept(talk):
    talk.zoom.tokens.lives = timedelta(0)
    with a_client(talk) as client:
        the_error(lambda: observe(client, [a_wanted()], {}))
        before = talk.zoom.tokens.given
        the_error(lambda: observe(client, [a_wanted()], {}))
    assert talk.zoom.tokens.given > before


def test_a_wrong_secret_names_the_settings_and_not_the_secret(talk):
    with a_client(talk, secret="hemlig") as client:
        error = the_error(lambda: observe(client, [a_wanted()], {}))
        assert (error.code, error.status, "hemlig" in f"{error}{error!r}{client!r}") == ("auth", 400, False)


def test_a_missing_scope_is_told_with_its_name(talk):
    talk.zoom.tokens.scopes = ("user:read:user:admin",)
    with a_client(talk) as client:
        error = the_error(lambda: observe(client, [a_wanted()], {}))
    assert (error.code, "meeting:read:list_meetings:admin" in str(error)) == ("auth", True)


# --- addresses


def test_the_api_is_where_the_token_says_unless_the_settings_say_otherwise(talk):
    with a_client(talk, api_url="") as client:
        assert observe(client, [a_wanted()], {}) == ()


@pytest.mark.parametrize(
    "url",
    ["https://api-eu.zoom.us", "https://api-eu.zoom.us/", "https://api-eu.zoom.us/v2", "https://api-eu.zoom.us/v2/"],
)
def test_an_api_address_is_taken_as_zoom_and_people_write_it(url):
    assert api_base(url) == "https://api-eu.zoom.us/v2"


@pytest.mark.parametrize("url", ["http://api.zoom.us", "https://zoom.us.example.com", "https://example.com", "ftp://x"])
def test_an_address_that_is_not_zooms_gets_no_token(url):
    with pytest.raises(SettingsError):
        api_base(url)


def test_a_token_is_asked_for_over_tls_only():
    with pytest.raises(SettingsError):
        ZoomClient(
            "http://zoom.example.se/oauth/token", "", ("a", "b", "c"), clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)
        )


def test_a_zoom_that_is_not_there_cannot_be_reached():
    address = "http://127.0.0.1:9/oauth/token"
    with ZoomClient(address, "", ("a", "b", "c"), clock=lambda: NOW, pause=lambda _: None) as client:
        assert the_error(lambda: client.call("GET", "users/x")).code == "unreachable"
