"""What should stand in each participant's calendar: the network's meetings, and the unit's supervision."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nettools.domain.calendars import CalendarEntry
from nettools.domain.occasions import Supervision
from nettools.domain.people import CourseLeader, EmailAddress, Participant
from nettools.domain.registrations import Registration, RegistrationState
from nettools.domain.termplan import TermDescription
from nettools.domain.terms import Term
from nettools.letters.matters import Appointment
from nettools.letters.termfacts import TermFacts, meeting_key

_OURS = uuid.UUID("5d2f6d38-5d0f-5f0e-9c3e-6a1b7b0c1a26")  # no meaning; must never change, or all UIDs would


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalOccasion:
    """An occasion as one person takes part in it: for which registrations, and what a letter says of it.

    `whose` is the network's name for a meeting, the unit's for supervision.
    """

    entry: CalendarEntry
    recipient: Participant | CourseLeader
    registrations: tuple[Registration, ...]
    appointment: Appointment
    whose: str


def entry_uid(occasion: str, who: EmailAddress) -> str:
    """What a calendar knows the entry by: the same for ever, and without a word about who it is."""
    return str(uuid.uuid5(_OURS, f"{occasion}\n{who.key}"))


def is_supervision(entry: CalendarEntry) -> bool:
    """Whether the occasion is a supervision session; else it is a network meeting."""
    return entry.occasion.rpartition("/")[2].startswith("supervision-")


def occasions_in(description: TermDescription) -> frozenset[str]:
    """The keys of everything that takes place in the term, for whomever."""
    meetings = (
        meeting_key(description.term, network, meeting)
        for network in description.networks
        for meeting in network.meetings
    )
    sessions = (_session_key(description.term, session) for session in description.supervisions)
    return frozenset((*meetings, *sessions))


def wanted_occasions(registrations: Iterable[Registration], facts: TermFacts) -> dict[str, PersonalOccasion]:
    """Every occasion of everyone in the units that have a place, by the entry's UID, in the order of sign-up."""
    found: dict[str, PersonalOccasion] = {}
    for registration in registrations:
        if registration.state is RegistrationState.ACCEPTED:
            for person in registration.participants:
                for one in occasions_of(registration, person, facts):
                    _add(found, one)
    return found


def occasions_of(
    registration: Registration, person: Participant | CourseLeader, facts: TermFacts
) -> Iterator[PersonalOccasion]:
    """One person's occasions by one registration: the meetings of its network, then the unit's supervision."""
    term = facts.description.term
    for network in facts.networks_of((registration,)):
        for meeting in network.meetings:
            told = Appointment.of(meeting, facts.join_link(network, meeting, person.email))
            key = meeting_key(term, network, meeting)
            yield _occasion(key, person, registration, told, network.name)
        for session in facts.description.supervisions:
            if session.unit_key == registration.unit.key:
                key = _session_key(term, session)
                place = key.removeprefix(f"{term}/")
                told = Appointment(
                    number=session.number,
                    starts=session.starts,
                    ends=session.ends,
                    link=facts.join_links.get(f"{term}/{network.key}/{place}", ""),
                    leader=session.leader,
                )
                yield _occasion(key, person, registration, told, registration.unit.name)


def _session_key(term: Term, session: Supervision) -> str:
    """Without the network, so that the entry stays the same when the unit changes networks."""
    return f"{term}/{session.unit_key}/supervision-{session.number}"


def _occasion(
    key: str, person: Participant | CourseLeader, registration: Registration, told: Appointment, whose: str
) -> PersonalOccasion:
    entry = CalendarEntry(
        uid=entry_uid(key, person.email),
        occasion=key,
        to=person.email,
        to_name=person.name,
        title=told.theme or whose,
        starts=told.starts,
        ends=told.ends,
        link=told.link,
        leader=told.leader,
    )
    return PersonalOccasion(entry=entry, recipient=person, registrations=(registration,), appointment=told, whose=whose)


def _add(found: dict[str, PersonalOccasion], one: PersonalOccasion) -> None:
    """Who is there for two units of one network has one entry for each meeting, by both registrations."""
    before = found.get(one.entry.uid)
    registrations = (*before.registrations, *one.registrations) if before else one.registrations
    found[one.entry.uid] = PersonalOccasion(
        entry=one.entry,
        recipient=one.recipient,
        registrations=registrations,
        appointment=one.appointment,
        whose=one.whose,
    )
