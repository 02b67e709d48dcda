import pytest
from hypothesis import given
from hypothesis import strategies as st

from nettools.errors import InputError
from nettools.letters.blocks import Paragraph, Table, read_markdown, runs_of
from nettools.letters.filling import fill
from nettools.letters.placeholders import one_line

MARKS = ["# x", "- x", "+ x", "1. x", "12) x", "> x", "| a | b |", "---", "===", "`x`", "**x**", "[a](b)", "<b>", "\\*"]
SOMETHING = (st.text(max_size=40) | st.sampled_from([*MARKS, "&amp;", "~~x~~", "![a](b)"])).filter(one_line)
PLACES = {"Ord {{ it }} ord": "Ord ", "{{ it }} ord": "", "- {{ it }} ord": "", "### 1. {{ it }} ord": "1. "}


@pytest.mark.parametrize(("source", "before"), PLACES.items())
@given(value=SOMETHING)
def test_a_value_shows_its_characters_and_nothing_else(source, before, value):
    blocks = read_markdown(fill(source, {"it": value}, "t.md"))
    assert "".join(run.text for run in runs_of(blocks)) == f"{before}{one_line(value)} ord"


@given(value=SOMETHING)
def test_a_value_in_a_table_stays_in_its_cell(value):
    [table] = read_markdown(fill("| a | b |\n|---|---|\n| x {{ it }} | c |\n", {"it": value}, "t.md"))
    assert isinstance(table, Table)
    cells = ["".join(run.text for run in cell) for cell in table.rows[0]]
    assert cells == [f"x {one_line(value)}", "c"]


def test_what_people_write_stays_as_they_read_it():
    assert fill("Se {{ it }}", {"it": "3–6 §§ (2010:800), natverk@example.se – ”Ja.”"}, "t.md") == (
        "Se 3–6 §§ (2010:800), natverk@example.se – ”Ja.”"
    )
    assert isinstance(read_markdown(fill("{{ it }}", {"it": "- x"}, "t.md"))[0], Paragraph)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("{% if %}", "template-syntax"),
        ("{{ saknas }}", "template-fault"),
        ("{{ it.__class__.mro() }}", "template-fault"),
    ],
)
def test_a_template_that_is_wrong_is_told_by_its_name(source, code):
    with pytest.raises(InputError) as refused:
        fill(source, {"it": "x"}, "templates/healthplans/answer.md")
    [problem] = refused.value.problems
    assert (problem.code, problem.place.file) == (code, "templates/healthplans/answer.md")
