"""What carrying out is told in: the hands that act, calls under way, how each change went, what is remembered."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from nettools.changes import Answer, Change, Json, Kind, Link, Order, System
from nettools.errors import RemoteError
from nettools.language import Text, text

BATCH = 30  # things made in one call: Zoom's most for registrants
UNFINISHED = 5  # the exit status of a run that left something to do
_LEFT_ALONE = text("The system was left alone after what went wrong before.")
LEFT = "left"  # the code of what had to wait, and whose system had been given up when its turn came

State = Literal["done", "kept", "failed", "unsure", "carried", "left"]


class Hand(Protocol):
    """What carries orders out in one system. Each method raises RemoteError and may run in any thread."""

    def create(self, order: Order) -> Answer:
        """Make the thing."""

    def update(self, order: Order) -> Answer:
        """Give it the order's fields."""

    def remove(self, order: Order) -> None:
        """Remove it or set it aside; that it is gone already is no failure."""

    def find(self, order: Order) -> Answer | None:
        """Look for the thing that `create` may have made."""

    def batch_of(self, order: Order) -> str:
        """Which other creations this one can be made with, in one call: those of the same word. Empty: none."""

    def create_many(self, orders: Sequence[Order]) -> Sequence[Answer]:
        """Make the things of one batch, at most `BATCH` of them: all or none; an answer for each, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one change went.

    `kept` means that the system would not remove it, `carried` another day, `left` that it was not tried. `undo` is
    what the change could be undone with: `remote_id`, `place`, and the fields `before` and `after` it.
    """

    action: str
    key: str
    kind: Kind
    label: str
    state: State
    code: str = ""
    message: Text | None = None
    undo: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRows:
    """The file of what could not be done, as seen from the home; empty when there is none. Or why it is not there."""

    file: str = ""
    complaint: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What to remember of one change: the link to keep or the key to forget, and the result for the journal."""

    keep: Link | None = None
    forget: tuple[str, System] | None = None
    result: Result | None = None


class Memory(Protocol):
    """Where it is noted. Both methods return when what they were given is safe on disk."""

    def before(self, links: Sequence[Link]) -> None:
        """Note the intents of calls that will be made."""

    def after(self, notes: Sequence[Note]) -> None:
        """Note what came of them."""


@dataclass
class Call:
    """One order under way; `previous` is the link as it was."""

    order: Order
    intended: Link
    previous: Link | None


def term_of(order: Order) -> str:
    """The term it belongs to; people belong to none."""
    return "" if order.kind is Kind.PERSON else order.key.partition("/")[0]


def result_of(
    order: Order, state: State, error: RemoteError | None = None, *, undo: Mapping[str, Json] | None = None
) -> Result:
    """How the order went."""
    return Result(
        action=order.action,
        key=order.key,
        kind=order.kind,
        label=order.label,
        state=state,
        code=error.code if error else "",
        message=_said(error) if error else (_LEFT_ALONE if state == "left" else None),
        undo=undo or {},
    )


def counts_of(results: Iterable[Result], *, waiting: int = 0) -> Mapping[str, int]:
    """How many changes ended how; `waiting` more were carried to another day before anything was tried."""
    counts: Counter[str] = Counter(result.state for result in results)
    counts["carried"] += waiting
    return {state: n for state, n in sorted(counts.items()) if n}


def exit_status_of(results: Iterable[Result]) -> int:
    """5 when anything is not done that could be, else 0."""
    return UNFINISHED if any(result.state not in {"done", "kept"} for result in results) else 0


def _said(error: RemoteError) -> Text:
    if not error.request_id:
        return error.message
    return text("{message} (request {request})", message=error.message, request=error.request_id)


def missing(change: Change, *, carried: bool) -> Result:
    """What could not be tried, since what it refers to is not there; or is `carried` to another day, as it then is."""
    return Result(
        action=type(change).__name__.lower(),
        key=change.key,
        kind=change.kind,
        label=change.label,
        state="carried" if carried else "failed",
        code="waits",
        message=text("It waits for what it belongs to.") if carried else text("What it belongs to could not be made."),
    )
