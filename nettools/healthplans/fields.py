"""What is empty, left as the template had it, vague or impossible: in goals, in rows, in times."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from nettools.domain.checklists import Checklist, FindingLevel, GoalFieldRule
from nettools.domain.documents import DocumentPlace, DocumentTable, Passage, PassageKind, ReadDocument, TableRow
from nettools.domain.planchecks import FieldState, Finding, FindingKind, GoalField, PlanGoal
from nettools.healthplans import dates
from nettools.healthplans.patterns import folded, found_in
from nettools.healthplans.sections import Blanks, Piece, is_empty_row, quote, unfilled_labels
from nettools.healthplans.telling import Teller
from nettools.language import Text, text

EARLIEST_YEAR = 2000
LONGEST_LABEL = 80  # characters of a row's label; a longer text goes over the whole row
_VAGUE = {"tidplan": FindingKind.VAGUE_TIME, "ansvarig": FindingKind.VAGUE_RESPONSIBLE}
_TIME = "tidplan"


def goal_findings(goals: Sequence[PlanGoal], checklist: Checklist, teller: Teller, since: date) -> Iterator[Finding]:
    """What is to be said of the goals, field by field. `since`: a time before this day has passed."""
    rules = {rule.id: rule for rule in checklist.goal_fields}
    blanks = Blanks(checklist)
    for goal in goals:
        if goal.empty:
            said = text("Nothing is filled in for this goal.")
            yield teller.say(FindingKind.EMPTY_GOAL, goal.where, said, quoted=goal.label, subject=goal.label)
            continue
        for each in goal.fields:
            yield from _field_findings(each, rules[each.field], goal, blanks, teller)
            if each.field == _TIME and each.state is not FieldState.EMPTY:
                yield from _passed(each, teller, since)
    yield from _missing_fields(goals, rules.values(), teller)


def _field_findings(
    field: GoalField, rule: GoalFieldRule, goal: PlanGoal, blanks: Blanks, teller: Teller
) -> Iterator[Finding]:
    if field.state is FieldState.EMPTY:
        if not blanks.is_empty(field.text):
            said = text("The template's hint stands where {field} should be.", field=rule.name)
            yield teller.say(FindingKind.PLACEHOLDER, field.where, said, quoted=field.text, subject=rule.id)
            return
        said = text("{field} is not filled in.", field=rule.name)
        yield teller.say(
            FindingKind.EMPTY_FIELD,
            field.where,
            said,
            quoted=goal.label,
            subject=rule.id,
            level=rule.level,
            law=rule.law,
        )
    elif field.state is FieldState.VAGUE:
        kind = _VAGUE.get(field.field, FindingKind.VAGUE_GOAL)
        yield teller.say(kind, field.where, _vague_said(kind, rule), quoted=field.text, subject=rule.id)


def _vague_said(kind: FindingKind, rule: GoalFieldRule) -> Text:
    match kind:
        case FindingKind.VAGUE_TIME:
            return text("{field} names no term, date or week.", field=rule.name)
        case FindingKind.VAGUE_RESPONSIBLE:
            return text("{field} names nobody who has the last responsibility.", field=rule.name)
        case _:
            return text("{field} does not say what will be different.", field=rule.name)


def _passed(field: GoalField, teller: Teller, since: date) -> Iterator[Finding]:
    """A time that had passed before the plan began to be valid."""
    named = dates.periods(folded(field.text))
    if named and max(each.last for each in named) < since:
        said = text("The time has passed: the plan is from {day}.", day=since)
        yield teller.say(FindingKind.PAST_DATE, field.where, said, quoted=field.text, subject=field.field)


def _missing_fields(goals: Sequence[PlanGoal], rules: Iterable[GoalFieldRule], teller: Teller) -> Iterator[Finding]:
    """A field that the goals have no place for: once when it is so in all of them."""
    read = [goal for goal in goals if goal.fields]
    for rule in rules:
        without = [goal for goal in read if all(each.field != rule.id for each in goal.fields)]
        if not without:
            continue
        if len(without) == len(read) and len(read) > 1:
            said = text("None of the {n} goals has a field for {field}.", n=len(read), field=rule.name)
        else:
            said = text("The goal has no field for {field}.", field=rule.name)
        for goal in without[:1] if len(without) == len(read) else without:
            yield teller.say(
                FindingKind.MISSING_FIELD,
                goal.where,
                said,
                quoted=goal.label,
                subject=rule.id,
                level=rule.level,
                law=rule.law,
            )


def row_findings(
    document: ReadDocument, goal_tables: frozenset[int], checklist: Checklist, teller: Teller
) -> Iterator[Finding]:
    """Rows of other tables with a label and nothing after it; wholly empty rows in tables of goals, once in a row."""
    blanks = Blanks(checklist)
    for table in document.tables():
        if table.place.table in goal_tables:
            yield from _empty_lines(table, blanks, teller)
            continue
        for row in table.rows[1:]:
            if is_empty_row(row, blanks) and _is_labelled(row, blanks):
                label = row.cells[0].text
                said = text("The row “{label}” is empty.", label=" ".join(label.split())[:60])
                place = row.place if row.place.line else row.cells[0].place
                yield teller.say(FindingKind.EMPTY_ROW, place, said, quoted=label, subject=label)


def _empty_lines(table: DocumentTable, blanks: Blanks, teller: Teller) -> Iterator[Finding]:
    """Empty rows between or after the filled ones of a table of goals."""
    empty = [all(blanks.is_empty(cell.text) and not cell.merged for cell in row.cells) for row in table.rows]
    for number, row in enumerate(table.rows[1:], 1):
        if empty[number] and not empty[number - 1] and not all(empty[1:]):
            yield teller.say(FindingKind.EMPTY_ROW, row.place, text("Here is an empty row in the table."))


def _is_labelled(row: TableRow, blanks: Blanks) -> bool:
    label = row.cells[0]
    return (
        not blanks.says_nothing(label.text, prompt=label.prompt)
        and len(label.text) <= LONGEST_LABEL
        and not label.merged
    )


def label_findings(
    document: ReadDocument, checklist: Checklist, goal_labels: frozenset[DocumentPlace], teller: Teller
) -> Iterator[Finding]:
    """A line such as "Giltighetstid:" with nothing after it, where it names a part that a plan must have."""
    asked = tuple(each for part in checklist.parts if part.level is FindingLevel.MUST for each in part.any_of)
    for label in unfilled_labels(
        [each for each in document.blocks if not (isinstance(each, Passage) and each.contents)]
    ):
        if label.place not in goal_labels and found_in(asked, folded(label.text)):
            said = text("{field} is not filled in.", field=label.text.rstrip(": "))
            yield teller.say(FindingKind.EMPTY_FIELD, label.place, said, quoted=label.text, subject=label.text)


def hint_findings(
    document: ReadDocument, goals: Sequence[PlanGoal], blanks: Blanks, teller: Teller
) -> Iterator[Finding]:
    """The template's hints in running text and in tables; those in goals are told there."""
    told = {field.where for goal in goals for field in goal.fields}
    said = text("The template's hint stands here still.")
    for block in document.blocks:
        if isinstance(block, Passage):
            quiet = block.place in told or block.contents or (block.kind is PassageKind.HEADING and not block.prompt)
            if not quiet and blanks.is_hint(block.text, prompt=block.prompt):
                yield teller.say(FindingKind.PLACEHOLDER, block.place, said, quoted=block.text)
            continue
        for row in block.rows:
            for cell in row.cells:
                if (
                    cell.text
                    and cell.place not in told
                    and not cell.merged
                    and blanks.is_hint(cell.text, prompt=cell.prompt)
                ):
                    yield teller.say(FindingKind.PLACEHOLDER, cell.place, said, quoted=cell.text)


def time_findings(pieces: Iterable[Piece], teller: Teller, *, latest_year: int) -> Iterator[Finding]:
    """Years that cannot be meant, and days and weeks that there are not."""
    for piece in pieces:
        for start, written in dates.strange_years(piece.folded, EARLIEST_YEAR, latest_year):
            said = text("The year cannot be right: “{written}”.", written=written)
            yield teller.say(
                FindingKind.IMPLAUSIBLE_YEAR, piece.place, said, quoted=quote(piece.text, start), subject=written
            )
        for each in dates.impossible(piece.folded):
            kind = FindingKind.INVALID_WEEK if each.week else FindingKind.INVALID_DATE
            said = (
                text("There is no such week: “{written}”.", written=each.written)
                if each.week
                else text("There is no such day: “{written}”.", written=each.written)
            )
            yield teller.say(kind, piece.place, said, quoted=quote(piece.text, each.start), subject=each.written)
