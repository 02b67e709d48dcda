"""`nettools letters` as an administrator types it."""

import json

import pytest
from builders import HT26, a_letter
from letterhome import a_letter_home
from typer.testing import CliRunner

from nettools.cli import main
from nettools.cli.letters import app, show_intent, show_mailing
from nettools.domain.letters import LetterKind, LetterState
from nettools.jobs.letters.mailing import listed
from nettools.jobs.letters.outcomes import Intent, LetterLine, Mailing
from nettools.letters import KINDS, HeldBack
from nettools.sandbox.mailbox import Mailbox

main.describe()
KEY = "HT26/welcome/bjorkens-forskola-1780"


@pytest.fixture
def tools(tmp_path):
    with a_letter_home(tmp_path, 25, 0) as tools:
        yield tools


def test_settling_without_saying_what_became_of_the_letter_settles_nothing(tools):
    now = tools.clock()
    tools.store.outbox.add_drafts([a_letter(key=KEY)], now)
    tools.store.outbox.mark(KEY, LetterState.UNSURE, now)
    outcome = CliRunner().invoke(app, ["settle", KEY, "--home", str(tools.home)])

    assert outcome.exit_code == 2
    assert "--sent/--again" in outcome.output
    assert [line.state for line in listed(tools, HT26).letters] == [LetterState.UNSURE]


def test_letters_that_a_stop_left_are_counted_and_those_refused_are_listed(capsys):
    lines = [
        LetterLine(key="HT26/welcome/a", to="a@example.se", subject="", state=LetterState.DRAFT, reason="451 4.7.1"),
        LetterLine(key="HT26/welcome/b", to="b@example.se", subject="", state=LetterState.DRAFT),
    ]
    show_mailing(Mailing(kind=LetterKind.WELCOME, term=HT26, letters=tuple(lines)))
    printed = capsys.readouterr().out

    assert ("HT26/welcome/a" in printed, "HT26/welcome/b" in printed, ": 2" in printed) == (True, False, True)


@pytest.fixture
def home(tmp_path):
    with Mailbox() as mailbox, a_letter_home(tmp_path, mailbox.port, 2) as tools:
        config = tools.home / "config/nettools.toml"
        words = config.read_text(encoding="utf-8")
        words = words.replace("port = 587", f"port = {mailbox.port}").replace('tls = "starttls"', 'tls = "none"')
        config.write_text(words, encoding="utf-8")
        yield tools.home, mailbox


def run(home, *words):
    return CliRunner().invoke(main.app, ["letters", *words, "--home", str(home)])


def test_where_nobody_can_be_asked_nothing_is_sent_without_yes(home):
    at, mailbox = home
    asked = run(at, "send", "place-offered", "HT26")
    assert (asked.exit_code, len(mailbox.received)) == (4, 0)
    assert "nettools letters preview place-offered HT26" in asked.output

    told = run(at, "send", "place-offered", "HT26", "--yes")
    assert (told.exit_code, len(mailbox.received)) == (0, 2)


def test_before_it_is_asked_it_is_said_how_many_go_to_whom_and_who_gets_none(capsys):
    show_intent(
        Intent(
            kind=LetterKind.REGRET,
            term=HT26,
            to=KINDS[LetterKind.REGRET].to,
            count=12,
            subject="Besked",
            held_back=(HeldBack(code="protected-identity", count=1),),
        )
    )
    printed = capsys.readouterr().out

    assert "12 letters “Besked” go to the rektor." in printed
    assert "No letter to 1: has protected identity; write by hand" in printed


def test_the_kinds_are_listed_with_what_their_templates_may_say(home):
    at, _ = home
    told = json.loads(CliRunner().invoke(main.app, ["letters", "kinds", "--json"]).output)["kinds"]
    shown = run(at, "preview", "thank-you", "HT26", "--specimen", "--json")

    assert [one["kind"] for one in told] == [kind.value for kind in LetterKind]
    assert {"recipient_name", "evaluation_link"} <= set(told[-1]["placeholders"])
    assert [one["kind"] for one in told if one["by_calendar"]] == [
        *("supervision-invitation", "supervision-change", "supervision-cancellation", "meeting-change")
    ]
    assert json.loads(shown.stdout)["letters"][0]["to"] == "rektor@example.se"
