"""Who should get which letter: one rule for each kind."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from nettools.domain.people import EmailAddress, Participant
from nettools.domain.registrations import Registration, RegistrationState
from nettools.letters.choosing import Candidate, person_mark
from nettools.letters.matters import Appointment, AppointmentNews, Attended, Feedback
from nettools.letters.termfacts import TermFacts

_ACCEPTED = RegistrationState.ACCEPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the one who asks for letters brings: which of several, and what they are to tell.

    `meeting` is a meeting's number, `time` which reminder it is (1, 2, …). `attended` leads from a person's key to
    the numbers of the meetings that the person took part in, with the minutes (0: not counted); None while nobody
    has said.
    """

    meeting: int = 0
    time: int = 1
    feedback: tuple[Feedback, ...] = ()
    attended: Mapping[str, Mapping[int, int]] | None = None


NOTHING_ASKED = Asked()


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Everyone who may be written to, and what decides whether.

    `with_draft` are keys of units that have handed in a draft; `least_attended` is the share of the meetings that
    makes a certificate. What began before `now` nobody is reminded of; None: whatever the time is.
    """

    facts: TermFacts
    registrations: tuple[Registration, ...]
    asked: Asked = NOTHING_ASKED
    with_draft: Collection[str] = ()
    least_attended: float = 1.0
    now: datetime | None = None


Chooser = Callable[[Circle], Iterator[Candidate]]


def rektor_when(state: RegistrationState) -> Chooser:
    """To the rektor of each unit whose sign-up is in this state."""

    def choose(circle: Circle) -> Iterator[Candidate]:
        for one in circle.registrations:
            yield _to_rektor(one, held="" if one.state is state else one.state.value)

    return choose


def rektor_without_companions(circle: Circle) -> Iterator[Candidate]:
    """To the rektor of each unit that has a place and no companions."""
    for one in circle.registrations:
        held = "has-companions" if one.companions else ""
        yield _to_rektor(one, held=_no_place(one) or held, occasion=_time(circle.asked))


def rektor_without_draft(circle: Circle) -> Iterator[Candidate]:
    """To the rektor of each unit that has a place and has handed in no draft."""
    for one in circle.registrations:
        held = "has-draft" if one.unit.key in circle.with_draft else ""
        yield _to_rektor(one, held=_no_place(one) or held, occasion=_time(circle.asked))


def rektor_with_feedback(circle: Circle) -> Iterator[Candidate]:
    """To the rektor of each unit whose draft has been answered; each version's answer is a letter of its own."""
    answered: dict[str, list[Feedback]] = {}
    for each in circle.asked.feedback:
        answered.setdefault(each.unit_key, []).append(each)
    for one in circle.registrations:
        for each in answered.get(one.unit.key, ()):
            yield Candidate(
                recipient=one.principal,
                registration=one,
                about=f"version-{each.version}",
                occasion=one.unit.key,
                held=_no_place(one),
                matter=each,
            )
        if one.unit.key not in answered:
            yield _to_rektor(one, held=_no_place(one) or "no-feedback")


def companions(circle: Circle) -> Iterator[Candidate]:
    """To each companion of the units that have a place: once for each unit that they belong to."""
    for one in circle.registrations:
        for person in one.companions:
            yield Candidate(
                recipient=person,
                registration=one,
                about=one.unit.key,
                occasion=person_mark(person.email),
                held=_no_place(one),
            )


def participants(circle: Circle) -> Iterator[Candidate]:
    """To everyone in the units that have a place, once."""
    yield from _everyone(circle)


def participants_of_meeting(circle: Circle) -> Iterator[Candidate]:
    """To everyone in the units whose network has the meeting that was asked for, while it is to come."""
    for one in circle.registrations:
        network = next(iter(circle.facts.networks_of((one,))), None)
        meeting = next((m for m in network.meetings if m.number == circle.asked.meeting), None) if network else None
        for person in one.participants:
            if network is None or meeting is None:
                held = "not-placed" if network is None else "no-such-meeting"
                yield _to_person(one, person, held=_no_place(one) or held)
                continue
            yield Candidate(
                recipient=person,
                registration=one,
                about=person_mark(person.email),
                occasion=f"{network.key}/meeting-{meeting.number}",
                held=_no_place(one) or ("has-been" if circle.now and meeting.starts <= circle.now else ""),
                matter=AppointmentNews(
                    whose=network.name,
                    occasion=Appointment.of(meeting, circle.facts.join_link(network, meeting, person.email)),
                ),
            )


def participants_who_attended(circle: Circle) -> Iterator[Candidate]:
    """To everyone who took part in enough of the meetings, with what they took part in."""
    for candidate in _everyone(circle):
        attended = _attended(candidate.registration, candidate.recipient.email, circle)
        enough = attended.out_of and len(attended.meetings) >= circle.least_attended * attended.out_of
        yield Candidate(
            recipient=candidate.recipient,
            registration=candidate.registration,
            about=candidate.about,
            held=candidate.held or ("" if enough else "attended-too-little"),
            matter=attended,
        )


def _everyone(circle: Circle) -> Iterator[Candidate]:
    for one in circle.registrations:
        for person in one.participants:
            yield _to_person(one, person, held=_no_place(one))


def _attended(one: Registration, who: EmailAddress, circle: Circle) -> Attended:
    """What the person took part in of the meetings of the unit's network."""
    minutes = (circle.asked.attended or {}).get(who.key, {})
    meetings = [meeting for network in circle.facts.networks_of((one,)) for meeting in network.meetings]
    return Attended(
        meetings=tuple(Appointment.of(meeting) for meeting in meetings if meeting.number in minutes),
        out_of=len(meetings),
        minutes=sum(minutes.get(meeting.number, 0) for meeting in meetings),
    )


def _to_person(one: Registration, person: Participant, *, held: str) -> Candidate:
    return Candidate(recipient=person, registration=one, about=person_mark(person.email), held=held)


def _to_rektor(one: Registration, *, held: str, occasion: str = "") -> Candidate:
    return Candidate(recipient=one.principal, registration=one, about=one.unit.key, held=held, occasion=occasion)


def _no_place(one: Registration) -> str:
    return "" if one.state is _ACCEPTED else one.state.value


def _time(asked: Asked) -> str:
    """The first reminder needs no number in its key; each further one is a letter of its own."""
    return f"reminder-{asked.time}" if asked.time > 1 else ""
