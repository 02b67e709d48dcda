"""`nettools undo` and `nettools journal` as a person types them."""

import json
from datetime import UTC, datetime

import pytest
from builders import HT26, a_registration
from typer.testing import CliRunner

from nettools import sandbox
from nettools.cli import main
from nettools.domain.terms import Term
from nettools.jobs.changes import applying
from nettools.jobs.tools import open_tools

main.describe()

NOW = datetime(2026, 8, 20, 10, 0, tzinfo=UTC)


def typed(*words):
    """What a person sees who types this: the exit status, stdout, stderr."""
    done = CliRunner().invoke(main.app, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def stage(tmp_path, monkeypatch):
    """A term in the pretend Canvas and Zoom, made by a run of apply."""
    assert typed("init", tmp_path)[0] == 0
    with sandbox.start(clock=lambda: NOW) as stage:
        stage.zoom.limits.per_second.clear()
        for name, value in stage.environment().items():
            monkeypatch.setenv(name, value)
        with open_tools(tmp_path, clock=lambda: NOW) as tools:
            tools.store.registrations.save([a_registration()])
            applying.apply(tools, HT26, approve=lambda _: True)
        yield stage


@pytest.fixture
def run(tmp_path, stage):
    with open_tools(tmp_path) as tools:
        return tools.store.journal.runs(1)[0].run


def hand_ins(stage):
    return sum(row.workflow_state != "deleted" for row in stage.canvas.world.assignments)


def test_without_a_yes_it_is_shown_and_refused_with_the_command_that_does_it(tmp_path, stage, run):
    before = hand_ins(stage)
    status, said, complaint = typed("undo", run, "--home", tmp_path)
    assert (status, hand_ins(stage)) == (4, before)
    assert "accounts stay" in said
    assert "nettools apply HT26 would do it all again" in said
    assert f"nettools undo {run} --fingerprint " in complaint

    command = complaint.partition("nettools ")[2].split()
    status, said, _ = typed(*command, "--home", tmp_path)
    assert (status, hand_ins(stage)) == (0, 0)
    assert "changes done." in said

    status, said, _ = typed("undo", run, "--home", tmp_path)
    assert (status, said.splitlines()[0]) == (0, "Nothing is to do.")


def test_a_stale_fingerprint_is_refused(tmp_path, stage, run):
    before = hand_ins(stage)
    status, _, complaint = typed("undo", run, "--fingerprint", "0" * 12, "--home", tmp_path)
    assert (status, f"Look again: nettools undo {run}" in complaint) == (4, True)
    assert hand_ins(stage) == before


def test_as_json_it_is_one_document(tmp_path, stage, run):
    status, said, _ = typed("undo", run, "--json", "--home", tmp_path)
    seen = json.loads(said)
    assert (status, seen["run"], seen["command"], seen["term"], seen["forgotten"]) == (4, run, "apply", "HT26", [])
    assert {one["kind"] for one in seen["changes"]} == {"remove"}
    # Whether the meetings have begun is told by the computer's own clock.
    assert {one["code"] for one in seen["cannot"]} - {"begun"} == {"account", "holding", "people"}

    status, said, _ = typed("undo", run, "--json", "--yes", "--home", tmp_path)
    done = json.loads(said)
    assert (status, done["exit"], done["done"], done["failed"]) == (0, 0, len(seen["changes"]), [])


def test_a_run_that_is_none_is_said(tmp_path, stage):
    status, _, complaint = typed("undo", 4711, "--home", tmp_path)
    assert (status, "There is no run 4711" in complaint) == (1, True)


def test_the_journal_tells_what_was_done_in_words_and_how_to_undo_it(tmp_path, stage, run):
    status, said, _ = typed("journal", "show", run, "--home", tmp_path)
    assert status == 0
    assert "2026-08-20 12.00" in said  # Swedish summer time
    assert "course room" in said
    assert f"nettools undo {run}" in said


def test_the_journal_as_json_says_what_each_step_was_about(tmp_path, stage, run):
    _, said, _ = typed("journal", "show", run, "--json", "--home", tmp_path)
    entries = json.loads(said)["entries"]
    assert {entry["what"] for entry in entries} >= {"zoom-meeting", "course-room", "enrolment"}
    assert all(entry["at"] == "2026-08-20T10:00:00+00:00" for entry in entries)


def test_the_journal_of_one_term_alone(tmp_path, stage, run):
    with open_tools(tmp_path) as tools:
        tools.store.journal.open_run("signups add", Term.parse("VT27"), "maja", NOW)
    _, said, _ = typed("journal", "list", "--term", "VT27", "--json", "--home", tmp_path)
    assert [one["command"] for one in json.loads(said)["runs"]] == ["signups add"]
    _, said, _ = typed("journal", "list", "--limit", "1", "--term", "HT26", "--json", "--home", tmp_path)
    assert [one["run"] for one in json.loads(said)["runs"]] == [run]
