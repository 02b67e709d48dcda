"""A filled board as a schedule that people can read: sessions with hosts, what was moved, who is left out and why."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from nettools.domain import swedish
from nettools.language import Text, text
from nettools.scheduling.supervision.answer import Moved, PlannedSession, Schedule, Status, Unplaced
from nettools.scheduling.supervision.board import Board, Seat
from nettools.scheduling.supervision.filling import Filling, objective
from nettools.scheduling.supervision.hosting import hosts_of
from nettools.scheduling.supervision.remedies import remedy_for, said
from nettools.scheduling.supervision.request import Span, Standing
from nettools.scheduling.supervision.stretches import minute, moment


def told(board: Board, seats: Sequence[Seat], status: Status, gap: float) -> Schedule:
    """The schedule that these seats are. `status` and `gap` say what is proved of them."""
    hosts = hosts_of(board, seats)
    placed = {seat: _session(board, seat, hosts[seat]) for seat in seats}
    sessions = [*placed.values(), *(_locked(one) for one in board.locked)]
    return Schedule(
        status=status if sessions else Status.NONE,
        gap=gap,
        sessions=tuple(sorted(sessions, key=lambda one: (one.span.starts, one.leader, one.unit))),
        unplaced=tuple(_unplaced(board, seats)),
        moved=tuple(_moved(board, placed)),
        objective=objective(board, seats),
    )


def _session(board: Board, seat: Seat, host: str) -> PlannedSession:
    unit, leader, start = seat
    return PlannedSession(
        unit=board.units[unit].unit,
        leader=board.leaders[leader].leader,
        span=Span(starts=moment(start), ends=moment(start + board.rules.minutes)),
        host=host,
        preference=board.weight.get((unit, start), 0),
    )


def _locked(one: Standing) -> PlannedSession:
    return PlannedSession(
        unit=one.unit, leader=one.leader, span=one.span, host=one.host, preference=one.preference, locked=True
    )


def _unplaced(board: Board, seats: Sequence[Seat]) -> Iterator[Unplaced]:
    has = Counter(unit for unit, _, _ in seats)
    lacking = [unit for unit in range(len(board.units)) if has[unit] < board.wanted[unit]]
    if not lacking:
        return
    filling = Filling(board, seats)
    for unit in lacking:
        code, why = _reason(board, unit)
        remedy = remedy_for(filling, unit)
        yield Unplaced(unit=board.units[unit].unit, code=code, message=said(board, why, remedy), remedy=remedy)


def _reason(board: Board, unit: int) -> tuple[str, Text]:
    if not board.units[unit].wishes:
        return "no-times", text("has given no times")
    if not board.groups[unit]:
        return "unknown-leader", text("wishes a course leader who has given no times")
    if all(wish.span.starts < board.rules.not_before for wish in board.units[unit].wishes):
        return "too-late", text("has given only times that are over or too near")
    if not any(start in board.free[leader] for leader in board.groups[unit] for start in board.starts_of_unit[unit]):
        return _nothing_common(board, unit)
    return "taken", text("lost every time that it could come to units with fewer to choose from")


def _nothing_common(board: Board, unit: int) -> tuple[str, Text]:
    """Why no time of the unit's is a leader's too; days that are kept free are named by what they are."""
    one = board.units[unit]
    days = sorted({swedish.local(wish.span.starts).date() for wish in one.wishes})
    named = ", ".join(dict.fromkeys(one.days_off[day] for day in days if one.days_off.get(day)))
    if all(day in one.days_off for day in days):
        if named:
            return "days-off", text("has given only times on days that are kept free ({names})", names=named)
        return "days-off", text("has given only times on days that it keeps free")
    if named:
        return "no-common-time", text(
            "has no time in common with a course leader that it may meet, beside days that are kept free ({names})",
            names=named,
        )
    return "no-common-time", text("has no time in common with a course leader that it may meet")


def _moved(board: Board, placed: dict[Seat, PlannedSession]) -> Iterator[Moved]:
    kept = {(one.unit, one.leader, one.span.starts) for one in placed.values()}
    stays = [(one.unit, one.leader, one.span.starts) in kept for one in board.movable]
    old = {(one.unit, one.leader, one.span.starts) for one in board.movable}
    new: defaultdict[str, list[PlannedSession]] = defaultdict(list)
    for session in placed.values():
        if (session.unit, session.leader, session.span.starts) not in old:
            new[session.unit].append(session)
    for one, stayed in zip(board.movable, stays, strict=True):
        if not stayed:
            code, why = _why(board, one)
            yield Moved(before=one, to=new[one.unit].pop(0) if new[one.unit] else None, code=code, message=why)


def _why(board: Board, one: Standing) -> tuple[str, Text]:
    start = minute(one.span.starts)
    unit = next(place for place, unit in enumerate(board.units) if unit.unit == one.unit)
    leader = next((place for place, leader in enumerate(board.leaders) if leader.leader == one.leader), None)
    when, day = swedish.moment_in_words(one.span.starts, one.span.ends), board.day(start)
    for days_off in (board.units[unit].days_off, board.leaders[leader].days_off if leader is not None else {}):
        if name := days_off.get(day):
            return "days-off", text("{when} is kept free: {name}.", when=when[:1].upper() + when[1:], name=name)
    if leader is None or start not in board.free[leader]:
        return "leader-away", text("The course leader cannot any more on {when}.", when=when)
    if start not in board.starts_of_unit[unit]:
        return "unit-away", text("The unit cannot any more on {when}.", when=when)
    if leader not in board.groups[unit]:
        return "other-leader", text("The unit wishes another course leader than on {when}.", when=when)
    return "made-room", text("The time on {when} is needed by another unit.", when=when)
