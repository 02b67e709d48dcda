from datetime import UTC, date, datetime

import pytest
from builders import HT26, VT27
from email_validator import EmailNotValidError, validate_email
from hypothesis import assume, given
from hypothesis import strategies as st

from nettools.domain.occasions import STOCKHOLM
from nettools.domain.schools import SchoolForm
from nettools.domain.terms import Season, Term
from nettools.signups import cells

HT27 = Term(2027, Season.AUTUMN)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("asa@example.se", "asa@example.se"),
        ("mailto:asa@example.se", "asa@example.se"),
        (" asa@example.se. ", "asa@example.se"),
        ("<asa@example.se>;", "asa@example.se"),
        ("Åsa Öberg <asa@example.se>", "asa@example.se"),
        ("asa @example.se", "asa@example.se"),
        ("Asa.Oberg@EXAMPLE.SE", "Asa.Oberg@example.se"),
    ],
)
def test_an_address_is_freed_of_what_programs_put_around_it(written, address):
    assert str(cells.email(written)) == address


@pytest.mark.parametrize(
    "written", ["asa", "asa@", "asa@example", "åsa@example.se", "a@b@example.se", "asa@example..se", "två@a.se, b@c.se"]
)
def test_what_letters_cannot_be_sent_to_is_no_address(written):
    assert cells.email(written) is None


@pytest.mark.parametrize(
    ("given_name", "family_name", "whole", "expected"),
    [
        ("Åsa", "Öberg", "", ("Åsa", "Öberg")),
        ("Åsa", "von Öberg", "någon annan", ("Åsa", "von Öberg")),
        ("", "", "Öberg, Åsa", ("Åsa", "Öberg")),
        ("", "", "af Lillhage, Ann-Sofie", ("Ann-Sofie", "af Lillhage")),
        ("", "", "Åsa Öberg", ("Åsa", "Öberg")),
        ("", "", "Eva Lena van der Lindö", ("Eva Lena", "van der Lindö")),
        ("", "", "  Åsa \n Öberg ", ("Åsa", "Öberg")),
        ("Åsa Öberg", "", "", ("Åsa", "Öberg")),
        ("", "", "Åsa", None),
        ("", "", "Öberg,", None),
        ("", "", "asa@example.se", None),
        ("", "", "Rektor 2", None),
        ("", "", "", None),
    ],
)
def test_names_from_two_columns_or_one(given_name, family_name, whole, expected):
    assert cells.names(given_name, family_name, whole) == expected


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("070-174 06 05", "070-174 06 05"),
        ("0701740605", "070-174 06 05"),
        ("701740605", "070-174 06 05"),
        ("+46 (0)70 174 06 05", "070-174 06 05"),
        ("0046701740605", "070-174 06 05"),
        ("08-465 004 12 ankn 3", "0846500412"),
        ("+47 22 33 44 55", "+4722334455"),
        ("ring växeln", None),
        ("123", None),
    ],
)
def test_phone_numbers(written, number):
    assert cells.phone(written) == number


@pytest.mark.parametrize(
    ("written", "code"),
    [("31279295", "31279295"), ("3127 9295", "31279295"), ("3127929", None), ("٣١٢٧٩٢٩٥", None), ("212000-0142", None)],
)
def test_unit_codes_have_eight_digits(written, code):
    assert cells.unit_code(written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("780", "0780"),
        ("0780", "0780"),
        ("1780 Karlstad", "1780"),
        ("Växjö", "0780"),
        ("VÄXJÖ KOMMUN", "0780"),
        ("Karlstads kommun", "1780"),
        ("Vaxjo", "0780"),
        ("Håbo", "0305"),
        ("Habo kommun", "0643"),
        ("Stockholms stad", "0180"),
        ("9999", None),
        ("Atlantis", None),
    ],
)
def test_a_municipality_is_given_by_code_or_name(rules, written, code):
    assert cells.municipality(written, rules) == code


@pytest.mark.parametrize(
    ("written", "forms", "understood"),
    [
        ("Förskola;Fritidshem;", (SchoolForm.FS, SchoolForm.FTH), True),
        ("F-6", (SchoolForm.FKLASS, SchoolForm.GR), True),
        ("åk 7-9, grundsärskola", (SchoolForm.GR, SchoolForm.GRAN), True),
        ("skola/fritidshem och förskola", (SchoolForm.FS, SchoolForm.FTH, SchoolForm.GR), True),
        ("Förskola; trollkarlsskola", (SchoolForm.FS,), False),
        ("", (), True),
    ],
)
def test_school_forms(rules, written, forms, understood):
    assert cells.school_forms(written, rules) == (forms, understood)


