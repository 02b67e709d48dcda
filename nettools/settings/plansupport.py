"""`config/plan_support.toml`: how units are helped with their plans. Read by the jobs that need it, and by no other."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from nettools.domain.plansupport import FormWording, PlanArea, PlanSupport, SupportQuestion, TemplateTable
from nettools.errors import Place, Problem, SettingsError
from nettools.language import text
from nettools.settings.checking import check
from nettools.settings.kinds import FilledWords, Key, Read, Words, whole
from nettools.settings.model import Table
from nettools.settings.shipped import read_config
from nettools.settings.sources import read_toml_with

FILE = "config/plan_support.toml"
Few = Annotated[int, Read(whole(0, 20))]
Weight = Annotated[int, Read(whole(1, 100))]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaEntry(Table):
    """`[[areas]]`: parts that belong together."""

    key: Key
    name: FilledWords
    parts: tuple[FilledWords, ...]
    kinds: tuple[FilledWords, ...] = ()
    goals: bool = False
    questions: tuple[FilledWords, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionEntry(Table):
    """`[questions.…]`: what is asked about one topic."""

    ask: FilledWords
    why: FilledWords
    next_step: FilledWords
    weight: Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEntry(Table):
    """`[tables.…]`: a table of the template."""

    headings: tuple[FilledWords, ...]
    rows: tuple[FilledWords, ...] = ()
    empty_rows: Few = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FormEntry(Table):
    """`[forms]`: how a school form is spoken of."""

    name: FilledWords
    unit: FilledWords


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportFile(Table):
    """All of `config/plan_support.toml`."""

    areas: tuple[AreaEntry, ...]
    strengths: dict[str, FilledWords] = field(default_factory=dict)
    questions: dict[str, QuestionEntry] = field(default_factory=dict)
    tables: dict[str, TableEntry] = field(default_factory=dict)
    forms: dict[str, FormEntry] = field(default_factory=dict)
    title: FilledWords = "Barn- och elevhälsoplan"
    reminder: Words = ""
    goals_in_template: Few = 3
    most_questions: Few = 5
    most_strengths: Few = 4


def read_plan_support(home: Path, bank: Collection[str]) -> PlanSupport:
    """The file, the home's own or the one that ships; `bank` are the keys of the network's questions.

    Raises SettingsError with every problem.
    """
    raw = read_toml_with(lambda: read_config(home, "plan_support.toml"), FILE)
    found, problems = check(SupportFile, raw)
    problems = list(raw.problems) or problems
    for area in found.areas if found else ():
        problems += [_unknown_question(area.key, key) for key in area.questions if key not in bank]
    if found is None or problems:
        raise SettingsError(problems)
    return PlanSupport(
        areas=tuple(
            PlanArea(key=a.key, name=a.name, parts=a.parts, kinds=a.kinds, goals=a.goals, questions=a.questions)
            for a in found.areas
        ),
        strengths=found.strengths,
        questions={
            topic: SupportQuestion(ask=q.ask, why=q.why, next_step=q.next_step, weight=q.weight)
            for topic, q in found.questions.items()
        },
        tables={
            part: TemplateTable(headings=each.headings, rows=each.rows, empty_rows=each.empty_rows)
            for part, each in found.tables.items()
        },
        forms={code: FormWording(name=each.name, unit=each.unit) for code, each in found.forms.items()},
        title=found.title,
        reminder=found.reminder,
        goals_in_template=found.goals_in_template,
        most_questions=found.most_questions,
        most_strengths=found.most_strengths,
    )


def _unknown_question(area: str, key: str) -> Problem:
    said = text("names the question {key}, which config/questions.toml does not have", key=key)
    return Problem(code="unknown-question", message=said, place=Place(file=FILE, key=f"areas.{area}.questions"))
