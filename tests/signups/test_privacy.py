import pytest
from hypothesis import given
from hypothesis import strategies as st

from nettools.domain.personal_numbers import Hit, personal_number
from nettools.signups.privacy import is_protected_answer, says_protected

# Numbers that Skatteverket publishes for tests.
TEST_NUMBERS = (
    *("201701012393", "199006022397", "199107172380", "200001052380", "199201012383", "199201012391"),
    *("201212242380", "201212242398", "191212121212"),
)
FICTION_PHONES = [f"0701740{number}" for number in range(605, 700)]


@pytest.mark.parametrize("number", TEST_NUMBERS)
@pytest.mark.parametrize(
    "spelling",
    ["{0}{1}{2}{3}{4}", "{0}{1}{2}{3}-{4}", "{1}{2}{3}-{4}", "{1}{2}{3}+{4}", "{0}{1}-{2}-{3}-{4}", "{1}{2}{3} - {4}"],
)
def test_a_personnummer_is_found_and_masked_however_written(number, spelling):
    year, short, month, day, end = number[:2], number[2:4], number[4:6], number[6:8], number[8:]
    written = f"Åsa ({spelling.format(year, short, month, day, end)}), Växjö"

    assert personal_number(written) == Hit(masked=f"{number[2:8]}-****", certain=True)


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("9006022397", "900602-****"),
        ("1990 06 02 2397", "900602-****"),
        ("9 0 0 6 0 2 2 3 9 7", "900602-****"),
        ("1 9 9 0 0 6 0 2 - 2 3 9 7", "900602-****"),
        ("900602–2397", "900602-****"),
        ("９００６０２-２３９７", "900602-****"),
        ("850769-9802", "850769-****"),
    ],
)
def test_spaced_out_and_oddly_written_numbers_are_found(written, masked):
    assert personal_number(written) == Hit(masked=masked, certain=True)


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("900602-2398", "900602-****"),
        ("199006022398", "900602-****"),
        ("000101-T220", "000101-****"),
        ("19911201TF10", "911201-****"),
        ("född 1985-07-09", "******"),
    ],
)
def test_what_may_be_one_is_possible(written, masked):
    assert personal_number(written) == Hit(masked=masked, certain=False)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "HT26",
        "12345",
        "31279295",
        "212000-0142",
        "16212000-0142",
        "2026-05-12 08:30:15",
        "2026-05-12 0830",
        "20260512 0830",
        "9006022398",
        "991301-1234",
        "900232-1234",
        "2026-08-31–2027-01-17",
        "8-9 år, 1-3 och 4-6",
        "Faktura 2602300122",
        "08-465 004 12",
        "054-700 10 00",
        "031-3900600",
        "+46 (0)70-174 06 05",
    ],
)
def test_dates_codes_and_phones_are_none(written):
    assert personal_number(written) is None


@pytest.mark.parametrize("phone", FICTION_PHONES)
def test_fictional_mobile_numbers_are_phones_in_every_spelling(phone):
    spellings = (
        phone,
        f"{phone[:3]}-{phone[3:]}",
        f"{phone[:3]}-{phone[3:6]} {phone[6:8]} {phone[8:]}",
        f"{phone[:3]} {phone[3:6]} {phone[6:8]} {phone[8:]}",
        f"{phone[:4]}-{phone[4:]}",
        f"+46{phone[1:]}",
        f"0046 {phone[1:3]} {phone[3:]}",
    )

    assert [spelling for spelling in spellings if personal_number(f"Ring {spelling} tack")] == []
    assert personal_number(f"{phone[:6]}-{phone[6:]}", phone=True) is None


def test_a_personnummer_in_a_column_of_phones_is_found():
    assert personal_number("19900602-2397", phone=True) == Hit(masked="900602-****", certain=True)


@given(st.text(max_size=80))
def test_any_text_can_be_searched(written):
    hit = personal_number(written)

    assert hit is None or hit.masked.count("*") >= 4


@given(st.text(alphabet="0123456789-+ ", max_size=40))
def test_what_is_shown_never_holds_the_last_four_digits(written):
    hit = personal_number(written)

    assert hit is None or not hit.masked[-4:].isdigit()


@pytest.mark.parametrize(
    "said",
    [
        "Jag har skyddad identitet",
        "Sekretessmarkering!",
        "OBS: SKYDDADE PERSONUPPGIFTER",
        "har fingerade personuppgifter",
        "skyddad-identitet",
        "ring mig, kvarskriven",
        "protected identity",
    ],
)
def test_words_of_protection_are_heard_anywhere(rules, said):
    assert says_protected(["Hej", said], rules)


@pytest.mark.parametrize(
    "said",
    [
        "Jag har inte skyddad identitet",
        "Ingen skyddad identitet",
        "nej, har ej någon skyddad identitet",
        "skydd mot regn",
    ],
)
def test_a_denial_is_no_protection(rules, said):
    assert not says_protected([said], rules)


@pytest.mark.parametrize(
    ("said", "denied", "expected"),
    [
        ("Vi har elever med skyddad identitet", True, False),
        ("Flera barn har skyddade personuppgifter", True, False),
        ("Vi har elever med skyddad identitet", False, True),
        ("Jag har skyddad identitet", True, True),
    ],
)
def test_what_is_said_of_pupils_counts_only_where_the_person_has_not_answered_no(rules, said, denied, expected):
    assert says_protected([said], rules, denied=denied) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Ja", True),
        ("x", True),
        ("Vet ej", True),
        ("Nej", False),
        ("", False),
        ("-", False),
        ("Vet inte", True),
        ("Nej tack", False),
    ],
)
def test_what_is_not_clearly_no_is_yes(rules, answer, expected):
    assert is_protected_answer(answer, rules) is expected
