"""A document put together piece by piece: every reader tells what it meets, here it gets its place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nettools.domain.documents import (
    Block,
    DocumentPlace,
    DocumentTable,
    Passage,
    PassageKind,
    ReadDocument,
    TableCell,
    TableRow,
)
from nettools.files import cleaning
from nettools.files.documents.refusals import UnreadableError

MOST_CHARACTERS = 4_000_000  # a plan of 15 pages has 40 000
MOST_BLOCKS = 100_000
MOST_CELLS = 200_000
DEEPEST_TABLE = 20

_SPACES = re.compile(r"[^\S\n]+")
_ANY_SPACE = re.compile(r"\s+")
_DOT_LEADER = re.compile(r"\s*(?:\.\s?){4,}\s*|\s*…{2,}\s*|\s*_{4,}\s*")


@dataclass(slots=True)
class RawCell:
    """A cell as a reader met it; `text` has a line for each paragraph."""

    text: str = ""
    spans: int = 1
    merged: bool = False
    prompt: bool = False
    tables: "list[RawTable]" = field(default_factory=list)


@dataclass(slots=True)
class RawRow:
    """A row as a reader met it."""

    cells: list[RawCell] = field(default_factory=list)
    header: bool = False
    page: int = 0
    line: int = 0


@dataclass(slots=True)
class RawTable:
    """A table as a reader met it."""

    rows: list[RawRow] = field(default_factory=list)


class Builder:
    """Takes pieces in reading order and gives the document. Raises UnreadableError when there is too much of it."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._aside: list[Passage] = []
        self._headings: list[tuple[int, str]] = []
        self._warnings: list[str] = []
        self._tables = self._cells = self._characters = 0

    def warn(self, code: str) -> None:
        """Note that something was repaired or left out; once."""
        if code and code not in self._warnings:
            self._warnings.append(code)

    def passage(
        self,
        kind: PassageKind,
        written: str,
        *,
        level: int = 0,
        page: int = 0,
        line: int = 0,
        contents: bool = False,
        prompt: bool = False,
    ) -> None:
        """A heading, paragraph, list item or footnote; one without any text is passed over."""
        said = self._one_line(written)
        if not said:
            return
        if kind is PassageKind.HEADING and not contents:
            self._headings = [*((depth, title) for depth, title in self._headings if depth < level), (level, said)]
        place = self._place(page=page, line=line)
        self._add(Passage(kind=kind, text=said, place=place, level=level, contents=contents, prompt=prompt))

    def aside(self, written: str, *, page: int = 0) -> None:
        """Text that does not stand in the running text: a page's head or foot, a comment, what is marked deleted."""
        said = self._one_line(written)
        if said and all(said != known.text for known in self._aside):
            self._aside.append(Passage(kind=PassageKind.PARAGRAPH, text=said, place=DocumentPlace(page=page)))

    def table(self, raw: RawTable, depth: int = 0) -> tuple[int, ...]:
        """A table, and directly after it the tables inside it; their numbers. One without cells is passed over."""
        if depth > DEEPEST_TABLE:
            raise UnreadableError("too-deep")
        rows = [row for row in raw.rows if row.cells]
        if not rows:
            return ()
        self._tables += 1
        number, position = self._tables, len(self._blocks)
        place = replace(self._place(page=rows[0].page, line=rows[0].line), table=number)
        self._blocks.append(DocumentTable(rows=(), place=place))  # keeps its place before those inside
        made = tuple(self._row(row, replace(place, row=count), depth) for count, row in enumerate(rows, 1))
        self._blocks[position] = DocumentTable(rows=made, place=place)
        return (number,)

    def document(self, kind: str, *, title: str = "", pages: int = 0) -> ReadDocument:
        """What has been put together. Raises UnreadableError (`no-text`) when that is nothing."""
        if not self._blocks:
            raise UnreadableError("no-text")
        headed = any(isinstance(each, Passage) and each.kind is PassageKind.HEADING for each in self._blocks)
        if not headed:
            self.warn("no-headings")
        return ReadDocument(
            kind=kind,
            blocks=tuple(self._blocks),
            aside=tuple(self._aside),
            title=self._one_line(title),
            pages=pages,
            warnings=tuple(self._warnings),
        )

    def _row(self, raw: RawRow, table: DocumentPlace, depth: int) -> TableRow:
        place = replace(table, page=raw.page, line=raw.line)
        cells, column = [], 1
        for cell in raw.cells:
            made = TableCell(
                text=self._lines(cell.text),
                place=replace(place, column=column),
                spans=cell.spans,
                merged=cell.merged,
                prompt=cell.prompt,
                tables=tuple(number for each in cell.tables for number in self.table(each, depth + 1)),
            )
            cells.append(made)
            column += cell.spans
        self._cells += len(cells)
        if self._cells > MOST_CELLS:
            raise UnreadableError("too-large")
        return TableRow(cells=tuple(cells), place=place, header=raw.header)

    def _place(self, *, page: int, line: int) -> DocumentPlace:
        headings = tuple(title for _, title in self._headings)
        return DocumentPlace(headings=headings, page=page, line=line, block=len(self._blocks) + 1)

    def _add(self, block: Block) -> None:
        self._blocks.append(block)
        if len(self._blocks) > MOST_BLOCKS:
            raise UnreadableError("too-large")

    def _one_line(self, written: str) -> str:
        return _ANY_SPACE.sub(" ", self._clean(written)).strip()

    def _lines(self, written: str) -> str:
        lines = (_SPACES.sub(" ", line).strip() for line in self._clean(written).splitlines())
        return "\n".join(line for line in lines if line)

    def _clean(self, written: str) -> str:
        self._characters += len(written)
        if self._characters > MOST_CHARACTERS:
            raise UnreadableError("too-large")
        said, repaired = cleaning.clean(written)
        self.warn(repaired)
        return said


def without_page_number(line: str) -> tuple[str, bool]:
    """A line of a list of contents without its dots and page number, and whether it had them."""
    title, number = _contents_line(line)
    return (title, True) if number else (line, False)


def _contents_line(line: str) -> tuple[str, str]:
    if not line[-1:].isdigit() and not line.rstrip()[-1:].isdigit():
        return line, ""
    parts = _DOT_LEADER.split(line)
    if len(parts) == 2 and parts[1].strip().isdigit() and parts[0].strip():  # noqa: PLR2004 - a title and a number
        return parts[0].strip(), parts[1].strip()
    title, tab, number = line.rpartition("\t")
    return (title.strip(), number.strip()) if tab and title.strip() and number.strip().isdigit() else (line, "")


def only_cell(raw: RawTable) -> RawCell | None:
    """The cell of a table that has but one: a frame around text, no table."""
    cells = [cell for row in raw.rows for cell in row.cells]
    return cells[0] if len(cells) == 1 else None


def row_of(texts: Sequence[str], *, header: bool = False, page: int = 0, line: int = 0) -> RawRow:
    """A row of plain cells."""
    return RawRow(cells=[RawCell(text=each) for each in texts], header=header, page=page, line=line)
