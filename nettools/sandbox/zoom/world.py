"""What the pretend Zoom holds: users, meetings, registrants, meetings that were held, quota that was used."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

Json = dict[str, Any]

# Links are the same after a restart on another port, and lead nowhere.
WEB = "https://zoom.example.com"

_KEPT_AFTER_START = timedelta(days=30)
_KEPT_WHEN_REPEATED = timedelta(days=365)
_RECOVERABLE = timedelta(days=7)


class Licence(IntEnum):
    """Zoom's user types."""

    BASIC = 1
    LICENSED = 2
    ON_PREM = 3


class MeetingType(IntEnum):
    """Zoom's meeting types, as far as they can be asked for."""

    INSTANT = 1
    SCHEDULED = 2
    NO_FIXED_TIME = 3
    REPEATED = 8
    SCREEN_SHARE_ONLY = 10


@dataclass(slots=True, kw_only=True)
class ZoomUser:
    """Someone in the account. `status` is active, inactive or pending (invited, never answered)."""

    id: str
    email: str
    first_name: str = ""
    last_name: str = ""
    type: Licence = Licence.LICENSED
    status: str = "active"
    timezone: str = "Europe/Stockholm"
    may_schedule: bool = True
    settings: Json = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class ZoomRegistrant:
    """Someone registered for a meeting; `status` is approved, pending or denied."""

    id: str
    email: str
    first_name: str
    last_name: str
    status: str
    create_time: datetime


@dataclass(slots=True, kw_only=True)
class Presence:
    """One stretch of time of one person in a held meeting. `seconds` from the start; one person has many."""

    name: str
    joins: int
    leaves: int
    user_email: str = ""
    registrant_id: str = ""
    status: str = "in_meeting"
    bo_mtg_id: str = ""


@dataclass(slots=True, kw_only=True)
class HeldMeeting:
    """One time that a meeting was held (an instance); its `uuid` can begin with a slash."""

    uuid: str
    start_time: datetime
    end_time: datetime
    presences: list[Presence] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class ZoomMeeting:
    """A meeting as Zoom keeps it. Times are UTC; `settings` are the caller's over Zoom's own.

    `told_cancelled` are the addresses that got Zoom's letter when it was deleted.
    """

    id: int
    uuid: str
    host_id: str
    topic: str
    type: MeetingType
    start_time: datetime
    duration: int
    timezone: str
    agenda: str
    password: str
    created_at: datetime
    settings: Json = field(default_factory=dict)
    recurrence: Json | None = None
    tracking_fields: list[Json] = field(default_factory=list)
    status: str = "waiting"
    deleted_at: datetime | None = None
    is_webinar: bool = False
    registrants: list[ZoomRegistrant] = field(default_factory=list)
    told_cancelled: list[str] = field(default_factory=list)
    held: list[HeldMeeting] = field(default_factory=list)

    @property
    def join_url(self) -> str:
        """The link for everybody; it changes with the passcode."""
        return f"{WEB}/j/{self.id}" + (f"?pwd={self.secret_for(self.password)}" if self.password else "")

    @property
    def ends(self) -> datetime:
        """When it should be over."""
        return self.start_time + timedelta(minutes=self.duration)

    @property
    def takes_registrations(self) -> bool:
        """Whether people can be registered: asked for, and of a type that Zoom does not silently ignore it for."""
        asked_for = self.settings.get("approval_type", 2) in (0, 1)
        return asked_for and self.type in (MeetingType.SCHEDULED, MeetingType.REPEATED)

    def secret_for(self, what: str) -> str:
        """An opaque part of a link, the same every time."""
        return hashlib.sha256(f"{self.id}/{what}".encode()).hexdigest()[:22]

    def exists(self, now: datetime) -> bool:
        """Whether Zoom still knows it: not deleted, and not past its time."""
        return self.deleted_at is None and now < self._forgotten()

    def recoverable(self, now: datetime) -> bool:
        """Whether it was deleted a short while ago."""
        return self.deleted_at is not None and now < self.deleted_at + _RECOVERABLE

    def _forgotten(self) -> datetime:
        last_use = max([self.start_time, *(one.end_time for one in self.held)])
        if self.type in (MeetingType.REPEATED, MeetingType.NO_FIXED_TIME):
            return last_use + _KEPT_WHEN_REPEATED
        return last_use + _KEPT_AFTER_START


@dataclass(slots=True, kw_only=True)
class ZoomWorld:
    """Everything in one Zoom account. `spent` counts calls by UTC day and purpose."""

    users: dict[str, ZoomUser] = field(default_factory=dict)
    meetings: dict[int, ZoomMeeting] = field(default_factory=dict)
    spent: dict[str, int] = field(default_factory=dict)

    def user(self, id_or_email: str) -> ZoomUser | None:
        """The user with this id or e-mail address."""
        wanted = id_or_email.casefold()
        return self.users.get(id_or_email) or next(
            (one for one in self.users.values() if one.email.casefold() == wanted), None
        )

    def existing(self, now: datetime) -> list[ZoomMeeting]:
        """The meetings that Zoom still knows, by start."""
        alive = (one for one in self.meetings.values() if one.exists(now))
        return sorted(alive, key=lambda one: (one.start_time, one.id))

    def spend(self, purpose: str, now: datetime) -> int:
        """Count one call of this UTC day; gives how many there were before it."""
        today = f"{now.astimezone(UTC):%Y-%m-%d}/"
        self.spent = {key: count for key, count in self.spent.items() if key.startswith(today)}
        before = self.spent.get(today + purpose, 0)
        self.spent[today + purpose] = before + 1
        return before


_JSON = TypeAdapter(ZoomWorld)


def load_world(path: Path | None) -> ZoomWorld:
    """The world kept in `path`, or an empty one."""
    return _JSON.validate_json(path.read_bytes()) if path is not None and path.exists() else ZoomWorld()


def save_world(world: ZoomWorld, path: Path) -> None:
    """Keep the world; a crash leaves either the old file or the new."""
    beside = path.with_suffix(".new")
    beside.write_bytes(_JSON.dump_json(world, indent=1))
    beside.replace(path)
