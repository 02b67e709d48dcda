"""What a draft says of itself: what it is, for which kind of unit, from when, until when."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from nettools.domain.checklists import Applies, Checklist, DocumentType
from nettools.domain.documents import DocumentTable, PassageKind, ReadDocument
from nettools.domain.planchecks import PlanFacts
from nettools.domain.schools import SchoolForm
from nettools.healthplans.dates import Period, periods
from nettools.healthplans.patterns import folded, found_in
from nettools.healthplans.sections import Piece

TITLE_PASSAGES = 5  # the title stands among the first of a document
LONGEST_TITLE = 200
NEAR = 80  # characters between a word such as "reviderad" and its day
_VALID = re.compile(r"\b(?:gäller|giltig\w*|planen\s+gäller|avser|läsår(?:et)?)\b")
_FROM = re.compile(r"\b(?:från(?:\s+och\s+med)?|fr\.?\s?o\.?\s?m\.?)\b")
_TO = re.compile(r"\b(?:till(?:\s+och\s+med)?|t\.?\s?o\.?\s?m\.?)\b")
_DATED = re.compile(
    r"\b(?:fastställ\w*|beslut\w*|antag\w*|upprätta\w*|revider\w*|uppdatera\w*|senast\s+(?:ändra|uppdatera|revidera)\w*|"
    r"granskade\w*|version\w*|datum|utkast)\b"
)
_UNIT_LABEL = re.compile(
    r"^(?:enhet(?:ens\s+namn)?|förskola|skola|skolenhet|verksamhet)\s*:\s*(?P<unit>.{2,80})$", re.IGNORECASE
)
_UNIT_IN_TITLE = re.compile(r"\b(?:för|på|vid)\s+(?P<unit>[A-ZÅÄÖ0-9].{2,80})$")
_PRESCHOOL = re.compile(r"\bförskol(?!eklass)\w*")
_SCHOOL = re.compile(r"\b(?!förskol)\w*skol(?:a|an|ans|or|orna|enhet\w*)\b|\belev\w*|\bförskoleklass\w*")
_PRESCHOOLER = re.compile(r"\bbarn\w*")


def title_of(document: ReadDocument) -> str:
    """The first lines before any sentence or table, which hold the title."""
    said: list[str] = []
    for block in document.blocks:
        if isinstance(block, DocumentTable) or len(said) == TITLE_PASSAGES:
            break
        is_text = block.kind is not PassageKind.HEADING and (
            block.text.endswith(".") or len(block.text) > LONGEST_TITLE
        )
        if is_text and said:
            break
        if not block.contents and not is_text:
            said.append(block.text)
    return "\n".join(said)


def type_of(document: ReadDocument, checklist: Checklist) -> DocumentType | None:
    """The kind of document by its title; an earlier line decides before a later one."""
    for line in title_of(document).split("\n"):
        said = folded(line)
        kinds = [each for each in checklist.types if found_in(each.titles, said)]
        if kinds:
            return next((each for each in kinds if each.plan), kinds[0])
    return None


def facts_of(
    document: ReadDocument, body: Sequence[Piece], checklist: Checklist, forms: Sequence[SchoolForm]
) -> PlanFacts:
    """What the document says of itself; its kind of unit as told by `forms`, else by its words (`body`)."""
    kind = type_of(document, checklist)
    pieces = [*_aside(document), *body]
    first, last = validity_of(pieces)
    return PlanFacts(
        type=kind.id if kind else "",
        form=form_of(document, body, forms).value,
        dated=_dated(document, pieces),
        valid_from=first.first if first else None,
        valid_to=last.last if last else None,
        unit=_unit(document),
    )


def validity_of(pieces: Iterable[Piece]) -> tuple[Period | None, Period | None]:
    """From when and to when the plan says that it is valid, by the first place that tells."""
    for piece in pieces:
        found = _VALID.search(piece.folded)
        if not found:
            continue
        near = [each for each in periods(piece.folded) if 0 <= each.start - found.start() <= NEAR]
        if near:
            return _from_and_to(piece.folded, near)
    return None, None


def validity_piece(pieces: Iterable[Piece]) -> Piece | None:
    """The place that tells from when the plan is valid."""
    return next((piece for piece in pieces if any(validity_of([piece]))), None)


def _from_and_to(said: str, near: Sequence[Period]) -> tuple[Period | None, Period | None]:
    first = near[0]
    before = said[max(0, first.start - 25) : first.start]
    if len(near) > 1 and near[1].start - first.end <= 12:  # noqa: PLR2004 - "–" or "till och med"
        return first, near[1]
    if _TO.search(before) and not _FROM.search(before):
        return None, first
    if _FROM.search(before):
        return first, None
    return (first, first) if not first.exact else (first, None)


def _dated(document: ReadDocument, pieces: Sequence[Piece]) -> date | None:
    """The latest day near a word that tells when the plan was decided or changed."""
    found = [
        day for piece in pieces if (match := _DATED.search(piece.folded)) for day in _days_near(piece, match.start())
    ]
    found += [
        period.last
        for table in document.tables()
        for row, below in zip(table.rows, table.rows[1:], strict=False)
        for cell, value in zip(row.cells, below.cells, strict=False)
        if _DATED.match(folded(cell.text))
        for period in periods(folded(value.text))
    ]
    return max(found, default=None)


def _days_near(piece: Piece, start: int) -> list[date]:
    return [
        each.last if each.exact else each.first for each in periods(piece.folded) if 0 <= each.start - start <= NEAR
    ]


def _aside(document: ReadDocument) -> list[Piece]:
    return [Piece(each.text, folded(each.text), each.place) for each in document.aside]


def form_of(document: ReadDocument, body: Sequence[Piece], forms: Sequence[SchoolForm]) -> Applies:
    """Preschool, school or both."""
    if forms:
        preschool = SchoolForm.FS in forms
        return Applies.ALL if preschool and len(set(forms)) > 1 else Applies.PRESCHOOL if preschool else Applies.SCHOOL
    title = folded(title_of(document).split("\n")[0])
    in_title = bool(_PRESCHOOL.search(title)), bool(re.search(r"\b(?!förskol)\w*skola(?:n|ns)?\b", title))
    if in_title == (True, False):
        return Applies.PRESCHOOL
    if in_title == (False, True):
        return Applies.SCHOOL
    said = "\n".join(piece.folded for piece in body)
    young, old = len(_PRESCHOOL.findall(said)), len(_SCHOOL.findall(said))
    if young > 3 * old:
        return Applies.PRESCHOOL
    return Applies.SCHOOL if old > 3 * young else Applies.ALL


def _unit(document: ReadDocument) -> str:
    for passage in document.passages():
        if found := _UNIT_LABEL.match(passage.text):
            return found["unit"].strip()
        if (
            passage.kind is PassageKind.HEADING
            and passage.level == 1
            and (found := _UNIT_IN_TITLE.search(passage.text))
        ):
            return found["unit"].strip()
    return _labelled_unit(document)


def _labelled_unit(document: ReadDocument) -> str:
    for table in document.tables():
        for row in table.rows:
            if len(row.cells) > 1 and folded(row.cells[0].text).strip(" :") in {
                "enhet",
                "förskola",
                "skola",
                "skolenhet",
            }:
                return row.cells[1].text.split("\n")[0][:80]
    return ""
