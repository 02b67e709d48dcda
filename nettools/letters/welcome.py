"""What the welcome letter says to one rektor: the values behind its placeholders."""

from collections.abc import Mapping
from dataclasses import dataclass

from nettools.domain import swedish
from nettools.domain.occasions import NetworkMeeting
from nettools.domain.people import EmailAddress
from nettools.domain.registrations import Registration
from nettools.domain.termplan import NetworkDescription, TermDescription
from nettools.domain.terms import Season, Term
from nettools.letters.choosing import Addressee
from nettools.letters.placeholders import Facts, and_list


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who stands behind the letters; `canvas_link` is where Canvas is."""

    name: str
    network: str
    contact: str
    phone: str = ""
    web: str = ""
    privacy_link: str = ""
    canvas_link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFacts:
    """What is the same in every letter of a term.

    `placements` leads from a unit's key to its network's key, `join_links` from a meeting's key
    (`HT26/natverk-1/meeting-1`) to its address on Zoom, as far as they are known; so does the key of a person who is
    registered for it, to that person's own.
    """

    sender: Sender
    description: TermDescription
    placements: Mapping[str, str]
    join_links: Mapping[str, str]

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

    def without_link(self, addressee: Addressee) -> tuple[str, ...]:
        """The keys of the addressee's meetings whose address on Zoom is not known."""
        return tuple(
            meeting_key(self.description.term, network, meeting)
            for network in self.networks_of(addressee.registrations)
            for meeting in network.meetings
            if not self.join_link(network, meeting, addressee.to)
        )


def meeting_key(term: Term, network: NetworkDescription, meeting: NetworkMeeting) -> str:
    """The key of a meeting, the same as its Zoom meeting has: `HT26/natverk-1/meeting-1`."""
    return f"{term}/{network.key}/meeting-{meeting.number}"


def own_link_key(meeting: str, who: EmailAddress) -> str:
    """The key of a person who is registered for the meeting with the key `meeting`, the same as on Zoom."""
    return f"{meeting}/registrant/{who.key}"


def welcome_facts(addressee: Addressee, facts: TermFacts) -> Facts:
    """The placeholders' values for one rektor; what is not known is None or empty, and refused when it is needed."""
    networks = facts.networks_of(addressee.registrations)
    shown = [_network(network, units, facts, addressee.to) for network, units in networks.items()]
    terms = sorted({term for registration in addressee.registrations for term in registration.terms})
    meetings = sorted((m for network in networks for m in network.meetings), key=lambda meeting: meeting.starts)
    return {
        "principal_name": addressee.principal.name,
        "principal_given_name": addressee.principal.given_name,
        "unit_names": and_list([registration.unit.name for registration in addressee.registrations]),
        "unit_count": len(addressee.registrations),
        "terms_in_words": and_list([term_in_words(term) for term in terms]),
        "term_count": len(terms),
        "networks": shown if len(networks) and _all_placed(addressee, facts) else None,
        "first_meeting": swedish.moment_in_words(meetings[0].starts, meetings[0].ends) if meetings else None,
        "links_known": not facts.without_link(addressee),
        **_of_the_term(facts.description),
        **_of_the_sender(facts.sender),
    }


def term_in_words(term: Term) -> str:
    """The term as a sentence says it: höstterminen 2026."""
    return f"{'vårterminen' if term.season is Season.SPRING else 'höstterminen'} {term.year}"


def _all_placed(addressee: Addressee, facts: TermFacts) -> bool:
    return all(registration.unit.key in facts.placements for registration in addressee.registrations)


def _of_the_term(description: TermDescription) -> dict[str, object]:
    due = description.hand_in.due
    return {
        "term": str(description.term),
        "term_in_words": term_in_words(description.term),
        "companions_link": description.companions_link,
        "companions_last_day": swedish.date_in_words(description.companions.closes),
        "companions_at_most": description.companions_at_most,
        "first_task": description.first_task,
        "supervision": description.supervision_text,
        "hand_in_name": description.hand_in.name,
        "hand_in_last_day": swedish.date_in_words(due) if due else None,
        "canvas_opens": swedish.date_in_words(description.first_day),
    }


def _of_the_sender(sender: Sender) -> dict[str, object]:
    return {
        "organiser_name": sender.name,
        "organiser_web": sender.web,
        "network_title": sender.network,
        "contact": sender.contact,
        "contact_phone": sender.phone,
        "privacy_link": sender.privacy_link,
        "canvas_link": sender.canvas_link,
    }


def _network(network: NetworkDescription, units: list[str], facts: TermFacts, who: EmailAddress) -> dict[str, object]:
    return {
        "key": network.key,
        "name": network.name,
        "units": and_list(units),
        "leaders": [{"name": each.name, "email": each.email.address, "phone": each.phone} for each in network.leaders],
        "meetings": [meeting_facts(network, meeting, facts, who) for meeting in network.meetings],
    }


def meeting_facts(
    network: NetworkDescription, meeting: NetworkMeeting, facts: TermFacts, who: EmailAddress
) -> dict[str, object]:
    """What a letter to `who` says of one meeting."""
    day = swedish.local(meeting.starts).date()
    return {
        "number": meeting.number,
        "theme": meeting.theme,
        "day": swedish.weekday_and_date(day),
        "date": swedish.date_in_table(day),
        "weekday": swedish.weekday(day),
        "week": swedish.week(day),
        "time": swedish.clock(meeting.starts, meeting.ends),
        "link": facts.join_link(network, meeting, who) or None,
    }
