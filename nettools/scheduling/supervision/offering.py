"""What a unit can choose for itself: every time that a leader has left, within all the bounds of a schedule."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nettools.scheduling.supervision.board import Board, board_of
from nettools.scheduling.supervision.request import Request, Span, Wish
from nettools.scheduling.supervision.stretches import moment


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Offer:
    """A time that is free, with a leader (e-mail key). `weight` is how much the unit wished it, 0 to 3."""

    span: Span
    leader: str
    weight: int = 0


def offers(request: Request, unit: str, *, instead_of: int | None = None) -> tuple[Offer, ...]:
    """All times that the unit may take now, in order of time; none when it has all its sessions.

    The times that the unit gave do not bound it: here it chooses itself. Its wished leaders, days off and meetings
    do, and so does all that stands, but for its own session with the number `instead_of`, which would be moved.
    """
    mine = [one for one in request.units if one.unit == unit]
    free = [span for leader in request.leaders for span in leader.free]
    if not mine or not free:
        return ()
    ever = Span(starts=min(span.starts for span in free), ends=max(span.ends for span in free))
    asking = replace(mine[0], wishes=(*mine[0].wishes, Wish(span=ever)))
    left = [one for one in request.standing if (one.unit, one.number) == (unit, instead_of)]
    standing = tuple(replace(one, locked=True) for one in request.standing if one not in left)
    board = board_of(replace(request, units=(asking,), standing=standing))
    now = {(one.leader, one.span.starts) for one in left}
    return tuple(sorted(one for one in _offers(board) if (one.leader, one.span.starts) not in now))


def _offers(board: Board) -> Iterator[Offer]:
    if not board.wanted[0]:
        return
    minutes = board.rules.minutes
    hosted = [
        start
        for start in board.starts_of_unit[0]
        if not board.lanes or any(lane.takes(start, minutes) for lane in board.lanes)
    ]
    for leader in board.groups[0]:
        for start in hosted:
            if start in board.free[leader] and board.most(leader, board.day(start)):
                span = Span(starts=moment(start), ends=moment(start + minutes))
                yield Offer(span=span, leader=board.leaders[leader].leader, weight=board.weight.get((0, start), 0))
