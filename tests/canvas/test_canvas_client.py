"""The client against the pretend Canvas, over real HTTP: patience, care with the token, whole lists."""

import threading
from contextlib import contextmanager

import pytest
from canvas_talk import canvas_talk, made
from canvasapi.account import Account

from nettools import __version__
from nettools.canvas import CanvasClient
from nettools.canvas.session import CanvasSession
from nettools.canvas.throttle import Gate
from nettools.errors import RemoteError, SettingsError
from nettools.sandbox.wire import WireServer, rule
from nettools.sandbox.wire_messages import Answer, json_answer


@pytest.fixture
def talk():
    with canvas_talk() as talking:
        yield talking


@contextmanager
def a_client(canvas, token=None, **options):
    waits = []
    with CanvasClient(canvas.base_url, token or canvas.tokens.admin, pause=waits.append, **options) as client:
        client.waits = waits
        yield client


@contextmanager
def a_stub(path, answer):
    """A client of a server that always says the same."""
    with (
        WireServer([rule("GET", f"/api/v1{path}", lambda _: answer)]) as server,
        CanvasClient(server.base_url, "t", pause=lambda _: None) as client,
    ):
        yield client


def the_error(call):
    with pytest.raises(RemoteError) as caught:
        call()
    return caught.value


def test_a_list_is_read_to_its_end_a_hundred_rows_at_a_time(talk):
    course = talk.course()
    for number in range(150):
        talk.section(course, name=f"Enhet {number}")
    talk.canvas.record.clear()
    with a_client(talk.canvas) as client:
        rows = list(client.pages(f"courses/{course['id']}/sections"))
    assert (len(rows), len({row["id"] for row in rows})) == (151, 151)
    assert talk.canvas.record.count("GET") == 2


def test_a_list_of_bookmarks_is_read_to_its_end(talk):
    course = talk.course()
    section = talk.section(course)
    for number in range(120):
        talk.enrol(section, talk.user(f"r{number}@example.se"), enrollment_state="active")
    with a_client(talk.canvas) as client:
        rows = list(client.pages(f"courses/{course['id']}/enrollments", {"state[]": ["active", "inactive"]}))
    assert len({row["user_id"] for row in rows}) == 120


def test_a_wrapped_list_is_read_as_any_other(talk):
    with a_client(talk.canvas) as client:
        assert [*client.pages("accounts/1/terms")] == talk.get("/accounts/1/terms").json()["enrollment_terms"]


@pytest.mark.parametrize("status", [403, 429])
def test_throttling_is_told_by_its_words_and_waited_for(talk, status):
    talk.canvas.manners.throttle_status = status
    talk.canvas.misbehave("throttle", times=3, path="/users/self")
    with a_client(talk.canvas) as client:
        assert client.get_json("users/self")["id"] == 1000
        assert (client.gate.refusals, client.gate.cap < 8, len(client.waits)) == (3, True, 3)


def test_a_throttled_creation_is_repeated_since_nothing_was_done(talk):
    talk.canvas.misbehave("throttle", times=2, path="/sections", method="POST")
    course = talk.course()
    with a_client(talk.canvas) as client:
        client.session.post(
            f"{client.base_url}/api/v1/courses/{course['id']}/sections", data={"course_section[name]": "Ek"}
        )
    assert [row["name"] for row in talk.get(f"/courses/{course['id']}/sections").json()] == ["Ek", course["name"]]


def test_it_gives_up_when_canvas_stays_too_busy(talk):
    talk.canvas.misbehave("throttle", times=99)
    with a_client(talk.canvas) as client:
        error = the_error(lambda: client.get_json("users/self"))
    assert (error.code, error.answered, error.exit_status) == ("throttled", True, 5)


@pytest.mark.parametrize("kind", ["error-500", "html-502", "reset-before", "reset-after", "half-body"])
def test_reading_is_repeated_whatever_went_wrong(talk, kind):
    talk.canvas.misbehave(kind, times=2, path="/users/self")
    with a_client(talk.canvas) as client:
        assert client.get_json("users/self")["id"] == 1000


@pytest.mark.parametrize("kind", ["error-500", "html-502", "reset-before", "reset-after", "half-body"])
def test_a_creation_without_an_answer_is_not_repeated(talk, kind):
    course = talk.course()
    talk.canvas.misbehave(kind, path="/sections", method="POST")
    with a_client(talk.canvas) as client:
        url = f"{client.base_url}/api/v1/courses/{course['id']}/sections"
        error = the_error(lambda: client.session.post(url, data={"course_section[name]": "Ek"}))
    assert error.answered is False
    assert talk.canvas.record.count("POST", "/sections") == 1


