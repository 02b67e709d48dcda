"""A unit books, moves and cancels its own supervision: within the rules, and first come, first served."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from nettools.domain import swedish
from nettools.domain.supervision import MAY_CHANGE, PlannedSupervision, SupervisionState
from nettools.domain.terms import Term
from nettools.errors import RefusedError
from nettools.jobs.supervision.changes import at_a_host
from nettools.jobs.supervision.request import request_of, rules_of
from nettools.jobs.supervision.supervised import bounds_of, described, leaders_of, next_number
from nettools.jobs.tools import Tools
from nettools.language import text
from nettools.scheduling.supervision import Offer, offers


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A time that a unit may take. `key` stands for it in a form; `leader` is a name."""

    key: str
    offer: Offer
    leader: str

    @property
    def day(self) -> date:
        """The day in Sweden."""
        return swedish.local(self.offer.span.starts).date()

    @property
    def monday(self) -> date:
        """The first day of its week."""
        return self.day - timedelta(days=self.day.weekday())


def choices(tools: Tools, term: Term, unit: str, *, number: int | None = None) -> list[Choice]:
    """The times that the unit may book now, or move its session with the number to, in order of time."""
    names = leaders_of(tools.settings.term(term))
    found = offers(request_of(tools, term, movable=False), unit, instead_of=number)
    return [Choice(key=_key(one), offer=one, leader=names[one.leader].name) for one in found]


def book(tools: Tools, term: Term, unit: str, key: str) -> PlannedSupervision:
    """Book the time that `key` stands for; no schedule moves it then.

    Raises RefusedError: `taken` when it is not free (any more), `changed` when the unit's sessions have been changed.
    """
    mine = _sessions(tools, term, unit)
    number = next_number(tools.settings.term(term), mine, unit)
    return _take(tools, term, key, mine, _Wanted(unit=unit, number=number))


def move(tools: Tools, term: Term, unit: str, number: int, key: str) -> PlannedSupervision:
    """Move the unit's session to the time that `key` stands for.

    Raises RefusedError as `book` does, and `too-late` when the session is too near, `no-session` when there is none.
    """
    mine = _sessions(tools, term, unit)
    before = _may_change(tools, mine, number)
    return _take(tools, term, key, mine, _Wanted(unit=unit, number=number, before=before))


def cancel(tools: Tools, term: Term, unit: str, number: int) -> PlannedSupervision:
    """Cancel the unit's session; its time is free for others. Raises RefusedError as `move` does."""
    before = _may_change(tools, _sessions(tools, term, unit), number)
    cancelled = replace(before, state=SupervisionState.CANCELLED)
    tools.store.supervisions.put(term, [cancelled], bounds_of(tools, term), seen=[before])
    _note(tools, term, "supervision page cancel")
    return cancelled


def may_change(tools: Tools, session: PlannedSupervision) -> bool:
    """Whether the unit may move or cancel the session itself still."""
    return session.state in MAY_CHANGE and session.starts >= rules_of(tools).not_before


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """Whose session is to get a time: a new one with this number, or the one that was `before`."""

    unit: str
    number: int
    before: PlannedSupervision | None = None


def _take(tools: Tools, term: Term, key: str, mine: Sequence[PlannedSupervision], whose: _Wanted) -> PlannedSupervision:
    request, before = request_of(tools, term, movable=False), whose.before
    found = offers(request, whose.unit, instead_of=before.number if before else None)
    offer = next((one for one in found if _key(one) == key), None)
    if offer is None:
        raise RefusedError(text("That time cannot be booked any more. Choose another."), code="taken")
    session = PlannedSupervision(
        unit_key=whose.unit,
        number=whose.number,
        starts=offer.span.starts,
        ends=offer.span.ends,
        leader=leaders_of(described(tools, term))[offer.leader],
        zoom_host=before.zoom_host if before else "",
        state=SupervisionState.MOVED if before else SupervisionState.PUBLISHED,
        preference=offer.weight,
        locked=True,
    )
    bounds = bounds_of(tools, term)
    taken = at_a_host(session, request.hosts, lambda held: tools.store.supervisions.book(term, held, bounds, seen=mine))
    _note(tools, term, "supervision page move" if before else "supervision page book")
    return taken


def _sessions(tools: Tools, term: Term, unit: str) -> list[PlannedSupervision]:
    """What people know of the unit's sessions, cancelled ones too."""
    all_of_them = tools.store.supervisions.of(term)
    return [one for one in all_of_them if one.unit_key == unit and one.state is not SupervisionState.PROPOSAL]


def _may_change(tools: Tools, mine: Sequence[PlannedSupervision], number: int) -> PlannedSupervision:
    session = next((one for one in mine if one.number == number and one.state in MAY_CHANGE), None)
    if session is None:
        raise RefusedError(text("The session does not stand any more."), code="no-session")
    if not may_change(tools, session):
        raise RefusedError(text("It is too late to change the session here; write to the network."), code="too-late")
    return session


def _note(tools: Tools, term: Term, command: str) -> None:
    run = tools.store.journal.open_run(command, term, tools.who, tools.clock())
    tools.store.journal.close_run(run, tools.clock(), 0, {"sessions": 1})


def _key(offer: Offer) -> str:
    """What tells the offer from all others, and nothing of the leader's address."""
    named = f"{offer.span.starts.isoformat()} {offer.leader}"
    return hashlib.sha256(named.encode()).hexdigest()[:20]
