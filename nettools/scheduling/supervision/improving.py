"""Compact days and even load, once it is settled how many sessions there are and how many wishes are met.

A part that is not too large is solved at once. Of a larger one some leaders at a time are decided anew while all the
others' sessions stand, round after round, and a relaxation of the whole says how far from the best that may be.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from nettools.scheduling.supervision.board import Seat
from nettools.scheduling.supervision.hosting import lanes_given
from nettools.scheduling.supervision.lanes import classes
from nettools.scheduling.supervision.model import Column, Model, Piece, model_of
from nettools.scheduling.supervision.proving import Aim, Effort, Proof, Solver

_LEADERS = 8  # decided at a time
_ROUNDS = 3


def compact(piece: Piece, closed: frozenset[Column], seats: Sequence[Seat], effort: Effort) -> tuple[list[Seat], Proof]:
    """The least cost with as many sessions, kept ones and wishes as these seats have, and a bound for it."""
    if len(piece.units) <= effort.at_once:
        solver, aim = _solver(piece, closed, seats, effort)
        proof = solver.best(aim)
        return solver.seats, proof
    found = _piece_by_piece(piece, closed, list(seats), effort)
    solver, aim = _solver(piece, closed, found, effort)
    bound, value = solver.relaxed(aim).bound, solver.value(aim)
    return found, Proof(value=value, bound=0 if bound is None else min(bound, value))


def _solver(piece: Piece, closed: frozenset[Column], seats: Sequence[Seat], effort: Effort) -> tuple[Solver, Aim]:
    """A solver that lets nothing of what the seats have already be lost."""
    model = model_of(piece, costs=True, closed=closed)
    solver = Solver(model, seats, effort)
    for aim in _already(model):
        solver.hold(aim, solver.value(aim))
    return solver, Aim(worth=model.compact(), value=lambda one: one.cost, most=False)


def _already(model: Model) -> Iterator[Aim]:
    yield Aim(worth=model.placed(), value=lambda one: one.placed, most=True)
    yield Aim(worth=model.kept(), value=lambda one: one.kept, most=True)
    yield Aim(worth=model.preference(), value=lambda one: one.preference, most=True)


def _piece_by_piece(piece: Piece, closed: frozenset[Column], seats: list[Seat], effort: Effort) -> list[Seat]:
    blocks = [*_blocks(piece)]
    still = 0
    for number in range(_ROUNDS * len(blocks)):
        block = set(blocks[number % len(blocks)])
        inside = [seat for seat in seats if seat[1] in block]
        outside = [seat for seat in seats if seat[1] not in block]
        decided = replace(
            piece,
            units=tuple(sorted({seat[0] for seat in inside})),
            leaders=tuple(sorted(block)),
            hosts=_room_left(piece, seats, outside),
        )
        solver, aim = _solver(decided, closed, inside, effort)
        before = solver.value(aim)
        solver.best(aim)
        still = still + 1 if solver.value(aim) == before else 0
        seats = [*outside, *solver.seats]
        if still == len(blocks):
            break
    return sorted(seats)


def _blocks(piece: Piece) -> Iterator[tuple[int, ...]]:
    """Leaders that have units in common, together; every leader is in some block."""
    kinship: Counter[tuple[int, int]] = Counter()
    for unit in piece.units:
        kinship.update(combinations(piece.board.groups[unit][:_LEADERS], 2))
    left = [*piece.leaders]
    while left:
        block = [left[0]]
        while len(block) < min(_LEADERS, len(piece.leaders)):
            rest = [one for one in piece.leaders if one not in block]
            near = {one: sum(kinship[min(one, other), max(one, other)] for other in block) for one in rest}
            block.append(max(rest, key=lambda one: (one in left, near[one], -one)))
        left = [one for one in left if one not in block]
        yield tuple(block)


def _room_left(
    piece: Piece, seats: Sequence[Seat], outside: Sequence[Seat]
) -> Mapping[tuple[int, ...], Mapping[int, int]]:
    """How much room the hosts have beside the sessions that stand."""
    if not piece.on_zoom:
        return {}
    board, length = piece.board, piece.board.rules.minutes
    lane_of = lanes_given(board, seats)
    starts = sorted({start for leader in piece.leaders for start in board.starts_of_leader[leader]})
    left: dict[tuple[int, ...], dict[int, int]] = {}
    for takes, lanes in classes(board.lanes, starts, length).items():
        mine = set(lanes)
        busy = Counter(seat[2] for seat in outside if lane_of[seat] in mine)
        left[takes] = {
            moment: len(lanes) - sum(n for start, n in busy.items() if moment - length < start <= moment)
            for moment in takes
        }
    return {takes: room for takes, room in left.items() if takes}
