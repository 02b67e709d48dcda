"""What holds other things: it goes only when nothing stays in it, and what was in it is made again where it is then."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from nettools.changes.change import Change, Create, Remove
from nettools.changes.memory import Link
from nettools.changes.snapshot import Found, Snapshot
from nettools.changes.thing import Kind, Ref, Value
from nettools.changes.undo_steps import Shortfall, ShortfallCode

_Thing = tuple[Kind, str]

# How places and fields call what a thing is in.
_HOLDERS: Mapping[str, Kind] = {
    "term": Kind.CANVAS_TERM,
    "course": Kind.COURSE_ROOM,
    "section": Kind.SECTION,
    "category": Kind.GROUP_CATEGORY,
    "group_category": Kind.GROUP_CATEGORY,
    "group": Kind.GROUP,
    "module": Kind.MODULE,
}


def emptied(
    changes: Sequence[Change], snapshot: Snapshot, links: Mapping[str, Link]
) -> tuple[list[Change], list[Shortfall]]:
    """The changes without the removals that would take along what stays, whoever put it there; and those, told."""
    inside = _inside(snapshot, links)
    going = {(one.kind, one.remote_id) for one in changes if isinstance(one, Remove) and not one.sets_aside}
    holding: list[Shortfall] = []
    for change in sorted(changes, key=lambda change: -change.kind.rank):
        if isinstance(change, Remove) and _name(change) in going and (staying := inside[_name(change)] - going):
            going.discard(_name(change))
            holding.append(Shortfall(key=change.key, kind=change.kind, code=_why(staying), label=change.label))
    kept = [one for one in changes if not isinstance(one, Remove) or one.sets_aside or _name(one) in going]
    return kept, holding


def _name(change: Remove) -> _Thing:
    return change.kind, change.remote_id


def _inside(snapshot: Snapshot, links: Mapping[str, Link]) -> defaultdict[_Thing, set[_Thing]]:
    inside: defaultdict[_Thing, set[_Thing]] = defaultdict(set)
    always = _came_with_their_rooms(snapshot, links)
    for found in snapshot.found:
        if (found.kind, found.remote_id) in always:
            continue
        for name, kind in _HOLDERS.items():
            for values in (found.place, found.fields):
                if values.get(name):
                    inside[kind, str(values[name])].add((found.kind, found.remote_id))
    return inside


def _came_with_their_rooms(snapshot: Snapshot, links: Mapping[str, Link]) -> set[_Thing]:
    """Canvas gives each course a section when it is made: the first one, which is nobody's work while it is empty."""
    linked = {link.remote_id for link in links.values() if link.kind == Kind.SECTION}
    first: dict[str, Found] = {}
    for found in snapshot.found:
        if found.kind is Kind.SECTION:
            course = str(found.place.get("course"))
            first[course] = min(first.get(course, found), found, key=lambda one: (len(one.remote_id), one.remote_id))
    return {
        (found.kind, found.remote_id)
        for found in first.values()
        if not found.key and not found.lasting and found.remote_id not in linked
    }


def reconnected(changes: Sequence[Change], again: Mapping[tuple[Kind, str], str]) -> Iterator[Change]:
    """The changes; what is made again waits for the number of what it is in, when that is made again, too.

    Args:
        changes: the changes.
        again: the keys of what is made again, by the kinds and numbers that it had.
    """
    for change in changes:
        if isinstance(change, Create):
            place, fields = _referring(change.thing.place, again), _referring(change.thing.fields, again)
            yield replace(change, thing=replace(change.thing, place=place, fields=fields))
        else:
            yield change


def _referring(values: Mapping[str, Value], again: Mapping[tuple[Kind, str], str]) -> dict[str, Value]:
    known = {name: again.get((kind, str(values[name]))) for name, kind in _HOLDERS.items() if name in values}
    return {**values, **{name: Ref(key) for name, key in known.items() if key}}


def _why(staying: set[_Thing]) -> ShortfallCode:
    return "people" if any(kind is Kind.ENROLMENT for kind, _ in staying) else "holding"
