"""What a unit has for itself in its network's course room: a group, its members, and its supervision."""

from collections.abc import Iterator

from nettools.changes.networkroom import LONGEST_NAME, NetworkRoom, instant, person_key, unit_names
from nettools.changes.thing import Kind, Ref, Value, Wanted, escaped
from nettools.domain.occasions import Supervision
from nettools.domain.people import EmailAddress
from nettools.domain.registrations import Registration


def unit_set(room: str) -> str:
    """The key of a room's set of groups, one for each unit."""
    return f"{room}/units"


def group_things(room: NetworkRoom) -> Iterator[Wanted]:
    """The set of groups, each unit's group with its members, and the supervision in the groups' calendars."""
    yield _set(room)
    taken: set[str] = set()
    for registration, name in zip(room.network.registrations, unit_names(room.network), strict=True):
        section = f"{room.key}/{registration.unit.key}"
        yield _group(room.key, section, name)
        yield from _members(room.key, section, registration, name, taken)
        for supervision in room.term_plan.description.supervisions:
            if supervision.unit_key == registration.unit.key:
                yield _supervision(room, section, supervision, name)


def _set(room: NetworkRoom) -> Wanted:
    name = room.wording.group_set_name.format_map(room.gaps)[:LONGEST_NAME]
    return Wanted(
        key=unit_set(room.key),
        kind=Kind.GROUP_CATEGORY,
        label=name,
        place={"course": Ref(room.key), "name": name},
        fields={"name": name},
    )


def _group(room: str, section: str, name: str) -> Wanted:
    return Wanted(
        key=f"{section}/group",
        kind=Kind.GROUP,
        label=name,
        place={"course": Ref(room), "category": Ref(unit_set(room)), "name": name},
        fields={"name": name},
    )


def _members(room: str, section: str, registration: Registration, unit: str, taken: set[str]) -> Iterator[Wanted]:
    """The unit's people. Whoever is in several units of the network is in the first one's group only.

    Canvas has a person in one group of a set: a second membership would move the person out of the first, and the
    next apply back again, for ever.
    """
    for participant in registration.participants:
        if participant.email.key not in taken:
            taken.add(participant.email.key)
            yield _member(room, section, participant.email, f"{participant.name} ({unit})")


def _member(room: str, section: str, email: EmailAddress, label: str) -> Wanted:
    """Which group is a field: a person whom somebody moves to another group has been edited, not removed."""
    return Wanted(
        key=f"{section}/group/{email.key}",
        kind=Kind.GROUP_MEMBERSHIP,
        label=label,
        place={"category": Ref(unit_set(room)), "user": Ref(person_key(email))},
        fields={"group": Ref(f"{section}/group")},
    )


def _supervision(room: NetworkRoom, section: str, supervision: Supervision, unit: str) -> Wanted:
    key = f"{section}/supervision-{supervision.number}"
    gaps = {**room.gaps, "number": str(supervision.number), "unit": unit, "leader": supervision.leader.name}
    title = room.wording.supervision_title.format_map(gaps)[:LONGEST_NAME]
    return Wanted(
        key=f"{key}/event",
        kind=Kind.CALENDAR_EVENT,
        label=title,
        place={"group": Ref(f"{section}/group"), "title": title},
        fields={
            "title": title,
            "start_at": instant(supervision.starts),
            "end_at": instant(supervision.ends),
            "description": _told(room, key, gaps, on_zoom=bool(supervision.zoom_host)),
        },
        over=supervision.starts <= room.now,
    )


def _told(room: NetworkRoom, key: str, gaps: dict[str, str], *, on_zoom: bool) -> Value:
    """What the event says; the way to the meeting on Zoom is known when that has been made."""
    harmless = {name: escaped(value) for name, value in gaps.items()}
    words = room.wording.supervision_description.format_map(harmless)
    if not on_zoom:
        return words
    link = room.wording.supervision_link.format_map({**harmless, "link": "{link}"})
    return Ref(key, "join_url", f"{words}{link}")
