"""The check of one document: from what was read to what is said of it. Personal data first: then nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from nettools.domain.checklists import Applies, Checklist, ChecklistPart, DocumentType, FindingLevel
from nettools.domain.documents import DocumentPlace, PassageKind, ReadDocument
from nettools.domain.planchecks import Finding, FindingKind, PlanCheck, PlanFacts, PlanGoal, PresentPart, Verdict
from nettools.domain.schools import SchoolForm
from nettools.healthplans import fields, origin, references, wordings
from nettools.healthplans.facts import facts_of, title_of, type_of
from nettools.healthplans.goals import ReadGoals, read_goals
from nettools.healthplans.parts import Presence, asked_for
from nettools.healthplans.privacy import find_personal_data
from nettools.healthplans.sections import Blanks, Piece, evidence, piece_of, pieces_of
from nettools.healthplans.telling import Teller


def check_plan(
    document: ReadDocument, checklist: Checklist, today: date, *, forms: Sequence[SchoolForm] = ()
) -> PlanCheck:
    """What a draft is, holds and lacks.

    Args:
        document: as it was read.
        checklist: what a plan should hold.
        today: the day in Sweden.
        forms: the unit's school forms where they are known; else they are told by the words of the draft.

    The result's `facts.form` tells which parts were asked for. When personal data sets the draft aside
    (domain.md 2.2), it holds no text of the draft but what is masked.
    """
    privacy = find_personal_data(document, checklist.privacy)
    pieces = pieces_of(document)
    facts = facts_of(document, pieces, checklist, forms)
    if any(hit.blocks for hit in privacy):
        return PlanCheck(verdict=Verdict.BLOCKED_PRIVACY, facts=replace(facts, unit=""), privacy=privacy)
    looked = _Looked(document, pieces, checklist, facts)
    kind = type_of(document, checklist)
    verdict = looked.what_it_is(kind)
    if verdict is not None:
        return PlanCheck(verdict=verdict, facts=facts, privacy=privacy)
    return replace(looked.judged(today), privacy=privacy)


class _Looked:
    """A document that has been looked through once."""

    def __init__(self, document: ReadDocument, pieces: Sequence[Piece], checklist: Checklist, facts: PlanFacts) -> None:
        self._document, self._checklist, self._facts = document, checklist, facts
        self._blanks = Blanks(checklist)
        self._goals: ReadGoals = read_goals(document, checklist)
        self._pieces = pieces
        body = evidence(document, self._blanks, self._goals.labels)
        filled = {piece.place for piece in body}
        headings = [
            piece_of(each.text, each.place)
            for each in document.passages()
            if each.kind is PassageKind.HEADING and each.place in filled
        ]
        self._presence = Presence(document, body, headings, self._goals.goals, self._blanks)
        asked = [*asked_for(checklist, Applies(facts.form), title_of(document))]
        self._found: list[tuple[ChecklistPart, PresentPart | None]] = [
            (part, self._presence.of(part)) for part in asked
        ]

    def what_it_is(self, kind: DocumentType | None) -> Verdict | None:
        """Another kind of document, no plan at all, or None for a plan."""
        if kind is not None:
            return None if kind.plan else Verdict.OTHER_DOCUMENT
        musts = sum(1 for part, seen in self._found if seen and part.level is FindingLevel.MUST)
        return None if musts >= self._checklist.least_musts and self._goals.goals else Verdict.NOT_A_PLAN

    def judged(self, today: date) -> PlanCheck:
        """What is there, what is missing, what is to be said, and the verdict."""
        teller = Teller(self._checklist)
        goals = self._goals.goals
        present = tuple(seen for _, seen in self._found if seen)
        missing = [part for part, seen in self._found if not seen]
        findings = [*self._missing(missing, teller), *self._findings(goals, teller, today)]
        ordered = sorted(findings, key=lambda one: (_ORDER[one.level], one.where.line, one.where.page, one.where.table))
        return PlanCheck(
            verdict=_verdict(missing, ordered, goals),
            facts=self._facts,
            present=present,
            missing=tuple(part.id for part in missing),
            goals=goals,
            findings=tuple(ordered),
        )

    def _missing(self, parts: Sequence[ChecklistPart], teller: Teller) -> Iterator[Finding]:
        for part in parts:
            yield teller.say(
                FindingKind.MISSING_SECTION,
                DocumentPlace(),
                part.question,
                subject=part.id,
                level=part.level,
                law=part.law,
            )

    def _findings(self, goals: Sequence[PlanGoal], teller: Teller, today: date) -> Iterator[Finding]:
        checklist, document, pieces, facts = self._checklist, self._document, self._pieces, self._facts
        written = facts.dated or facts.valid_from or today
        headings = {each.place for each in document.passages() if each.kind is PassageKind.HEADING}
        body = [piece for piece in pieces if piece.place not in self._goals.labels | headings]
        yield from origin.validity_findings(pieces, facts, checklist, teller, today)
        yield from origin.decision_findings(document, teller)
        yield from fields.goal_findings(goals, checklist, teller, facts.valid_from or written)
        yield from fields.row_findings(document, self._goals.tables, checklist, teller)
        yield from fields.label_findings(document, checklist, self._goals.labels, teller)
        yield from fields.hint_findings(document, goals, self._blanks, teller)
        yield from fields.time_findings(pieces, teller, latest_year=today.year + checklist.years_ahead)
        yield from wordings.outdated_terms(pieces, checklist, teller, written=written)
        yield from wordings.law_wordings(pieces, checklist, teller)
        yield from wordings.laws_without_numbers(pieces, teller)
        yield from wordings.remains(pieces, teller)
        yield from wordings.doubled(body, teller)
        yield from wordings.several_units(pieces, teller)
        yield from wordings.thin_analyses(document, teller)
        yield from references.missing_annexes(document, self._blanks, teller)
        yield from references.contents_without_headings(document, teller)


_ORDER = {FindingLevel.MUST: 0, FindingLevel.SHOULD: 1, FindingLevel.TIP: 2}


def _verdict(missing: Sequence[ChecklistPart], findings: Sequence[Finding], goals: Sequence[PlanGoal]) -> Verdict:
    """Incomplete: a must-part is missing, or a goal is empty; good: nothing but tips."""
    if any(part.level is FindingLevel.MUST for part in missing) or any(goal.empty for goal in goals):
        return Verdict.INCOMPLETE
    serious = any(finding.level is not FindingLevel.TIP for finding in findings)
    return Verdict.NEEDS_WORK if serious else Verdict.GOOD
