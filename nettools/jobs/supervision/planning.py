"""Supervision: a proposal for the term, published, and changed as little as can be when something happens."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from nettools.domain.people import CourseLeader
from nettools.domain.registrations import RegistrationState
from nettools.domain.supervision import MAY_CHANGE, PlannedSupervision, SupervisionState
from nettools.domain.terms import Term
from nettools.errors import RefusedError
from nettools.jobs.supervision.outcomes import Proposal, SessionList
from nettools.jobs.supervision.request import request_of
from nettools.jobs.supervision.supervised import bounds_of, described, leaders_of, next_number
from nettools.jobs.tools import Tools
from nettools.language import text
from nettools.scheduling import unsure_breaks
from nettools.scheduling.supervision import Effort, PlannedSession, Schedule, parts, schedule

LOCK = "supervision"


def propose(tools: Tools, term: Term) -> Proposal:
    """Make the best schedule for the units that lack a session, and remember it as a proposal.

    What is published stays where it is; an earlier proposal is replaced. Raises InputError when there is no such term.
    """
    with tools.store.lock(LOCK):
        found = _think(tools, term, movable=False)
        run = tools.store.journal.open_run("supervision schedule", term, tools.who, tools.clock())
        tools.store.supervisions.propose(term, _new_sessions(tools, term, found))
        result = _proposal(tools, term, found)
        counts = {"placed": found.objective.placed, "unplaced": len(found.unplaced)}
        tools.store.journal.close_run(run, tools.clock(), result.exit_status, counts)
    return result


def replan(tools: Tools, term: Term, *, carry_out: bool) -> Proposal:
    """Make room for what has changed, moving as few published sessions as possible.

    Only with `carry_out` are they moved: each keeps its number; one that finds no time, or whose unit has left, is
    cancelled. Units that lacked a session get theirs as a proposal.
    """
    with tools.store.lock(LOCK):
        before = tools.store.supervisions.of(term)
        found = _think(tools, term, movable=True)
        if not carry_out:
            return _proposal(tools, term, found)
        run = tools.store.journal.open_run("supervision replan", term, tools.who, tools.clock())
        with tools.store.transaction():
            changed = _moved(tools, term, found, before)
            keys = {(one.unit_key, one.number) for one in changed}
            seen = [one for one in before if (one.unit_key, one.number) in keys]
            tools.store.supervisions.put(term, changed, bounds_of(tools, term), seen=seen)
            tools.store.supervisions.propose(term, _new_sessions(tools, term, found))
        result = replace(_proposal(tools, term, found), carried_out=True)
        counts = {"moved": len(found.moved), "unplaced": len(found.unplaced)}
        tools.store.journal.close_run(run, tools.clock(), result.exit_status, counts)
    return result


def publish(tools: Tools, term: Term) -> SessionList:
    """Make what is proposed count: apply makes its meetings and calendar entries, letters tell of it.

    Raises RefusedError when there is no proposal, or when anyone in it has been taken meanwhile.
    """
    with tools.store.lock(LOCK):
        sessions = tools.store.supervisions.of(term)
        proposed = [one for one in sessions if one.state is SupervisionState.PROPOSAL]
        if not proposed:
            said = text("Nothing is proposed. First: nettools supervision schedule {term}", term=term)
            raise RefusedError(said, code="nothing-proposed")
        published = [replace(one, state=SupervisionState.PUBLISHED) for one in proposed]
        run = tools.store.journal.open_run("supervision publish", term, tools.who, tools.clock())
        _put_published(tools, term, published, proposed)
        tools.store.journal.close_run(run, tools.clock(), 0, {"published": len(published)})
    return SessionList(term=term, sessions=published, units=unit_names(tools, term))


def _put_published(
    tools: Tools, term: Term, published: Iterable[PlannedSupervision], proposed: Iterable[PlannedSupervision]
) -> None:
    try:
        tools.store.supervisions.put(term, published, bounds_of(tools, term), seen=proposed)
    except RefusedError as error:
        said = text(
            "Somebody has booked meanwhile. Propose again: nettools supervision schedule {term}, then publish.",
            term=term,
        )
        raise RefusedError(said, code=error.code) from None


def listed(tools: Tools, term: Term) -> SessionList:
    """All sessions of the term, cancelled ones too, in order of time."""
    tools.settings.term(term)
    return SessionList(term=term, sessions=tools.store.supervisions.of(term), units=unit_names(tools, term))


def unit_names(tools: Tools, term: Term) -> Mapping[str, str]:
    """The units' names, by their keys."""
    return {one.unit.key: one.unit.name for one in tools.store.registrations.of(term)}


