"""What a plan says of its own days and of who decided it, held against the yearly rule."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from nettools.domain.checklists import Checklist, FindingLevel
from nettools.domain.documents import DocumentPlace, ReadDocument
from nettools.domain.planchecks import Finding, FindingKind, PlanFacts
from nettools.healthplans import dates
from nettools.healthplans.facts import validity_of, validity_piece
from nettools.healthplans.patterns import folded
from nettools.healthplans.sections import Piece
from nettools.healthplans.telling import Teller
from nettools.language import Text, text

_DECIDED = re.compile(r"^(?:fastställ\w*|beslut\w*|antagen)\b")
_BY_WHOM = re.compile(
    r"\b(?:rektor\w*|förskolechef\w*|chef\w*|nämnd\w*|styrels\w*|utskott\w*|huvudman\w*|ledningsgrupp\w*|team\w*|\w*chef)\b"
)
_LETTERS = re.compile(r"[a-zåäö]{3,}")
_DAYS_OF_MONTH = 30.44
_PAIR = 2  # cells of a row that is a label and its value
LONGEST_LABEL = 30  # characters


def validity_findings(
    pieces: Sequence[Piece], facts: PlanFacts, checklist: Checklist, teller: Teller, today: date
) -> Iterator[Finding]:
    """No end, a month for a day, out of date: the plan is to be made anew each year."""
    piece = validity_piece(pieces)
    where, quoted = (piece.place, piece.text) if piece else (DocumentPlace(), "")

    def say(subject: str, said: Text, level: FindingLevel | None = None) -> Finding:
        return teller.say(FindingKind.VALIDITY, where, said, quoted=quoted, subject=subject, level=level)

    if piece:
        first, last = validity_of([piece])
        if last is None:
            yield say("no-end", text("It says from when the plan is valid, not until when."))
        elif first and last.last < first.first:
            yield say("reversed", text("The plan ends before it begins."), FindingLevel.MUST)
    newest = max((day for day in (facts.dated, facts.valid_from, facts.valid_to) if day), default=None)
    if newest and (today - newest).days > checklist.oldest_months * _DAYS_OF_MONTH:
        yield say(
            "too-old", text("The plan is from {day}; it is to be made anew each year.", day=newest), FindingLevel.MUST
        )
    elif facts.valid_to and facts.valid_to < today:
        yield say("run-out", text("The plan was valid until {day}.", day=facts.valid_to))


def decision_findings(document: ReadDocument, teller: Teller) -> Iterator[Finding]:
    """It says that the plan is decided, but a unit's name or a day alone stands where somebody should."""
    for where, value in _decided(document):
        plain = folded(value)
        if not plain.strip() or _BY_WHOM.search(plain):
            continue
        if dates.periods(plain):
            said = text("A day is told, but not who decided the plan.")
            yield teller.say(FindingKind.META, where, said, quoted=value, subject="decided-by")
            return


def _decided(document: ReadDocument) -> Iterator[tuple[DocumentPlace, str]]:
    """What stands under, beside or after "Fastställd"."""
    for passage in document.passages():
        label, colon, value = passage.text.partition(":")
        if colon and _is_label(label):
            yield passage.place, value
    for table in document.tables():
        for row, below in zip(table.rows, table.rows[1:], strict=False):
            for head, under in zip(row.cells, below.cells, strict=False):
                if len(row.cells) > _PAIR and _is_label(head.text):
                    yield under.place, under.text
        for row in table.rows:
            if len(row.cells) == _PAIR and _is_label(row.cells[0].text):
                yield row.cells[1].place, row.cells[1].text


def _is_label(said: str) -> bool:
    plain = folded(said)
    return len(said) <= LONGEST_LABEL and _DECIDED.match(plain) is not None and not _BY_WHOM.search(plain)
