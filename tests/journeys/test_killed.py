"""The plug is pulled, again and again, at moments of chance; in the end each thing stands exactly once."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager

import pytest
from counting import planned, standing
from homes import a_term_at_home

from nettools.domain.letters import LetterKind, LetterState
from nettools.jobs import terms
from nettools.jobs.changes import applying
from nettools.sandbox import start

KILLS = 20


@contextmanager
def running(folder, sandbox, *words):
    """The command `nettools`, as a process of its own that points at the sandbox."""
    process = subprocess.Popen(
        [sys.executable, "-m", "nettools", *words, "--home", str(folder)],
        env={**os.environ, **sandbox.environment(), "NETTOOLS__LIMITS__LETTERS_PER_MINUTE": "6000"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def killed_while_acting(folder, sandbox, delays, acted, *words):
    """Run the command again and again; each time wait until it acts, a moment more, and kill it. How many died so."""
    killed = 0
    for delay in delays:
        before = acted()
        with running(folder, sandbox, *words) as process:
            while process.poll() is None and acted() == before:
                time.sleep(0.002)
            try:
                process.wait(timeout=delay)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
    return killed


def finished(folder, sandbox, *words):
    """Run the command to its end; its exit status and what it said."""
    with running(folder, sandbox, *words) as process:
        said, _ = process.communicate(timeout=300)
        return process.returncode, said


def delays(seed, longest):
    chance = random.Random(seed)
    return [chance.uniform(0, longest) for _ in range(KILLS)]


@pytest.mark.parametrize("seed", [1, 2])
def test_apply_killed_at_twenty_moments_makes_each_thing_exactly_once(seed, tmp_path, record_property):
    home = tmp_path / "hem"
    with (
        start(latency=0.08) as sandbox,
        a_term_at_home(home, sandbox, units=30, people=150, networks=3) as (tools, term),
    ):
        foreign = sandbox.canvas.add_course("Någon annans kurs")

        def acted():
            return sum(call.method != "GET" for call in sandbox.canvas.record.calls)

        killed = killed_while_acting(home, sandbox, delays(seed, 0.25), acted, "apply", str(term), "--yes")
        status, said = finished(home, sandbox, "apply", str(term), "--yes")

        assert status == 0, said
        assert killed > 0
        assert standing(sandbox, term) == planned(terms.term_plan(tools, term))
        assert sandbox.canvas.world.courses.get(foreign.id).workflow_state == "available"
        assert applying.preview(tools, term).change_set.changes == ()
        record_property("killed while it acted", killed)


def test_sending_killed_at_twenty_moments_doubles_no_letter_and_loses_none(tmp_path, record_property):
    home = tmp_path / "hem"
    with (
        start() as sandbox,
        a_term_at_home(home, sandbox, units=200, people=200, networks=3) as (tools, term),
    ):
        applying.apply(tools, term, approve=lambda _: True)

        def acted():
            return len(sandbox.mailbox.received)

        killed = killed_while_acting(
            home, sandbox, delays(3, 0.15), acted, "letters", "send", "welcome", str(term), "--yes"
        )
        _, said = finished(home, sandbox, "letters", "send", "welcome", str(term), "--yes")

        wanted = {one.principal.email.key for one in tools.store.registrations.of(term)}
        unsure = {
            entry.letter.to.key
            for entry in tools.store.outbox.of(term, LetterKind.WELCOME)
            if entry.state is LetterState.UNSURE
        }
        received = Counter(str(message["To"].addresses[0].addr_spec).casefold() for message in sandbox.mailbox.messages)

        assert killed > 0, said
        assert {address: n for address, n in received.items() if n > 1} == {}
        assert wanted - received.keys() - unsure == set()
        assert received.keys() <= wanted
        record_property("killed while it acted", killed)
        record_property("unsure", len(unsure))
