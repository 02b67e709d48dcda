"""Local search within one round: two change places, or one who is free moves, as long as it costs less."""

from dataclasses import dataclass, field

import numpy as np

from nettools.scheduling.constellations.costs import UNEVEN, Whole

AWAY = 1_000  # somebody not in the group that was theirs: more than any company is worth
NEVER = 100_000_000
_SWEEPS = 12


@dataclass(slots=True, kw_only=True)
class Seating:
    """One round's blocks in their groups, with what it would cost to sit in each.

    `cost` is what two blocks cost when they sit together, `away` what a block costs in each group by itself; `group`
    the group that each is in, `size` how many people a block has.
    """

    cost: Whole
    away: Whole
    size: Whole
    group: Whole
    at_least: int
    at_most: int
    _company: Whole = field(init=False)
    _loads: Whole = field(init=False)
    _own: Whole = field(init=False)

    def __post_init__(self) -> None:
        blocks, groups = self.away.shape
        chosen = np.zeros((blocks, groups), dtype=np.float32)
        chosen[np.arange(blocks), self.group] = 1
        self._company = (self.cost.astype(np.float64) @ chosen).astype(np.int32) + self.away
        self._loads = np.bincount(self.group, weights=self.size, minlength=groups).astype(np.int32)
        self._own = self._company[np.arange(blocks), self.group]

    def improve(self, chance: np.random.Generator, *, moving: bool) -> bool:
        """Change places until no change helps; with `moving`, groups may also change in size. Whether any did help."""
        helped = False
        for _ in range(_SWEEPS):
            changed = False
            for block in chance.permutation(len(self.group)):
                changed |= self._swap(int(block))
                if moving:
                    changed |= self._move(int(block))
            helped |= changed
            if not changed:
                break
        return helped

    def _swap(self, block: int) -> bool:
        """Change places with whom it helps most."""
        mine = int(self.group[block])
        gain = self._company[block, self.group] + self._company[:, mine] - 2 * self.cost[block] - self._own
        gain -= self._own[block]
        gain[self.group == mine] = NEVER
        if (more := self.size - self.size[block]).any():
            loads = self._loads[self.group]
            fits = (self._loads[mine] + more <= self.at_most) & (self._loads[mine] + more >= self.at_least)
            fits &= (loads - more <= self.at_most) & (loads - more >= self.at_least)
            gain[~fits] = NEVER
        other = int(gain.argmin())
        if gain[other] >= 0:
            return False
        theirs = int(self.group[other])
        self._put(block, theirs)
        self._put(other, mine)
        return True

    def _move(self, block: int) -> bool:
        """Go where it helps most, if sizes allow it; a larger group is worth a little less."""
        mine, size = int(self.group[block]), int(self.size[block])
        if self._loads[mine] - size < self.at_least:
            return False
        worth = self._company[block] + UNEVEN * self._loads
        gain = worth - (self._own[block] + UNEVEN * (self._loads[mine] - size))
        gain[self._loads + size > self.at_most] = NEVER
        gain[mine] = NEVER
        best = int(gain.argmin())
        if gain[best] >= 0:
            return False
        self._put(block, best)
        return True

    def _put(self, block: int, group: int) -> None:
        before = int(self.group[block])
        self._company[:, before] -= self.cost[block]
        self._company[:, group] += self.cost[block]
        self._loads[before] -= self.size[block]
        self._loads[group] += self.size[block]
        self.group[block] = group
        changed = (self.group == before) | (self.group == group)
        self._own[changed] = self._company[changed, self.group[changed]]
