"""What `announce` gives back: where it would be said to how many, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from nettools.changes import ChangeSet, fingerprint
from nettools.changes.announcing import Announcement
from nettools.domain.terms import Term
from nettools.jobs.carrying.carried import Result, State, exit_status_of

RoomState = Literal["to-post", "posted", "no-room"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedRoom:
    """A network's course room: `people` are in it. `posted`: it stands there already, or was there once."""

    key: str
    name: str
    state: RoomState
    people: int = 0


@dataclass(frozen=True, kw_only=True)
class AnnouncementPreview:
    """What would be posted, and where."""

    term: Term
    announcement: Announcement
    change_set: ChangeSet
    rooms: tuple[AnnouncedRoom, ...]

    @cached_property
    def fingerprint(self) -> str:
        """What `announce` is given, to post this and nothing else."""
        return fingerprint(self.change_set)

    @property
    def to_post(self) -> tuple[AnnouncedRoom, ...]:
        """The rooms where it is not yet."""
        return tuple(room for room in self.rooms if room.state == "to-post")

    def as_json(self) -> dict[str, object]:
        """As `nettools announce --json` prints it."""
        at = self.announcement.at
        return {
            "term": str(self.term),
            "fingerprint": self.fingerprint,
            "title": self.announcement.title,
            "html": self.announcement.html,
            "at": at.isoformat() if at else None,
            "rooms": [
                {"key": room.key, "name": room.name, "state": room.state, "people": room.people} for room in self.rooms
            ],
        }


@dataclass(frozen=True, kw_only=True)
class Posted:
    """What came of it in each room."""

    preview: AnnouncementPreview
    results: tuple[Result, ...]

    def having(self, state: State) -> tuple[Result, ...]:
        """The rooms where it ended so."""
        return tuple(result for result in self.results if result.state == state)

    @property
    def rooms(self) -> Mapping[str, AnnouncedRoom]:
        """The rooms by the key of what was posted there."""
        return {
            result.key: room
            for result in self.results
            for room in self.preview.rooms
            if result.key.split("/")[1] == room.key
        }

    @property
    def exit_status(self) -> int:
        """5 when it is not in every room."""
        return exit_status_of(self.results)

    def as_json(self) -> dict[str, object]:
        """As `nettools announce --yes --json` prints it."""
        return {
            **self.preview.as_json(),
            "done": len(self.having("done")),
            "failed": [
                {
                    "key": self.rooms[one.key].key,
                    "state": one.state,
                    "code": one.code,
                    "message": str(one.message or ""),
                }
                for one in self.results
                if one.state != "done"
            ],
            "exit": self.exit_status,
        }
