"""A schedule: the sessions, who is left out and why, what was moved, and how good it is."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from nettools.language import Text
from nettools.scheduling.supervision.request import Span, Standing


class Status(StrEnum):
    """Whether the schedule is proven best, merely as good as was found, or empty since nothing can be placed."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSession:
    """One unit with one leader (e-mail key). `preference` is how much the unit wished the time, 0 to 3."""

    unit: str
    leader: str
    span: Span
    host: str = ""
    preference: int = 0
    locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """The smallest change found that would place a unit, all else staying: what (`kind`), whose, and when.

    `kind` is `leader-time`, `unit-time`, `host`, `day-limit` or `times` (the unit has given none).
    """

    kind: str
    leader: str = ""
    span: Span | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A unit that did not get all its sessions: a code, why, and what would help."""

    unit: str
    code: str
    message: Text
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A session that people knew of and that has another time or leader now; `to` is None when it has none."""

    before: Standing
    to: PlannedSession | None
    code: str
    message: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """How good a schedule is, the most important first.

    `placed` sessions, `kept` published ones that did not move, `preference` the sum of the wishes met, then what is
    to be small: `leader_days`, `gap_minutes` that leaders wait between sessions, `uneven` sessions above an even share.
    `cost` weighs the three last as the rules say.
    """

    placed: int
    kept: int
    preference: int
    leader_days: int
    gap_minutes: int
    uneven: int
    cost: int

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """What schedules are compared by: the larger is the better."""
        return self.placed, self.kept, self.preference, -self.cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The answer. `gap` is how far from the best it may be, as a share of the whole score; 0.0 when it is proven."""

    status: Status
    gap: float
    sessions: tuple[PlannedSession, ...]
    unplaced: tuple[Unplaced, ...]
    moved: tuple[Moved, ...]
    objective: Objective

    def of_leader(self, leader: str) -> tuple[PlannedSession, ...]:
        """The leader's sessions, in order of time."""
        return tuple(one for one in self.sessions if one.leader == leader)


def starts_of(session: PlannedSession) -> datetime:
    """What sessions are ordered by, first of all."""
    return session.span.starts
