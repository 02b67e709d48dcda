"""The journal: which command ran when, and what each of its steps did. Keys and counts only, never letter text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from nettools.domain.terms import Term

# Plain values, as JSON has them.
Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEntry:
    """One run of a command by `who`. `closed` and `exit_status` are None while it runs, and stay so if it is killed."""

    run: int
    command: str
    term: Term | None
    who: str
    opened: datetime
    closed: datetime | None = None
    exit_status: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One step of a run: what was done in `system` to the thing that we call `key`, and how it went.

    `kind` is what sort of thing it is, empty where that says nothing. `undo` is what the step could be undone with,
    empty where it cannot be: no names of people and no secrets are in it.
    """

    system: str
    action: str
    key: str
    at: datetime
    outcome: str
    kind: str = ""
    undo: Mapping[str, Plain] = field(default_factory=dict)
