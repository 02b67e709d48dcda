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
from nettools.scheduling.supervision.model import Column, Model, seats_in, values_of

if TYPE_CHECKING:
    from highspy import Highs

_FEASIBLE = 2  # HiGHS's word
_ROUNDING = 1e-5
_UNBOUNDED = 1e15
_TINY = 1e-3


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

    def __init__(self, model: Model, seats: Sequence[Seat], *, nodes: int, seconds: float) -> None:
        self.model, self.seats, self.seconds = model, list(seats), seconds
        self.highs = _loaded(model, nodes)
        self.in_time = True

    def best(self, aim: Aim) -> Proof:
        """Go as far as can be, and hold it."""
        now, sign = self._value(aim), 1 if aim.most else -1
        bound = aim.known
        if aim.worth and now != bound:
            found = self._run(aim.worth, sign)
            now = self._value(aim)
            bounds = [one for one in (found, aim.known) if one is not None]
            bound = min(bounds) if sign > 0 else max(bounds)
        if bound is None or sign * bound < sign * now:
            bound = now
        self._hold(aim.worth, now, sign)
        return Proof(value=now, bound=bound)

    def needless(self, aim: Aim, value: int) -> frozenset[Column]:
        """Columns x that no solution with this `value` can use: their reduced cost alone would spend more."""
        self._price(aim.worth, 1 if aim.most else -1, 1)
        highs = self.highs
        for name, setting in {"solve_relaxation": True, "solver": "ipm", "run_crossover": "off"}.items():
            highs.setOptionValue(name, setting)
        highs.run()
        slack = -highs.getInfo().objective_function_value - value + _ROUNDING + _TINY
        return frozenset(_dear(self.model, highs.getSolution().col_dual, slack))

    def _value(self, aim: Aim) -> int:
        return aim.value(objective(self.model.piece.board, self.seats, self.model.piece.leaders))

    def _run(self, worth: Mapping[Column, float], sign: int) -> int | None:
        """Solve for the sum; the bound that was proved, if any."""
        highs, step = self.highs, gcd(*(int(one) for one in worth.values()))
        self._price(worth, sign, step)
        highs.setOptionValue("mip_abs_gap", 1 - 1e-4)  # the sum is whole: what is less than one apart is the same
        highs.setOptionValue("time_limit", highs.getRunTime() + self.seconds)
        self._start_from_seats()
        highs.run()
        info = highs.getInfo()
        if info.primal_solution_status == _FEASIBLE:
            self.seats = seats_in(self.model, highs.getSolution().col_value)
        self.in_time = self.in_time and highs.getModelStatus().name != "kTimeLimit"
        bound = info.mip_dual_bound
        return None if abs(bound) >= _UNBOUNDED else -sign * ceil(bound - _ROUNDING) * step

    def _price(self, worth: Mapping[Column, float], sign: int, step: int) -> None:
        costs = [0.0] * len(self.model.columns)
        for name, one in worth.items():
            costs[self.model.columns[name]] = -sign * one / step
        self.highs.changeColsCost(len(costs), list(range(len(costs))), costs)

    def _start_from_seats(self) -> None:
        known = values_of(self.model, self.seats)
        decided = [number for name, number in self.model.columns.items() if name[0] in "xkfpyv"]
        self.highs.setSolution(len(decided), decided, [known.get(number, 0.0) for number in decided])

    def _hold(self, worth: Mapping[Column, float], value: int, sign: int) -> None:
        numbers = [self.model.columns[name] for name in worth]
        low, high = (value - 0.5, self.highs.inf) if sign > 0 else (-self.highs.inf, value + 0.5)
        if numbers:
            self.highs.addRow(low, high, len(numbers), numbers, [*worth.values()])


def _dear(model: Model, duals: Sequence[float], slack: float) -> Iterator[Column]:
    """Columns x that cost more than `slack`, with what their group's position then costs: neither comes alone."""
    of_position = {name[1:]: max(0.0, duals[number]) for name, number in model.columns.items() if name[0] == "p"}
    of_group: dict[Column, float] = {}
    for name, number in model.columns.items():
        if name[0] == "f":
            cost = duals[number] + of_position[name[2:]]
            of_group[name[1], name[3]] = min(cost, of_group.get((name[1], name[3]), cost))
    mine = set(model.piece.leaders)
    for name, number in model.columns.items():
        if name[0] == "x":
            group = tuple(leader for leader in model.piece.board.groups[name[1]] if leader in mine)
            if duals[number] + of_group[group, name[2]] > slack:
                yield name


def _loaded(model: Model, nodes: int) -> "Highs":
    import highspy  # noqa: PLC0415 - loaded when a schedule is made
    import numpy  # noqa: PLC0415 - as above

    count, rows = len(model.columns), model.rows
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, len(rows)
    lp.col_cost_ = numpy.zeros(count)
    lp.col_lower_ = numpy.zeros(count)
    lp.col_upper_ = numpy.array(model.upper)
    lp.row_lower_ = numpy.array([low for _, _, low, _ in rows])
    lp.row_upper_ = numpy.array([high for _, _, _, high in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = numpy.cumsum([0, *(len(numbers) for numbers, _, _, _ in rows)])
    lp.a_matrix_.index_ = numpy.array([number for numbers, _, _, _ in rows for number in numbers], dtype=numpy.int32)
    lp.a_matrix_.value_ = numpy.array([worth for _, worths, _, _ in rows for worth in worths], dtype=float)
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in model.whole]
    highs = highspy.Highs()
    for name, value in {"output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0}.items():
        highs.setOptionValue(name, value)
    highs.setOptionValue("mip_max_nodes", nodes)
    highs.passModel(lp)
    return highs
