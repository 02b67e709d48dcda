"""Plans followed: unit by area, all together, two versions, and who has sent in none."""

import json
import shutil
from datetime import date

import pytest
from builders import HT26
from openpyxl import load_workbook
from planhome import BETTER, LETTER, MONDAY, PLAN, PRIVATE, PlanHome

from nettools.errors import InputError
from nettools.jobs.healthplans import overview as job
from nettools.jobs.healthplans.template import write_template

TUESDAY = MONDAY.replace(day=3)


@pytest.fixture
def home(tmp_path):
    return PlanHome(tmp_path / "home", units=7)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Made and read once; each test gets a copy."""
    home = PlanHome(tmp_path_factory.mktemp("read") / "home", units=7)
    for number in range(1, 6):
        home.hand_in(number, (*PLAN, f"Enheten har nummer {number * 11}."))
    home.hand_in(1, BETTER, TUESDAY)
    home.hand_in(6, PRIVATE)
    of(home, job.matrix)
    return home.home


@pytest.fixture
def filled(read, tmp_path):
    return PlanHome.of(shutil.copytree(read, tmp_path / "home"))


def of(home, ask, *others):
    with home.tools() as tools:
        return ask(tools, HT26, *others)


def test_the_matrix_has_a_row_for_each_unit_and_every_version_in_its_history(filled, tmp_path):
    found = of(filled, job.matrix)
    rows = {row.unit.key: (row.version, row.verdict and row.verdict.value) for row in found.rows}
    assert rows == {
        "enhet-1": (2, "plan-incomplete"),
        **{f"enhet-{n}": (1, "plan-incomplete") for n in range(2, 6)},
        "enhet-6": (1, "blocked-privacy"),
        "enhet-7": (0, None),
    }
    worth = {row.unit.key: row.worths["mal"] for row in found.rows}
    assert worth["enhet-1"] > worth["enhet-2"] > 0
    assert (worth["enhet-6"], worth["enhet-7"]) == (None, None)
    assert [row.version for row in found.history if row.unit.key == "enhet-1"] == [1, 2]
    assert [row.parts for row in found.rows[5:]] == [{}, {}]

    book = load_workbook(job.write_matrix(found, tmp_path / "m.xlsx"))
    assert book.sheetnames == ["Areas", "Parts", "Versions"]
    cells = [[cell.value for cell in row] for row in book["Areas"].iter_rows()]
    assert cells[0][:5] == ["Unit", "Version", "Handed in", "Late", "The draft"]
    assert [row[0] for row in cells[1:]] == [f"Enhet {n}" for n in range(1, 8)]
    assert set(cells[7][5:]) == {None}


def test_drafts_are_read_once_and_anew_when_the_checklist_changes(filled):
    of(filled, job.matrix)
    for draft in (filled.home / "out/healthplans/HT26/enhet-2").iterdir():
        draft.write_bytes(b"borta")
    assert of(filled, job.matrix).rows[1].verdict.value == "plan-incomplete"
    checklist = filled.home / "config" / "plan_checklist.yaml"
    checklist.write_text(checklist.read_text(encoding="utf-8").replace("version: 2026-2", "version: 2026-3"), "utf-8")
    assert of(filled, job.matrix).rows[1].verdict.value != "plan-incomplete"


def test_all_together_names_no_unit_and_points_to_questions_of_the_bank(filled, tmp_path):
    found = of(filled, job.whole_network)
    assert (found.units, found.drafts, found.together.measured) == (7, 6, 5)
    means = [one.mean for one in found.together.areas]
    assert means == sorted(means)
    assert means[0] < 0.5
    assert set(found.questions) >= set(found.together.areas[0].questions) != set()
    with filled.tools() as tools:
        page = job.write_network_page(tools, found, tmp_path / "n.html").read_text(encoding="utf-8")
    assert "Enhet" not in page + json.dumps(found.as_json())
    assert found.together.areas[0].area.name in page


def test_few_plans_are_not_spoken_of_together(home):
    home.hand_in(1)
    found = of(home, job.whole_network)
    assert (found.together.measured, found.together.areas, found.questions) == (1, (), {})


def test_two_versions_are_compared_and_what_is_settled_is_told(filled):
    found = of(filled, job.compare_drafts, "enhet-1")
    assert found.versions == (1, 2)
    told = [(change.kind.value, change.piece.text) for change in found.changes]
    assert ("changed", "Tidplan: Klart i november 2026") in told
    assert ("added", "Uppföljning: Nya intervjuer i maj.") in told
    assert "vague-time" in [finding.kind.value for finding in found.settled.settled]
    backwards = of(filled, job.compare_drafts, "enhet-1", (2, 1))
    assert ("removed", "Uppföljning: Nya intervjuer i maj.") in [
        (change.kind.value, change.piece.text) for change in backwards.changes
    ]


@pytest.mark.parametrize(("unit", "versions"), [("enhet-2", None), ("enhet-1", (1, 9)), ("okänd", None)])
def test_versions_that_there_are_not_cannot_be_compared(filled, unit, versions):
    with pytest.raises(InputError) as refused:
        of(filled, job.compare_drafts, unit, versions)
    assert [problem.code for problem in refused.value.problems] == ["no-such-version"]


def test_a_draft_that_is_set_aside_is_not_compared(filled):
    filled.hand_in(6, PLAN, TUESDAY)
    with pytest.raises(InputError) as refused:
        of(filled, job.compare_drafts, "enhet-6")
    assert [problem.code for problem in refused.value.problems] == ["blocked-privacy"]


def test_a_reminder_goes_to_units_with_a_place_and_no_draft(filled):
    found = of(filled, job.reminders)
    assert ([unit.key for unit in found.units], found.due) == (["enhet-7"], date(2026, 12, 4))
    filled.hand_in(7, LETTER)
    assert of(filled, job.units_without_draft) == ()


def test_the_page_of_the_matrix_has_a_cell_for_each_unit_and_area(filled, tmp_path):
    found = of(filled, job.matrix)
    with filled.tools() as tools:
        page = job.write_matrix_page(tools, found, tmp_path / "m.html").read_text(encoding="utf-8")
    assert page.count("<rect") == len(found.rows) * len(found.areas)
    assert "Enhet 7, Planens ramar: –" in page


def test_the_template_comes_from_the_homes_checklist(home, tmp_path):
    with home.tools() as tools:
        written = write_template(tools, tmp_path / "mall.docx")
    assert written.path.read_bytes()[:2] == b"PK"
    assert written.chapters == 8
