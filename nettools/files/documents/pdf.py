"""PDF files by PDFium: headings by the size of the letters and the bookmarks, tables by their lines, with pages."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nettools.domain.documents import PassageKind, ReadDocument
from nettools.files.documents.building import Builder, RawRow, RawTable, without_page_number
from nettools.files.documents.pdf_lines import Line, lines_of
from nettools.files.documents.pdf_tables import PageTable, tables_of
from nettools.files.documents.plain import is_goal_heading, join_divided, join_lines
from nettools.files.documents.refusals import UnreadableError

if TYPE_CHECKING:
    import pypdfium2

MOST_PAGES = 600
LEAST_CHARACTERS = 50  # a page; fewer on pages with pictures means a scanned paper
_EDGE = 0.09  # the share of a page's height where running heads and feet stand
_LARGER = 1.12  # a heading's letters against the text's
_LEVELS = 4
_SAME_SIZE = 0.6  # points
_LINE_GAP = 0.9  # of the letters' size: farther below begins a new paragraph
_LETTER = 0.45  # how wide a letter is, of its size
_ASIDE = 6.0  # points: as far may a column stand aside on the next page
_BY_LOOKS = 7
_LONGEST_LABEL = 90
_LONGEST_HEADING = 160
_LIST_MARK = re.compile(r"^(?:[•·●○▪\uf0b7–*o-]|\d{1,2}[.)]|[a-z][.)])\s+(?=\S)")
_PAGE_NUMBER = re.compile(
    r"^(?:sid(?:a|an)?\.?\s*)?\d{1,3}(?:\s*(?:\(\d{1,3}\)|/\s*\d{1,3}|av\s+\d{1,3}))?$", re.IGNORECASE
)
_LABELLED = re.compile(r"^[A-ZÅÄÖ][\w/ -]{2,30}:(?:\s|$)")
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class _Page:
    number: int
    height: float
    lines: list[Line]
    tables: list[PageTable]
    pictures: bool


@dataclass(slots=True)
class _Paragraph:
    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines joined, divided words made whole."""
        said, divided = "", False
        for line in self.lines:
            said = join_divided(said, line.text) if divided else join_lines(said, line.text) if said else line.text
            divided = line.divided
        return said


def read(content: bytes) -> ReadDocument:
    """A PDF's bytes as a document. Raises UnreadableError."""
    import pypdfium2  # noqa: PLC0415 - loaded when a PDF is read

    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError("encrypted" if "password" in str(error).lower() else "damaged") from None
    if len(pdf) > MOST_PAGES:
        raise UnreadableError("too-large")
    try:
        pages = [_page(pdf, number) for number in range(1, len(pdf) + 1)]
        titles = _bookmarks(pdf)
        title = str(pdf.get_metadata_dict(skip_empty=True).get("Title", ""))
    except pypdfium2.PdfiumError:
        raise UnreadableError("damaged") from None
    _refuse_pictures(pages)
    builder = Builder()
    running = _running(pages)
    _Teller(builder, pages, running, titles).tell()
    return builder.document("pdf", title=title, pages=len(pages))


def _page(pdf: "pypdfium2.PdfDocument", number: int) -> _Page:
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - as above

    page = pdf[number - 1]
    textpage = page.get_textpage()
    objects = range(min(pdfium.FPDFPage_CountObjects(page), 2000))
    kinds = {pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, at)) for at in objects}
    read_page = _Page(
        number=number,
        height=page.get_height(),
        lines=lines_of(textpage, number),
        tables=tables_of(page, textpage, number) if pdfium.FPDF_PAGEOBJ_PATH in kinds else [],
        pictures=bool({pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM} & kinds),
    )
    textpage.close()
    page.close()
    return read_page


def _bookmarks(pdf: "pypdfium2.PdfDocument") -> dict[str, int]:
    """The levels of the headings by their text, where the file has bookmarks."""
    found = {}
    for mark in pdf.get_toc(max_depth=6):
        title = mark.get_title() or ""
        if title.strip():
            found[_folded(title)] = mark.level + 1
    return found


def _refuse_pictures(pages: Sequence[_Page]) -> None:
    characters = sum(len(line.text) for page in pages for line in page.lines)
    if characters < LEAST_CHARACTERS * len(pages) and any(page.pictures for page in pages):
        raise UnreadableError("image-only")


def _folded(said: str) -> str:
    return re.sub(r"\W+", " ", said.casefold()).strip()


# -- running heads and feet -----------------------------------------------------------------------


def _running(pages: Sequence[_Page]) -> set[str]:
    """What stands at the top or bottom of most pages, its digits aside."""
    seen = Counter(said for page in pages for said in {_mark(line) for line in page.lines if _at_edge(line, page)})
    return {said for said, times in seen.items() if times > max(len(pages) / 2, 1)}


def _at_edge(line: Line, page: _Page) -> bool:
    return not page.height * _EDGE < line.middle < page.height * (1 - _EDGE)


def _mark(line: Line) -> str:
    return _DIGITS.sub("#", line.text)


# -- from lines to pieces -------------------------------------------------------------------------


