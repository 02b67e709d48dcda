"""How a meeting is set up on Zoom: its settings, as a network's rules say them, in Zoom's own names and types.

The names, their types and what shuts out what: Zoom's Meetings document of 2025, "settings" of a meeting.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nettools.changes.memory import Json
from nettools.changes.networkroom import NetworkRoom, unit_names
from nettools.domain.groups import MeetingGroup
from nettools.domain.people import EmailAddress
from nettools.domain.termplan import ZoomRules

NO_REGISTRATION = 2
APPROVED_BY_US = 1  # whoever has the link can ask, but nobody lets themselves in: only those whom we register are in
LONGEST_ROOM_NAME = 32
ROOMS = "breakout_room"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPlan:
    """The breakout rooms of a meeting, and how many rooms and people Zoom would not take beforehand."""

    rooms: tuple[tuple[str, tuple[str, ...]], ...]
    rooms_left: int = 0
    people_left: int = 0

    @property
    def value(self) -> Json:
        """The setting; Zoom replaces it as a whole, so it is always sent whole."""
        return {"enable": True, "rooms": [{"name": name, "participants": list(who)} for name, who in self.rooms]}

    @property
    def left_out(self) -> Mapping[str, Json]:
        """What had no place; empty when everything has one."""
        if not self.rooms_left and not self.people_left:
            return {}
        left: Json = {"rooms": self.rooms_left, "people": self.people_left}
        return {ROOMS: left}


def settings_of(rules: ZoomRules, host: EmailAddress, *, registration: bool) -> dict[str, Json]:
    """The settings of a meeting that `host` holds. A setting is there only when the rules have a say in it."""
    early = rules.join_early is not None and not rules.waiting_room
    settings: dict[str, Json] = {
        "waiting_room": rules.waiting_room,
        "join_before_host": early,
        "approval_type": APPROVED_BY_US if registration else NO_REGISTRATION,
    }
    if early:
        settings["jbh_time"] = rules.join_early
    if rules.passcode:
        settings["password"] = rules.passcode
    if others := [one.key for one in rules.alternative_hosts if one != host]:
        settings["alternative_hosts"] = ";".join(others)
    return settings


def room_plan(room: NetworkRoom, groups: Sequence[MeetingGroup]) -> RoomPlan:
    """A room for each of the meeting's groups; where none were made, for each unit with its people in it.

    Whoever is in several units has a place in the first one's room.
    """
    most_rooms, most_people = room.rules.breakout_rooms, room.rules.breakout_people
    if groups:
        named = [(room.wording.group_name(room.gaps, group.number), [p.key for p in group.members]) for group in groups]
        return rooms_within(named, most_rooms, most_people)
    names = unit_names(room.network)
    people = [[person.email.key for person in one.participants] for one in room.network.registrations]
    return rooms_within([*zip(names, people, strict=True)], most_rooms, most_people)


def rooms_within(wanted: Sequence[tuple[str, Sequence[str]]], most_rooms: int, most_people: int) -> RoomPlan:
    """Rooms with their people's addresses, as far as Zoom lets them be laid out beforehand.

    A room that does not fit with all its people is kept, and they come to it by hand. Nobody is in two rooms.
    """
    rooms: list[tuple[str, tuple[str, ...]]] = []
    seen: set[str] = set()
    placed = people_left = 0
    for name, keys in zip(_short_names([name for name, _ in wanted]), [keys for _, keys in wanted], strict=True):
        people = tuple(key for key in dict.fromkeys(keys) if key not in seen)
        seen.update(people)
        fits = len(rooms) < most_rooms and placed + len(people) <= most_people
        if len(rooms) < most_rooms:
            rooms.append((name, people if fits else ()))
        placed += len(people) if fits else 0
        people_left += 0 if fits else len(people)
    return RoomPlan(rooms=tuple(rooms), rooms_left=len(wanted) - len(rooms), people_left=people_left)


def _short_names(names: list[str]) -> Iterator[str]:
    """The names cut to what Zoom takes; those that are the same then are told apart by a number."""
    taken: set[str] = set()
    for name in names:
        short, number = name[:LONGEST_ROOM_NAME].strip(), 1
        while short.casefold() in taken:
            number += 1
            tail = f" {number}"
            short = name[: LONGEST_ROOM_NAME - len(tail)].strip() + tail
        taken.add(short.casefold())
        yield short
