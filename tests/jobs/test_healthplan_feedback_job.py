"""Drafts read, answered, approved and said on the pretend Canvas, by the whole jobs."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from builders import HT26
from docx import Document
from planhome import BETTER, LETTER, MONDAY, NOW, NUMBER, PRIVATE, PlanHome, on_canvas

from nettools.domain.letters import LetterKind
from nettools.errors import InputError, RefusedError, RemoteError
from nettools.jobs.healthplans import feedback
from nettools.jobs.letters import mailing
from nettools.sandbox.mailbox import Mailbox

TUESDAY = MONDAY.replace(day=3)


@pytest.fixture
def home(tmp_path):
    return PlanHome(tmp_path / "home")


@pytest.fixture
def canvas(tmp_path, monkeypatch):
    with on_canvas(tmp_path, monkeypatch) as home:
        yield home


def test_each_newest_draft_is_answered_and_nothing_leaves(home):
    home.hand_in(1)
    home.hand_in(2, LETTER)
    home.hand_in(3, b"PK\x03\x04 trasig")
    found = home.write()
    assert [(one.feedback.unit_key, one.feedback.kind.value, one.verdict.value) for one in found.written] == [
        ("enhet-1", "answer", "plan-incomplete"),
        ("enhet-2", "other", "other-document"),
        ("enhet-3", "unreadable", "unreadable"),
    ]
    assert set(home.states().values()) == {"waiting"}
    assert found.page.read_text(encoding="utf-8").count("<tr>") == 4


def test_an_answer_begins_with_what_is_good_and_asks_at_most_five_questions(home):
    home.hand_in(1)
    home.write()
    words = home.text("enhet-1")
    headings = [line for line in words.splitlines() if line.startswith("#")]
    assert headings[:3] == ["# Återkoppling på er plan", "## Det här är bra", "## Frågor att ta vidare"]
    assert sum(line.startswith("### ") for line in headings) == 5
    assert "Vi ser det under rubriken ”Nuläge”" in words
    assert "lydelse från 1 juli 2011" in words


def test_the_word_document_and_the_page_say_the_same(home):
    home.hand_in(1)
    [written] = home.write().written
    page, word, source = written.files
    said = [paragraph.text for paragraph in Document(word).paragraphs]
    assert said[0] == "Återkoppling på er plan"
    questions = [line[4:] for line in source.read_text(encoding="utf-8").splitlines() if line.startswith("### ")]
    assert [line for line in said if line in questions] == questions
    assert [line for line in questions if line in page.read_text(encoding="utf-8")] == questions


def test_writing_again_changes_nothing(home):
    home.hand_in(1)
    home.write()
    with home.tools() as tools:
        before = tools.store.feedback.of(HT26)
    home.write()
    with home.tools() as tools:
        assert tools.store.feedback.of(HT26) == before


def test_a_text_that_a_course_leader_has_begun_to_change_is_not_written_over(home):
    home.hand_in(1)
    [written] = home.write().written
    page, word, source = written.files
    source.write_text("# Mina ord", encoding="utf-8")
    word.unlink()
    own = home.home / "templates" / "healthplans" / "answer.md"
    own.parent.mkdir(parents=True)
    own.write_text("# Hej {{ unit }}\n", encoding="utf-8")
    home.write()
    assert (source.read_text(encoding="utf-8"), word.is_file()) == ("# Mina ord", True)
    assert "<h1>Hej Enhet 1</h1>" in page.read_text(encoding="utf-8")


def test_a_draft_with_personal_data_gets_where_and_what_kind_and_its_text_goes_nowhere(home):
    home.hand_in(1, PRIVATE)
    [written] = home.write().written
    words = home.text("enhet-1")
    assert (written.feedback.kind.value, written.questions) == ("privacy", 0)
    assert "| under rubriken ”Mål 1” | personnummer eller samordningsnummer |" in words
    [draft] = (home.home / "out/healthplans/HT26/enhet-1").iterdir()
    kept = [path for path in home.home.rglob("*") if path.is_file() and path != draft and "config" not in path.parts]
    assert {path.name for path in kept} >= {"nettools.sqlite3", "index.html", "001-aterkoppling.docx"}
    secret = [b"Kalle", b"adhd", NUMBER.encode(), NUMBER.replace("-", "").encode(), b"hallen"]
    assert [(path.name, each) for path in kept for each in secret if each in path.read_bytes()] == []


def test_only_what_waits_can_be_approved_and_every_mistake_is_named(home):
    home.hand_in(1)
    home.write()
    with pytest.raises(InputError) as refused:
        home.approve("enhet-1", "enhet-2", "okänd")
    assert [problem.place.key for problem in refused.value.problems] == ["enhet-2", "okänd"]
    assert home.states() == {("enhet-1", 1): "waiting"}
    [approved] = home.approve().feedback
    assert (approved.state.value, approved.approved, bool(approved.approved_by)) == ("approved", NOW, True)
    with pytest.raises(InputError):
        home.approve("enhet-1")


def test_a_course_leader_can_say_it_in_other_words(home, tmp_path):
    home.hand_in(1)
    home.write()
    own = tmp_path / "egen.md"
    own.write_text("# Hej!\n\nVad bra ni har **börjat**.\n", encoding="utf-8")
    [approved] = home.approve("enhet-1", edited=own).feedback
    assert approved.markdown == "# Hej!\n\nVad bra ni har **börjat**.\n"
    assert home.text("enhet-1") == approved.markdown


@pytest.mark.parametrize(("content", "code"), [(b"\xff\xfe", "encoding"), (b" \n", "empty"), (None, "unreadable")])
def test_own_words_that_are_none_are_refused(home, tmp_path, content, code):
    home.hand_in(1, LETTER)
    home.write()
    own = tmp_path / "egen.md"
    if content is not None:
        own.write_bytes(content)
    with pytest.raises(InputError) as refused:
        home.approve("enhet-1", edited=own)
    assert [problem.code for problem in refused.value.problems] == [code]
    assert home.states() == {("enhet-1", 1): "waiting"}


def test_what_is_approved_is_said_once_to_the_whole_unit(canvas):
    canvas.hand_in(1)
    canvas.write()
    assert canvas.send().counts == dict.fromkeys(("sent", "found", "without_place", "unsure", "refused", "already"), 0)
    canvas.approve()
    sent = canvas.send()
    assert ([one.key for one in sent.sent], sent.exit_status) == (["HT26/enhet-1/1"], 0)
    assert canvas.states() == {("enhet-1", 1): "sent"}
    said = canvas.said()
    assert [len(comments) for comments in said.values()] == [1, 1]
    assert {comments[0].splitlines()[-1] for comments in said.values()} == {"[nettools HT26/enhet-1/1]"}
    assert canvas.send().already == 1
    assert canvas.said() == said


@pytest.mark.parametrize("kind", ["reset-after", "html-502-after"])
def test_a_comment_whose_answer_is_lost_is_found_and_not_said_again(canvas, kind):
    canvas.hand_in(1)
    canvas.write()
    canvas.approve()
    canvas.canvas.misbehave(kind, times=1, path=r"/submissions/\d+$")
    lost = canvas.send()
    assert ([one.key for one in lost.unsure], lost.exit_status) == (["HT26/enhet-1/1"], 5)
    assert canvas.states() == {("enhet-1", 1): "sending"}
    again = canvas.send()
    assert ([one.key for one in again.found], again.exit_status) == (["HT26/enhet-1/1"], 0)
    assert [len(comments) for comments in canvas.said().values()] == [1, 1]


def test_a_comment_that_never_arrived_is_said_the_next_time(canvas):
    canvas.hand_in(1)
    canvas.hand_in(2)
    canvas.write()
    canvas.approve()
    canvas.canvas.misbehave("reset-before", times=1, path=r"/submissions/\d+$")
    first = canvas.send()
    assert (len(first.unsure), len(first.sent)) == (1, 1)
    assert [one.key for one in canvas.send().sent] == [first.unsure[0].key]
    assert [len(comments) for comments in canvas.said().values()] == [1, 1, 1, 1]


def test_killed_while_it_is_said_nothing_is_said_twice_or_not_at_all(canvas):
    """SIGKILL in the middle of it; whoever runs it again finds what was said, by its mark."""
    for number in range(1, 5):
        canvas.hand_in(number)
    canvas.write()
    canvas.approve()
    canvas.canvas.latency = 0.2
    command = [sys.executable, "-m", "nettools", "healthplans", "send", "HT26", "--home", str(canvas.home)]
    for units in (1, 3):
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ.copy())
        while running.poll() is None and len(canvas.said()) < 2 * units:
            time.sleep(0.005)
        running.kill()
        running.wait()
        assert 2 * units <= len(canvas.said()) < 8
    canvas.canvas.latency = 0.0
    last = canvas.send()
    assert last.exit_status == 0
    assert len(last.sent) + len(last.found) + last.already == 4
    assert [len(comments) for comments in canvas.said().values()] == [1] * 8


def test_a_canvas_that_is_gone_stops_the_job_with_nothing_marked_as_said(canvas):
    canvas.hand_in(1)
    canvas.write()
    canvas.approve()
    canvas.stage.canvas.stop()
    with pytest.raises(RemoteError):
        canvas.send()
    assert canvas.states() == {("enhet-1", 1): "approved"}


def test_the_next_version_is_told_what_is_settled_and_what_came_by_mail_has_no_place_on_canvas(canvas):
    canvas.hand_in(1)
    PlanHome.hand_in(canvas, 3, BETTER)
    canvas.write()
    canvas.approve()
    first = canvas.send()
    assert ([one.key for one in first.sent], [one.key for one in first.without_place]) == (
        ["HT26/enhet-1/1"],
        ["HT26/enhet-3/1"],
    )
    canvas.hand_in(1, BETTER, TUESDAY)
    assert [one.feedback.version for one in canvas.write().written] == [2]
    assert "Ni har arbetat vidare:" in canvas.text("enhet-1", 2)
    canvas.approve()
    with canvas.tools() as tools:
        ready = feedback.feedback_for_letters(tools, HT26)
    assert [one.key for one in ready] == ["HT26/enhet-1/2", "HT26/enhet-3/1"]
    assert [one.markdown.splitlines()[0] for one in ready] == [
        "**Enhet 1** · version 2, inlämnad 3 november 2026",
        "**Enhet 3** · version 1, inlämnad 2 november 2026",
    ]
    assert [word for one in ready for word in ("# Återkoppling", "program") if f"\n{word}" in one.markdown] == []
    assert [one.key for one in canvas.send().sent] == ["HT26/enhet-1/2"]
    assert [len(comments) for comments in canvas.said().values()] == [2, 2]


def test_feedback_on_a_version_that_has_been_replaced_cannot_be_approved(home):
    home.hand_in(1)
    home.write()
    home.hand_in(1, BETTER, TUESDAY)
    with pytest.raises(InputError):
        home.approve("enhet-1")
    assert home.approve().feedback == ()


def test_a_template_of_the_homes_own_is_used_and_a_wrong_one_is_named(home):
    home.hand_in(1)
    own = home.home / "templates" / "healthplans" / "answer.md"
    own.parent.mkdir(parents=True)
    own.write_text("# Hej {{ unit }}", encoding="utf-8")
    home.write()
    assert home.text("enhet-1") == "# Hej Enhet 1"
    own.write_text("{{ unit", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        home.write()
    assert [problem.place.file for problem in refused.value.problems] == ["templates/healthplans/answer.md"]


def test_two_cannot_answer_at_once(home):
    with home.tools() as tools, tools.store.lock("healthplans-feedback-HT26"), pytest.raises(RefusedError) as refused:
        home.write()
    assert refused.value.code == "busy"


def test_what_is_approved_also_leaves_as_a_letter_once_for_each_version(home):
    """The draft with personal data gets none: where it stands is said on Canvas, or by hand."""
    home.hand_in(1)
    home.hand_in(2, PRIVATE)
    home.write()
    home.approve("enhet-1", "enhet-2")
    with Mailbox() as mailbox:
        assert mailed(home, mailbox) == ["rektor1@example.se"]
        message = message_from_bytes(mailbox.received[0].content, policy=policy.default)
        words = message.get_body(("plain",)).get_content()
        assert ("Det här är bra" in words, words.count("Återkoppling på er plan"), NUMBER in words) == (True, 0, False)
        assert mailed(home, mailbox) == []
        home.hand_in(1, BETTER, NOW)
        home.write()
        home.approve("enhet-1")
        assert mailed(home, mailbox) == ["rektor1@example.se"]


def mailed(home, mailbox):
    """To whom letters with feedback leave now."""
    before = len(mailbox.received)
    with home.tools() as tools:
        mail = replace(tools.settings.mail, host="127.0.0.1", port=mailbox.port, tls="none")
        there = replace(tools, settings=replace(tools.settings, mail=mail))
        mailing.send(
            there,
            LetterKind.DRAFT_FEEDBACK,
            HT26,
            mailing.asked(there, LetterKind.DRAFT_FEEDBACK, HT26),
            without_links=True,
        )
    return [recipient for one in mailbox.received[before:] for recipient in one.recipients]
