"""A document laid out for the check: its texts with their places, and which of them say something."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nettools.domain.checklists import Checklist
from nettools.domain.documents import Block, DocumentPlace, DocumentTable, Passage, PassageKind, ReadDocument, TableRow
from nettools.healthplans.patterns import folded, found_in

LONGEST_HINT = 150  # characters of a text in which a template's hint is looked for
_ONLY_LABEL = re.compile(r"^[^:.]{2,45}:$")
_BEGINS_WITH_LABEL = re.compile(r"^[^:.]{2,45}:(?:\s|$)")
QUOTED = 90  # characters of a draft that a finding quotes at most


@dataclass(frozen=True, slots=True)
class Piece:
    """A text and its place; `folded` is as long."""

    text: str
    folded: str
    place: DocumentPlace


class Blanks:
    """What counts as nothing written: empty values and the template's hints."""

    def __init__(self, checklist: Checklist) -> None:
        self._empty = frozenset(folded(value).strip() for value in checklist.empty)
        self._hints = checklist.placeholders

    def is_empty(self, text: str) -> bool:
        """Whether nobody has written anything, or only a full stop or a dash."""
        return len(text) <= LONGEST_HINT and folded(text).strip() in self._empty

    def is_hint(self, text: str, *, prompt: bool = False) -> bool:
        """Whether a hint of the template stands there."""
        return prompt or found_in(self._hints, folded(text[:LONGEST_HINT])) is not None

    def says_nothing(self, text: str, *, prompt: bool = False) -> bool:
        """Either of the two."""
        return self.is_empty(text) or self.is_hint(text, prompt=prompt)


class Body:
    """The pieces of a document that are evidence, in one folded text that is quickly searched."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = tuple(pieces)
        self._starts: list[int] = []
        at = 0
        for piece in self._pieces:
            self._starts.append(at)
            at += len(piece.folded) + 1
        self.text = "\n".join(piece.folded.replace("\n", " ") for piece in self._pieces)

    def __iter__(self) -> Iterator[Piece]:
        return iter(self._pieces)

    def piece_at(self, position: int) -> tuple[Piece, int]:
        """The piece in which a place of the text lies, and the place in that piece."""
        number = bisect_right(self._starts, position) - 1
        return self._pieces[number], position - self._starts[number]


def piece_of(text: str, place: DocumentPlace) -> Piece:
    """A text with its place."""
    return Piece(text, folded(text), place)


def pieces_of(document: ReadDocument, *, contents: bool = False) -> list[Piece]:
    """Every text of a document with its place; the list of contents only when asked for."""
    made = []
    for block in document.blocks:
        if isinstance(block, Passage):
            made += [] if block.contents and not contents else [piece_of(block.text, block.place)]
        else:
            made += [
                piece_of(cell.text, cell.place)
                for row in block.rows
                for cell in row.cells
                if cell.text and not cell.merged
            ]
    return made


def evidence(document: ReadDocument, blanks: Blanks, labels: frozenset[DocumentPlace]) -> Body:
    """What the document says: no heading with nothing below it, no label, no row that is empty but for its label."""
    made: list[Piece] = []
    blocks = [block for block in document.blocks if not (isinstance(block, Passage) and block.contents)]
    unfilled = {each.place for each in unfilled_labels(blocks)} | labels
    for number, block in enumerate(blocks):
        if isinstance(block, DocumentTable):
            for row in block.rows:
                made += row_evidence(row, blanks, labels)
        elif block.kind is PassageKind.HEADING:
            made += [piece_of(block.text, block.place)] if has_content(blocks, number, blanks) else []
        elif not blanks.says_nothing(block.text, prompt=block.prompt) and block.place not in unfilled:
            made.append(piece_of(block.text, block.place))
    return Body(made)


def unfilled_labels(blocks: Sequence[Block]) -> list[Passage]:
    """Lines that are a label and nothing more, with nothing below them that could be meant: "Giltighetstid:"."""
    made = []
    for number, block in enumerate(blocks):
        if isinstance(block, Passage) and block.kind is not PassageKind.HEADING and _ONLY_LABEL.match(block.text):
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            heads = isinstance(following, Passage) and (
                following.kind is PassageKind.HEADING or _BEGINS_WITH_LABEL.match(following.text) is not None
            )
            if following is None or heads:
                made.append(block)
    return made


def row_evidence(row: TableRow, blanks: Blanks, labels: frozenset[DocumentPlace]) -> list[Piece]:
    """The cells of a row that say something; none when only its label does."""
    if is_empty_row(row, blanks):
        return []
    return [
        piece_of(cell.text, cell.place)
        for cell in row.cells
        if not cell.merged and cell.place not in labels and not blanks.says_nothing(cell.text, prompt=cell.prompt)
    ]


def is_empty_row(row: TableRow, blanks: Blanks) -> bool:
    """Whether a row has a label, or nothing, and empty cells after it."""
    after = row.cells[1:]
    return bool(after) and all(blanks.says_nothing(cell.text, prompt=cell.prompt) and not cell.tables for cell in after)


def has_content(blocks: Sequence[Block], number: int, blanks: Blanks) -> bool:
    """Whether something is written below a heading before the next one that is not below it."""
    heading = blocks[number]
    level = heading.level if isinstance(heading, Passage) else 0
    for block in blocks[number + 1 :]:
        if isinstance(block, DocumentTable):
            if any(
                not is_empty_row(row, blanks) and row_evidence(row, blanks, frozenset()) for row in block.rows[1:]
            ) or (len(block.rows) == 1 and row_evidence(block.rows[0], blanks, frozenset())):
                return True
        elif block.kind is PassageKind.HEADING:
            if block.level <= level:
                return False
        elif not blanks.says_nothing(block.text, prompt=block.prompt):
            return True
    return False


def quote(text: str, start: int = 0) -> str:
    """A short piece of a text around a place in it, for people to recognise."""
    plain = " ".join(text.split()) if "\n" in text else text
    if len(plain) <= QUOTED + 2:  # one that is shortened already is left as it is
        return plain
    begin = max(0, min(start - QUOTED // 3, len(plain) - QUOTED))
    cut = plain[begin : begin + QUOTED].strip()
    return f"{'…' if begin else ''}{cut}{'…' if begin + QUOTED < len(plain) else ''}"
