"""A board, or a piece of one, as a mixed-integer model that HiGHS can prove things of.

Units choose times (x), groups of units with the same leaders choose positions (f), a position is a leader at a time
(p); sessions that people know of are columns of their own (k). Days opened (y), waiting (a, b, w) and uneven load (e)
hang on the positions alone, so that units that may meet the same leaders cost one column a time, not one a leader.
Hosts (z) come in only where they could run short.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from nettools.scheduling.supervision.board import Board, Seat

Column = tuple[Any, ...]  # a letter, then what it is about
Term = tuple[Column, float]
Row = tuple[list[int], list[float], float, float]  # columns, what each counts, the bounds of the sum
_MOST_WAYS = 400  # for a leader's day
INFINITE = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What of a board is decided: some units and some leaders.

    When hosts could run short (`on_zoom`), `hosts` groups their lanes by the starts that they take, and tells how
    many of them are free at each.
    """

    board: Board
    units: tuple[int, ...]
    leaders: tuple[int, ...]
    hosts: Mapping[tuple[int, ...], Mapping[int, int]] = field(default_factory=dict)
    on_zoom: bool = False


@dataclass
class Model:
    """Columns and rows under way. `closed` are columns x that no schedule as good as wanted uses."""

    piece: Piece
    costs: bool
    closed: frozenset[Column] = frozenset()
    columns: dict[Column, int] = field(default_factory=dict)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def column(self, name: Column, upper: float = 1, *, whole: bool = True) -> int:
        """The number of the column, made when it is new."""
        if name not in self.columns:
            self.columns[name] = len(self.columns)
            self.upper.append(upper)
            self.whole.append(whole)
        return self.columns[name]

    def row(self, terms: Iterable[Term], low: float = -INFINITE, high: float = INFINITE) -> None:
        """A sum of columns that must lie between two bounds."""
        found = [*terms]
        self.rows.append(([self.columns[name] for name, _ in found], [worth for _, worth in found], low, high))

    # --- what a schedule is worth

    def placed(self) -> dict[Column, float]:
        """One for each session."""
        return {name: 1.0 for name in self.columns if name[0] in "xk"}

    def kept(self) -> dict[Column, float]:
        """One for each session that people know of and that stays."""
        return {name: 1.0 for name in self.columns if name[0] == "k"}

    def preference(self) -> dict[Column, float]:
        """The units' wishes."""
        weight = self.piece.board.weight
        found = {name: weight.get((name[1], name[2]), 0) for name in self.columns if name[0] == "x"}
        found |= {name: weight.get((name[1], name[3]), 0) for name in self.columns if name[0] == "k"}
        return {name: float(worth) for name, worth in found.items() if worth}

    def compact(self) -> dict[Column, float]:
        """The cost of days, waiting and uneven load, as `filling.cost` weighs them, but for `constant`."""
        rules, board = self.piece.board.rules, self.piece.board
        costs: dict[Column, float] = {}
        for name in self.columns:
            if name[0] == "y":
                costs[name] = 60 * rules.day_cost * (not board.taken[name[1], name[2]]) + rules.idle_cost * board.reach
            elif name[0] == "v":
                waiting = name[3][-1] - name[3][0] - board.reach * (len(name[3]) - 1)
                costs[name] = 60 * rules.day_cost * (not board.taken[name[1], name[2]]) + rules.idle_cost * waiting
            elif name[0] == "w":
                costs[name] = rules.idle_cost * name[3]
            elif name[0] == "e":
                costs[name] = 60 * rules.load_cost
            elif name[0] == "p" and ("y", name[1], board.day(name[2])) in self.columns:
                costs[name] = -rules.idle_cost * board.reach
        return {name: float(one) for name, one in costs.items() if one}


def model_of(piece: Piece, *, costs: bool, closed: frozenset[Column] = frozenset()) -> Model:
    """The model of a piece; without `costs` days, waiting and load are left out of it, so that it is solved sooner."""
    model = Model(piece, costs, closed)
    uses = _units(model)
    _positions(model, uses)
    for leader in piece.leaders:
        _leader(model, leader)
    if piece.on_zoom:
        _hosts(model)
    return model


