"""Word files (.docx, .docm): the XML walked by ourselves, since ready-made readers lose text.

What stands in content controls, text boxes, hyperlinks and tracked insertions is read; what is marked as deleted is
laid aside. A macro is data here: nothing in the file is ever run. Source: ECMA-376, part 1 (WordprocessingML).
"""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from nettools.domain.documents import PassageKind, ReadDocument
from nettools.files.documents.archives import Archive
from nettools.files.documents.building import Builder, RawCell, RawRow, RawTable, only_cell, without_page_number
from nettools.files.documents.docx_styles import ParagraphStyle, Styles, W, is_on, outline_level
from nettools.files.documents.refusals import UnreadableError

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_GONE = {f"{W}del", f"{W}moveFrom"}
_BREAKS = {f"{W}br", f"{W}cr"}
_DEEPEST = 150  # elements inside each other; Word itself stays below 40
_LONGEST_LABEL = 90  # characters of a paragraph in bold that is taken for a heading
_BY_LOOKS = 7  # the level of such a heading: below all real ones
_MOST_SPANNED = 200


@dataclass(slots=True)
class _Line:
    """A paragraph while it is walked: its text, what is deleted in it, the text boxes that hang on it."""

    said: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    bold: bool = True
    prompt: bool = False


def read(content: bytes) -> ReadDocument:
    """A Word file's bytes as a document. Raises UnreadableError."""
    archive = Archive(content)
    main = _main_part(archive)
    folder = main.rpartition("/")[0]
    walker = _Walker(archive, folder)
    if any(name.endswith("vbaProject.bin") for name in archive.names()):
        walker.builder.warn("macros")
    body = archive.xml(main).find(f"{W}body")
    if body is None:
        raise UnreadableError("damaged")
    walker.blocks(body, 0)
    walker.rest()
    return walker.builder.document("docx", title=_title(archive))


def _main_part(archive: Archive) -> str:
    tree = archive.xml_or_none("_rels/.rels")
    for relation in tree.findall(f"{_PACKAGE}Relationship") if tree is not None else []:
        if relation.get("Type", "").endswith("/officeDocument"):
            name = relation.get("Target", "").lstrip("/")
            if name in archive:
                return name
    if "word/document.xml" in archive:
        return "word/document.xml"
    raise UnreadableError("wrong-content")


def _title(archive: Archive) -> str:
    tree = archive.xml_or_none("docProps/core.xml")
    return (tree.findtext(_DC_TITLE) or "") if tree is not None else ""


