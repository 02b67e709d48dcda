"""Goals as people lay them out, and when an answer says too little."""

from pathlib import Path

import pytest
from draft_files import H, L, P, T, docx

from nettools.files.documents.reading import read
from nettools.healthplans.goals import read_goals
from nettools.healthplans.vagueness import is_vague
from nettools.settings.checklist import load_checklist

CHECKLIST = load_checklist(Path(__file__).parent)
RULES = {rule.id: rule for rule in CHECKLIST.goal_fields}


def goals(*pieces):
    found = read_goals(read(docx(pieces), "plan.docx"), CHECKLIST).goals
    return [(goal.label, [(field.field, field.text, field.state.value) for field in goal.fields]) for goal in found]


def test_a_table_of_labels_is_a_goal_and_begins_anew_when_its_labels_do():
    table = T((("Mål", "A"), ("Ansvarig", "Rektor"), ("Mål", "B"), ("Ansvarig", "")), header=False)

    assert goals(H("Trygghet"), table) == [
        ("Trygghet", [("malsattning", "A", "filled"), ("ansvarig", "Rektor", "filled")]),
        ("Trygghet", [("malsattning", "B", "filled"), ("ansvarig", "", "empty")]),
    ]


def test_a_table_with_columns_is_a_goal_for_each_row_and_an_empty_one_is_none():
    table = T(
        (
            ("Mål", "Insatser och aktiviteter", "Ansvarig", "Tidsplan"),
            ("A", "Samtal", "Rektor", "vt 27"),
            ("", "", "", ""),
        )
    )

    assert goals(table) == [
        (
            "A",
            [
                ("malsattning", "A", "filled"),
                ("atgarder", "Samtal", "filled"),
                ("ansvarig", "Rektor", "filled"),
                ("tidplan", "vt 27", "filled"),
            ],
        )
    ]


def test_a_table_with_columns_and_no_rows_filled_is_one_empty_goal():
    assert goals(H("Handlingsplan"), T((("Mål", "Ansvarig"), ("", "")))) == [
        ("Handlingsplan", [("malsattning", "", "empty"), ("ansvarig", "", "empty")])
    ]


def test_labels_in_running_text_take_the_lines_below_them():
    found = goals(H("Mål 1", 3), P("Nuläge: Se nedan"), L(("en sak", "två saker")), P("Ansvarig:"), H("Mål 2", 3))

    assert found == [
        ("Mål 1", [("nulage", "Se nedan\nen sak\ntvå saker", "filled"), ("ansvarig", "", "empty")]),
        ("Mål 2", []),
    ]


def test_headings_below_a_goal_are_its_fields():
    fields = [("nulage", "Bra.", "filled"), ("tidplan", "", "empty")]
    found = goals(H("Mål 1: Trygga raster", 2), H("Nuläge", 3), P("Bra."), H("Tidplan", 3), H("Samverkan", 2), P("x"))

    assert found == [("Mål 1: Trygga raster", [("malsattning", "Trygga raster", "filled"), *fields])]


def test_sections_of_the_whole_plan_are_no_goal():
    assert goals(H("Nuläge", 2), P("Bra."), H("Mål", 2), P("Bättre."), H("Uppföljning", 2), P("I maj.")) == []


def test_a_table_about_something_else_is_no_goal():
    assert goals(T((("Grund", "Kartläggning och analys"), ("Kön", "x")))) == []


@pytest.mark.parametrize(
    ("field", "said", "vague"),
    [
        ("tidplan", "Alltid", True),
        ("tidplan", "Löpande under året", True),
        ("tidplan", "Vid behov.", True),
        ("tidplan", "Kontinuerligt, följs upp varje månad", False),
        ("tidplan", "Löpande, klart vt 2027", False),
        ("tidplan", "Implementering under ht 2019", False),
        ("tidplan", "Oktober", False),
        ("ansvarig", "All personal på förskolan", True),
        ("ansvarig", "Pedagogerna och arbetslaget", True),
        ("ansvarig", "Förskolechef, biträdande förskolechef samt förskolans personal", True),
        ("ansvarig", "Rektor", False),
        ("ansvarig", "Rektor och kurator", False),
        ("ansvarig", "Kurator, psykolog och specialpedagog; rektor är huvudansvarig", False),
        ("ansvarig", "Skolans kurator", False),
        ("malsattning", "Alla barn ska må bra", True),
        ("malsattning", "Alla barn ska känna sig trygga i hallen", False),
        ("nulage", "Alltid", False),
    ],
)
def test_an_answer_that_cannot_be_followed_up_is_vague(field, said, vague):
    assert is_vague(RULES[field], said) is vague
