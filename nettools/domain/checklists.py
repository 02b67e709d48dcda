"""Checklist: what a plan should hold, and what is said when it does not; an administrator's words, from config."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class FindingLevel(StrEnum):
    """How much a finding matters: the law asks for it, a good plan has it, it would be nice."""

    MUST = "must"
    SHOULD = "should"
    TIP = "tip"


class Applies(StrEnum):
    """Which kinds of units a part is for: preschools, schools, all."""

    PRESCHOOL = "FS"
    SCHOOL = "SK"
    ALL = "ALL"


@dataclass(frozen=True, slots=True, kw_only=True)
class LawReference:
    """A provision as people write it, and the day from which it has this wording; None when that is not told."""

    reference: str
    since: date | None = None

    def __str__(self) -> str:
        return f"{self.reference}, {self.since}–" if self.since else self.reference


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistPart:
    """One part that a plan should have. Patterns are regular expressions, matched whatever the case.

    Present when one of `any_of` (or `least` of them) or all of `all_of` are found where there is something to read.
    `only_if_title`: asked for only when one of these stands in the title. `in_heading`: looked for in headings first.
    `goal_field` names the field of the goal blocks that decides instead of patterns, where goal blocks can be read.
    `name` is its heading, `question` what the unit is asked when it is missing, `support` a help text.
    """

    id: str
    name: str
    level: FindingLevel
    applies: Applies = Applies.ALL
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    least: int = 1
    only_if_title: tuple[str, ...] = ()
    in_heading: bool = False
    goal_field: str = ""
    question: str = ""
    support: str = ""
    law: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalFieldRule:
    """A field that a goal should have: what people call it, and what it must not be left at."""

    id: str
    name: str
    labels: tuple[str, ...]
    level: FindingLevel = FindingLevel.MUST
    vague: tuple[str, ...] = ()
    question: str = ""
    law: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedTerm:
    """A word that is no longer right from a day on. `when_renewed`: true when written, to be changed when renewed."""

    pattern: str
    use: str
    since: date
    when_renewed: bool = False
    law: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingRule:
    """A wording that says less than the law does."""

    pattern: str
    message: str
    law: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """A kind of document, told by its title. `plan`: the kind that is checked; others are named and left alone."""

    id: str
    name: str
    titles: tuple[str, ...]
    plan: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """What is said of a kind of finding, whatever the part: how much it matters, the question, the law."""

    level: FindingLevel
    question: str = ""
    law: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyRules:
    """Patterns by which a child can be recognised, and what looks like it and is not.

    `sensitive` words and words for `children`; how a `general` sentence begins; the names of `mailboxes` that belong
    to no person; words with a capital that are `not_names`; the titles of `staff`.
    """

    sensitive: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    general: tuple[str, ...] = ()
    mailboxes: tuple[str, ...] = ()
    not_names: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """All of `config/plan_checklist.yaml`.

    `laws` by key: a `law` elsewhere is one of these keys. `empty` and `placeholders` are what a cell holds when
    nobody has filled it in. `least_musts`: with fewer must-parts found, and no title that says so, it is no plan.
    """

    version: str
    parts: tuple[ChecklistPart, ...]
    goal_fields: tuple[GoalFieldRule, ...]
    types: tuple[DocumentType, ...]
    laws: Mapping[str, LawReference] = field(default_factory=dict)
    kinds: Mapping[str, KindRule] = field(default_factory=dict)
    outdated: tuple[OutdatedTerm, ...] = ()
    wordings: tuple[WordingRule, ...] = ()
    empty: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()
    vague_goals: tuple[str, ...] = ()
    privacy: PrivacyRules = PrivacyRules()
    least_musts: int = 8
    oldest_months: int = 18
    years_ahead: int = 6

    def law(self, key: str) -> str:
        """A provision as people write it, with its day; empty for an empty key."""
        return str(self.laws[key]) if key else ""
