"""Sign-up files and files of companions: the shapes that people's programs give them, and what is planted there."""

import unicodedata
from datetime import date, datetime
from itertools import chain

import pytest
from builders import HT26
from openpyxl import load_workbook

from nettools.domain.termplan import Window
from nettools.sandbox.invented.people import invent
from nettools.sandbox.invented.signup_answers import TEST_NUMBER
from nettools.sandbox.invented.signup_files import write_companions, write_sign_ups
from nettools.sandbox.invented.signup_writing import Mess

WINDOW = Window(opens=date(2026, 5, 4), closes=date(2026, 6, 12))
UNITS = invent(24)
EXCEL = [Mess.CLEAN, Mess.DEMO, Mess.TITLED, Mess.ENGLISH, Mess.MANY_SHEETS]
TEXT = {
    Mess.CP1252: "cp1252",
    Mess.SEP: "cp1252",
    Mess.UTF8_BOM: "utf-8-sig",
    Mess.UTF16: "utf-16",
    Mess.NFD: "utf-8",
}


def sign_ups(tmp_path, mess=Mess.DEMO, units=UNITS, name="anmalan", **others):
    return write_sign_ups(tmp_path / name, units, mess=mess, term=HT26, window=WINDOW, **others)


def companions(tmp_path, mess=Mess.DEMO, name="medfoljare", **others):
    return write_companions(tmp_path / name, UNITS, mess=mess, term=HT26, window=WINDOW, **others)


def sheet(written):
    with written.path.open("rb") as file:
        return list(load_workbook(file).worksheets[-1].iter_rows(values_only=True))


def rows(written):
    """Rows below the headings as dicts, by Excel's row."""
    cells = sheet(written)
    headings = cells[written.header_row - 1]
    return {
        number: dict(zip(headings, row, strict=True))
        for number, row in enumerate(cells[written.header_row :], written.header_row + 1)
    }


@pytest.mark.parametrize("mess", list(Mess))
@pytest.mark.parametrize("write", [sign_ups, companions])
def test_the_same_seed_writes_the_same_bytes(tmp_path, write, mess):
    first, second = write(tmp_path, mess, name="a"), write(tmp_path, mess, name="b")
    assert first.path.read_bytes() == second.path.read_bytes()


def test_another_seed_writes_other_times(tmp_path):
    assert sign_ups(tmp_path, name="a").path.read_bytes() != sign_ups(tmp_path, name="b", seed=2).path.read_bytes()


def test_forms_in_swedish_puts_the_one_who_was_logged_in_before_the_questions(tmp_path):
    written = sign_ups(tmp_path, Mess.CLEAN)
    assert sheet(written)[0][:8] == (
        *("ID", "Starttid", "Slutförandetid", "E-post", "Namn"),
        *("Rektors förnamn", "Rektors efternamn", "Rektors e-postadress"),
    )
    row = rows(written)[3]
    assert (row["E-post"], row["Namn"]) == ("kansli@example.se", "Kansliet")
    assert row["Rektors e-postadress"] == UNITS[1].principal.email.address
    assert isinstance(row["Slutförandetid"], datetime)


def test_a_clean_file_has_a_row_for_each_unit_in_the_order_of_their_times(tmp_path):
    written = sign_ups(tmp_path, Mess.CLEAN)
    found = rows(written)
    times = [row["Slutförandetid"] for row in found.values()]
    assert (written.rows, len(found), written.planted) == (24, 24, ())
    assert times == sorted(times)
    assert (times[0].date() >= WINDOW.opens, times[-1].date() <= WINDOW.closes) == (True, True)
    assert [row["Enhetens namn"] for row in found.values()] == [unit.name for unit in UNITS]


def test_the_demo_plants_what_a_person_must_look_at(tmp_path):
    written = sign_ups(tmp_path)
    found = rows(written)
    assert (written.rows, len(found)) == (30, 30)

    def only(mess):
        (row,) = written.rows_with(mess)
        return found[row]

    assert only("duplicate")["Rektors e-postadress"] == UNITS[8].principal.email.address
    assert only("teacher")["Din roll"] == "Lärare"
    assert only("missing-email")["Rektors e-postadress"] is None
    assert only("protected")["Har du skyddade personuppgifter?"] == "Ja"
    assert only("late")["Slutförandetid"].date() == date(2026, 6, 14)
    assert TEST_NUMBER in only("personnummer")["Övriga upplysningar till arrangören"]
    alike = only("likely-duplicate-unit")
    assert (alike["Enhetens namn"], alike["Kommun"]) == (UNITS[0].name.lower().replace("förskola", "fsk"), "0780")


