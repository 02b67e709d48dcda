"""What a schedule is asked for with: who is free when, who wishes what, the rules, and what is settled already."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

_ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A stretch of time, `starts` before `ends`, both with their time zone."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A time when a unit can come. `weight` is 0 for a possible time, 1 to 3 for one that is preferred."""

    span: Span
    weight: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderTimes:
    """A course leader, by e-mail key: when free, when busy after all, and days (in Sweden) that are kept free.

    `days_off` tells of each what it is, as a holiday's name; empty: the leader's own.
    `most_a_day` is the leader's own bound; None means what the rules say. `name` is for sentences only.
    """

    leader: str
    free: tuple[Span, ...]
    name: str = ""
    busy: tuple[Span, ...] = ()
    days_off: Mapping[date, str] = field(default_factory=dict)
    most_a_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTimes:
    """A unit, by its key, and when it can come. `leaders` (e-mail keys) are those it wishes; empty means anyone.

    `days_off` tells of each day that is kept free what it is, as a break's name; empty: the unit's own.
    `sessions` is how many it should have in all, those that are settled included.
    """

    unit: str
    wishes: tuple[Wish, ...]
    leaders: tuple[str, ...] = ()
    busy: tuple[Span, ...] = ()
    days_off: Mapping[date, str] = field(default_factory=dict)
    sessions: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTimes:
    """A Zoom host: how many meetings it can hold at once, and when it holds others already."""

    host: str
    at_once: int = 1
    busy: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How sessions may lie. `minutes`, `pause` and `step` are minutes; nothing new begins before `not_before`.

    A leader's sessions follow each other from where a free time begins, pauses between, or from where a unit's time
    begins if that is later; with a `step` they may also begin at every whole step on the clock, which takes longer
    to think about. A unit's sessions are at least `days_between` days apart. `day_cost`,
    `idle_cost` (for an hour of waiting between sessions) and `load_cost` (for
    each session above an even share) weigh compact days against even load.
    """

    minutes: int = 60
    pause: int = 15
    step: int = 0
    most_a_day: int = 3
    days_between: int = 14
    not_before: datetime = _ALWAYS
    day_cost: int = 60
    idle_cost: int = 40
    load_cost: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A session that people know of already. It stays when it is `locked`; else it is moved only if it must be."""

    unit: str
    leader: str
    span: Span
    host: str = ""
    number: int = 1
    preference: int = 0
    locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """All that a schedule depends on. Without `hosts` sessions are not held on Zoom."""

    leaders: tuple[LeaderTimes, ...]
    units: tuple[UnitTimes, ...]
    hosts: tuple[HostTimes, ...] = ()
    rules: Rules = Rules()
    standing: tuple[Standing, ...] = ()
