"""Zoom's hosts: what the coming terms ask of each, and what its licence allows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from nettools.domain.glimpses import Glimpse
from nettools.domain.occasions import NetworkMeeting
from nettools.domain.people import EmailAddress
from nettools.domain.termplan import NetworkDescription, TermDescription, TermPlan
from nettools.jobs.doctor.checks import Area, Check, remote
from nettools.language import Text, text
from nettools.scheduling import choose_hosts, held_by

_BASIC_MINUTES = 40  # after that a meeting of a Basic host ends by itself
_CHANGES_A_DAY = 100  # meetings made or changed for one host, by Zoom's count
_AT_ONCE = {2: 2, 3: 2}  # by licence, on Business and Education plans; 1 for all others
_LOOK = remote(Area.ZOOM)
Held = tuple[TermDescription, NetworkDescription, NetworkMeeting]


class Licence(IntEnum):
    """Zoom's types of users."""

    BASIC = 1
    LICENSED = 2
    ON_PREM = 3
    NONE = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What is asked of a host: `at_once` as the term's file says, `people` as many as may come to one meeting."""

    email: str
    at_once: int
    people: int
    meetings: tuple[NetworkMeeting, ...]

    @property
    def longest(self) -> int:
        """The minutes of its longest meeting."""
        return max((meeting.minutes for meeting in self.meetings), default=0)

    @property
    def overlapping(self) -> int:
        """How many of its meetings go on at the same time, at most."""
        return max(
            (sum(other.starts <= each.starts < other.ends for other in self.meetings) for each in self.meetings),
            default=0,
        )


def hosts_of(terms: Sequence[TermDescription]) -> tuple[Host, ...]:
    """The hosts that these terms need, each once, in the order that they are named.

    Where a network names none, its meetings are counted at the hosts that would be chosen if nobody else had booked.
    """
    named = [host.email for term in terms for host in term.zoom_hosts]
    named += [EmailAddress(network.zoom_host) for term in terms for network in term.networks if network.zoom_host]
    held = [
        (EmailAddress(host), term, network, meeting)
        for term in terms
        for network in held_by(TermPlan(description=term, networks=()), choose_hosts(term)).description.networks
        for meeting in network.meetings
        if (host := meeting.zoom_host)
    ]
    return tuple(_host(email, terms, [one[1:] for one in held if one[0] == email]) for email in dict.fromkeys(named))


def _host(email: EmailAddress, terms: Sequence[TermDescription], held: Sequence[Held]) -> Host:
    said = (host.meetings_at_once for term in terms for host in term.zoom_hosts if host.email == email)
    return Host(
        email=str(email),
        at_once=max(said, default=1),
        people=max((n.at_most * (1 + t.companions_at_most) + len(n.leaders) for t, n, _ in held), default=0),
        meetings=tuple(meeting for _, _, meeting in held),
    )


def check_licence(host: Host, user: Mapping[str, Any], settings: Glimpse) -> Iterator[Check]:
    """Whether the host's licence carries what the terms ask of it. Both answers are Zoom's."""
    kind, state = user.get("type"), user.get("status", "active")
    if state != "active" or kind not in (Licence.BASIC, Licence.LICENSED, Licence.ON_PREM):
        found = text(
            "{host} cannot hold meetings: the user is {state}, licence {licence}.",
            host=host.email,
            state=state,
            licence=kind,
        )
        yield _LOOK.fail("zoom-host-inactive", found, text("Let the user be activated and licensed at Zoom."), "apply")
        return
    short = [*_shortcomings(host, Licence(kind), settings)]
    yield from short
    if not short:
        yield _LOOK.fine("zoom-host", _allowed(host, Licence(kind)))


def _allowed(host: Host, licence: Licence) -> Text:
    if licence is Licence.ON_PREM:
        return text(
            "{host}: on-premises licence; as long as wanted; whether registration works must be tried.", host=host.email
        )
    return text(
        "{host}: licensed; {n} at once on Business and Education plans (1 on Pro), as long as wanted, "
        "with registration.",
        host=host.email,
        n=_AT_ONCE[licence],
    )


def _shortcomings(host: Host, licence: Licence, settings: Glimpse) -> Iterator[Check]:
    if licence is Licence.BASIC:
        yield _basic(host)
    allowed = _AT_ONCE.get(licence, 1)
    if host.at_once > allowed:
        found = text(
            "{host} is said to hold {n} meetings at once, but its licence allows {allowed}.",
            host=host.email,
            n=host.at_once,
            allowed=allowed,
        )
        yield _LOOK.fail("zoom-host-at-once", found, text("Correct meetings_at_once in config/terms/."), "apply")
    if host.overlapping > allowed:
        found = text(
            "{host} has {n} network meetings at the same time, but its licence allows {allowed}.",
            host=host.email,
            n=host.overlapping,
            allowed=allowed,
        )
        todo = text("Give one of the networks another zoom_host in config/terms/.")
        yield _LOOK.fail("zoom-host-overlap", found, todo, "apply")
    if len(host.meetings) > _CHANGES_A_DAY:
        found = text(
            "{host} has {n} meetings to come; Zoom takes {most} changes a day for one host.",
            host=host.email,
            n=len(host.meetings),
            most=_CHANGES_A_DAY,
        )
        yield _LOOK.warn("zoom-host-quota", found, text("Use more hosts, or run apply on several days."), "apply")
    yield from _room(host, settings)


def _basic(host: Host) -> Check:
    todo = text("Let the host get a licence at Zoom, or name another under [zoom_hosts] in config/terms/.")
    if host.longest > _BASIC_MINUTES:
        found = text(
            "{host} has a Basic licence: meetings end after {most} minutes, but one is to last {minutes}; one at "
            "a time, no registration.",
            host=host.email,
            most=_BASIC_MINUTES,
            minutes=host.longest,
        )
        return _LOOK.fail("zoom-host-basic", found, todo, "apply")
    found = text(
        "{host} has a Basic licence: one meeting at a time, {most} minutes at most, no registration.",
        host=host.email,
        most=_BASIC_MINUTES,
    )
    return _LOOK.warn("zoom-host-basic", found, todo, "apply")


def _room(host: Host, settings: Glimpse) -> Iterator[Check]:
    """Whether all who may come get in; unsaid when Zoom does not tell how many do."""
    feature = settings.body.get("feature") if settings.fine and isinstance(settings.body, dict) else None
    most = feature.get("meeting_capacity") if isinstance(feature, dict) else None
    if isinstance(most, int) and host.people > most:
        found = text(
            "{host} takes {most} people in a meeting, but {people} may come.",
            host=host.email,
            most=most,
            people=host.people,
        )
        yield _LOOK.warn("zoom-host-room", found, text("Split the network, or get a larger licence."), "apply")
