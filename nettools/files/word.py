"""Word documents that everyone can read: real headings, tables with marked header rows, Swedish, page numbers.

What all of ours have in common; `word_template` and `word_letter` put the words in. Nothing is spaced with empty
paragraphs, and no document of anyone else's is read here.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from nettools.files.placing import write_whole

LANGUAGE = "sv-SE"
GREY = RGBColor(0x59, 0x59, 0x59)  # 7:1 on white: guidance must be read, too
PALE = "EEF3F1"
PLACEHOLDER = "Placeholder Text"
_MARGIN = Cm(2.5)
_WIDTH = Cm(16)
# Word calls a file damaged when these stand in another order.
_TABLE_ORDER = [
    qn(f"w:{tag}")
    for tag in ("tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook", "tblCaption")
]
_STYLES = {  # size, space before and after, in points
    "Normal": (11, 0, 8),
    "Title": (26, 0, 4),
    "Subtitle": (13, 0, 16),
    "Heading 1": (18, 22, 6),
    "Heading 2": (13.5, 14, 4),
    "Heading 3": (11.5, 10, 2),
    "List Bullet": (11, 0, 4),
    "List Number": (11, 0, 4),
}


class WordDocument:
    """One document on its way. `title` is told to readers of the file and screen readers; `colour` is `#rrggbb`."""

    def __init__(self, title: str, *, author: str, colour: str, made: datetime, page_words: tuple[str, str]) -> None:
        self.docx = Document()
        self._numbers = 0
        self._style_ids = {style.name: style.style_id for style in self.docx.styles}
        self._describe(title, author, made)
        self._dress(RGBColor.from_string(colour.removeprefix("#").upper()))
        self._number_pages(page_words)

    def heading(self, words: str, level: int) -> None:
        """A heading; level 0 is the document's title."""
        self.paragraph(words, f"Heading {level}" if level else "Title")

    def paragraph(self, words: str = "", style: str = "Normal") -> Any:  # noqa: ANN401 - python-docx has no types
        """A paragraph, empty or not; whoever asks for an empty one fills it."""
        paragraph = self.docx.add_paragraph(words)
        if style != "Normal":
            properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx looks through all styles each time
            properties.get_or_add_pStyle().val = self._style_ids[style]
        return paragraph

    def callout(self) -> Any:  # noqa: ANN401 - as above
        """A paragraph with a pale ground and a line at its side, for what must not be missed."""
        paragraph = self.docx.add_paragraph()
        shading = _element("w:shd", val="clear", color="auto", fill=PALE)
        edge = _element("w:left", val="single", sz="24", space="8", color="B4530F")
        borders = OxmlElement("w:pBdr")
        borders.append(edge)
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx reaches no further
        properties.insert_element_before(
            borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )
        properties.insert_element_before(
            shading, "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )
        return paragraph

    def control(self, paragraph: Any, name: str, question: str) -> None:  # noqa: ANN401 - as above
        """A place to write in a line, a cell or a paragraph of its own; its grey question goes when somebody writes.

        It takes formatted text, several paragraphs and lists too where it has the paragraph to itself.
        """
        self._numbers += 1
        control, properties, held = (OxmlElement(f"w:{tag}") for tag in ("sdt", "sdtPr", "sdtContent"))
        for child in (
            _element("w:alias", val=name[:64]),
            _element("w:tag", val=f"falt-{self._numbers}"),
            _element("w:id", val=str(1000 + self._numbers)),
            OxmlElement("w:showingPlcHdr"),
        ):
            properties.append(child)
        run = paragraph.add_run(question, PLACEHOLDER)
        run.font.color.rgb = GREY  # LibreOffice takes the style off what is in a control
        held.append(run._r)  # noqa: SLF001 - as above
        control.append(properties)
        control.append(held)
        paragraph._p.append(control)  # noqa: SLF001 - as above

    def table(self, headings: Sequence[str], widths: Sequence[float], *, about: str) -> Any:  # noqa: ANN401 - as above
        """A table with its header row, which comes again on each page; `widths` are shares of the page."""
        table = self.docx.add_table(rows=1, cols=len(headings), style="Table Grid")
        table.autofit = False
        properties = table._tbl.tblPr  # noqa: SLF001 - as above
        for look in properties.findall(qn("w:tblLook")):
            properties.remove(look)
        properties.append(_borders())
        properties.append(_padding())
        properties.append(_element("w:tblLook", val="06A0", firstRow="1", firstColumn="1", noVBand="1"))
        properties.append(_element("w:tblCaption", val=about))
        properties[:] = sorted(properties, key=lambda child: _TABLE_ORDER.index(child.tag))
        for column, (heading, share) in enumerate(zip(headings, widths, strict=True)):
            table.columns[column].width = int(_WIDTH * share)
            cell = table.rows[0].cells[column]
            cell.paragraphs[0].add_run(heading).bold = True
            _shade(cell)
        _keep_row(table.rows[0], header=True)
        self.fit(table, widths)
        return table

    def row(self, table: Any) -> Any:  # noqa: ANN401 - as above
        """A new row of the table, never split between two pages."""
        row = table.add_row()
        _keep_row(row)
        return row

    def fit(self, table: Any, widths: Sequence[float], *, together: bool = False) -> None:  # noqa: ANN401 - as above
        """Give every cell its column's width: Word and LibreOffice each look at another of the two.

        `together`: the whole table on one page, where it fits.
        """
        rows = list(table.rows)
        last = rows[-1]
        for row in rows:
            for cell, share in zip(row.cells, widths, strict=True):
                cell.width = int(_WIDTH * share)
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.space_after = Pt(2)
                    paragraph.paragraph_format.keep_with_next = together and row is not last

    def save(self, path: Path) -> Path:
        """Write it, whole or not at all; returns where it is."""
        content = BytesIO()
        self.docx.save(content)
        write_whole(path, content.getvalue())
        return path

    def _describe(self, title: str, author: str, made: datetime) -> None:
        core = self.docx.core_properties
        when = made.astimezone(UTC).replace(tzinfo=None)  # written with a Z behind it
        core.title, core.author, core.language = title, author, LANGUAGE
        core.comments, core.created, core.modified = "", when, when
        defaults = self.docx.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        for old in defaults.findall(qn("w:lang")):
            defaults.remove(old)
        defaults.append(_element("w:lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA"))
        modes = [
            setting
            for setting in self.docx.settings.element.iter(qn("w:compatSetting"))
            if setting.get(qn("w:name")) == "compatibilityMode"
        ]
        for mode in modes:
            mode.set(qn("w:val"), "15")  # or Word opens it as a document of an older Word

    def _dress(self, colour: RGBColor) -> None:
        section = self.docx.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
        for name, (size, before, after) in _STYLES.items():
            style = self.docx.styles[name]
            style.font.size = Pt(size)
            style.font.italic = False
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
            _set_face(style)
            if name not in ("Normal", "List Bullet", "List Number"):
                style.font.color.rgb = GREY if name == "Subtitle" else colour
                style.paragraph_format.keep_with_next = True
        borders = self.docx.styles["Title"].element.find(qn("w:pPr")).find(qn("w:pBdr"))
        if borders is not None:
            borders.getparent().remove(borders)
        placeholder = self.docx.styles.add_style(PLACEHOLDER, 2)  # 2: a character style
        placeholder.font.color.rgb = GREY

    def _number_pages(self, words: tuple[str, str]) -> None:
        """`Sida 1 av 3` at the foot, counted by Word."""
        paragraph = self.docx.sections[0].footer.paragraphs[0]
        paragraph.add_run(f"{words[0]} ")
        _field(paragraph, "PAGE")
        paragraph.add_run(f" {words[1]} ")
        _field(paragraph, "NUMPAGES")
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(9), GREY


def _element(tag: str, /, **attributes: str) -> Any:  # noqa: ANN401 - lxml's
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _borders() -> Any:  # noqa: ANN401 - as above
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="8A9A96"))
    return borders


def _padding() -> Any:  # noqa: ANN401 - as above
    padding = OxmlElement("w:tblCellMar")
    for side, twips in (("top", "60"), ("left", "100"), ("bottom", "40"), ("right", "100")):
        padding.append(_element(f"w:{side}", w=twips, type="dxa"))
    return padding


def _set_face(style: Any) -> None:  # noqa: ANN401 - as above
    """Calibri everywhere: the theme's own faces differ between headings and text."""
    style.font.name = "Calibri"
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        faces.attrib.pop(qn(f"w:{theme}"), None)
    for face in ("ascii", "hAnsi", "eastAsia", "cs"):
        faces.set(qn(f"w:{face}"), "Calibri")


def _shade(cell: Any) -> None:  # noqa: ANN401 - as above
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=PALE))  # noqa: SLF001 - as above


def _keep_row(row: Any, *, header: bool = False) -> None:  # noqa: ANN401 - as above
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - as above
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _field(paragraph: Any, code: str) -> None:  # noqa: ANN401 - as above
    """A field that Word fills in, with a number in it for readers that do not."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = text
        elif kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))  # noqa: SLF001 - as above
        else:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            run._r.append(instruction)  # noqa: SLF001 - as above
