"""An undoing that dies anywhere is finished by the next one: each thing goes once, and comes back once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from worlds import a_world, settled

from nettools.jobs.changes import undoing

TESTS = Path(__file__).parent.parent
DIED = 9  # as undo_killed.py says


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        yield made


def newest(world):
    with world.tools() as tools:
        return tools.store.journal.runs(1)[0].run


def die_while_undoing(world, run, steps):
    """Begin to undo the run, and die after so many steps; whether it died before it was done."""
    paths = os.pathsep.join([str(TESTS), str(TESTS.parent)])
    done = subprocess.run(
        [sys.executable, str(TESTS / "jobs/undo_killed.py"), str(world.home), str(run), str(steps)],
        env={**os.environ, **world.environment, "PYTHONPATH": paths},
        check=False,
    )
    assert done.returncode in {0, DIED}
    return done.returncode == DIED


def finish(world, run):
    for _ in range(3):
        with world.tools() as tools:
            found = undoing.undo(tools, run, approve=lambda _: True)
        if not found.results:
            return
        assert found.exit_status == 0
    pytest.fail("it never ends")


def alive(world):
    canvas = world.canvas.world
    tables = (canvas.events, canvas.assignments, canvas.sections, canvas.courses)
    return [sum(row.workflow_state != "deleted" for row in rows) for rows in tables]


def test_killed_again_and_again_all_goes_once_and_all_comes_back_once(world):
    empty = alive(world)
    world.sign_up(1, 2)
    world.apply()
    made, there, meetings = newest(world), alive(world), {meeting.id for meeting in world.zoom.meetings}

    assert [die_while_undoing(world, made, steps) for steps in (1, 5, 12)] == [True] * 3
    finish(world, made)
    assert (set(world.students()), world.zoom.meetings) == ({"inactive"}, ())
    assert alive(world)[:2] == empty[:2]

    with world.tools() as tools:
        undos = [run.run for run in tools.store.journal.runs(None) if run.command == "undo"]
    for run in undos:  # the newest first, as a person would
        die_while_undoing(world, run, 4)
        finish(world, run)
    assert set(world.students()) == {"active"}
    assert (alive(world), {meeting.id for meeting in world.zoom.meetings}) == (there, meetings)
    world.apply()  # what a killed run did without noting it is known to nobody but apply
    assert (alive(world), settled(world)) == (there, True)
