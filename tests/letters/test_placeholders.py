"""Words from sign-up forms are shown exactly, and do nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from nettools.letters.blocks import Paragraph, Run, Table, read_markdown
from nettools.letters.placeholders import and_list, gaps_in, harmless, one_line, without_empty

words = st.text(alphabet=st.characters(codec="utf-8"), max_size=40).filter(lambda text: one_line(text) != "")


@given(words)
def test_any_value_is_shown_as_its_own_characters_in_running_text(value):
    assert read_markdown(f"A {harmless(value)} Z") == (Paragraph(runs=(Run(text=f"A {one_line(value)} Z"),)),)


@given(words)
def test_any_value_keeps_to_its_cell_in_a_table(value):
    table = read_markdown(f"|a|b|\n|-|-|\n|{harmless(value)}|x|\n")

    cells = ((Run(text=one_line(value)),), (Run(text="x"),))
    assert table == (Table(headings=((Run(text="a"),), (Run(text="b"),)), rows=(cells,)),)


@given(words)
def test_any_value_stays_a_paragraph_at_the_start_of_a_line(value):
    assert read_markdown(f"{harmless(value)}\n") == (Paragraph(runs=(Run(text=one_line(value)),)),)


@given(words)
def test_no_value_can_pretend_that_a_value_is_missing(value):
    assert gaps_in(harmless(value)) == ()


def test_one_line_drops_line_breaks_and_what_turns_the_direction_of_text():
    assert one_line("Åsa\r\nBcc: alla@example.se\x00\u202e\u200b \t Öberg") == "Åsa Bcc: alla@example.se Öberg"


def test_what_is_not_known_is_missing_all_the_way_down():
    assert without_empty({"a": None, "b": "", "c": 0, "d": [{"e": None, "f": "x"}]}) == {"c": 0, "d": [{"f": "x"}]}


def test_words_are_listed_as_in_swedish():
    assert [and_list(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a och b", "a, b och c"]
