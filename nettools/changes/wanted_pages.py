"""What people read in a network's course room: its front page, a page for each meeting, and the modules they are in."""

from collections.abc import Iterable, Iterator, Mapping

from nettools.changes.networkroom import LONGEST_NAME, NetworkRoom, paragraphs
from nettools.changes.thing import Kind, Ref, Value, Wanted, escaped
from nettools.changes.wanted_meetings import meeting_gaps
from nettools.domain import swedish
from nettools.domain.occasions import NetworkMeeting
from nettools.domain.people import CourseLeader

OPENS_ON_FRONT_PAGE = "wiki"  # Canvas's word


def page_things(room: NetworkRoom) -> Iterator[Wanted]:
    """The front page; and for each meeting a page, and a module with it. What has begun is left as it is."""
    yield _front_page(room)
    for meeting in room.network.description.meetings:
        key, over = f"{room.key}/meeting-{meeting.number}", meeting.starts <= room.now
        yield _meeting_page(room, meeting, key, over=over)
        name = room.wording.module_name.format_map(meeting_gaps(room, meeting))[:LONGEST_NAME]
        yield Wanted(
            key=f"{key}/module",
            kind=Kind.MODULE,
            label=name,
            place={"course": Ref(room.key), "name": name},
            fields={"name": name, "published": True},
            over=over,
        )
        yield Wanted(
            key=f"{key}/module/page",
            kind=Kind.MODULE_ITEM,
            label=name,
            place={"course": Ref(room.key), "module": Ref(f"{key}/module"), "page_url": Ref(f"{key}/page", "url")},
            over=over,
        )


# --- the front page


def _front_page(room: NetworkRoom) -> Wanted:
    title = room.wording.front_page_title.format_map(room.gaps)[:LONGEST_NAME]
    return Wanted(
        key=f"{room.key}/front-page",
        kind=Kind.PAGE,
        label=title,
        place={"course": Ref(room.key), "front_page": True},
        fields={
            "title": title,
            "body": Ref(room.key, inside=_front_page_body(room)),
            "published": True,
            "front_page": True,
            "default_view": OPENS_ON_FRONT_PAGE,
        },
    )


def _front_page_body(room: NetworkRoom) -> str:
    """HTML with the gap `{link}` for the room's number in Canvas, of which addresses in it are made."""
    wording, described = room.wording, room.term_plan.description
    everywhere = {**_harmless(room.gaps), "room": "{link}"}
    hand_in = described.hand_in
    due = {"day": swedish.weekday_and_date(hand_in.due)} if hand_in.due else None
    parts = {
        "meetings": _items(wording.front_page_meeting.format_map(_said_of(room, each)) for each in _meetings(room)),
        "leaders": _items(_contact(leader) for leader in room.network.description.leaders),
        "first_task": _part(wording.front_page_first_task, everywhere, described.first_task),
        "supervision": _part(wording.front_page_supervision, everywhere, described.supervision_text),
        "hand_in": wording.front_page_hand_in.format_map(
            {
                **everywhere,
                "name": escaped(hand_in.name),
                "text": paragraphs(hand_in.instructions),
                "due": wording.front_page_due.format_map(due) if due else "",
            }
        ),
    }
    return wording.front_page_body.format_map({**everywhere, **parts})


def _meetings(room: NetworkRoom) -> tuple[NetworkMeeting, ...]:
    return room.network.description.meetings


def _part(pattern: str, gaps: Mapping[str, str], words: str) -> str:
    """A part of the page that is there only when there is something to say."""
    return pattern.format_map({**gaps, "text": paragraphs(words)}) if words.strip() else ""


def _contact(leader: CourseLeader) -> str:
    address = escaped(leader.email.key)
    phone = f", {escaped(leader.phone)}" if leader.phone else ""
    return f'{escaped(leader.name)}: <a href="mailto:{address}">{address}</a>{phone}'


# --- a meeting's page


def _meeting_page(room: NetworkRoom, meeting: NetworkMeeting, key: str, *, over: bool) -> Wanted:
    title = room.wording.meeting_page_title.format_map(meeting_gaps(room, meeting))[:LONGEST_NAME]
    return Wanted(
        key=f"{key}/page",
        kind=Kind.PAGE,
        label=title,
        place={"course": Ref(room.key), "title": title},
        fields={"title": title, "body": _meeting_page_body(room, meeting, key), "published": True},
        over=over,
    )


def _meeting_page_body(room: NetworkRoom, meeting: NetworkMeeting, key: str) -> Value:
    """What the page says; with the way to Zoom once there is one, or where to find a link of one's own."""
    wording, described, said = room.wording, room.network.description, _said_of(room, meeting)
    on_zoom = bool(meeting.zoom_host or described.zoom_host)
    join = ""
    if on_zoom:
        join = wording.meeting_page_own_link if described.zoom.registration else wording.meeting_page_link
    asked = _items((escaped(question.text) for question in meeting.questions), "ol")
    parts = {
        "join": join.format_map({**said, "link": "{link}"}),
        "questions": wording.meeting_page_questions.format_map({**said, "list": asked}) if asked else "",
    }
    body = wording.meeting_page_body.format_map({**said, **parts})
    return Ref(key, "join_url", body) if "{link}" in body else body


def _said_of(room: NetworkRoom, meeting: NetworkMeeting) -> dict[str, str]:
    gaps = _harmless(meeting_gaps(room, meeting))
    day = swedish.weekday_and_date(swedish.local(meeting.starts).date())
    return {**gaps, "day": day, "time": swedish.clock(meeting.starts, meeting.ends)}


def _harmless(gaps: Mapping[str, str]) -> dict[str, str]:
    return {name: escaped(value) for name, value in gaps.items()}


def _items(lines: Iterable[str], tag: str = "ul") -> str:
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f"<{tag}>{items}</{tag}>" if items else ""
