"""The plug is pulled, again and again, at moments of chance; in the end each thing stands exactly once."""

import os
import random
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager

import pytest
from counting import planned, standing
from homes import a_term_at_home

from nettools.domain.letters import LetterKind, LetterState
from nettools.jobs import changes, terms
from nettools.sandbox import start

KILLS = 20
STARTING = 0.5  # seconds that the command needs before it acts


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


def killed_at(folder, sandbox, moments, *words):
    """Run the command and kill it after each of these seconds; how many were alive when they were killed."""
    alive = 0
    for seconds in moments:
        with running(folder, sandbox, *words) as process:
            try:
                process.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                alive += 1
    return alive


def finished(folder, sandbox, *words):
    """Run the command to its end; its exit status and what it said."""
    with running(folder, sandbox, *words) as process:
        said, _ = process.communicate(timeout=300)
        return process.returncode, said


def moments(seed, within):
    chance = random.Random(seed)
    return [STARTING + chance.uniform(0, within) for _ in range(KILLS)]


@pytest.mark.parametrize("seed", [1, 2])
def test_apply_killed_at_twenty_moments_makes_each_thing_exactly_once(seed, tmp_path, record_property):
    home = tmp_path / "hem"
    with (
        start(latency=0.02) as sandbox,
        a_term_at_home(home, sandbox, units=30, people=150, networks=3) as (tools, term),
    ):
        foreign = sandbox.canvas.add_course("Någon annans kurs")

        alive = killed_at(home, sandbox, moments(seed, 0.9), "apply", str(term), "--yes")
        status, said = finished(home, sandbox, "apply", str(term), "--yes")

        assert status == 0, said
        assert alive > 0
        assert standing(sandbox, term) == planned(terms.term_plan(tools, term))
        assert sandbox.canvas.world.courses.get(foreign.id).workflow_state == "available"
        assert changes.preview(tools, term).change_set.changes == ()
        record_property("killed while alive", alive)


def test_sending_killed_at_twenty_moments_doubles_no_letter_and_loses_none(tmp_path, record_property):
    home = tmp_path / "hem"
    with (
        start() as sandbox,
        a_term_at_home(home, sandbox, units=150, people=150, networks=3) as (tools, term),
    ):
        changes.apply(tools, term, approve=lambda _: True)

        alive = killed_at(home, sandbox, moments(3, 1.0), "letters", "send", "welcome", str(term))
        _, said = finished(home, sandbox, "letters", "send", "welcome", str(term))

        wanted = {one.principal.email.key for one in tools.store.registrations.of(term)}
        unsure = {
            entry.letter.to.key
            for entry in tools.store.outbox.of(term, LetterKind.WELCOME)
            if entry.state is LetterState.UNSURE
        }
        received = Counter(str(message["To"].addresses[0].addr_spec).casefold() for message in sandbox.mailbox.messages)

        assert alive > 0, said
        assert {address: n for address, n in received.items() if n > 1} == {}
        assert wanted - received.keys() - unsure == set()
        assert received.keys() <= wanted
        record_property("killed while alive", alive)
        record_property("unsure", len(unsure))
