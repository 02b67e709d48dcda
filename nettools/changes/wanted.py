"""What a term should have in Canvas and Zoom: a TermPlan told as things with keys, in the words of a Wording."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from nettools.changes.memory import Json
from nettools.changes.thing import Kind, Ref, Value, Wanted, escaped
from nettools.domain.occasions import STOCKHOLM, NetworkMeeting
from nettools.domain.people import CourseLeader, EmailAddress, Participant
from nettools.domain.registrations import Registration
from nettools.domain.termplan import HandInDescription, Network, TermPlan

LONGEST_TOPIC = 200  # Zoom's limit
LONGEST_AGENDA = 250  # what Zoom's listing shows; more could not be compared without a call for each meeting
LONGEST_NAME = 255  # Canvas's limit
MARKER = "nettools:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What participants read in Canvas and Zoom; patterns with gaps, from `templates/rooms.toml`.

    Gaps everywhere: `{network}` `{term}`; about a meeting also `{number}` `{theme}`; in the event's HTML `{link}` too,
    Zoom's join address.
    """

    room_name: str
    room_code: str
    meeting_topic: str
    meeting_agenda: str
    event_title: str
    event_description: str


def term_wants(term_plan: TermPlan, wording: Wording, now: datetime) -> tuple[Wanted, ...]:
    """All that the term should have, by rank; people who occur several times are wanted once.

    Args:
        term_plan: what the term should be.
        wording: what the things are called.
        now: the time; a meeting that has begun is left as it is.

    Returns:
        The things, each key once.
    """
    things: dict[str, Wanted] = {}
    for network in term_plan.networks:
        for thing in _network(term_plan, network, wording, now):
            things.setdefault(thing.key, thing)
    return tuple(sorted(things.values(), key=lambda thing: thing.kind.rank))


def instant(moment: datetime) -> str:
    """A moment as both systems write it: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """A network on its way to become things: its key, and what it is called."""

    key: str
    network: Network
    wording: Wording
    gaps: dict[str, str]
    now: datetime


def _network(term_plan: TermPlan, network: Network, wording: Wording, now: datetime) -> Iterator[Wanted]:
    gaps = {"network": network.description.name, "term": str(term_plan.term)}
    room = _Room(key=f"{term_plan.term}/{network.key}", network=network, wording=wording, gaps=gaps, now=now)
    yield _course_room(room)
    for leader in network.description.leaders:
        yield _person(leader)
        yield _leading(room.key, leader)
    for registration, name in zip(network.registrations, _section_names(network), strict=True):
        yield from _unit(room.key, registration, name)
    for meeting in network.description.meetings:
        yield from _meeting(room, meeting)
    yield _hand_in(room.key, term_plan.description.hand_in)


def _course_room(room: _Room) -> Wanted:
    name = room.wording.room_name.format_map(room.gaps)[:LONGEST_NAME]
    code = room.wording.room_code.format_map(room.gaps)[:LONGEST_NAME]
    return Wanted(
        key=room.key,
        kind=Kind.COURSE_ROOM,
        label=name,
        place={"name": name, "code": code},
        fields={"name": name, "code": code},
        once={"time_zone": "Europe/Stockholm"},
    )


def _section_names(network: Network) -> Iterator[str]:
    """Each unit's name; units of one name are told apart, since people see nothing but the name."""
    units = [registration.unit for registration in network.registrations]
    by_name = Counter(unit.name for unit in units)
    by_both = Counter((unit.name, unit.authority) for unit in units)
    for unit in units:
        if by_name[unit.name] == 1:
            yield unit.name[:LONGEST_NAME]
        elif unit.authority and by_both[unit.name, unit.authority] == 1:
            yield f"{unit.name} ({unit.authority})"[:LONGEST_NAME]
        else:
            yield f"{unit.name} ({unit.key})"[:LONGEST_NAME]


def _unit(room: str, registration: Registration, name: str) -> Iterator[Wanted]:
    section = f"{room}/{registration.unit.key}"
    yield Wanted(
        key=section,
        kind=Kind.SECTION,
        label=name,
        place={"course": Ref(room), "name": name},
        fields={"name": name},
    )
    seen: set[str] = set()
    for role, participant in _roles(registration):
        if participant.email.key not in seen:
            seen.add(participant.email.key)
            yield _person(participant)
            yield _taking_part(room, section, role, participant, name)


