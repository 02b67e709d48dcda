"""The straight lines that are drawn on a PDF's page: across and down, those that touch made one."""

import ctypes
from collections.abc import Sequence
from itertools import groupby
from typing import Any

NEAR = 3.0  # points: what is nearer than this is meant to touch
_SHORTEST = 6.0  # points: shorter lines are dots and dashes
_THIN = 3.0  # points: a filled rectangle as thin as this is a line
_MOST_PIECES = 4000  # of one path
_MOST_OBJECTS = 20_000

Edge = tuple[float, float, float]  # where the line stands, where it begins, where it ends
Point = tuple[float, float]
Piece = tuple[Point, Point]


def edges_of(page: Any) -> tuple[list[Edge], list[Edge]]:  # noqa: ANN401 - pypdfium2 has no types
    """The lines across (at a height) and down (at a distance from the left) of a page."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - loaded when a PDF is read

    across: list[Edge] = []
    down: list[Edge] = []
    for at in range(min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        drawn = pdfium.FPDFPage_GetObject(page, at)
        if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_PATH:
            for piece in _pieces(drawn):
                _sort_in(piece, across, down)
    return _joined(across), _joined(down)


def _pieces(drawn: Any) -> list[Piece]:  # noqa: ANN401 - as above
    """The straight pieces of a path; a thin filled rectangle is one line along its middle."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - as above

    matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPageObj_GetMatrix(drawn, matrix)
    points: list[Point] = []
    pieces: list[Piece] = []
    start: Point = (0.0, 0.0)
    for at in range(min(pdfium.FPDFPath_CountSegments(drawn), _MOST_PIECES)):
        segment = pdfium.FPDFPath_GetPathSegment(drawn, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and points:
            pieces.append((points[-1], point))
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            pieces.append((point, start))
    return _thinned(points) or pieces


def _thinned(points: Sequence[Point]) -> list[Piece]:
    """The middle line of a thin rectangle, or nothing."""
    if not points:
        return []
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, right, low, high = min(xs), max(xs), min(ys), max(ys)
    if high - low <= _THIN < right - left:
        return [((left, (low + high) / 2), (right, (low + high) / 2))]
    if right - left <= _THIN < high - low:
        return [(((left + right) / 2, low), ((left + right) / 2, high))]
    return []


def _sort_in(piece: Piece, across: list[Edge], down: list[Edge]) -> None:
    (x, y), (end_x, end_y) = piece
    if abs(y - end_y) <= 1 < abs(x - end_x):
        across.append((y, min(x, end_x), max(x, end_x)))
    elif abs(x - end_x) <= 1 < abs(y - end_y):
        down.append((x, min(y, end_y), max(y, end_y)))


def _joined(edges: Sequence[Edge]) -> list[Edge]:
    """Edges on the same line that touch made one; what remains short is left out."""
    made: list[Edge] = []
    for level, line in groupby(_levelled(edges), key=lambda edge: edge[0]):
        for _, begin, end in sorted(line):
            if made and made[-1][0] == level and begin <= made[-1][2] + NEAR:
                made[-1] = (level, made[-1][1], max(made[-1][2], end))
            else:
                made.append((level, begin, end))
    return [edge for edge in made if edge[2] - edge[1] >= _SHORTEST]


def _levelled(edges: Sequence[Edge]) -> list[Edge]:
    """The edges in order, those that stand nearly on one line brought to the first one's place."""
    made: list[Edge] = []
    for place, begin, end in sorted(edges):
        level = made[-1][0] if made and place - made[-1][0] <= NEAR else place
        made.append((level, begin, end))
    return made
