"""What Canvas holds of a term, read in as few calls as it takes: lists by the hundred, people only when unknown."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from nettools.canvas import rows
from nettools.canvas.client import CanvasClient, Row, or_none
from nettools.canvas.furnishing_reading import FurnishingReader
from nettools.canvas.group_reading import GroupReader, with_calendars
from nettools.canvas.people import PeopleReader, observe_people
from nettools.canvas.told_no_id import with_keys
from nettools.changes import Action, Found, Kind, Link, System, Wanted, mark

CONTEXTS_AT_ONCE = 10  # calendars in one call; Canvas passes over the eleventh without a word


def observe(
    client: CanvasClient, account_id: str, wanted: Sequence[Wanted], links: Mapping[str, Link]
) -> tuple[Found, ...]:
    """Read all that is in the term's course rooms, and the people who are wanted there.

    Args:
        client: speaks to Canvas.
        account_id: the account whose people are looked among.
        wanted: what the term should have; says which rooms and people to look for.
        links: what we remember; says where to look.

    Returns:
        Everything in the rooms, ours or not. Raises RemoteError.
    """
    with ThreadPoolExecutor(max_workers=client.gate.most, thread_name_prefix="look") as pool:
        reader, furnishing = CanvasReader(client, account_id, _leading(wanted)), FurnishingReader(client, links)
        terms = pool.submit(furnishing.terms, account_id) if _terms_matter(wanted) else None
        asked = _rooms(wanted, links)
        rooms = [room for room in pool.map(lambda one: reader.course_room(*one), asked) if room]
        inside = [found for part in pool.map(reader.inside, rooms) for found in part]
        inside += [found for part in pool.map(furnishing.inside, rooms) for found in part]
        inside += terms.result() if terms else ()
        inside = with_keys(inside, links.values())
        calendars = [f"course_{room.remote_id}" for room in rooms]
        calendars += [f"group_{one}" for one in with_calendars(wanted, links, inside)]
        events = [found for part in pool.map(reader.calendar_events, _portions(calendars)) for found in part]
        people = observe_people(pool, PeopleReader(client, account_id), wanted, links, reader.seen)
    peopled = {found.place["course"] for found in inside if found.kind is Kind.ENROLMENT}
    marked = [replace(room, lasting=room.remote_id in peopled) for room in rooms]
    return (*marked, *inside, *events, *people)


class CanvasReader:
    """Reads one kind of thing at a time; for any thread.

    `leading` are the types of enrolment that count for a whole room. `seen` gathers the users in the rooms.
    """

    def __init__(self, client: CanvasClient, account_id: str, leading: Collection[str] = ()) -> None:
        self._client = client
        self._account = account_id
        self._leading = leading
        self.seen: dict[str, Row] = {}

    def course_room(self, key: str, link: Link | None) -> Found | None:
        """The room by its id, else by its mark, else by its name when we may have made it and got no answer."""
        if link and link.remote_id and (row := self._course(link.remote_id)):
            return rows.course_room(row, key)
        if row := self._course(f"sis_course_id:{mark(key)}"):
            return rows.course_room(row, key)
        place = _intended(link)
        return self.course_room_at(key, place) if place else None

    def course_room_at(self, key: str, place: Mapping[str, Any]) -> Found | None:
        """A room of this name and code: for a token that may not set our marks.

        One that may is told `sis_import_id`; what it sees without a mark was made by somebody else.
        """
        asked = {"search_term": place["name"]}
        for row in self._client.pages(f"accounts/{self._account}/courses", asked):
            found = rows.course_room(row, key)
            if found.place == place and "sis_import_id" not in row:
                return found
        return None

    def _course(self, reference: str) -> Mapping[str, Any] | None:
        row: Mapping[str, Any] | None = or_none(lambda: self._client.get_json(f"courses/{reference}"))
        return row if row and row.get("workflow_state") != "deleted" else None

    def inside(self, room: Found) -> list[Found]:
        """Sections, enrolments, groups and hand-ins of a room."""
        enrolments = [*self.enrolments(room.remote_id, **{"include[]": "group_ids"})]
        self.seen.update((str(row["user_id"]), row["user"]) for row in enrolments if row.get("user"))
        peopled = {str(row["course_section_id"]) for row in enrolments}
        return [
            *(replace(found, lasting=found.remote_id in peopled) for found in self.sections(room.remote_id)),
            *(rows.enrolment(row, self._leading) for row in enrolments),
            *GroupReader(self._client).inside(room.remote_id, enrolments),
            *self.hand_ins(room.remote_id),
        ]

    def sections(self, course: str) -> Iterator[Found]:
        """The sections of a course."""
        return map(rows.section, self._client.pages(f"courses/{course}/sections"))

    def enrolments(self, course: str, **only: str) -> Iterator[Mapping[str, Any]]:
        """The enrolments of a course, those that are set aside too."""
        asked = {"state[]": list(rows.LASTING_STATES), **only}
        return iter(self._client.pages(f"courses/{course}/enrollments", asked))

    def hand_ins(self, course: str) -> Iterator[Found]:
        """The assignments of a course."""
        return map(rows.hand_in, self._client.pages(f"courses/{course}/assignments"))

    def calendar_events(self, calendars: Iterable[str]) -> list[Found]:
        """The events in at most ten calendars: `course_17`, `group_17`."""
        asked = {"type": "event", "all_events": "true", "context_codes[]": list(calendars)}
        return [
            rows.calendar_event(row)
            for row in self._client.pages("calendar_events", asked)
            if not row.get("parent_event_id") and row.get("workflow_state") != "deleted"
        ]


def _rooms(wanted: Sequence[Wanted], links: Mapping[str, Link]) -> list[tuple[str, Link | None]]:
    keys = [thing.key for thing in wanted if thing.kind is Kind.COURSE_ROOM]
    keys += [link.key for link in links.values() if link.kind == Kind.COURSE_ROOM and link.system is System.CANVAS]
    return [(key, links.get(key)) for key in dict.fromkeys(keys)]


def _leading(wanted: Sequence[Wanted]) -> frozenset[str]:
    """The types of enrolment that are wanted for whole rooms: the course leaders'."""
    whole = (thing for thing in wanted if thing.kind is Kind.ENROLMENT and "section" not in thing.place)
    return frozenset(str(thing.place["type"]) for thing in whole)


def _terms_matter(wanted: Sequence[Wanted]) -> bool:
    """Terms are the root account's; whoever may not make them may not list them either."""
    return any(thing.kind is Kind.CANVAS_TERM and not thing.over for thing in wanted)


def _portions(calendars: Sequence[str]) -> list[Sequence[str]]:
    return [calendars[start : start + CONTEXTS_AT_ONCE] for start in range(0, len(calendars), CONTEXTS_AT_ONCE)]


def _intended(link: Link | None) -> Mapping[str, Any]:
    """The place of a creation that was never answered."""
    if link is None or link.intent is None or link.intent.action is not Action.CREATE:
        return {}
    place = link.intent.fields.get("place")
    return place if isinstance(place, dict) else {}
