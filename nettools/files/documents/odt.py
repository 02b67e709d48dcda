"""OpenDocument text (.odt), walked by ourselves. Source: OpenDocument 1.3, part 3."""

import re
from xml.etree.ElementTree import Element

from nettools.domain.documents import PassageKind, ReadDocument
from nettools.files.documents.archives import Archive
from nettools.files.documents.building import Builder, RawCell, RawRow, RawTable, only_cell
from nettools.files.documents.refusals import UnreadableError

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_ENCRYPTED = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}encryption-data"
_HEADING_NAME = re.compile(r"(?:heading|rubrik|överskrift)(?:_20_| |_)?([1-9])\b", re.IGNORECASE)
_TITLE_NAMES = {"title", "titel"}
_DEEPEST = 150
_MOST_REPEATED = 200  # a spreadsheet's trick of a thousand empty cells in one
_LONGEST_LABEL = 90
_BY_LOOKS = 7  # the level of a paragraph in bold that looks like a heading: below all real ones


def read(content: bytes) -> ReadDocument:
    """An OpenDocument text's bytes as a document. Raises UnreadableError."""
    archive = Archive(content)
    manifest = archive.xml_or_none("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter(_ENCRYPTED), None) is not None:
        raise UnreadableError("encrypted")
    if "content.xml" not in archive:
        raise UnreadableError("damaged")
    tree = archive.xml("content.xml")
    body = tree.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise UnreadableError("wrong-content")
    walker = _Walker(tree, archive.xml_or_none("styles.xml"))
    walker.blocks(body, 0)
    walker.rest()
    meta = archive.xml_or_none("meta.xml")
    title = next(meta.iter(_DC_TITLE), None) if meta is not None else None
    return walker.builder.document("odt", title=(title.text or "") if title is not None else "")


class _Walker:
    """Goes through the text and tells the builder what it meets."""

    def __init__(self, tree: Element, styles: Element | None) -> None:
        self.builder = Builder()
        self._styles: dict[str, Element] = {}
        self._pages = styles
        for source in (styles, tree):
            for style in source.iter(f"{_STYLE}style") if source is not None else []:
                self._styles[style.get(f"{_STYLE}name", "")] = style
        self._boxes: list[Element] = []
        self._notes: list[str] = []

    def blocks(self, parent: Element, depth: int, *, listed: int = 0, contents: bool = False) -> None:
        """Paragraphs, headings, lists, tables and what holds them."""
        if depth > _DEEPEST:
            raise UnreadableError("too-deep")
        for each in parent:
            if each.tag == f"{_TEXT}h":
                said = self._said(each, depth)
                self.builder.passage(PassageKind.HEADING, said, level=_number(each, f"{_TEXT}outline-level", 1))
                self._after(depth)
            elif each.tag == f"{_TEXT}p":
                self._paragraph(each, depth, listed=listed, contents=contents)
            elif each.tag == f"{_TABLE}table":
                self._table(each, depth)
            elif each.tag == f"{_TEXT}tracked-changes":
                self._changes(each)
            elif each.tag == f"{_TEXT}list":
                self.blocks(each, depth + 1, listed=listed + 1, contents=contents)
            else:
                inside = contents or each.tag == f"{_TEXT}table-of-content"
                self.blocks(each, depth + 1, listed=listed, contents=inside)

    def rest(self) -> None:
        """The heads and feet of pages."""
        for page in self._pages.iter(f"{_STYLE}master-page") if self._pages is not None else []:
            for each in page.iter(f"{_TEXT}p"):
                self.builder.aside(self._said(each, 0))

    def _changes(self, changes: Element) -> None:
        """What is marked as deleted stands at the beginning of the file; laid aside."""
        for deletion in changes.iter(f"{_TEXT}deletion"):
            for each in deletion.iter():
                if each.tag in {f"{_TEXT}p", f"{_TEXT}h"} and (said := self._said(each, 0)).strip():
                    self.builder.warn("deleted-text")
                    self.builder.aside(said)

    def _paragraph(self, paragraph: Element, depth: int, *, listed: int, contents: bool) -> None:
        said = self._said(paragraph, depth)
        if contents:
            self.builder.passage(PassageKind.PARAGRAPH, said.rpartition("\t")[0] or said, contents=True)
        elif level := self._heading_level(paragraph, said, listed=listed):
            self.builder.passage(PassageKind.HEADING, said, level=level)
        elif listed:
            self.builder.passage(PassageKind.LIST_ITEM, said, level=listed)
        else:
            for one in said.split("\n"):
                self.builder.passage(PassageKind.PARAGRAPH, one, prompt=_is_prompt(paragraph, one))
        self._after(depth)

    def _after(self, depth: int) -> None:
        notes, self._notes = self._notes, []
        boxes, self._boxes = self._boxes, []
        for note in notes:
            self.builder.passage(PassageKind.FOOTNOTE, note)
        for box in boxes:
            self.blocks(box, depth + 1)

    # -- styles --------------------------------------------------------------------------------

    def _chain(self, element: Element) -> list[Element]:
        chain: list[Element] = []
        name = element.get(f"{_TEXT}style-name", "")
        while name in self._styles and len(chain) < 30:  # noqa: PLR2004 - a circle is a damaged file
            chain.append(self._styles[name])
            name = chain[-1].get(f"{_STYLE}parent-style-name", "")
        return chain

    def _heading_level(self, paragraph: Element, said: str, *, listed: int) -> int:
        chain = self._chain(paragraph)
        names = [
            paragraph.get(f"{_TEXT}style-name", ""),
            *(style.get(f"{_STYLE}parent-style-name", "") for style in chain),
        ]
        for name in names:
            if name.casefold() in _TITLE_NAMES:
                return 1
            if found := _HEADING_NAME.match(name):
                return int(found[1])
        label = said.strip()
        short = label and len(label) <= _LONGEST_LABEL and "\n" not in label and not label.endswith((".", ",", ";"))
        return _BY_LOOKS if short and not listed and self._is_bold(paragraph, chain) else 0

    def _is_bold(self, paragraph: Element, chain: list[Element]) -> bool:
        spans = [each for each in paragraph if "".join(each.itertext()).strip()]
        plain = (paragraph.text or "").strip() or any((each.tail or "").strip() for each in paragraph)
        if not plain and spans and all(any(map(_weighs, self._chain(span))) for span in spans):
            return True
        return any(map(_weighs, chain))

    # -- text ----------------------------------------------------------------------------------

    def _said(self, element: Element, depth: int) -> str:
        words: list[str] = []
        self._collect(element, words, depth)
        return "".join(words)

    def _collect(self, element: Element, words: list[str], depth: int) -> None:
        if depth > _DEEPEST:
            raise UnreadableError("too-deep")
        words.append(element.text or "")
        for each in element:
            if each.tag == f"{_TEXT}s":
                words.append(" " * min(_number(each, f"{_TEXT}c", 1), _MOST_REPEATED))
            elif each.tag == f"{_TEXT}tab":
                words.append("\t")
            elif each.tag == f"{_TEXT}line-break":
                words.append("\n")
            elif each.tag == f"{_TEXT}note":
                body = each.find(f"{_TEXT}note-body")
                self._notes += ["".join(body.itertext())] if body is not None else []
            elif each.tag == f"{_OFFICE}annotation":
                self.builder.warn("comments")
                self.builder.aside(" ".join("".join(line.itertext()) for line in each.iter(f"{_TEXT}p")))
            elif each.tag == f"{_DRAW}text-box":
                self._boxes.append(each)
            else:
                self._collect(each, words, depth + 1)
            words.append(each.tail or "")

    # -- tables --------------------------------------------------------------------------------

    def _table(self, table: Element, depth: int) -> None:
        raw = self._raw_table(table, depth)
        if frame := only_cell(raw):
            for line in frame.text.split("\n"):
                self.builder.passage(PassageKind.PARAGRAPH, line)
            for inner in frame.tables:
                self.builder.table(inner)
            return
        self.builder.table(raw)

    def _raw_table(self, table: Element, depth: int, *, header: bool = False) -> RawTable:
        if depth > _DEEPEST:
            raise UnreadableError("too-deep")
        raw = RawTable()
        above: dict[int, RawCell] = {}
        for row, is_header in _rows(table, depth, header=header):
            for _ in range(min(_number(row, f"{_TABLE}number-rows-repeated", 1), _MOST_REPEATED)):
                raw.rows.append(self._row(row, above, depth, header=is_header))
        while raw.rows and not any(cell.text for cell in raw.rows[-1].cells) and _is_filler(table):
            raw.rows.pop()
        return raw

    def _row(self, row: Element, above: dict[int, RawCell], depth: int, *, header: bool) -> RawRow:
        made, column = RawRow(header=header), 1
        for cell in row:
            if cell.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
                continue
            for _ in range(min(_number(cell, f"{_TABLE}number-columns-repeated", 1), _MOST_REPEATED)):
                self._place_cell(cell, made, above, column, depth)
                column += 1
        return made

    def _place_cell(self, cell: Element, made: RawRow, above: dict[int, RawCell], column: int, depth: int) -> None:
        """One cell; one that is covered from above is merged, one covered from the left is part of that span."""
        if cell.tag == f"{_TABLE}covered-table-cell":
            if column in above:
                made.cells.append(RawCell(text=above[column].text, spans=above[column].spans, merged=True))
            return
        filled = self._cell(cell, depth)
        made.cells.append(filled)
        for covered in range(column, column + filled.spans):
            above.pop(covered, None)
        if _number(cell, f"{_TABLE}number-rows-spanned", 1) > 1:
            above[column] = filled

    def _cell(self, cell: Element, depth: int) -> RawCell:
        made = RawCell(spans=min(_number(cell, f"{_TABLE}number-columns-spanned", 1), _MOST_REPEATED))
        lines: list[str] = []
        self._fill(cell, made, lines, depth + 1)
        made.text = "\n".join(lines)
        made.prompt = bool(made.text.strip()) and any(_is_prompt(each, made.text) for each in cell)
        return made

    def _fill(self, parent: Element, made: RawCell, lines: list[str], depth: int) -> None:
        if depth > _DEEPEST:
            raise UnreadableError("too-deep")
        for each in parent:
            if each.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                lines.append(self._said(each, depth))
                boxes, self._boxes = self._boxes, []
                for box in boxes:
                    self._fill(box, made, lines, depth + 1)
            elif each.tag == f"{_TABLE}table":
                inner = self._raw_table(each, depth + 1)
                if frame := only_cell(inner):
                    lines.append(frame.text)
                else:
                    made.tables.append(inner)
            else:
                self._fill(each, made, lines, depth + 1)


def _rows(table: Element, depth: int, *, header: bool) -> list[tuple[Element, bool]]:
    """The rows of a table with whether each heads it, through groups of rows."""
    if depth > _DEEPEST:
        raise UnreadableError("too-deep")
    found: list[tuple[Element, bool]] = []
    for each in table:
        if each.tag == f"{_TABLE}table-row":
            found.append((each, header))
        elif each.tag in {f"{_TABLE}table-header-rows", f"{_TABLE}table-rows", f"{_TABLE}table-row-group"}:
            found += _rows(each, depth + 1, header=header or each.tag == f"{_TABLE}table-header-rows")
    return found


def _is_filler(table: Element) -> bool:
    """Whether a row of the table stands for many, as the empty end of a pasted spreadsheet does."""
    return any(_number(row, f"{_TABLE}number-rows-repeated", 1) > 1 for row, _ in _rows(table, 0, header=False))


def _is_prompt(element: Element, said: str) -> bool:
    """Whether all that is said is a placeholder of the template."""
    held = ["".join(each.itertext()) for each in element.iter(f"{_TEXT}placeholder")]
    return bool(held) and "".join(held).strip() == said.strip()


def _weighs(style: Element) -> bool:
    """Whether a style is in bold."""
    found = style.find(f"{_STYLE}text-properties")
    return found is not None and found.get(f"{_FO}font-weight", "") in {"bold", "600", "700", "800", "900"}


def _number(element: Element, name: str, otherwise: int) -> int:
    value = element.get(name, "")
    return int(value[:9]) if value.isascii() and value.isdigit() else otherwise
