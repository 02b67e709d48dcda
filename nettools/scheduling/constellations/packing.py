"""A first way of seating the blocks, so that sizes and demands hold; or the proof that there is none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from nettools.scheduling.constellations.blocks import Blocks
from nettools.scheduling.constellations.sizes import even_sizes

MOST_STEPS = 20_000  # a search that takes longer is given up: nothing is proven then


@dataclass(slots=True)
class Packing:
    """Blocks being put into so many groups, the hardest first, going back where that fails.

    Blocks of one whom nobody must avoid are left to the last: they fill what room there is. `proven` tells whether a
    failure is a proof.
    """

    blocks: Blocks
    groups: int
    at_least: int
    at_most: int
    chance: Random
    steps: int = 0
    proven: bool = True
    _avoid: dict[int, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one, other in self.blocks.apart:
            self._avoid.setdefault(one, set()).add(other)
            self._avoid.setdefault(other, set()).add(one)

    def seats(self) -> list[int] | None:
        """The group of each block, or None when there is no way, or none was found."""
        sizes = self.blocks.sizes
        hard = [number for number, size in enumerate(sizes) if size > 1 or number in self._avoid]
        self.chance.shuffle(hard)
        hard.sort(key=lambda number: (-sizes[number], -len(self._avoid.get(number, ()))))
        easy = [number for number in range(len(sizes)) if sizes[number] == 1 and number not in self._avoid]
        seats, loads = [-1] * len(sizes), [0] * self.groups
        if not self._place(hard, seats, loads, len(easy)):
            return None
        self._fill(easy, seats, loads)
        return seats

    def _place(self, hard: Sequence[int], seats: list[int], loads: list[int], easy: int) -> bool:
        """Place the hard ones one after the other; where one fits nowhere, the one before it tries its next group."""
        ways = [self._ways(hard[0], seats, loads)] if hard else []
        while len(ways) < len(hard) or not self._can_be_filled(loads, easy) or not self._settled(hard, seats):
            if not ways:
                return False
            block = hard[len(ways) - 1]
            if seats[block] >= 0:
                loads[seats[block]] -= self.blocks.sizes[block]
                seats[block] = -1
            self.steps += 1
            if self.steps > MOST_STEPS:
                self.proven = False
                return False
            if (group := next(ways[-1], None)) is None:
                ways.pop()
                continue
            seats[block] = group
            loads[group] += self.blocks.sizes[block]
            if len(ways) < len(hard):
                ways.append(self._ways(hard[len(ways)], seats, loads))
        return True

    def _settled(self, hard: Sequence[int], seats: Sequence[int]) -> bool:
        return not hard or seats[hard[-1]] >= 0

    def _ways(self, block: int, seats: Sequence[int], loads: Sequence[int]) -> Iterator[int]:
        """The groups that can take the block as things stand, the emptiest first; one empty group is like another."""
        size = self.blocks.sizes[block]
        taken = {seats[other] for other in self._avoid.get(block, ()) if seats[other] >= 0}
        free = [group for group in range(self.groups) if group not in taken and loads[group] + size <= self.at_most]
        empty = [group for group in free if not loads[group]]
        return iter(
            sorted((group for group in free if group not in empty[1:]), key=lambda group: (loads[group], group))
        )

    def _can_be_filled(self, loads: Sequence[int], easy: int) -> bool:
        lacking = sum(max(0, self.at_least - load) for load in loads)
        return lacking <= easy <= sum(self.at_most - load for load in loads)

    def _fill(self, easy: Sequence[int], seats: list[int], loads: list[int]) -> None:
        """Even the groups out with those whom nobody minds, as near to equal sizes as the others leave room for."""
        wanted = even_sizes(sum(self.blocks.sizes), self.groups)
        rest = list(easy)
        self.chance.shuffle(rest)
        by_need = sorted(range(self.groups), key=lambda group: -loads[group])
        goals = dict(zip(by_need, wanted, strict=True))
        for block in rest:
            group = max(
                range(self.groups), key=lambda group: (*_lack(loads[group], self.at_least, goals[group]), -group)
            )
            seats[block] = group
            loads[group] += 1


def _lack(load: int, at_least: int, goal: int) -> tuple[int, int]:
    """How much a group needs one more: what it must have comes before what is even."""
    return (1 if load < at_least else 0, goal - load)