def _units(model: Model) -> dict[tuple[int, int], list[Term]]:
    """Columns x, k and f, and the rows that bind them. What uses each position (leader, start)."""
    piece, board = model.piece, model.piece.board
    mine, decided = set(piece.leaders), set(piece.units)
    uses: defaultdict[tuple[int, int], list[Term]] = defaultdict(list)
    chosen: defaultdict[tuple[tuple[int, ...], int], list[Term]] = defaultdict(list)
    kept = [seat for seat in board.kept if seat[0] in decided and seat[1] in mine]
    for unit in piece.units:
        group = tuple(leader for leader in board.groups[unit] if leader in mine)
        starts = sorted({start for leader in group for start in board.free[leader]} & set(board.starts_of_unit[unit]))
        terms: list[tuple[int, Term]] = []
        for start in (start for start in starts if ("x", unit, start) not in model.closed):
            model.column(("x", unit, start))
            terms.append((start, (("x", unit, start), 1)))
            chosen[group, start].append((("x", unit, start), 1))
        for seat in (seat for seat in kept if seat[0] == unit):
            model.column(("k", *seat))
            terms.append((seat[2], (("k", *seat), 1)))
            uses[seat[1], seat[2]].append((("k", *seat), 1))
        if terms:
            model.row((term for _, term in terms), high=board.wanted[unit])
        if board.wanted[unit] > 1:
            for within in _windows(sorted({start for start, _ in terms}), board.apart):
                model.row((term for start, term in terms if start in within), high=1)
    for (group, start), terms_of in sorted(chosen.items()):
        free = [leader for leader in group if start in board.free[leader]]
        flows = [("f", group, leader, start) for leader in free]
        for name in flows:
            model.column(name)
            uses[name[2], start].append((name, 1))
        model.row([*terms_of, *((name, -1) for name in flows)], 0, 0)
    return uses


def _positions(model: Model, uses: Mapping[tuple[int, int], Sequence[Term]]) -> None:
    for (leader, start), terms in sorted(uses.items()):
        model.column(("p", leader, start))
        model.row([*terms, (("p", leader, start), -1)], 0, 0)


def _leader(model: Model, leader: int) -> None:
    """A leader's rules, and what days, waiting and load cost."""
    board = model.piece.board
    starts = [start for start in board.starts_of_leader[leader] if ("p", leader, start) in model.columns]
    days: defaultdict[date, list[int]] = defaultdict(list)
    for start in starts:
        days[board.day(start)].append(start)
    described = {day for day, those in days.items() if model.costs and _patterns(model, leader, day, those)}
    for day, those in days.items():
        if day not in described:
            _day(model, leader, day, those)
    position = {start: (("p", leader, start), 1.0) for start in starts}
    for within in _windows(starts, board.reach):
        on = {board.day(start) for start in within}
        opened = [(("y", leader, day), -1.0) for day in on if model.costs and len(on) == 1]
        if not on <= described and (opened or len(within) > 1):
            model.row([*(position[start] for start in within), *opened], high=0 if opened else 1)
    if model.costs:
        model.column(("e", leader), INFINITE, whole=False)
        model.row([*position.values(), (("e", leader), -1.0)], high=board.share - board.load[leader])


def _patterns(model: Model, leader: int, day: date, starts: Sequence[int]) -> bool:
    """Columns v for every way that the leader's day may look: the tightest model there is, while they are few."""
    board = model.piece.board
    ways = _ways(starts, board.most(leader, day), board.reach)
    if ways is None:
        return False
    for way in ways:
        model.column(("v", leader, day, way))
    if ways:
        model.row(((("v", leader, day, way), 1.0) for way in ways), high=1)
    for start in starts:
        model.row(
            [*((("v", leader, day, way), 1.0) for way in ways if start in way), (("p", leader, start), -1.0)], 0, 0
        )
    return True


def _ways(starts: Sequence[int], most: int, reach: int) -> list[tuple[int, ...]] | None:
    """All choices of at most so many starts, none too near another; None when they are too many."""
    found: list[tuple[int, ...]] = []
    longest: list[tuple[int, ...]] = [()]
    for _ in range(min(most, len(starts))):
        longest = [(*way, start) for way in longest for start in starts if not way or start >= way[-1] + reach]
        found += longest
        if len(found) > _MOST_WAYS:
            return None
    return found


def _day(model: Model, leader: int, day: date, starts: Sequence[int]) -> None:
    """The same by rows: opened or not, no more sessions than allowed, and how long the leader waits."""
    board = model.piece.board
    most = min(board.most(leader, day), len(starts))
    on_day = [(("p", leader, start), 1.0) for start in starts]
    if model.costs:
        model.column(("y", leader, day))
        model.row([*on_day, (("y", leader, day), -most)], high=0)
        _waiting(model, leader, day, starts)
    elif most < len(starts):
        model.row(on_day, high=most)


