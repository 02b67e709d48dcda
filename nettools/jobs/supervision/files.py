"""A course leader's sessions as a workbook or a calendar, to keep beside one's own."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from nettools.domain import swedish
from nettools.domain.people import CourseLeader
from nettools.domain.supervision import PlannedSupervision
from nettools.domain.tables import Cell
from nettools.domain.terms import Term
from nettools.domain.words import SUPERVISION_STATES
from nettools.errors import InputError, Place, Problem
from nettools.files import write_workbook
from nettools.files.placing import write_whole
from nettools.jobs.supervision.outcomes import SessionList
from nettools.jobs.supervision.planning import unit_names
from nettools.jobs.supervision.supervised import described, leaders_of
from nettools.jobs.tools import Tools
from nettools.language import text


def export(tools: Tools, term: Term, target: Path, *, leader: str = "") -> SessionList:
    """Write the sessions that stand to `target` (.xlsx: a sheet for each leader; .ics), of one leader or of all.

    Raises InputError when the file is of another kind, or nobody such leads.
    """
    sessions = _of(tools, term, leader)
    if target.suffix.casefold() == ".xlsx":
        _workbook(tools, term, target, sessions)
    elif target.suffix.casefold() == ".ics":
        _calendar(tools, term, target, sessions)
    else:
        raise InputError(
            [
                Problem(
                    code="file-kind",
                    message=text("The file must end with .xlsx or .ics."),
                    place=Place(file=target.name),
                )
            ]
        )
    return SessionList(term=term, sessions=sessions, units=unit_names(tools, term))


def _of(tools: Tools, term: Term, leader: str) -> list[PlannedSupervision]:
    known = leaders_of(described(tools, term))
    if leader and leader.casefold() not in known:
        said = text("is no course leader of the term; there are {known}", known=", ".join(sorted(known)))
        raise InputError([Problem(code="unknown-leader", message=said, place=Place(key="--leader"))])
    standing = [one for one in tools.store.supervisions.of(term) if one.stands]
    return [one for one in standing if not leader or one.leader.email.key == leader.casefold()]


def _workbook(tools: Tools, term: Term, target: Path, sessions: Sequence[PlannedSupervision]) -> None:
    units = unit_names(tools, term)
    leaders = {one.leader.email.key: one.leader for one in sessions}
    headings = [
        str(said) for said in (text("Day"), text("Week"), text("Time"), text("Unit"), text("Zoom host"), text("State"))
    ]
    sheets = [
        (leader.name, headings, [_row(one, units) for one in sessions if one.leader.email == leader.email])
        for leader in sorted(leaders.values(), key=_by_name)
    ]
    write_workbook(target, sheets or [(str(text("Supervision")), headings, [])])


def _row(one: PlannedSupervision, units: Mapping[str, str]) -> list[Cell]:
    day = swedish.local(one.starts).date()
    return [
        day,
        swedish.week(day),
        swedish.clock(one.starts, one.ends),
        units.get(one.unit_key, one.unit_key),
        one.zoom_host,
        str(SUPERVISION_STATES[one.state]),
    ]


def _calendar(tools: Tools, term: Term, target: Path, sessions: Sequence[PlannedSupervision]) -> None:
    from nettools.mail.calendar import Event, calendar_file  # noqa: PLC0415 - loaded when a calendar is written

    units = unit_names(tools, term)
    events = [
        Event(
            uid=f"{term}/{one.unit_key}/supervision-{one.number}@nettools",
            title=str(
                text(
                    "Supervision: {unit} with {leader}",
                    unit=units.get(one.unit_key, one.unit_key),
                    leader=one.leader.name,
                )
            ),
            starts=one.starts,
            ends=one.ends,
        )
        for one in sessions
    ]
    name = str(text("Supervision {term}", term=term))
    content = calendar_file(events, name=name, organiser=tools.settings.organiser.name, written=tools.clock())
    write_whole(target, content)


def _by_name(leader: CourseLeader) -> tuple[str, str]:
    return swedish.order(leader.name), leader.email.key
