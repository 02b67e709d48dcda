"""A sending that is killed anywhere doubles nothing and loses nothing, as the mail server sees it."""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from builders import HT26
from letterhome import a_letter_home

from nettools.domain.letters import LetterKind, LetterState
from nettools.jobs.letters import listed, send, settle
from nettools.sandbox.mailbox import Mailbox

LETTERS = 60
KILLS = 8
TESTS = Path(__file__).parent.parent


def started(home, port):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])}
    process = subprocess.Popen(
        [sys.executable, str(TESTS / "jobs/letter_killed.py"), str(home), str(port)],
        env=environment,
        stdout=subprocess.PIPE,
    )
    process.stdout.readline()  # it has its store open and begins
    return process


def run_and_kill(home, port, after):
    """SIGKILL it `after` seconds from when it begins; True if it was alive until then."""
    process = started(home, port)
    timer = threading.Timer(after, process.kill)
    timer.start()
    process.stdout.close()
    killed = process.wait() < 0
    timer.cancel()
    return killed


def test_killed_at_random_moments_each_letter_is_sent_once_or_known_to_be_unsure(tmp_path):
    chance = random.Random(26)
    with Mailbox() as mailbox, a_letter_home(tmp_path, mailbox.port, LETTERS) as tools:
        for _ in range(KILLS):
            run_and_kill(tmp_path, mailbox.port, chance.uniform(0.3, 0.9))
            at_server = Counter(one.recipients[0] for one in mailbox.received)
            assert max(at_server.values(), default=1) == 1

        send_all(tools)
        unsure = {line.key: line.to for line in listed(tools, HT26).letters if line.state is LetterState.UNSURE}
        at_server = {one.recipients[0] for one in mailbox.received}
        everyone = {f"rektor{n}@example.se" for n in range(LETTERS)}
        assert everyone - at_server - set(unsure.values()) == set()

        for key, to in unsure.items():  # a person asks the rektor, or reads the mail server's log
            settle(tools, key, sent=to in at_server)
        send_all(tools)

        assert Counter(one.recipients[0] for one in mailbox.received) == dict.fromkeys(everyone, 1)
        assert {line.state for line in listed(tools, HT26).letters} == {LetterState.SENT}


def send_all(tools):
    return send(tools, LetterKind.WELCOME, HT26, sleep=lambda _: None)


def test_killed_while_the_server_has_the_letter_but_not_answered_it_is_unsure_and_named(tmp_path):
    with Mailbox() as mailbox, a_letter_home(tmp_path, mailbox.port, 3) as tools:
        mailbox.misbehave("stall", to="rektor1@", seconds=60)
        process = started(tmp_path, mailbox.port)
        while "sending" not in states(tools).values() or states(tools)["enhet-0"] != "sent":
            time.sleep(0.02)
        process.kill()
        process.stdout.close()
        process.wait()
        mailing = send_all(tools)

        assert mailing.interrupted == ("HT26/welcome/enhet-1",)
        assert mailing.exit_status == 5
        assert states(tools) == {"enhet-0": "sent", "enhet-1": "unsure", "enhet-2": "sent"}


def states(tools):
    return {line.key.rsplit("/", 1)[-1]: line.state.value for line in listed(tools, HT26).letters}
