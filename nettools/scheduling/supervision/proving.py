"""HiGHS at work on a model, one aim after the other; what it proved, and what it merely found.

HiGHS is loaded here and nowhere else, when a schedule is made. Work is bounded by nodes and not by seconds, on one
thread and from a fixed seed, so that the same request gets the same answer on every computer.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, gcd
from typing import TYPE_CHECKING

from nettools.scheduling.supervision.answer import Objective
from nettools.scheduling.supervision.board import Seat
from nettools.scheduling.supervision.filling import objective
from nettools.scheduling.supervision.model import INFINITE, Column, Model, Row, seats_in, values_of

if TYPE_CHECKING:
    from highspy import Highs

_FEASIBLE = 2  # HiGHS's word
_ROUNDING = 1e-5
_UNBOUNDED = 1e15
_LOOSE = 2e-3  # how exact a relaxation is
_RELAXING: Mapping[str, bool | str] = {"solve_relaxation": True, "solver": "ipm", "run_crossover": "off"}
_AS_BEFORE: Mapping[str, bool | str] = {"solve_relaxation": False, "solver": "choose", "run_crossover": "on"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much work is put in: branches that the solver looks at, and seconds after which it stops all the same.

    A part with more than `at_once` units is made compact some leaders at a time, and its wishes are not proved further
    than a relaxation does.
    Whoever must have the same answer on every computer gives seconds enough that they are never reached.
    """

    nodes: int = 200_000
    seconds: float = 300.0
    at_once: int = 700


DEFAULT_EFFORT = Effort()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What came of an aim: its value, and the bound that nothing can be better than. Both are whole."""

    value: int
    bound: int

    @property
    def settled(self) -> bool:
        """Whether nothing better is possible."""
        return self.value == self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A sum of columns to be made as large (`most`) or as small as can be. `value` reads it off an objective.

    `known` is a bound that is known beforehand: when seats reach it, nothing is solved.
    """

    worth: Mapping[Column, float]
    value: Callable[[Objective], int]
    most: bool
    known: int | None = None


