"""Supervision as it is arranged: when leaders and units can, and each session on its way from proposal to held."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from nettools.domain.occasions import Supervision
from nettools.domain.people import CourseLeader
from nettools.domain.terms import Term


class SupervisionState(StrEnum):
    """proposal → published → held, moved or cancelled; a moved one is published at its new time, and may be held."""

    PROPOSAL = "proposal"
    PUBLISHED = "published"
    MOVED = "moved"
    HELD = "held"
    CANCELLED = "cancelled"


STANDING = frozenset({SupervisionState.PUBLISHED, SupervisionState.MOVED, SupervisionState.HELD})
MAY_CHANGE = frozenset({SupervisionState.PUBLISHED, SupervisionState.MOVED})


class TimesOf(StrEnum):
    """Whose times they are."""

    LEADER = "leader"
    UNIT = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenTime:
    """A stretch of time that somebody gave. `weight`: 0 possible, 1 to 3 preferred; `busy` takes time away again."""

    starts: datetime
    ends: datetime
    weight: int = 0
    busy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionTimes:
    """All times of a course leader (`key` is the e-mail key) or a unit (its key), and what it wishes beside.

    `leaders` are the e-mail keys of those that a unit wishes to meet; empty means anyone. `most_a_day` is a leader's
    own bound.
    """

    kind: TimesOf
    key: str
    times: tuple[GivenTime, ...]
    leaders: tuple[str, ...] = ()
    days_off: frozenset[date] = frozenset()
    most_a_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionPage:
    """A unit's or course leader's own web page in a term; `number` counts the addresses that it has had."""

    term: Term
    kind: TimesOf
    key: str
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSupervision:
    """A session of a unit with a leader, and where it is on its way.

    `number` is the unit's own and never changes, so that a moved session is still the same one. `preference` is how
    much the unit wished the time; a `locked` one is not moved by any schedule.
    """

    unit_key: str
    number: int
    starts: datetime
    ends: datetime
    leader: CourseLeader
    zoom_host: str = ""
    state: SupervisionState = SupervisionState.PROPOSAL
    preference: int = 0
    locked: bool = False

    @property
    def stands(self) -> bool:
        """Whether people count on it."""
        return self.state in STANDING

    @property
    def supervision(self) -> Supervision:
        """What a term plan knows of it."""
        return Supervision(
            unit_key=self.unit_key,
            number=self.number,
            starts=self.starts,
            ends=self.ends,
            leader=self.leader,
            zoom_host=self.zoom_host,
        )
