"""Patterns from the checklist, made once and fast: the text is folded, so the patterns are too."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

_EDGE = r"\b"
_GROUP = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_CAPITAL = re.compile(r"\\.|\(\?P<\w+>|[A-ZÅÄÖ]")


def folded(text: str) -> str:
    """A text as patterns want it. As long as the text itself, so that a place in the one is one in the other."""
    lowered = text.lower()
    return (
        lowered
        if len(lowered) == len(text)
        else "".join(each if len(each.lower()) > 1 else each.lower() for each in text)
    )


@lru_cache(maxsize=1024)
def pattern(written: str) -> re.Pattern[str]:
    """A pattern for folded text. Its own capitals are folded, those of escapes left as they are."""
    return re.compile(
        _CAPITAL.sub(lambda found: found[0] if len(found[0]) > 1 else found[0].lower(), written), re.MULTILINE
    )


@lru_cache(maxsize=256)
def any_of(written: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern that finds any of several; None for none."""
    return pattern("|".join(f"(?:{each})" for each in written)) if written else None


def each_in(written: str, text: str) -> Iterator[re.Match[str]]:
    """Every place in a folded text where a pattern is.

    A pattern that begins with a word's edge is looked for without it, and the edge afterwards: so the search can
    leap from letter to letter, which is several times faster.
    """
    edge = written.startswith(_EDGE) and "|" not in _GROUP.sub("", written)
    made, at = pattern(written.removeprefix(_EDGE) if edge else written), 0
    while found := made.search(text, at):
        before = text[found.start() - 1 : found.start()]
        whole = not edge or not (before.isalnum() or before == "_")
        if whole:
            yield found
        at = max(found.end(), found.start() + 1) if whole else found.start() + 1


def found_in(written: Sequence[str], text: str) -> re.Match[str] | None:
    """The first place in a folded text where any of the patterns is."""
    made = any_of(tuple(written))
    return made.search(text) if made else None
