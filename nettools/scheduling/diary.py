"""The diaries of Zoom hosts: what each holds when, and whether there is room for one more."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from nettools.domain.occasions import NetworkMeeting, Supervision


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A stretch of time (UTC) that is taken. `name` is what config calls it (`natverk-1/2`), empty if it is others'.

    `key` is our key of a network meeting, empty for all else; `place` is where config says it.
    """

    starts: datetime
    ends: datetime
    key: str = ""
    name: str = ""
    place: str = ""

    @property
    def order(self) -> tuple[datetime, str]:
        """The nearest in time first."""
        return self.starts, self.name

    def overlaps(self, other: "Slot") -> bool:
        """Whether both go on at some moment; back to back they do not."""
        return self.starts < other.ends and other.starts < self.ends

    def days(self) -> Iterator[date]:
        """The days that it touches, by UTC."""
        day = self.starts.date()
        while day <= self.ends.date():
            yield day
            day += timedelta(days=1)


def slot_of(occasion: NetworkMeeting | Supervision, *, name: str, place: str, key: str = "") -> Slot:
    """The time that a meeting or a supervision session takes."""
    starts, ends = occasion.starts.astimezone(UTC), occasion.ends.astimezone(UTC)
    return Slot(starts=starts, ends=ends, key=key, name=name, place=place)


@dataclass
class Diaries:
    """What each host holds. Hosts are addresses, case-folded; one that `room` does not know holds one at a time."""

    room: Mapping[str, int]
    _by_day: defaultdict[tuple[str, date], list[Slot]] = field(default_factory=lambda: defaultdict(list))

    def write(self, host: str, slot: Slot) -> None:
        """Note that the host holds it."""
        for day in slot.days():
            self._by_day[host, day].append(slot)

    def strike(self, host: str, slot: Slot) -> None:
        """Note that the host does not hold it after all."""
        for day in slot.days():
            self._by_day[host, day].remove(slot)

    def meanwhile(self, host: str, slot: Slot) -> tuple[Slot, ...]:
        """All else that the host holds at some moment of the slot, in order of time."""
        found = {
            id(other): other
            for day in slot.days()
            for other in self._by_day.get((host, day), ())
            if other is not slot and other.overlaps(slot)
        }
        return tuple(sorted(found.values(), key=lambda other: other.order))

    def at_once(self, host: str, slot: Slot) -> int:
        """How many others the host holds at the fullest moment of the slot."""
        others = self.meanwhile(host, slot)
        moments = {slot.starts, *(other.starts for other in others if other.starts > slot.starts)}
        return max(sum(other.starts <= moment < other.ends for other in others) for moment in moments)

    def takes(self, host: str, slot: Slot, more: int = 0) -> bool:
        """Whether the host has room for the slot; with `more` room than it is said to have."""
        return self.at_once(host, slot) < self.room.get(host, 1) + more
