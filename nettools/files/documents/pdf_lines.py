"""The lines of a PDF's page, with where they stand and how large their letters are."""

import ctypes
import re
from dataclasses import dataclass
from typing import Any

_BOLD_WEIGHT = 600
HYPHENS = "\x02\ufffe"  # what PDFium puts, for hyphen and line end, where a word is divided
_ENDS = re.compile(rf"([{HYPHENS}]|\n)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page. Points from the page's lower left corner; `divided`: its last word goes on in the next."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool
    divided: bool = False

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.bottom + self.top) / 2


def lines_of(textpage: Any, page: int) -> list[Line]:  # noqa: ANN401 - pypdfium2 has no types
    """The lines of a page in the order in which the file has them."""
    count = textpage.count_chars()
    said = textpage.get_text_range(0, count) if count else ""
    found, at = [], 0
    for piece in _ENDS.split(said):
        if piece and piece not in HYPHENS and (stripped := piece.strip(" \r\n\t\u00a0")):
            first = at + piece.index(stripped[0])
            divided = said[at + len(piece) : at + len(piece) + 1] in {*HYPHENS}
            last = min(first + len(stripped) - 1, count - 1)
            found.append(_line(textpage, stripped, page, (first, last), divided=divided))
        at += len(piece)
    return found


def _line(textpage: Any, said: str, page: int, span: tuple[int, int], *, divided: bool) -> Line:  # noqa: ANN401 - as above
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - loaded when a PDF is read

    first, last = span
    left, bottom, right, top = textpage.get_charbox(min(first, last), loose=True)
    _, _, right, _ = textpage.get_charbox(last, loose=True)
    size = pdfium.FPDFText_GetFontSize(textpage, first)
    bold = pdfium.FPDFText_GetFontWeight(textpage, first) >= _BOLD_WEIGHT or _is_bold_name(textpage, first)
    height = abs(top - bottom)
    return Line(
        text=said,
        page=page,
        left=left,
        right=right,
        bottom=bottom,
        top=top,
        size=round(size if size > 2 else height, 1),  # noqa: PLR2004 - a size of 1 is scaled by the page's matrix
        bold=bold,
        divided=divided,
    )


def _is_bold_name(textpage: Any, at: int) -> bool:  # noqa: ANN401 - as above
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - as above

    held = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(textpage, at, held, 128, ctypes.c_int())
    name = held.value.lower()
    return b"bold" in name or b"black" in name or b"heavy" in name
