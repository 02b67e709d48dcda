"""Groups that were there before, made right with as few moves as can be: some have left, others are new.

How many must move is counted first, for every number of groups that could be given up or begun; then those move whose
company costs least where they go.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np

from nettools.scheduling.constellations.costs import UNEVEN, Whole

NOWHERE = -1


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class _Way:
    """So many of the smallest groups given up, so many begun; `moves` is how many people must leave their group."""

    moves: int
    changed: int
    begun: int
    given_up: int


def mended(seats: Whole, size: Whole, cost: Whole, at_least: int, at_most: int) -> tuple[Whole, tuple[int, ...]] | None:
    """Give every block a group so that all sizes hold, moving as few people as possible.

    Args:
        seats: the group of each block, `NOWHERE` for those who are new; groups are counted from 0.
        size: how many people each block has.
        cost: what two blocks cost when they sit together.
        at_least: the smallest that a group may be.
        at_most: the largest.

    Returns:
        The group of each block, counted from 0 anew, and which of the old groups each of these is (`NOWHERE`: a new
        one); None when blocks of several people are in the way.
    """
    work = _Mending(seats=seats.copy(), size=size, cost=cost, at_least=at_least, at_most=at_most)
    return work.result()


@dataclass(slots=True, kw_only=True)
class _Mending:
    seats: Whole
    size: Whole
    cost: Whole
    at_least: int
    at_most: int
    loads: list[int] = field(init=False)

    def __post_init__(self) -> None:
        groups = int(self.seats.max(initial=NOWHERE)) + 1
        self.loads = [int(self.size[self.seats == group].sum()) for group in range(groups)]

    def result(self) -> tuple[Whole, tuple[int, ...]] | None:
        if (self.seats >= 0).all() and all(self.at_least <= load <= self.at_most for load in self.loads):
            return self.seats, tuple(range(len(self.loads)))
        way = min(self._ways(), default=None)
        if way is None:
            return None
        before = len(self.loads)
        order = sorted(range(before), key=lambda group: (self.loads[group], -group))
        gone = set(order[: way.given_up])
        for block in np.flatnonzero(np.isin(self.seats, [*gone])):
            self._take_out(int(block))
        self.loads += [0] * way.begun
        self._let_overflow(gone)
        if not self._seat_the_free(gone) or not self._fill_up(gone):
            return None
        stays = [group for group in range(len(self.loads)) if group not in gone]
        place = {group: number for number, group in enumerate(stays)}
        return (
            np.array([place[int(group)] for group in self.seats], dtype=np.int32),
            tuple(group if group < before else NOWHERE for group in stays),
        )

    def _ways(self) -> Iterator[_Way]:
        """Every number of groups given up and begun that sizes allow, with how many people must move."""
        people, free = int(self.size.sum()), int(self.size[self.seats == NOWHERE].sum())
        loads = sorted(self.loads)
        gone = [0, *accumulate(loads)]
        lack = _sums_of_rest([max(0, self.at_least - load) for load in loads])
        over = _sums_of_rest([max(0, load - self.at_most) for load in loads])
        for given_up in range(len(loads) + 1):
            for begun in range(people // self.at_least + 1):
                groups = len(loads) - given_up + begun
                if not groups * self.at_least <= people <= groups * self.at_most:
                    continue
                out = gone[given_up] + over[given_up]
                needed = lack[given_up] + begun * self.at_least
                moves = out + max(0, needed - free - out)
                yield _Way(moves=moves, changed=given_up + begun, begun=begun, given_up=given_up)

    def _let_overflow(self, gone: set[int]) -> None:
        """From a group that is too large those go who cost most there."""
        for group, load in enumerate(self.loads):
            if group in gone or load <= self.at_most:
                continue
            company = self._company_in(group)
            for block in sorted(np.flatnonzero(self.seats == group), key=lambda block: (-company[block], block)):
                if self.loads[group] > self.at_most:
                    self._take_out(int(block))

    def _seat_the_free(self, gone: set[int]) -> bool:
        """Those without a group go where they cost least; groups that lack people come first when few are free."""
        free = sorted(np.flatnonzero(self.seats == NOWHERE), key=lambda block: (-self.size[block], block))
        left = int(self.size[free].sum()) if free else 0
        for block in map(int, free):
            size = int(self.size[block])
            open_ = [g for g, load in enumerate(self.loads) if g not in gone and load + size <= self.at_most]
            lacking = [group for group in open_ if self.loads[group] < self.at_least]
            if sum(
                self.at_least - load for g, load in enumerate(self.loads) if g not in gone and load < self.at_least
            ) > (left - size):
                open_ = lacking or open_
            if not open_:
                return False
            company = self._company_of(block)
            self._seat(block, min(open_, key=lambda group: (company[group] + UNEVEN * self.loads[group], group)))
            left -= size
        return True

    def _fill_up(self, gone: set[int]) -> bool:
        """Groups that still lack people get them from the others, whoever is cheapest to move."""
        for group in range(len(self.loads)):
            while group not in gone and self.loads[group] < self.at_least:
                room = self.at_most - self.loads[group]
                company = self._company_in(group)
                can_go = [
                    int(block)
                    for block in range(len(self.seats))
                    if self.seats[block] != group
                    and self.size[block] <= room
                    and self.loads[self.seats[block]] - self.size[block] >= self.at_least
                ]
                if not can_go:
                    return False
                mover = min(can_go, key=lambda block: (self.size[block], company[block], block))
                self._take_out(mover)
                self._seat(mover, group)
        return True

    def _company_of(self, block: int) -> Whole:
        """What the block would cost in each group."""
        seated = self.seats >= 0
        total = np.bincount(self.seats[seated], weights=self.cost[block][seated], minlength=len(self.loads))
        return total.astype(np.int32)

    def _company_in(self, group: int) -> Whole:
        """What each block costs in this group."""
        company: Whole = self.cost[:, self.seats == group].sum(axis=1, dtype=np.int32)
        return company

    def _take_out(self, block: int) -> None:
        self.loads[self.seats[block]] -= int(self.size[block])
        self.seats[block] = NOWHERE

    def _seat(self, block: int, group: int) -> None:
        self.loads[group] += int(self.size[block])
        self.seats[block] = group


def _sums_of_rest(values: Sequence[int]) -> list[int]:
    """The sum of what stands from each place on, and nought after the last."""
    return [*accumulate(reversed(values), initial=0)][::-1]
