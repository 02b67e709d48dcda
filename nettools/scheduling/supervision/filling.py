"""A board being filled, seat by seat: what is still possible, and how good what is there is."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from nettools.scheduling.supervision.answer import Objective
from nettools.scheduling.supervision.board import Board, Seat


class Filling:
    """Seats taken so far. It knows every rule of a board but the wishes, which make a seat better, not possible."""

    def __init__(self, board: Board, seats: Iterable[Seat] = ()) -> None:
        self.board = board
        self.seats: set[Seat] = set()
        self.of_leader: defaultdict[int, list[int]] = defaultdict(list)
        self.of_unit: defaultdict[int, list[int]] = defaultdict(list)
        self.on_day: Counter[tuple[int, date]] = Counter()
        self._in_lane: dict[Seat, int] = {}
        self._lane: list[list[int]] = [[] for _ in board.lanes]
        for seat in sorted(seats, key=lambda seat: (seat[2], seat)):
            self.take(seat)

    def take(self, seat: Seat) -> None:
        """Fill the seat, which must fit."""
        unit, leader, start = seat
        self.seats.add(seat)
        insort(self.of_leader[leader], start)
        insort(self.of_unit[unit], start)
        self.on_day[leader, self.board.day(start)] += 1
        lane = self._free_lane(start)
        if lane is not None:
            insort(self._lane[lane], start)
            self._in_lane[seat] = lane

    def empty(self, seat: Seat) -> None:
        """Make the seat free again."""
        unit, leader, start = seat
        self.seats.remove(seat)
        self.of_leader[leader].remove(start)
        self.of_unit[unit].remove(start)
        self.on_day[leader, self.board.day(start)] -= 1
        if (lane := self._in_lane.pop(seat, None)) is not None:
            self._lane[lane].remove(start)

    # --- what is possible

    def fits(self, seat: Seat) -> bool:
        """Whether nothing is in the way."""
        unit, leader, start = seat
        return (
            self.lacks(unit, start)
            and self.is_free(leader, start)
            and self.day_takes(leader, start)
            and self.hosted(start)
        )

    def lacks(self, unit: int, start: int) -> bool:
        """Whether the unit wants one more, and none of its sessions is too near."""
        mine = self.of_unit[unit]
        return len(mine) < self.board.wanted[unit] and not near(mine, start, self.board.apart)

    def is_free(self, leader: int, start: int) -> bool:
        """Whether the leader has no other session at the time, pauses included."""
        return not near(self.of_leader[leader], start, self.board.reach)

    def day_takes(self, leader: int, start: int) -> bool:
        """Whether the leader may have one more that day."""
        day = self.board.day(start)
        return self.on_day[leader, day] < self.board.most(leader, day)

    def hosted(self, start: int) -> bool:
        """Whether a Zoom host is free, where sessions are held on Zoom."""
        return not self.board.lanes or self._free_lane(start) is not None

    def _free_lane(self, start: int) -> int | None:
        length = self.board.rules.minutes
        for number, lane in enumerate(self.board.lanes):
            if lane.takes(start, length) and not near(self._lane[number], start, length):
                return number
        return None

    # --- how good it is

    def added(self, leader: int, start: int) -> tuple[int, int]:
        """What a session would add: 1 when it opens a day for the leader, and minutes of waiting."""
        day = self.board.day(start)
        if not self.on_day[leader, day]:
            return int(not self.board.taken[leader, day]), 0
        mine = [one for one in self.of_leader[leader] if self.board.day(one) == day]
        span, reach = mine[-1] - mine[0], self.board.reach
        return 0, max(mine[-1], start) - min(mine[0], start) - span - reach


def near(starts: Sequence[int], start: int, reach: int) -> bool:
    """Whether any of the sorted starts is less than `reach` minutes away."""
    return bisect_left(starts, start + reach) > bisect_right(starts, start - reach)


def objective(board: Board, seats: Iterable[Seat], leaders: Sequence[int] | None = None) -> Objective:
    """How good these seats are for the leaders (all, when none are said); what is locked counts for even load only."""
    filled = [*seats]
    concerned = range(len(board.leaders)) if leaders is None else leaders
    starts: defaultdict[tuple[int, date], list[int]] = defaultdict(list)
    for _, leader, start in filled:
        starts[leader, board.day(start)].append(start)
    days = sum(not board.taken[key] for key in starts)
    waiting = sum(max(one) - min(one) - board.reach * (len(one) - 1) for one in starts.values())
    load = Counter(leader for _, leader, _ in filled)
    uneven = sum(max(0, load[leader] + board.load[leader] - board.share) for leader in concerned)
    kept = set(board.kept)
    return Objective(
        placed=len(filled),
        kept=sum(seat in kept for seat in filled),
        preference=sum(board.weight.get((unit, start), 0) for unit, _, start in filled),
        leader_days=days,
        gap_minutes=waiting,
        uneven=uneven,
        cost=cost(board, days, waiting, uneven),
    )


def cost(board: Board, days: int, waiting: int, uneven: int) -> int:
    """The three weighed, times 60 so that it is whole."""
    rules = board.rules
    return 60 * rules.day_cost * days + rules.idle_cost * waiting + 60 * rules.load_cost * uneven


def seats_of(board: Board, unit: int) -> Iterator[Seat]:
    """Every seat that the unit's and the leaders' own times allow."""
    for leader in board.groups[unit]:
        free = board.free[leader]
        for start in board.starts_of_unit[unit]:
            if start in free:
                yield unit, leader, start
