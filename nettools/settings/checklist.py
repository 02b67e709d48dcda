"""`config/plan_checklist.yaml`: what a plan should hold. A home's own wins; what it lacks is the shipped one."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from nettools.domain.checklists import (
    Applies,
    Checklist,
    ChecklistPart,
    DocumentType,
    FindingLevel,
    GoalFieldRule,
    KindRule,
    LawReference,
    OutdatedTerm,
    PrivacyRules,
    WordingRule,
)
from nettools.domain.planchecks import FindingKind
from nettools.errors import Place, Problem, SettingsError
from nettools.language import text
from nettools.settings.checking import check
from nettools.settings.kinds import FilledWords, Key, Read, UnfitError, Words, one_of, read_filled_text, whole
from nettools.settings.model import Table
from nettools.settings.shipped import read_config, shipped
from nettools.settings.sources import Raw
from nettools.settings.yamlfile import read_yaml

NAME = "plan_checklist.yaml"
FILE = f"config/{NAME}"
_NESTED = ("goal_block", "implausible", "privacy")  # sections whose keys are filled up one by one


def read_pattern(value: object) -> str:
    """A regular expression."""
    said = read_filled_text(value)
    try:
        re.compile(said)
    except re.error as error:
        raise UnfitError(text("is no regular expression: {reason}", reason=error.msg)) from None
    return said


def read_phrase(value: object) -> str:
    """A word or phrase, also an empty one."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    raise UnfitError(text("is not text; put it between quotation marks"))


def read_identity(value: object) -> str:
    """A short name of a part or field: a-z, digits, hyphens and underscores."""
    if isinstance(value, str) and re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", value):
        return value
    raise UnfitError(text('may only hold a-z, 0-9, hyphens and underscores, like "meta_enhet"'))


Identity = Annotated[str, Read(read_identity)]
Pattern = Annotated[str, Read(read_pattern)]
Phrase = Annotated[str, Read(read_phrase)]
Level = Annotated[str, Read(one_of(*(level.value for level in FindingLevel)))]
For = Annotated[str, Read(one_of(*(each.value.casefold() for each in Applies)))]
Where = Annotated[str, Read(one_of("heading", "body"))]
Few = Annotated[int, Read(whole(1, 1000))]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawEntry(Table):
    """`laws`: a provision. The day (`from` in the file) is called `since` here, where `from` is taken."""

    ref: FilledWords
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeEntry(Table):
    """`document_types`: a kind of document."""

    id: Key
    name: FilledWords
    plan: bool
    titles: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartEntry(Table):
    """`items`: one part."""

    id: Identity
    name: Words = ""
    level: Level
    applies: For = "all"
    where: Where = "body"
    any: tuple[Pattern, ...] = ()
    all: tuple[Pattern, ...] = ()
    min_hits: Few = 1
    only_if_title: tuple[Pattern, ...] = ()
    goal_field: Words = ""
    feedback: FilledWords
    support: Words = ""
    law: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalEntry(Table):
    """`goal_block`: the fields of a goal."""

    fields: dict[str, tuple[Pattern, ...]]
    names: dict[str, FilledWords] = field(default_factory=dict)
    levels: dict[str, Level] = field(default_factory=dict)
    laws: dict[str, Words] = field(default_factory=dict)
    questions: dict[str, Words] = field(default_factory=dict)
    empty_values: tuple[Phrase, ...] = ()
    placeholders: tuple[Pattern, ...] = ()
    vague_goals: tuple[Pattern, ...] = ()
    vague_tidplan: tuple[Pattern, ...] = ()
    vague_ansvarig: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TermEntry(Table):
    """`outdated_terms`: a word that is no longer right."""

    re: Pattern
    use: FilledWords
    since: date
    when_renewed: bool = False
    law: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindEntry(Table):
    """`findings`: what is said of one kind."""

    level: Level
    feedback: Words = ""
    law: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingEntry(Table):
    """`law_wordings`: a wording that says less than the law."""

    re: Pattern
    feedback: FilledWords
    law: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyEntry(Table):
    """`privacy`: how a child is recognised."""

    sensitive: tuple[Pattern, ...] = ()
    children: tuple[Pattern, ...] = ()
    general: tuple[Pattern, ...] = ()
    mailboxes: tuple[FilledWords, ...] = ()
    not_names: tuple[FilledWords, ...] = ()
    staff: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImplausibleEntry(Table):
    """`implausible`: bounds. `year` and `header_date` are words for people and decide nothing."""

    years_ahead: Few = 6
    oldest_months: Few = 18
    year: Words = ""
    header_date: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistFile(Table):
    """All of the file."""

    version: Words
    items: tuple[PartEntry, ...]
    goal_block: GoalEntry
    document_types: tuple[TypeEntry, ...]
    laws: dict[str, LawEntry] = field(default_factory=dict)
    outdated_terms: tuple[TermEntry, ...] = ()
    findings: dict[str, KindEntry] = field(default_factory=dict)
    law_wordings: tuple[WordingEntry, ...] = ()
    privacy: PrivacyEntry = field(default_factory=PrivacyEntry)
    implausible: ImplausibleEntry = field(default_factory=ImplausibleEntry)
    least_musts: Few = 8


