"""Rich text (.rtf): striprtf gives the words; marks of our own, put in before it, tell of headings, cells and rows."""

import re

from nettools.domain.documents import PassageKind, ReadDocument
from nettools.files.documents.building import Builder, RawTable, row_of
from nettools.files.documents.refusals import UnreadableError

# From Unicode's private area, so that no text has them. \uN is signed 16 bits in RTF; the ? is for old readers.
_HEADING, _CELL, _ROW, _ITEM = (chr(0xE100 + number) for number in range(4))
_LEVEL = re.compile(r"\\outlinelevel([0-8])(?!\d)")
_STYLE = re.compile(r"\{\\s(\d{1,4})(?!\d)([^{}]*)")
_STYLED = re.compile(r"\\s(\d{1,4})(?!\d) ?")
_HEADING_NAME = re.compile(r"\b(?:heading|rubrik) ([1-9])\b", re.IGNORECASE)
_MARKED = (
    (re.compile(r"\\(?:cell|nestcell)(?![a-z])"), _CELL),
    (re.compile(r"\\(?:row|nestrow)(?![a-z])"), _ROW),
    (re.compile(r"\\(?:ls\d+|pntext)(?![a-z\d])"), _ITEM),
)
_BULLET = re.compile(r"^(?:[•·▪\uf0b7-]|\d{1,2}[.)])\s*")


def read(content: bytes) -> ReadDocument:
    """A rich text file's bytes as a document. Raises UnreadableError."""
    from striprtf.striprtf import rtf_to_text  # noqa: PLC0415 - loaded when such a file is read

    source = content.decode("cp1252", errors="replace")
    builder = Builder()
    try:
        said: str = rtf_to_text(_with_marks(*_apart(source)), errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, IndexError, KeyError, LookupError, OverflowError, UnicodeError):
        raise UnreadableError("damaged") from None
    _tell(builder, said)
    return builder.document("rtf")


def _apart(source: str) -> tuple[str, str]:
    """The file without its style sheet, and the style sheet: its words are no text."""
    start = source.find("{\\stylesheet")
    if start < 0:
        return source, ""
    depth = 0
    for found in re.finditer(r"\\[{}\\]|[{}]", source[start:]):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            end = start + found.end()
            return source[:start] + source[end:], source[start:end]
    return source, ""


def _levels(styles: str) -> dict[str, str]:
    """The outline levels of the heading styles, counted from 0, by the style's number."""
    found = {}
    for style in _STYLE.finditer(styles):
        level, name = _LEVEL.search(style[2]), _HEADING_NAME.search(style[2])
        if level or name:
            found[style[1]] = level[1] if level else str(int(name[1]) - 1) if name else ""
    return found


def _with_marks(source: str, styles: str) -> str:
    levels = _levels(styles)
    marked = _STYLED.sub(
        lambda found: f"{found[0]}{_escaped(_HEADING)}{levels[found[1]]}" if found[1] in levels else found[0], source
    )
    marked = _LEVEL.sub(lambda found: f"{found[0]}{_escaped(_HEADING)}{found[1]}", marked)
    for pattern, mark in _MARKED:
        marked = pattern.sub(lambda found, mark=mark: f"{_escaped(mark)}{found[0]}", marked)  # type: ignore[misc]
    return marked


def _escaped(mark: str) -> str:
    return f"\\u{ord(mark) - 0x10000}?"


def _tell(builder: Builder, said: str) -> None:
    raw, line = RawTable(), ""
    for written in said.split("\n"):
        line = f"{line}\n{written}" if line else written
        if _CELL in line and _ROW not in line:
            continue  # a cell with several paragraphs: the row is not over
        if _ROW in line:
            cells = line.partition(_ROW)[0].split(f"{_CELL}|")[:-1]
            raw.rows.append(row_of([_plain(cell) for cell in cells]))
            line = ""
            continue
        if line.strip() or not raw.rows:
            builder.table(raw)
            raw = RawTable()
            _paragraph(builder, line)
        line = ""
    builder.table(raw)
    _paragraph(builder, line)


def _paragraph(builder: Builder, line: str) -> None:
    heading = line.find(_HEADING)
    level = line[heading + 1 : heading + 2] if heading >= 0 else ""
    if level.isdigit():
        builder.passage(PassageKind.HEADING, _plain(line[:heading] + line[heading + 2 :]), level=int(level) + 1)
    elif _ITEM in line:
        builder.passage(PassageKind.LIST_ITEM, _BULLET.sub("", _plain(line).strip()), level=1)
    else:
        builder.passage(PassageKind.PARAGRAPH, _plain(line))


def _plain(line: str) -> str:
    return re.sub(f"{_HEADING}\\d|[{_CELL}{_ROW}{_ITEM}]", "", line)
