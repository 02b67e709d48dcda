"""Conformance 1-6, 8, 14 and 19: who is let in, and how those who are not are told."""

from contextlib import closing
from http.client import HTTPConnection

import pytest
from canvas_talk import AGENT, NOW, canvas_talk, links, said

CHALLENGE = 'Bearer realm="canvas-lms"'
NO_RIGHT = {"status": "unauthorized", "errors": [{"message": "user not authorized to perform that action"}]}
NOWHERE = (404, {"errors": [{"message": "The specified resource does not exist."}]})


@pytest.fixture
def talk():
    with canvas_talk() as talk:
        yield talk


def bare(talk, path, **headers):
    return talk.session.get(f"{talk.canvas.base_url}/api/v1{path}", headers={**AGENT, **headers}, timeout=10)


def test_without_a_token_the_caller_is_unauthenticated(talk):
    answer = bare(talk, "/users/self")

    assert said(answer) == (
        401,
        {"status": "unauthenticated", "errors": [{"message": "user authorization required"}]},
    )
    assert answer.headers["WWW-Authenticate"] == CHALLENGE


def test_an_unknown_token_is_invalid(talk):
    answer = talk.as_("nonsense").get("/users/self")

    assert said(answer) == (401, {"errors": [{"message": "Invalid access token."}]})
    assert answer.headers["WWW-Authenticate"] == CHALLENGE


def test_expired_and_revoked_tokens_say_so(talk):
    person = talk.canvas.add_user("Åsa Öberg", "asa@example.se")
    expired = talk.canvas.token_of(person, expires_at="2026-08-20T10:00:00Z")
    revoked = talk.canvas.token_of(person, revoked=True)

    assert said(talk.as_(expired).get("/users/self")) == (
        401,
        {"errors": [{"message": "Expired access token.", "expired_at": "2026-08-20T10:00:00Z"}]},
    )
    assert said(talk.as_(revoked).get("/users/self")) == (401, {"errors": [{"message": "Revoked access token."}]})


def test_a_token_lives_until_its_last_second(talk):
    person = talk.canvas.add_user("Åsa Öberg", "asa@example.se")
    token = talk.canvas.token_of(person, expires_at="2026-08-20T10:00:01Z")

    assert talk.as_(token).get("/users/self").status_code == 200
    talk.canvas.clock.forward(seconds=1)
    assert talk.as_(token).get("/users/self").status_code == 401


@pytest.mark.parametrize("status", [403, 401])
def test_a_student_may_not_make_sections(talk, status):
    talk.canvas.manners.denial_status = status
    course = talk.course()
    answer = talk.member_of(course).post(f"/courses/{course['id']}/sections", {"course_section": {"name": "Min"}})

    assert said(answer) == (status, NO_RIGHT)
    assert "WWW-Authenticate" not in answer.headers


@pytest.mark.parametrize("named", ["999999", "sis_course_id:NOPE", "abc", "hex:sis_course_id:zz", "²"])
def test_what_is_not_there_is_not_found(talk, named):
    assert said(talk.get(f"/courses/{named}")) == NOWHERE


def test_no_such_route_is_not_found(talk):
    assert said(talk.get("/nowhere/at/all")) == NOWHERE


def test_sis_ids_are_found_with_slashes_escaped_and_in_hex(talk):
    course = talk.course("HT26/nätverk 1")
    hexed = "HT26/nätverk 1".encode().hex()

    assert talk.get("/courses/sis_course_id:HT26%2Fn%C3%A4tverk%201").json()["id"] == course["id"]
    assert talk.get(f"/courses/hex:sis_course_id:{hexed}").json()["id"] == course["id"]


def test_acting_as_someone_else_by_number_and_sis_id(talk):
    user = talk.user(sis_id="U1")

    assert said(talk.get("/users/self", as_user_id=999999)) == (401, {"errors": "Invalid as_user_id"})
    assert talk.get("/users/self", as_user_id="sis_user_id:U1").json()["id"] == user["id"]
    assert talk.get("/users/self", as_user_id=user["id"]).json()["id"] == user["id"]


def test_nobody_acts_as_one_who_may_more(talk):
    without_sis = talk.as_(talk.canvas.tokens.without_sis)

    assert said(without_sis.get("/users/self", as_user_id=1000)) == (401, {"errors": "Invalid as_user_id"})


def test_a_user_agent_is_required_unless_the_canvas_is_its_own(talk):
    def status():
        with closing(HTTPConnection("127.0.0.1", talk.canvas.port, timeout=10)) as connection:
            connection.request("GET", "/api/v1/users/self")  # http.client names itself nowhere
            return connection.getresponse().status

    assert status() == 403
    talk.canvas.manners.user_agent_required = False
    assert status() == 401


def test_a_token_in_the_query_works_and_is_in_no_link(talk):
    answer = bare(talk, f"/accounts/1/courses?access_token={talk.token}")

    assert answer.status_code == 200
    assert talk.token not in answer.headers["Link"]
    assert links(answer) == ["current", "first", "last"]


def test_every_answer_to_a_token_tells_cost_and_what_is_left(talk):
    answer = talk.get("/users/self")

    assert float(answer.headers["X-Request-Cost"]) > 0
    assert 0 < float(answer.headers["X-Rate-Limit-Remaining"]) <= 600


def test_ids_are_texts_for_those_who_ask(talk):
    talk.enrol(talk.section(talk.course()), talk.user())
    header = {"Accept": "application/json+canvas-string-ids"}
    row = talk.call("GET", "/users/sis_login_id:asa@example.se/enrollments", headers=header).json()[0]

    assert (row["id"], row["course_section_id"], row["user"]["id"]) == ("400000", "30001", "1002")


def test_canvas_that_cannot_say_no_more_than_404_for_a_section_under_another_course(talk):
    one, other = talk.course(), talk.course(name="HT26 nätverk 2")
    section = talk.section(one)

    assert talk.get(f"/courses/{one['id']}/sections/{section['id']}").status_code == 200
    assert said(talk.get(f"/courses/{other['id']}/sections/{section['id']}")) == NOWHERE


def test_what_is_unknown_in_a_query_changes_nothing(talk):
    talk.course()

    assert talk.get("/accounts/1/courses", colour="red").json() == talk.get("/accounts/1/courses").json()


def test_the_clock_is_the_one_given(talk):
    assert talk.course()["created_at"] == NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
