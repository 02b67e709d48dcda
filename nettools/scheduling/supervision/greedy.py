"""Scarcest first: the unit with the fewest seats left takes its best one; an answer at once, where search begins."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator

from nettools.scheduling.supervision.board import Board, Seat
from nettools.scheduling.supervision.filling import Filling, seats_of

Position = tuple[int, int]  # leader, start


def scarcest_first(board: Board) -> Filling:
    """Fill the board: what people know of stays where it can, then the scarcest unit, then the next."""
    filling = Filling(board)
    for seat in board.kept:
        if filling.fits(seat):
            filling.take(seat)
    _Race(board, filling).run()
    return filling


def first_come(board: Board, order: Iterable[int]) -> Filling:
    """Units in this order each take the time that they like best of what is left, the earliest of equals."""
    filling = Filling(board)
    for unit in order:
        for _ in range(board.wanted[unit]):
            left = [seat for seat in seats_of(board, unit) if filling.fits(seat)]
            if left:
                filling.take(min(left, key=lambda seat: (-board.weight.get((unit, seat[2]), 0), seat[2], seat[1])))
    return filling


class _Race:
    """Who has how many seats left, kept up to date as positions are taken."""

    def __init__(self, board: Board, filling: Filling) -> None:
        self.board, self.filling = board, filling
        self.rivals: defaultdict[Position, list[int]] = defaultdict(list)
        self.seats: list[list[Seat]] = []
        self.left: list[int] = []
        for unit in range(len(board.units)):
            mine = [seat for seat in seats_of(board, unit) if self._is_open(seat[1], seat[2])]
            self.seats.append(mine)
            self.left.append(len(mine))
            for _, leader, start in mine:
                self.rivals[leader, start].append(unit)
        self.closed: set[Position] = set()
        self.at: defaultdict[int, list[int]] = defaultdict(list)
        for leader, start in self.rivals:
            self.at[start].append(leader)
        self.times = sorted(self.at)

    def run(self) -> None:
        heap = [(left, unit) for unit, left in enumerate(self.left)]
        heapq.heapify(heap)
        while heap:
            left, unit = heapq.heappop(heap)
            if left != self.left[unit]:
                continue  # told again since
            mine = [
                seat for seat in self.seats[unit] if seat[1:] not in self.closed and self.filling.lacks(unit, seat[2])
            ]
            if not mine:
                continue
            seat = min(mine, key=self._worth)
            self.filling.take(seat)
            for touched in {unit, *self._close(seat)}:
                heapq.heappush(heap, (self.left[touched], touched))

    def _worth(self, seat: Seat) -> tuple[int, ...]:
        unit, leader, start = seat
        opens, waiting = self.filling.added(leader, start)
        load = len(self.filling.of_leader[leader])
        return (
            -self.board.weight.get((unit, start), 0),
            opens,
            waiting,
            len(self.rivals[leader, start]),
            load,
            start,
            leader,
        )

    def _is_open(self, leader: int, start: int) -> bool:
        filling = self.filling
        return filling.is_free(leader, start) and filling.day_takes(leader, start) and filling.hosted(start)

    def _close(self, seat: Seat) -> Iterator[int]:
        """Close the positions that the seat makes impossible; the units that had them."""
        _, leader, start = seat
        board = self.board
        touched = [(leader, other) for other in board.starts_of_leader[leader] if self._concerns(start, other)]
        if board.lanes:
            around = [time for time in self.times if abs(time - start) < board.rules.minutes]
            touched += [(one, time) for time in around if not self.filling.hosted(time) for one in self.at[time]]
        for position in touched:
            if position in self.rivals and position not in self.closed and not self._is_open(*position):
                self.closed.add(position)
                for unit in self.rivals[position]:
                    self.left[unit] -= 1
                    yield unit

    def _concerns(self, start: int, other: int) -> bool:
        return abs(other - start) < self.board.reach or self.board.day(start) == self.board.day(other)
