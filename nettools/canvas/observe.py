"""What Canvas holds of a term, read in as few calls as it takes: lists by the hundred, people only when unknown."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, TypeVar

from nettools.canvas import rows
from nettools.canvas.client import CanvasClient
from nettools.changes import Action, Found, Kind, Link, System, Wanted, mark
from nettools.errors import RemoteError

CONTEXTS_AT_ONCE = 10  # calendars in one call; Canvas passes over the eleventh without a word

T = TypeVar("T")


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
        reader = CanvasReader(client, account_id)
        asked = _rooms(wanted, links)
        rooms = [room for room in pool.map(lambda one: reader.course_room(*one), asked) if room]
        inside = [found for part in pool.map(reader.inside, rooms) for found in part]
        events = [found for part in pool.map(reader.calendar_events, _portions(rooms)) for found in part]
        people = _people(pool, reader, wanted, links, inside)
    peopled = {found.place["course"] for found in inside if found.kind is Kind.ENROLMENT}
    marked = [replace(room, lasting=room.remote_id in peopled) for room in rooms]
    return (*marked, *inside, *events, *people)


class CanvasReader:
    """Reads one kind of thing at a time; for any thread."""

    def __init__(self, client: CanvasClient, account_id: str) -> None:
        self._client = client
        self._account = account_id

    def course_room(self, key: str, link: Link | None) -> Found | None:
        """The room by its id, else by its mark, else by its name when we may have made it and got no answer."""
        if link and link.remote_id and (row := self._course(link.remote_id)):
            return rows.course_room(row, key)
        if row := self._course(f"sis_course_id:{mark(key)}"):
            return rows.course_room(row, key)
        place = _intended(link)
        return self.course_room_at(key, place) if place else None

    def course_room_at(self, key: str, place: Mapping[str, Any]) -> Found | None:
        """A room of this name and code: for a Canvas that keeps no marks of ours."""
        asked = {"search_term": place["name"]}
        for row in self._client.pages(f"accounts/{self._account}/courses", asked):
            found = rows.course_room(row, key)
            if found.place == place:
                return found
        return None

    def _course(self, reference: str) -> Mapping[str, Any] | None:
        row: Mapping[str, Any] | None = or_none(lambda: self._client.get_json(f"courses/{reference}"))
        return row if row and row.get("workflow_state") != "deleted" else None

    def inside(self, room: Found) -> list[Found]:
        """Sections, enrolments and hand-ins of a room."""
        enrolments = [*self.enrolments(room.remote_id)]
        peopled = {str(row["course_section_id"]) for row in enrolments}
        return [
            *(replace(found, lasting=found.remote_id in peopled) for found in self.sections(room.remote_id)),
            *map(rows.enrolment, enrolments),
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

    def calendar_events(self, courses: Iterable[str]) -> list[Found]:
        """The calendar events of at most ten courses."""
        asked = {"type": "event", "all_events": "true", "context_codes[]": [f"course_{course}" for course in courses]}
        return [
            rows.calendar_event(row)
            for row in self._client.pages("calendar_events", asked)
            if not row.get("parent_event_id") and row.get("workflow_state") != "deleted"
        ]

    def linked_person(self, key: str, link: Link, login: str) -> Found | None:
        """The user that we remember, if there still is one; else whoever has the login."""
        if row := or_none(lambda: self._client.get_json(f"users/{link.remote_id}")):
            return rows.person(row, key, login)
        return self.person(key, login)

    def person(self, key: str, login: str) -> Found | None:
        """The user with our mark, else with this login, else with this e-mail address."""
        asked = {"search_term": login, "include[]": ["email"]}
        found = [*self._client.pages(f"accounts/{self._account}/users", asked)]
        for test in (
            lambda row: row.get("sis_user_id") == mark(key),
            lambda row: str(row.get("login_id") or "").casefold() == login,
            lambda row: str(row.get("email") or "").casefold() == login,
        ):
            if matching := [row for row in found if test(row)]:
                return rows.person(min(matching, key=lambda row: int(row["id"])), key, login)
        return None


def or_none(ask: Callable[[], T]) -> T | None:
    """What was asked for, or None when Canvas does not have it."""
    try:
        return ask()
    except RemoteError as error:
        if error.code == "not-found":
            return None
        raise


def _rooms(wanted: Sequence[Wanted], links: Mapping[str, Link]) -> list[tuple[str, Link | None]]:
    keys = [thing.key for thing in wanted if thing.kind is Kind.COURSE_ROOM]
    keys += [link.key for link in links.values() if link.kind == Kind.COURSE_ROOM and link.system is System.CANVAS]
    return [(key, links.get(key)) for key in dict.fromkeys(keys)]


def _portions(rooms: Sequence[Found]) -> list[list[str]]:
    ids = [room.remote_id for room in rooms]
    return [ids[start : start + CONTEXTS_AT_ONCE] for start in range(0, len(ids), CONTEXTS_AT_ONCE)]


def _people(
    pool: ThreadPoolExecutor,
    reader: CanvasReader,
    wanted: Sequence[Wanted],
    links: Mapping[str, Link],
    inside: Sequence[Found],
) -> list[Found]:
    """Whoever is wanted. A person whom we remember and have just seen enrolled need not be asked for."""
    seen = {str(found.place["user"]) for found in inside if found.kind is Kind.ENROLMENT}

    def look(thing: Wanted) -> Found | None:
        link, login = links.get(thing.key), str(thing.place["login"])
        if link is None or not link.remote_id:
            return reader.person(thing.key, login)
        if link.remote_id in seen:
            return Found(kind=Kind.PERSON, remote_id=link.remote_id, place={"login": login})
        return reader.linked_person(thing.key, link, login)

    people = [thing for thing in wanted if thing.kind is Kind.PERSON]
    return [found for found in pool.map(look, people) if found]


def _intended(link: Link | None) -> Mapping[str, Any]:
    """The place of a creation that was never answered."""
    if link is None or link.intent is None or link.intent.action is not Action.CREATE:
        return {}
    place = link.intent.fields.get("place")
    return place if isinstance(place, dict) else {}
