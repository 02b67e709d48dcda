"""What it costs when two people sit together: whom they have met before, and what they have in common."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from nettools.domain.groups import GroupRules, Trait
from nettools.scheduling.constellations.asked import Member

Whole: TypeAlias = NDArray[np.int32]

AGAIN = 10  # two who have sat together before
ALIKE_FIRST, ALIKE = 2, 1  # two who are alike in what is mixed: the first trait, and the others
KEPT = -30  # two who are alike in what is kept together
UNEVEN = 3  # one more in a group, where somebody new may choose


def alike(people: Sequence[Member], trait: Trait) -> Whole:
    """Who shares a value of the trait with whom: ones and noughts, noughts in the middle."""
    values = sorted({value for member in people for value in member.traits.get(trait, ())})
    place = {value: number for number, value in enumerate(values)}
    has = np.zeros((len(people), max(len(values), 1)), dtype=np.float32)  # so that they are multiplied fast
    for row, member in enumerate(people):
        for value in member.traits.get(trait, ()):
            has[row, place[value]] = 1
    shared: Whole = (has @ has.T > 0).astype(np.int32)
    np.fill_diagonal(shared, 0)
    return shared


def likeness(people: Sequence[Member], rules: GroupRules) -> Whole:
    """What each pair costs for what the two have in common, whenever they sit together."""
    weights: Mapping[Trait, int] = {
        **{trait: ALIKE if number else ALIKE_FIRST for number, trait in enumerate(rules.mix)},
        **dict.fromkeys(rules.keep, KEPT),
    }
    total = np.zeros((len(people), len(people)), dtype=np.int32)
    for trait, weight in weights.items():
        total += weight * alike(people, trait)
    return total


def met(seats: NDArray[np.int32]) -> Whole:
    """Who sits with whom in one round; `seats` are group numbers, negative for whoever is not there."""
    there = seats >= 0
    together: Whole = ((seats[:, None] == seats[None, :]) & there[:, None] & there[None, :]).astype(np.int32)
    np.fill_diagonal(together, 0)
    return together


def repeats(times: Whole) -> int:
    """How often pairs sit together again; `times` says how often each pair sits together."""
    return int(np.maximum(np.triu(times, 1) - 1, 0).sum())
