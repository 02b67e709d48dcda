import pytest
from builders import HT26, VT27
from signup_table import NOW, a_row, a_sheet, codes, sign_ups

from nettools.domain.people import Role


def the_only(rules, **said):
    _, good, refused = sign_ups(rules, a_sheet(a_row(**said)))
    return good[0] if good else refused[2]


def test_a_whole_row_becomes_a_sign_up(rules):
    said = the_only(rules, code=31279295.0, municipality=780, forms="F-6;Fritidshem;", terms="Två terminer")

    assert (said.unit.code, said.unit.municipality_code, said.terms) == ("31279295", "0780", (HT26, VT27))
    assert [form.value for form in said.unit.school_forms] == ["FKLASS", "FTH", "GR"]
    assert (said.warnings, said.questions, said.submitted.isoformat()) == ((), (), "2026-05-12T08:30:00+02:00")


def test_every_problem_of_a_row_is_told_with_its_column(rules):
    assert the_only(rules, email="ingen", unit="", given="", family="", role="lärare") == [
        ("email-missing", "D"),
        ("name-missing", "C"),
        ("unit-missing", "F"),
        ("not-principal", "E"),
    ]


def test_what_is_optional_is_left_out_with_a_warning(rules):
    said = the_only(rules, code="123", municipality="Atlantis", forms="trollkarlsskola", terms=None)

    assert codes(said.warnings) == [
        ("unit-code-invalid", "G"),
        ("municipality-unknown", "H"),
        ("school-form-unknown", "I"),
        ("terms-assumed", "J"),
    ]
    assert (said.unit.code, said.unit.municipality_code, said.unit.school_forms, said.terms) == ("", "", (), (HT26,))


@pytest.mark.parametrize("code", ["-", "saknas", None])
def test_no_unit_code_is_nothing_to_warn_about(rules, code):
    assert the_only(rules, code=code).warnings == ()


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ({"submitted": "2026-06-13 00:00"}, ("late", "A")),
        ({"submitted": "2026-05-03 23:59"}, ("early", "A")),
        ({"submitted": "i våras"}, ("submitted-unclear", "A")),
        ({"submitted": None}, ("submitted-unclear", "A")),
        ({"role": "Trollkarl"}, ("role-unclear", "E")),
        ({"role": None}, ("role-missing", "E")),
        ({"terms": "VT27"}, ("terms-unclear", "J")),
    ],
)
def test_what_a_person_must_decide_is_asked(rules, said, question):
    assert codes(the_only(rules, **said).questions) == [question]


def test_both_days_of_the_window_are_in_it(rules):
    assert [the_only(rules, submitted=day).questions for day in ("2026-05-04 00:00", "2026-06-12 23:59")] == [(), ()]


def test_a_deputy_principal_may_sign_up(rules):
    assert the_only(rules, role="Bitr. rektor").principal.role is Role.DEPUTY_PRINCIPAL


def test_a_file_without_times_keeps_its_order_and_asks_nothing(rules):
    rows = [("a@example.se", "Åsa Ö", "Ek"), ("b@example.se", "Bo Ek", "Al")]

    _, good, _ = sign_ups(rules, a_sheet(*rows, headings=("E-post", "Namn", "Enhet")))

    assert [one.questions for one in good] == [(), ()]
    assert NOW < good[0].submitted < good[1].submitted
