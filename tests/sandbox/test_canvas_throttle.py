"""Conformance 14-17: the leaky bucket."""

import threading

import pytest
from canvas_talk import canvas_talk

from nettools.sandbox.canvas.throttle import Throttle


class Pulse:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def talk():
    with canvas_talk(pulse=Pulse()) as talk:
        yield talk


def at_once(talk, many, path="/users/self"):
    """The answers to `many` requests that are all under way before the first is answered."""
    talk.canvas.misbehave("slow", times=many, seconds=0.4)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(talk.get(path))) for _ in range(many)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    talk.canvas.behave()
    return answers


def test_one_after_the_other_is_never_refused(talk):
    assert {talk.get("/users/self").status_code for _ in range(300)} == {200}


def test_eleven_at_once_are_let_in(talk):
    assert [one.status_code for one in at_once(talk, 11)] == [200] * 11


@pytest.mark.parametrize(
    ("status", "words"),
    [(429, "429 Too Many Requests (Rate Limit Exceeded)\n"), (403, "403 Forbidden (Rate Limit Exceeded)\n")],
)
def test_the_twelfth_at_once_is_refused_in_plain_text(talk, status, words):
    talk.canvas.manners.throttle_status = status
    refused = [one for one in at_once(talk, 12) if one.status_code != 200]

    assert [(one.status_code, one.text, one.headers["Content-Type"]) for one in refused] == [
        (status, words, "text/plain; charset=utf-8")
    ]
    assert float(refused[0].headers["X-Rate-Limit-Remaining"]) > 0
    assert {"X-Request-Cost", "Retry-After"} & set(refused[0].headers) == set()


def test_another_token_has_its_own_bucket(talk):
    talk.canvas.throttle.enter(talk.token)
    talk.canvas.throttle.leave(talk.token, 599.0)

    assert talk.get("/users/self").status_code == 429
    assert talk.as_(talk.canvas.tokens.without_sis).get("/users/self").status_code == 200


def test_a_bucket_leaks_ten_a_second_and_never_holds_less_than_nothing():
    pulse = Pulse()
    throttle = Throttle(pulse)
    throttle.enter("a")
    throttle.leave("a", 400.0)
    before = throttle.remaining("a")
    pulse.seconds += 10

    assert throttle.remaining("a") - before == 100
    pulse.seconds += 1000
    assert throttle.remaining("a") == 600


def test_dear_calls_fill_the_bucket(talk):
    talk.canvas.manners.extra_cost = 100.0
    statuses = [talk.get("/users/self").status_code for _ in range(7)]

    assert statuses == [200] * 6 + [429]


def test_a_refused_enrolment_leaves_nothing_behind(talk):
    section, user = talk.section(talk.course()), talk.user()
    talk.canvas.misbehave("throttle", method="POST")
    answer = talk.post(f"/sections/{section['id']}/enrollments", {"enrollment": {"user_id": user["id"]}})

    assert (answer.status_code, answer.text) == (429, "429 Too Many Requests (Rate Limit Exceeded)\n")
    assert "X-Request-Cost" not in answer.headers
    assert len(talk.canvas.world.enrolments) == 0
    assert talk.enrol(section, user)["enrollment_state"] == "invited"
