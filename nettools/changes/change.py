"""Create, Adopt, Update, Remove, Drift; and the ChangeSet that they make together."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from nettools.changes.memory import Json, Link, System
from nettools.changes.thing import Kind, Value, Wanted

DriftCode = Literal["edited", "kept", "duplicate", "fixed", "forced", "left-out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Create:
    """A thing that is missing. One with a `remote_id` was there once: the system can bring it back."""

    thing: Wanted
    remote_id: str = ""

    @property
    def key(self) -> str:
        """Our key of the thing."""
        return self.thing.key

    @property
    def kind(self) -> Kind:
        """What sort of thing it is."""
        return self.thing.kind

    @property
    def label(self) -> str:
        """What people call it."""
        return self.thing.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopt:
    """A thing that is there already and needs only to be remembered.

    `sent` is what of it is as it should be; `made` tells that we made it, which its mark or an intent proves.
    """

    thing: Wanted
    remote_id: str
    made: bool
    sent: Mapping[str, Json] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Our key of the thing."""
        return self.thing.key

    @property
    def kind(self) -> Kind:
        """What sort of thing it is."""
        return self.thing.kind

    @property
    def label(self) -> str:
        """What people call it."""
        return self.thing.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A thing of ours that should have other `fields`. `fills`: none of them is written yet."""

    thing: Wanted
    remote_id: str
    fields: Mapping[str, Value]
    fills: bool = False

    @property
    def key(self) -> str:
        """Our key of the thing."""
        return self.thing.key

    @property
    def kind(self) -> Kind:
        """What sort of thing it is."""
        return self.thing.kind

    @property
    def label(self) -> str:
        """What people call it."""
        return self.thing.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """A thing of ours that is not wanted any more. `sets_aside`: it is not deleted but gets these fields."""

    key: str
    kind: Kind
    label: str
    remote_id: str
    place: Mapping[str, Json] = field(default_factory=dict)
    sets_aside: Mapping[str, Json] = field(default_factory=dict)


Change = Create | Adopt | Update | Remove


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A difference that is reported and left.

    `edited` by a person; `kept` since people are in it; a `duplicate` that carries our mark; `fixed`, which only
    making the thing anew would change; `forced`, since the system answered that it has it otherwise; `left-out`, since
    the system takes no more. `ours_again` tells that it can be overwritten by name: we made the thing.
    """

    key: str
    kind: Kind
    code: DriftCode
    label: str = ""
    name: str = ""
    ours: Json = None
    theirs: Json = None
    ours_again: bool = False

    @property
    def named(self) -> str:
        """What it is overwritten by: `key:field`."""
        return f"{self.key}:{self.name}" if self.name else self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """All that must change, in the order in which it is carried out.

    `facts` is what is known of each thing that is there, for those that refer to it. `learned` are links to be
    remembered better and `gone` keys to be forgotten; neither needs a call, and neither is shown. `standing` counts
    the things of ours that are there, by kind.
    """

    term: str
    changes: tuple[Change, ...] = ()
    drift: tuple[Drift, ...] = ()
    facts: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    learned: tuple[Link, ...] = ()
    gone: tuple[tuple[str, System], ...] = ()
    standing: Mapping[Kind, int] = field(default_factory=dict)

    def by_rank(self) -> Iterator[tuple[Change, ...]]:
        """The changes in groups that do not wait for each other: makings by rank, then removals backwards.

        Modules come first in theirs: those of a room follow one after the other, and so take the longest.
        """
        for rank in range(max(kind.rank for kind in Kind) + 1):
            makings = (c for c in self.changes if c.kind.rank == rank and not isinstance(c, Remove))
            yield tuple(sorted(makings, key=lambda change: change.kind is not Kind.MODULE))
        for rank in reversed(range(max(kind.rank for kind in Kind) + 1)):
            yield tuple(c for c in self.changes if c.kind.rank == rank and isinstance(c, Remove))

    def without(self, keys: Collection[str]) -> "ChangeSet":
        """The same, less what would be made, changed or removed of these keys; what is adopted is adopted."""
        kept = tuple(change for change in self.changes if isinstance(change, Adopt) or change.key not in keys)
        return replace(self, changes=kept)
