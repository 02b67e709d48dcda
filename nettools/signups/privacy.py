"""What must not be kept: who has protected identity. Personnummer are found by domain.personal_numbers."""

import re
from collections.abc import Iterable
from functools import lru_cache

from nettools.signups.columns import ColumnRules
from nettools.signups.folding import fold


def says_protected(cells: Iterable[str], rules: ColumnRules, *, denied: bool = False) -> bool:
    """Whether any of the texts says that a person's identity is protected, and does not deny it.

    `denied`: the person has answered no to that very question; then what is said of others (pupils, children) is
    not taken to be about them.
    """
    long_enough = (fold(cell) for cell in cells if len(cell) > 5)  # noqa: PLR2004 - shorter than any word
    return any(_claims(said, rules) and not (denied and rules.others & set(said.split())) for said in long_enough)


def is_protected_answer(answer: str, rules: ColumnRules) -> bool:
    """Whether an answer in the column for protected identity means yes; what is not clearly no means yes."""
    folded = fold(answer)
    if not folded or folded in rules.no:
        return False
    return folded.split()[0] not in rules.no or _claims(folded, rules)


def _claims(folded: str, rules: ColumnRules) -> bool:
    return any(not _denied(folded[: found.start()].split(), rules) for found in _spoken(rules.protected, folded))


def _spoken(words: tuple[str, ...], folded: str) -> Iterable[re.Match[str]]:
    return _any_of(words).finditer(folded) if words else ()


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})")


def _denied(before: list[str], rules: ColumnRules) -> bool:
    while before and before[-1] in rules.fillers:
        before = before[:-1]
    return bool(before) and before[-1] in rules.negations
