"""A sending that is killed anywhere doubles nothing and loses nothing, as the mail server sees it.

`make faults` kills it fifty times at random in a sending of five hundred.
"""

import os
import random
import time
from collections import Counter

import openpyxl
import pytest
from builders import HT26
from forked import nursery
from letterhome import a_letter_home

from nettools.domain.letters import LetterKind, LetterState
from nettools.jobs.letters.mailing import listed, resume, send, settle
from nettools.sandbox.mailbox import Mailbox

KILLS = int(os.environ.get("LETTER_KILLS") or 15)
LETTERS = 10 * KILLS
FAULTS = ("stall", "greylist", "refuse", "reject", "drop-early", "drop-before", "drop-after")
SHORT = """\
---
subject: Välkommen
placeholders: unit_names, recipient_given_name
---
# Välkommen {{ recipient_given_name }}

{{ unit_names }} har fått plats.
"""


@pytest.fixture(scope="module")
def forks():
    with nursery() as one:
        yield one


def short_letters(home):
    """What they say and hold is not the matter here, how they leave is."""
    template = home / "templates/letters/welcome.md"
    template.parent.mkdir(parents=True)
    template.write_text(SHORT, encoding="utf-8")


def misbehave(mailbox, chance):
    """A fifth of the addresses have a fault coming, some of them several times; now and then nobody gets through."""
    for number in chance.sample(range(LETTERS), LETTERS // 5):
        mailbox.misbehave(
            chance.choice(FAULTS), to=f"rektor{number}@", times=chance.choice((1, 1, 2)), seconds=chance.uniform(0, 0.3)
        )
    mailbox.misbehave("busy", times=3)


def test_killed_at_random_each_address_has_one_copy_or_is_listed(forks, tmp_path, record_property):
    chance = random.Random(26)
    with Mailbox() as mailbox, a_letter_home(tmp_path, mailbox.port, LETTERS) as tools:
        short_letters(tmp_path)
        misbehave(mailbox, chance)
        kills = runs = 0
        while kills < KILLS and runs < 10 * KILLS:
            runs += 1
            pid = forks.send(tmp_path, mailbox.port)
            if forks.wait(pid, chance.uniform(0.05, 0.5)) is None:
                forks.kill(pid)
                kills += 1
            copies = Counter(one.recipients[0] for one in mailbox.received)
            assert max(copies.values(), default=1) == 1
        record_property("kills", kills)
        check_all_are_accounted_for(tools, mailbox)
        assert kills == KILLS


def check_all_are_accounted_for(tools, mailbox):
    """One copy, or unsure and named, or refused for good and in the file; then a person settles the unsure."""
    send_all(tools)
    lines = {line.to: line for line in listed(tools, HT26).letters}
    at_server = {one.recipients[0] for one in mailbox.received}
    unsure = {to for to, line in lines.items() if line.state is LetterState.UNSURE}
    failed = {to for to, line in lines.items() if line.state is LetterState.FAILED}
    everyone = {f"rektor{n}@example.se" for n in range(LETTERS)}
    assert lines.keys() == everyone
    assert everyone - at_server == (everyone & unsure | failed) - at_server
    assert {to for to, line in lines.items() if line.state is LetterState.SENT} | unsure >= at_server
    assert failed & at_server == set()
    mailbox.behave()
    for to in unsure:  # the mail server's log tells
        settle(tools, lines[to].key, sent=to in at_server)
    send_all(tools)

    assert Counter(one.recipients[0] for one in mailbox.received) == dict.fromkeys(everyone, 1)
    assert {line.state for line in listed(tools, HT26).letters} == {LetterState.SENT}


def send_all(tools):
    return send(tools, LetterKind.WELCOME, HT26, sleep=lambda _: None)


def test_refused_for_good_is_in_the_file_after_a_kill_too(forks, tmp_path):
    with Mailbox() as mailbox, a_letter_home(tmp_path, mailbox.port, 3) as tools:
        short_letters(tmp_path)
        mailbox.misbehave("refuse", to="rektor0@")
        mailbox.misbehave("stall", to="rektor1@", seconds=60)
        killed_while_sending(forks, tools, mailbox, "enhet-1")
        mailing = resume(tools, HT26, sleep=lambda _: None)
        sheet = openpyxl.load_workbook(tmp_path / mailing.failures).active

        assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["rektor0@example.se"]
        assert states(tools) == {"enhet-0": "failed", "enhet-1": "unsure", "enhet-2": "sent"}


def test_killed_while_the_server_has_the_letter_but_not_answered_it_is_unsure_and_named(forks, tmp_path):
    with Mailbox() as mailbox, a_letter_home(tmp_path, mailbox.port, 3) as tools:
        mailbox.misbehave("stall", to="rektor1@", seconds=60)
        killed_while_sending(forks, tools, mailbox, "enhet-1")
        mailing = send_all(tools)

        assert mailing.interrupted == ("HT26/welcome/enhet-1",)
        assert mailing.exit_status == 5
        assert states(tools) == {"enhet-0": "sent", "enhet-1": "unsure", "enhet-2": "sent"}


def killed_while_sending(forks, tools, mailbox, key):
    pid = forks.send(tools.home, mailbox.port)
    while states(tools).get(key) != "sending":
        time.sleep(0.02)
    forks.kill(pid)


def states(tools):
    return {line.key.rsplit("/", 1)[-1]: line.state.value for line in listed(tools, HT26).letters}
