"""PlanSupport: how units are helped with their plans; an administrator's words, from config.

The checklist says what a plan should hold; this says what is good about a part that is there, what is asked when it is
not, which parts belong together, and which tables the template has.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanArea:
    """Parts of the checklist that belong together: a column of the matrix, a chapter of the template.

    `kinds` are finding kinds that speak of the area whatever part they name; `goals`: the goals' fields count here.
    `questions` are keys of the network's bank of questions, for where many units need support.
    """

    key: str
    name: str
    parts: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    goals: bool = False
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportQuestion:
    """What is asked about one topic. `weight` puts what matters most first; `next_step` is the smallest step on."""

    ask: str
    why: str
    next_step: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateTable:
    """A table of the template: its columns, the first cells of its rows, and so many empty rows."""

    headings: tuple[str, ...]
    rows: tuple[str, ...] = ()
    empty_rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWording:
    """How a school form is spoken of: its name, and what its units are called, in the definite form."""

    name: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSupport:
    """All of `config/plan_support.toml`.

    `strengths` goes from a part's id to a sentence. A topic of `questions` is a part's id, a finding kind, or a kind
    and its subject (`missing-field/uppfoljning`). `tables` goes by a part's id, `forms` by a school form's code.
    """

    areas: tuple[PlanArea, ...]
    strengths: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, SupportQuestion] = field(default_factory=dict)
    tables: Mapping[str, TemplateTable] = field(default_factory=dict)
    forms: Mapping[str, FormWording] = field(default_factory=dict)
    title: str = ""
    reminder: str = ""
    goals_in_template: int = 3
    most_questions: int = 5
    most_strengths: int = 4
