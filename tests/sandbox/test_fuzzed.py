"""Schemathesis asks the pretend services whatever the documents in tests/contracts allow, and much that they do not.

Nothing may break, and every answer is one that the document describes: status, type, headers and body. What is asked
about is mostly there. The findings stay as tests of their own at the end.
"""

import copy
import os
from base64 import b64encode
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import pytest
import requests
import schemathesis
from canvas_talk import canvas_talk, made, said
from contract_watch import read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core import NotSet
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sis_talk import ENROLMENTS, handed_in, packed, table, watched
from zoom_talk import HOST, fields, zoom_talk

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 25 if os.environ.get("CI") else 8  # of each call, as documented and otherwise
STUMBLES = "POST /api/v1/accounts/{account}/sis_imports"  # Canvas itself breaks at an unknown import_type
# Names of nothing, three of which are digits to Python in one way or another.
STRANGE = ("999999", "0", "-1", "åäö", "sis_course_id:x/y", "hex:sis_user_id:zz", "%", "1e3", "٣", "²", "9" * 5000)
NAMES = ("canvas", "zoom")
DOCUMENTS = {name: schemathesis.openapi.from_dict(read(name)) for name in NAMES}
CALLS = {name: {one.ok().label: one.ok() for one in DOCUMENTS[name].get_all_operations()} for name in NAMES}
BY_NAME = [(name, label) for name in NAMES for label in CALLS[name]]


@schemathesis.serializer("application/x-www-form-urlencoded")
def _as_form(_, value):
    """Nested names in brackets, as Canvas reads them."""
    return value if isinstance(value, bytes) else urlencode([*_pairs(value)]).encode()


def _pairs(value, name=""):
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _pairs(one, f"{name}[{key}]" if name else str(key))
    elif isinstance(value, list):
        for one in value:
            yield from _pairs(one, f"{name}[]")
    else:
        yield name, "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


class Target:
    """A service with something of everything in it; `there` is what can be named, by the name in the document.

    `keeper` is what has the service's world.
    """

    def __init__(self, server, session, there, keeper, **authorization):
        self.server, self.session, self.there = server, session, there
        self._authorization, self._keeper, self._kept = authorization, keeper, copy.deepcopy(keeper.world)

    def ask(self, case):
        """Ask of a world that nobody has asked anything of yet."""
        self.server.crashes.clear()
        with self.server.lock:
            self._keeper.world = copy.deepcopy(self._kept)
        rightly = self._authorization["app" if case.path == "/oauth/token" else "token"]
        headers = {"Authorization": rightly, "User-Agent": "fuzz"}
        answer = case.call(base_url=self.server.base_url, session=self.session, headers=headers)
        assert self.server.crashes == []
        stumbles = case.operation.label == STUMBLES and answer.status_code == 500
        case.validate_response(answer, checks=CHECKS[1:] if stumbles else CHECKS)


@contextmanager
def a_canvas():
    with canvas_talk() as talk, requests.Session() as session:
        session.trust_env = False
        there = furnish(talk)
        yield Target(talk.canvas, session, there, talk.canvas, token=f"Bearer {talk.token}")