class Solver:
    """One model in HiGHS; aims are pursued in turn, and what one has reached the next must keep."""

    def __init__(self, model: Model, seats: Sequence[Seat], effort: Effort) -> None:
        self.model, self.seats, self.seconds = model, list(seats), effort.seconds
        self.highs = _solver_of(model.upper, model.whole, model.rows)
        self.highs.setOptionValue("mip_max_nodes", effort.nodes)

    def best(self, aim: Aim) -> Proof:
        """Go as far as can be, and hold it."""
        now, sign = self.value(aim), 1 if aim.most else -1
        bound = aim.known
        if aim.worth and now != bound:
            found = self._run(aim, sign)
            now = self.value(aim)
            bounds = [one for one in (found, aim.known) if one is not None]
            bound = min(bounds) if sign > 0 else max(bounds)
        if not aim.worth or bound is None or sign * bound < sign * now:
            bound = now
        self.hold(aim, now)
        return Proof(value=now, bound=bound)

    def relaxed(self, aim: Aim) -> "Relaxed":
        """What would be possible if sessions could be split: a bound, and what columns cost then."""
        sign, step = 1 if aim.most else -1, _step(aim.worth)
        self._price(aim.worth, sign, step)
        highs = self.highs
        for name, setting in _RELAXING.items():
            highs.setOptionValue(name, setting)
        highs.run()
        for name, setting in _AS_BEFORE.items():
            highs.setOptionValue(name, setting)
        if highs.getModelStatus().name != "kOptimal":
            return Relaxed(model=self.model, bound=None)
        least = highs.getInfo().objective_function_value
        return Relaxed(
            model=self.model,
            bound=-sign * ceil(least - _LOOSE) * step,
            sum=-sign * least * step,
            duals=tuple(highs.getSolution().col_dual),
        )

    def _take(self, seats: list[Seat], aim: Aim) -> None:
        """Keep these seats unless those there are better: a solver that was cut short may not have got so far."""
        before, self.seats = (self.value(aim), self.seats), seats
        if (self.value(aim) < before[0]) is aim.most and self.value(aim) != before[0]:
            self.seats = before[1]

    def value(self, aim: Aim) -> int:
        """How far the seats are now."""
        return aim.value(objective(self.model.piece.board, self.seats, self.model.piece.leaders))

    def _run(self, aim: Aim, sign: int) -> int | None:
        """Solve for the sum; the bound that was proved, if any."""
        highs, step = self.highs, _step(aim.worth)
        self._price(aim.worth, sign, step)
        highs.setOptionValue("mip_abs_gap", 1 - 1e-4)  # the sum is whole: what is less than one apart is the same
        highs.setOptionValue("time_limit", highs.getRunTime() + self.seconds)
        self._start_from_seats()
        highs.run()
        info = highs.getInfo()
        if info.primal_solution_status == _FEASIBLE:
            self._take(seats_in(self.model, highs.getSolution().col_value), aim)
        bound = info.mip_dual_bound
        return None if abs(bound) >= _UNBOUNDED else -sign * ceil(bound - _ROUNDING) * step

    def _price(self, worth: Mapping[Column, float], sign: int, step: int) -> None:
        costs = [0.0] * len(self.model.columns)
        for name, one in worth.items():
            costs[self.model.columns[name]] = -sign * one / step
        self.highs.changeColsCost(len(costs), list(range(len(costs))), costs)

    def _start_from_seats(self) -> None:
        known = values_of(self.model, self.seats)
        if known is None:
            return
        decided = [number for name, number in self.model.columns.items() if name[0] in "xkfpyv"]
        self.highs.setSolution(len(decided), decided, [known.get(number, 0.0) for number in decided])

    def hold(self, aim: Aim, value: int) -> None:
        """Let nothing be worse than this from now on."""
        numbers = [self.model.columns[name] for name in aim.worth]
        low, high = (value - 0.5, self.highs.inf) if aim.most else (-self.highs.inf, value + 0.5)
        if numbers:
            self.highs.addRow(low, high, len(numbers), numbers, [*aim.worth.values()])


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """A model solved with split sessions: the bound that it proves (None when unsolved), its sum and its duals."""

    model: Model
    bound: int | None
    sum: float = 0.0
    duals: tuple[float, ...] = ()

    def needless(self, value: int) -> frozenset[Column]:
        """Columns x that nothing with at least this value uses: their own price alone would spend more than is left."""
        return frozenset(self._dear(self.sum - value + _LOOSE)) if self.duals else frozenset()

    def _dear(self, slack: float) -> Iterator[Column]:
        """What an x costs with the position that its group then needs: neither comes alone."""
        columns, mine = self.model.columns, set(self.model.piece.leaders)
        position = {name[1:]: max(0.0, self.duals[number]) for name, number in columns.items() if name[0] == "p"}
        cheapest: dict[Column, float] = {}
        for name, number in columns.items():
            if name[0] == "f":
                cost = self.duals[number] + position[name[2:]]
                cheapest[name[1], name[3]] = min(cost, cheapest.get((name[1], name[3]), cost))
        for name, number in columns.items():
            if name[0] == "x":
                group = tuple(leader for leader in self.model.piece.board.groups[name[1]] if leader in mine)
                if self.duals[number] + cheapest[group, name[2]] > slack:
                    yield name


def _step(worth: Mapping[Column, float]) -> int:
    """What every sum is a multiple of."""
    return gcd(*(int(one) for one in worth.values())) or 1


def whole_numbers(count: int, rows: Sequence[tuple[Sequence[int], int, int]]) -> list[int]:
    """Whole numbers, one for each of `count` columns, so that every row (columns, low, high) has its sum."""
    weighed = [([*numbers], [1.0] * len(numbers), float(low), float(high)) for numbers, low, high in rows]
    highs = _solver_of([INFINITE] * count, [True] * count, weighed)
    highs.run()
    return [round(value) for value in highs.getSolution().col_value]


def _solver_of(upper: Sequence[float], whole: Sequence[bool], rows: Sequence[Row]) -> "Highs":
    import highspy  # noqa: PLC0415 - loaded when a schedule is made
    import numpy as np  # noqa: PLC0415 - as above

    count = len(upper)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, len(rows)
    lp.col_cost_ = np.zeros(count)
    lp.col_lower_ = np.zeros(count)
    lp.col_upper_ = np.array(upper)
    lp.row_lower_ = np.array([low for _, _, low, _ in rows])
    lp.row_upper_ = np.array([high for _, _, _, high in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(numbers) for numbers, _, _, _ in rows)])
    lp.a_matrix_.index_ = np.array([number for numbers, _, _, _ in rows for number in numbers], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([worth for _, worths, _, _ in rows for worth in worths], dtype=float)
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger if is_whole else kinds.kContinuous for is_whole in whole]
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in {"output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0}.items():
        highs.setOptionValue(name, value)
    highs.passModel(lp)
    return highs
