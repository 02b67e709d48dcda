"""Where something stands in a draft, as it is said to the unit: in Swedish, since the draft and the answer are."""

from collections.abc import Sequence

from nettools.domain.documents import DocumentPlace
from nettools.domain.planchecks import PlanCheck, PrivacyKind

LONGEST_HEADING = 70

PRIVACY_WORDS: dict[PrivacyKind, str] = {
    PrivacyKind.PERSONNUMMER: "personnummer eller samordningsnummer",
    PrivacyKind.CHILD: "ett barn eller en elev som kan kännas igen",
    PrivacyKind.PERSONAL: "personuppgift",
}


def place_in_words(place: DocumentPlace) -> str:
    """`under rubriken ”Mål 2”, tabell 3, rad 4`; empty when nothing is known of the place."""
    parts = [f"under rubriken ”{shortened(place.heading.rstrip(' :'))}”"] if place.heading else []
    if place.table:
        parts.append(f"tabell {place.table}")
    if place.table and place.row:
        parts.append(f"rad {place.row}")
    if place.page:
        parts.append(f"sidan {place.page}")
    if place.line and not place.table:
        parts.append(f"rad {place.line}")
    return ", ".join(parts)


def hits_in_words(check: PlanCheck) -> list[dict[str, str]]:
    """Each piece of personal data that a draft is set aside for: its place, what it is, and how it begins, masked."""
    return [
        {
            "place": place_in_words(hit.where) or "i texten",
            "what": PRIVACY_WORDS[hit.kind] + ("" if hit.certain else " (möjligen)"),
            "masked": hit.masked,
        }
        for hit in check.privacy
        if hit.blocks
    ]


def more_places(places: Sequence[DocumentPlace]) -> str:
    """How many places there are beside the first: `2 ställen till`, or empty."""
    more = len(places) - 1
    return "" if more < 1 else f"{more} {'ställe' if more == 1 else 'ställen'} till"


def shortened(words: str, most: int = LONGEST_HEADING) -> str:
    """The words, cut at a whole one where they are too many."""
    return words if len(words) <= most else f"{words[:most].rsplit(' ', 1)[0]} …"
