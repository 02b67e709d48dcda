"""The tables of a PDF's page, put together from the lines that are drawn around their cells.

By PDFium's own list of what is drawn: the page is open for its text already, and a second library would read the
whole file again. Measured in one process with pdfplumber 0.11.10, which finds as many tables in our test drafts: for
its tables alone it takes 7 to 14 times as long as our whole reading of drafts of 1 to 3 pages (0.06–0.32 s against
0.006–0.026 s), and 24 times as long for 14 pages (2.1 s against 0.09 s). As it does: where lines cross is a corner,
the smallest rectangle of corners whose sides are all drawn is a cell, cells that share a corner are a table.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nettools.files.documents.building import RawCell, RawRow, RawTable
from nettools.files.documents.pdf_lines import HYPHENS
from nettools.files.documents.pdf_rules import NEAR, Edge, edges_of
from nettools.files.documents.plain import join_divided, join_lines

_MOST_EDGES = 3000
_LEAST_CELLS = 2


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points from the page's lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point stands in it."""
        return self.left - NEAR <= x <= self.right + NEAR and self.bottom - NEAR <= y <= self.top + NEAR


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on a page: where it stands, its rows, and where its columns begin."""

    box: Box
    raw: RawTable
    columns: tuple[float, ...]
    page: int


def tables_of(page: Any, textpage: Any, number: int) -> list[PageTable]:  # noqa: ANN401 - pypdfium2 has no types
    """The tables drawn on a page, from the top. A frame around one text is no table."""
    across, down = edges_of(page)
    if min(len(across), len(down)) < _LEAST_CELLS or len(across) + len(down) > _MOST_EDGES:
        return []
    groups = [cells for cells in _together(_Grid(across, down).cells()) if len(cells) >= _LEAST_CELLS]
    found = [_table(cells, textpage, number) for cells in groups]
    return sorted(found, key=lambda table: -table.box.top)


class _Grid:
    """Lines across and down, and what they enclose."""

    def __init__(self, across: Sequence[Edge], down: Sequence[Edge]) -> None:
        self._across: dict[float, list[Edge]] = defaultdict(list)
        self._down: dict[float, list[Edge]] = defaultdict(list)
        for edge in across:
            self._across[edge[0]].append(edge)
        for edge in down:
            self._down[edge[0]].append(edge)
        self._xs, self._ys = sorted(self._down), sorted(self._across, reverse=True)
        self._corners = {
            (x, y)
            for y in self._ys
            for x in self._xs
            if _reaches(self._across[y], x, x) and _reaches(self._down[x], y, y)
        }

    def cells(self) -> list[Box]:
        """The smallest rectangles whose four sides are drawn, row by row."""
        made = (
            self._cell(row, column)
            for row, top in enumerate(self._ys)
            for column, left in enumerate(self._xs)
            if (left, top) in self._corners
        )
        return [cell for cell in made if cell is not None]

    def _cell(self, row: int, column: int) -> Box | None:
        """The smallest cell below and to the right of a corner."""
        left, top = self._xs[column], self._ys[row]
        for bottom in self._ys[row + 1 :]:
            if (left, bottom) not in self._corners:
                continue
            if not _reaches(self._down[left], bottom, top):
                return None
            for right in self._xs[column + 1 :]:
                if (right, top) not in self._corners:
                    continue
                if not _reaches(self._across[top], left, right):
                    break
                if self._closes(left, bottom, right, top):
                    return Box(left, bottom, right, top)
        return None

    def _closes(self, left: float, bottom: float, right: float, top: float) -> bool:
        return (
            (right, bottom) in self._corners
            and _reaches(self._down[right], bottom, top)
            and _reaches(self._across[bottom], left, right)
        )


def _reaches(edges: Sequence[Edge], low: float, high: float) -> bool:
    return any(begin - NEAR <= low and high <= end + NEAR for _, begin, end in edges)


def _together(cells: Sequence[Box]) -> list[list[Box]]:
    """Cells that share a corner, as tables."""
    groups: list[tuple[set[tuple[float, float]], list[Box]]] = []
    for cell in cells:
        corners = {(x, y) for x in (cell.left, cell.right) for y in (cell.bottom, cell.top)}
        touched = [group for group in groups if group[0] & corners]
        groups = [group for group in groups if not group[0] & corners]
        merged = corners.union(*(group[0] for group in touched))
        groups.append((merged, [each for group in touched for each in group[1]] + [cell]))
    return [group for _, group in groups]


def _table(cells: Sequence[Box], textpage: Any, number: int) -> PageTable:  # noqa: ANN401 - as above
    lefts = sorted({cell.left for cell in cells})
    tops = sorted({cell.top for cell in cells}, reverse=True)
    rows: dict[float, list[tuple[float, RawCell]]] = {top: [] for top in tops}
    for cell in cells:
        text = _text_in(cell, textpage)
        spans = sum(1 for left in lefts if cell.left <= left < cell.right - NEAR)
        for top in tops:
            if cell.bottom + NEAR < top <= cell.top:
                rows[top].append((cell.left, RawCell(text=text, spans=spans, merged=top != cell.top)))
    raw = RawTable(
        rows=[
            RawRow(cells=[each for _, each in sorted(rows[top], key=lambda one: one[0])], page=number) for top in tops
        ]
    )
    box = Box(lefts[0], min(cell.bottom for cell in cells), max(cell.right for cell in cells), tops[0])
    return PageTable(box=box, raw=raw, columns=tuple(lefts), page=number)


def _text_in(cell: Box, textpage: Any) -> str:  # noqa: ANN401 - as above
    """The words in a cell; its lines are joined, since a cell is narrow and breaks anywhere."""
    said = ""
    for written in textpage.get_text_bounded(cell.left, cell.bottom, cell.right, cell.top).splitlines():
        first, *divided = re.split(f"[{HYPHENS}]", written.strip())
        said = join_lines(said, first) if said else first
        for rest in divided:
            said = join_divided(said, rest.strip())
    return said
