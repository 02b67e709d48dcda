"""Tables in which a colour tells at a glance: an Excel workbook with conditional formatting."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nettools.domain.tables import Cell
from nettools.files.placing import write_whole
from nettools.files.writing import cell_styles, fill_sheet, sheet_title

# From little to much; told apart also by those who do not tell red from green, and dark text is read on all of them.
LITTLE, SOME, MUCH = "#F2B98A", "#FFF6DF", "#7CC4AD"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatSheet:
    """A sheet: headings, rows, and from which column on the numbers from 0 to 1 stand that are coloured.

    `first` None colours nothing. Shares are shown in per cent; an empty cell is one that nothing is known of.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    first: int | None = None


def write_heat_maps(path: Path, sheets: Sequence[HeatSheet]) -> Path:
    """Write the workbook, whole or not at all; returns where it is."""
    import xlsxwriter  # noqa: PLC0415 - loaded when a workbook is written

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        styles = cell_styles(workbook)
        share = workbook.add_format({"num_format": "0%", "align": "center", "valign": "top"})
        for one in sheets:
            sheet = workbook.add_worksheet(sheet_title(one.title))
            fill_sheet(sheet, one.headings, one.rows, styles)
            if one.first is None or not one.rows:
                continue
            last = len(one.headings) - 1
            for number, row in enumerate(one.rows, 1):
                for column in range(one.first, last + 1):
                    if isinstance(value := row[column], int | float):
                        sheet.write_number(number, column, value, share)
            sheet.set_column(one.first, last, 14)
            sheet.freeze_panes(1, 1)
            sheet.conditional_format(1, one.first, len(one.rows), last, _scale())
    write_whole(path, content.getvalue())
    return path


def _scale() -> dict[str, object]:
    """Fixed ends: what is little does not depend on how far the others have come."""
    return {
        "type": "3_color_scale",
        "min_type": "num",
        "mid_type": "num",
        "max_type": "num",
        "min_value": 0,
        "mid_value": 0.5,
        "max_value": 1,
        "min_color": LITTLE,
        "mid_color": SOME,
        "max_color": MUCH,
    }
