"""`nettools healthplans` and `nettools retention` as a person types them."""

import json
from datetime import UTC, datetime

import pytest
from builders import HT26, a_principal, a_registration, a_unit
from typer.testing import CliRunner

from nettools import sandbox
from nettools.changes import System
from nettools.cli import main
from nettools.jobs import changes
from nettools.jobs.tools import open_tools

main.describe()

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def typed(*words):
    """What a person sees who types this: the exit status, stdout, stderr."""
    done = CliRunner().invoke(main.app, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def home(tmp_path):
    assert typed("init", tmp_path)[0] == 0
    with open_tools(tmp_path) as tools:
        tools.store.registrations.save(
            a_registration(a_unit(f"enhet-{n}", f"Enhet {n}"), a_principal(f"rektor{n}@example.se"))
            for n in range(1, 5)
        )
    return tmp_path


@pytest.fixture
def canvas(home, monkeypatch):
    """A Canvas with the term in it."""
    now = datetime(2026, 8, 20, tzinfo=UTC)
    with sandbox.start(clock=lambda: now) as stage:
        for name, value in stage.environment().items():
            monkeypatch.setenv(name, value)
        with open_tools(home, clock=lambda: now) as tools:
            changes.apply(tools, HT26, approve=lambda _: True, only=System.CANVAS)
        yield stage.canvas


def hand_in(canvas, number, name="plan.pdf", data=b"%PDF-1.7"):
    canvas.hand_in("sis_course_id:nettools.HT26.natverk-1", f"rektor{number}@example.se", name, data, MONDAY)


def test_collecting_says_what_came_and_what_was_not_kept(home, canvas):
    hand_in(canvas, 1)
    hand_in(canvas, 2, "plan.exe")
    status, said, _ = typed("healthplans", "collect", "HT26", "--home", home)
    lines = [line.rstrip() for line in said.splitlines()]
    assert status == 0
    assert lines[:2] == [
        "1 new version; 0 already here.",
        "  out/healthplans/HT26/enhet-1/001-2026-11-02-plan.pdf",
    ]
    assert "enhet-2" in said
    assert "type-not-allowed" in said
    assert typed("healthplans", "collect", "HT26", "--home", home)[1].splitlines()[0] == (
        "0 new versions; 1 already here."
    )


def test_collecting_as_json_is_one_document(home, canvas):
    hand_in(canvas, 1)
    _, said, _ = typed("healthplans", "collect", "HT26", "--home", home, "--json")
    found = json.loads(said)
    assert sorted(found) == ["collected", "failed", "known", "refused", "same", "term", "unsettled", "without_file"]
    assert [(one["unit"], one["version"], one["path"]) for one in found["collected"]] == [
        ("enhet-1", 1, "out/healthplans/HT26/enhet-1/001-2026-11-02-plan.pdf")
    ]


def test_status_has_a_row_for_each_unit(home, canvas):
    hand_in(canvas, 1)
    hand_in(canvas, 1, data=b"%PDF-1.7 mer")
    hand_in(canvas, 2)
    typed("healthplans", "collect", "HT26", "--home", home)
    _, said, _ = typed("healthplans", "status", "HT26", "--home", home)
    rows = [" ".join(line.split()) for line in said.splitlines() if line.strip().startswith("Enhet")]
    assert rows == [
        "Enhet 1 changed since 2026-11-02 2 2026-11-02 10.00",
        "Enhet 2 draft 1 2026-11-02 10.00",
        "Enhet 3 nothing",
        "Enhet 4 nothing",
    ]
    _, said, _ = typed("healthplans", "status", "HT26", "--home", home, "--json")
    assert json.loads(said)["counts"] == {"nothing": 2, "draft": 1, "changed": 1}


def test_a_unit_told_in_the_wrong_way_is_refused(home):
    assert typed("healthplans", "collect", "HT26", "--unit", "12", "--home", home)[0] == 2


def test_what_lacks_support_is_told_and_nothing_is_due(home):
    _, said, _ = typed("retention", "due", "--home", home, "--json")
    assert json.loads(said)["due"] == []
    assert typed("retention", "due", "--home", home)[0] == 0
