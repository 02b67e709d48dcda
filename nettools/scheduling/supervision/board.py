"""The board: a request in numbers, sorted, so that the same request is the same board in whatever order it came.

Leaders, units and hosts are known by their place in sorted lists, times are minutes since 1970 (UTC). A *seat* is
a unit with a leader at a time. What is locked is on the board only as time that is taken.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from nettools.domain import swedish
from nettools.scheduling.supervision import stretches
from nettools.scheduling.supervision.lanes import Lane, lanes_of
from nettools.scheduling.supervision.request import LeaderTimes, Request, Rules, Standing, UnitTimes
from nettools.scheduling.supervision.starts import possible_starts
from nettools.scheduling.supervision.stretches import Stretch, minute, moment

Seat = tuple[int, int, int]  # unit, leader, start

_DAY = 24 * 60


@dataclass(frozen=True, kw_only=True)
class Board:
    """What is to be filled.

    `starts_of_leader` (`free` for asking) and `starts_of_unit` are sorted, `can` is all of a unit's time; `weight`
    tells a unit's wish for a start. `wanted` is how many
    sessions a unit still lacks, `groups` the leaders that it may meet. `kept` are the seats that people know of
    already. `taken` counts what is locked, by leader and day; `load` by leader; `share` is an even share of sessions.
    """

    rules: Rules
    leaders: tuple[LeaderTimes, ...]
    units: tuple[UnitTimes, ...]
    starts_of_leader: Sequence[Sequence[int]]
    starts_of_unit: Sequence[Sequence[int]]
    weight: dict[tuple[int, int], int]
    wanted: Sequence[int]
    groups: Sequence[tuple[int, ...]]
    kept: tuple[Seat, ...]
    taken: Counter[tuple[int, date]]
    load: Sequence[int]
    share: int
    lanes: tuple[Lane, ...]
    locked: tuple[Standing, ...]
    movable: tuple[Standing, ...]
    free: Sequence[frozenset[int]]
    can: Sequence[Sequence[Stretch]]
    _days: dict[int, date] = field(default_factory=dict)

    def day(self, start: int) -> date:
        """The day (in Sweden) on which a session that begins then is."""
        if start not in self._days:
            self._days[start] = swedish.local(moment(start)).date()
        return self._days[start]

    def most(self, leader: int, day: date) -> int:
        """How many more sessions the leader may have that day."""
        own = self.leaders[leader].most_a_day
        return max(0, (self.rules.most_a_day if own is None else own) - self.taken[leader, day])

    @property
    def reach(self) -> int:
        """Minutes from the start of a leader's session during which no other may begin."""
        return self.rules.minutes + self.rules.pause

    @property
    def apart(self) -> int:
        """Minutes from the start of a unit's session during which no other of its may begin."""
        return max(self.rules.minutes, self.rules.days_between * _DAY)


