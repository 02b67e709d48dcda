"""What other jobs need of supervision: a term's description with the sessions that people count on in it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from nettools.domain.people import CourseLeader
from nettools.domain.supervision import PlannedSupervision, TimesOf
from nettools.domain.termplan import TermDescription
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem
from nettools.jobs.tools import Tools
from nettools.language import text
from nettools.store.bounds import Bounds


def described(tools: Tools, term: Term) -> TermDescription:
    """The term as config describes it, with the sessions that are published beside those of the file.

    So they reach Canvas, Zoom and letters by the same road. Raises InputError when there is no such term.
    """
    description = tools.settings.term(term)
    stored = tuple(one.supervision for one in tools.store.supervisions.of(term) if one.stands)
    return replace(description, supervisions=(*description.supervisions, *stored))


def leaders_of(description: TermDescription) -> Mapping[str, CourseLeader]:
    """The term's course leaders, by e-mail key."""
    known = [leader for network in description.networks for leader in network.leaders]
    known += [one.leader for one in description.supervisions]
    return {leader.email.key: leader for leader in reversed(known)}


def bounds_of(tools: Tools, term: Term) -> Bounds:
    """What sessions hold: pauses, hosts' room, leaders' most a day."""
    rules, description = tools.settings.supervision, tools.settings.term(term)
    own = {
        one.key: one.most_a_day
        for one in tools.store.supervisions.times_of(term)
        if one.kind is TimesOf.LEADER and one.most_a_day is not None
    }
    return Bounds(
        pause=rules.pause,
        at_once={host.email.key: host.meetings_at_once for host in description.zoom_hosts},
        a_day={key: own.get(key, rules.most_a_day) for key in leaders_of(description)},
    )


def next_number(description: TermDescription, sessions: Iterable[PlannedSupervision], unit: str) -> int:
    """A number that the unit has not had in the term, in the file or elsewhere."""
    used = [one.number for one in description.supervisions if one.unit_key == unit]
    used += [one.number for one in sessions if one.unit_key == unit]
    return max(used, default=0) + 1


def the_session(tools: Tools, term: Term, unit: str, number: int | None = None) -> PlannedSupervision:
    """The unit's session: the one with the number, else its only one that stands. Raises InputError."""
    mine = [one for one in tools.store.supervisions.of(term) if one.unit_key == unit]
    found = [one for one in mine if (one.number == number if number is not None else one.stands)]
    if len(found) == 1:
        return found[0]
    if found:
        numbers = ", ".join(str(one.number) for one in found)
        said = text("has several sessions; say which with --number: {numbers}", numbers=numbers)
    else:
        said = text("has no such session; see: nettools supervision list {term}", term=term)
    raise InputError([Problem(code="no-session", message=said, place=Place(key=unit))])
