"""ReadDocument: a document as it was read from a file, before anyone has asked what it says.

Headings, paragraphs, lists and tables in the order in which a reader meets them, each with its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPlace:
    """Where in a document something stands, so that a person finds it.

    `headings` are the headings above it, the outermost first; a heading's own place holds the heading itself last.
    `table`, `row`, `column`, `page` and `line` are counted from 1; 0 is not in a table, or not known in this kind of
    file: a PDF has pages, plain text has lines, a Word file has neither. The first row of a table is row 1. `block`
    tells which piece of the document it is, so that two places are the same only when it is the same text.
    """

    headings: tuple[str, ...] = ()
    table: int = 0
    row: int = 0
    column: int = 0
    page: int = 0
    line: int = 0
    block: int = 0

    @property
    def heading(self) -> str:
        """The heading nearest above, or empty."""
        return self.headings[-1] if self.headings else ""


class PassageKind(StrEnum):
    """What a piece of running text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A heading, paragraph, list item or footnote. `text` is one line, NFC, without soft hyphens; never empty.

    `level` is the heading's (1 is the outermost) or the list item's (1 is the outermost), else 0. `contents`: the
    passage stands in the document's own list of contents. `prompt`: the file says that this is a hint of the
    template, over which nobody has written.
    """

    kind: PassageKind
    text: str
    place: DocumentPlace
    level: int = 0
    contents: bool = False
    prompt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCell:
    """A cell; its paragraphs are lines of `text`, which is empty when nothing stands there.

    `spans` is how many columns it covers; a cell that goes down over several rows stands in the first of them, and
    the rows below hold a cell with `merged` and the same text. `tables` are the numbers of the tables inside it,
    which come in the document directly after the table that holds them. `prompt` is as in Passage.
    """

    text: str
    place: DocumentPlace
    spans: int = 1
    merged: bool = False
    prompt: bool = False
    tables: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row. `header`: the file says that it heads the columns."""

    cells: tuple[TableCell, ...]
    place: DocumentPlace
    header: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTable:
    """A table; `place.table` is its number in the document, counted from 1."""

    rows: tuple[TableRow, ...]
    place: DocumentPlace


Block = Passage | DocumentTable


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """All that was read from one file.

    `kind` is what the bytes are: `docx odt pdf txt rtf md doc`. `title` is the document's own property, often stale.
    `aside` is what does not stand in the running text: heads and feet of pages, comments, text that is marked as
    deleted. `warnings` are codes for what was repaired or may be missing: `encoding-guessed`, `mojibake`,
    `lost-characters`, `no-headings`, `macros`, `deleted-text`, `comments`.
    """

    kind: str
    blocks: tuple[Block, ...]
    aside: tuple[Passage, ...] = ()
    title: str = ""
    pages: int = 0
    warnings: tuple[str, ...] = ()

    def passages(self) -> Iterator[Passage]:
        """The running text, tables left out."""
        return (block for block in self.blocks if isinstance(block, Passage))

    def tables(self) -> Iterator[DocumentTable]:
        """The tables, in order."""
        return (block for block in self.blocks if isinstance(block, DocumentTable))

    def pieces(self) -> Iterator[tuple[DocumentPlace, str]]:
        """Every text with its place: passages, and cells that have something in them (a merged one once)."""
        for block in self.blocks:
            if isinstance(block, Passage):
                yield block.place, block.text
                continue
            for row in block.rows:
                yield from ((cell.place, cell.text) for cell in row.cells if cell.text and not cell.merged)
