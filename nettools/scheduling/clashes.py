"""Clashes: anyone in two places at once, meetings that no Zoom host is free for, and hours that do not exist."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from nettools.domain.occasions import NetworkMeeting, Supervision
from nettools.domain.people import CourseLeader
from nettools.domain.termplan import TermDescription
from nettools.errors import Place, Problem
from nettools.language import Text, text
from nettools.scheduling.hosts import choose_hosts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A network meeting or a supervision session, and who must be there. `name` is what config calls it."""

    occasion: NetworkMeeting | Supervision
    leaders: tuple[CourseLeader, ...]
    host: str
    name: str
    place: str


def clashes(description: TermDescription) -> tuple[Problem, ...]:
    """Every course leader and Zoom host who would be in too many meetings at once, and every hour that is none.

    Where a network names no host, some host of the term must be free.
    """
    held = [*_held(description)]
    return (
        *_missing_hours(held, description),
        *_too_many(held, description),
        *choose_hosts(description).problems,
    )


def does_not_exist(moment: datetime) -> bool:
    """Whether clocks jump over this local time (the last Sunday of March, 02.00 to 03.00)."""
    there_and_back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return there_and_back.replace(tzinfo=None) != moment.replace(tzinfo=None)


def _held(description: TermDescription) -> Iterator[_Held]:
    for network in description.networks:
        for meeting in network.meetings:
            yield _Held(
                occasion=meeting,
                leaders=network.leaders,
                host=network.zoom_host,
                name=f"{network.key}/{meeting.number}",
                place=f"networks.{network.key}.meetings.{meeting.number}",
            )
    for session in description.supervisions:
        yield _Held(
            occasion=session,
            leaders=(session.leader,),
            host=session.zoom_host,
            name=f"{session.unit_key}/{session.number}",
            place=f"supervisions.{session.unit_key}.{session.number}",
        )


def _missing_hours(held: Iterable[_Held], description: TermDescription) -> Iterator[Problem]:
    for one in held:
        if does_not_exist(one.occasion.starts) or does_not_exist(one.occasion.ends):
            said = text("The meeting is at an hour that does not exist: clocks are put forward that night.")
            yield Problem(code="no-such-time", message=said, place=_place(description, one))


def _too_many(held: Iterable[_Held], description: TermDescription) -> Iterator[Problem]:
    leaders: dict[str, list[_Held]] = defaultdict(list)
    hosts: dict[str, list[_Held]] = defaultdict(list)
    for one in held:
        if one.host:
            hosts[one.host.casefold()].append(one)
        for leader in one.leaders:
            leaders[leader.email.key].append(one)
    at_once = {host.email.key: host.meetings_at_once for host in description.zoom_hosts}
    for key in sorted(leaders):
        yield from _clashing(leaders[key], 1, "leader-clash", description)
    for key in sorted(hosts):
        yield from _clashing(hosts[key], at_once.get(key, 1), "host-clash", description)


def _clashing(held: Iterable[_Held], at_once: int, code: str, description: TermDescription) -> Iterator[Problem]:
    """The meetings that begin while `at_once` others are going on. Back to back is no clash."""
    going_on: list[_Held] = []
    for one in sorted(held, key=lambda each: (each.occasion.starts.astimezone(UTC), each.name)):
        starts = one.occasion.starts.astimezone(UTC)
        going_on = [other for other in going_on if other.occasion.ends.astimezone(UTC) > starts]
        if len(going_on) >= at_once:
            yield Problem(code=code, message=_said(code, going_on), place=_place(description, one))
        going_on.append(one)


def _said(code: str, others: Sequence[_Held]) -> Text:
    with_ = ", ".join(other.name for other in others)
    if code == "leader-clash":
        return text("The course leader is in another meeting at the same time: {others}.", others=with_)
    return text("The Zoom host has no room for one more meeting at the same time; it holds {others}.", others=with_)


def _place(description: TermDescription, one: _Held) -> Place:
    return Place(file=f"config/terms/{description.term}.toml", key=one.place)
