"""Tables as bytes, the way form tools, Swedish Excel, Macs and survey systems write them."""

import csv
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from io import BytesIO, StringIO
from pathlib import Path

import xlsxwriter

Cell = str | int | datetime | None
Row = Sequence[Cell]


class Mess(StrEnum):
    """What kind of file it is. The first two and the last three are `.xlsx`, the others `.csv`."""

    CLEAN = "clean"  # Microsoft Forms in Swedish, as if people typed without fault
    DEMO = "demo"  # the same with everything that real files have
    CP1252 = "csv-cp1252"  # saved as CSV by Swedish Excel
    UTF8_BOM = "csv-utf8-bom"  # saved as "CSV UTF-8"
    UTF16 = "csv-utf16"  # saved as "Unicode text"
    SEP = "csv-sep"  # with the line that tells Excel the separator
    NFD = "csv-nfd"  # from a Mac: å is a and a ring
    TITLED = "titled"  # a survey system's report: lines above the headings, numbered questions
    ENGLISH = "english"  # Forms in English, where two questions have the same name
    MANY_SHEETS = "many-sheets"  # the answers are on the second sheet


_FORMS_DATE = "m/d/yy h:mm:ss"
_LONG_AGO = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook's own date; without one, no two files would be the same


def write_table(path: Path, rows: Sequence[Row], mess: Mess) -> None:
    """Write headings and rows to `path` in the encoding and shape of `mess`."""
    if mess.startswith("csv"):
        path.write_bytes(_csv(rows, mess))
    else:
        path.write_bytes(_workbook(rows, ["Om formuläret", "Svar"] if mess is Mess.MANY_SHEETS else ["Sheet1"]))


def _workbook(rows: Sequence[Row], sheets: list[str]) -> bytes:
    """The rows on the last sheet; the ones before it have a line of text."""
    held = BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.set_properties({"created": _LONG_AGO})
        dates = book.add_format({"num_format": _FORMS_DATE})
        for title in sheets[:-1]:
            book.add_worksheet(title).write_string(0, 0, "Exporterad från formuläret.")
        sheet = book.add_worksheet(sheets[-1])
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    sheet.write_datetime(row, column, cell, dates)
                elif isinstance(cell, int):
                    sheet.write_number(row, column, cell)
                elif cell:
                    sheet.write_string(row, column, cell)
    return held.getvalue()


def _csv(rows: Sequence[Row], mess: Mess) -> bytes:
    text = StringIO(newline="")
    if mess is Mess.SEP:
        text.write("sep=;\r\n")
    csv.writer(text, delimiter=";").writerows([_shown(cell) for cell in row] for row in rows)
    return _encoded(text.getvalue(), mess)


def _shown(cell: Cell) -> str:
    """A cell as Swedish Excel shows it, which is what a CSV file holds."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)


def _encoded(text: str, mess: Mess) -> bytes:
    if mess is Mess.UTF8_BOM:
        return text.encode("utf-8-sig")
    if mess is Mess.UTF16:
        return text.encode("utf-16")
    if mess is Mess.NFD:
        return unicodedata.normalize("NFD", text).encode()
    return "".join(map(_in_cp1252, text)).encode("cp1252", "replace")


def _in_cp1252(sign: str) -> str:
    """Windows takes the nearest letter for what its code page lacks: č becomes c."""
    try:
        sign.encode("cp1252")
    except UnicodeEncodeError:
        return unicodedata.normalize("NFD", sign)[0]
    return sign
