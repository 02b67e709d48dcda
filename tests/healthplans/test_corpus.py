"""In every draft of the corpus, in every kind of file, exactly what was planted is found: no more, no less."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from draft_corpus import CORPUS
from draft_files import WRITERS

from nettools.files.documents.reading import read
from nettools.healthplans import check_plan
from nettools.settings.checklist import load_checklist

TODAY = date(2026, 11, 28)
CHECKLIST = load_checklist(Path(__file__).parent)


def found_in(draft, kind):
    return check_plan(read(WRITERS[kind](draft.pieces), f"plan.{kind}"), CHECKLIST, TODAY)


def as_planted(check):
    """The findings as the corpus names them: those without a part, field or row to name go by their kind alone."""
    unnamed = {"placeholder", "duplicate-text", "format-remains", "several-units", "thin-analysis"}
    fields = {rule.id for rule in CHECKLIST.goal_fields}
    return Counter(
        (each.kind.value, "" if each.kind.value in unnamed and each.subject not in fields else _short(each))
        for each in check.findings
    )


def _short(finding):
    return finding.subject.partition(" (")[0]


@pytest.mark.parametrize(
    ("draft", "kind"),
    [pytest.param(draft, kind, id=f"{draft.name}, {kind}") for draft in CORPUS for kind in draft.formats],
)
def test_exactly_what_was_planted_is_found(draft, kind):
    check = found_in(draft, kind)
    hits = Counter((hit.kind.value, "certain" if hit.certain else "possible") for hit in check.privacy)

    assert (check.verdict.value, as_planted(check), hits) == (
        draft.verdict,
        Counter(draft.expected),
        Counter(draft.privacy),
    )


def test_the_corpus_is_large_and_plants_every_kind_of_finding():
    planted = {kind for draft in CORPUS for kind, _ in draft.expected}

    assert len(CORPUS) >= 40
    assert planted == {kind.value for kind in check_kinds()}


def check_kinds():
    from nettools.domain.planchecks import FindingKind  # noqa: PLC0415 - read here, beside what it is for

    return FindingKind
