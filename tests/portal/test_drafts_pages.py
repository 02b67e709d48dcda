"""Drafts handed in on a unit's page, sent without a browser: what is taken, what is refused and how it is said."""

import io
import re
import tracemalloc
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from browsing import FORM, form
from builders import HT26
from planhome import LETTER, NOW, NUMBER, PLAN, PRIVATE, PlanHome, a_sign_up
from werkzeug.test import Client

from nettools.domain.feedback import FeedbackState
from nettools.domain.healthplans import DraftSource
from nettools.domain.registrations import RegistrationState
from nettools.jobs.healthplans.adding import MEGABYTE, IncomingDraft, add_draft
from nettools.jobs.healthplans.page import MOST_A_DAY, DraftDesk
from nettools.jobs.healthplans.versions import one_version_at_a_time
from nettools.jobs.portal import health, page_template, public_page
from nettools.jobs.supervision.desk import SupervisionDesk
from nettools.jobs.supervision.links import addresses
from nettools.jobs.tools import open_tools
from nettools.portal import application
from nettools.sandbox.invented.plan_drafts import docx

UNIT, OTHER = "enhet-1", "enhet-2"
MAJA = "maja.akerlund@example.se"


@pytest.fixture
def home(tmp_path):
    return PlanHome(tmp_path / "home", units=2)


class Visit:
    """A portal, and somebody who visits it at a moment."""

    def __init__(self, tools):
        self.tools = tools
        self.client = Client(
            application(
                lambda: public_page(tools),
                lambda: health(tools),
                lambda name: page_template(tools, name),
                feed=lambda _: None,
                supervision=SupervisionDesk(tools),
                drafts=DraftDesk(tools, patience=0.1),
            )
        )

    def address(self, who=UNIT, **others):
        [one] = addresses(self.tools, HT26, who, **others).pages
        return one.address

    def csrf(self, who=UNIT):
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.client.get(self.address(who)).text)[1]

    def hand_in(self, content, name="plan.docx", who=UNIT):
        body = form(self.csrf(who), ("utkast", name, content))
        return self.send(f"{self.address(who)}/plan", body)

    def send(self, where, body, **others):
        return self.client.post(where, data=body, content_type=FORM, **others)

    def held(self):
        return [(one.unit_key, one.version, one.file_name) for one in self.tools.store.drafts.of(HT26)]


@contextmanager
def visit(home, now=NOW):
    with open_tools(home.home, environment={}, clock=lambda: now) as tools:
        yield Visit(tools)


def alert(answer):
    """What the page says is wrong, as words; that nothing was done is always among them."""
    [found] = re.findall(r'<div class="notice ill" role="alert" id="utkast-fel">(.*?)</div>', answer.text, re.DOTALL)
    assert "<title>Fel: " in answer.text
    assert 'aria-invalid="true"' in answer.text
    return " ".join(re.sub(r"<[^>]+>", "", found).split())


def test_a_draft_is_kept_as_it_came_and_the_receipt_says_so(home):
    content = docx(PLAN)
    with visit(home) as portal:
        done = portal.hand_in(content, "Barn- och elevhälsoplan för Åkerns förskola.docx")
        assert (done.status_code, done.headers["Location"]) == (303, f"{portal.address()}?klart=utkast#plan")
        said = portal.client.get(done.headers["Location"].partition("#")[0]).text
        [draft] = portal.tools.store.drafts.of(HT26)
        assert (home.home / draft.path).read_bytes() == content
    assert (draft.version, draft.source.value, draft.submitted, draft.late) == (1, "page", NOW, False)
    assert draft.path == "out/healthplans/HT26/enhet-1/001-2026-11-10-Barn- och elevhälsoplan för Åkerns förskola.docx"
    assert "Utkastet är inlämnat." in said
    assert "10 november 2026 kl. 11" in said
    assert "Barn- och elevhälsoplan för Åkerns förskola.docx" in said
    assert "Mottaget, och filen går att läsa." in said
    assert "inlämnat här" in said


