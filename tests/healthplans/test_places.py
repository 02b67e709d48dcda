import pytest

from nettools.domain.documents import DocumentPlace
from nettools.healthplans import more_places, place_in_words, shortened


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({}, ""),
        ({"headings": ("Mål", "Mål 2:")}, "under rubriken ”Mål 2”"),
        ({"headings": ("Mål 2",), "table": 3, "row": 4}, "under rubriken ”Mål 2”, tabell 3, rad 4"),
        ({"page": 5}, "sidan 5"),
        ({"line": 12}, "rad 12"),
        ({"table": 1, "row": 2, "page": 3, "line": 40}, "tabell 1, rad 2, sidan 3"),
    ],
)
def test_a_place_is_said_as_a_person_finds_it(place, words):
    assert place_in_words(DocumentPlace(**place)) == words


def test_more_places_are_counted():
    assert [more_places([DocumentPlace()] * n) for n in (0, 1, 2, 4)] == ["", "", "1 ställe till", "3 ställen till"]


def test_long_words_are_cut_at_a_whole_one():
    assert shortened("ett två tre", 9) == "ett två …"
