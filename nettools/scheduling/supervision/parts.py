"""Parts of a board that share no leader, nor hosts that could run short: each is solved apart."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from nettools.scheduling.supervision.board import Board
from nettools.scheduling.supervision.lanes import classes, free_lanes
from nettools.scheduling.supervision.model import Piece


def parts_of(board: Board) -> tuple[Piece, ...]:
    """The parts, in the order of their first leaders. A unit that nobody can meet is in none."""
    kin = _Kin(len(board.leaders))
    for unit, group in enumerate(board.groups):
        if board.wanted[unit] and board.starts_of_unit[unit]:
            kin.join(group)
    scarce = set()
    for crowd in _crowded(board):
        kin.join(crowd)
        scarce.update(crowd)
    units: defaultdict[int, list[int]] = defaultdict(list)
    for unit, group in enumerate(board.groups):
        if board.wanted[unit] and board.starts_of_unit[unit] and group:
            units[kin.first(group[0])].append(unit)
    found = []
    for first in sorted(units):
        leaders = tuple(one for one in range(len(board.leaders)) if kin.first(one) == first)
        short = any(one in scarce for one in leaders)
        found.append(
            Piece(
                board=board,
                units=tuple(units[first]),
                leaders=leaders,
                hosts=_hosts(board, leaders) if short else {},
                on_zoom=short,
            )
        )
    return tuple(found)


class _Kin:
    """Who belongs together, directly or through others."""

    def __init__(self, count: int) -> None:
        self._above = [*range(count)]

    def first(self, one: int) -> int:
        """The smallest of those that it belongs with."""
        while self._above[one] != one:
            self._above[one] = self._above[self._above[one]]
            one = self._above[one]
        return one

    def join(self, those: Sequence[int]) -> None:
        """These belong together."""
        for one in those[1:]:
            here, there = sorted((self.first(those[0]), self.first(one)))
            self._above[there] = here


def _crowded(board: Board) -> Iterator[list[int]]:
    """For each start at which more leaders could have a session going than hosts have room for, those leaders."""
    if not board.lanes:
        return
    length = board.rules.minutes
    events = sorted((start, leader) for leader, starts in enumerate(board.starts_of_leader) for start in starts)
    first = last = 0
    for start in sorted({start for start, _ in events}):
        while events[first][0] <= start - length:
            first += 1
        while last < len(events) and events[last][0] < start + length:
            last += 1
        leaders = sorted({leader for _, leader in events[first:last]})
        if len(leaders) > free_lanes(board.lanes, start, length):
            yield leaders


def _hosts(board: Board, leaders: Sequence[int]) -> dict[tuple[int, ...], dict[int, int]]:
    """The lanes, grouped by the starts that they take; how many there are at each."""
    starts = sorted({start for leader in leaders for start in board.starts_of_leader[leader]})
    groups = classes(board.lanes, starts, board.rules.minutes)
    return {takes: dict.fromkeys(takes, len(lanes)) for takes, lanes in groups.items() if takes}
