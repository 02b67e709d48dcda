"""Occasions: the network meetings (nätverksträffar) of a term, the questions talked about there, and supervision."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from nettools.domain.people import CourseLeader

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question from the network's bank; `key` is short and stable (`q07`)."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkMeeting:
    """One meeting of one network. `starts` and `ends` carry the time zone; they are shown in Europe/Stockholm.

    `zoom_host` is the address of the host that holds it; empty until one is chosen.
    """

    number: int
    theme: str
    starts: datetime
    ends: datetime
    questions: tuple[Question, ...] = ()
    zoom_host: str = ""

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends - self.starts).total_seconds() // 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    """A supervision session (handledning) of one unit with a course leader.

    `number` counts the unit's sessions in the term. `zoom_host` is empty for one that is not held on Zoom.
    """

    unit_key: str
    number: int
    starts: datetime
    ends: datetime
    leader: CourseLeader
    zoom_host: str = ""

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends - self.starts).total_seconds() // 60)
