"""One round on its way to its groups: its people in blocks, a first seating, and its place among the other rounds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import numpy as np

from nettools.domain.groups import GroupRules
from nettools.scheduling.constellations.asked import Groups, Round
from nettools.scheduling.constellations.blocks import Blocks, blocks_of
from nettools.scheduling.constellations.costs import Whole, met
from nettools.scheduling.constellations.improving import AWAY, Seating
from nettools.scheduling.constellations.keeping import NOWHERE, mended
from nettools.scheduling.constellations.packing import Packing


@dataclass(slots=True, kw_only=True)
class Draft:
    """A round that is being grouped. `order` are all people's keys, by whose places people are counted.

    `group` is the group of each block; `was` which of the earlier groups each group is, by its number there (0: new).
    """

    round: Round
    order: Sequence[str]
    rules: GroupRules
    blocks: Blocks = field(init=False)
    size: Whole = field(init=False)
    group: Whole = field(init=False)
    away: Whole = field(init=False)
    was: tuple[int, ...] = ()
    _people: Whole = field(init=False)
    _block_of: Whole = field(init=False)

    def __post_init__(self) -> None:
        place = {key: number for number, key in enumerate(self.order)}
        self.blocks = blocks_of(self.round.present, self.rules.together, self.rules.apart)
        self.size = np.array(self.blocks.sizes, dtype=np.int32)
        people = [place[key] for block in self.blocks.members for key in block]
        self._people = np.array(people, dtype=np.int32)
        self._block_of = np.repeat(np.arange(len(self.size), dtype=np.int32), self.size)

    # --- a first seating

    def begin(self, seats: Whole, cost: Whole) -> bool:
        """Begin with these groups of all people (negative: none yet), made right where sizes do not hold."""
        blocks = self._of_blocks(seats)
        found = mended(blocks, self.size, cost, self.rules.at_least, self.rules.at_most)
        if found is None:
            return False
        self._take(found[0], (0,) * len(found[1]))
        return True

    def pack(self, count: int, chance: Random) -> bool:
        """Begin with any seating in which sizes and demands hold; False when none was found."""
        packing = Packing(self.blocks, count, self.rules.at_least, self.rules.at_most, chance)
        seats = packing.seats()
        if seats is None:
            return False
        self._take(np.array(seats, dtype=np.int32), (0,) * count)
        return True

    def keep(self, cost: Whole) -> bool:
        """Begin with the round's earlier groups, made right with as few moves as can be."""
        numbers = sorted(self.round.previous)
        home = self._homes(numbers)
        found = mended(_first_used(home), self.size, cost, self.rules.at_least, self.rules.at_most)
        if found is None:
            return False
        used = [numbers[group] for group in sorted({int(group) for group in home if group >= 0})]
        self._take(found[0], tuple(used[group] if group != NOWHERE else 0 for group in found[1]))
        self.away = self._longing()
        return True

    def pack_beside(self, count: int, chance: Random) -> bool:
        """Begin anew, each new group standing for the earlier one that most of its people come from."""
        if not self.pack(count, chance):
            return False
        earlier = self._earlier()
        free = sorted(self.round.previous)
        was = []
        for keys in self.members():
            there = [earlier.get(key, 0) for key in keys]
            best = max(free, key=lambda number: (there.count(number), -number), default=0)
            was.append(best if best and there.count(best) else 0)
            free = [number for number in free if number != was[-1]]
        self.was = tuple(was)
        self.away = self._longing()
        return True

    def _take(self, group: Whole, was: tuple[int, ...]) -> None:
        self.group, self.was = group, was
        self.away = np.zeros((len(self.size), len(was)), dtype=np.int32)

    def _earlier(self) -> dict[str, int]:
        return {key: number for number, keys in self.round.previous.items() for key in keys}

    def _homes(self, numbers: Sequence[int]) -> Whole:
        """The earlier group of each block, by its place in `numbers`: where most of its people were."""
        earlier = self._earlier()
        homes = []
        for block in self.blocks.members:
            were = [numbers.index(earlier[key]) for key in block if key in earlier]
            homes.append(max(set(were), key=lambda one: (were.count(one), -one)) if were else NOWHERE)
        return np.array(homes, dtype=np.int32)

    def _longing(self) -> Whole:
        """What each block costs away from its people's earlier groups."""
        earlier = self._earlier()
        away = np.zeros((len(self.size), len(self.was)), dtype=np.int32)
        place = {number: group for group, number in enumerate(self.was) if number}
        for block, keys in enumerate(self.blocks.members):
            for key in keys:
                if (home := place.get(earlier.get(key, 0))) is not None:
                    away[block] += AWAY
                    away[block, home] -= AWAY
        return away

    # --- among the other rounds

    @property
    def settled(self) -> bool:
        """Whether everybody has kept a group that suits, so that nothing is left to choose."""
        earlier = self._earlier()
        in_place = all(
            earlier.get(key) == self.was[int(group)]
            for block, group in zip(self.blocks.members, self.group, strict=True)
            for key in block
        )
        return in_place and not any(self.group[one] == self.group[other] for one, other in self.blocks.apart)

    def seats(self) -> Whole:
        """The group of each of all people; negative for whoever is not there."""
        seats = np.full(len(self.order), NOWHERE, dtype=np.int32)
        seats[self._people] = self.group[self._block_of]
        return seats

    def met(self) -> Whole:
        """Who sits with whom."""
        return met(self.seats())

    def of_blocks(self, cost: Whole) -> Whole:
        """What two blocks cost, from what two people cost."""
        inside = cost[np.ix_(self._people, self._people)]
        if len(self.size) == len(self._people):
            return inside
        starts = np.concatenate(([0], np.cumsum(self.size)[:-1]))
        summed = np.add.reduceat(np.add.reduceat(inside, starts, axis=0), starts, axis=1)
        np.fill_diagonal(summed, 0)
        return summed.astype(np.int32)

    def seating(self, cost: Whole) -> Seating:
        """The search that makes this round better; its `group` is ours."""
        return Seating(
            cost=self.of_blocks(cost),
            away=self.away,
            size=self.size,
            group=self.group,
            at_least=self.rules.at_least,
            at_most=self.rules.at_most,
        )

    @property
    def broken(self) -> int:
        """How many pairs sit together that must not."""
        return sum(int(self.group[one] == self.group[other]) for one, other in self.blocks.apart)

    def members(self) -> list[tuple[str, ...]]:
        """The keys of those in each group, in order."""
        found: list[list[str]] = [[] for _ in self.was]
        for block, group in zip(self.blocks.members, self.group, strict=True):
            found[int(group)] += block
        return [tuple(sorted(keys)) for keys in found]

    def groups(self) -> Groups:
        """What was made: earlier groups keep their numbers, new ones get the lowest that are free."""
        members = self.members()
        free = (number for number in range(1, len(members) + max(self.was) + 1) if number not in self.was)
        named = {number: keys for number, keys in zip(self.was, members, strict=True) if number}
        fresh = sorted(keys for number, keys in zip(self.was, members, strict=True) if not number)
        return dict(sorted({**named, **dict(zip(free, fresh, strict=False))}.items()))

    def _of_blocks(self, seats: Whole) -> Whole:
        """The group of each block's first member."""
        starts = np.concatenate(([0], np.cumsum(self.size)[:-1])) if len(self.size) else np.array([], dtype=np.int64)
        return _first_used(seats[self._people[starts]])


def _first_used(seats: Whole) -> Whole:
    """The same groups, counted without gaps."""
    used = sorted({int(group) for group in seats if group >= 0})
    place = {group: number for number, group in enumerate(used)}
    return np.array([place.get(int(group), NOWHERE) for group in seats], dtype=np.int32)
