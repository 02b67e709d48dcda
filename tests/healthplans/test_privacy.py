"""Personal data in drafts: what is found, what only looks like it, and that what is found is told nowhere."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from draft_corpus import after
from draft_files import H, P, T, docx, docx_of, w_paragraph
from draft_texts import school

from nettools.domain.documents import DocumentPlace, Passage, PassageKind, ReadDocument
from nettools.files.documents.reading import read
from nettools.healthplans import check_plan, masked
from nettools.healthplans.privacy import find_personal_data
from nettools.settings.checklist import load_checklist

CHECKLIST = load_checklist(Path(__file__).parent)


def hits(*texts):
    blocks = tuple(
        Passage(kind=PassageKind.PARAGRAPH, text=text, place=DocumentPlace(block=number))
        for number, text in enumerate(texts, 1)
    )
    found = find_personal_data(ReadDocument(kind="txt", blocks=blocks), CHECKLIST.privacy)
    return [(hit.kind.value, "certain" if hit.certain else "possible", hit.masked) for hit in found]


@pytest.mark.parametrize(
    "written",
    [
        "900602-2397",
        "9006022397",
        "19900602-2397",
        "199006022397",
        "900602+2397",
        "900602–2397",
        "900602 - 2397",
        "1990-06-02-2397",
        "1990 06 02 2397",
        "19 90 06 02 23 97",
        "9 0 0 6 0 2 - 2 3 9 7",
        "９００６０２-２３９７",
    ],
)
def test_a_personnummer_is_found_however_it_is_spelled(written):
    assert hits(f"Eleven har {written} i systemet.") == [("personnummer", "certain", "900602-****")]


@pytest.mark.parametrize(
    ("written", "certainty", "shown"),
    [
        ("850769-9802", "certain", "850769-****"),  # a samordningsnummer
        ("900602-2398", "possible", "900602-****"),  # a slip of the pen
        ("000101-T220", "possible", "000101-****"),
        ("19911201TF10", "possible", "911201-****"),
        ("född 2015-03-04", "possible", "******"),
    ],
)
def test_numbers_that_stand_for_one_are_found_too(written, certainty, shown):
    assert hits(f"Det gäller {written}.") == [("personnummer", certainty, shown)]


@pytest.mark.parametrize(
    "written",
    [
        *(f"Ring 070-174 06 {end:02d} eller 07017406{end:02d}." for end in (6, 7, 15, 23, 31, 49, 56, 64, 72, 80, 98)),
        "Ring +46 70 174 06 07, 0046 70-174 06 07 eller 08-465 004 12.",
        "Dnr UN-2012/288, 2014:448/140, Dnr:2014:2123, GSN 2018/117, 1-1185/2022.",
        "Organisationsnummer 212000-0142 och 202100-6271.",
        "Planen gäller 2026-08-01–2027-07-31, reviderad 161102 och 2026-05-12 0830.",
        "Läsåret 2026/27, vecka 34–36, kl. 13.00–15.30.",
        "SFS 2010:800 och 2008:567, artikel 12.",
        "Faktura 4711001234 och skolenhetskod 31279295.",
    ],
)
def test_phones_case_numbers_organisations_and_days_are_none(written):
    assert hits(written) == []


@pytest.mark.parametrize(
    ("written", "certainty"),
    [
        ("En elev i åk 3 med autism har en egen resurs.", "certain"),
        ("I klass 4B finns två elever som har adhd.", "certain"),
        ("Eleven Alva har fått diagnosen dyslexi.", "certain"),
        ("Elev A utreds av BUP under hösten.", "certain"),
        ("Pojken Ali placerades i familjehem.", "certain"),
        ("Flickan Maja behöver en lugn plats.", "possible"),
        ("Kalles mamma vill ha fler möten.", "possible"),
        ("Vi har ett barn som har epilepsi på avdelningen.", "possible"),
        ("Tre barn med npf delar en resurs.", "possible"),
    ],
)
def test_a_child_that_can_be_recognised_is_found(written, certainty):
    assert [(kind, certain) for kind, certain, _ in hits(written)] == [("identifiable-child", certainty)]


@pytest.mark.parametrize(
    "written",
    [
        "Ett barn ska alltid bli lyssnat på.",
        "När en elev har fått en diagnos samråder teamet med vårdnadshavare.",
        "Om ett barn utreds av BUP deltar förskolan i mötet.",
        "Elever med adhd får extra anpassningar.",
        "NPF-piloter finns på varje skola.",
        "En elev med autism kan behöva en lugn plats.",
        "Oro för ett barn anmäls enligt rutinen för orosanmälan.",
        "Barnens vårdnadshavare och elevernas föräldrar bjuds in.",
        "Transpersoner kan vara personer som fötts med oklar könstillhörighet.",
        "Några barn har uttryckt att de är otrygga i hallen.",
        "Eleven kan bli utredd, och barnet får stöd.",
    ],
)
def test_what_holds_in_general_is_about_no_child(written):
    assert hits(written) == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Rektor är Anna Berglund.", ["A**** B****"]),
        (
            "Förskolechef för Björkens förskolor är Stina Almlöf och Karim Nyby är biträdande.",
            ["S**** A****", "K**** N****"],
        ),
        ("Kurator Eva-Lena Ek når du på eva.ek@example.se.", ["E**** E****", "e****@example.se"]),
        ("3 av 18 barn är otrygga.", ["3 av ****"]),
    ],
)
def test_names_of_staff_and_small_counts_are_told_of_and_stop_nothing(written, shown):
    found = hits(written)

    assert [mask for _, _, mask in found] == shown
    assert {kind for kind, _, _ in found} == {"personal-data"}


@pytest.mark.parametrize(
    "written",
    [
        "Skriv till utbildningsnamnden@example.se, info@example.se eller tallbackens.skola@example.se.",
        "Rektor leder Centrala Elevhälsan i Exempelstads Kommun.",
        "Ansvarig nämnd: För- och grundskolenämnden.",
    ],
)
def test_a_role_a_mailbox_and_a_board_are_nobody(written):
    assert hits(written) == []


def test_a_draft_that_is_set_aside_says_nothing_of_its_text_anywhere():
    secret = "Alva Hemlig har fått diagnosen autism, 900602-2397"
    pieces = after(
        school(), "Närvaro", H(f"Eleven {secret}", 3), P(f"Eleven {secret}"), T((("Vem", "Vad"), (secret, "")))
    )
    check = check_plan(read(docx(pieces), "plan.docx"), CHECKLIST, date(2026, 11, 28))

    assert check.verdict.value == "blocked-privacy"
    assert (check.findings, check.goals, check.present, check.facts.unit) == ((), (), (), "")
    assert check.privacy
    assert [word for word in ("Alva", "Hemlig", "autism", "2397") if word in repr(asdict(check))] == []


def test_what_is_deleted_commented_or_in_the_margin_is_looked_at_too():
    gone = "<w:p><w:del><w:r><w:delText>900602-2397</w:delText></w:r></w:del><w:r><w:t>Plan</w:t></w:r></w:p>"
    ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    noted = {"word/comments.xml": f"<w:comments {ns}>{w_paragraph('Elev A har adhd')}</w:comments>"}

    for content in (docx_of(gone), docx_of(w_paragraph("Plan"), parts=noted)):
        found = find_personal_data(read(content, "plan.docx"), CHECKLIST.privacy)
        assert [hit.blocks for hit in found] == [True]


def test_a_file_name_is_shown_without_a_number():
    assert masked("Plan 900602-2397.docx") == "****"
    assert masked("Plan 2026-08-20.docx") == "Plan 2026-08-20.docx"