def _windows(starts: Sequence[int], reach: int) -> Iterator[Sequence[int]]:
    """The longest runs of sorted starts of which no two can both be taken."""
    first = 0
    for place, start in enumerate(starts):
        while starts[first] <= start - reach:
            first += 1
        if place + 1 == len(starts) or starts[first] <= starts[place + 1] - reach:
            yield starts[first : place + 1]


def _waiting(model: Model, leader: int, day: date, starts: Sequence[int]) -> None:
    """a: some session begins by then; b: some begins then or later; w: the gap between two starts lies within."""
    if len(starts) < 2 or not model.piece.board.rules.idle_cost:  # noqa: PLR2004 - a gap has two ends
        return
    opened = (("y", leader, day), -1.0)
    for here, there in pairwise(starts):
        a, b, w = ("a", leader, here), ("b", leader, there), ("w", leader, here, there - here)
        for name in (a, b, w):
            model.column(name, whole=False)
        model.row([(a, 1), (("p", leader, here), -1)], low=0)
        model.row([(b, 1), (("p", leader, there), -1)], low=0)
        model.row([(w, 1), (a, -1), (b, -1), (opened[0], 1)], low=0)
    for here, there in pairwise(starts[:-1]):
        model.row([(("a", leader, there), 1), (("a", leader, here), -1)], low=0)
    for here, there in pairwise(starts[1:]):
        model.row([(("b", leader, here), 1), (("b", leader, there), -1)], low=0)


def _hosts(model: Model) -> None:
    """Every session at some host, and none with more than it has room for."""
    piece, length = model.piece, model.piece.board.rules.minutes
    at: defaultdict[int, list[Term]] = defaultdict(list)
    for name in [*model.columns]:
        if name[0] == "p":
            at[name[2]].append((name, 1))
    for number, (takes, room) in enumerate(piece.hosts.items()):
        starts = [start for start in takes if start in at]
        for start in starts:
            model.column(("z", number, start), max(room.values()))
        for moment, free in sorted(room.items()):
            within = [(("z", number, start), 1.0) for start in starts if moment - length < start <= moment]
            if within:
                model.row(within, high=free)
    for start, terms in sorted(at.items()):
        served = [("z", number, start) for number in range(len(piece.hosts)) if ("z", number, start) in model.columns]
        model.row([*terms, *((name, -1) for name in served)], 0, 0)


def seats_in(model: Model, values: Sequence[float]) -> list[Seat]:
    """The seats that a solution means: units that chose a time get the leaders that their group got then."""
    seats: list[Seat] = []
    units: defaultdict[tuple[tuple[int, ...], int], list[int]] = defaultdict(list)
    leaders: defaultdict[tuple[tuple[int, ...], int], list[int]] = defaultdict(list)
    mine = set(model.piece.leaders)
    for name, number in model.columns.items():
        if values[number] < 0.5:  # noqa: PLR2004 - it is 0 or 1 but for rounding
            continue
        if name[0] == "k":
            seats.append(name[1:])
        elif name[0] == "x":
            group = tuple(leader for leader in model.piece.board.groups[name[1]] if leader in mine)
            units[group, name[2]].append(name[1])
        elif name[0] == "f":
            leaders[name[1], name[3]].append(name[2])
    for key, chosen in units.items():
        seats += [(unit, leader, key[1]) for unit, leader in zip(sorted(chosen), sorted(leaders[key]), strict=True)]
    return seats


def values_of(model: Model, seats: Iterable[Seat]) -> dict[int, float] | None:
    """The columns that these seats set to 1, as a start for the solver, which fills the others in.

    None when the model has no such columns: they were closed.
    """
    board, mine = model.piece.board, set(model.piece.leaders)
    kept = set(board.kept)
    found: dict[Column, float] = {}
    days: defaultdict[tuple[int, date], list[int]] = defaultdict(list)
    for unit, leader, start in seats:
        group = tuple(one for one in board.groups[unit] if one in mine)
        if (unit, leader, start) in kept:
            found["k", unit, leader, start] = 1
        else:
            found["x", unit, start] = 1
            found["f", group, leader, start] = 1
        found["p", leader, start] = 1
        found["y", leader, board.day(start)] = 1
        days[leader, board.day(start)].append(start)
    found |= {("v", leader, day, tuple(sorted(starts))): 1 for (leader, day), starts in days.items()}
    if any(name[0] == "x" and name not in model.columns for name in found):
        return None
    return {model.columns[name]: value for name, value in found.items() if name in model.columns}
