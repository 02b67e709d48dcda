"""The report as values: a row for each unit and meeting, and how many there are of each."""

from dataclasses import asdict, dataclass
from datetime import datetime

from nettools.domain.letters import LetterState
from nettools.domain.registrations import RegistrationState
from nettools.domain.terms import Term
from nettools.jobs.supervision.week_picture import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """Where one unit is on its way through the term. No person is named."""

    key: str
    name: str
    authority: str
    network: str
    state: RegistrationState
    letter: LetterState | None
    people: int
    in_canvas: int
    drafts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """A network meeting; `in_zoom` and `in_canvas` tell whether it stands there."""

    network: str
    number: int
    theme: str
    starts: datetime
    ends: datetime
    in_zoom: bool
    in_canvas: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TermReport:
    """The whole report; `protected` is a count and nothing more.

    `leaders` are those who have a band in the pictures of weeks, in that order.
    """

    term: Term
    units: tuple[UnitRow, ...]
    meetings: tuple[MeetingRow, ...]
    authorities: tuple[tuple[str, int], ...]
    protected: int
    made: datetime
    supervision: tuple[Slot, ...] = ()
    leaders: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """As `nettools report --json` prints it."""
        meetings = [
            {**asdict(row), "starts": row.starts.isoformat(), "ends": row.ends.isoformat()} for row in self.meetings
        ]
        return {
            "term": str(self.term),
            "units": [asdict(row) for row in self.units],
            "meetings": meetings,
            "authorities": [{"name": name, "units": n} for name, n in self.authorities],
            "supervision": [
                {**asdict(one), "starts": one.starts.isoformat(), "ends": one.ends.isoformat()}
                for one in self.supervision
            ],
            "protected": self.protected,
            "made": self.made.isoformat(),
        }

    def count(self, state: RegistrationState) -> int:
        """How many units are in this state."""
        return sum(1 for row in self.units if row.state == state)