@pytest.mark.parametrize("kind", ["error-500", "html-502", "reset-before", "reset-after", "half-body"])
def test_a_membership_is_repeated_since_canvas_gives_the_same_again(talk, kind):
    course, user = talk.course(), talk.user()
    category = made(talk.post(f"/courses/{course['id']}/group_categories", {"name": "Enheter"}))
    group = made(talk.post(f"/group_categories/{category['id']}/groups", {"name": "Ekskolan"}))
    path = f"groups/{group['id']}/memberships"
    talk.canvas.misbehave(kind, path="/memberships", method="POST")
    with a_client(talk.canvas) as client:
        row = client.post_json(path, {"user_id": user["id"]})
    assert [one["id"] for one in talk.get(f"/{path}").json()] == [row["id"]]


@pytest.mark.parametrize("kind", ["error-500", "html-502", "reset-before", "reset-after", "half-body"])
def test_an_enrolment_is_repeated_since_canvas_gives_the_same_again(talk, kind):
    course = talk.course()
    section, user = talk.section(course), talk.user()
    talk.canvas.misbehave(kind, path="/enrollments", method="POST")
    with a_client(talk.canvas) as client:
        asked = {"user_id": user["id"], "type": "StudentEnrollment", "enrollment_state": "active", "notify": False}
        fields = {f"enrollment[{name}]": value for name, value in asked.items()}
        row = client.post_json(f"sections/{section['id']}/enrollments", fields)
    assert [one["id"] for one in talk.get(f"/courses/{course['id']}/enrollments").json()] == [row["id"]]


def test_html_where_json_should_be_is_no_answer():
    page = Answer(body=b"<html>Log in</html>", media="text/html")
    with a_stub("/users/self", page) as client:
        error = the_error(lambda: client.get_json("users/self"))
    assert (error.code, error.answered) == ("silent", False)


def test_a_redirect_is_not_followed():
    away = Answer(status=302, headers=(("Location", "http://localhost:9/elsewhere"),))
    with a_stub("/users/self", away) as client:
        assert the_error(lambda: client.get_json("users/self")).code == "foreign"


def test_the_next_page_is_asked_of_our_canvas_whatever_host_the_link_names():
    asked = []

    def rows(question):
        asked.append(question.headers["authorization"])
        link = '<http://elsewhere.example.com/api/v1/things?page=2>; rel="next"'
        return json_answer([{"id": len(asked)}], headers=(("Link", link),) if len(asked) == 1 else ())

    with WireServer([rule("GET", "/api/v1/things", rows)]) as server, CanvasClient(server.base_url, "t") as client:
        assert [row["id"] for row in client.pages("things")] == [1, 2]
    assert asked == ["Bearer t", "Bearer t"]


def test_the_token_is_refused_to_another_host(talk):
    with a_client(talk.canvas) as client:
        assert the_error(lambda: client.session.get("http://localhost:9/files/1")).code == "foreign"


@pytest.mark.parametrize("url", ["http://canvas.example.se", "canvas.example.se", "https://u:p@canvas.example.se", ""])
def test_an_address_that_would_show_the_token_is_refused(url):
    with pytest.raises(SettingsError):
        CanvasClient(url, "t")


@pytest.mark.parametrize(
    "url", ["https://canvas.example.se/", " https://canvas.example.se/api/v1/ ", "https://canvas.example.se/api/v1"]
)
def test_an_address_is_taken_as_people_write_it(url):
    with CanvasClient(url, "t") as client:
        assert client.base_url == "https://canvas.example.se"


def test_a_canvas_that_is_not_there_cannot_be_reached():
    with CanvasClient("http://127.0.0.1:9", "t", pause=lambda _: None) as client:
        assert the_error(lambda: client.get_json("users/self")).code == "unreachable"


@pytest.mark.parametrize("call", [{"cookies": {}}, {"stream": True}, {"auth": None}])
def test_what_a_call_would_drop_without_a_word_is_refused(call):
    session = CanvasSession("https://canvas.example.se", "hemlig", Gate(8))
    with pytest.raises(TypeError, match="by name"):
        session.get("https://canvas.example.se/api/v1/courses", **call)
    with pytest.raises(TypeError, match="by name"):
        session.request("GET", "https://canvas.example.se/api/v1/courses", {"page": "2"})


