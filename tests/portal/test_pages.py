"""The pages, asked for as a browser would, without one."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from werkzeug.test import Client

from nettools.domain.termplan import Window
from nettools.jobs.healthplans.page import DraftDesk
from nettools.jobs.home import lay_out
from nettools.jobs.letters.feeds import Feed, feed_at
from nettools.jobs.portal import Health, WindowState, health, page_template, public_page, window_state
from nettools.jobs.supervision.desk import SupervisionDesk
from nettools.jobs.tools import open_tools
from nettools.portal import application

NOVEMBER = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path):
    lay_out(tmp_path)
    return tmp_path


@contextmanager
def site(home, *, now=NOVEMBER, page=None, well=None, feed=None, hosts=()):
    with open_tools(home, clock=lambda: now) as tools:
        yield Client(
            application(
                page or (lambda: public_page(tools)),
                (lambda: well) if well else (lambda: health(tools)),
                lambda name: page_template(tools, name),
                feed=feed or (lambda token: feed_at(tools, token)),
                supervision=SupervisionDesk(tools),
                drafts=DraftDesk(tools),
                hosts=hosts,
            )
        )


def test_the_first_page_tells_of_the_terms_that_are_not_over(home):
    with site(home) as client:
        page = client.get("/")
    assert (page.status_code, page.content_type) == (200, "text/html; charset=utf-8")
    assert [line.strip() for line in page.text.splitlines() if '<h2 id="termin' in line] == [
        '<h2 id="termin-1">Höstterminen 2026</h2>',
        '<h2 id="termin-2">Vårterminen 2027</h2>',
    ]
    assert "Anmälan är öppen 2 november–11 december 2026." in page.text
    assert "tisdag 2 februari 2027" in page.text


def test_when_every_term_is_over_the_page_says_so(home):
    with site(home, now=datetime(2030, 1, 1, tzinfo=UTC)) as client:
        assert "Ingen ny termin är bestämd än." in client.get("/").text


@pytest.mark.parametrize("path", ["/", "/health", "/portal.css", "/portal.svg", "/finns-inte"])
def test_every_answer_has_the_security_headers_and_no_cookie(home, path):
    with site(home) as client:
        headers = client.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert (policy["default-src"], policy["frame-ancestors"]) == ("'self'", "'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers


def test_a_page_that_is_not_there_says_so_in_swedish(home):
    with site(home) as client:
        answer = client.get("/finns-inte")
    assert (answer.status_code, "<h1>Sidan finns inte</h1>" in answer.text) == (404, True)


def test_a_fault_shows_a_page_and_nothing_of_the_fault(home):
    def broken():
        raise RuntimeError("rektor@example.se")

    with site(home, page=broken) as client:
        answer = client.get("/")
    assert (answer.status_code, "<h1>Något gick fel hos oss</h1>" in answer.text) == (500, True)
    assert "rektor" not in answer.text


def test_health_says_whether_the_database_answers(home):
    with site(home) as client:
        well = client.get("/health")
    with site(home, well=Health(database=False)) as client:
        ill = client.get("/health")
    assert (well.status_code, well.json["status"]) == (200, "ok")
    assert (ill.status_code, ill.json["status"], ill.json["database"]) == (503, "failing", "unreachable")


def test_pages_are_only_read(home):
    with site(home) as client:
        assert [client.post("/").status_code, client.head("/").status_code] == [403, 200]  # a form that no page gave


def test_only_hosts_that_are_ours_are_answered(home):
    with site(home, hosts=["natverk.example.se"]) as client:
        statuses = [
            client.get("/", headers={"Host": host}).status_code
            for host in ("natverk.example.se", "localhost:8000", "foreign.example.com")
        ]
    assert statuses == [200, 200, 400]


def test_what_settings_say_is_escaped_and_no_address_runs_a_script(home):
    with open_tools(home, clock=lambda: NOVEMBER) as tools:
        facts = public_page(tools)
    tampered = replace(
        facts,
        network="<script>alert(1)</script>",
        web="javascript:alert(1)",
        terms=tuple(replace(term, sign_up_link="javascript:alert(1)") for term in facts.terms),
    )
    with site(home, page=lambda: tampered) as client:
        text = client.get("/").text
    assert ("<script>" in text, "javascript:" in text) == (False, False)


def test_a_home_can_have_its_own_page(home):
    own = home / "templates" / "portal" / "not_found.html"
    own.parent.mkdir(parents=True)
    own.write_text("<h1>Vår egen sida</h1>", encoding="utf-8")
    with site(home) as client:
        assert client.get("/finns-inte").text == "<h1>Vår egen sida</h1>"


@pytest.mark.parametrize(
    ("day", "state"),
    [(1, WindowState.AHEAD), (2, WindowState.OPEN), (11, WindowState.OPEN), (12, WindowState.OVER)],
)
def test_both_days_of_a_window_are_included(day, state):
    november = datetime(2026, 11, day, tzinfo=UTC).date()
    window = Window(opens=november.replace(day=2), closes=november.replace(day=11))
    assert window_state(window, november) == state


def test_a_calendar_is_had_by_its_secret_address_alone(home):
    calendar = Feed(content=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", etag="abc")
    with site(home, feed={"hemlig": calendar}.get) as client:
        found = client.get("/kalender/hemlig.ics")
        same = client.get("/kalender/hemlig.ics", headers={"If-None-Match": '"abc"'})
        other = client.get("/kalender/hemlig.ics", headers={"If-None-Match": '"abd"'})
        wrong = client.get("/kalender/fel.ics")

    assert (found.status_code, found.content_type, found.data) == (
        200,
        "text/calendar; charset=utf-8",
        calendar.content,
    )
    assert (found.headers["Cache-Control"], found.headers["ETag"], found.headers["Referrer-Policy"]) == (
        "private, max-age=3600",
        '"abc"',
        "no-referrer",
    )
    assert (same.status_code, same.data, other.status_code) == (304, b"", 200)
    assert (wrong.status_code, wrong.headers["Cache-Control"]) == (404, "no-store")
