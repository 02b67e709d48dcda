"""What we remember of a remote thing: its id, what was last sent, and what we meant to do but got no answer to.

A system may keep a field in another form than it was sent (Canvas cleans HTML), and it tells things that nobody sent
(Zoom's join address). Such an answer lies beside what was sent, under the field's name and a tilde.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

KEPT = "kept"  # what the system tells of a thing that it would not remove

# Fields that let whoever reads them in: they are sent and remembered, and shown nowhere.
SECRET = frozenset({"password"})

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


class System(StrEnum):
    """The two systems that a term is made in."""

    CANVAS = "canvas"
    ZOOM = "zoom"


class Action(StrEnum):
    """What an intent means to do."""

    CREATE = "create"
    UPDATE = "update"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """Noted before a call, struck after its answer. While it stands we do not know whether the call was carried out."""

    action: Action
    fields: Mapping[str, Json] = field(default_factory=dict)
    noted: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Our `key` for a thing and the id that the system gave it.

    `remote_id` is empty until a create is answered. `sent` holds each field as it was last sent and answered for; a
    field of an unanswered update is not in it. `made` is False for a thing that we found and adopted: such a thing
    is never removed by us.
    """

    key: str
    term: str
    system: System
    kind: str
    remote_id: str = ""
    sent: Mapping[str, Json] = field(default_factory=dict)
    made: bool = True
    intent: Intent | None = None


def told(sent: Mapping[str, Json], name: str) -> Json:
    """How the system holds the field `name` when nobody has touched it since; None when it never told."""
    return sent.get(f"{name}~", sent.get(name))


def remembered(sent: Mapping[str, Json], answer: Mapping[str, Json]) -> dict[str, Json]:
    """What to remember: all that was sent, and what the system made of it where that is something else."""
    others = {f"{name}~": value for name, value in answer.items() if name not in sent or sent[name] != value}
    return {**sent, **others}


def struck(sent: Mapping[str, Json], names: Mapping[str, object]) -> dict[str, Json]:
    """What is still certain of `sent` while a change of `names` is under way."""
    return {name: value for name, value in sent.items() if name.rstrip("~") not in names}
