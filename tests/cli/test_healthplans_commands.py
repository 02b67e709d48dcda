"""`nettools healthplans` and `nettools retention` as a person types them."""

import json
from datetime import UTC, datetime

import pytest
from builders import HT26, a_companion, a_principal, a_registration, a_unit
from typer.testing import CliRunner

from nettools import sandbox
from nettools.changes import System
from nettools.cli import main
from nettools.domain.terms import Term
from nettools.jobs.changes import applying
from nettools.jobs.changes.remotes import Options
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
            applying.apply(tools, HT26, Options(only=System.CANVAS), approve=lambda _: True)
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


def test_what_needs_a_person_is_told_with_what_to_do(home, canvas):
    hand_in(canvas, 1)
    hand_in(canvas, 1, "samma.pdf")
    other = canvas.add_user("Lena Lind", "lena@example.se")
    room = next(one for one in canvas.world.courses.rows.values() if one.sis_course_id == "nettools.HT26.natverk-1")
    canvas.enrol(room, other)
    canvas.hand_in("sis_course_id:nettools.HT26.natverk-1", "lena@example.se", "plan.pdf", b"%PDF-1.7 x", MONDAY)
    _, said, warned = typed("healthplans", "collect", "HT26", "--home", home)
    assert said.splitlines()[2:] == ["1 file was the same as before."]
    assert warned.splitlines()[-2:] == [
        f"Whose is file {max(canvas.world.files.rows)}? Possible units: –",
        "Run it again with --unit FILE=UNIT.",
    ]


def test_a_file_that_does_not_come_ends_with_status_5(home, canvas):
    hand_in(canvas, 1)
    canvas.misbehave("html-502", times=9, path="/download")
    status, _, warned = typed("healthplans", "collect", "HT26", "--home", home)
    assert status == 5
    assert warned.splitlines()[-1] == f"File {max(canvas.world.files.rows)} did not come; run it again."


def test_retention_lists_what_is_due_what_lacks_support_and_what_has_no_rule(home):
    rules = '[[rules]]\nkind = "sign-ups"\nkeep_months = 0\nsupport = "Beslut 12"\n'
    rules += '[[rules]]\nkind = "journal"\nkeep_months = 0\nsupport = ""\n'
    (home / "config" / "retention.toml").write_text(rules, encoding="utf-8")
    with open_tools(home, clock=lambda: datetime(2020, 1, 1, tzinfo=UTC)) as tools:
        tools.store.registrations.save(
            [
                a_registration(
                    a_unit("gammal"),
                    terms=(Term.parse("HT19"),),
                    term=Term.parse("HT19"),
                    submitted=datetime(2019, 5, 1, tzinfo=UTC),
                    companions=(a_companion(),),
                )
            ]
        )
        tools.store.journal.open_run("apply", None, "maja", tools.clock())
    _, said, _ = typed("retention", "due", "--home", home)
    rows = [" ".join(line.split()) for line in said.splitlines()]
    assert "sign-ups HT19 1 2019-05-01 Beslut 12" in rows
    assert "journal 1 2020-01-01" in rows
    assert "companions HT19 1 2019-05-01" in rows


def test_what_lacks_support_is_told_and_nothing_is_due(home):
    _, said, _ = typed("retention", "due", "--home", home, "--json")
    assert json.loads(said)["due"] == []
    assert typed("retention", "due", "--home", home)[0] == 0