def test_the_demo_spreads_harmless_messes(tmp_path):
    written = sign_ups(tmp_path)
    found = rows(written)

    def cells(mess, heading):
        return [found[row][heading] for row in written.rows_with(mess)]

    assert 780 in cells("code-as-number", "Kommun")
    assert {type(code) for code in cells("code-as-number", "Skolenhetskod (förskolor lämnar tomt)")} <= {
        int,
        type(None),
    }
    assert "särskola" in " ".join(cells("old-school-form-words", "Verksamhetsformer"))
    assert "F-klass" in " ".join(cells("old-school-form-words", "Verksamhetsformer"))
    assert all(name.endswith("  ") for name in cells("trailing-blanks", "Enhetens namn"))
    assert all(name.endswith("\xa0") for name in cells("no-break-space", "Rektors efternamn"))
    names = cells("decomposed-name", "Rektors förnamn") + cells("decomposed-name", "Rektors efternamn")
    assert [unicodedata.is_normalized("NFD", name) for name in names] == [True] * len(names)
    assert not unicodedata.is_normalized("NFC", "".join(names))
    assert all(address.isupper() for address in cells("shouted-address", "Rektors e-postadress"))
    assert all(address.startswith("mailto:") for address in cells("mailto", "Rektors e-postadress"))


def test_several_answers_are_joined_with_a_semicolon_at_the_end(tmp_path):
    assert rows(sign_ups(tmp_path, Mess.CLEAN))[3]["Verksamhetsformer"] == "förskoleklass;fritidshem;grundskola;"


def test_the_one_with_protected_identity_and_the_others_are_nobody_invented(tmp_path):
    written = sign_ups(tmp_path)
    invented = {person.email.key for unit in UNITS for person in (unit.principal, *unit.companions)}
    planted = chain.from_iterable(written.rows_with(mess) for mess in ("teacher", "late", "protected"))
    assert [row for row in planted if rows(written)[row]["Rektors e-postadress"] in invented] == []


@pytest.mark.parametrize("mess", EXCEL)
def test_workbooks_have_their_headings_where_they_say(tmp_path, mess):
    written = sign_ups(tmp_path, mess)
    first = {Mess.TITLED: "Svars-ID"}.get(mess, "ID")
    assert (sheet(written)[written.header_row - 1][0], written.header_row) == (first, 5 if mess is Mess.TITLED else 1)


def test_english_forms_number_a_question_that_has_a_name_twice(tmp_path):
    headings = sheet(sign_ups(tmp_path, Mess.ENGLISH))[0]
    assert [one for one in headings if one.startswith("Email")] == ["Email", "Email2"]


@pytest.mark.parametrize(("mess", "encoding"), TEXT.items())
def test_text_files_are_in_the_encoding_of_their_program(tmp_path, mess, encoding):
    written = sign_ups(tmp_path, mess)
    lines = written.path.read_bytes().decode(encoding).split("\r\n")
    assert (lines[0] == "sep=;") == (mess is Mess.SEP)
    heading = lines[written.header_row - 1].split(";")
    assert (heading[0], len(heading), len(lines) - written.header_row - 1) == ("ID", 19, 24)
    assert unicodedata.is_normalized("NFC", "".join(lines)) == (mess is not Mess.NFD)
    assert ";2026-05-0" in lines[written.header_row]


def test_excels_code_page_takes_the_nearest_letter(tmp_path):
    units = [unit for unit in invent(400) if unit.principal.family_name == "Kovačić"]
    assert "Kovacic" in sign_ups(tmp_path, Mess.CP1252, units).path.read_bytes().decode("cp1252")


def test_ten_thousand_rows_can_be_written(tmp_path):
    units = invent(2000)
    assert sign_ups(tmp_path, Mess.DEMO, units).rows == 2006


def test_companions_are_a_row_each_with_their_rektor(tmp_path):
    written = companions(tmp_path, Mess.CLEAN)
    found = list(rows(written).values())
    assert (written.rows, len(found), written.planted) == (66, 66, ())
    assert [row["Medföljarens e-postadress"] for row in found] == [
        companion.email.address for unit in UNITS for companion in unit.companions
    ]
    assert {row["Rektors e-postadress"] for row in found} == {
        unit.principal.email.address for unit in UNITS if unit.companions
    }


def test_the_demo_plants_an_orphan_a_duplicate_odd_words_and_one_too_many(tmp_path):
    written = companions(tmp_path, at_most=4)
    found = rows(written)
    (orphan,), (again,) = written.rows_with("orphan"), written.rows_with("duplicate")
    first = UNITS[0]
    assert found[orphan]["Rektors e-postadress"] == "ingen.alls@example.se"
    assert found[again]["Medföljarens e-postadress"] == first.companions[0].email.address.upper()
    assert {found[row]["Målgrupp"] for row in written.rows_with("odd-group")} == {
        *("EHT", "Förstelärare", "förvaltningen", "bitr. rektor"),
    }
    added = [*written.rows_with("fills-up"), *written.rows_with("too-many")]
    assert len(first.companions) + len(added) == 4 + 1
    (late,) = written.rows_with("late")
    assert found[late]["Slutförandetid"].date() == date(2026, 6, 15)


def test_an_unknown_mess_is_refused(tmp_path):
    with pytest.raises(ValueError):
        sign_ups(tmp_path, "tidy")
