"""Words and texts that should be looked at: outdated, weaker than the law, doubled, broken."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from nettools.domain.checklists import Checklist, FindingLevel
from nettools.domain.documents import DocumentTable, Passage, PassageKind, ReadDocument
from nettools.domain.planchecks import Finding, FindingKind
from nettools.healthplans.patterns import any_of, each_in, pattern
from nettools.healthplans.sections import Body, Piece, quote
from nettools.healthplans.telling import Teller
from nettools.language import text, texts

DOUBLED = 12  # words; shorter texts stand twice on purpose
_REMAINS = re.compile(
    r"</?(?:p|br|div|span|b|i|u|em|strong|ul|ol|li|table|tr|td|th|h[1-6]|font|a)\b[^<>]{0,200}>"
    r"|&(?:nbsp|amp|lt|gt|#\d{2,5});|fel! (?:bokmärket|hittar inte|det finns inget)|error! (?:bookmark|reference)"
    r"|\{\s*(?:mergefield|hyperlink|toc|ref)\b"
)
_LAW = re.compile(r"\b(?:skollag|diskrimineringslag|barnkonvention|socialtjänstlag|arbetsmiljölag|sekretesslag)\w*")
_SFS = re.compile(r"\b(?:19|20)\d\d:\d{1,4}\b")
_SEVERAL = re.compile(
    r"\b(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|[2-9]|1\d)\s+(?:olika\s+|st\s+)?(?:förskole-?\s?enheter|skolenheter|enheter|förskolor|skolor)\b"
    r"|\bomfattar\s+(?:alla|samtliga)\s+(?:dessa\s+)?(?:förskole)?enheter\b"
)
_ANNOUNCES = re.compile(
    r"\bföljande\b.{0,40}\b(?:brister|risker|hinder|riskfaktorer|brister/risker|utvecklingsområden|förbättringsområden)\b"
)


def outdated_terms(body: Sequence[Piece], checklist: Checklist, teller: Teller, *, written: date) -> Iterator[Finding]:
    """Each term that was no longer right when the plan was written: once, where it first stands."""
    laid_out = Body(body)
    for term in checklist.outdated:
        later = written < term.since
        if later and not term.when_renewed:
            continue
        found = [*each_in(term.pattern, laid_out.text)]
        if not found:
            continue
        piece, at = laid_out.piece_at(found[0].start())
        old = piece.text[at : at + len(found[0][0])]
        if later:
            said = text("“{old}” was true when the plan was written. When it is renewed: {use}.", old=old, use=term.use)
        else:
            said = texts(
                "“{old}” is outdated since {since}; write {use} ({n} place).",
                "“{old}” is outdated since {since}; write {use} ({n} places).",
                len(found),
                old=old,
                since=term.since,
                use=term.use,
            )
        yield teller.say(
            FindingKind.OUTDATED_TERM, piece.place, said, quoted=quote(piece.text, at), subject=term.use, law=term.law
        )


def law_wordings(pieces: Sequence[Piece], checklist: Checklist, teller: Teller) -> Iterator[Finding]:
    """Wordings that say less than the law does."""
    for rule in checklist.wordings:
        for piece in pieces:
            if found := pattern(rule.pattern).search(piece.folded):
                yield teller.say(
                    FindingKind.LAW_WORDING,
                    piece.place,
                    rule.message,
                    quoted=quote(piece.text, found.start()),
                    subject=found[0],
                    law=rule.law,
                )


def laws_without_numbers(pieces: Sequence[Piece], teller: Teller) -> Iterator[Finding]:
    """Laws are named, but nowhere is one told by its number."""
    named = next(((piece, found) for piece in pieces if (found := _LAW.search(piece.folded))), None)
    if named and not any(_SFS.search(piece.folded) for piece in pieces):
        piece, found = named
        said = text("Laws are named, but none with its number, such as skollagen (2010:800).")
        yield teller.say(
            FindingKind.META,
            piece.place,
            said,
            quoted=quote(piece.text, found.start()),
            subject="law-numbers",
            level=FindingLevel.TIP,
        )


def remains(pieces: Sequence[Piece], teller: Teller) -> Iterator[Finding]:
    """Marks of another program that were left in the text."""
    said = text("Marks of formatting are left in the text.")
    for piece in pieces:
        if found := _REMAINS.search(piece.folded):
            yield teller.say(FindingKind.FORMAT_REMAINS, piece.place, said, quoted=quote(piece.text, found.start()))


def doubled(pieces: Sequence[Piece], teller: Teller) -> Iterator[Finding]:
    """A whole paragraph that has stood before."""
    seen: dict[str, Piece] = {}
    for piece in pieces:
        words = piece.folded.split()
        if len(words) < DOUBLED:
            continue
        key = " ".join(words)
        if key in seen:
            earlier = seen[key].place.heading
            said = text("The same text stands under “{heading}” too.", heading=earlier)
            yield teller.say(FindingKind.DUPLICATE_TEXT, piece.place, said, quoted=piece.text, subject=key[:80])
        seen.setdefault(key, piece)


def several_units(pieces: Sequence[Piece], teller: Teller) -> Iterator[Finding]:
    """The plan says that it is for several units; told once."""
    for piece in pieces:
        if found := _SEVERAL.search(piece.folded):
            said = text("The plan is for several units; each shall have its own.")
            yield teller.say(FindingKind.SEVERAL_UNITS, piece.place, said, quoted=quote(piece.text, found.start()))
            return


def thin_analyses(document: ReadDocument, teller: Teller) -> Iterator[Finding]:
    """Risks are announced, and one comes."""
    blocks = document.blocks
    for number, block in enumerate(blocks):
        if isinstance(block, DocumentTable) or block.kind is PassageKind.LIST_ITEM:
            continue
        made = any_of((_ANNOUNCES.pattern,))
        if made is None or not made.search(block.text.lower()):
            continue
        items = 0
        for following in blocks[number + 1 :]:
            if not isinstance(following, Passage) or following.kind is not PassageKind.LIST_ITEM:
                break
            items += 1
        if items == 1:
            following = blocks[number + 1]
            said = text("Several risks are announced, one is named.")
            quoted = following.text if isinstance(following, Passage) else ""
            yield teller.say(FindingKind.THIN_ANALYSIS, following.place, said, quoted=quoted)
