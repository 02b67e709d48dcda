"""The pretend Zoom's limits (conformance checks 22, 23 and the counting part of 40)."""

import pytest
from zoom_talk import HOST, Clock, said, zoom_talk

from nettools.sandbox.zoom.limits import EDUCATION, Label

SPENT = (
    429,
    429,
    (
        "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this "
        "particular user. You may resume these requests at GMT 00:00:00."
    ),
)


@pytest.fixture
def talk():
    with zoom_talk() as one:
        yield one


def test_remaining_counts_down_from_a_hundred_over_creation_and_change(talk):
    path = "/users/zoom1%40example.se/meetings"
    first = talk.post(path, {"topic": "1", "start_time": "2026-09-22T11:00:00Z"})
    second = talk.patch(f"/meetings/{first.json()['id']}", {"topic": "2"})
    assert [answer.headers["X-RateLimit-Limit"] for answer in (first, second)] == ["100", "100"]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in (first, second)] == ["99", "98"]


def test_the_hundred_and_first_change_of_a_host_waits_for_midnight_in_utc(talk):
    made = talk.create()
    for _ in range(99):
        assert talk.patch(f"/meetings/{made['id']}", {"topic": "x"}).status_code == 204
    refused = talk.post("/users/zoom1%40example.se/meetings", {})
    assert said(refused) == SPENT
    assert "Retry-After" not in refused.headers
    assert said(talk.patch(f"/meetings/{made['id']}", {"topic": "y"})) == SPENT
    assert talk.create(host="zoom2@example.se")["topic"] == "Nätverksträff 1"
    assert talk.get(f"/meetings/{made['id']}").status_code == 200
    talk.zoom.clock.forward(hours=13, minutes=59)
    talk.token = None
    assert said(talk.patch(f"/meetings/{made['id']}", {"topic": "y"})) == SPENT
    talk.zoom.clock.forward(minutes=1)
    assert talk.patch(f"/meetings/{made['id']}", {"topic": "y"}).status_code == 204


def test_a_deletion_is_free(talk):
    talk.zoom.limits.changes_a_day = 1
    made = talk.create()
    assert talk.delete(f"/meetings/{made['id']}").status_code == 204


def test_the_limit_can_tell_when(talk):
    talk.zoom.limits.changes_a_day, talk.zoom.limits.tells_when = 0, True
    refused = talk.post("/users/zoom1%40example.se/meetings", {})
    assert refused.headers["Retry-After"] == "2026-08-21T00:00:00Z"
    assert refused.headers["X-RateLimit-Type"] == "Daily-limit"


def test_quota_is_kept_over_a_restart(tmp_path):
    with zoom_talk(directory=tmp_path) as first:
        first.zoom.limits.changes_a_day = 1
        first.create()
    with zoom_talk(directory=tmp_path) as second:
        second.zoom.limits.changes_a_day = 1
        assert said(second.post("/users/zoom1%40example.se/meetings", {}))[0] == 429


def test_a_burst_is_stopped_for_the_rest_of_the_second(talk):
    timer = Clock(0.0)
    talk.zoom.limits.timer = timer
    talk.zoom.limits.per_second[Label.LIGHT] = 3
    path = "/users/zoom1%40example.se"
    answers = [talk.get(path) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert said(answers[-1])[2].startswith("You have reached the maximum per-second rate limit for this API.")
    assert (answers[-1].headers["X-RateLimit-Type"], "Retry-After" in answers[-1].headers) == ("QPS", False)
    assert talk.get("/users").status_code == 200
    timer.now = 1.0
    assert talk.get(path).status_code == 200


def test_heavy_calls_have_a_daily_limit_with_an_instant_to_wait_for(talk):
    talk.zoom.limits.heavy_a_day = 1
    path = "/report/users/zoom1%40example.se/meetings?from=2026-08-01&to=2026-08-20"
    answers = [talk.get(path) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert [answer.headers["X-RateLimit-Category"] for answer in answers] == ["Heavy", "Heavy"]
    assert answers[-1].headers["Retry-After"] == "2026-08-21T00:00:00Z"


def test_an_education_accounts_limits_hold_unless_they_are_lifted():
    with zoom_talk() as talk:
        talk.zoom.limits.per_second.update(EDUCATION)
        talk.zoom.limits.timer = Clock(0.0)
        statuses = [talk.get("/users").status_code for _ in range(61)]
    assert (statuses[:60], statuses[60]) == ([200] * 60, 429)


def test_categories_follow_zooms_table(talk):
    made = talk.create(host=HOST)
    paths = {
        "/users": "Medium",
        "/users/zoom1%40example.se": "Light",
        "/users/zoom1%40example.se/meetings": "Medium",
        f"/meetings/{made['id']}": "Light",
    }
    assert {path: talk.get(path).headers["X-RateLimit-Category"] for path in paths} == paths
