"""Goals with their fields, read out of tables, of labels in running text, and of headings below a goal."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nettools.domain.checklists import Checklist, GoalFieldRule
from nettools.domain.documents import Block, DocumentPlace, DocumentTable, Passage, PassageKind, ReadDocument, TableRow
from nettools.domain.planchecks import FieldState, GoalField, PlanGoal
from nettools.healthplans.patterns import folded, pattern
from nettools.healthplans.sections import Blanks
from nettools.healthplans.vagueness import is_vague

LEAST_FIELDS = 2  # labels that make a table or a row of lines a goal
LONGEST_LABEL = 45  # characters
_NUMBER = re.compile(r"^\s*(?:\d{1,2}[.)]|[a-d]\))\s*")
_LABEL = re.compile(r"(?:^|(?<=[.;!?]\s))(?P<label>[^:.;!?]{2,45}):(?=\s|$)")
_GOAL_HEADING = re.compile(
    r"^(?:del|utvecklings)?mål(?:sättning|område)?\s*(?:\d{1,2}|[a-d])\b|^(?:fokus|utvecklings)område\s*\d{1,2}\b"
)


@dataclass(frozen=True, slots=True)
class ReadGoals:
    """The goals, the places of their labels (which are no evidence), and the numbers of the tables they stand in."""

    goals: tuple[PlanGoal, ...]
    labels: frozenset[DocumentPlace]
    tables: frozenset[int]


def read_goals(document: ReadDocument, checklist: Checklist) -> ReadGoals:
    """All goals of a document, in its order."""
    reader = _Reader(checklist)
    reader.read(document.blocks)
    return ReadGoals(tuple(reader.goals), frozenset(reader.labels), frozenset(reader.tables))


@dataclass(slots=True)
class _Open:
    """A goal whose fields are being gathered from running text."""

    label: str
    where: DocumentPlace
    level: int = 0
    fields: list[tuple[str, str, DocumentPlace, bool]] = field(default_factory=list)
    labels: list[DocumentPlace] = field(default_factory=list)
    named: bool = False


class _Reader:
    """Goes through the blocks once."""

    def __init__(self, checklist: Checklist) -> None:
        self.goals: list[PlanGoal] = []
        self.labels: list[DocumentPlace] = []
        self.tables: list[int] = []
        self._rules = checklist.goal_fields
        self._by_id = {rule.id: rule for rule in checklist.goal_fields}
        self._blanks = Blanks(checklist)
        self._heading: Passage | None = None  # the goal's or section's heading that a table belongs to
        self._open: _Open | None = None

    def read(self, blocks: Sequence[Block]) -> None:
        """All blocks."""
        for block in blocks:
            if isinstance(block, DocumentTable):
                self._table(block)
            elif block.contents:
                continue
            elif block.kind is PassageKind.HEADING:
                self._head(block)
            else:
                self._line(block)
        self._close()

    # -- headings and running text -------------------------------------------------------------

    def _head(self, heading: Passage) -> None:
        """A heading begins a goal, names a field of the goal above it, or ends that goal."""
        said = folded(heading.text)
        named = _GOAL_HEADING.match(said) is not None
        rule = None if named else self._rule(heading.text)
        if rule is not None and self._open is not None and self._open.named and self._is_below(heading):
            self._field(rule, "", heading)
            return
        self._close()
        self._heading = heading
        if named:
            self._open = _Open(heading.text, heading.place, level=heading.level, named=True)

    def _is_below(self, heading: Passage) -> bool:
        """Whether a heading stands below the goal's; in plain text a label alone on its line looks like one."""
        return heading.text.endswith(":") or (self._open is not None and heading.level > self._open.level)

    def _line(self, passage: Passage) -> None:
        """A line "Label: value", or several in a row, or more of the value above it."""
        for rule, text in self._labelled(passage.text):
            if rule is not None:
                self._begin_unless_open(rule, passage)
                self._field(rule, text, passage)
            elif self._open is not None and self._open.fields:
                field_id, said, place, prompt = self._open.fields[-1]
                more = f"{said}\n{text}" if said else text
                self._open.fields[-1] = (field_id, more, place, prompt or passage.prompt)
            elif self._open is not None and not self._blanks.says_nothing(text, prompt=passage.prompt):
                self._open.fields.append(("", text, passage.place, False))

    def _labelled(self, text: str) -> list[tuple[GoalFieldRule | None, str]]:
        """A line taken apart at its labels, each with what follows it; a line without any is one piece."""
        spoken = _LABEL.finditer(text) if ":" in text else ()
        marks = [(found, rule) for found in spoken if (rule := self._rule(found["label"]))]
        if not marks or marks[0][0].start() > 0:
            return [(None, text)]
        ends = [found.start() for found, _ in marks[1:]] + [len(text)]
        return [(rule, text[found.end() : end].strip()) for (found, rule), end in zip(marks, ends, strict=True)]

    def _begin_unless_open(self, rule: GoalFieldRule, passage: Passage) -> None:
        """A label that the open goal has already begins another one; a numbered goal's first label does not."""
        if self._open is not None and all(each[0] != rule.id for each in self._open.fields):
            return
        if not (self._open is not None and self._open.named and not self._open.fields):
            self._close()
        heading = self._heading
        self._open = self._open or _Open(
            heading.text if heading else passage.text, heading.place if heading else passage.place
        )

    def _field(self, rule: GoalFieldRule, value: str, passage: Passage) -> None:
        if self._open is not None:
            self._open.fields.append((rule.id, value, passage.place, passage.prompt))
            self._open.labels.append(passage.place)

    def _close(self) -> None:
        """The goal in running text is over. A numbered goal's heading with nothing below it is an empty goal."""
        goal, self._open = self._open, None
        if goal is None:
            return
        fields = [each for each in goal.fields if each[0]]
        if len({each[0] for each in fields}) >= LEAST_FIELDS or (goal.named and not goal.fields):
            made = [self._made(*each) for each in fields]
            told = self._with_title(made, goal.label, goal.where) if made else []
            self.goals.append(PlanGoal(label=goal.label, where=goal.where, fields=tuple(told)))
            self.labels += [each.where for each in made if each.state is FieldState.EMPTY]

    # -- tables --------------------------------------------------------------------------------

    def _table(self, table: DocumentTable) -> None:
        found = [*self._by_labels(table)] or [*self._by_columns(table)]
        if not found:
            return
        self.tables.append(table.place.table)
        if self._open is not None and not [each for each in self._open.fields if each[0]]:
            self._open = None  # the heading's goal stands in the table
        self.goals += found

    def _by_labels(self, table: DocumentTable) -> Iterator[PlanGoal]:
        """Rows "label | value": a goal for each time that the labels begin anew."""
        rules = [self._rule(row.cells[0].text) if len(row.cells) > 1 else None for row in table.rows]
        if len({rule.id for rule in rules if rule}) < LEAST_FIELDS:
            return
        gathered: list[GoalField] = []
        for row, rule in zip(table.rows, rules, strict=True):
            if rule is None:
                continue
            if any(each.field == rule.id for each in gathered):
                yield self._goal(gathered, table)
                gathered = []
            self.labels.append(row.cells[0].place)
            gathered.append(self._row_field(rule, row))
        yield self._goal(gathered, table)

    def _row_field(self, rule: GoalFieldRule, row: TableRow) -> GoalField:
        values = [cell for cell in row.cells[1:] if not cell.merged]
        text = "\n".join(cell.text for cell in values if cell.text)
        if not text and any(cell.tables for cell in values):
            text = "…" * 4  # what is written stands in a table inside the cell
        prompt = any(cell.prompt for cell in values)
        return self._made(rule.id, text, values[0].place if values else row.place, prompt)

    def _by_columns(self, table: DocumentTable) -> Iterator[PlanGoal]:
        """A row of headings, then a goal in each row that is not wholly empty."""
        head = next(iter(table.rows), None)
        rules = {cell.place.column: rule for cell in head.cells if (rule := self._rule(cell.text))} if head else {}
        if head is None or len({rule.id for rule in rules.values()}) < LEAST_FIELDS:
            return
        self.labels += [cell.place for cell in head.cells]
        rows = [row for row in table.rows[1:] if any(self._says(cell.text, prompt=cell.prompt) for cell in row.cells)]
        if not rows:
            fields = [self._made(rule.id, "", head.place, prompt=False) for rule in rules.values()]
            yield self._goal(fields, table)
        for row in rows:
            gathered: list[GoalField] = []
            for cell in row.cells:
                rule = rules.get(cell.place.column)
                if rule is not None and all(each.field != rule.id for each in gathered):
                    gathered.append(self._made(rule.id, cell.text, cell.place, cell.prompt))
            if len(gathered) >= LEAST_FIELDS:
                first = next((cell.text for cell in row.cells if self._says(cell.text, prompt=cell.prompt)), "")
                yield PlanGoal(label=first, where=row.place, fields=tuple(gathered))

    def _goal(self, fields: Sequence[GoalField], table: DocumentTable) -> PlanGoal:
        heading = self._heading
        if self._open is not None and self._open.named:
            told = self._with_title(fields, self._open.label, self._open.where)
            return PlanGoal(label=self._open.label, where=self._open.where, fields=tuple(told))
        near = heading is not None and heading.place.heading == table.place.heading
        place = heading.place if near and heading is not None else table.place
        return PlanGoal(label=heading.text if near and heading is not None else "", where=place, fields=tuple(fields))

    def _with_title(self, fields: Sequence[GoalField], label: str, where: DocumentPlace) -> list[GoalField]:
        """A heading such as "Mål 1: Trygga raster" tells the goal itself, where no field does."""
        number = _GOAL_HEADING.match(folded(label))
        title = label[number.end() :].strip(" :.–-") if number else ""
        goal = self._rules[0].id
        if (
            not title
            or any(each.field == goal for each in fields)
            or all(each.state is FieldState.EMPTY for each in fields)
        ):
            return [*fields]
        return [self._made(goal, title, where, prompt=False), *fields]

    # -- fields --------------------------------------------------------------------------------

    def _says(self, text: str, *, prompt: bool = False) -> bool:
        return not self._blanks.says_nothing(text, prompt=prompt)

    def _made(self, field_id: str, text: str, place: DocumentPlace, prompt: bool) -> GoalField:  # noqa: FBT001 - a cell's
        if self._blanks.says_nothing(text, prompt=prompt):
            state = FieldState.EMPTY
        else:
            state = FieldState.VAGUE if is_vague(self._by_id[field_id], text) else FieldState.FILLED
        return GoalField(field=field_id, text=text, where=place, state=state)

    def _rule(self, label: str) -> GoalFieldRule | None:
        """The field that a label names: the one whose name comes first in it."""
        said = folded(_NUMBER.sub("", label)).strip(" :*–-")
        if not said or len(said) > LONGEST_LABEL:
            return None
        found = [
            (match.start(), number)
            for number, rule in enumerate(self._rules)
            for each in rule.labels
            if (match := pattern(each).search(said)) and (match.start() == 0 or not said[match.start() - 1].isalpha())
        ]
        return self._rules[min(found)[1]] if found else None
