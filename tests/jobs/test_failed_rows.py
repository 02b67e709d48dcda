"""What an apply could not do comes back as a table to work from."""

from contextlib import contextmanager

import pytest
from worlds import a_sign_up, a_world

from nettools.changes import System, mark
from nettools.domain.registrations import RegistrationState
from nettools.files import read_sheets

FILE = "out/HT26-ej-utfört.xlsx"
HEADINGS = ("System", "Kind", "Name", "Unit", "E-mail", "How it went", "Why", "What to do", "Code", "Key")


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        yield made


@contextmanager
def misbehaving(canvas, kind, **others):
    canvas.misbehave(kind, **others)
    yield
    canvas.behave()


def rows(world, file=FILE):
    (sheet,) = read_sheets(world.home / file)
    headings, *lines = sheet.rows
    assert headings == HEADINGS
    return lines


def test_each_row_says_whom_it_is_about_why_and_what_to_do(world):
    world.environment["NETTOOLS__CANVAS__PEOPLE_SIS_IDS"] = "true"
    world.sign_up(1, 2)
    world.canvas.add_user("En annan", "annan@example.com", sis_user_id=mark("person/kurator1@example.se"))
    applied = world.apply()
    name = a_sign_up(1).companions[0].name
    found = [line for line in rows(world) if line[4] == "kurator1@example.se"]
    assert [(line[0], line[1], line[2], line[3], line[5], line[8]) for line in found] == [
        ("Canvas", str(one), name, "Enhet 1", "refused", code)
        for one, code in zip([line[1] for line in found], ["refused", *["waits"] * (len(found) - 1)], strict=True)
    ]
    assert len(found) == len(rows(world)) == len(applied.results) - len(applied.having("done"))
    assert found[0][9] == "person/kurator1@example.se"
    assert found[0][7] == "Read the reason, mend what it says, and run apply again."
    assert applied.as_json()["failed_file"] == FILE


def test_a_run_without_failures_leaves_no_old_list_behind(world):
    world.sign_up(1)
    with misbehaving(world.canvas, "error-500", times=500, path="/calendar_events", method="POST"):
        assert world.apply().failed.file == FILE
    assert {line[5] for line in rows(world)} >= {"no answer"}
    applied = world.apply()
    assert (applied.exit_status, applied.failed.file, applied.as_json()["failed_file"]) == (0, "", None)
    assert not (world.home / FILE).exists()


def test_a_run_on_one_system_has_a_list_of_its_own_that_a_whole_run_takes_away(world):
    world.sign_up(1)
    with misbehaving(world.canvas, "error-500", times=500, path="/calendar_events", method="POST"):
        assert world.apply(only=System.CANVAS).failed.file == "out/HT26-ej-utfört-canvas.xlsx"
    world.apply(only=System.ZOOM)
    assert (world.home / "out/HT26-ej-utfört-canvas.xlsx").exists()
    world.apply()
    assert [*world.home.glob("out/*ej-utfört*")] == []


def test_somebody_who_was_taken_out_for_protection_is_not_named(world):
    """The place must still be taken away, and when that fails there is a row: without a name, a key or an address."""
    world.sign_up(1, 2)
    world.apply()
    with world.tools() as tools:
        tools.store.registrations.remove(a_sign_up(1).term, ["enhet-1-1780"])
    with misbehaving(world.canvas, "error-500", times=500, method="DELETE"):
        applied = world.apply(allowed=["removals"])
    assert applied.failed.file == FILE
    assert "somebody who is not registered" in {line[2] for line in rows(world)}
    said = str(rows(world))
    assert [word for word in ("rektor1", "kurator1", "larare1", "Öberg 1") if word in said] == []


def test_somebody_who_has_withdrawn_is_named_since_they_are_registered_still(world):
    world.sign_up(1, 2)
    world.apply()
    world.sign_up(1, state=RegistrationState.WITHDRAWN)
    with misbehaving(world.canvas, "error-500", times=500, method="DELETE"):
        world.apply(allowed=["removals"])
    assert "rektor1@example.se" in {line[4] for line in rows(world)}


def test_a_file_that_cannot_be_written_is_told_and_hides_nothing_that_was_done(world):
    world.sign_up(1)
    (world.home / FILE).mkdir(parents=True)
    with misbehaving(world.canvas, "error-500", times=500, path="/calendar_events", method="POST"):
        applied = world.apply()
    assert (applied.exit_status, applied.failed.file) == (5, "")
    assert str(applied.failed.complaint) == "HT26-ej-utfört.xlsx could not be written: is it open somewhere?"
    assert applied.having("done")