def _roles(registration: Registration) -> Iterator[tuple[str, Participant]]:
    yield "principal", registration.principal
    for companion in registration.companions:
        yield "companion", companion


def person_key(email: EmailAddress) -> str:
    """The key of a person, in every term."""
    return f"person/{email.key}"


def _person(person: Participant | CourseLeader) -> Wanted:
    return Wanted(
        key=person_key(person.email),
        kind=Kind.PERSON,
        label=person.name,
        place={"login": person.email.key},
        once={"name": person.name, "email": person.email.address},
    )


def _leading(room: str, leader: CourseLeader) -> Wanted:
    place: dict[str, Value] = {"course": Ref(room), "user": Ref(person_key(leader.email)), "type": "TeacherEnrollment"}
    return Wanted(
        key=f"{room}/leader/{leader.email.key}",
        kind=Kind.ENROLMENT,
        label=leader.name,
        place=place,
        fields={"state": "active"},
    )


def _taking_part(room: str, section: str, role: str, participant: Participant, unit: str) -> Wanted:
    place: dict[str, Value] = {
        "course": Ref(room),
        "section": Ref(section),
        "user": Ref(person_key(participant.email)),
        "type": "StudentEnrollment",
    }
    return Wanted(
        key=f"{section}/{role}/{participant.email.key}",
        kind=Kind.ENROLMENT,
        label=f"{participant.name} ({unit})",
        place=place,
        fields={"state": "active"},
    )


def _meeting(room: _Room, meeting: NetworkMeeting) -> Iterator[Wanted]:
    gaps = {**room.gaps, "number": str(meeting.number), "theme": meeting.theme}
    if room.network.description.zoom_host:
        yield _zoom_meeting(room, meeting, gaps)
    yield _event(room, meeting, gaps)


def _zoom_meeting(room: _Room, meeting: NetworkMeeting, gaps: dict[str, str]) -> Wanted:
    key = f"{room.key}/meeting-{meeting.number}"
    topic = room.wording.meeting_topic.format_map(gaps)[:LONGEST_TOPIC]
    agenda = f"{MARKER}{key}\n{room.wording.meeting_agenda.format_map(gaps)}"[:LONGEST_AGENDA].rstrip()
    return Wanted(
        key=key,
        kind=Kind.ZOOM_MEETING,
        label=topic,
        place={"host": room.network.description.zoom_host.casefold()},
        fields={
            "topic": topic,
            "agenda": agenda,
            "start_time": instant(meeting.starts),
            "duration": meeting.minutes,
            "host": room.network.description.zoom_host.casefold(),
        },
        over=meeting.starts <= room.now,
    )


def _event(room: _Room, meeting: NetworkMeeting, gaps: dict[str, str]) -> Wanted:
    title = room.wording.event_title.format_map(gaps)[:LONGEST_NAME]
    harmless = {name: escaped(value) for name, value in gaps.items()}
    inside = room.wording.event_description.format_map({**harmless, "link": "{link}"})
    return Wanted(
        key=f"{room.key}/meeting-{meeting.number}/event",
        kind=Kind.CALENDAR_EVENT,
        label=title,
        place={"course": Ref(room.key), "title": title},
        fields={
            "title": title,
            "start_at": instant(meeting.starts),
            "end_at": instant(meeting.ends),
            "description": Ref(f"{room.key}/meeting-{meeting.number}", "join_url", inside),
        },
        over=meeting.starts <= room.now,
    )


def _hand_in(room: str, description: HandInDescription) -> Wanted:
    name = description.name[:LONGEST_NAME]
    extensions: Json = list(description.file_types)
    return Wanted(
        key=f"{room}/health-plan",
        kind=Kind.HAND_IN,
        label=name,
        place={"course": Ref(room), "name": name},
        fields={
            "name": name,
            "description": _paragraphs(description.instructions),
            "due_at": _end_of(description.due) if description.due else "",
            "allowed_extensions": extensions,
        },
        once={"submission_types": ["online_upload"], "grading_type": "pass_fail", "points_possible": 0},
    )


def _paragraphs(words: str) -> str:
    parts = [part.strip() for part in words.split("\n\n") if part.strip()]
    return "".join(f"<p>{escaped(' '.join(part.split()))}</p>" for part in parts)


def _end_of(day: date) -> str:
    """The last minute of a day in Sweden, as Canvas shows dates without a time."""
    return instant(datetime.combine(day, time(23, 59), STOCKHOLM))
