"""Which Zoom host holds which session, once the sessions are settled."""

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from nettools.scheduling.supervision.board import Board, Seat
from nettools.scheduling.supervision.filling import near
from nettools.scheduling.supervision.lanes import classes
from nettools.scheduling.supervision.stretches import minute

Asked = Sequence[tuple[Seat, Sequence[int]]]


def hosts_of(board: Board, seats: Sequence[Seat]) -> dict[Seat, str]:
    """The host of each seat; empty where sessions are not held on Zoom. Who had a host keeps it where possible."""
    if not board.lanes:
        return dict.fromkeys(seats, "")
    return {seat: board.lanes[lane].host for seat, lane in lanes_given(board, seats).items()}


def lanes_given(board: Board, seats: Sequence[Seat]) -> dict[Seat, int]:
    """The lane of each seat, by its number."""
    earlier = _earlier(board)
    everywhere = range(len(board.lanes))
    pinned = [
        (seat, [n for n in everywhere if board.lanes[n].host == earlier[seat]]) for seat in seats if seat in earlier
    ]
    others = [(seat, [*everywhere]) for seat in seats if seat not in earlier]
    rota = _Rota(board)
    if rota.give(pinned) and rota.give(others):
        return rota.given
    rota = _Rota(board)
    rota.give([(seat, lanes) for seat, lanes in _by_class(board, seats)], earlier)
    return rota.given


def _earlier(board: Board) -> dict[Seat, str]:
    units = {one.unit: place for place, one in enumerate(board.units)}
    leaders = {one.leader: place for place, one in enumerate(board.leaders)}
    return {
        (units[one.unit], leaders[one.leader], minute(one.span.starts)): one.host
        for one in board.movable
        if one.host and one.leader in leaders
    }


class _Rota:
    """The lanes, as they are given out. Of equally good ones the host with the least work comes first."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.given: dict[Seat, int] = {}
        self._starts: defaultdict[int, list[int]] = defaultdict(list)
        self._load: Counter[str] = Counter()

    def give(self, asked: Asked, earlier: Mapping[Seat, str] | None = None) -> bool:
        """Give each seat, in order of time, one of the lanes it may have; False when one gets none."""
        lanes, length = self.board.lanes, self.board.rules.minutes
        for seat, among in sorted(asked, key=lambda one: (one[0][2], one[0])):
            start, had = seat[2], (earlier or {}).get(seat)
            free = [
                lane
                for lane in among
                if lanes[lane].takes(start, length) and not near(self._starts[lane], start, length)
            ]
            if not free:
                return False
            lane = min(free, key=lambda one: (lanes[one].host != had, self._load[lanes[one].host], one))
            self.given[seat] = lane
            insort(self._starts[lane], start)
            self._load[lanes[lane].host] += 1
        return True


def _by_class(board: Board, seats: Sequence[Seat]) -> Asked:
    """The lanes of the kind that each seat is to have: how many of which kind at each time is a small model."""
    from nettools.scheduling.supervision.proving import whole_numbers  # noqa: PLC0415 - loads the solver; rarely needed

    length = board.rules.minutes
    at = Counter(start for _, _, start in seats)
    groups = [*classes(board.lanes, sorted(at), length).items()]
    columns = [(number, start) for number, (takes, _) in enumerate(groups) for start in takes]
    place = {column: n for n, column in enumerate(columns)}
    rows = [
        ([place[n, s] for n, (takes, _) in enumerate(groups) if s in takes], count, count) for s, count in at.items()
    ]
    for number, (takes, lanes) in enumerate(groups):
        for moment in takes:
            within = [place[number, start] for start in takes if moment - length < start <= moment]
            rows.append((within, 0, len(lanes)))
    values = whole_numbers(len(columns), rows)
    left = {column: values[n] for column, n in place.items()}
    asked = []
    for seat in seats:
        number = next(n for n, (takes, _) in enumerate(groups) if seat[2] in takes and left[n, seat[2]] > 0)
        left[number, seat[2]] -= 1
        asked.append((seat, groups[number][1]))
    return asked
