"""Talking to the pretend Canvas over the wire, without our own client."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import requests

from nettools.sandbox.canvas.server import CanvasServer

NOW = datetime(2026, 8, 20, 10, 0, tzinfo=UTC)
AGENT = {"User-Agent": "tests"}


class Clock:
    """A clock that a test moves; called with no more than that, it stands still."""

    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, **span):
        self.now += timedelta(**span)


class Talk:
    """A session with a token; paths are below /api/v1."""

    def __init__(self, canvas, session, token=None):
        self.canvas, self.session = canvas, session
        self.token = token or canvas.tokens.admin

    def as_(self, token):
        return Talk(self.canvas, self.session, token)

    def as_user(self, user):
        return self.as_(self.canvas.token_of(user))

    def call(self, method, path, **others):
        headers = {**AGENT, "Authorization": f"Bearer {self.token}", **others.pop("headers", {})}
        url = path if path.startswith("http") else f"{self.canvas.base_url}/api/v1{path}"
        return self.session.request(method, url, headers=headers, timeout=10, **{"allow_redirects": False, **others})

    def get(self, path, **query):
        return self.call("GET", path, params={name.replace("__", "[]"): value for name, value in query.items()})

    def post(self, path, body=None):
        return self.call("POST", path, json=body if body is not None else {})

    def put(self, path, body):
        return self.call("PUT", path, json=body)

    def delete(self, path, **query):
        return self.call("DELETE", path, params=query)

    # -- what most tests begin with --

    def course(self, sis_id=None, *, published=True, name="HT26 nätverk 1"):
        course = {"name": name} | ({"sis_course_id": sis_id} if sis_id else {})
        return made(self.post("/accounts/1/courses", {"course": course, "offer": published}))

    def section(self, course, sis_id=None, name="Ekskolan"):
        section = {"name": name} | ({"sis_section_id": sis_id} if sis_id else {})
        return made(self.post(f"/courses/{course['id']}/sections", {"course_section": section}))

    def user(self, email="asa@example.se", sis_id=None, name="Åsa Öberg"):
        login = {"unique_id": email} | ({"sis_user_id": sis_id} if sis_id else {})
        return made(self.post("/accounts/1/users", {"user": {"name": name}, "pseudonym": login}))

    def enrol(self, section, user, **fields):
        enrolment = {"user_id": user["id"], **fields}
        return made(self.post(f"/sections/{section['id']}/enrollments", {"enrollment": enrolment}))

    def teacher_of(self, course):
        """Someone who teaches in the course, talking."""
        return self.member_of(course, "TeacherEnrollment")

    def member_of(self, course, kind="StudentEnrollment", email=None):
        canvas = self.canvas
        person = canvas.add_user("Lena Lind", email or f"{kind.lower()}@example.se")
        canvas.enrol(canvas.world.courses.rows[course["id"]], person, kind)
        return self.as_user(person)


@contextmanager
def canvas_talk(**options):
    """A Canvas of its own and someone with every right to talk to it."""
    clock = options.pop("clock", None) or Clock()
    with CanvasServer(clock=clock, **options) as canvas, requests.Session() as session:
        session.trust_env = False
        yield Talk(canvas, session)
        assert canvas.crashes == []


def made(answer):
    """What was made; fails with Canvas' own words when nothing was."""
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def said(answer):
    """Status and body."""
    return answer.status_code, answer.json()


def ids(answer):
    """The ids in a list."""
    return [one["id"] for one in answer.json()]


def links(answer):
    """The relations of the Link header, in order."""
    return [part.split('rel="')[1].rstrip('"') for part in answer.headers["Link"].split(",")]
