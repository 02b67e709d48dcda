"""Drafts as files of every kind, made from one description: headings, paragraphs, lists and tables."""

import io
import json
import zipfile
from dataclasses import dataclass
from html import escape

import typst


@dataclass(frozen=True)
class H:
    """A heading."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class P:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class L:
    """A list."""

    items: tuple


@dataclass(frozen=True)
class T:
    """A table; the first row heads the columns when `header`."""

    rows: tuple
    header: bool = True


W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_STYLES_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
    "</Relationships>"
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
)
_STYLES = (
    f'<w:styles xmlns:w="{W_NS}">'
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="Rubrik{n}"><w:name w:val="heading {n}"/><w:pPr>'
        f'<w:outlineLvl w:val="{n - 1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="{36 - 4 * n}"/></w:rPr></w:style>'
        for n in range(1, 5)
    )
    + '<w:style w:type="paragraph" w:styleId="Liststycke"><w:name w:val="List Paragraph"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Innehll1"><w:name w:val="toc 1"/></w:style></w:styles>'
)


_BORDERS = (
    "<w:tblPr><w:tblBorders>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders></w:tblPr>"
)


def docx(pieces, *, parts=None):
    """A Word file. A string among the pieces is XML, put in as it stands; `parts` are more parts by name."""
    body = "".join(map(_docx_piece, pieces))
    return docx_of(body, parts=parts)


def docx_of(body, *, parts=None):
    """A Word file with this XML as its body."""
    document = f'<w:document xmlns:w="{W_NS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{body}</w:body></w:document>'
    return archive(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELS,
            "word/document.xml": document,
            "word/_rels/document.xml.rels": _STYLES_RELS,
            "word/styles.xml": _STYLES,
            **(parts or {}),
        }
    )


def archive(parts):
    """A zip archive of texts by name."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def w_paragraph(text, style=""):
    """A paragraph in Word's XML."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _docx_piece(piece):
    match piece:
        case str():
            return piece
        case H():
            return w_paragraph(piece.text, f"Rubrik{piece.level}")
        case P():
            return w_paragraph(piece.text)
        case L():
            return "".join(w_paragraph(item, "Liststycke") for item in piece.items)
        case T():
            rows = [_docx_row(row, header=piece.header and not number) for number, row in enumerate(piece.rows)]
            return f"<w:tbl>{_BORDERS}{''.join(rows)}</w:tbl>"


def _docx_row(row, *, header):
    mark = "<w:trPr><w:tblHeader/></w:trPr>" if header else ""
    return f"<w:tr>{mark}{''.join(f'<w:tc>{_lines(cell)}</w:tc>' for cell in row)}</w:tr>"


def _lines(cell):
    return "".join(w_paragraph(line) for line in cell.split("\n"))


# -- OpenDocument -----------------------------------------------------------------------------------

_ODT_NS = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
    )
)


def odt(pieces):
    """An OpenDocument text."""
    return odt_of("".join(map(_odt_piece, pieces)))


def odt_of(body):
    """An OpenDocument text with this XML as its text."""
    inside = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {_ODT_NS}>{inside}</office:document-content>"
    return archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def _odt_piece(piece):
    match piece:
        case str():
            return piece
        case H():
            return f'<text:h text:outline-level="{piece.level}">{escape(piece.text)}</text:h>'
        case P():
            return f"<text:p>{escape(piece.text)}</text:p>"
        case L():
            items = "".join(f"<text:list-item><text:p>{escape(item)}</text:p></text:list-item>" for item in piece.items)
            return f"<text:list>{items}</text:list>"
        case T():
            rows = [_odt_row(row) for row in piece.rows]
            head = f"<table:table-header-rows>{rows.pop(0)}</table:table-header-rows>" if piece.header else ""
            return f"<table:table>{head}{''.join(rows)}</table:table>"


def _odt_row(row):
    cells = "".join(
        "<table:table-cell>"
        + "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
        + "</table:table-cell>"
        for cell in row
    )
    return f"<table:table-row>{cells}</table:table-row>"


# -- plain text, Markdown, rich text ----------------------------------------------------------------


def txt(pieces):
    """Plain text as people save it from Word: a blank line between pieces, cells with tabs between them."""
    return "\r\n\r\n".join(map(_txt_piece, pieces)).encode("cp1252")


def _txt_piece(piece):
    match piece:
        case H() | P():
            return piece.text
        case L():
            return "\r\n".join(f"- {item}" for item in piece.items)
        case T():
            return "\r\n".join("\t".join(cell.replace("\n", " ") for cell in row) for row in piece.rows)


def md(pieces):
    """Markdown."""
    return "\n\n".join(map(_md_piece, pieces)).encode()


def _md_piece(piece):
    match piece:
        case H():
            return f"{'#' * piece.level} {piece.text}"
        case P():
            return piece.text
        case L():
            return "\n".join(f"- {item}" for item in piece.items)
        case T():
            rows = [*piece.rows] if piece.header else [("",) * len(piece.rows[0]), *piece.rows]
            lines = [f"| {' | '.join(cell.replace(chr(10), ' ') for cell in row)} |" for row in rows]
            return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def rtf(pieces):
    """Rich text."""
    return (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Calibri;}}\n" + "\n".join(map(_rtf_piece, pieces)) + "}"
    ).encode("ascii")


def _rtf_text(text):
    plain = text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
    return "".join(
        each if each.isascii() else f"\\u{ord(each) if ord(each) < 32768 else ord(each) - 65536}?" for each in plain
    )


def _rtf_piece(piece):
    match piece:
        case H():
            return f"\\pard\\outlinelevel{piece.level - 1}\\b {_rtf_text(piece.text)}\\b0\\par"
        case P():
            return f"\\pard {_rtf_text(piece.text)}\\par"
        case L():
            return "\n".join(f"\\pard\\ls1\\ilvl0 {_rtf_text(item)}\\par" for item in piece.items)
        case T():
            return "\n".join(_rtf_row(row) for row in piece.rows) + "\n\\pard\\par"


def _rtf_row(row):
    edges = "".join(f"\\cellx{2000 * (number + 1)}" for number in range(len(row)))
    cells = "".join("\\par ".join(map(_rtf_text, cell.split("\n"))) + "\\cell " for cell in row)
    return f"\\trowd{edges}\\pard\\intbl {cells}\\row"


# -- PDF --------------------------------------------------------------------------------------------

_TYPST = """
#set page(paper: "a4", header: [Utkast till plan #h(1fr) #context counter(page).display()], numbering: none)
#set text(lang: "sv", size: 11pt, hyphenate: true)
#set par(justify: true)
#for piece in json(bytes(sys.inputs.pieces)) {
  if piece.kind == "H" { heading(level: piece.level, piece.text) }
  if piece.kind == "P" { par(piece.text) }
  if piece.kind == "L" { list(..piece.items) }
  if piece.kind == "T" {
    table(columns: piece.rows.at(0).len() * (1fr,), ..piece.rows.flatten())
  }
}
"""


def pdf(pieces):
    """A PDF with running heads, hyphenated words and ruled tables."""
    told = [{"kind": type(piece).__name__, **piece.__dict__} for piece in pieces]
    return typst.compile(_TYPST.encode(), format="pdf", sys_inputs={"pieces": json.dumps(told)})


WRITERS = {"docx": docx, "odt": odt, "pdf": pdf, "txt": txt, "md": md, "rtf": rtf}