def load_checklist(home: Path) -> Checklist:
    """The checklist of a home, or the one that ships. Raises SettingsError with every problem by key."""
    checklist, problems = read_checklist(_read(home))
    if checklist is None or problems:
        raise SettingsError(sorted(problems, key=lambda problem: problem.place))
    return checklist


def read_checklist(content: bytes) -> tuple[Checklist | None, list[Problem]]:
    """The checklist in a file's bytes, or every problem."""
    raw = read_yaml(content, FILE)
    if raw.problems:
        return None, list(raw.problems)
    ours = read_yaml(shipped(FILE).read_bytes(), FILE)
    tree = _renamed(_filled(raw.tree, ours.tree))
    entry, problems = check(ChecklistFile, Raw(file=FILE, tree=tree))
    if entry is None:
        return None, [_as_written(problem) for problem in problems]
    problems += _cross_checks(entry)
    return (None if problems else _checklist(entry)), problems


def _read(home: Path) -> bytes:
    try:
        return read_config(home, NAME)
    except OSError:
        said = text("cannot be read; is it a file, and may you read it?")
        raise SettingsError([Problem(code="unreadable-file", message=said, place=Place(file=FILE))]) from None


def _filled(own: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    tree = {**ours, **own}
    for section in _NESTED:
        if isinstance(own.get(section), dict):
            tree[section] = {**ours[section], **own[section]}
    return tree


def _renamed(tree: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    """`from` becomes `since`: the one is a word of Python."""
    if isinstance(tree, dict):
        return {"since" if key == "from" else key: _renamed(value) for key, value in tree.items()}
    return [_renamed(each) for each in tree] if isinstance(tree, list) else tree


def _as_written(problem: Problem) -> Problem:
    place = problem.place
    key = re.sub(r"\.since$", ".from", place.key)
    return Problem(code=problem.code, message=problem.message, place=Place(file=place.file, key=key))


def _cross_checks(entry: ChecklistFile) -> list[Problem]:
    problems = [
        _told("twice", f"items.{key}.id", text("is used twice; every part needs an id of its own"))
        for key, times in Counter(part.id for part in entry.items).items()
        if times > 1
    ]
    for part in entry.items:
        if not part.any and not part.all:
            problems.append(_told("missing", f"items.{part.id}", text("has neither any nor all: nothing to look for")))
        if part.goal_field and part.goal_field not in entry.goal_block.fields:
            said = text("is no field of goal_block; the fields are {names}", names=", ".join(entry.goal_block.fields))
            problems.append(_told("value", f"items.{part.id}.goal_field", said))
    known = {kind.value for kind in FindingKind}
    problems += [
        _told("unknown-key", f"findings.{kind}", text("is no kind of finding"))
        for kind in entry.findings
        if kind not in known
    ]
    problems += [
        _told("value", key, text("is none of the keys under laws"))
        for key, law in _law_keys(entry)
        if law not in entry.laws
    ]
    return problems


def _law_keys(entry: ChecklistFile) -> Iterator[tuple[str, str]]:
    """Where a provision is referred to, and its key."""
    found = [(f"items.{part.id}.law", part.law) for part in entry.items]
    found += [(f"goal_block.laws.{name}", law) for name, law in entry.goal_block.laws.items()]
    found += [(f"findings.{kind}.law", rule.law) for kind, rule in entry.findings.items()]
    found += [(f"law_wordings.{number}.law", rule.law) for number, rule in enumerate(entry.law_wordings, 1)]
    found += [(f"outdated_terms.{number}.law", term.law) for number, term in enumerate(entry.outdated_terms, 1)]
    return ((key, law) for key, law in found if law)


def _told(code: str, key: str, said: Any) -> Problem:  # noqa: ANN401 - a Text
    return Problem(code=code, message=said, place=Place(file=FILE, key=key))


def _checklist(entry: ChecklistFile) -> Checklist:
    goals = entry.goal_block
    return Checklist(
        version=entry.version,
        parts=tuple(_part(part) for part in entry.items),
        goal_fields=tuple(_goal_field(goals, name) for name in goals.fields),
        types=tuple(
            DocumentType(id=each.id, name=each.name, titles=each.titles, plan=each.plan)
            for each in entry.document_types
        ),
        laws={key: LawReference(reference=law.ref, since=law.since) for key, law in entry.laws.items()},
        kinds={
            kind: KindRule(level=FindingLevel(rule.level), question=rule.feedback, law=rule.law)
            for kind, rule in entry.findings.items()
        },
        outdated=tuple(
            OutdatedTerm(pattern=term.re, use=term.use, since=term.since, when_renewed=term.when_renewed, law=term.law)
            for term in entry.outdated_terms
        ),
        wordings=tuple(
            WordingRule(pattern=each.re, message=each.feedback, law=each.law) for each in entry.law_wordings
        ),
        empty=goals.empty_values,
        placeholders=goals.placeholders,
        vague_goals=goals.vague_goals,
        privacy=PrivacyRules(
            sensitive=entry.privacy.sensitive,
            children=entry.privacy.children,
            general=entry.privacy.general,
            mailboxes=entry.privacy.mailboxes,
            not_names=entry.privacy.not_names,
            staff=entry.privacy.staff,
        ),
        least_musts=entry.least_musts,
        oldest_months=entry.implausible.oldest_months,
        years_ahead=entry.implausible.years_ahead,
    )


def _part(part: PartEntry) -> ChecklistPart:
    return ChecklistPart(
        id=part.id,
        name=part.name or part.id,
        level=FindingLevel(part.level),
        applies=Applies(part.applies.upper()),
        any_of=part.any,
        all_of=part.all,
        least=part.min_hits,
        only_if_title=part.only_if_title,
        in_heading=part.where == "heading",
        goal_field=part.goal_field,
        question=part.feedback,
        support=part.support,
        law=part.law,
    )


def _goal_field(goals: GoalEntry, name: str) -> GoalFieldRule:
    vague = {"malsattning": goals.vague_goals, "tidplan": goals.vague_tidplan, "ansvarig": goals.vague_ansvarig}
    return GoalFieldRule(
        id=name,
        name=goals.names.get(name, name),
        labels=goals.fields[name],
        level=FindingLevel(goals.levels.get(name, FindingLevel.MUST)),
        vague=vague.get(name, ()),
        question=goals.questions.get(name, ""),
        law=goals.laws.get(name, ""),
    )