class _Teller:
    """Tells the builder what stands on the pages, in order."""

    def __init__(self, builder: Builder, pages: Sequence[_Page], running: set[str], titles: dict[str, int]) -> None:
        self._builder, self._pages, self._running, self._titles = builder, pages, running, titles
        sizes = Counter[float]()
        for page in pages:
            for line in page.lines:
                sizes[line.size] += len(line.text)
        self._size = sizes.most_common(1)[0][0] if sizes else 0.0
        larger = sorted((size for size in sizes if size > self._size * _LARGER), reverse=True)
        self._levels = {size: min(level, _LEVELS) for level, size in enumerate(larger, 1)}
        self._right = max((line.right for page in pages for line in page.lines), default=0.0)
        self._open: PageTable | None = None  # a table that may go on over the page's end
        self._paragraph = _Paragraph()

    def tell(self) -> None:
        """All pages."""
        for page in self._pages:
            for piece in self._pieces(page):
                if isinstance(piece, PageTable):
                    self._close_paragraph()
                    self._table(piece, page)
                else:
                    self._close_table()
                    self._line(piece)
        self._close_paragraph()
        self._close_table()

    def _pieces(self, page: _Page) -> Iterator[Line | PageTable]:
        """The page's lines that stand in no table, and its tables at their height."""
        waiting = list(page.tables)
        for line in page.lines:
            if self._is_running(line, page):
                self._builder.aside(line.text, page=page.number)
                continue
            if any(table.box.holds((line.left + line.right) / 2, line.middle) for table in page.tables):
                continue
            while waiting and waiting[0].box.top > line.middle:
                yield waiting.pop(0)
            yield line
        yield from waiting

    def _is_running(self, line: Line, page: _Page) -> bool:
        return _at_edge(line, page) and (_mark(line) in self._running or bool(_PAGE_NUMBER.match(line.text)))

    def _table(self, table: PageTable, page: _Page) -> None:
        going_on = self._open
        if going_on is not None and page.number == going_on.page + 1 and _same_columns(going_on, table):
            rows = table.raw.rows
            first = [cell.text for cell in going_on.raw.rows[0].cells]
            again = bool(rows) and [cell.text for cell in rows[0].cells] == first
            if again or (rows and _goes_on_in(going_on.raw.rows[-1], rows[0])):
                rows = rows[1:]
            merged = RawTable(rows=[*going_on.raw.rows, *rows])
            self._open = PageTable(box=table.box, raw=merged, columns=table.columns, page=page.number)
            return
        self._close_table()
        self._open = table

    def _close_table(self) -> None:
        if self._open is not None:
            self._builder.table(self._open.raw)
            self._open = None

    def _line(self, line: Line) -> None:
        if self._paragraph.lines and not self._goes_on(self._paragraph.lines, line):
            self._close_paragraph()
        self._paragraph.lines.append(line)

    def _goes_on(self, lines: Sequence[Line], line: Line) -> bool:
        """Whether a line belongs to the paragraph: the same letters, near below, and no new item of a list."""
        last = lines[-1]
        if last.divided:
            return True
        if _begins_anew(last, line):
            return False
        if last.page != line.page:
            return line.text[:1].islower() and not last.text.endswith((".", ":", "!", "?"))
        if not -line.size < last.bottom - line.top < line.size * _LINE_GAP:
            return False
        first_word = line.text.split(" ", 1)[0]
        return len(first_word) * line.size * _LETTER > self._right - last.right or line.text[:1].islower()

    def _close_paragraph(self) -> None:
        lines, said = self._paragraph.lines, self._paragraph.text
        self._paragraph = _Paragraph()
        if not lines:
            return
        first = lines[0]
        title, numbered = without_page_number(said)
        mark = _LIST_MARK.match(said)
        if numbered:
            self._builder.passage(PassageKind.PARAGRAPH, title, page=first.page, contents=True)
        elif level := self._heading_level(first, said):
            self._builder.passage(PassageKind.HEADING, said, level=level, page=first.page)
        elif mark:
            self._builder.passage(PassageKind.LIST_ITEM, said[mark.end() :], level=1, page=first.page)
        else:
            self._builder.passage(PassageKind.PARAGRAPH, said, page=first.page)

    def _heading_level(self, first: Line, said: str) -> int:
        """By the bookmarks, else by larger letters, else a short line in bold by itself."""
        if len(said) > _LONGEST_HEADING:
            return 0
        if level := self._titles.get(_folded(said), 0):
            return level
        if first.size in self._levels:
            return self._levels[first.size]
        short = len(said) <= _LONGEST_LABEL and not said.endswith((".", ",", ";"))
        return _BY_LOOKS if short and (first.bold or is_goal_heading(said)) and not _LIST_MARK.match(said) else 0


def _begins_anew(last: Line, line: Line) -> bool:
    """Whether a line is the first of its kind: other letters, an item of a list, a label, a line of contents."""
    other = abs(last.size - line.size) > _SAME_SIZE or last.bold != line.bold
    labelled = _LABELLED.match(line.text) is not None or is_goal_heading(line.text)
    contents = without_page_number(last.text)[1] or without_page_number(line.text)[1]
    return other or labelled or contents or _LIST_MARK.match(line.text) is not None


def _goes_on_in(last: RawRow, row: RawRow) -> bool:
    """Whether a row is the rest of one that the page's end cut through; then its words are put where they belong."""
    if len(last.cells) != len(row.cells) or all(cell.text for cell in row.cells):
        return False
    pairs = [(above, below) for above, below in zip(last.cells, row.cells, strict=True) if below.text]
    if not pairs or not all(above.text and below.text[:1].islower() for above, below in pairs):
        return False
    for above, below in pairs:
        above.text = join_lines(above.text, below.text)
    return True


def _same_columns(one: PageTable, other: PageTable) -> bool:
    if len(one.columns) != len(other.columns):
        return False
    return all(abs(left - right) < _ASIDE for left, right in zip(one.columns, other.columns, strict=True))
