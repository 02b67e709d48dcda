import zipfile
from datetime import date, datetime, time

import pytest
import xlsxwriter

from nettools.errors import InputError
from nettools.files import read_sheets, write_workbook

MOMENT = datetime(2026, 5, 4, 8, 30)  # noqa: DTZ001 - a workbook knows no time zones


def a_workbook(path, rows, title="Blad1"):
    write_workbook(path, [(title, ["Enhet", "Värde"], rows)])
    return path


def refusal(path):
    with pytest.raises(InputError) as caught:
        read_sheets(path)
    return caught.value.problems[0].code


def test_cells_keep_their_kinds_and_whole_numbers_lose_their_decimals(tmp_path):
    path = a_workbook(
        tmp_path / "a.xlsx",
        [
            ["Björkens förskola", 780.0],
            [1.5, True],
            [MOMENT, date(2026, 5, 4)],
            [time(8, 30), None],
        ],
    )

    [sheet] = read_sheets(path)

    assert (sheet.file, sheet.name, sheet.warnings) == ("a.xlsx", "Blad1", ())
    assert sheet.rows == (
        ("Enhet", "Värde"),
        ("Björkens förskola", 780),
        (1.5, True),
        (MOMENT, date(2026, 5, 4)),
        (time(8, 30), None),
    )


def test_rows_and_columns_stand_where_excel_shows_them(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("Blad1").write_string("C4", "här")

    [sheet] = read_sheets(path)

    assert sheet.rows[3][2] == "här"
    assert len(sheet.rows) == 4


def test_every_sheet_is_read(tmp_path):
    path = tmp_path / "a.xlsx"
    write_workbook(path, [("Ett", ["a"], []), ("Två", ["b"], [])])

    assert [(sheet.name, sheet.rows) for sheet in read_sheets(path)] == [("Ett", (("a",),)), ("Två", (("b",),))]


def test_a_formula_is_read_as_the_value_it_had(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("Blad1").write_formula("A1", '="Björk"&"en"', None, "Björken")

    assert read_sheets(path)[0].rows == (("Björken",),)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n".lstrip(b"\xef\xbb\xbf"), "empty"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "web-page"),
        (b"%PDF-1.7", "not-a-table"),
        (b"PK\x03\x04 cut short", "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more", "unreadable"),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_is(tmp_path, content, code):
    path = tmp_path / "anmälan.xlsx"
    path.write_bytes(content)

    assert refusal(path) == code


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert (refusal(tmp_path / "borta.xlsx"), refusal(tmp_path)) == ("no-file", "no-file")


def test_a_workbook_called_csv_is_still_a_workbook(tmp_path):
    path = a_workbook(tmp_path / "a.xlsx", [["x", 1]]).rename(tmp_path / "a.csv")

    assert read_sheets(path)[0].rows[1] == ("x", 1)


def test_a_cell_far_out_is_refused_before_room_is_made_for_it(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Blad1")
        sheet.write_string("A1", "x")
        sheet.write_string("XFD1048576", "långt bort")

    assert refusal(path) == "too-large"


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/sharedStrings.xml", "w") as big:
        for _ in range(401):
            big.write(bytes(2**20))

    assert refusal(path) == "too-large"


def test_letters_are_composed_and_invisible_ones_removed(tmp_path):
    path = a_workbook(tmp_path / "a.xlsx", [["Bjo\u0308rkens\u00a0fo\u0308rskola\u200b", "\u202eeda\x07"]])

    assert read_sheets(path)[0].rows[1] == ("Björkens förskola", "eda")


def test_garbled_letters_are_mended_and_told(tmp_path):
    path = a_workbook(tmp_path / "a.xlsx", [["BjÃ¶rkens fÃ¶rskola", "Ã…sa \ufffdberg"]])

    [sheet] = read_sheets(path)

    assert sheet.rows[1] == ("Björkens förskola", "Ã…sa \ufffdberg")
    assert sheet.warnings == ("mojibake", "lost-characters")
