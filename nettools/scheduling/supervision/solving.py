"""A request becomes a schedule: greedy at once, then part by part the best there is, then hosts and reasons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nettools.scheduling.supervision.answer import Schedule, Status
from nettools.scheduling.supervision.board import Seat, board_of
from nettools.scheduling.supervision.greedy import scarcest_first
from nettools.scheduling.supervision.improving import compact
from nettools.scheduling.supervision.model import Model, Piece, model_of
from nettools.scheduling.supervision.parts import parts_of
from nettools.scheduling.supervision.proving import DEFAULT_EFFORT, Aim, Effort, Proof, Relaxed, Solver
from nettools.scheduling.supervision.request import Request
from nettools.scheduling.supervision.telling import told

# As one sum, to say how far the best may be: so much is a session worth, a step of a wish, a unit of cost (a day: 15).
_SESSION, _WISH, _COST = 1000.0, 10.0, 1 / 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A part's seats, and what is proved of each aim: placed, kept, preference, cost."""

    seats: tuple[Seat, ...]
    proofs: tuple[Proof, ...]


def parts(request: Request) -> int:
    """How many parts a schedule for the request is made of, for a progress bar."""
    return len(parts_of(board_of(request)))


def schedule(request: Request, effort: Effort = DEFAULT_EFFORT, *, step: Callable[[], None] = lambda: None) -> Schedule:
    """The best schedule for the request. `step` is called when another part is done, for a progress bar."""
    board = board_of(request)
    start = scarcest_first(board).seats
    seats: list[Seat] = []
    proofs: list[tuple[Proof, ...]] = []
    for piece in parts_of(board):
        decided = set(piece.units)
        solved = solve(piece, sorted(seat for seat in start if seat[0] in decided), effort)
        seats += solved.seats
        proofs.append(solved.proofs)
        step()
    return told(board, sorted(seats), _status(proofs), _gap(proofs))


def solve(piece: Piece, start: Sequence[Seat], effort: Effort) -> Solved:
    """The best seats of a part, from a start that is none too bad."""
    model = model_of(piece, costs=False)
    solver = Solver(model, start, effort)
    *firsts, wishes = _aims(piece, model)
    proofs = [solver.best(aim) for aim in firsts]
    relaxed = solver.relaxed(wishes)
    proofs.append(_wishes(piece, solver, relaxed, effort))
    closed = relaxed.needless(proofs[-1].value)
    seats, cost = compact(piece, closed, solver.seats, effort)
    return Solved(seats=tuple(seats), proofs=(*proofs, cost))


def _wishes(piece: Piece, solver: Solver, relaxed: Relaxed, effort: Effort) -> Proof:
    """As many wishes as can be met. Most often what a relaxation promises can be had, and of few columns."""
    *_, wishes = _aims(piece, solver.model)
    if relaxed.bound is None:
        return solver.best(wishes)
    known = relaxed.bound if wishes.known is None else min(relaxed.bound, wishes.known)
    wishes = replace(wishes, known=known)
    if solver.value(wishes) != known:
        model = model_of(piece, costs=False, closed=relaxed.needless(known))
        narrow = Solver(model, solver.seats, effort)
        *again, wished = _aims(piece, model)
        for aim in again:
            narrow.hold(aim, solver.value(aim))
        narrow.best(replace(wished, known=known))
        if narrow.value(wishes) > solver.value(wishes):
            solver.seats = narrow.seats
    if len(piece.units) > effort.at_once:
        return Proof(value=solver.value(wishes), bound=known)
    return solver.best(wishes)


def _aims(piece: Piece, model: Model) -> tuple[Aim, ...]:
    """What is wanted first of all, in order, with the bounds that need no solver."""
    board = piece.board
    starts = {unit: board.starts_of_unit[unit] for unit in piece.units}
    dearest = sum(
        board.wanted[unit] * max((board.weight.get((unit, start), 0) for start in starts[unit]), default=0)
        for unit in piece.units
    )
    decided = set(piece.units)
    kept = sum(seat[0] in decided for seat in board.kept)
    placed = Aim(
        worth=model.placed(),
        value=lambda one: one.placed,
        most=True,
        known=sum(board.wanted[unit] for unit in piece.units if starts[unit]),
    )
    stay = Aim(worth=model.kept(), value=lambda one: one.kept, most=True, known=kept)
    wishes = Aim(worth=model.preference(), value=lambda one: one.preference, most=True, known=dearest)
    return (placed, stay, wishes) if kept else (placed, wishes)


def _status(proofs: Sequence[Sequence[Proof]]) -> Status:
    settled = all(proof.settled for part in proofs for proof in part)
    return Status.OPTIMAL if settled else Status.FEASIBLE


def _gap(proofs: Sequence[Sequence[Proof]]) -> float:
    """How far the best may be, as a share of the whole: cost is bounded only when all before it is settled."""
    score = best = 0.0
    for part in proofs:
        proved = True
        *firsts, wishes, cost = part
        for proof in firsts:
            score += _SESSION * proof.value
            best += _SESSION * (proof.bound if proved else max(proof.bound, proof.value))
            proved = proved and proof.settled
        score += _WISH * wishes.value - _COST * cost.value
        best += _WISH * wishes.bound - (_COST * cost.bound if proved else 0)
    return max(0.0, (best - score) / score) if score > 0 else 0.0
