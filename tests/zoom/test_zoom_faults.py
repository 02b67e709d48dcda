"""What can go wrong on the way to Zoom: answers that are odd, late, lost or in the wrong place, one by one."""

import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from zoom_talk import NOW, zoom_talk

from nettools.errors import RemoteError
from nettools.sandbox.wire import WireServer
from nettools.sandbox.wire_messages import Answer, json_answer, text_answer
from nettools.zoom import ZoomClient
from nettools.zoom.token import Tokens

PER_SECOND = "You have reached the maximum per-second rate limit for this API. Try again later."
DAILY = (
    "You have reached the maximum daily rate limit for this API. "
    "Refer to the response header for details on when you can make another request."
)
HUNDRED = (
    "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this "
    "particular user. You may resume these requests at GMT 00:00:00."
)
THREE = (
    "You have exceeded the daily rate limit of (3) for Add a meeting registrant API requests for the registrant "
    "(asa@example.se). You can resume these API requests at GMT 00:00:00."
)
LOCKED = "Too many concurrent requests. A request to disassociate this user has already been made."


class Scripted(WireServer):
    """Gives a token to anybody, and then the answers that a test has laid out, one after the other."""

    name = "scripted"

    def __init__(self, clock=lambda: NOW):
        super().__init__([], clock=clock)
        self.answers, self.asked = [], []

    def perform(self, asked):
        if asked.path == "/oauth/token":
            return json_answer({"access_token": "abc", "expires_in": 3599, "api_url": f"{self.base_url}/"})
        self.asked.append(asked)
        return self.answers.pop(0)


@contextmanager
def scripted(*answers, clock=lambda: NOW):
    """A client and the service that answers it so."""
    with Scripted() as service:
        waits = []
        app = ("account", "client", "hemlig")
        with ZoomClient(f"{service.base_url}/oauth/token", "", app, clock=clock, pause=waits.append) as client:
            service.answers, client.waits = list(answers), waits
            yield service, client


def the_error(call):
    with pytest.raises(RemoteError) as caught:
        call()
    return caught.value


def throttled(message=PER_SECOND, **headers):
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return json_answer({"code": 429, "message": message}, 429, pairs)


def page(*rows, token=""):
    return json_answer({"meetings": list(rows), "next_page_token": token})


STALE = json_answer({"code": 300, "message": "The next page token is invalid or expired."}, 400)


# --- answers that are odd


def test_a_failure_that_comes_as_200_is_a_failure():
    with scripted(json_answer({"code": 3001, "message": "Meeting does not exist: 1."})) as (_, client):
        error = the_error(lambda: client.call("GET", "meetings/1"))
    assert (error.code, error.answered, error.status) == ("not-found", True, 200)


def test_code_0_is_success():
    with scripted(json_answer({"code": 0, "message": "ok", "id": 7})) as (_, client):
        assert client.call("GET", "meetings/7")["id"] == 7


def test_a_web_page_where_json_should_be_says_nothing_of_what_was_done():
    with scripted(text_answer("<html>Maintenance</html>", 200, "text/html")) as (service, client):
        error = the_error(lambda: client.call("POST", "users/x/meetings", body={}))
    assert (error.answered, len(service.asked)) == (False, 1)


def test_a_web_page_is_asked_again_when_nothing_can_be_done_twice():
    with scripted(text_answer("<html>", 200, "text/html"), json_answer({"id": 1})) as (_, client):
        assert client.call("GET", "meetings/1") == {"id": 1}


def test_a_refusal_without_json_tells_its_status():
    with scripted(text_answer("<html>Forbidden</html>", 403, "text/html")) as (_, client):
        error = the_error(lambda: client.call("GET", "meetings/1"))
    assert (error.code, str(error.message)) == ("refused", "Zoom refused it: 403")


def test_errors_of_fields_are_told_and_addresses_are_not():
    said = [{"field": "settings.alternative_hosts", "message": "asa@example.se is not a user."}]
    answer = json_answer({"code": 300, "message": "Validation Failed.", "errors": said}, 400)
    with scripted(answer) as (_, client):
        words = str(the_error(lambda: client.call("PATCH", "meetings/1", body={})).message)
    assert ("settings.alternative_hosts" in words, "asa@example.se" in words) == (True, False)


