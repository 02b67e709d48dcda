"""Any table that people send, as Sheets: what the bytes are is seen by looking, not by the end of the name."""

import math
import re
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING

from nettools.domain.tables import Cell, Sheet
from nettools.errors import InputError, Place, Problem
from nettools.files import cleaning, csv_text
from nettools.language import Text, text

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_LARGEST_FILE = 50 * 2**20
_LARGEST_UNPACKED = 400 * 2**20  # a small archive can unpack to more than the computer has
_MOST_CELLS = 8_000_000
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype html|html|table|meta)", re.IGNORECASE)
# A cell with something in it: <c r="B7" ...> that is not closed at once.
_FILLED_CELL = re.compile(rb'<c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*[^>/]>')


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Read every sheet of an Excel file (.xlsx, .xlsm, .xls), OpenDocument file (.ods) or CSV file.

    Raises:
        InputError: the file is not there, is no table, is locked with a password or is too large; with the place.
    """
    raw = _bytes(path)
    if raw.startswith((_ZIP, _OLD_OFFICE)):
        return _read_workbook(path)
    if _WEB_PAGE.match(raw.removeprefix(b"\xef\xbb\xbf")):
        raise _refused(path, "web-page", text("This is a web page, whatever its name says; save it as .xlsx in Excel."))
    if raw.startswith(b"%PDF"):
        raise _refused(path, "not-a-table", text("This is a PDF; a table in .xlsx or .csv is needed."))
    return (_read_csv(path, raw),)


def _refused(path: Path, code: str, message: Text) -> InputError:
    return InputError([Problem(code=code, message=message, place=Place(file=path.name))], message)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > _LARGEST_FILE:
            raise _refused(path, "too-large", text("The file has {size} megabytes; 50 are read.", size=size // 2**20))
        raw = path.read_bytes()
    except OSError as error:
        raise _refused(path, "no-file", text("The file cannot be opened.")) from error
    if not raw.strip(b"\x00 \t\r\n"):
        raise _refused(path, "empty", text("The file is empty."))
    return raw


def _read_csv(path: Path, raw: bytes) -> Sheet:
    content, guessed = csv_text.decode(raw)
    rows, repaired = csv_text.split(content)
    return _sheet(path, "", rows, (*guessed, *repaired))


def _read_workbook(path: Path) -> tuple[Sheet, ...]:
    import python_calamine  # noqa: PLC0415 - loaded when a workbook is read

    _refuse_bombs(path)
    try:
        with python_calamine.load_workbook(path) as book:
            tables = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in _tables(book)]
    except python_calamine.PasswordError as error:
        raise _refused(path, "password", text("The file is locked with a password; save it without one.")) from error
    except (python_calamine.CalamineError, ValueError, KeyError, OSError) as error:
        raise _refused(path, "unreadable", text("The file is damaged or no table; save it again as .xlsx.")) from error
    return tuple(_sheet(path, name, rows, ()) for name, rows in tables)


def _tables(book: "CalamineWorkbook") -> list[str]:
    """The sheets with cells, hidden ones too; charts and macros have none."""
    from python_calamine import SheetTypeEnum  # noqa: PLC0415 - loaded when a workbook is read

    return [sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]


def _refuse_bombs(path: Path) -> None:
    """Refuse an archive that would fill the memory: by its size unpacked, or by cells far apart."""
    if not zipfile.is_zipfile(path):
        return
    with suppress(zipfile.BadZipFile, NotImplementedError, RuntimeError), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > _LARGEST_UNPACKED:
            raise _refused(path, "too-large", text("The file is too large once unpacked."))
        for member in members:
            if member.filename.startswith("xl/worksheets/") and _cells_spanned(archive.read(member)) > _MOST_CELLS:
                raise _refused(
                    path,
                    "too-large",
                    text(
                        "Cells stand far out in the sheet; delete what is below and beside the table, and save again."
                    ),
                )


def _cells_spanned(sheet: bytes) -> int:
    """How many cells the rectangle has that holds every filled cell; the reader makes room for them all."""
    deepest = widest = 0
    for column, row in set(_FILLED_CELL.findall(sheet)):
        deepest, widest = max(deepest, int(row)), max(widest, _column_number(column))
    return deepest * widest


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _sheet(path: Path, name: str, rows: Iterable[Sequence[object]], warnings: Sequence[str]) -> Sheet:
    repairs: list[str] = list(warnings)
    cells = tuple(tuple(_cell(value, repairs) for value in row) for row in rows)
    filled = max((number for number, row in enumerate(cells, 1) if any(cell is not None for cell in row)), default=0)
    title = cleaning.clean(name)[0]
    return Sheet(file=path.name, name=title, rows=cells[:filled], warnings=cleaning.distinct(repairs))


def _cell(value: object, repairs: list[str]) -> Cell:
    if isinstance(value, str):
        return _text_cell(value, repairs)
    if isinstance(value, float):
        return _number(value)
    if value is None or isinstance(value, bool | int | time):
        return value
    return value if isinstance(value, date) else str(value)


def _text_cell(value: str, repairs: list[str]) -> str | None:
    cleaned, repaired = cleaning.clean(value)
    if repaired and repaired not in repairs:
        repairs.append(repaired)
    return cleaned or None


def _number(value: float) -> int | float | None:
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() else value
