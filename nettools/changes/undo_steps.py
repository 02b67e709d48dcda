"""What undoing speaks of: a step of a run as it can be read back, and where undoing falls short."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from nettools.changes.change import ChangeSet
from nettools.changes.memory import Json
from nettools.changes.thing import Kind
from nettools.domain.journal import JournalEntry

ShortfallCode = Literal[
    "account",
    "adopted",
    "anew",
    "announced",
    "begun",
    "edited",
    "gone",
    "holding",
    "later",
    "people",
    "taken",
    "too-late",
    "unknown",
    "unnoted",
    "unseen",
    "unsure",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """One thing that is not undone, and why; or `anew`, not quite undone.

    A person's `account` stays; what was `adopted` as ours was there before; an announcement is `announced`. It has
    `begun`; somebody has `edited` it since; it is `gone`; it is `holding` something that stays; a `later` run has
    changed it; `people` are or have worked in it; something else has `taken` its place; it is `too-late` for the
    system; how it was is `unknown`; an older nettools left it `unnoted`; its system is `unseen` now; or its call was
    never answered: `unsure`. `name` is the field that it is about, if it is about one.
    """

    key: str
    kind: Kind | None
    code: ShortfallCode
    label: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """What reverses a run, and where that falls short."""

    change_set: ChangeSet
    shortfalls: tuple[Shortfall, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that the run did: the thing, the fields `before` and `after`."""

    key: str
    kind: Kind
    label: str
    remote_id: str
    place: Mapping[str, Json]
    before: Mapping[str, Json]
    after: Mapping[str, Json]
    at: datetime

    @classmethod
    def of(cls, entry: JournalEntry, label: str) -> "Step":
        """The step that the journal tells of; `label` when it tells none."""
        undo: Mapping[str, Json] = entry.undo
        return cls(
            key=entry.key,
            kind=Kind(entry.kind),
            label=str(undo.get("label") or label),
            remote_id=str(undo.get("remote_id") or ""),
            place=_mapping(undo.get("place")),
            before={name: value for name, value in _mapping(undo.get("before")).items() if not name.endswith("~")},
            after=_mapping(undo.get("after")),
            at=entry.at,
        )


def in_order(entries: Sequence[JournalEntry]) -> list[JournalEntry]:
    """What others need comes first, as when it was made."""
    return sorted(entries, key=lambda entry: Kind(entry.kind).rank if entry.kind else -1)


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}