def test_an_account_that_is_barred_is_told_in_zooms_words():
    barred = json_answer({"code": 3161, "message": "Access to the Zoom REST API has been denied for this user"}, 403)
    with scripted(barred) as (_, client):
        assert "has been denied" in str(the_error(lambda: client.call("GET", "users/x/meetings")))


# --- redirects


def test_a_redirect_is_told_and_the_token_is_not_shown_there():
    with Scripted() as other:
        elsewhere = Answer(status=302, headers=(("Location", f"{other.base_url}/v2/meetings/1"),))
        with scripted(elsewhere) as (_, client):
            error = the_error(lambda: client.call("GET", "meetings/1"))
        assert (error.code, other.asked) == ("foreign", [])


# --- pages


def test_a_list_is_read_anew_when_zoom_forgets_where_we_were():
    answers = [page({"id": 1}, token="a"), STALE, page({"id": 1}, token="b"), page({"id": 2})]
    with scripted(*answers) as (service, client):
        assert client.pages("users/x/meetings", "meetings", {"type": "scheduled"}) == [{"id": 1}, {"id": 2}]
    asked = [dict(one.query_pairs) for one in service.asked]
    assert [one.get("next_page_token", "") for one in asked] == ["", "a", "", "b"]
    assert {(one["type"], one["page_size"]) for one in asked} == {("scheduled", "300")}


def test_a_list_whose_pages_are_always_lost_is_given_up():
    with scripted(*[page({"id": 1}, token="a"), STALE] * 3) as (service, client):
        assert the_error(lambda: client.pages("users/x/meetings", "meetings", {})).code == "stale-page"
    assert len(service.asked) == 6


def test_a_list_that_leads_in_a_circle_ends():
    with scripted(page({"id": 1}, token="a"), page({"id": 2}, token="a")) as (_, client):
        assert client.pages("users/x/meetings", "meetings", {}) == [{"id": 1}, {"id": 2}]


def test_a_list_that_is_null_is_empty():
    with scripted(json_answer({"meetings": None, "next_page_token": None})) as (_, client):
        assert client.pages("users/x/meetings", "meetings", {}) == []


# --- too many calls


@pytest.mark.parametrize("message", [PER_SECOND, LOCKED])
def test_a_second_that_is_full_is_waited_for_a_second_or_two(message):
    with scripted(throttled(message), throttled(message), json_answer({"id": 1})) as (_, client):
        assert client.call("POST", "users/x/meetings", body={}) == {"id": 1}
    assert (len(client.waits), all(1 <= wait <= 2 for wait in client.waits)) == (2, True)


def test_seconds_that_are_always_full_end_the_patience():
    with scripted(*[throttled()] * 6) as (service, client):
        assert the_error(lambda: client.call("GET", "meetings/1")).code == "busy"
    assert (len(service.asked), len(client.waits)) == (6, 5)


def test_a_moment_that_zoom_names_is_waited_for():
    answers = (throttled(Retry_After="2026-08-20T10:00:10Z"), json_answer({"id": 1}))
    with scripted(*answers) as (_, client):
        client.call("GET", "meetings/1")
    assert 10 <= client.waits[0] <= 15


@pytest.mark.parametrize("skew", [timedelta(hours=3), timedelta(hours=-3)])
def test_a_clock_that_is_wrong_here_does_not_change_how_long_is_waited(skew):
    answers = (throttled(Retry_After="2026-08-20T10:00:10Z"), json_answer({"id": 1}))
    with scripted(*answers, clock=lambda: NOW + skew) as (_, client):
        client.call("GET", "meetings/1")
    assert 10 <= client.waits[0] <= 15


