"""The proof: how many repeated pairs there must be, whatever groups are made.

Four countings, of which the highest is taken. All together: more pairs sit together than there are different ones.
One by one: somebody sits with more people than there are others. Two rounds: when more people are there than there
are ways to choose a group in each, two of them share both. And what is fixed, or demanded, is repeated for certain.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nettools.scheduling.constellations.costs import Whole
from nettools.scheduling.constellations.sizes import fewest_pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One round as it is counted: who is there, and which pairs are certain to sit together.

    `groups` is how many groups there are at most. A fixed round has all its pairs among the certain ones.
    """

    present: np.ndarray[tuple[int], np.dtype[np.bool_]]
    certain: Whole
    groups: int
    at_least: int
    fixed: bool


def lower_bound(rounds: Sequence[Counted], apart: Whole) -> int:
    """No groups have fewer repeated pairs. `apart` marks pairs that may not sit together; matrices are by person."""
    if not rounds:
        return 0
    possible = _possible(rounds, apart)
    certain = np.maximum(sum(one.certain for one in rounds) - 1, 0)
    return max(_all_together(rounds, possible), _one_by_one(rounds, possible, certain.sum(axis=1)), _two_rounds(rounds))


def _possible(rounds: Sequence[Counted], apart: Whole) -> Whole:
    """Pairs that can sit together in any round: ones and noughts."""
    size = len(apart)
    free, fixed = np.zeros((size, size), dtype=bool), np.zeros((size, size), dtype=bool)
    for one in rounds:
        if one.fixed:
            fixed |= one.certain > 0
        else:
            free |= one.present[:, None] & one.present[None, :]
    possible: Whole = ((free & (apart == 0)) | fixed).astype(np.int32)
    np.fill_diagonal(possible, 0)
    return possible


def _all_together(rounds: Sequence[Counted], possible: Whole) -> int:
    pairs = sum(
        int(one.certain.sum()) // 2 if one.fixed else fewest_pairs(int(one.present.sum()), one.groups) for one in rounds
    )
    return pairs - int(possible.sum()) // 2


def _one_by_one(rounds: Sequence[Counted], possible: Whole, certain: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
    company = np.zeros(len(possible), dtype=np.int64)
    for one in rounds:
        mates = one.certain.sum(axis=1)
        company += mates if one.fixed else np.where(one.present, np.maximum(mates, one.at_least - 1), 0)
    again = np.maximum(company - possible.sum(axis=1), certain)
    return (int(again.sum()) + 1) // 2


def _two_rounds(rounds: Sequence[Counted]) -> int:
    total = 0
    for number, one in enumerate(rounds):
        total += max(
            (
                fewest_pairs(int((one.present & other.present).sum()), one.groups * other.groups)
                for other in rounds[:number]
            ),
            default=0,
        )
    return total
