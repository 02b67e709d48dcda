"""The small files of config/ that speak of no single term: questions, school breaks, retention."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from nettools.domain.occasions import Question
from nettools.errors import Place, Problem
from nettools.language import text
from nettools.retention import RetentionRule
from nettools.scheduling.calendar import DatedBreak, SchoolBreak, SchoolCalendar
from nettools.settings.checking import check
from nettools.settings.kinds import FilledWords, Key, Read, Words, whole
from nettools.settings.model import Table
from nettools.settings.sources import Raw

Week = Annotated[int, Read(whole(1, 53))]
EasterWeek = Annotated[int, Read(whole(-2, 2))]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionEntry(Table):
    """`[[questions]]`: one question of the network's bank."""

    key: Key
    text: FilledWords


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFile(Table):
    """All of `config/questions.toml`."""

    questions: tuple[QuestionEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEntry(Table):
    """`[[breaks]]`: one school break."""

    name: FilledWords
    weeks: tuple[Week, ...] = ()
    easter_weeks: tuple[EasterWeek, ...] = ()
    municipalities: dict[str, Week] = field(default_factory=dict)
    easter_municipalities: dict[str, EasterWeek] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedBreakEntry(Table):
    """`[[dated]]`: a break with days of its own, for those that are named, else for everyone."""

    name: FilledWords
    first: date
    last: date
    municipalities: tuple[FilledWords, ...] = ()
    authorities: tuple[FilledWords, ...] = ()
    units: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFile(Table):
    """All of `config/calendar.toml`."""

    breaks: tuple[BreakEntry, ...] = ()
    dated: tuple[DatedBreakEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEntry(Table):
    """`[[rules]]`: how long one kind of record is kept. Without `keep_months` it is kept for ever."""

    kind: Key
    keep_months: Annotated[int | None, Read(whole(0, 1200))] = None
    support: Words = ""
    note: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionFile(Table):
    """All of `config/retention.toml`."""

    rules: tuple[RuleEntry, ...] = ()


def read_questions(raw: Raw) -> tuple[Mapping[str, Question], list[Problem]]:
    """The bank of questions by key, in the file's order."""
    entry, problems = check(QuestionFile, raw)
    found = entry.questions if entry else ()
    twice = [key for key, times in Counter(question.key for question in found).items() if times > 1]
    problems += [
        Problem(
            code="twice",
            message=text("is used twice; every question needs a key of its own"),
            place=Place(file=raw.file, key=f"questions.{key}.key"),
        )
        for key in twice
    ]
    return {question.key: Question(key=question.key, text=question.text) for question in found}, problems


def read_calendar(raw: Raw) -> tuple[SchoolCalendar, list[Problem]]:
    """The school breaks."""
    entry, problems = check(CalendarFile, raw)
    breaks, dated = (entry.breaks, entry.dated) if entry else ((), ())
    codes = [
        (f"breaks.{each.name}.{table}.{code}", code)
        for each in breaks
        for table, named in (
            ("municipalities", each.municipalities),
            ("easter_municipalities", each.easter_municipalities),
        )
        for code in named
    ]
    codes += [(f"dated.{each.name}.municipalities", code) for each in dated for code in each.municipalities]
    problems += [
        Problem(
            code="value",
            message=text('must have municipality codes of four digits, or county codes of two, as "1780"'),
            place=Place(file=raw.file, key=key),
        )
        for key, code in codes
        if not (code.isascii() and code.isdigit() and len(code) in (2, 4))
    ]
    problems += [
        Problem(
            code="order", message=text("is before first"), place=Place(file=raw.file, key=f"dated.{each.name}.last")
        )
        for each in dated
        if each.last < each.first
    ]
    return SchoolCalendar(breaks=tuple(map(_break, breaks)), dated=tuple(map(_dated, dated))), problems


def read_retention(raw: Raw) -> tuple[tuple[RetentionRule, ...], list[Problem]]:
    """The retention rules."""
    entry, problems = check(RetentionFile, raw)
    rules = entry.rules if entry else ()
    return tuple(
        RetentionRule(kind=rule.kind, keep_months=rule.keep_months, support=rule.support, note=rule.note)
        for rule in rules
    ), problems


def _break(entry: BreakEntry) -> SchoolBreak:
    return SchoolBreak(
        name=entry.name,
        weeks=entry.weeks,
        easter_weeks=entry.easter_weeks,
        municipalities=entry.municipalities,
        easter_municipalities=entry.easter_municipalities,
    )


def _dated(entry: DatedBreakEntry) -> DatedBreak:
    return DatedBreak(
        name=entry.name,
        first=entry.first,
        last=entry.last,
        municipalities=entry.municipalities,
        authorities=entry.authorities,
        units=entry.units,
    )
