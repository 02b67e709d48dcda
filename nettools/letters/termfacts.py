"""What is the same in every letter of a term: who stands behind it, the description, who meets where."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nettools.domain.occasions import NetworkMeeting
from nettools.domain.people import EmailAddress
from nettools.domain.registrations import Registration
from nettools.domain.termplan import NetworkDescription, TermDescription
from nettools.domain.terms import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who stands behind the letters; `mail_*` is what stands as a mail's sender.

    `canvas_link` is where Canvas is, `pages_link` where the web pages are, empty when nobody can reach them.
    """

    name: str
    network: str
    contact: str
    phone: str = ""
    web: str = ""
    privacy_link: str = ""
    canvas_link: str = ""
    pages_link: str = ""
    mail_name: str = ""
    mail_address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFacts:
    """What is the same in every letter of a term.

    `placements` leads from a unit's key to its network's key, `join_links` from a meeting's key
    (`HT26/natverk-1/meeting-1`) to its address on Zoom, as far as they are known; so does the key of a person who is
    registered for it, to that person's own. `unit_pages` leads from the key of a unit that has a place to the address
    of its own web page, a secret; it is empty where there are no pages. So does `calendars` from a person's key to the
    address that a calendar program can subscribe to.
    """

    sender: Sender
    description: TermDescription
    placements: Mapping[str, str]
    join_links: Mapping[str, str]
    unit_pages: Mapping[str, str] = field(default_factory=dict)
    calendars: Mapping[str, str] = field(default_factory=dict)

    def networks_of(self, registrations: tuple[Registration, ...]) -> dict[NetworkDescription, list[str]]:
        """The networks that these registrations are placed in, with the units' names; unplaced ones are left out."""
        described = {network.key: network for network in self.description.networks}
        found: dict[NetworkDescription, list[str]] = {}
        for registration in registrations:
            network = described.get(self.placements.get(registration.unit.key, ""))
            if network is not None:
                found.setdefault(network, []).append(registration.unit.name)
        return found

    def join_link(self, network: NetworkDescription, meeting: NetworkMeeting, who: EmailAddress) -> str:
        """Where this person joins the meeting; empty while that is not known.

        With registration the common address would only ask the person to register, so their own is the only one.
        """
        key = meeting_key(self.description.term, network, meeting)
        return self.join_links.get(own_link_key(key, who) if network.zoom.registration else key, "")

    def without_link(self, registrations: tuple[Registration, ...], who: EmailAddress) -> tuple[str, ...]:
        """The keys of the meetings of these registrations whose address on Zoom is not known for this person."""
        return tuple(
            meeting_key(self.description.term, network, meeting)
            for network in self.networks_of(registrations)
            for meeting in network.meetings
            if not self.join_link(network, meeting, who)
        )


def meeting_key(term: Term, network: NetworkDescription, meeting: NetworkMeeting) -> str:
    """The key of a meeting, the same as its Zoom meeting has: `HT26/natverk-1/meeting-1`."""
    return f"{term}/{network.key}/meeting-{meeting.number}"


def own_link_key(meeting: str, who: EmailAddress) -> str:
    """The key of a person who is registered for the meeting with the key `meeting`, the same as on Zoom."""
    return f"{meeting}/registrant/{who.key}"
