"""The smallest change that would place a unit that was left out, all else staying as it is."""

from collections.abc import Iterator

from nettools.domain import swedish
from nettools.language import Text, text
from nettools.scheduling.supervision import stretches
from nettools.scheduling.supervision.answer import Remedy
from nettools.scheduling.supervision.board import Board
from nettools.scheduling.supervision.filling import Filling
from nettools.scheduling.supervision.request import Span
from nettools.scheduling.supervision.stretches import moment


def remedy_for(filling: Filling, unit: int) -> Remedy | None:
    """What would help, the least trouble first: a host, one more that day, a leader's time, one of the unit's own."""
    board = filling.board
    mine = [start for start in board.starts_of_unit[unit] if filling.lacks(unit, start)]
    meets = [(leader, start) for start in mine for leader in board.groups[unit]]
    common = [
        (leader, start) for leader, start in meets if start in board.free[leader] and filling.is_free(leader, start)
    ]
    for leader, start in common:
        if filling.day_takes(leader, start) and not filling.hosted(start):
            return _remedy(board, "host", leader, start)
    for leader, start in common:
        if not filling.day_takes(leader, start) and filling.hosted(start):
            return _remedy(board, "day-limit", leader, start)
    for leader, start in _asked(filling, unit):
        if start not in board.free[leader] and _could(board, leader, start) and _fits(filling, leader, start):
            return _remedy(board, "leader-time", leader, start)
    for leader, start in sorted(_unused(filling, unit), key=lambda one: one[::-1]):
        if _fits(filling, leader, start):
            return _remedy(board, "unit-time", leader, start)
    return None


def said(board: Board, why: Text, remedy: Remedy | None) -> Text:
    """Why a unit was left out and what would help, in a sentence."""
    if remedy is None or remedy.span is None:
        return text("The unit {why}. No single change would place it; ask for more times.", why=why)
    name = next((one.name or one.leader for one in board.leaders if one.leader == remedy.leader), remedy.leader)
    when = swedish.moment_in_words(remedy.span.starts, remedy.span.ends)
    if remedy.kind == "host":
        return text(
            "The unit {why}. One more Zoom host on {when} would do, with {name}.", why=why, when=when, name=name
        )
    if remedy.kind == "day-limit":
        return text(
            "The unit {why}. One more session that day for {name} would do: {when}.", why=why, when=when, name=name
        )
    if remedy.kind == "leader-time":
        return text("The unit {why}. It could come if {name} were free on {when}.", why=why, when=when, name=name)
    return text("The unit {why}. {name} is still free on {when}: ask the unit.", why=why, when=when, name=name)


def _remedy(board: Board, kind: str, leader: int, start: int) -> Remedy:
    span = Span(starts=moment(start), ends=moment(start + board.rules.minutes))
    return Remedy(kind=kind, leader=board.leaders[leader].leader, span=span, day=board.day(start))


def _fits(filling: Filling, leader: int, start: int) -> bool:
    return filling.is_free(leader, start) and filling.day_takes(leader, start) and filling.hosted(start)


def _could(board: Board, leader: int, start: int) -> bool:
    """Whether the leader might make the time free: nothing else is then, and the day is not kept free."""
    one = board.leaders[leader]
    held = [other.span for other in board.locked if other.leader == one.leader]
    busy = stretches.wider(stretches.of((*one.busy, *held)), board.rules.pause)
    return board.day(start) not in one.days_off and _clear(busy, start, board.rules.minutes)


def _asked(filling: Filling, unit: int) -> Iterator[tuple[int, int]]:
    """The unit's own times, with every leader that it may meet."""
    board, length = filling.board, filling.board.rules.minutes
    begins = {begins for begins, ends in board.can[unit] if ends - begins >= length}
    for start in sorted(begins | set(board.starts_of_unit[unit])):
        if board.day(start) not in board.units[unit].days_off and filling.lacks(unit, start):
            yield from ((leader, start) for leader in board.groups[unit])


def _unused(filling: Filling, unit: int) -> Iterator[tuple[int, int]]:
    """Times of leaders that the unit may meet and that it has not named, though nothing of its own is then."""
    board, one = filling.board, filling.board.units[unit]
    busy, named = stretches.of(one.busy), set(board.starts_of_unit[unit])
    for leader in board.groups[unit]:
        for start in board.starts_of_leader[leader]:
            free = start not in named and board.day(start) not in one.days_off and filling.lacks(unit, start)
            if free and _clear(busy, start, board.rules.minutes):
                yield leader, start


def _clear(busy: list[stretches.Stretch], start: int, length: int) -> bool:
    return all(ends <= start or begins >= start + length for begins, ends in busy)
