"""Wanted: one thing that a term should have out there; and how things name each other by our own keys."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from nettools.changes.memory import Json, System

_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("'"): "&#39;"}


class Kind(StrEnum):
    """What sort of thing it is, in our words."""

    ZOOM_MEETING = "zoom-meeting"
    ZOOM_REGISTRANT = "zoom-registrant"
    CANVAS_TERM = "canvas-term"
    PERSON = "person"
    COURSE_ROOM = "course-room"
    SECTION = "section"
    GROUP_CATEGORY = "group-category"
    PAGE = "page"
    MODULE = "module"
    ENROLMENT = "enrolment"
    GROUP = "group"
    MODULE_ITEM = "module-item"
    GROUP_MEMBERSHIP = "group-membership"
    HAND_IN = "hand-in"
    CALENDAR_EVENT = "calendar-event"
    ANNOUNCEMENT = "announcement"
    SIS_IMPORT = "sis-import"

    @property
    def rank(self) -> int:
        """What is needed by others comes first; Zoom meetings and people need nobody."""
        return _RANKS[self]

    @property
    def system(self) -> System:
        """Where such things live."""
        return System.ZOOM if self in _IN_ZOOM else System.CANVAS


_IN_ZOOM = frozenset({Kind.ZOOM_MEETING, Kind.ZOOM_REGISTRANT})
_RANKS = {
    Kind.ZOOM_MEETING: 0,
    Kind.CANVAS_TERM: 0,
    Kind.SIS_IMPORT: 0,
    Kind.PERSON: 0,
    Kind.ZOOM_REGISTRANT: 1,
    Kind.COURSE_ROOM: 1,
    Kind.SECTION: 2,
    Kind.GROUP_CATEGORY: 2,
    Kind.PAGE: 2,
    Kind.MODULE: 2,
    Kind.ENROLMENT: 3,
    Kind.GROUP: 3,
    Kind.MODULE_ITEM: 3,
    Kind.GROUP_MEMBERSHIP: 4,
    Kind.HAND_IN: 4,
    Kind.CALENDAR_EVENT: 4,
    Kind.ANNOUNCEMENT: 5,
}
# What is not the plan's to take away: accounts of people, what was said on demand, and how things once came there.
LASTING_KINDS = frozenset({Kind.PERSON, Kind.ANNOUNCEMENT, Kind.SIS_IMPORT})


@dataclass(frozen=True, slots=True)
class Ref:
    """A fact of the thing that we call `key`, looked up when it is needed: its `id`, its `join_url`.

    `inside` is HTML with the gap `{link}` where the fact goes, escaped; empty means that the fact itself is meant.
    """

    key: str
    name: str = "id"
    inside: str = ""

    def fill(self, fact: Json) -> Json:
        """The value that is meant, now that the fact is known."""
        return self.inside.replace("{link}", escaped(str(fact))) if self.inside else fact


Value = Json | Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One thing that should be there.

    `place` says where it is and what tells it from its neighbours, for things that cannot carry a mark; a Ref in it
    must be known before the thing can be made. `fields` are kept as they should be; `once` is sent when the thing is
    made and then left to people. A thing that is `over` (a meeting that has begun) is left as it is. `left_out` is
    what of a field the system would not take: it is told, every time.
    """

    key: str
    kind: Kind
    label: str
    place: Mapping[str, Value] = field(default_factory=dict)
    fields: Mapping[str, Value] = field(default_factory=dict)
    once: Mapping[str, Json] = field(default_factory=dict)
    left_out: Mapping[str, Json] = field(default_factory=dict)
    over: bool = False

    @property
    def system(self) -> System:
        """Where it should be."""
        return self.kind.system

    @property
    def term(self) -> str:
        """The term it belongs to; people belong to none."""
        return "" if self.kind is Kind.PERSON else self.key.partition("/")[0]


def mark(key: str) -> str:
    """The id that we give a thing in Canvas, so that it can be known again.

    A person's has no address in it: SIS ids are seen by more people than addresses are.
    """
    if key.startswith("person/"):
        return f"nettools.person.{hashlib.blake2b(key.encode(), digest_size=8).hexdigest()}"
    return f"nettools.{key.replace('/', '.')}"


def escaped(words: str) -> str:
    """Text made harmless inside HTML, and inside a pattern that still has a gap to fill."""
    return words.translate(_ESCAPES).replace("{", "&#123;").replace("}", "&#125;")
