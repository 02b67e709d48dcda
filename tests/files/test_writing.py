from datetime import UTC, datetime

import openpyxl
import pytest

from nettools.files import read_sheets, write_csv, write_workbook


def test_a_workbook_reads_back_as_written(tmp_path):
    rows = [["Åsa", 1, 2.5, True, None], ["=1+1", "+46", "-x", "@y", "https://example.se"]]
    write_workbook(tmp_path / "ny" / "a.xlsx", [("Anmälningar", ["a", "b", "c", "d", "e"], rows)])

    [sheet] = read_sheets(tmp_path / "ny" / "a.xlsx")

    assert sheet.rows[1:] == (("Åsa", 1, 2.5, True, None), ("=1+1", "+46", "-x", "@y", "https://example.se"))


def test_what_people_wrote_never_becomes_a_formula(tmp_path):
    write_workbook(tmp_path / "a.xlsx", [("Blad", ["a"], [["=cmd|' /C calc'!A0"]])])

    cell = openpyxl.load_workbook(tmp_path / "a.xlsx").active["A2"]

    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_the_heading_stands_still_and_filters_and_columns_fit(tmp_path):
    write_workbook(tmp_path / "a.xlsx", [("Blad", ["a", "b"], [["x" * 30, 1]])])

    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active

    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B2")
    assert [round(sheet.column_dimensions[c].width) for c in "AB"] == [33, 11]


def test_times_are_shown_as_in_sweden(tmp_path):
    moment = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)
    write_workbook(tmp_path / "a.xlsx", [("Blad", ["a"], [[moment]])])
    write_csv(tmp_path / "a.csv", ["a"], [[moment]])

    assert read_sheets(tmp_path / "a.xlsx")[0].rows[1] == (datetime.fromisoformat("2026-05-04 10:30"),)
    assert read_sheets(tmp_path / "a.csv")[0].rows[1] == ("2026-05-04 10:30",)


def test_titles_that_excel_refuses_are_mended(tmp_path):
    write_workbook(tmp_path / "a.xlsx", [("Anmälda: HT26/VT27 [alla]" + "x" * 40, ["a"], []), ("///", ["a"], [])])

    assert [sheet.name for sheet in read_sheets(tmp_path / "a.xlsx")] == ["Anmälda  HT26 VT27  alla xxxxxx", "Blad1"]


def test_csv_opens_in_swedish_excel(tmp_path):
    write_csv(tmp_path / "a.csv", ["Enhet", "Antal"], [["=Öst;skolan", 2], [None, -1]])

    assert (tmp_path / "a.csv").read_bytes() == (
        b"\xef\xbb\xbf" + 'Enhet;Antal\r\n"\'=Öst;skolan";2\r\n;-1\r\n'.encode()
    )


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "a.csv").mkdir()

    with pytest.raises(OSError):
        write_csv(tmp_path / "a.csv", ["a"], [])

    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