def test_a_second_click_and_a_lost_answer_leave_one_version(home):
    with visit(home) as portal:
        portal.hand_in(docx(PLAN))
        again = portal.hand_in(docx(PLAN), "samma plan.docx")
        assert again.headers["Location"] == f"{portal.address()}?klart=utkast-igen#plan"
        assert "precis den filen" in portal.client.get(again.headers["Location"].partition("#")[0]).text
        assert portal.held() == [(UNIT, 1, "plan.docx")]


def test_versions_from_every_way_stand_together_newest_first_and_only_the_units_own(home):
    home.hand_in(1, when=datetime(2026, 11, 2, 9, tzinfo=UTC), name="från brev.docx")
    home.hand_in(2, name="grannens.docx")
    with visit(home) as portal:
        portal.hand_in(docx((*PLAN, "Mer.")), "andra.docx")
        said = portal.client.get(portal.address()).text
    assert re.findall(r'<p class="file">(.*?)</p>', said) == ["andra.docx", "från brev.docx"]
    assert ("kom med e-post" in said, "grannens" in said, "rektor1@" in said) == (True, False, False)


BIG = b"%PDF-1.7" + bytes(MEGABYTE * 25)
REFUSED = [
    ("plan.pages", b"PK\x03\x04", 422, "Filer av det slaget tar vi inte emot"),
    ("plan", b"text", 422, "Filer av det slaget tar vi inte emot"),
    ("plan.docx", b"", 422, "Filen är tom"),
    ("plan.pdf", b"<!doctype html><title>Logga in", 422, "Filen är en webbsida"),
    ("plan.docx", b"%PDF-1.7", 422, "Filen är inte vad dess namn säger"),
    ("plan.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), 422, "Filen är låst med ett lösenord"),
    (f"Kalle {NUMBER}.docx", docx(PLAN), 422, "Filens namn ser ut att innehålla ett personnummer"),
    ("plan.pdf", BIG, 413, "Filen är för stor"),
    ("plan.pdf", BIG + bytes(MEGABYTE), 413, "Filen är för stor"),
]


def test_what_is_not_taken_is_said_plainly_and_leaves_nothing(home):
    with visit(home) as portal:
        answers = [portal.hand_in(content, name) for name, content, _, _ in REFUSED]
        assert portal.held() == []
    said = [alert(one) for one in answers]
    assert [one.status_code for one in answers] == [status for _, _, status, _ in REFUSED]
    assert [one[: len(words)] for one, (_, _, _, words) in zip(said, REFUSED, strict=True)] == [
        words for _, _, _, words in REFUSED
    ]
    assert [one for one in said if "inget är inlämnat" not in one] == []
    assert [one for one in answers if NUMBER in one.text] == []
    assert [path for path in (home.home / "out").rglob("*") if path.is_file()] == []


def test_a_file_of_just_the_largest_size_is_taken(home):
    with visit(home) as portal:
        assert portal.hand_in(BIG[: MEGABYTE * 25], "stor.pdf").status_code == 303
        said = portal.client.get(portal.address()).text
    assert "26,2 MB" in said
    assert "Vi kan inte läsa filen." in said  # zeroes: what a reader cannot open is kept, and said at once


def test_without_a_file_the_page_asks_for_one(home):
    with visit(home) as portal:
        none = portal.send(f"{portal.address()}/plan", form(portal.csrf()))
        empty = portal.hand_in(b"", "")
    assert [one.status_code for one in (none, empty)] == [422, 422]
    assert [alert(one).partition(".")[0] for one in (none, empty)] == ["Ingen fil är vald"] * 2


def test_a_body_that_breaks_off_or_has_no_length_is_never_half_a_draft(home):
    with visit(home) as portal:
        where, body = f"{portal.address()}/plan", form(portal.csrf(), ("utkast", "plan.txt", b"Plan"), end="")
        broken = portal.send(where, body)
        lying = portal.send(where, body, environ_overrides={"CONTENT_LENGTH": "9000"})
        silent = portal.send(where, body, environ_overrides={"CONTENT_LENGTH": ""})
        assert [one.status_code for one in (broken, lying, silent)] == [422, 422, 411]
        assert {alert(one).partition(",")[0] for one in (broken, lying, silent)} == {"Filen kom inte fram hel"}
        assert portal.held() == []


def test_a_form_of_another_page_and_a_file_in_another_form_come_to_nothing(home):
    with visit(home) as portal:
        where, file = portal.address(), ("utkast", "plan.docx", docx(PLAN))
        forged = portal.send(f"{where}/plan", form("", file))
        foreign = portal.send(
            f"{where}/plan", form(portal.csrf(), file), headers={"Origin": "https://elsewhere.example.org"}
        )
        assert [(one.status_code, "gammal" in one.text) for one in (forged, foreign)] == [(403, True)] * 2
        assert portal.send(where, form(portal.csrf(), file)).status_code == 404
        several = portal.send(f"{where}/plan", form(portal.csrf(), file, ("utkast", "b.txt", b"b")))
        unasked = portal.send(f"{where}/plan", form(portal.csrf(), ("annat", "plan.docx", docx(PLAN))))
        assert [several.status_code, unasked.status_code] == [400, 422]
        assert portal.held() == []


def test_who_has_no_page_hands_nothing_in_and_whoever_looks_is_sent_to_it(home):
    with visit(home) as portal:
        old = portal.address()
        seen = portal.client.get(f"{old}/plan")
        assert (seen.status_code, seen.headers["Location"]) == (303, f"{old}#plan")
        assert (seen.headers["Cache-Control"], seen.headers["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
        new = portal.address(renew=True)
        gone = [old, f"{new}x", portal.address(MAJA)]
        assert {portal.send(f"{one}/plan", form("")).status_code for one in gone} == {404}
        assert "barn- och elevhälsoplan" not in portal.client.get(portal.address(MAJA)).text
        body = form(portal.csrf(), ("utkast", "plan.docx", docx(PLAN)))
        left = replace(a_sign_up(1), state=RegistrationState.WITHDRAWN)
        portal.tools.store.registrations.save([left])
        assert (portal.send(f"{new}/plan", body).status_code, portal.held()) == (404, [])


def test_when_the_term_is_over_the_page_says_whom_to_write_to_and_takes_nothing(home):
    with visit(home) as portal:
        last = portal.tools.settings.term(HT26).last_day
    evening = datetime(last.year, last.month, last.day, 22, 30, tzinfo=UTC)  # half past eleven in Sweden
    with visit(home, evening) as portal:
        assert 'type="file"' in portal.client.get(portal.address()).text
        token = portal.csrf()
    with visit(home, evening.replace(hour=23, minute=1)) as portal:
        said = portal.client.get(portal.address()).text
        assert ("Terminen är slut" in said, 'type="file"' in said) == (True, False)
        portal.client.set_cookie("formular", token, path="/handledning")
        late = portal.send(f"{portal.address()}/plan", form(token, ("utkast", "plan.docx", docx(PLAN))))
        assert (late.status_code, portal.held()) == (409, [])
    assert "utkastet är inte inlämnat" in late.text


def test_a_draft_after_the_last_day_of_the_hand_in_is_taken_and_counted_as_late(home):
    with visit(home, datetime(2026, 12, 10, 9, tzinfo=UTC)) as portal:
        portal.hand_in(docx(PLAN))
        assert [one.late for one in portal.tools.store.drafts.of(HT26)] == [True]
        assert "efter sista dagen" in portal.client.get(portal.address()).text


def test_personal_data_is_told_of_at_once_masked_and_its_text_stands_nowhere_else(home, caplog):
    with visit(home) as portal:
        assert portal.hand_in(docx(PRIVATE)).status_code == 303
        said = portal.client.get(portal.address()).text
    assert "Lagt åt sidan:" in said
    assert "personnummer eller samordningsnummer, 170101-****" in said
    assert {word: word in said for word in (NUMBER, "Kalle", "adhd")} == {NUMBER: False, "Kalle": False, "adhd": False}
    data = b"".join(file.read_bytes() for file in home.home.glob("*.sqlite3*"))
    assert [word.encode() in data for word in (NUMBER, "Kalle", "adhd")] == [False] * 3
    assert NUMBER not in caplog.text
    assert home.write().counts["privacy"] == 1


def swollen():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b" " * (64 * MEGABYTE))
    return held.getvalue()


def test_what_cannot_be_read_and_what_is_no_plan_is_said_on_the_receipt_and_nothing_of_what_was_found(home):
    with visit(home) as portal:
        portal.hand_in(swollen(), "bomb.docx")
        bomb = portal.client.get(portal.address()).text
        portal.hand_in(docx(LETTER), "veckobrev.docx", who=OTHER)
        letter = portal.client.get(portal.address(OTHER)).text
        portal.hand_in(docx(PLAN))
        plan = portal.client.get(portal.address()).text
    assert "Vi kan inte läsa filen." in bomb
    assert "skulle fylla datorns minne" in bomb
    assert "Är det rätt fil?" in letter
    assert ("Alltid" in plan, "Uppföljning" in plan) == (False, False)  # what the checklist finds waits for its reader


def test_only_an_answer_that_is_sent_is_told_of(home):
    said = []
    with visit(home) as portal:
        portal.hand_in(docx(PLAN))
        home.write()
        home.approve()
        for state in (FeedbackState.APPROVED, FeedbackState.SENT):
            [feedback] = portal.tools.store.feedback.of(HT26)
            portal.tools.store.feedback.save([replace(feedback, state=state)])
            said.append("Återkopplingen är skickad." in portal.client.get(portal.address()).text)
    assert said == [False, True]


def test_a_large_file_is_never_whole_in_the_portals_memory(home):
    with visit(home) as portal:
        body = form(portal.csrf(), ("utkast", "plan.pdf", bytes(MEGABYTE * 25)))
        tracemalloc.start()
        answer = portal.client.post(
            f"{portal.address()}/plan", input_stream=io.BytesIO(body), content_type=FORM, content_length=len(body)
        )
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert (answer.status_code, alert(answer)[:31]) == (422, "Filen är inte vad dess namn säg")
    assert most < 8 * MEGABYTE


def test_a_checklist_that_is_wrong_costs_no_draft(home):
    (home.home / "config" / "plan_checklist.yaml").write_text("version: [", encoding="utf-8")
    with visit(home) as portal:
        assert portal.hand_in(docx(PLAN)).status_code == 303
        assert portal.held() == [(UNIT, 1, "plan.docx")]
        assert "Filen är inte öppnad än" in portal.client.get(portal.address()).text


def test_many_drafts_in_a_day_are_enough(home):
    ways = [(UNIT, DraftSource.PAGE)] * (MOST_A_DAY - 1) + [(UNIT, DraftSource.MAIL), (OTHER, DraftSource.PAGE)]
    with visit(home) as portal:
        for number, (unit, source) in enumerate(ways):
            incoming = IncomingDraft(term=HT26, unit_key=unit, file_name="plan.txt", received=NOW, source=source)
            add_draft(portal.tools, incoming, io.BytesIO(f"Plan {number}".encode()))
        last, one_more = (portal.hand_in(said, "plan.txt") for said in (b"Den sista", b"En till"))
        assert (last.status_code, one_more.status_code) == (303, 429)
        assert len(portal.held()) == len(ways) + 1
        said = portal.client.get(portal.address()).text
    assert "många utkast i dag" in alert(one_more)
    assert f"{MOST_A_DAY + 1 - 3} äldre utkast" in said
    with visit(home, NOW.replace(day=11)) as portal:
        assert portal.hand_in(b"En till", "plan.txt").status_code == 303


def test_what_is_written_in_a_name_is_escaped(home):
    with visit(home) as portal:
        assert portal.hand_in(b"Plan", "<img src=x onerror=alert(1)>.txt").status_code == 303
        said = portal.client.get(portal.address()).text
    assert ("<img" in said, "&lt;img src=x onerror=alert(1)&gt;.txt" in said) == (False, True)


def test_what_is_kept_by_others_for_too_long_is_said_and_can_be_tried_again(home):
    with visit(home) as portal, one_version_at_a_time(portal.tools, HT26):
        answer = portal.hand_in(docx(PLAN))
    assert (answer.status_code, "försök igen" in alert(answer)) == (503, True)