def test_the_proxy_and_certificates_of_the_environment_are_used(monkeypatch, tmp_path):
    """They are looked up once, not with every call."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.se:3128")
    monkeypatch.setenv("NO_PROXY", "here.example.se")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "own.pem"))
    away = CanvasSession("https://canvas.example.se", "hemlig", Gate(8))
    assert (away.proxies["https"], away.verify) == ("http://proxy.example.se:3128", str(tmp_path / "own.pem"))
    assert "https" not in CanvasSession("https://here.example.se", "hemlig", Gate(8)).proxies


def test_what_is_slow_is_given_up(talk):
    talk.canvas.misbehave("slow", times=9, seconds=1.0)
    with a_client(talk.canvas, timeout=(1.0, 0.05)) as client:
        assert the_error(lambda: client.get_json("users/self")).code == "silent"


def test_we_say_who_we_are(talk):
    told = []
    with (
        WireServer(
            [rule("GET", "/api/v1/x", lambda q: told.append(q.headers["user-agent"]) or json_answer({}))]
        ) as server,
        CanvasClient(server.base_url, "t") as client,
    ):
        client.get_json("x")
        client.requester.request("GET", "x")
    assert told == [f"nettools/{__version__}"] * 2


# --- what Canvas says when it refuses


def test_a_token_that_is_not_accepted_stops_the_work(talk):
    with a_client(talk.canvas, "nonsense") as client:
        error = the_error(lambda: client.get_json("users/self"))
    assert (error.code, str(error.message)) == (
        "auth",
        "Canvas does not accept the token (Invalid access token.); give it a new one.",
    )


@pytest.mark.parametrize("status", [401, 403])
def test_a_missing_right_is_told_from_a_bad_token_in_both_versions(talk, status):
    talk.canvas.manners.denial_status = status
    course = talk.course()
    student = talk.member_of(course)
    with a_client(talk.canvas, student.token) as client:
        error = the_error(lambda: client.put_json(f"courses/{course['id']}", {"course[name]": "x"}))
    assert (error.code, error.status) == ("forbidden", status)


def a_body(body, status=400):
    with a_stub("/x", json_answer(body, status)) as client:
        return str(the_error(lambda: client.get_json("x")).message)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"errors": [{"message": "No such thing.", "error_code": "x"}]}, "No such thing."),
        ({"errors": {"name": [{"attribute": "name", "type": "too_long", "message": "is too long"}]}}, "is too long"),
        ({"errors": "Invalid as_user_id"}, "Invalid as_user_id"),
        ({"errors": ["SIS imports are not enabled"]}, "SIS imports are not enabled"),
        ({"message": "Invalid type"}, "Invalid type"),
        ({"error": "enrollment not inactive"}, "enrollment not inactive"),
        ({"errors": {"user": {}, "pseudonym": {"unique_id": [{"message": "taken by asa@example.se"}]}}}, "taken by …"),
    ],
)
def test_every_shape_of_error_is_read_and_addresses_are_left_out(body, words):
    assert a_body(body) == f"Canvas refused it: {words}"


def test_an_error_tells_the_number_that_canvas_gave_the_request(talk):
    with a_client(talk.canvas) as client:
        error = the_error(lambda: client.get_json("courses/999999"))
    assert (error.code, error.status, bool(error.request_id)) == ("not-found", 404, True)


# --- many at once


def test_no_more_calls_are_under_way_than_allowed_and_none_is_refused():
    with canvas_talk(latency=0.01) as talk, a_client(talk.canvas, in_flight=8) as client:
        talk.canvas.record.clear()
        threads = [
            threading.Thread(target=lambda: [client.get_json("users/self") for _ in range(5)]) for _ in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (client.calls, client.gate.refusals, client.gate.peak <= 8) == (100, 0, True)
        assert talk.canvas.record.most_at_once <= 8


def test_fewer_calls_run_at_once_when_the_bucket_fills():
    with canvas_talk() as talk, a_client(talk.canvas) as client:
        talk.canvas.manners.extra_cost = 200.0
        for _ in range(3):
            client.get_json("users/self")
        assert client.gate.cap == 1


def test_canvasapi_works_on_our_session(talk):
    talk.canvas.misbehave("throttle", times=2)
    with a_client(talk.canvas) as client:
        course = Account(client.requester, {"id": 1}).create_course(course={"name": "Kurs"})
        assert made(talk.get(f"/courses/{course.id}"))["name"] == "Kurs"


def test_the_token_shows_itself_nowhere(talk):
    with a_client(talk.canvas, "hemlig") as client:
        error = the_error(lambda: client.get_json("users/self"))
        assert "hemlig" not in f"{client!r} {error} {error!r} {client.session.auth!r} {client.session.headers}"
