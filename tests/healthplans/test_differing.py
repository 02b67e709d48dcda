from hypothesis import given
from hypothesis import strategies as st
from planbuilders import a_document

from nettools.healthplans import changes_between


def changes(before, after):
    found = changes_between(a_document(*before), a_document(*after))
    return [
        (one.kind.value, one.piece.kind.value, one.before and one.before.text, one.after and one.after.text)
        for one in found
    ]


def test_the_same_text_has_no_changes_whatever_its_case_and_spaces():
    assert changes(["# Mål", "Alla  ska trivas."], ["# MÅL", "Alla ska trivas"]) == []


def test_a_sentence_that_came_went_or_changed_is_told_apart():
    before = ["# Nuläge", "Vi har gjort en enkät i våras. Barnen trivs i lekhallen."]
    after = ["# Nuläge", "Vi har gjort en enkät i höstas. Personalen har fått handledning av kuratorn."]
    assert changes(before, after) == [
        ("changed", "sentence", "Vi har gjort en enkät i våras.", "Vi har gjort en enkät i höstas."),
        ("added", "sentence", None, "Personalen har fått handledning av kuratorn."),
        ("removed", "sentence", "Barnen trivs i lekhallen.", None),
    ]


def test_a_section_that_has_moved_is_moved_and_neither_new_nor_gone():
    first = ["# Syfte", "Planen är till för alla."]
    second = ["# Mål", "Alla ska känna sig trygga.", "Alla ska vara delaktiga.", "Alla ska nå målen."]
    assert {kind for kind, *_ in changes(first + second, second + first)} == {"moved"}
    assert len(changes(first + second, second + first)) == 2


def test_a_row_with_the_same_label_is_the_same_row_however_unlike():
    before = ["# Mål 1", [["Mål", "Trygghet"], ["Tidplan", "Alltid"], ["Ansvarig", "Alla"]]]
    after = ["# Mål 1", [["Mål", "Trygghet"], ["Tidplan", "ht 2026, avstämning v. 45"], ["Ansvarig", "Rektor"]]]
    assert changes(before, after) == [
        ("changed", "row", "Tidplan | Alltid", "Tidplan | ht 2026, avstämning v. 45"),
        ("changed", "row", "Ansvarig | Alla", "Ansvarig | Rektor"),
    ]


def test_a_heading_that_is_renamed_is_changed():
    assert changes(["# Uppföljning av mål", "Ja."], ["# Uppföljning av målen", "Ja."]) == [
        ("changed", "heading", "Uppföljning av mål", "Uppföljning av målen")
    ]


def test_everything_new_is_added():
    assert [kind for kind, *_ in changes([], ["# Mål", "Ett. Två."])] == ["added", "added", "added"]


WORDS = st.sampled_from(
    ["Trygghet för alla.", "Vi följer upp.", "# Mål", "# Syfte", "Rektor ansvarar.", "Barnen är med."]
)


@given(st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=12))
def test_every_piece_is_told_of_once_and_nothing_is_made_up(before, after):
    """What is left, moved, changed and gone make the earlier version; with what is new, the later."""
    found = changes(before, after)
    old = [one for _, _, one, _ in found if one]
    new = [one for _, _, _, one in found if one]
    texts_before, texts_after = ([piece.removeprefix("# ") for piece in pieces] for pieces in (before, after))
    assert len(texts_before) - len(old) == len(texts_after) - len(new) >= 0
    assert all(old.count(one) <= texts_before.count(one) for one in old)
    assert all(new.count(one) <= texts_after.count(one) for one in new)
