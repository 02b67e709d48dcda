"""What a network should have in Zoom: its meetings, its units' supervision, and those who are registered."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from nettools.changes.meeting_setup import ROOMS, room_plan, settings_of
from nettools.changes.memory import Json
from nettools.changes.networkroom import NetworkRoom, instant, unit_names
from nettools.changes.thing import Kind, Wanted
from nettools.changes.wanted_registrants import registrants
from nettools.domain.occasions import NetworkMeeting, Supervision
from nettools.domain.people import EmailAddress

LONGEST_TOPIC = 200  # Zoom's limit
LONGEST_AGENDA = 250  # what Zoom's listing shows; more could not be compared without a call for each meeting
MARKER = "nettools:"


def zoom_things(room: NetworkRoom) -> Iterator[Wanted]:
    """All that the network should have in Zoom."""
    for meeting in room.network.description.meetings:
        if host := meeting.zoom_host or room.network.description.zoom_host:
            yield from _meeting(room, meeting, EmailAddress(host))
    for registration, name in zip(room.network.registrations, unit_names(room.network), strict=True):
        for supervision in room.term_plan.description.supervisions:
            if supervision.unit_key == registration.unit.key and supervision.zoom_host:
                yield _supervision(room, supervision, name)


def meeting_gaps(room: NetworkRoom, meeting: NetworkMeeting) -> dict[str, str]:
    """What the gaps of the wording stand for in this meeting."""
    return {**room.gaps, "number": str(meeting.number), "theme": meeting.theme}


def _meeting(room: NetworkRoom, meeting: NetworkMeeting, host: EmailAddress) -> Iterator[Wanted]:
    rules, wording, gaps = room.network.description.zoom, room.wording, meeting_gaps(room, meeting)
    key = f"{room.key}/meeting-{meeting.number}"
    settings = settings_of(rules, host, registration=rules.registration)
    left_out: Mapping[str, Json] = {}
    groups = room.network.groups.get(meeting.number, ())
    if groups or (rules.unit_rooms and room.network.registrations):
        plan = room_plan(room, groups)
        settings[ROOMS], left_out = plan.value, plan.left_out
    words = (wording.meeting_topic.format_map(gaps), wording.meeting_agenda.format_map(gaps))
    over = meeting.starts <= room.now
    fields = {**_told(key, words, (meeting.starts, meeting.minutes), host), **settings}
    yield _wanted(key, fields, left_out, over=over)
    if rules.registration:
        yield from registrants(room, key, host, over=over)


def _supervision(room: NetworkRoom, supervision: Supervision, unit: str) -> Wanted:
    """A unit's own meeting. Nobody is registered for it: the few who come all find the link in their group."""
    key = f"{room.key}/{supervision.unit_key}/supervision-{supervision.number}"
    gaps = {**room.gaps, "number": str(supervision.number), "unit": unit, "leader": supervision.leader.name}
    host = EmailAddress(supervision.zoom_host)
    words = (room.wording.supervision_topic.format_map(gaps), room.wording.supervision_agenda.format_map(gaps))
    settings = settings_of(room.network.description.zoom, host, registration=False)
    fields = {**_told(key, words, (supervision.starts, supervision.minutes), host), **settings}
    return _wanted(key, fields, {}, over=supervision.starts <= room.now)


def _told(key: str, words: tuple[str, str], when: tuple[datetime, int], host: EmailAddress) -> dict[str, Json]:
    """What Zoom's list tells of a meeting. The mark stands first in the agenda, where no cut reaches it."""
    topic, agenda = words
    starts, minutes = when
    return {
        "topic": topic[:LONGEST_TOPIC],
        "agenda": f"{MARKER}{key}\n{agenda}"[:LONGEST_AGENDA].rstrip(),
        "start_time": instant(starts),
        "duration": minutes,
        "host": host.key,
    }


def _wanted(key: str, fields: Mapping[str, Json], left_out: Mapping[str, Json], *, over: bool) -> Wanted:
    return Wanted(
        key=key,
        kind=Kind.ZOOM_MEETING,
        label=str(fields["topic"]),
        place={"host": fields["host"]},
        fields=fields,
        left_out=left_out,
        over=over,
    )
