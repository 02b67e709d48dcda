"""Clashes: anyone in two places at once, and meetings at an hour that does not exist."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from nettools.domain.occasions import NetworkMeeting
from nettools.domain.termplan import NetworkDescription, TermDescription
from nettools.errors import Place, Problem
from nettools.language import Text, text

Held = tuple[NetworkDescription, NetworkMeeting]


def clashes(description: TermDescription) -> tuple[Problem, ...]:
    """Every course leader and Zoom host who would be in too many meetings at once, and every hour that is none."""
    held = [(network, meeting) for network in description.networks for meeting in network.meetings]
    return (*_missing_hours(held, description), *_too_many(held, description))


def does_not_exist(moment: datetime) -> bool:
    """Whether clocks jump over this local time (the last Sunday of March, 02.00 to 03.00)."""
    there_and_back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return there_and_back.replace(tzinfo=None) != moment.replace(tzinfo=None)


def _missing_hours(held: Iterable[Held], description: TermDescription) -> Iterator[Problem]:
    for network, meeting in held:
        if does_not_exist(meeting.starts) or does_not_exist(meeting.ends):
            said = text("The meeting is at an hour that does not exist: clocks are put forward that night.")
            yield Problem(code="no-such-time", message=said, place=_place(description, network, meeting))


def _too_many(held: Iterable[Held], description: TermDescription) -> Iterator[Problem]:
    leaders: dict[str, list[Held]] = defaultdict(list)
    hosts: dict[str, list[Held]] = defaultdict(list)
    for network, meeting in held:
        hosts[network.zoom_host.casefold()].append((network, meeting))
        for leader in network.leaders:
            leaders[leader.email.key].append((network, meeting))
    at_once = {host.email.key: host.meetings_at_once for host in description.zoom_hosts}
    for key in sorted(leaders):
        yield from _clashing(leaders[key], 1, "leader-clash", description)
    for key in sorted(hosts):
        yield from _clashing(hosts[key], at_once.get(key, 1), "host-clash", description)


def _clashing(held: Iterable[Held], at_once: int, code: str, description: TermDescription) -> Iterator[Problem]:
    """The meetings that begin while `at_once` others are going on. Back to back is no clash."""
    going_on: list[Held] = []
    for network, meeting in sorted(held, key=lambda each: (each[1].starts.astimezone(UTC), each[0].key)):
        starts = meeting.starts.astimezone(UTC)
        going_on = [other for other in going_on if other[1].ends.astimezone(UTC) > starts]
        if len(going_on) >= at_once:
            yield Problem(code=code, message=_said(code, going_on), place=_place(description, network, meeting))
        going_on.append((network, meeting))


def _said(code: str, others: Sequence[Held]) -> Text:
    with_ = ", ".join(f"{network.key}/{meeting.number}" for network, meeting in others)
    if code == "leader-clash":
        return text("The course leader is in another meeting at the same time: {others}.", others=with_)
    return text("The Zoom host has no room for one more meeting at the same time; it holds {others}.", others=with_)


def _place(description: TermDescription, network: NetworkDescription, meeting: NetworkMeeting) -> Place:
    key = f"networks.{network.key}.meetings.{meeting.number}"
    return Place(file=f"config/terms/{description.term}.toml", key=key)
