"""`nettools letters` as an administrator types it."""

import pytest
from builders import HT26, a_letter
from letterhome import a_letter_home
from typer.testing import CliRunner

from nettools.cli.letters import app, show_mailing
from nettools.domain.letters import LetterKind, LetterState
from nettools.jobs.letter_outcomes import LetterLine, Mailing
from nettools.jobs.letters import listed

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
