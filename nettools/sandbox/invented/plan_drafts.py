"""Drafts of barn- och elevhälsoplaner as files: small Word, PDF and text documents, made by hand.

They are of different worth on purpose: one whole, one with empty fields, one that is no plan at all.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from nettools.sandbox.invented.people import InventedUnit

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WHOLE = (
    "# Barn- och elevhälsoplan",
    "Gäller läsåret 2026/27. Planen följs upp i maj varje år av rektor tillsammans med elevhälsoteamet.",
    "# Nuläge",
    "Vi arbetar främjande och förebyggande på individ-, grupp- och enhetsnivå. Närvaron följs varje vecka.",
    "# Mål och åtgärder",
    "Målsättning: alla barn och elever känner sig trygga i övergångar. Åtgärd: gemensam överlämning i april.",
    "Tidplan: vecka 14–18. Ansvarig: specialpedagogen. Uppföljning: elevhälsoteamets möte i juni.",
    "# Roller och ansvar",
    "Rektor leder arbetet. Skolsköterska, kurator, skolpsykolog och specialpedagog ingår i teamet.",
)
_THIN = (
    "# Elevhälsoplan – utkast",
    "# Målsättning 1",
    "Nuläge: ",
    "Åtgärder: Alltid",
    "Tidplan: ht 2206",
    "Ansvarig: All personal",
    "# Målsättning 2",
)
_NO_PLAN = ("# Veckobrev", "Hej alla! På fredag har vi utflykt. Ta med matsäck och kläder efter väder.")
_TEXTS = (_WHOLE, _THIN, _WHOLE, _NO_PLAN)

_CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONSHIPS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" \
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>\
</Relationships>"""
_DOCUMENT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """A draft as one of the unit's people would hand it in."""

    unit: InventedUnit
    file_name: str
    content_type: str
    content: bytes


def plan_drafts(invented: Sequence[InventedUnit]) -> tuple[PlanDraft, ...]:
    """A draft for each unit, in turn as Word, PDF and text, of turning quality."""
    return tuple(_draft(number, unit) for number, unit in enumerate(invented))


def _draft(number: int, unit: InventedUnit) -> PlanDraft:
    lines = [*_TEXTS[number % len(_TEXTS)], f"Enhet: {unit.name}, {unit.authority}"]
    ending, content_type, content = (
        ("docx", _DOCX, docx(lines)),
        ("pdf", "application/pdf", pdf(lines)),
        ("txt", "text/plain", "\r\n".join(line.removeprefix("# ") for line in lines).encode("utf-8-sig")),
    )[number % 3]
    return PlanDraft(
        unit=unit, file_name=f"Elevhälsoplan {unit.name}.{ending}", content_type=content_type, content=content
    )


def docx(lines: Sequence[str]) -> bytes:
    """A Word document with a paragraph for each line; one that begins with `# ` is a heading."""
    held = BytesIO()
    with ZipFile(held, "w") as parts:
        _add_part(parts, "[Content_Types].xml", _CONTENT_TYPES)
        _add_part(parts, "_rels/.rels", _RELATIONSHIPS)
        _add_part(parts, "word/document.xml", _DOCUMENT.format("".join(map(_paragraph, lines))))
    return held.getvalue()


def _add_part(parts: ZipFile, name: str, text: str) -> None:
    """With the zip's oldest date, so that the same text gives the same bytes."""
    parts.writestr(ZipInfo(name), text.encode(), ZIP_DEFLATED)


def _paragraph(line: str) -> str:
    style = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' if line.startswith("# ") else ""
    return f'<w:p>{style}<w:r><w:t xml:space="preserve">{escape(line.removeprefix("# "))}</w:t></w:r></w:p>'


def pdf(lines: Sequence[str]) -> bytes:
    """A PDF of one page with a line for each."""
    shown = b"".join(b"(" + _pdf_text(line) + b") Tj T*\n" for line in lines)
    page = zlib.compress(b"BT /F1 9 Tf 16 TL 40 800 Td\n" + shown + b"ET")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    return _pdf_file(objects)


def _pdf_text(line: str) -> bytes:
    text = line.removeprefix("# ").encode("cp1252", "replace")
    return text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    file, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    begin, size = len(file), len(objects) + 1
    file += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return bytes(file + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, begin))
