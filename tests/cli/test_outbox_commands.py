"""`nettools letters` after the sending, and for calendars, as an administrator types it."""

import json

import pytest
from builders import HT26
from letterhome import a_letter_home, in_august
from typer.testing import CliRunner

from nettools.cli import main
from nettools.cli.letter_commands import app
from nettools.domain.letters import LetterKind
from nettools.files.logbook import add_line
from nettools.jobs.letters.mailing import send
from nettools.sandbox.mailbox import Mailbox
from nettools.store import open_store

main.describe()


@pytest.fixture
def home(tmp_path):
    """A home whose first letter has left, whose second is refused for now, and whose third will never arrive."""
    with Mailbox() as mailbox, a_letter_home(tmp_path, mailbox.port, 3) as tools:
        config = tools.home / "config/nettools.toml"
        words = config.read_text(encoding="utf-8")
        words = words.replace("port = 587", f"port = {mailbox.port}").replace('tls = "starttls"', 'tls = "none"')
        config.write_text(words, encoding="utf-8")
        mailbox.misbehave("greylist", to="rektor1@", times=9)
        mailbox.misbehave("refuse", to="rektor2@")
        send(tools, LetterKind.WELCOME, HT26, sleep=lambda _: None)
        mailbox.behave()
        yield tools.home


def run(home, *words):
    return CliRunner().invoke(app, [*words, "--home", str(home)])


def test_resume_sends_what_is_left_and_tells_of_the_rest(home):
    outcome = run(home, "resume", "HT26", "--no-wait")

    assert (outcome.exit_code, "sent: 1" in outcome.output) == (5, False)  # written in August: too old by now
    assert "rewrite KIND TERM" in outcome.output
    assert "out/HT26-brev-ej-framme.xlsx" in outcome.output


def test_rewritten_letters_leave_by_resume(home):
    rewritten = run(home, "rewrite", "welcome", "HT26")
    again = run(home, "resume", "HT26", "--json")

    assert (rewritten.exit_code, "2 letters are written anew." in rewritten.output) == (0, True)
    assert [(line["key"][-1], line["state"]) for line in json.loads(again.stdout)["letters"]] == [
        ("1", "sent"),
        ("2", "sent"),
    ]


def test_the_archive_shows_what_left_and_one_letter_can_be_had(home, tmp_path):
    listed = run(home, "archive", "HT26")
    told = json.loads(run(home, "archive", "HT26", "--json").stdout)
    shown = run(home, "show", "HT26/welcome/enhet-0")
    saved = run(home, "show", "HT26/welcome/enhet-0", "--to", str(tmp_path / "brev.eml"))

    assert (listed.exit_code, told["seal"] in listed.output, told["broken"]) == (0, True, [])
    assert "Subject: Välkommen till nätverket" in shown.output
    assert (saved.exit_code, (tmp_path / "brev.eml").stat().st_size > 1000) == (0, True)
    assert "No letter has left" in run(home, "archive", "VT27").output


def test_a_broken_seal_is_told(home):
    store = open_store(f"sqlite:///{home / 'nettools.sqlite3'}")
    from nettools.store import models  # noqa: PLC0415 - its tables exist when a store is open

    store.database.rows(models.OutboxLetter).filter(key="HT26/welcome/enhet-0").update(message=b"another")
    store.close()
    outcome = run(home, "archive", "HT26")

    assert (outcome.exit_code, "HT26/welcome/enhet-0" in outcome.output, "not as they left" in outcome.output) == (
        1,
        True,
        True,
    )


def test_a_restored_database_is_told_what_left(home):
    assert "knows of every letter" in run(home, "restored").output
    add_line(home / "letters-sent.log", f"{in_august().isoformat()} another-run begun HT26/welcome/enhet-9")
    asked = run(home, "restored")
    noted = run(home, "restored", "--yes")

    assert ("HT26/welcome/enhet-9: unsure" in asked.output, "restored --yes" in asked.output) == (True, True)
    assert "1 letter is noted." in noted.output
    assert json.loads(run(home, "restored", "--json").stdout) == {"letters": [], "noted": False}


def test_calendars_are_told_by_name_and_feeds_by_address(home):
    news = run(home, "calendar", "HT26")
    first, renewed = (run(home, "feed", "rektor0@example.se", *words) for words in ([], ["--new"]))
    stopped = run(home, "feed", "rektor0@example.se", "--stop")

    assert "Every calendar that was told of an occasion is as it should be." in news.output
    assert (first.exit_code, "/kalender/" in first.output) == (0, True)
    assert "no longer works" in renewed.output
    assert "closed" in stopped.output
    assert json.loads(run(home, "feed", "rektor0@example.se", "--json").stdout)["renewed"] is False
