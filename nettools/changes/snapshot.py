"""Snapshot: what Canvas and Zoom hold now, in our words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nettools.changes.memory import Json, System
from nettools.changes.thing import Kind

Place = frozenset[tuple[str, str]]

# Their mark is only what an import was told of them; a new key can inherit them by their place.
_BOTH = frozenset({Kind.ENROLMENT, Kind.GROUP_MEMBERSHIP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing as it stands out there.

    `key` is what its mark says, empty for a thing without our mark. `place` is what a thing without a mark is known
    by. `fields` holds what can be compared, and what others refer to. `lasting` tells that the system would refuse
    to remove it, or that people's work would go with it. `sis_id` is that of the person in it, who may have it from
    another system: it is used and never remembered.
    """

    kind: Kind
    remote_id: str
    key: str = ""
    place: Mapping[str, Json] = field(default_factory=dict)
    fields: Mapping[str, Json] = field(default_factory=dict)
    lasting: bool = False
    sis_id: str = field(default="", compare=False)


def place_of(values: Mapping[str, Json]) -> Place:
    """A place to look up by: numbers and texts are the same, as they are in a URL."""
    return frozenset((name, str(value)) for name, value in values.items())


class Snapshot:
    """All that was found, looked up by id, by mark and by place. `systems` are those that were looked at."""

    def __init__(self, found: Iterable[Found], systems: Iterable[System] = System) -> None:
        self.systems = frozenset(systems)
        self.found = tuple(found)
        self._by_id: dict[tuple[Kind, str], Found] = {}
        self._by_mark: dict[tuple[Kind, str], list[Found]] = {}
        self._by_place: dict[tuple[Kind, Place], list[Found]] = {}
        for thing in self.found:
            self._by_id[thing.kind, thing.remote_id] = thing
            if thing.key:
                self._by_mark.setdefault((thing.kind, thing.key), []).append(thing)
            if thing.place and (not thing.key or thing.kind in _BOTH):
                self._by_place.setdefault((thing.kind, place_of(thing.place)), []).append(thing)

    def with_id(self, kind: str, remote_id: str) -> Found | None:
        """The thing with this id, if it is there."""
        return self._by_id.get((Kind(kind), remote_id))

    def marked(self, kind: Kind, key: str) -> tuple[Found, ...]:
        """The things whose mark says `key`: one, unless someone copied it."""
        return tuple(self._by_mark.get((kind, key), ()))

    def at(self, kind: Kind, place: Mapping[str, Json]) -> tuple[Found, ...]:
        """The things without a mark of their own at this place."""
        return tuple(self._by_place.get((kind, place_of(place)), ()))
