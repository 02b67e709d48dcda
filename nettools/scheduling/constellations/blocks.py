"""Demands as they bear on one round: who sits together as one block, and which blocks must not meet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from nettools.domain.groups import GroupDemand
from nettools.scheduling.demands import joined, keys_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """The people of a round in blocks of those who must sit together; most are blocks of one.

    `apart` are pairs of blocks, by their places in `members`, that must not sit together.
    """

    members: tuple[tuple[str, ...], ...]
    apart: frozenset[tuple[int, int]]

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many people each block has."""
        return tuple(len(block) for block in self.members)


def blocks_of(present: Iterable[str], together: Iterable[GroupDemand], apart: Iterable[GroupDemand]) -> Blocks:
    """The blocks of those who are present, in order of their first member's key."""
    leader = joined(together)
    by_leader: dict[str, list[str]] = defaultdict(list)
    for key in sorted(present):
        by_leader[leader.get(key, key)].append(key)
    members = tuple(map(tuple, by_leader.values()))
    block_of = {key: number for number, block in enumerate(members) for key in block}
    pairs = (
        (block_of[one], block_of[other])
        for demand in apart
        for one, other in combinations(keys_of(demand), 2)
        if one in block_of and other in block_of
    )
    return Blocks(members=members, apart=frozenset((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]))
