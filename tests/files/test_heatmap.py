from datetime import date

from openpyxl import load_workbook

from nettools.files.heatmap import HeatSheet, write_heat_maps


def test_shares_are_coloured_and_what_is_not_known_is_empty(tmp_path):
    rows = [["Björken", date(2026, 11, 2), 0.25, None], ["=Granen", None, 1.0, 0.0]]
    sheet = HeatSheet(title="Områden", headings=["Enhet", "Inlämnad", "Ramar", "Mål"], rows=rows, first=2)
    path = write_heat_maps(tmp_path / "a.xlsx", [sheet, HeatSheet(title="Tom", headings=["Enhet", "Mål"], rows=[])])
    book = load_workbook(path)
    found = book["Områden"]
    assert [[cell.value for cell in row][2:] for row in found.iter_rows(min_row=2)] == [[0.25, None], [1, 0]]
    assert [found["C2"].number_format, found["A3"].data_type] == ["0%", "s"]
    [colours] = found.conditional_formatting
    [rule] = colours.rules
    assert (str(colours.sqref), rule.type, [one.val for one in rule.colorScale.cfvo]) == (
        "C2:D3",
        "colorScale",
        [0, 0.5, 1],
    )
    assert found.freeze_panes == "B2"
    assert [cell.value for cell in book["Tom"][1]] == ["Enhet", "Mål"]
