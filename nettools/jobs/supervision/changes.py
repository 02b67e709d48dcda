"""One session at a time: moved, locked, cancelled, held."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from nettools.domain.people import CourseLeader
from nettools.domain.supervision import MAY_CHANGE, PlannedSupervision, SupervisionState
from nettools.domain.termplan import TermDescription
from nettools.domain.terms import Term
from nettools.domain.words import SUPERVISION_STATES
from nettools.errors import InputError, Place, Problem, RefusedError
from nettools.jobs.supervision.outcomes import SessionList
from nettools.jobs.supervision.planning import unit_names
from nettools.jobs.supervision.request import request_of
from nettools.jobs.supervision.supervised import bounds_of, described, leaders_of, the_session
from nettools.jobs.tools import Tools
from nettools.language import Text, text
from nettools.scheduling import clashes
from nettools.scheduling.supervision import HostTimes
from nettools.scheduling.times import Frame, UnreadableTimeError, read_times


def move(tools: Tools, term: Term, unit: str, to: str, *, leader: str = "", number: int | None = None) -> SessionList:
    """Give a published session another time (`to`, as "14 oktober kl. 13"), perhaps another leader; it is locked there.

    Raises InputError when the time cannot be read or nobody such leads, RefusedError when anyone is busy then.
    """
    session = _may_change(the_session(tools, term, unit, number))
    description = described(tools, term)
    starts = _starts(tools, description, to)
    moved = replace(
        session,
        starts=starts,
        ends=starts + timedelta(minutes=tools.settings.supervision.minutes),
        leader=_leader(description, leader) if leader else session.leader,
        state=SupervisionState.MOVED,
        locked=True,
        preference=0,
    )
    _refuse_clash(description, session, moved)
    return _done(tools, term, "supervision move", _place(tools, term, moved, session))


def _place(tools: Tools, term: Term, moved: PlannedSupervision, seen: PlannedSupervision) -> PlannedSupervision:
    bounds, hosts = bounds_of(tools, term), request_of(tools, term, movable=False).hosts
    return at_a_host(moved, hosts, lambda held: tools.store.supervisions.put(term, [held], bounds, seen=[seen]))


def at_a_host(
    session: PlannedSupervision, hosts: Sequence[HostTimes], remember: Callable[[PlannedSupervision], None]
) -> PlannedSupervision:
    """The session at the first Zoom host that takes it, its own first, as it was remembered.

    Raises RefusedError: code `taken` when no host does, or what else `remember` refuses it for.
    """
    refused = None
    for host in _hosts(hosts, session):
        held = replace(session, zoom_host=host)
        try:
            remember(held)
        except RefusedError as error:
            if error.code != "taken":
                raise
            refused = error
        else:
            return held
    raise refused or RefusedError(text("No Zoom host is free then. Choose another time."), code="taken")


def lock(tools: Tools, term: Term, unit: str, *, number: int | None = None, locked: bool = True) -> SessionList:
    """Let no schedule move the session, or let it again."""
    before = the_session(tools, term, unit, number)
    session = replace(before, locked=locked)
    tools.store.supervisions.put(term, [session], bounds_of(tools, term), seen=[before])
    return _done(tools, term, "supervision lock", session)


def cancel(tools: Tools, term: Term, unit: str, *, number: int | None = None) -> SessionList:
    """Cancel a published session: its time is free for others, and its meeting goes with the next apply."""
    session = _may_change(the_session(tools, term, unit, number))
    return _become(tools, term, session, SupervisionState.CANCELLED, "supervision cancel")


def held(tools: Tools, term: Term, unit: str, *, number: int | None = None) -> SessionList:
    """Note that the session was held. Raises RefusedError when it has not begun yet."""
    session = _may_change(the_session(tools, term, unit, number))
    if session.starts > tools.clock():
        raise RefusedError(text("The session has not begun yet."), code="too-early")
    return _become(tools, term, session, SupervisionState.HELD, "supervision held")


def _become(
    tools: Tools, term: Term, session: PlannedSupervision, state: SupervisionState, command: str
) -> SessionList:
    changed = replace(session, state=state)
    tools.store.supervisions.put(term, [changed], bounds_of(tools, term), seen=[session])
    return _done(tools, term, command, changed)


def _done(tools: Tools, term: Term, command: str, session: PlannedSupervision) -> SessionList:
    run = tools.store.journal.open_run(command, term, tools.who, tools.clock())
    tools.store.journal.close_run(run, tools.clock(), 0, {"sessions": 1})
    return SessionList(term=term, sessions=(session,), units=unit_names(tools, term))


def _may_change(session: PlannedSupervision) -> PlannedSupervision:
    if session.state not in MAY_CHANGE:
        said = text(
            "The session is {state}; only a published one can be changed so.", state=SUPERVISION_STATES[session.state]
        )
        raise RefusedError(said, code="not-published")
    return session


def _starts(tools: Tools, description: TermDescription, to: str) -> datetime:
    frame = Frame(
        first_day=description.first_day, last_day=description.last_day, minutes=tools.settings.supervision.minutes
    )
    try:
        spans = read_times(to, frame)
    except UnreadableTimeError as error:
        raise _wrong("--to", error.said) from None
    if len(spans) != 1:
        raise _wrong("--to", text("must say one day and one hour, as 14 oktober kl. 13"))
    return spans[0].starts


def _leader(description: TermDescription, key: str) -> CourseLeader:
    leaders = leaders_of(description)
    if key.casefold() not in leaders:
        raise _wrong(
            "--leader", text("is no course leader of the term; there are {known}", known=", ".join(sorted(leaders)))
        )
    return leaders[key.casefold()]


def _wrong(option: str, said: Text) -> InputError:
    return InputError([Problem(code="option", message=said, place=Place(key=option))])


def _refuse_clash(description: TermDescription, before: PlannedSupervision, after: PlannedSupervision) -> None:
    """Refuse what would clash with a network meeting or a session of the term's file."""
    others = tuple(
        one for one in description.supervisions if (one.unit_key, one.number) != (before.unit_key, before.number)
    )
    alone = replace(description, supervisions=(*others, replace(after, zoom_host="").supervision))
    known = clashes(replace(description, supervisions=others))
    if new := [one for one in clashes(alone) if one not in known]:
        raise InputError(new)


def _hosts(hosts: Sequence[HostTimes], session: PlannedSupervision) -> Iterator[str]:
    """Hosts that no network meeting keeps busy then; none at all where the term has no hosts."""
    if not hosts:
        yield ""
    for one in sorted(hosts, key=lambda one: (one.host.casefold() != session.zoom_host.casefold(), one.host)):
        busy = [span for span in one.busy if span.starts < session.ends and session.starts < span.ends]
        if len(busy) < one.at_once:
            yield one.host