class _Walker:
    """Goes through the body and tells the builder what it meets."""

    def __init__(self, archive: Archive, folder: str) -> None:
        self.builder = Builder()
        self._archive, self._folder = archive, folder
        self._styles = Styles(self._part("styles.xml"))
        self._notes = {kind: self._note_texts(kind) for kind in ("footnote", "endnote")}

    def blocks(self, parent: Element, depth: int) -> None:
        """Paragraphs, tables and what holds them."""
        if depth > _DEEPEST:
            raise UnreadableError("too-deep")
        prompt = _is_prompt(parent)
        for each in parent:
            if each.tag == f"{W}p":
                self._paragraph(each, depth, prompt=prompt)
            elif each.tag == f"{W}tbl":
                self._table(each, depth)
            elif each.tag not in _GONE and each.tag != _FALLBACK:
                if each.tag == f"{W}sdt" and _is_prompt(each):
                    self._prompted(each, depth)
                else:
                    self.blocks(each, depth + 1)

    def rest(self) -> None:
        """What stands beside the running text: heads and feet of pages, comments."""
        for name in self._archive.names():
            part = name.removeprefix(f"{self._folder}/")
            if part.startswith(("header", "footer")) and part.endswith(".xml"):
                self._lay_aside(name)
            elif part == "comments.xml":
                self.builder.warn("comments" if self._lay_aside(name) else "")

    def _lay_aside(self, name: str) -> bool:
        tree = self._archive.xml_or_none(name)
        lines = [line for each in tree.iter(f"{W}p") if (line := self._said(each))] if tree is not None else []
        for line in lines:
            self.builder.aside(line)
        return bool(lines)

    def _prompted(self, control: Element, depth: int) -> None:
        for each in control.iter(f"{W}p"):
            self._paragraph(each, depth, prompt=True)

    def _paragraph(self, paragraph: Element, depth: int, *, prompt: bool = False) -> None:
        line = self._line(paragraph, depth)
        said = "".join(line.said)
        properties = paragraph.find(f"{W}pPr")
        style = self._style(properties)
        title, numbered = without_page_number(said)
        prompt = prompt or line.prompt
        if style.contents or (numbered and style.heading == 0):
            self.builder.passage(PassageKind.PARAGRAPH, title, contents=True)
        elif level := self._heading_level(properties, style, line, said):
            self.builder.passage(PassageKind.HEADING, said, level=level, prompt=prompt)
        elif style.listed or (properties is not None and properties.find(f"{W}numPr") is not None):
            self.builder.passage(PassageKind.LIST_ITEM, said, level=_list_level(properties), prompt=prompt)
        else:
            for one in said.split("\n"):
                self.builder.passage(PassageKind.PARAGRAPH, one, prompt=prompt)
        self._after(line, depth)

    def _after(self, line: _Line, depth: int) -> None:
        """What hangs on a paragraph: text boxes, notes, what is marked as deleted."""
        if gone := "".join(line.gone).strip():
            self.builder.warn("deleted-text")
            self.builder.aside(gone)
        for box in line.boxes:
            self.blocks(box, depth + 1)
        for kind, number in line.notes:
            self.builder.passage(PassageKind.FOOTNOTE, self._notes[kind].pop(number, ""))

    def _style(self, properties: Element | None) -> ParagraphStyle:
        found = properties.find(f"{W}pStyle") if properties is not None else None
        return self._styles.of(found.get(f"{W}val", "")) if found is not None else ParagraphStyle()

    def _heading_level(self, properties: Element | None, style: ParagraphStyle, line: _Line, said: str) -> int:
        own = outline_level(properties)
        if own is not None:
            return own + 1 if own < 9 else 0  # noqa: PLR2004 - 9 means body text
        if style.heading:
            return style.heading
        bold = (line.bold and bool(line.said)) or style.bold
        label = said.strip()
        plain = bold and not style.listed and label and len(label) <= _LONGEST_LABEL and "\n" not in label
        return _BY_LOOKS if plain and not label.endswith((".", ",", ";")) else 0

    # -- text ----------------------------------------------------------------------------------

    def _line(self, paragraph: Element, depth: int) -> _Line:
        line = _Line()
        self._collect(paragraph, line, depth, gone=False)
        return line

    def _collect(self, parent: Element, line: _Line, depth: int, *, gone: bool) -> None:
        if depth > _DEEPEST:
            raise UnreadableError("too-deep")
        for each in parent:
            if each.tag == f"{W}r":
                self._run(each, line, depth, gone=gone)
            elif each.tag in {f"{W}pPr", _FALLBACK}:
                continue
            else:
                line.prompt = line.prompt or _is_prompt(each)
                self._collect(each, line, depth + 1, gone=gone or each.tag in _GONE)

    def _run(self, run: Element, line: _Line, depth: int, *, gone: bool) -> None:
        words: list[str] = []
        for each in run:
            tag = each.tag
            if tag in {f"{W}t", f"{W}delText"}:
                words.append(each.text or "")
            elif tag == f"{W}tab":
                words.append("\t")
            elif tag in _BREAKS:
                words.append("" if each.get(f"{W}type") == "page" else "\n")
            elif tag == f"{W}noBreakHyphen":
                words.append("-")
            elif tag in {f"{W}footnoteReference", f"{W}endnoteReference"}:
                kind = tag.removeprefix(W).removesuffix("Reference")
                line.notes.append((kind, each.get(f"{W}id", "")))
            elif tag != f"{W}rPr":
                line.boxes += self._boxes(each, depth)
        said = "".join(words)
        (line.gone if gone else line.said).append(said)
        if said.strip() and not gone:
            line.bold = line.bold and is_on(run.find(f"{W}rPr/{W}b"))

    def _boxes(self, drawing: Element, depth: int) -> list[Element]:
        """The outermost text boxes in a drawing; the copy for old programs (Fallback) is left out."""
        if depth > _DEEPEST:
            raise UnreadableError("too-deep")
        if drawing.tag == f"{W}txbxContent":
            return [drawing]
        return [box for each in drawing if each.tag != _FALLBACK for box in self._boxes(each, depth + 1)]

    def _said(self, paragraph: Element) -> str:
        return "".join(self._line(paragraph, 0).said).strip()

    # -- tables --------------------------------------------------------------------------------

    def _table(self, table: Element, depth: int) -> None:
        inside = [cell for row in _below(table, f"{W}tr") for cell in _below(row, f"{W}tc")]
        if len(inside) == 1:
            self.blocks(inside[0], depth + 1)
            return
        self.builder.table(self._raw_table(table, depth + 1))

    def _raw_table(self, table: Element, depth: int) -> RawTable:
        if depth > _DEEPEST:
            raise UnreadableError("too-deep")
        raw = RawTable()
        above: dict[int, RawCell] = {}
        for row in _below(table, f"{W}tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                self.builder.warn("deleted-text")
                continue
            raw.rows.append(self._row(row, properties, above, depth))
        return raw

    def _row(self, row: Element, properties: Element | None, above: dict[int, RawCell], depth: int) -> RawRow:
        """A row; `above` holds the cells that may go on downwards, by their column."""
        made = RawRow(header=properties is not None and is_on(properties.find(f"{W}tblHeader")))
        column = 1
        for cell in _below(row, f"{W}tc"):
            spans = _spans(cell)
            going_down = cell.find(f"{W}tcPr/{W}vMerge")
            if going_down is not None and going_down.get(f"{W}val", "continue") != "restart" and column in above:
                made.cells.append(RawCell(text=above[column].text, spans=spans, merged=True))
            else:
                above[column] = self._cell(cell, spans, depth)
                made.cells.append(above[column])
            column += spans
        return made

    def _cell(self, cell: Element, spans: int, depth: int) -> RawCell:
        made = RawCell(spans=spans)
        lines: list[str] = []
        prompts = self._fill(cell, made, lines, depth)
        made.text = "\n".join(lines)
        made.prompt = bool(prompts) and all(prompts)
        return made

    def _fill(self, parent: Element, made: RawCell, lines: list[str], depth: int) -> list[bool]:
        """Gather a cell's lines and inner tables; for each line with text whether it is a template's hint."""
        if depth > _DEEPEST:
            raise UnreadableError("too-deep")
        prompts: list[bool] = []
        for each in parent:
            if each.tag == f"{W}p":
                line = self._line(each, depth)
                said = "".join(line.said)
                lines.append(said)
                prompts += [line.prompt or _is_prompt(parent)] if said.strip() else []
                for box in line.boxes:
                    prompts += self._fill(box, made, lines, depth + 1)
                line.boxes = []
                self._after(line, depth)
            elif each.tag == f"{W}tbl":
                inner = self._raw_table(each, depth + 1)
                if frame := only_cell(inner):
                    lines.append(frame.text)
                    prompts += [frame.prompt] if frame.text.strip() else []
                    made.tables += frame.tables
                else:
                    made.tables.append(inner)
            elif each.tag not in _GONE and each.tag != _FALLBACK:
                found = self._fill(each, made, lines, depth + 1)
                prompts += [True] * len(found) if _is_prompt(each) else found
        return prompts

    # -- other parts ---------------------------------------------------------------------------

    def _part(self, name: str) -> Element | None:
        return self._archive.xml_or_none(f"{self._folder}/{name}" if self._folder else name)

    def _note_texts(self, kind: str) -> dict[str, str]:
        tree = self._part(f"{kind}s.xml")
        found = tree.findall(f"{W}{kind}") if tree is not None else []
        return {
            note.get(f"{W}id", ""): " ".join(said for each in note.iter(f"{W}p") if (said := self._said(each)))
            for note in found
        }


def _is_prompt(control: Element) -> bool:
    """Whether a content control still shows the hint of the template."""
    return control.tag == f"{W}sdt" and is_on(control.find(f"{W}sdtPr/{W}showingPlcHdr"))


def _below(parent: Element, tag: str, depth: int = 0) -> list[Element]:
    """The rows of a table or cells of a row: also those inside content controls and tracked insertions."""
    found: list[Element] = []
    for each in parent:
        if each.tag == tag:
            found.append(each)
        elif each.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}moveTo"} and depth < _DEEPEST:
            found += _below(each, tag, depth + 1)
    return found


def _spans(cell: Element) -> int:
    found = cell.find(f"{W}tcPr/{W}gridSpan")
    value = found.get(f"{W}val", "") if found is not None else ""
    return max(1, min(int(value), _MOST_SPANNED)) if value.isascii() and value.isdigit() else 1


def _list_level(properties: Element | None) -> int:
    found = properties.find(f"{W}numPr/{W}ilvl") if properties is not None else None
    value = found.get(f"{W}val", "") if found is not None else ""
    return int(value[:2]) + 1 if value.isascii() and value.isdigit() else 1
