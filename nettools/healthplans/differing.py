"""What changed between two versions of a draft: by heading, table row and sentence; moved text is seen as moved."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from nettools.domain.documents import DocumentPlace, DocumentTable, Passage, PassageKind, ReadDocument

ALIKE = 60.0  # per cent of likeness from which a sentence is the same one, changed
MOST_COMPARED = 2000  # pieces on either side that are held against each other one by one
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[A-ZÅÄÖÉ0-9\"”(])")
_LETTERS = re.compile(r"\W+")


class PieceKind(StrEnum):
    """What a piece of a draft is."""

    HEADING = "heading"
    ROW = "row"
    SENTENCE = "sentence"


class ChangeKind(StrEnum):
    """How a piece differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A heading, a table row (its cells with ` | ` between), or a sentence; and where it stands."""

    kind: PieceKind
    text: str
    where: DocumentPlace

    @property
    def key(self) -> str:
        """What it is compared by: letters and digits, whatever the case."""
        return f"{self.kind} {_LETTERS.sub(' ', self.text.casefold()).strip()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftChange:
    """One change. `before` is None for what was added, `after` for what was removed."""

    kind: ChangeKind
    before: Piece | None = None
    after: Piece | None = None

    @property
    def piece(self) -> Piece:
        """As it stands now, or stood."""
        found = self.after or self.before
        assert found is not None
        return found


def changes_between(before: ReadDocument, after: ReadDocument) -> tuple[DraftChange, ...]:
    """Every change, in the order of the later version; what was removed stands last, in the earlier one's order."""
    old, new = list(pieces_of(before)), list(pieces_of(after))
    gone, come = _unmatched(old, new)
    moved = _paired_exactly(gone, come)
    gone, come = _rest(gone, come, moved)
    changed = _paired_alike(gone, come)
    gone, come = _rest(gone, come, changed)
    found = [
        *(DraftChange(kind=ChangeKind.MOVED, before=one, after=other) for one, other in moved),
        *(DraftChange(kind=ChangeKind.CHANGED, before=one, after=other) for one, other in changed),
        *(DraftChange(kind=ChangeKind.ADDED, after=one) for one in come),
    ]
    order = {id(piece): number for number, piece in enumerate(new)}
    found.sort(key=lambda change: order[id(change.after)])
    return (*found, *(DraftChange(kind=ChangeKind.REMOVED, before=one) for one in gone))


def pieces_of(document: ReadDocument) -> Iterator[Piece]:
    """The document in pieces, in reading order; its list of contents is left out, since it says nothing of its own."""
    for block in document.blocks:
        if isinstance(block, DocumentTable):
            yield from _rows(block)
        elif block.kind is PassageKind.HEADING:
            yield Piece(kind=PieceKind.HEADING, text=block.text, where=block.place)
        elif not block.contents:
            yield from _sentences(block)


def _sentences(passage: Passage) -> Iterator[Piece]:
    for sentence in _SENTENCE.split(passage.text):
        if sentence.strip():
            yield Piece(kind=PieceKind.SENTENCE, text=sentence.strip(), where=passage.place)


def _rows(table: DocumentTable) -> Iterator[Piece]:
    for row in table.rows:
        cells = [" ".join(cell.text.split()) for cell in row.cells if not cell.merged]
        if any(cells):
            yield Piece(kind=PieceKind.ROW, text=" | ".join(cells), where=row.place)


def _unmatched(old: Sequence[Piece], new: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """What the longest common row of pieces leaves on either side."""
    gone: list[Piece] = []
    come: list[Piece] = []
    steps = LCSseq.opcodes([piece.key for piece in old], [piece.key for piece in new])
    for step in steps:
        if step.tag != "equal":
            gone += old[step.src_start : step.src_end]
            come += new[step.dest_start : step.dest_end]
    return gone, come


def _paired_exactly(gone: Sequence[Piece], come: Sequence[Piece]) -> list[tuple[Piece, Piece]]:
    waiting: dict[str, list[Piece]] = {}
    for piece in gone:
        waiting.setdefault(piece.key, []).append(piece)
    return [(waiting[piece.key].pop(0), piece) for piece in come if waiting.get(piece.key)]


def _paired_alike(gone: Sequence[Piece], come: Sequence[Piece]) -> list[tuple[Piece, Piece]]:
    """Rows with the same first cell at the same place, then the most alike; each piece at most once."""
    pairs = _rows_with_label(gone, come)
    gone, come = _rest(gone, come, pairs)
    if max(len(gone), len(come)) > MOST_COMPARED:
        return pairs
    keys = [piece.key for piece in come]
    scored = [
        (score, -abs(number - other), number, other)
        for number, piece in enumerate(gone)
        for _, score, other in process.extract(piece.key, keys, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=5)
        if come[other].kind is piece.kind
    ]
    taken: set[tuple[str, int]] = set()
    for _, _, number, other in sorted(scored, reverse=True):
        if ("old", number) not in taken and ("new", other) not in taken:
            taken |= {("old", number), ("new", other)}
            pairs.append((gone[number], come[other]))
    return pairs


def _rows_with_label(gone: Sequence[Piece], come: Sequence[Piece]) -> list[tuple[Piece, Piece]]:
    """`Tidplan | Alltid` and `Tidplan | ht 2026` under the same heading are one row, however unlike."""
    waiting: dict[tuple[str, str], list[Piece]] = {}
    for piece in gone:
        if piece.kind is PieceKind.ROW:
            waiting.setdefault(_label(piece), []).append(piece)
    rows = [piece for piece in come if piece.kind is PieceKind.ROW]
    return [(waiting[_label(piece)].pop(0), piece) for piece in rows if waiting.get(_label(piece))]


def _label(row: Piece) -> tuple[str, str]:
    return row.where.heading.casefold(), row.text.partition(" | ")[0].casefold()


def _rest(
    gone: Sequence[Piece], come: Sequence[Piece], pairs: Sequence[tuple[Piece, Piece]]
) -> tuple[list[Piece], list[Piece]]:
    paired = {id(piece) for pair in pairs for piece in pair}
    return [piece for piece in gone if id(piece) not in paired], [piece for piece in come if id(piece) not in paired]