@pytest.mark.parametrize(
    ("written", "first", "expected"),
    [
        ("En termin", HT26, (HT26,)),
        ("1", HT26, (HT26,)),
        ("Två terminer", HT26, (HT26, VT27)),
        ("två terminer", VT27, (VT27, HT27)),
        ("HT26", HT26, (HT26,)),
        ("HT26;VT27;", HT26, (HT26, VT27)),
        ("ht 2026 och vt 2027", HT26, (HT26, VT27)),
        ("VT27 + HT27", VT27, (VT27, HT27)),
        ("läsår 2026/27", HT26, (HT26, VT27)),
        ("26/27", HT26, (HT26, VT27)),
        ("26/27", VT27, None),
        ("VT27", HT26, None),
        ("HT26 och HT27", HT26, None),
        ("kanske", HT26, None),
        ("tre", HT26, None),
    ],
)
def test_terms_asked_for(rules, written, first, expected):
    assert cells.terms(written, first, rules) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (datetime.fromisoformat("2026-05-12 08:30"), "2026-05-12T08:30:00+02:00"),
        (datetime(2026, 5, 12, 8, 30, tzinfo=UTC), "2026-05-12T08:30:00+00:00"),
        (date(2026, 5, 12), "2026-05-12T00:00:00+02:00"),
        (46154.354166667, "2026-05-12T08:30:00+02:00"),
        ("46154,354166667", "2026-05-12T08:30:00+02:00"),
        ("2026-05-12 08:30", "2026-05-12T08:30:00+02:00"),
        ("2026-05-12T06:30:00Z", "2026-05-12T06:30:00+00:00"),
        ("2026-05-12 kl. 8.30", "2026-05-12T08:30:00+02:00"),
        ("20260512", "2026-05-12T00:00:00+02:00"),
        ("12 maj 2026", "2026-05-12T00:00:00+02:00"),
        ("tisdag den 12 maj 2026 08:30", "2026-05-12T08:30:00+02:00"),
        ("5/25/26 8:30:00 PM", "2026-05-25T20:30:00+02:00"),
        ("25.5.2026", "2026-05-25T00:00:00+02:00"),
        ("5/5/2026", "2026-05-05T00:00:00+02:00"),
        ("5/12/2026", None),
        ("2026-13-40", None),
        ("2026-05-12 25:61", None),
        ("i maj", None),
        (7, None),
        (float("inf"), None),
        (float("nan"), None),
        (True, None),
        (None, None),
    ],
)
def test_moments(cell, expected):
    moment = cells.moment(cell)

    assert (moment and moment.isoformat()) == expected


@given(
    st.datetimes(datetime.fromisoformat("2001-01-01"), datetime.fromisoformat("2098-01-01")).map(
        lambda moment: moment.replace(microsecond=0)
    )
)
def test_a_serial_number_of_excel_reads_back_as_its_moment(moment):
    serial = (moment - datetime.fromisoformat("1899-12-30")).total_seconds() / 86_400

    assert cells.moment(serial) == moment.replace(tzinfo=STOCKHOLM)


@given(st.text(max_size=60))
def test_any_text_can_be_read_as_anything(rules, written):
    """Nothing that people write stops the reading: each reader gives a value, or nothing."""
    read = (
        cells.email(written),
        cells.names("", "", written),
        cells.phone(written),
        cells.unit_code(written),
        cells.municipality(written, rules),
        cells.school_forms(written, rules),
        cells.terms(written, HT26, rules),
        cells.moment(written),
    )

    assert len(read) == 8


@given(st.text(max_size=400))
def test_a_line_is_short_and_printable(written):
    line = cells.one_line(written)

    assert (line.isprintable(), len(line) <= cells.LONGEST_NAME) == (True, True)


@given(
    local=st.text("abAB09._+-'", min_size=1, max_size=70),
    domain=st.sampled_from(
        ["example.se", "Skola.Example.se", "örebro.se", "example", "a..se", "localhost", "x.test", ""]
    ),
)
def test_a_quick_look_at_an_address_says_what_a_thorough_one_says(local, domain):
    try:
        thorough = validate_email(f"{local}@{domain}", check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        thorough = None

    # what stands around an address is taken away before it is looked at
    assume(local.strip("'.") == local)
    found = cells.email(f"{local}@{domain}")

    assert (found.address if found else None) == thorough