def board_of(request: Request) -> Board:
    """Lay the request out."""
    rules = request.rules
    leaders = tuple(sorted(request.leaders, key=lambda one: one.leader))
    units = tuple(sorted(request.units, key=lambda one: one.unit))
    number = {one.leader: place for place, one in enumerate(leaders)}
    locked, movable = _settled(request)
    free = [_free(one, rules, locked) for one in leaders]
    can = [_can(one, rules, locked) for one in units]
    groups = [_group(one, number) for one in units]
    asked, stood = _asked(units, groups), _stood(movable, number)
    starts_of_leader = [
        _open(one.days_off, possible_starts(spans, _begins(one), asked[place], stood[place], rules))
        for place, (one, spans) in enumerate(zip(leaders, free, strict=True))
    ]
    ever = sorted({start for starts in starts_of_leader for start in starts})
    starts_of_unit = [
        _open(one.days_off, stretches.starts_within(spans, ever, rules.minutes))
        for one, spans in zip(units, can, strict=True)
    ]
    held = Counter(one.unit for one in locked)
    board = Board(
        rules=rules,
        leaders=leaders,
        units=units,
        starts_of_leader=starts_of_leader,
        starts_of_unit=starts_of_unit,
        free=[frozenset(starts) for starts in starts_of_leader],
        can=can,
        weight={
            key: weight
            for place, one in enumerate(units)
            for key, weight in _weights(place, one, starts_of_unit[place], rules)
        },
        wanted=[max(0, one.sessions - held[one.unit]) for one in units],
        groups=groups,
        kept=(),
        taken=Counter(
            (number[one.leader], swedish.local(one.span.starts).date()) for one in locked if one.leader in number
        ),
        load=[sum(one.leader == leader.leader for one in locked) for leader in leaders],
        share=0,
        lanes=lanes_of(request.hosts, [one for one in locked if one.host]),
        locked=locked,
        movable=movable,
    )
    wanted = sum(board.wanted) + sum(board.load)
    return replace(board, kept=tuple(_kept(board, number)), share=-(-wanted // max(1, len(leaders))))


def _settled(request: Request) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
    """What stays, and what may be moved. What is near, or longer or shorter than sessions are now, stays too."""
    known = {one.unit for one in request.units}
    locked, movable = [], []
    for one in sorted(request.standing, key=lambda one: (one.span.starts, one.unit, one.leader, one.number)):
        other_length = minute(one.span.ends) - minute(one.span.starts) != request.rules.minutes
        near = one.span.starts < request.rules.not_before
        if one.locked or near or other_length or one.unit not in known:
            locked.append(one)
        else:
            movable.append(one)
    return tuple(locked), tuple(movable)


def _free(one: LeaderTimes, rules: Rules, locked: Iterable[Standing]) -> list[Stretch]:
    busy = [*one.busy, *(held.span for held in locked if held.leader == one.leader)]
    return _later(stretches.without(stretches.of(one.free), stretches.wider(stretches.of(busy), rules.pause)), rules)


def _can(one: UnitTimes, rules: Rules, locked: Iterable[Standing]) -> list[Stretch]:
    possible = stretches.without(stretches.of(wish.span for wish in one.wishes), stretches.of(one.busy))
    apart = max(rules.minutes, rules.days_between * _DAY) - rules.minutes
    held = [held.span for held in locked if held.unit == one.unit]
    return _later(stretches.without(possible, stretches.wider(stretches.of(held), apart)), rules)


def _later(spans: Sequence[Stretch], rules: Rules) -> list[Stretch]:
    """What of them is not before anything new may begin."""
    first = minute(rules.not_before)
    first += moment(first) < rules.not_before
    return [(max(begins, first), ends) for begins, ends in spans if ends > first]


def _asked(units: Sequence[UnitTimes], groups: Sequence[tuple[int, ...]]) -> Mapping[int, set[Stretch]]:
    """For each leader, every time that a unit which it may meet can come."""
    found: defaultdict[int, set[Stretch]] = defaultdict(set)
    for one, group in zip(units, groups, strict=True):
        spans = {(minute(wish.span.starts), minute(wish.span.ends)) for wish in one.wishes}
        for leader in group:
            found[leader] |= spans
    return found


def _begins(one: LeaderTimes) -> set[int]:
    """Where the leader's free times begin as they were given."""
    return {minute(span.starts) for span in one.free}


def _stood(movable: Iterable[Standing], number: Mapping[str, int]) -> Mapping[int, set[int]]:
    """For each leader, when sessions that people know of begin."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for one in movable:
        if one.leader in number:
            found[number[one.leader]].add(minute(one.span.starts))
    return found


def _open(days_off: Mapping[date, str], starts: Sequence[int]) -> list[int]:
    if not days_off:
        return [*starts]
    return [start for start in starts if swedish.local(moment(start)).date() not in days_off]


def _weights(place: int, one: UnitTimes, starts: Sequence[int], rules: Rules) -> Iterator[tuple[tuple[int, int], int]]:
    """The wish that holds for the whole of a session, for each start."""
    levels = sorted({wish.weight for wish in one.wishes})
    for level in levels:
        spans = stretches.of(wish.span for wish in one.wishes if wish.weight >= level)
        for start in stretches.starts_within(spans, starts, rules.minutes):
            yield (place, start), level


def _group(one: UnitTimes, number: Mapping[str, int]) -> tuple[int, ...]:
    """The leaders that it may meet."""
    return tuple(sorted({number[key] for key in one.leaders if key in number} if one.leaders else number.values()))


def _kept(board: Board, number: Mapping[str, int]) -> Iterator[Seat]:
    """The standing seats that are possible still."""
    units = {one.unit: place for place, one in enumerate(board.units)}
    can = defaultdict(set, {place: set(starts) for place, starts in enumerate(board.starts_of_unit)})
    free = [set(starts) for starts in board.starts_of_leader]
    for one in board.movable:
        unit, leader, start = units[one.unit], number.get(one.leader), minute(one.span.starts)
        if leader is not None and leader in board.groups[unit] and start in can[unit] and start in free[leader]:
            yield unit, leader, start
