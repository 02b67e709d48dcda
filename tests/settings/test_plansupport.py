"""How units are helped with their plans, read from config."""

import pytest

from nettools.domain.planchecks import FindingKind
from nettools.errors import SettingsError
from nettools.jobs.home import lay_out
from nettools.settings.checklist import load_checklist
from nettools.settings.plansupport import read_plan_support
from nettools.settings.shipped import read_config
from nettools.settings.sources import read_toml
from nettools.settings.tables import read_questions


@pytest.fixture
def home(tmp_path):
    lay_out(tmp_path)
    return tmp_path


@pytest.fixture
def bank(home):
    return read_questions(read_toml(read_config(home, "questions.toml"), "questions.toml"))[0]


def test_what_ships_speaks_of_every_part_and_every_kind_of_finding_and_of_nothing_else(home, bank):
    support, checklist = read_plan_support(home, bank), load_checklist(home)
    parts = {part.id for part in checklist.parts}
    fields = {rule.id for rule in checklist.goal_fields}
    kinds = {kind.value for kind in FindingKind} - {"missing-section"}
    assert sorted(part for area in support.areas for part in area.parts) == sorted(parts)
    topics = {topic.partition("/")[0] for topic in support.questions}
    assert topics == parts | kinds | {"personal-data"}
    assert {topic.partition("/")[2] for topic in support.questions} <= fields | {""}
    assert set(support.strengths) | set(support.tables) <= parts
    assert {kind for area in support.areas for kind in area.kinds} <= kinds
    assert {key for area in support.areas for key in area.questions} <= set(bank)


def test_every_question_asks(home, bank):
    questions = read_plan_support(home, bank).questions
    assert [topic for topic, one in questions.items() if not one.ask.endswith("?")] == []


def test_every_mistake_is_told_by_its_key(home, bank):
    (home / "config" / "plan_support.toml").write_text(
        '[[areas]]\nkey = "mal"\nname = "Mål"\nparts = ["mal"]\nquestions = ["q99"]\n'
        '[questions.mal]\nask = "Vad?"\nwhy = "För att."\nnext_step = "Gör."\nweight = 500\n',
        encoding="utf-8",
    )
    with pytest.raises(SettingsError) as refused:
        read_plan_support(home, bank)
    assert [str(problem.place) for problem in refused.value.problems] == [
        "config/plan_support.toml, questions.mal.weight"
    ]

    text = (home / "config" / "plan_support.toml").read_text(encoding="utf-8").replace("500", "50")
    (home / "config" / "plan_support.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        read_plan_support(home, bank)
    assert [(problem.code, problem.place.key) for problem in refused.value.problems] == [
        ("unknown-question", "areas.mal.questions")
    ]
