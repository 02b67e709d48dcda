"""Which parts of the checklist are there. That a word is mentioned does not make a part where a table can be read."""

from collections.abc import Iterator, Sequence

from nettools.domain.checklists import Applies, Checklist, ChecklistPart
from nettools.domain.documents import DocumentPlace, DocumentTable, ReadDocument
from nettools.domain.planchecks import FieldState, PlanGoal, PresentPart
from nettools.healthplans.patterns import any_of, folded, found_in, pattern
from nettools.healthplans.sections import Blanks, Body, Piece, is_empty_row, quote

LEAST_ROWS = 3  # labels of a table's rows that a part's patterns must find for the table to decide


def asked_for(checklist: Checklist, form: Applies, title: str) -> Iterator[ChecklistPart]:
    """The parts that are asked for in this kind of unit and document."""
    said = folded(title)
    for part in checklist.parts:
        fits = Applies.ALL in {part.applies, form} or part.applies is form
        if fits and (not part.only_if_title or found_in(part.only_if_title, said)):
            yield part


class Presence:
    """Looks for parts in a document."""

    def __init__(
        self, document: ReadDocument, body: Body, headings: Sequence[Piece], goals: Sequence[PlanGoal], blanks: Blanks
    ) -> None:
        self._document, self._body, self._blanks = document, body, blanks
        self._headings, self._goals = Body(headings), goals

    def of(self, part: ChecklistPart) -> PresentPart | None:
        """Where a part is, or None when it is missing."""
        read = [
            each for goal in self._goals for each in goal.fields if part.goal_field and each.field == part.goal_field
        ]
        if read:
            filled = next((each for each in read if each.state is not FieldState.EMPTY), None)
            return PresentPart(part=part.id, where=filled.where, quote=quote(filled.text)) if filled else None
        if part.all_of and (rows := self._rows(part)):
            return self._by_rows(part, rows)
        if part.in_heading and (seen := self._search(part, self._headings)):
            return seen
        return self._search(part, self._body)

    def lacking(self, part: ChecklistPart) -> tuple[str, ...]:
        """Which of the patterns that all must be found are not, in their own spelling."""
        return tuple(each for each in part.all_of if not pattern(each).search(self._body.text))

    def _search(self, part: ChecklistPart, body: Body) -> PresentPart | None:
        if any(not pattern(each).search(body.text) for each in part.all_of):
            return None
        made = any_of(part.any_of or part.all_of)
        found = made.search(body.text) if made else None
        if found is None or (part.any_of and part.least > 1 and self._many(part, body) < part.least):
            return None
        piece, at = body.piece_at(found.start())
        return PresentPart(part=part.id, where=piece.place, quote=quote(piece.text, at))

    def _many(self, part: ChecklistPart, body: Body) -> int:
        """How many different patterns are found."""
        return sum(1 for each in part.any_of if pattern(each).search(body.text))

    def _rows(self, part: ChecklistPart) -> list[tuple[str, DocumentTable, int]]:
        """The rows of a table whose labels the part's patterns find, when there are enough of them."""
        for table in self._document.tables():
            found = [
                (each, table, number)
                for each in part.all_of
                for number, row in enumerate(table.rows)
                if len(row.cells) > 1 and pattern(each).search(folded(row.cells[0].text))
            ]
            if len({each for each, _, _ in found}) >= LEAST_ROWS:
                return found
        return []

    def _by_rows(self, part: ChecklistPart, rows: Sequence[tuple[str, DocumentTable, int]]) -> PresentPart | None:
        filled = {each for each, table, number in rows if not is_empty_row(table.rows[number], self._blanks)}
        if filled != set(part.all_of):
            return None
        first: DocumentPlace = rows[0][1].place
        return PresentPart(part=part.id, where=first, quote=quote(rows[0][1].rows[0].cells[0].text))
