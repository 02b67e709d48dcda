"""What a network should have in Zoom: its meetings, and those who are registered for them."""

from collections.abc import Iterator

from nettools.changes.networkroom import NetworkRoom, instant
from nettools.changes.thing import Kind, Wanted
from nettools.domain.occasions import NetworkMeeting

LONGEST_TOPIC = 200  # Zoom's limit
LONGEST_AGENDA = 250  # what Zoom's listing shows; more could not be compared without a call for each meeting
MARKER = "nettools:"


def zoom_things(room: NetworkRoom) -> Iterator[Wanted]:
    """All that the network should have in Zoom."""
    for meeting in room.network.description.meetings:
        if meeting.zoom_host or room.network.description.zoom_host:
            yield _zoom_meeting(room, meeting)


def meeting_gaps(room: NetworkRoom, meeting: NetworkMeeting) -> dict[str, str]:
    """What the gaps of the wording stand for in this meeting."""
    return {**room.gaps, "number": str(meeting.number), "theme": meeting.theme}


def _zoom_meeting(room: NetworkRoom, meeting: NetworkMeeting) -> Wanted:
    key = f"{room.key}/meeting-{meeting.number}"
    gaps = meeting_gaps(room, meeting)
    host = (meeting.zoom_host or room.network.description.zoom_host).casefold()
    topic = room.wording.meeting_topic.format_map(gaps)[:LONGEST_TOPIC]
    agenda = f"{MARKER}{key}\n{room.wording.meeting_agenda.format_map(gaps)}"[:LONGEST_AGENDA].rstrip()
    return Wanted(
        key=key,
        kind=Kind.ZOOM_MEETING,
        label=topic,
        place={"host": host},
        fields={
            "topic": topic,
            "agenda": agenda,
            "start_time": instant(meeting.starts),
            "duration": meeting.minutes,
            "host": host,
        },
        over=meeting.starts <= room.now,
    )
