"""Zoom's daily quota: what of a change set fits into today, and what is carried to the days after.

Zoom takes 100 meetings made or changed for one host in a day, counted by UTC; what is removed is free (zoom.md 3).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from nettools.changes.change import Change, ChangeSet, Create, Update
from nettools.changes.memory import Json
from nettools.changes.order import look_up
from nettools.changes.thing import Kind, Ref, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How many meetings may be made or changed for one host in a day, and how many have been today, by host."""

    limit: int
    today: date
    used: Mapping[str, int] = field(default_factory=dict)

    def day_of(self, host: str, number: int) -> date:
        """The day for the host's change with this number, counted from 0; today as long as today has room."""
        over = number - self.left(host)
        return self.today if over < 0 else self.today + timedelta(days=1 + over // self.limit)

    def left(self, host: str) -> int:
        """How many more may be made or changed today."""
        return max(0, self.limit - self.used.get(host, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What waits until `date` (a day by UTC) since `host` has had its share: `count` meetings.

    `keys` are theirs, then those of what can only be done when the meeting is.
    """

    date: date
    host: str
    count: int
    keys: tuple[str, ...]

    @property
    def begins(self) -> datetime:
        """From when on Zoom takes it."""
        return datetime.combine(self.date, time(), UTC)

    def as_json(self) -> dict[str, Json]:
        """One entry of `carried_to`."""
        return {"date": self.date.isoformat(), "host": self.host, "count": self.count, "keys": list(self.keys)}


def beyond_quota(change_set: ChangeSet, quota: Quota) -> tuple[Carried, ...]:
    """What of the change set must wait, by day and host. The meetings nearest in time come first."""
    meetings: dict[tuple[date, str], list[str]] = {}
    numbers: Counter[str] = Counter()
    for change in sorted(_meetings(change_set), key=lambda one: (str(one.thing.fields.get("start_time")), one.key)):
        host = change_host(change, change_set.facts)
        day = quota.day_of(host, numbers[host])
        numbers[host] += 1
        if day > quota.today:
            meetings.setdefault((day, host), []).append(change.key)
    with_them = _waiting(change_set, {key: where for where, keys in meetings.items() for key in keys})
    return tuple(
        Carried(date=day, host=host, count=len(keys), keys=(*keys, *with_them.get((day, host), ())))
        for (day, host), keys in sorted(meetings.items())
    )


def change_host(change: Change, facts: Mapping[str, Mapping[str, Json]]) -> str:
    """The host of what is changed in Zoom: where it stands, else where it should; empty for all else."""
    if not isinstance(change, Create | Update):
        return ""
    there = facts.get(change.key, {}).get("host") if isinstance(change, Update) else None
    return str(there or change.thing.place.get("host") or "").casefold()


def _meetings(change_set: ChangeSet) -> Iterator[Create | Update]:
    for change in change_set.changes:
        if isinstance(change, Create | Update) and change.kind is Kind.ZOOM_MEETING:
            yield change


def _waiting(change_set: ChangeSet, carried_to: Mapping[str, tuple[date, str]]) -> Mapping[tuple[date, str], list[str]]:
    """What waits with the meetings: what is made in them, and changes that tell nothing but of them."""
    found: dict[tuple[date, str], list[str]] = {}
    for change in change_set.changes:
        meeting = _needed(change, carried_to, change_set.facts)
        if meeting:
            found.setdefault(carried_to[meeting], []).append(change.key)
    return found


def _needed(change: Change, carried_to: Mapping[str, object], facts: Mapping[str, Mapping[str, Json]]) -> str:
    """The key of the carried meeting without which the change is impossible, or empty of sense."""
    if not isinstance(change, Create | Update):
        return ""
    inside = next((ref.key for ref in _refs(change.thing.place) if ref.key in carried_to), "")
    if inside or isinstance(change, Create):
        return inside
    unknown = [ref.key for ref in _refs(change.fields) if ref.key in carried_to and look_up(ref, facts) is None]
    return unknown[0] if unknown and len(unknown) == len(change.fields) else ""


def _refs(values: Mapping[str, Value]) -> list[Ref]:
    return [value for value in values.values() if isinstance(value, Ref)]