def furnish(talk):
    """One of each kind, all of one course."""
    course, user = talk.course("nettools.HT26.n"), talk.user(sis_id="u1")
    section = talk.section(course, "nettools.HT26.n.ek")
    home = f"/courses/{course['id']}"
    enrolment = talk.enrol(section, user, enrollment_state="active")
    category = made(talk.post(f"{home}/group_categories", {"name": "Enheter"}))
    group = made(talk.post(f"/group_categories/{category['id']}/groups", {"name": "Eken"}))
    made(talk.post(f"/groups/{group['id']}/memberships", {"user_id": user["id"]}))
    page = made(talk.post(f"{home}/pages", {"wiki_page": {"title": "Träff 1", "body": "<p>Å</p>"}}))
    module = made(talk.post(f"{home}/modules", {"module": {"name": "Träff 1"}}))
    item = {"module_item": {"type": "Page", "page_url": page["url"]}}
    item = made(talk.post(f"{home}/modules/{module['id']}/items", item))
    hand_in = {"name": "Utkast", "submission_types": ["online_upload"], "published": True}
    assignment = made(talk.post(f"{home}/assignments", {"assignment": hand_in}))
    event = {"context_code": f"course_{course['id']}", "title": "Träff 1", "start_at": "2026-09-22T11:00:00Z"}
    event = made(talk.post("/calendar_events", {"calendar_event": event}))
    batch = made(handed_in(talk, packed(enrollments=table(ENROLMENTS, "x,y,z,student,active")), "a.zip"))
    assert watched(talk, batch["id"])["workflow_state"] == "imported_with_messages"
    term = made(talk.post("/accounts/1/terms", {"enrollment_term": {"name": "HT26"}}))
    drafted = talk.canvas.hand_in(course["id"], user["login_id"], "plan.pdf", b"%PDF-1.7", talk.canvas.clock())
    file = talk.canvas.world.files.rows[drafted.attempts[0]["file_ids"][0]]
    return {
        "account": "1",
        "term": term["id"],
        "user": user["id"],
        "course": course["id"],
        "section": section["id"],
        "enrolment": enrolment["id"],
        "category": category["id"],
        "group": group["id"],
        "assignment": assignment["id"],
        "module": module["id"],
        "item": item["id"],
        "event": event["id"],
        "file": file.id,
        "batch": batch["id"],
        "url": f"page_id:{page['page_id']}",
        "user_id": user["id"],
        "page_url": page["url"],
        "verifier": file.uuid,
        "group_category_id": category["id"],
        "specific_sections": str(section["id"]),
        "term_id": term["id"],
        "context_code": f"group_{group['id']}",
        "context_codes[]": [f"course_{course['id']}"],
        "sis_course_id": "nettools.HT26.n",
        "sis_section_id": "nettools.HT26.n.ek",
        "sis_user_id": "u1",
    }


@contextmanager
def a_zoom():
    with zoom_talk() as talk, requests.Session() as session:
        session.trust_env = False
        meeting = talk.create(settings={"approval_type": 0})
        person = {"email": "a@example.se", "first_name": "Åsa"}
        registrant = talk.post(f"/meetings/{meeting['id']}/registrants", person).json()
        app = talk.zoom.app
        there = {
            "user": HOST,
            "meeting": meeting["id"],
            "email": person["email"],
            "id": registrant["registrant_id"],
            "alternative_hosts": "zoom2@example.se",
            "account_id": app.account_id,
        }
        secret = b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
        token = f"Bearer {talk.token}"
        yield Target(talk.zoom, session, there, talk.zoom.account, token=token, app=f"Basic {secret}")


@pytest.fixture(scope="module")
def targets():
    with a_canvas() as canvas, a_zoom() as zoom:
        yield {"canvas": canvas, "zoom": zoom}


@st.composite
def cases(draw, call, mode, there):
    """What schemathesis thinks of, mostly about what is there."""
    case = draw(call.as_strategy(generation_mode=mode))
    for name in case.path_parameters or ():
        case.path_parameters[name] = quote(str(draw(_named(there.get(name, "1")))), safe="")
    if not isinstance(case.body, NotSet) and draw(st.integers(0, 3)):
        case.body = _filled(case.body, there)
    case.query = {
        name: there.get(name, one) if draw(st.booleans()) else one for name, one in (case.query or {}).items()
    }
    return case


def _named(one):
    """The name of something, three times out of four of what is there."""
    return st.one_of(st.just(one), st.just(one), st.just(one), st.sampled_from(STRANGE))