def _think(tools: Tools, term: Term, *, movable: bool) -> Schedule:
    request = request_of(tools, term, movable=movable)
    tools.progress.begin(text("Scheduling"), parts(request))
    try:
        effort = Effort(seconds=tools.settings.supervision.seconds)
        return schedule(request, effort, step=tools.progress.advance)
    finally:
        tools.progress.end()


def _proposal(tools: Tools, term: Term, found: Schedule) -> Proposal:
    description, registrations = described(tools, term), tools.store.registrations.of(term)
    there = [one.unit for one in registrations if one.state is RegistrationState.ACCEPTED]
    return Proposal(
        term=term,
        schedule=found,
        units={one.unit.key: one.unit.name for one in registrations},
        leaders={key: leader.name for key, leader in leaders_of(description).items()},
        unsure=unsure_breaks(tools.settings.calendar, there, description.first_day, description.last_day),
    )


def _new_sessions(tools: Tools, term: Term, found: Schedule) -> Iterable[PlannedSupervision]:
    """The sessions that nobody knows of yet, each with a number of its own; none for who has booked meanwhile."""
    description = described(tools, term)
    leaders = leaders_of(description)
    known = [one for one in tools.store.supervisions.of(term) if one.state is not SupervisionState.PROPOSAL]
    taken = {(one.unit_key, one.leader.email.key, one.starts) for one in description.supervisions}
    taken |= {(one.to.unit, one.to.leader, one.to.span.starts) for one in found.moved if one.to}
    has = Counter(one.unit_key for one in description.supervisions)
    new: list[PlannedSupervision] = []
    for one in found.sessions:
        more = has[one.unit] < tools.settings.supervision.per_unit
        if more and not one.locked and (one.unit, one.leader, one.span.starts) not in taken:
            has[one.unit] += 1
            number = next_number(description, (*known, *new), one.unit)
            new.append(_planned(one, leaders[one.leader], number, SupervisionState.PROPOSAL))
    return new


def _moved(
    tools: Tools, term: Term, found: Schedule, sessions: Iterable[PlannedSupervision]
) -> list[PlannedSupervision]:
    """The sessions that get another time, and those that lose theirs."""
    leaders = leaders_of(described(tools, term))
    before = {(one.unit_key, one.number): one for one in sessions}
    changed = []
    for one in found.moved:
        session = before[one.before.unit, one.before.number]
        if one.to is None:
            changed.append(replace(session, state=SupervisionState.CANCELLED))
        else:
            changed.append(_planned(one.to, leaders[one.to.leader], session.number, SupervisionState.MOVED))
    told = {(one.before.unit, one.before.number) for one in found.moved}
    there = {(one.unit, one.span.starts) for one in found.sessions}
    left = [one for key, one in before.items() if one.state in MAY_CHANGE and key not in told]
    changed += [
        replace(one, state=SupervisionState.CANCELLED) for one in left if (one.unit_key, one.starts) not in there
    ]
    hosts = {(one.unit, one.leader, one.span.starts): one.host for one in found.sessions}
    for session in before.values():
        host = hosts.get((session.unit_key, session.leader.email.key, session.starts), session.zoom_host)
        if session.stands and host != session.zoom_host and (session.unit_key, session.number) not in told:
            changed.append(replace(session, zoom_host=host))
    return changed


def _planned(one: PlannedSession, leader: CourseLeader, number: int, state: SupervisionState) -> PlannedSupervision:
    return PlannedSupervision(
        unit_key=one.unit,
        number=number,
        starts=one.span.starts,
        ends=one.span.ends,
        leader=leader,
        zoom_host=one.host,
        state=state,
        preference=one.preference,
    )
