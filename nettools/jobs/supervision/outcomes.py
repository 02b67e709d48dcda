"""What the jobs on supervision give back, as values that can be said as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nettools.domain import swedish
from nettools.domain.supervision import PlannedSupervision, SupervisionTimes
from nettools.domain.terms import Term
from nettools.errors import Problem
from nettools.scheduling import UnsureBreak
from nettools.scheduling.supervision import Moved, PlannedSession, Schedule, Span, Status

_IN_HUNDRED_THOUSANDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A schedule for a term, and the names that its keys stand for. `carried_out` when moves were made, not shown.

    `unsure` are breaks that units have some week, nobody knows which: no week is kept free for them.
    """

    term: Term
    schedule: Schedule
    units: Mapping[str, str]
    leaders: Mapping[str, str]
    carried_out: bool = False
    unsure: Sequence[UnsureBreak] = ()

    @property
    def exit_status(self) -> int:
        """1 when a unit was left out or nothing could be placed."""
        return int(bool(self.schedule.unplaced) or self.schedule.status is Status.NONE)

    def as_json(self) -> dict[str, object]:
        """As `nettools supervision schedule|replan --json` prints it."""
        found, worth = self.schedule, self.schedule.objective
        return {
            "term": str(self.term),
            "status": found.status.value,
            "gap": round(found.gap, _IN_HUNDRED_THOUSANDS),
            "sessions": [_session_json(one) for one in found.sessions],
            "unplaced": [{"unit": one.unit, "code": one.code, "message": str(one.message)} for one in found.unplaced],
            "moved": [_moved_json(one) for one in found.moved],
            "objective": {
                "placed": worth.placed,
                "preference": worth.preference,
                "leader_days": worth.leader_days,
                "gap_minutes": worth.gap_minutes,
                "kept": worth.kept,
                "uneven": worth.uneven,
            },
            "carried_out": self.carried_out,
            "unsure_breaks": [
                {"name": one.name, "municipality_codes": list(one.municipality_codes), "units": list(one.units)}
                for one in self.unsure
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionList:
    """A term's sessions, and the names of their units. `changed` are the keys of those that were just changed."""

    term: Term
    sessions: Sequence[PlannedSupervision]
    units: Mapping[str, str]

    def as_json(self) -> dict[str, object]:
        """As `nettools supervision list|publish|move|lock|cancel|held --json` prints it."""
        return {
            "term": str(self.term),
            "sessions": [
                {
                    "unit": one.unit_key,
                    "number": one.number,
                    "leader": str(one.leader.email),
                    "host": one.zoom_host,
                    "start": swedish.local(one.starts).isoformat(),
                    "end": swedish.local(one.ends).isoformat(),
                    "state": one.state.value,
                    "preference": one.preference,
                    "locked": one.locked,
                }
                for one in self.sessions
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesRead:
    """Whose times were read, what could not be, and whether they are remembered: with a problem nothing is.

    `unused` are the headings of columns that hold something else.
    """

    file: str
    times: Sequence[SupervisionTimes]
    problems: Sequence[Problem]
    unused: Sequence[str] = ()

    @property
    def exit_status(self) -> int:
        """1 when anything could not be read."""
        return int(bool(self.problems))

    def as_json(self) -> dict[str, object]:
        """As `nettools supervision times --json` prints it."""
        return {
            "file": self.file,
            "saved": not self.problems,
            "unmapped_columns": list(self.unused),
            "times": [
                {
                    "kind": one.kind.value,
                    "key": one.key,
                    "possible": sum(not given.busy and not given.weight for given in one.times),
                    "preferred": sum(bool(given.weight) for given in one.times),
                    "busy": sum(given.busy for given in one.times),
                    "leaders": list(one.leaders),
                }
                for one in self.times
            ],
            "problems": [
                {
                    "code": one.code,
                    "message": str(one.message),
                    "place": {"sheet": one.place.sheet, "row": one.place.row, "column": one.place.column},
                }
                for one in self.problems
            ],
        }


def _session_json(one: PlannedSession) -> dict[str, object]:
    return {
        "unit": one.unit,
        "leader": one.leader,
        "host": one.host,
        **_when(one.span),
        "preference": one.preference,
        "locked": one.locked,
    }


def _moved_json(one: Moved) -> dict[str, object]:
    return {
        "unit": one.before.unit,
        "number": one.before.number,
        "code": one.code,
        "message": str(one.message),
        "from": {"leader": one.before.leader, **_when(one.before.span)},
        "to": {"leader": one.to.leader, **_when(one.to.span)} if one.to else None,
    }


def _when(span: Span) -> dict[str, str]:
    return {"start": swedish.local(span.starts).isoformat(), "end": swedish.local(span.ends).isoformat()}