def _filled(value, there):
    if isinstance(value, dict):
        return {name: there.get(name, _filled(one, there)) for name, one in value.items()}
    return [_filled(one, there) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as-documented", "otherwise"])
@pytest.mark.parametrize(("name", "label"), BY_NAME)
def test_whatever_is_asked_the_answer_is_one_that_the_document_describes(targets, name, label, mode):
    target, call = targets[name], CALLS[name][label]
    if label == "GET /login/canvas":
        mode = GenerationMode.POSITIVE  # there is nothing in it that could be otherwise

    @settings(max_examples=EXAMPLES, suppress_health_check=[*HealthCheck])
    @given(cases(call, mode, target.there))
    def ask(case):
        target.ask(case)

    ask()


# --- what was found


@pytest.fixture
def canvas():
    with canvas_talk() as talk:
        yield talk


@pytest.fixture
def zoom():
    with zoom_talk() as talk:
        yield talk


@pytest.mark.parametrize("points", ["många", "nan", "inf", [], {}])
def test_points_that_are_no_number_are_none(canvas, points):
    hand_in = {"name": "Utkast", "points_possible": points}
    made_of_it = made(canvas.post(f"/courses/{canvas.course()['id']}/assignments", {"assignment": hand_in}))
    assert made_of_it["points_possible"] == 0


@pytest.mark.parametrize("digits", ["²", "٣", "9" * 5000])
def test_what_only_looks_like_a_number_is_no_id(canvas, digits):
    course = canvas.course()
    paths = [f"/users/{digits}", f"/courses/{course['id']}/modules/{digits}", f"/accounts/1/enrollments/{digits}"]
    assert [canvas.get(path).status_code for path in paths] == [404, 404, 404]
    assert canvas.get("/users/self", as_user_id=digits).status_code == 401
    assert canvas.delete(f"/courses/{course['id']}/enrollments/{digits}").status_code == 404
    asked = {"enrollment": {"user_id": "self", "role_id": digits}}
    assert said(canvas.post(f"/courses/{course['id']}/enrollments", asked)) == (400, {"message": "Invalid role"})


def test_a_module_takes_only_what_canvas_knows(canvas):
    home = f"/courses/{canvas.course()['id']}/modules"
    module = made(canvas.post(home, {"module": {"name": "Träff 1"}}))
    answer = canvas.post(f"{home}/{module['id']}/items", {"module_item": {"type": {"a": 1}, "title": "x"}})
    assert said(answer) == (400, {"message": "Could not find content"})


@pytest.mark.parametrize("start", ["2027-02-30T10:00:00Z", "2027-13-01T10:00:00", "0000-01-01T00:00:00Z"])
def test_a_meeting_starts_on_a_day_that_there_is(zoom, start):
    body = {"start_time": start, "timezone": "Europe/Stockholm"}
    assert fields(zoom.post(f"/users/{HOST}/meetings", body)) == (400, 300, ["start_time"])


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"action": [], "registrants": []}, "action"),
        ({"action": "cancel", "registrants": ["a@example.se"]}, "registrants"),
    ],
)
def test_a_change_of_status_names_an_action_and_people(zoom, body, wrong):
    meeting = zoom.create(settings={"approval_type": 0})
    assert fields(zoom.put(f"/meetings/{meeting['id']}/registrants/status", body)) == (400, 300, [wrong])


def test_a_language_that_is_no_text_is_refused(zoom):
    meeting = zoom.create(settings={"approval_type": 0})
    person = {"email": "a@example.se", "first_name": "Åsa", "language": ["sv"]}
    assert fields(zoom.post(f"/meetings/{meeting['id']}/registrants", person)) == (400, 300, ["language"])


@pytest.mark.parametrize("token", ["0-99999999999999-x", "²-²-x", "-", "0"])
def test_a_made_up_page_token_is_stale(zoom, token):
    answer = zoom.get(f"/users/{HOST}/meetings", next_page_token=token)
    assert (answer.status_code, answer.json()["message"]) == (400, "The next page token is invalid or expired.")
