"""The files of an import, and which of their rows a complaint is about."""

import io
import zipfile

import pytest

from nettools.canvas.sis_files import SisRow, imported, packed, rows_digest, sis_files
from nettools.canvas.sis_import import sorted_out
from nettools.changes import Kind, Link, System

SECTION = SisRow(Kind.SECTION, ("nettools.HT26.n.e1", "nettools.HT26.n", 'Förskolan "Ek", norr', "active"))
LONGER = SisRow(Kind.SECTION, ("nettools.HT26.n.e12", "nettools.HT26.n", "Asken", "active"))
PERSON = SisRow(Kind.PERSON, ("nettools.person.a1", "eva@example.se", "", "Eva Ek", "eva@example.se", "active"))


def enrolled(user, section=SECTION):
    return SisRow(Kind.ENROLMENT, ("nettools.HT26.n", section.cell("section_id"), user, "student", "active"))


def complaint(message, file="enrollments.csv", row_info=None, row=2):
    return {"sis_import_id": 1, "file": file, "message": message, "row": row, "row_info": row_info}


# --- files


def test_the_same_rows_make_the_same_bytes_in_whatever_order():
    rows = [enrolled("u2"), SECTION, enrolled("u1"), LONGER, SECTION]
    assert packed(sis_files(rows)) == packed(sis_files(reversed(rows)))
    assert rows_digest(rows) == rows_digest(reversed(rows)) != rows_digest(rows[1:])


def test_a_kind_without_rows_has_no_file():
    assert list(sis_files([SECTION, enrolled("u1")])) == ["sections.csv", "enrollments.csv"]


def test_quotes_commas_and_swedish_letters_stand_in_a_file_as_canvas_reads_them():
    assert sis_files([SECTION])["sections.csv"].decode() == (
        'section_id,course_id,name,status\nnettools.HT26.n.e1,nettools.HT26.n,"Förskolan ""Ek"", norr",active\n'
    )


@pytest.mark.parametrize("rows", [1, 50_000])
def test_a_zip_never_grows_a_hundredfold(rows):
    files = {"sections.csv": b"a" * 100 * rows}
    content = packed(files)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files
    assert 100 * rows < 100 * len(content)


def test_what_a_link_never_had_imported_is_nothing():
    assert imported(Link(key="k", term="HT26", system=System.CANVAS, kind="section", sent={"name": "Eken"})) is None


# --- complaints


def test_a_complaint_is_of_the_row_with_all_the_ids_in_it():
    rows = [enrolled("u1"), enrolled("u2"), enrolled("u1", LONGER)]
    said = "User not found for enrollment (User ID: u1, Course ID: nettools.HT26.n, Section ID: nettools.HT26.n.e1)"
    assert set(sorted_out([complaint(said)], rows).of_rows) == {rows[0]}


def test_the_row_beside_a_complaint_tells_more_than_its_words():
    rows = [enrolled("u1"), enrolled("u2")]
    one = complaint("An enrollment referenced a non-existent section x", row_info=",".join(rows[1].cells))
    assert set(sorted_out([one], rows).of_rows) == {rows[1]}


def test_a_complaint_of_a_place_is_of_all_rows_there_and_of_no_longer_name():
    rows = [enrolled("u1"), enrolled("u2"), enrolled("u1", LONGER)]
    one = complaint("An enrollment referenced a non-existent section nettools.HT26.n.e1")
    assert set(sorted_out([one], rows).of_rows) == set(rows[:2])


def test_a_complaint_is_of_rows_in_its_file_alone():
    found = sorted_out([complaint("Improper status for nettools.HT26.n.e1", "sections.csv")], [SECTION, enrolled("u1")])
    assert set(found.of_rows) == {SECTION}


def test_a_complaint_that_fits_no_row_is_of_them_all():
    assert sorted_out([complaint("Malformed CSV")], [SECTION]).of_all == "Malformed CSV"
    assert sorted_out([complaint("Something", file=None)], [SECTION]).of_all == "Something"


def test_that_nothing_was_compared_is_no_complaint():
    said = "Diffing not performed because file size difference exceeded threshold"
    assert sorted_out([complaint(said, file=None)], [SECTION]).of_all == ""


def test_no_id_of_another_system_and_no_address_is_told():
    said = (
        "An existing Canvas user with the SIS ID 19121212-1212 has already claimed nettools.person.a1's user_id "
        "requested login information (eva@example.se), skipping"
    )
    (told,) = sorted_out([complaint(said, "users.csv", ",".join(PERSON.cells))], [PERSON]).of_rows.values()
    assert [word for word in ("1912", "nettools.person", "@") if word in told] == []
