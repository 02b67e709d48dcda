"""A specimen of each kind of letter: to an invented person, so that a text can be looked at before anyone is there."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from nettools.domain.letters import LetterKind
from nettools.domain.people import Companion, EmailAddress, Principal, TargetGroup
from nettools.domain.registrations import Registration
from nettools.domain.schools import Unit
from nettools.domain.termplan import NetworkDescription, TermDescription
from nettools.letters.choosing import Addressee, letter_key
from nettools.letters.matters import Appointment, AppointmentNews, Attended, Feedback, Matter
from nettools.letters.termfacts import Sender, TermFacts, meeting_key, own_link_key

_LINK = "https://example.zoom.us/j/84100000001"
_PRINCIPAL = Principal(email=EmailAddress("rektor@example.se"), given_name="Åsa", family_name="Öberg")
_COMPANION = Companion(
    email=EmailAddress("kurator@example.se"),
    given_name="Ali",
    family_name="Ström",
    group=TargetGroup.HEALTH_PROFESSIONS,
    profession="kurator",
)
_UNIT = Unit(key="exempelskolan", name="Exempelskolan")
_TO_COMPANION = (LetterKind.COMPANION_JOINING, LetterKind.CERTIFICATE, LetterKind.MEETING_REMINDER)
_FEEDBACK = """\
## Det här tycker vi om

- Ni beskriver nuläget konkret, med både siffror och barnens egna ord.
- Ansvaret är tydligt: varje insats har en person och ett datum.

## Frågor att prata vidare om

1. **Hur vet ni att målet är nått?** Under rubriken *Främjande arbete* står vad ni vill, men inte hur ni följer upp det.
2. **Vem gör vad när något händer?** Ni nämner teamet, men inte vem som kallar till möte.

## Ett första steg

Välj ett av målen och skriv till när och hur ni ser efter om det har blivit så."""


def specimen(kind: LetterKind, sender: Sender, description: TermDescription) -> tuple[Addressee, TermFacts]:
    """An invented addressee of such a letter, whose unit is in the term's first network, and what it is written from.

    Raises IndexError when the term has no network.
    """
    network = description.networks[0]
    recipient = _COMPANION if kind in _TO_COMPANION else _PRINCIPAL
    registration = Registration(
        term=description.term,
        unit=_UNIT,
        principal=_PRINCIPAL,
        terms=(description.term,),
        submitted=datetime(2026, 5, 12, 8, 30, tzinfo=UTC),
        companions=(_COMPANION,),
    )
    links = {
        address: _LINK
        for meeting in network.meetings
        for key in (meeting_key(description.term, network, meeting),)
        for address in (key, own_link_key(key, recipient.email))
    }
    portal = sender.pages_link.rstrip("/")
    facts = TermFacts(
        sender=sender,
        description=description,
        placements={_UNIT.key: network.key},
        join_links=links,
        unit_pages={_UNIT.key: f"{portal}/handledning/exempel"} if portal else {},
        calendars={recipient.email.key: f"{portal}/kalender/exempel.ics"} if portal else {},
    )
    addressee = Addressee(
        key=letter_key(description.term, kind, [_UNIT.key]),
        recipient=recipient,
        registrations=(registration,),
        matter=_matter(kind, network),
    )
    return addressee, facts


def _matter(kind: LetterKind, network: NetworkDescription) -> Matter:
    meetings = [Appointment.of(meeting, _LINK) for meeting in network.meetings]
    now = replace(meetings[-1], leader=network.leaders[0])
    whose = network.name if kind.value.startswith("meeting") else _UNIT.name
    earlier = replace(now, starts=now.starts - timedelta(days=7), ends=now.ends - timedelta(days=7))
    match kind:
        case LetterKind.SUPERVISION_CHANGE | LetterKind.MEETING_CHANGE:
            return AppointmentNews(whose=whose, occasion=now, earlier=earlier)
        case LetterKind.SUPERVISION_INVITATION | LetterKind.SUPERVISION_CANCELLATION | LetterKind.MEETING_REMINDER:
            return AppointmentNews(whose=whose, occasion=now)
        case LetterKind.DRAFT_FEEDBACK:
            return Feedback(unit_key=_UNIT.key, version=1, markdown=_FEEDBACK, leader=network.leaders[0])
        case LetterKind.CERTIFICATE:
            minutes = sum(meeting.minutes for meeting in network.meetings)
            return Attended(meetings=tuple(meetings), out_of=len(meetings), minutes=minutes)
    return None
