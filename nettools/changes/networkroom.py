"""A network on its way to become things: what it is called, its key, and the few sizes that both systems know."""

from dataclasses import dataclass
from datetime import UTC, datetime

from nettools.changes.rules import Rules
from nettools.domain.termplan import Network, TermPlan

LONGEST_NAME = 255  # Canvas's limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What participants read in Canvas and Zoom; patterns with gaps, from `templates/rooms.toml`.

    Gaps everywhere: `{network}` `{term}`; about a meeting also `{number}` `{theme}`; in the event's HTML `{link}` too,
    Zoom's join address.
    """

    room_name: str
    room_code: str
    meeting_topic: str
    meeting_agenda: str
    event_title: str
    event_description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkRoom:
    """A network on its way to become things: its key, and what it is called."""

    key: str
    network: Network
    wording: Wording
    gaps: dict[str, str]
    now: datetime
    rules: Rules
    term_plan: TermPlan


def instant(moment: datetime) -> str:
    """A moment as both systems write it: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
