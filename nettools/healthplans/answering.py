"""An answer to a unit's draft: first what is good, then a handful of questions, what matters most first.

It asks, it does not rewrite: each question has its place in the draft, the reason, the law where there is one, and
the smallest next step.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from nettools.domain.checklists import Checklist, ChecklistPart, FindingLevel
from nettools.domain.documents import DocumentPlace
from nettools.domain.planchecks import FieldState, Finding, FindingKind, PlanCheck
from nettools.domain.plansupport import PlanSupport, SupportQuestion
from nettools.healthplans.settling import Settled

# Here the quote is the name of a row, a goal or a word, and not what somebody has written in it.
_LABELLED = frozenset(
    {
        FindingKind.EMPTY_ROW,
        FindingKind.EMPTY_GOAL,
        FindingKind.EMPTY_FIELD,
        FindingKind.MISSING_FIELD,
        FindingKind.OUTDATED_TERM,
    }
)
PERSONAL = "personal-data"  # the topic of names and addresses that need not stand in a plan
_WEIGHTS = {FindingLevel.MUST: 60, FindingLevel.SHOULD: 30, FindingLevel.TIP: 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """Something good, said to the unit, and where it was seen."""

    said: str
    where: DocumentPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanQuestion:
    """One question. `topic` is its key in config; `places` are all places that it is about, in reading order.

    `quote` is a short piece of the draft at the first of them; `about` are the rows, goals or words that it is about
    when there are several, or when they are what stands there; `laws` are provisions with their days.
    """

    topic: str
    ask: str
    why: str
    next_step: str
    places: tuple[DocumentPlace, ...]
    quote: str = ""
    about: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAnswer:
    """All that is said of a draft. `whole_goals` counts goals with every field filled; `kept_back` questions more."""

    strengths: tuple[Strength, ...]
    questions: tuple[PlanQuestion, ...]
    settled: int = 0
    parts_come: tuple[str, ...] = ()
    whole_goals: int = 0
    kept_back: int = 0


def compose(check: PlanCheck, checklist: Checklist, support: PlanSupport, since: Settled | None = None) -> PlanAnswer:
    """Answer a draft that may be answered. `since` is what has changed since the version that was answered last.

    Raises ValueError for a draft that is set aside for privacy: of its text nothing may be said.
    """
    if any(hit.blocks for hit in check.privacy):
        raise ValueError(check.verdict)
    parts = {part.id: part for part in checklist.parts}
    found = [*_questions(check.findings, parts, checklist, support), *_of_names(check, support)]
    questions = sorted(found, key=lambda pair: (-pair[0], pair[1].topic))
    most = support.most_questions
    return PlanAnswer(
        strengths=tuple(_strengths(check, parts, support))[: support.most_strengths],
        questions=tuple(question for _, question in questions[:most]),
        settled=len(since.settled) if since else 0,
        parts_come=tuple(parts[one].name for one in since.parts_come if one in parts) if since else (),
        whole_goals=sum(_is_whole(goal.fields, len(checklist.goal_fields)) for goal in check.goals),
        kept_back=max(0, len(questions) - most),
    )


def _is_whole(fields: Iterable[object], wanted: int) -> bool:
    states = [getattr(each, "state", FieldState.EMPTY) for each in fields]
    return len(states) >= wanted and all(state is FieldState.FILLED for state in states)


def _strengths(check: PlanCheck, parts: Mapping[str, ChecklistPart], support: PlanSupport) -> Iterator[Strength]:
    """In the order of config. A part that something is asked about is not praised at the same time."""
    seen = {one.part: one for one in check.present}
    asked = {finding.subject for finding in check.findings}
    for part, said in support.strengths.items():
        if part in seen and part not in asked and _is_well_said(check, parts.get(part)):
            yield Strength(said=said, where=seen[part].where)


def _is_well_said(check: PlanCheck, part: ChecklistPart | None) -> bool:
    """Where the part is a field of goals: in one of them it is filled with something that nothing is asked about."""
    fields = [each for goal in check.goals for each in goal.fields if part and each.field == part.goal_field]
    asked = [(finding.where, finding.quote.casefold()) for finding in check.findings if finding.quote]
    good = (
        each.state is FieldState.FILLED
        and not any(where == each.where and quote in each.text.casefold() for where, quote in asked)
        for each in fields
    )
    return not fields or any(good)


def _questions(
    findings: Iterable[Finding], parts: Mapping[str, ChecklistPart], checklist: Checklist, support: PlanSupport
) -> Iterator[tuple[int, PlanQuestion]]:
    """A question for each topic, whatever the number of places, with its weight."""
    names = {rule.id: rule.name for rule in checklist.goal_fields}
    by_topic: dict[str, list[Finding]] = {}
    for finding in findings:
        by_topic.setdefault(_topic(finding, support), []).append(finding)
    for topic, found in by_topic.items():
        wording = support.questions.get(topic) or _fallback(found[0], parts, checklist)
        if wording is not None:
            yield wording.weight, _question(topic, wording, found, names)


def _of_names(check: PlanCheck, support: PlanSupport) -> Iterator[tuple[int, PlanQuestion]]:
    """Names of staff and the like set nothing aside; but a plan lives longer when it speaks of functions."""
    wording = support.questions.get(PERSONAL)
    if wording and check.privacy:
        places = tuple(dict.fromkeys(hit.where for hit in check.privacy))
        about = tuple(dict.fromkeys(hit.masked for hit in check.privacy))
        yield (
            wording.weight,
            PlanQuestion(
                topic=PERSONAL,
                ask=wording.ask,
                why=wording.why,
                next_step=wording.next_step,
                places=places,
                about=about,
            ),
        )


def _topic(finding: Finding, support: PlanSupport) -> str:
    """The most particular topic that config knows."""
    if finding.kind is FindingKind.MISSING_SECTION:
        return finding.subject
    exact = f"{finding.kind}/{finding.subject}"
    return exact if exact in support.questions else finding.kind.value


def _fallback(finding: Finding, parts: Mapping[str, ChecklistPart], checklist: Checklist) -> SupportQuestion | None:
    """The checklist's own words, for what config has none for."""
    rule = checklist.kinds.get(finding.kind)
    said = parts[finding.subject].question if finding.subject in parts else rule.question if rule else ""
    if not said:
        return None
    return SupportQuestion(ask=said, why="", next_step="", weight=_WEIGHTS[finding.level])


def _label(finding: Finding, names: Mapping[str, str]) -> str:
    """What the finding is about: a field of a goal by its name, else what is quoted, unless the place says it."""
    if finding.kind in (FindingKind.MISSING_FIELD, FindingKind.EMPTY_FIELD) and finding.subject in names:
        return names[finding.subject]
    return "" if finding.quote.casefold() == finding.where.heading.casefold() else finding.quote


def _question(topic: str, wording: SupportQuestion, found: list[Finding], names: Mapping[str, str]) -> PlanQuestion:
    places = tuple(dict.fromkeys(finding.where for finding in found if finding.where != DocumentPlace()))
    quotes = tuple(dict.fromkeys(finding.quote for finding in found if finding.quote))
    labels = found[0].kind in _LABELLED
    about = () if "/" in topic else tuple(dict.fromkeys(filter(None, (_label(one, names) for one in found))))
    return PlanQuestion(
        topic=topic,
        ask=wording.ask,
        why=wording.why,
        next_step=wording.next_step,
        places=places,
        quote="" if labels or not quotes else quotes[0],
        about=about if labels else (),
        laws=tuple(dict.fromkeys(finding.law for finding in found if finding.law)),
    )
