import pytest
from hypothesis import given
from hypothesis import strategies as st

from nettools.files import csv_text, read_sheets

TABLE = "Enhet;Kommun;Övrigt\r\nBjörkens förskola;Växjö;Åäö, é\r\n"
ROWS = (("Enhet", "Kommun", "Övrigt"), ("Björkens förskola", "Växjö", "Åäö, é"))


@pytest.mark.parametrize(
    ("encoding", "warnings"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("cp1252", ()),
        ("utf-16", ()),
        ("utf-16-le", ("encoding-guessed",)),
        ("utf-16-be", ("encoding-guessed",)),
        ("mac_roman", ("encoding-guessed",)),
        ("cp850", ("encoding-guessed",)),
    ],
)
def test_swedish_letters_survive_every_encoding_that_programs_write(tmp_path, encoding, warnings):
    path = tmp_path / "a.csv"
    path.write_bytes(TABLE.encode(encoding))

    [sheet] = read_sheets(path)

    assert (sheet.rows, sheet.warnings) == (ROWS, warnings)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found_by_its_evenness(separator):
    content = "\n".join(
        [
            "Anmälan HT26, nätverket",
            separator.join(["Enhet", "Former"]),
            separator.join(["Ek", '"FS;GR,GY;"']),
            separator.join(["Al", "FS"]),
        ]
    )

    assert csv_text.split(content)[0][1:] == [["Enhet", "Former"], ["Ek", "FS;GR,GY;"], ["Al", "FS"]]


def test_a_line_that_tells_the_separator_is_obeyed_and_not_counted():
    assert csv_text.split("sep=,\r\na,b;c\r\n") == ([["a", "b;c"]], ())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(end):
    assert csv_text.split(f"a;b{end}c;d{end}")[0] == [["a", "b"], ["c", "d"]]


def test_a_line_break_within_quotation_marks_stays_within_its_row():
    assert csv_text.split('a;b\n"två\nrader";d\n') == ([["a", "b"], ["två\nrader", "d"]], ())


def test_a_quotation_mark_that_never_closes_swallows_no_rows():
    assert csv_text.split('a;b\n"c;d\ne;f\n') == ([["a", "b"], ["c", "d"], ["e", "f"]], ("quotes-repaired",))


def test_nothing_at_all_has_no_rows():
    assert csv_text.split("") == ([], ())


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_become_rows_of_text(raw):
    content, _ = csv_text.decode(raw)
    rows, _ = csv_text.split(content)

    assert all(isinstance(value, str) for row in rows for value in row)
