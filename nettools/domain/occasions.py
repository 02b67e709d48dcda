"""Occasions: the network meetings (nätverksträffar) of a term, and the questions talked about there."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question from the network's bank; `key` is short and stable (`q07`)."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkMeeting:
    """One meeting of one network. `starts` and `ends` carry the time zone; they are shown in Europe/Stockholm."""

    number: int
    theme: str
    starts: datetime
    ends: datetime
    questions: tuple[Question, ...] = ()

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends - self.starts).total_seconds() // 60)