@pytest.mark.parametrize(
    ("message", "code", "whom"),
    [(HUNDRED, "quota", "for this host"), (DAILY, "quota", "of this sort"), (THREE, "registrant-quota", "this person")],
)
@pytest.mark.parametrize("headers", [{}, {"Retry_After": "2026-08-21T00:00:00Z"}])
def test_a_day_that_is_full_is_told_with_the_time_and_never_waited_for(message, code, whom, headers):
    with scripted(throttled(message, **headers)) as (service, client):
        error = the_error(lambda: client.call("POST", "x", body={}))
    assert (error.code, error.answered, client.waits, len(service.asked)) == (code, True, [], 1)
    assert (whom in str(error), "after 2026-08-21 02.00" in str(error), "@" in str(error)) == (True, True, False)


def test_an_hour_that_zoom_names_is_not_slept_away():
    with scripted(throttled(Retry_After="2026-08-20T11:00:00Z")) as (_, client):
        assert the_error(lambda: client.call("GET", "meetings/1")).code == "quota"
    assert client.waits == []


# --- tokens


@contextmanager
def clients_of(talk, number=1, **options):
    app = talk.zoom.app
    secrets = (options.pop("account", app.account_id), app.client_id, app.client_secret)
    waits = []
    made = [
        ZoomClient(talk.zoom.oauth_url, "", secrets, clock=talk.zoom.clock, pause=waits.append, **options)
        for _ in range(number)
    ]
    try:
        yield made
    finally:
        for client in made:
            client.close()


def look(client):
    return client.pages("users/zoom1%40example.se/meetings", "meetings", {})


def test_threads_whose_token_is_refused_at_once_fetch_one_together():
    with zoom_talk() as talk, clients_of(talk) as (client,):
        look(client)
        talk.zoom.tokens.forget()
        threads = [threading.Thread(target=look, args=(client,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert talk.zoom.tokens.given == 2


def test_two_programs_whose_tokens_end_each_other_both_get_on():
    with zoom_talk() as talk, clients_of(talk, 2) as (first, second):
        talk.zoom.tokens.one_at_a_time = True
        for client in (first, second, first, second):
            assert look(client) == []


def test_a_token_that_ran_out_by_zooms_clock_alone_is_renewed():
    with zoom_talk() as talk, clients_of(talk) as (client,):
        look(client)
        talk.zoom.clock.forward(hours=2)
        assert (look(client), talk.zoom.tokens.given) == ([], 2)


@pytest.mark.parametrize("kind", ["throttle", "html-502", "reset-before", "reset-after", "half-body"])
def test_asking_for_a_token_is_repeated(kind):
    with zoom_talk() as talk, clients_of(talk) as (client,):
        talk.zoom.misbehave(kind, times=2, path="/oauth/token")
        assert look(client) == []


def test_a_wrong_account_is_told():
    with zoom_talk() as talk, clients_of(talk, account="another") as (client,):
        assert the_error(lambda: look(client)).code == "auth"


@pytest.mark.parametrize(("lasts", "used"), [(3599, 3299), (60, 30)])
def test_a_token_is_renewed_five_minutes_before_its_end_or_halfway_when_it_is_short(lasts, used):
    class Reply:
        status_code = 200

        def json(self):
            return {"access_token": "abc", "expires_in": lasts}

    before = time.monotonic()
    token = Tokens(Reply, "").current()
    assert before + used <= token.until <= time.monotonic() + used


def test_no_token_and_no_secret_in_what_is_logged_or_raised(caplog):
    caplog.set_level("DEBUG")
    refused = json_answer({"code": 124, "message": "Invalid access token."}, 401)
    with scripted(refused, refused) as (service, client):
        error = the_error(lambda: client.call("GET", "meetings/1"))
        assert (error.code, len(service.asked)) == ("auth", 2)
        told = f"{caplog.text}{error!r}{error}{client!r}{client._tokens.current()!r}"  # noqa: SLF001 - what it would show
    assert [word for word in ("abc", "hemlig", "Bearer") if word in told] == []
    assert {one.headers["authorization"] for one in service.asked} == {"Bearer abc"}


def test_our_own_time_is_what_the_clock_says():
    with scripted(clock=lambda: datetime(2027, 1, 1, tzinfo=UTC)) as (_, client):
        assert client.now() == datetime(2027, 1, 1, tzinfo=UTC)
