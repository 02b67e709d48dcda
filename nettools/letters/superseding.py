"""Drafts that a newer choice has made superfluous: they must not leave beside the letter that took their place."""

from collections.abc import Collection, Iterable, Iterator

_BETWEEN = "+"


def superseded(drafts: Iterable[str], chosen: Collection[str]) -> tuple[str, ...]:
    """The keys of drafts that tell something which a chosen letter with another key tells too.

    So it is when a rektor's letter named two units, and one of them has withdrawn since: the new letter has a key of
    its own, and the old draft would be a second copy.
    """
    told = {part for key in chosen for part in _parts(key)}
    return tuple(key for key in drafts if key not in chosen and not told.isdisjoint(_parts(key)))


def _parts(key: str) -> Iterator[tuple[str, str]]:
    stem, _, abouts = key.rpartition("/")
    for about in abouts.split(_BETWEEN):
        yield stem, about
