"""The pretend Canvas as a whole: canvasapi unchanged, what is kept, what people do by themselves."""

import json
import threading
from datetime import UTC, datetime
from http.client import HTTPConnection

import pytest
from canvas_talk import Clock, canvas_talk, made
from canvasapi import Canvas
from canvasapi.exceptions import BadRequest, Forbidden, InvalidAccessToken, RateLimitExceeded, ResourceDoesNotExist

from nettools.sandbox import start
from nettools.sandbox.canvas.server import CanvasServer


@pytest.fixture
def talk():
    with canvas_talk() as talk:
        yield talk


def hang_up(canvas):
    """canvasapi has no way of its own to close its connections."""
    canvas._Canvas__requester._session.close()  # noqa: SLF001 - see above


@pytest.fixture
def canvas(talk):
    with pytest.warns(UserWarning, match="HTTP"):
        made_with = Canvas(talk.canvas.base_url, talk.token)
    yield made_with
    hang_up(made_with)


def test_canvasapi_builds_a_course_room(canvas):
    account = canvas.get_account(1)
    course = account.create_course(course={"name": "HT26", "sis_course_id": "c1"}, offer=True)
    section = course.create_course_section(course_section={"name": "Ekskolan", "sis_section_id": "s1"})
    user = account.create_user({"unique_id": "asa@example.se"}, user={"name": "Åsa Öberg"})
    section.enroll_user(user, enrollment={"type": "StudentEnrollment", "enrollment_state": "active"})
    for number in range(120):
        course.create_course_section(course_section={"name": f"Enhet {number}"})

    assert canvas.get_course("c1", use_sis_id=True).id == course.id
    assert len(list(course.get_sections())) == 122
    assert [one.user["name"] for one in course.get_enrollments(type=["StudentEnrollment"])] == ["Åsa Öberg"]
    assert [one.sortable_name for one in course.get_users()] == ["Öberg, Åsa"]


def test_canvasapi_hands_a_file_in_and_reads_it(talk, canvas, tmp_path):
    course = made(talk.post("/accounts/1/courses", {"course": {"name": "HT26"}, "offer": True}))
    student = talk.member_of(course)
    assignment = canvas.get_course(course["id"]).create_assignment(
        {"name": "Plan", "submission_types": ["online_upload"], "published": True}
    )
    plan = tmp_path / "plan.docx"
    plan.write_bytes(b"PK")
    with pytest.warns(UserWarning, match="HTTP"):
        theirs = Canvas(talk.canvas.base_url, student.token)
    theirs.get_course(course["id"]).get_assignment(assignment.id).submit(
        {"submission_type": "online_upload"}, file=str(plan)
    )
    hang_up(theirs)

    (submission,) = assignment.get_submissions()
    assert submission.attachments[0].get_contents(binary=True) == b"PK"


def test_canvasapi_knows_each_refusal(talk, canvas):
    course = talk.course("c1")

    with pytest.raises(ResourceDoesNotExist):
        canvas.get_course(999)
    with pytest.raises(BadRequest, match="already in use"):
        canvas.get_account(1).create_course(course={"sis_course_id": "c1"})
    talk.canvas.misbehave("throttle")
    with pytest.raises(RateLimitExceeded):
        canvas.get_course(course["id"])
    talk.canvas.misbehave("expired-token")
    with pytest.raises(InvalidAccessToken):
        canvas.get_course(course["id"])
    talk.canvas.manners.throttle_status = 403
    talk.canvas.misbehave("throttle")
    with pytest.raises(Forbidden):
        canvas.get_course(course["id"])


def test_canvasapi_makes_a_calendar_event(talk, canvas):
    code = f"course_{talk.course()['id']}"
    event = canvas.create_calendar_event(
        {"context_code": code, "title": "Träff 1", "start_at": datetime(2026, 9, 22, 11, tzinfo=UTC)}
    )

    assert [one.id for one in canvas.get_calendar_events(context_codes=[code], all_events=True)] == [event.id]


# -- what is kept ------------------------------------------------------------------------------------


def test_the_world_is_met_again(tmp_path):
    with canvas_talk(directory=tmp_path) as talk:
        course = talk.course("c1")
        talk.enrol(talk.section(course, "s1"), talk.user())
        tokens = talk.canvas.tokens
    with canvas_talk(directory=tmp_path) as talk:
        assert talk.canvas.tokens == tokens
        assert talk.get("/courses/sis_course_id:c1").json()["id"] == course["id"]
        assert len(talk.get("/sections/sis_section_id:s1/enrollments").json()) == 1
        assert talk.course()["id"] == course["id"] + 1


def test_the_file_is_whole_after_every_save(tmp_path):
    with canvas_talk(directory=tmp_path) as talk:
        talk.course()
        talk.canvas.save()
        first = json.loads((tmp_path / "canvas.json").read_text(encoding="utf-8"))
        talk.course()
        talk.canvas.save()
        second = json.loads((tmp_path / "canvas.json").read_text(encoding="utf-8"))

    assert (len(first["courses"]["rows"]), len(second["courses"]["rows"])) == (1, 2)
    assert [path.name for path in tmp_path.iterdir()] == ["canvas.json"]


def test_nothing_is_left_running():
    before = set(threading.enumerate())
    canvas = CanvasServer(clock=Clock()).start()
    held = HTTPConnection("127.0.0.1", canvas.port, timeout=5)
    held.connect()
    canvas.stop()
    canvas.stop()
    held.close()

    assert set(threading.enumerate()) == before


# -- what people do by themselves --------------------------------------------------------------------


def test_a_person_edits_by_hand(talk):
    section = talk.section(talk.course("c1"), "s1")
    talk.canvas.edit(talk.canvas.world.sections.rows[section["id"]], name="Ekskolan F-6", sis_section_id="other")

    assert talk.get("/sections/sis_section_id:other").json()["name"] == "Ekskolan F-6"
    assert talk.get("/sections/sis_section_id:s1").status_code == 404


def test_somebody_has_a_course_of_their_own(talk):
    course = talk.canvas.add_course("Matematik 1", sis_course_id="ladok.1")

    assert talk.get("/courses/sis_course_id:ladok.1").json()["workflow_state"] == "available"
    assert [one.name for one in talk.canvas.world.sections.where("course_id", course.id)] == ["Matematik 1"]


def test_the_whole_stage_is_set_and_says_where_it_is(tmp_path):
    with start(tmp_path, clock=Clock()) as sandbox:
        environment = sandbox.environment()
        addresses = {sandbox.canvas.base_url, sandbox.zoom.base_url}

    assert len(addresses) == 2
    assert environment["NETTOOLS__CANVAS__BASE_URL"] in addresses
    assert sorted(environment) == [
        "NETTOOLS__CANVAS__ACCOUNT_ID",
        "NETTOOLS__CANVAS__BASE_URL",
        "NETTOOLS__CANVAS__TOKEN",
        "NETTOOLS__MAIL__HOST",
        "NETTOOLS__MAIL__PORT",
        "NETTOOLS__MAIL__TLS",
        "NETTOOLS__ZOOM__ACCOUNT_ID",
        "NETTOOLS__ZOOM__API_URL",
        "NETTOOLS__ZOOM__CLIENT_ID",
        "NETTOOLS__ZOOM__CLIENT_SECRET",
        "NETTOOLS__ZOOM__OAUTH_URL",
    ]
