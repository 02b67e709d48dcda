"""The faster search finds what the plain one does."""

import re
from pathlib import Path

import pytest

from nettools.healthplans.patterns import each_in, folded, pattern
from nettools.settings.checklist import load_checklist

CHECKLIST = load_checklist(Path(__file__).parent)
TEXT = folded(
    (Path(__file__).parent / "data" / "equal_treatment_plan.txt").read_text(encoding="utf-8")
    + " grundsärskola grundsärskolan särskolan Landstingets LGR 11 lpfö-98 elevvård rektorselevvård xförskolechef PUL"
)


@pytest.mark.parametrize("term", [each.pattern for each in CHECKLIST.outdated])
def test_each_place_is_found_and_no_other(term):
    assert [found.span() for found in each_in(term, TEXT)] == [found.span() for found in pattern(term).finditer(TEXT)]


def test_a_patterns_own_capitals_are_folded_and_its_escapes_are_not():
    assert pattern(r"\bEHT\b\S").pattern == r"\beht\b\S"


def test_folding_keeps_every_place():
    for said in ("Åtgärder", "İstanbul", "ẞ", "ﬁ"):
        assert len(folded(said)) == len(said)
    assert re.search("åtgärd", folded("ÅTGÄRD"))
