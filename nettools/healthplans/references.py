"""What a document promises and does not hold: annexes, headings of its own list of contents."""

import re
from collections.abc import Iterator, Sequence

from nettools.domain.checklists import FindingLevel
from nettools.domain.documents import Block, DocumentPlace, Passage, PassageKind, ReadDocument
from nettools.domain.planchecks import Finding, FindingKind
from nettools.healthplans.patterns import folded
from nettools.healthplans.sections import Blanks, has_content, pieces_of, quote
from nettools.healthplans.telling import Teller
from nettools.language import text

_ANNEX = re.compile(r"\bbilag(?:a|orna?)\s+(?P<name>\d{1,2}|[a-zåäö])\b")
_ELSEWHERE = re.compile(
    r"\bseparat\b|\bintranät\w*|\bhttps?:|\bwww\.|\bfinns\s+(?:på|hos|i\s+(?:teams|unikum))\b|\begen\s+fil\b"
)
LONGEST_HEADING = 200  # characters: a heading, however it looks
_LONGEST_WORD = 8
_NOT_A_WORD = re.compile(r"[\W_]+")


def missing_annexes(document: ReadDocument, blanks: Blanks, teller: Teller) -> Iterator[Finding]:
    """Annexes that are spoken of, and are neither in the document nor said to be somewhere else; each once."""
    there = set(_annexes_with_content(document.blocks, blanks))
    elsewhere = set()
    first: dict[str, tuple[DocumentPlace, str, int]] = {}
    for piece in pieces_of(document, contents=True):
        for found in _ANNEX.finditer(piece.folded):
            name = found["name"]
            first.setdefault(name, (piece.place, piece.text, found.start()))
            if _ELSEWHERE.search(piece.folded):
                elsewhere.add(name)
    for name, (place, written, at) in first.items():
        if name not in there and name not in elsewhere:
            said = text("Annex {name} is announced and is not in the document.", name=name.upper())
            yield teller.say(
                FindingKind.BROKEN_REFERENCE, place, said, quoted=quote(written, at), subject=f"annex {name}"
            )


def _annexes_with_content(blocks: Sequence[Block], blanks: Blanks) -> Iterator[str]:
    for number, block in enumerate(blocks):
        if isinstance(block, Passage) and block.kind is PassageKind.HEADING and not block.contents:
            found = _ANNEX.match(folded(block.text))
            if found and has_content(blocks, number, blanks):
                yield found["name"]


def contents_without_headings(document: ReadDocument, teller: Teller) -> Iterator[Finding]:
    """Lines of the list of contents that are no heading in the document after it."""
    last = max((n for n, each in enumerate(document.blocks) if isinstance(each, Passage) and each.contents), default=-1)
    after = [
        _plain(each.text)
        for each in document.blocks[last + 1 :]
        if isinstance(each, Passage) and len(each.text) <= LONGEST_HEADING
    ]
    if last < 0 or not after:
        return
    headings = {said for said in after if said}
    for each in document.passages():
        if each.contents and not _is_there(_plain(each.text), headings):
            said = text("The list of contents has a heading that is not in the document.")
            yield teller.say(
                FindingKind.BROKEN_REFERENCE,
                each.place,
                said,
                quoted=each.text,
                subject=f"contents {each.text}",
                level=FindingLevel.TIP,
            )


def _is_there(line: str, headings: set[str]) -> bool:
    if not line or line in headings:
        return True
    return any(said.endswith(line) or line.endswith(said) for said in headings if len(said) > _LONGEST_WORD)


def _plain(said: str) -> str:
    return _NOT_A_WORD.sub(" ", folded(said)).strip()
