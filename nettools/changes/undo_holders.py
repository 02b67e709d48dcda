"""What holds other things: it goes only when nothing stays in it, and what was in it is made again where it is then."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nettools.changes.change import Change, Create, Remove
from nettools.changes.memory import Json, Link
from nettools.changes.snapshot import Found, Snapshot
from nettools.changes.thing import Kind, Ref, Value, Wanted
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


def reconnected(
    changes: Sequence[Change], again: Mapping[_Thing, str], standing: "Standing"
) -> tuple[list[Change], list[Shortfall]]:
    """The changes, where what is made again is put into what stands now; and what has nothing to be put into, told.

    Args:
        changes: the changes, holders before what they hold.
        again: the keys of what is made again, by the kinds and numbers that it had.
        standing: what stands now.
    """
    coming, kept, lost = dict(again), list[Change](), list[Shortfall]()
    for change in changes:
        if not isinstance(change, Create) or change.remote_id:
            kept.append(change)
            continue
        thing = change.thing
        place, fields = (standing.put(values, thing.key, coming) for values in (thing.place, thing.fields))
        if place is None or fields is None:
            coming = {old: key for old, key in coming.items() if key != thing.key}
            lost.append(Shortfall(key=thing.key, kind=thing.kind, code="gone", label=thing.label))
        else:
            kept.append(replace(change, thing=replace(thing, place=place, fields=fields)))
    return kept, lost


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands now, and what the plan says is in what."""

    snapshot: Snapshot
    links: Mapping[str, Link]
    wanted: Mapping[str, Wanted]

    def facts(self) -> Mapping[str, Mapping[str, Json]]:
        """The numbers of what holds other things, by our keys."""
        holders = set(_HOLDERS.values())
        links = (link for link in self.links.values() if link.kind in holders and self._stands(link))
        return {link.key: {"id": link.remote_id} for link in links}

    def put(self, values: Mapping[str, Value], key: str, coming: Mapping[_Thing, str]) -> dict[str, Value] | None:
        """The values, with what now is what they named; None when that is no more."""
        found = dict(values)
        for name, kind in _HOLDERS.items():
            if name not in values:
                continue
            was = kind, str(values[name])
            if was in coming or not self._is(*was):
                holder = coming.get(was) or self._planned(key, name, coming)
                if holder is None:
                    return None
                found[name] = Ref(holder)
        return found

    def _is(self, kind: Kind, remote_id: str) -> bool:
        return self.snapshot.with_id(kind, remote_id) is not None

    def _stands(self, link: Link) -> bool:
        return self._is(Kind(link.kind), link.remote_id)

    def _planned(self, key: str, name: str, coming: Mapping[_Thing, str]) -> str | None:
        """The key of what the plan puts it into: made anew since, it has another number than it had."""
        thing = self.wanted.get(key)
        meant = {**thing.place, **thing.fields}.get(name) if thing else None
        if not isinstance(meant, Ref):
            return None
        link = self.links.get(meant.key)
        return meant.key if meant.key in coming.values() or (link and self._stands(link)) else None


def _why(staying: set[_Thing]) -> ShortfallCode:
    return "people" if any(kind is Kind.ENROLMENT for kind, _ in staying) else "holding"
