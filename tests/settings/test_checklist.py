from pathlib import Path

import pytest

from nettools.domain.checklists import Applies, FindingLevel
from nettools.errors import SettingsError
from nettools.settings.checklist import load_checklist, read_checklist

NOWHERE = Path(__file__).parent
MINIMAL = """
version: egen
items:
  - {id: syfte, level: should, applies: FS, where: heading, any: ['syfte'], feedback: Varför?}
"""


def problems(content):
    return [(each.place.key or each.place.row, each.code) for each in read_checklist(content.encode())[1]]


def test_the_shipped_checklist_is_whole():
    checklist = load_checklist(NOWHERE)
    parts = {part.id: part for part in checklist.parts}

    assert len(parts) == 37
    assert (parts["nivaer"].applies, parts["nivaer"].level) == (Applies.SCHOOL, FindingLevel.SHOULD)
    assert parts["tidplan"].goal_field == "tidplan"
    assert [part.id for part in checklist.parts if not part.question or part.name == part.id] == []
    assert str(checklist.laws["sol-19-1"]) == "19 kap. 1 § socialtjänstlagen (2025:400), 2025-07-01–"
    assert [field.id for field in checklist.goal_fields] == [
        *("malsattning", "nulage", "atgarder", "tidplan", "ansvarig", "uppfoljning")
    ]


def test_a_homes_own_wins_and_what_it_lacks_is_the_shipped_one(tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "plan_checklist.yaml").write_text(MINIMAL, encoding="utf-8")
    own, ours = load_checklist(tmp_path), load_checklist(NOWHERE)

    assert (own.version, [part.id for part in own.parts], own.parts[0].question) == ("egen", ["syfte"], "Varför?")
    assert (own.outdated, own.goal_fields, own.privacy) == (ours.outdated, ours.goal_fields, ours.privacy)


def test_every_problem_is_told_by_its_key():
    wrong = """
version: 1
items:
  - {id: syfte, level: maste, any: ['('], feedback: ''}
  - {id: mal, level: must, applies: GY, any: [mål], feedback: Mål?, lag: x}
outdated_terms:
  - {re: 'x', use: y, from: i fjol}
"""
    assert sorted(problems(wrong)) == [
        ("items.1.any.1", "value"),
        ("items.1.feedback", "value"),
        ("items.1.level", "value"),
        ("items.2.applies", "value"),
        ("items.2.lag", "unknown-key"),
        ("outdated_terms.1.from", "value"),
    ]


def test_what_hangs_together_is_checked_too():
    wrong = (
        MINIMAL
        + """  - {id: syfte, level: tip, feedback: Igen, goal_field: budget, law: grundlagen, any: []}
findings: {no-such: {level: tip}}
"""
    )
    assert sorted(problems(wrong)) == [
        ("findings.no-such", "unknown-key"),
        ("items.syfte", "missing"),
        ("items.syfte.goal_field", "value"),
        ("items.syfte.id", "twice"),
        ("items.syfte.law", "value"),
    ]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("version: 1\nversion: 2\n", [(2, "twice")]),
        ("version: [1\n", [(2, "yaml")]),
        ("- a\n", [("", "value")]),
        ("a: !!python/object/apply:os.system [x]\n", [(1, "yaml")]),
    ],
)
def test_a_file_that_is_no_such_yaml_is_told_with_its_line(content, found):
    assert [(key or "", code) for key, code in problems(content)] == found


def test_a_broken_checklist_stops_with_its_problems(tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "plan_checklist.yaml").write_bytes("version: å".encode("cp1252"))

    with pytest.raises(SettingsError) as stopped:
        load_checklist(tmp_path)

    assert [(each.place.file, each.code) for each in stopped.value.problems] == [
        ("config/plan_checklist.yaml", "encoding")
    ]
