"""`nettools healthplans` template, add, feedback, approve, status, compare, overview and remind, as a person types."""

import json
import shutil

import pytest
from planhome import BETTER, PLAN, PlanHome
from typer.testing import CliRunner

from nettools.cli import main
from nettools.sandbox.invented.plan_drafts import docx

main.describe()
UNIT = ("--term", "HT26")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    home = PlanHome(tmp_path_factory.mktemp("made") / "home", units=2)
    home.hand_in(1)
    home.hand_in(1, BETTER)
    home.write()
    return home.home


@pytest.fixture
def home(made, tmp_path):
    return shutil.copytree(made, tmp_path / "home")


@pytest.fixture
def typed(home):
    """What a person sees who types this: the exit status, and stdout or stderr without spaces at the ends of lines."""

    def typed(*words):
        done = CliRunner().invoke(main.app, ["healthplans", *map(str, words), "--home", str(home)])
        return done.exit_code, [line.rstrip() for line in (done.stdout or done.stderr).splitlines()]

    return typed


def test_a_template_for_a_school_form_by_its_name_or_code(typed, tmp_path):
    for form in ("förskola", "fs", "Anpassad grundskola"):
        path = tmp_path / f"{form}.docx"
        assert typed("template", path, "--school-form", form) == (0, [f"Written: {path}"])
        assert path.read_bytes()[:2] == b"PK"
    status, said = typed("template", tmp_path / "x.docx", "--school-form", "högskola")
    assert (status, "högskola is no school form" in " ".join(said)) == (2, True)


def test_a_plan_from_a_mail_is_added_once(typed, tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(docx((*PLAN, "Mer.")))
    added = ("add", path, "--unit", "enhet-2", *UNIT, "--received", "2026-11-03")
    assert typed(*added) == (0, ["Version 1: out/healthplans/HT26/enhet-2/001-2026-11-03-plan.docx"])
    assert typed(*added) == (0, ["The same as version 1."])
    status, said = typed("add", path, "--unit", "okänd", *UNIT)
    assert (status, said[-1].strip()) == (1, "No unit okänd is signed up for the term.")


def test_feedback_is_written_then_approved_by_name(typed, home):
    status, said = typed("feedback", "HT26")
    assert status == 0
    assert said[-2:] == [
        f"1 waits to be read: {home}/out/healthplans/HT26/feedback/index.html",
        "Then: nettools healthplans approve KEY --term HT26",
    ]
    assert typed("approve", *UNIT)[0] == 2
    assert typed("approve", "enhet-1", "--all", *UNIT)[0] == 2
    assert typed("approve", "enhet-2", *UNIT)[0] == 1
    assert typed("approve", "enhet-1", *UNIT) == (
        0,
        ["  HT26/enhet-1/2", "1 approved.", "Then: nettools healthplans send HT26"],
    )
    found = json.loads("\n".join(typed("feedback", "HT26", "--json")[1]))
    assert (found["written"], [(one["unit"], one["state"]) for one in found["kept"]]) == ([], [("enhet-1", "approved")])


def test_before_anything_is_applied_there_is_nowhere_to_say_it(typed):
    typed("approve", "--all", *UNIT)
    assert typed("send", "HT26")[0] == 4


def test_status_with_areas_tells_how_far_each_has_come(typed, tmp_path):
    status, said = typed("status", "HT26", "--areas", "--xlsx", tmp_path / "m.xlsx", "--html", tmp_path / "m.html")
    assert (status, (tmp_path / "m.xlsx").is_file(), (tmp_path / "m.html").is_file()) == (0, True, True)
    rows = [line.split() for line in said if line.lstrip().startswith(("Enhet 1", "Enhet 2"))]
    assert [row[2:5] for row in rows] == [["changed", "since", "2026-11-02"], ["nothing"], rows[2][2:5], ["–"] * 3]
    assert rows[2][2].endswith("%")
    found = json.loads("\n".join(typed("status", "HT26", "--areas", "--json")[1]))
    assert [unit["unit"] for unit in found["matrix"]["units"]] == ["enhet-1", "enhet-2"]


def test_two_versions_are_compared(typed):
    status, said = typed("compare", "enhet-1", *UNIT)
    assert status == 0
    assert said[-1].endswith("are new.")
    assert [line.split()[0] for line in said if line.lstrip().startswith(("new", "changed"))] == ["changed", "new"]
    assert typed("compare", "enhet-1", *UNIT, "--from", "1")[0] == 2
    assert typed("compare", "enhet-1", *UNIT, "--from", "2", "--to", "2")[1][0] == "Nothing has changed."
    assert typed("compare", "enhet-2", *UNIT)[0] == 1


def test_few_plans_are_not_spoken_of_together(typed):
    status, said = typed("overview", "HT26")
    assert (status, said[0][:9]) == (0, "Too few p")


def test_whom_a_reminder_would_go_to(typed):
    assert typed("remind", "HT26") == (
        0,
        ["  Enhet 2 (enhet-2)", "1 unit has sent in no draft.", "The last day is 2026-12-04."],
    )
