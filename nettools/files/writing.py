"""Tables for people: Excel workbooks and CSV that Swedish Excel opens; whole or not at all."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from nettools.domain.occasions import STOCKHOLM
from nettools.domain.tables import Cell
from nettools.files.placing import write_whole

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Table = tuple[str, Sequence[str], Sequence[Sequence[Cell]]]

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_TITLE = 31  # Excel's limits
_LONGEST_TEXT = 32_767
_NARROWEST, _WIDEST = 8, 60
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_workbook(path: Path, sheets: Sequence[Table]) -> None:
    """Write an .xlsx file: for each sheet its title, headings and rows.

    The heading row stands still and filters; columns are as wide as their text; nothing that people wrote can become
    a formula. Times with a zone are shown as in Sweden.
    """
    import xlsxwriter  # noqa: PLC0415 - loaded when a workbook is written

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        styles = cell_styles(workbook)
        for title, headings, rows in sheets:
            fill_sheet(workbook.add_worksheet(sheet_title(title)), headings, rows, styles)
    write_whole(path, content.getvalue())


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write CSV that Swedish Excel opens with a double click: UTF-8 with its mark, semicolons, no formulas."""
    content = io.StringIO(newline="")
    writer = csv.writer(content, delimiter=";", lineterminator="\r\n")
    writer.writerows([_harmless(value) for value in row] for row in (headings, *rows))
    write_whole(path, content.getvalue().encode("utf-8-sig"))


def write_plain_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write CSV as another program asks for it: UTF-8 without a mark, commas. It is not meant to be opened in Excel."""
    content = io.StringIO(newline="")
    csv.writer(content, lineterminator="\r\n").writerows((headings, *rows))
    write_whole(path, content.getvalue().encode("utf-8"))


def cell_styles(workbook: "Workbook") -> dict[str, "Format"]:
    """How each kind of cell looks."""
    return {
        "heading": workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "text": workbook.add_format({"text_wrap": True, "valign": "top"}),
        "quoted": workbook.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
        "moment": workbook.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"}),
        "day": workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        "time": workbook.add_format({"num_format": "hh:mm", "valign": "top", "align": "left"}),
    }


def fill_sheet(
    sheet: "Worksheet", headings: Sequence[str], rows: Sequence[Sequence[Cell]], styles: dict[str, "Format"]
) -> None:
    """Write headings and rows into a sheet; the headings stand still and filter, columns are as wide as their text."""
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading[:_LONGEST_TEXT], styles["heading"])
        texts = [len(str(row[column])) for row in rows if column < len(row)]
        sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, len(heading), *texts, 0) + 2))
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            _write_cell(sheet, number, column, value, styles)
    if headings:
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(headings) - 1)


def _write_cell(sheet: "Worksheet", row: int, column: int, value: Cell, styles: dict[str, "Format"]) -> None:
    if isinstance(value, str):
        style = "quoted" if value.startswith(_FORMULA_STARTS) else "text"
        sheet.write_string(row, column, value[:_LONGEST_TEXT], styles[style])
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, styles["text"])
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, styles["text"])
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, _without_zone(value), styles["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, styles["day"])
    elif isinstance(value, time):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), styles["time"])


def _without_zone(moment: datetime) -> datetime:
    return moment.astimezone(STOCKHOLM).replace(tzinfo=None) if moment.tzinfo else moment


def sheet_title(title: str) -> str:
    """The title as Excel takes one."""
    return _NOT_IN_TITLES.sub(" ", title)[:_LONGEST_TITLE].strip() or "Blad1"


def _harmless(value: Cell) -> str:
    if isinstance(value, datetime):
        return f"{_without_zone(value):%Y-%m-%d %H:%M}"
    written = "" if value is None else str(value)
    return f"'{written}" if isinstance(value, str) and written.startswith(_FORMULA_STARTS) else written
