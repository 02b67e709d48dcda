"""The pretend Zoom's tokens and the gates before its calls (conformance checks 1 to 9)."""

from datetime import timedelta

import pytest
from zoom_talk import said, zoom_talk

from nettools.sandbox.zoom.tokens import ALL_SCOPES


@pytest.fixture
def talk():
    with zoom_talk() as one:
        yield one


def test_a_token_is_given_for_form_parameters(talk):
    answer = talk.ask_token()
    body = answer.json()
    assert (answer.status_code, sorted(body)) == (
        200,
        ["access_token", "api_url", "expires_in", "scope", "token_type"],
    )
    assert (body["token_type"], body["expires_in"], body["api_url"]) == ("bearer", 3600, talk.zoom.base_url)
    assert body["scope"].split() == list(ALL_SCOPES)
    assert talk.zoom.tokens.asked_in_query == 0


def test_parameters_in_the_query_work_and_are_noticed(talk):
    query = {"grant_type": "account_credentials", "account_id": talk.zoom.app.account_id}
    assert talk.ask_token(data={}, params=query).status_code == 200
    assert talk.zoom.tokens.asked_in_query == 1


@pytest.mark.parametrize("auth", [("sandbox-client", "wrong"), ("wrong", "sandbox-secret")])
def test_a_wrong_secret_is_refused_in_the_token_endpoints_own_shape(talk, auth):
    answer = talk.ask_token(auth=auth)
    assert (answer.status_code, answer.json()) == (
        400,
        {"reason": "Invalid client_id or client_secret", "error": "invalid_client"},
    )


@pytest.mark.parametrize("header", ["Basic not base64!", "Basic /w==", "Bearer c2FuZGJveA==", ""])
def test_credentials_that_are_none_are_refused(talk, header):
    answer = talk.session.post(talk.zoom.oauth_url, headers={"Authorization": header}, timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")


@pytest.mark.parametrize("data", [{"grant_type": "client_credentials"}, {}])
def test_another_grant_type_is_refused(talk, data):
    answer = talk.ask_token(data=data)
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


def test_a_wrong_account_is_refused(talk):
    assert talk.ask_token(data={"grant_type": "account_credentials", "account_id": "x"}).status_code == 400


def two_tokens(talk):
    first, second = (talk.ask_token().json()["access_token"] for _ in range(2))
    statuses = []
    for token in (first, second):
        talk.token = token
        statuses.append(talk.get("/users").status_code)
    return statuses


def test_two_tokens_work_side_by_side(talk):
    assert two_tokens(talk) == [200, 200]


def test_a_new_token_ends_the_older_one_as_until_2023(talk):
    talk.zoom.tokens.one_at_a_time = True
    assert two_tokens(talk) == [401, 200]


@pytest.mark.parametrize("header", ["", "Bearer nonsense", "Basic c2FuZGJveA=="])
def test_without_a_good_token_nothing_is_told(talk, header):
    assert said(talk.call("GET", "/users", headers={"Authorization": header})) == (401, 124, "Invalid access token.")


def test_a_token_in_the_address_is_refused(talk):
    token = talk.ask_token().json()["access_token"]
    answer = talk.call("GET", "/users", params={"access_token": token}, headers={"Authorization": ""})
    assert said(answer)[:2] == (401, 124)


def test_a_token_runs_out_by_zooms_clock(talk):
    assert talk.get("/users").status_code == 200
    talk.zoom.clock.forward(seconds=3600)
    status, code, message = said(talk.get("/users"))
    assert (status, code, message.startswith("Access token is expired")) == (401, 124, True)


def test_the_life_of_a_token_can_be_shortened(talk):
    talk.zoom.tokens.lives = timedelta(seconds=90)
    assert talk.ask_token().json()["expires_in"] == 90


def test_all_tokens_can_be_ended(talk):
    talk.get("/users")
    talk.zoom.tokens.forget()
    assert said(talk.get("/users"))[:2] == (401, 124)


def test_a_missing_scope_is_answered_with_400_and_its_name(talk):
    talk.zoom.tokens.scopes = ("meeting:read:meeting:admin",)
    assert said(talk.get("/users")) == (
        400,
        4711,
        "Invalid access token, does not contain scopes:[user:read:list_users:admin].",
    )


def test_classic_scopes_open_the_same_calls(talk):
    talk.zoom.tokens.scopes = ("user:read:admin", "meeting:write:admin")
    assert talk.get("/users").status_code == 200
    assert talk.create()["topic"] == "Nätverksträff 1"
    assert said(talk.get("/users/zoom1%40example.se/meetings"))[:2] == (400, 4711)


def test_every_answer_has_a_number_in_zooms_log(talk):
    numbers = {talk.get("/users").headers["x-zm-trackingid"] for _ in range(3)}
    assert len(numbers) == 3


def test_a_path_that_is_no_call_is_told(talk):
    assert said(talk.get("/nothing")) == (404, 2300, "This API endpoint is not recognized.")


@pytest.mark.parametrize(
    ("kind", "status", "code"), [("expired-token", 401, 124), ("throttle", 429, 429), ("error-500", 500, 500)]
)
def test_misbehaviour_is_in_zooms_shape(talk, kind, status, code):
    talk.get("/users")
    talk.zoom.misbehave(kind, path="/v2/users")
    assert said(talk.get("/users"))[:2] == (status, code)
    assert talk.get("/users").status_code == 200
