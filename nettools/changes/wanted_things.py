"""What stands in a network's course room: pages and modules, events, the hand-in."""

from collections.abc import Iterator

from nettools.changes.memory import Json
from nettools.changes.networkroom import LONGEST_NAME, NetworkRoom, end_of, instant, paragraphs
from nettools.changes.thing import Kind, Ref, Wanted, escaped
from nettools.changes.wanted_groups import group_things, unit_set
from nettools.changes.wanted_meetings import meeting_gaps
from nettools.changes.wanted_pages import page_things
from nettools.domain.occasions import NetworkMeeting
from nettools.domain.termplan import HandInDescription


def room_things(room: NetworkRoom) -> Iterator[Wanted]:
    """All that stands in the course room."""
    yield from page_things(room)
    yield from group_things(room)
    for meeting in room.network.description.meetings:
        yield _event(room, meeting)
    yield _hand_in(room.key, room.term_plan.description.hand_in)


def _event(room: NetworkRoom, meeting: NetworkMeeting) -> Wanted:
    gaps = meeting_gaps(room, meeting)
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
            "description": paragraphs(description.instructions),
            "due_at": end_of(description.due) if description.due else "",
            "allowed_extensions": extensions,
            "group_category": Ref(unit_set(room)),
        },
        once={
            "submission_types": ["online_upload"],
            "grading_type": "pass_fail",
            "points_possible": 0,
            "grade_group_students_individually": False,
        },
    )
