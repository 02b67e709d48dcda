"""Zoom hosts as lanes: a host that can hold two meetings at once is two lanes, each with one meeting at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nettools.scheduling.supervision import stretches
from nettools.scheduling.supervision.request import HostTimes, Standing
from nettools.scheduling.supervision.stretches import Stretch, minute


@dataclass(frozen=True, slots=True)
class Lane:
    """Room for one meeting at a time at a host. `busy` are stretches when it is taken."""

    host: str
    number: int
    busy: tuple[Stretch, ...]

    def takes(self, start: int, length: int) -> bool:
        """Whether nothing is in the way of a session."""
        return all(ends <= start or begins >= start + length for begins, ends in self.busy)


def lanes_of(hosts: Iterable[HostTimes], locked: Sequence[Standing]) -> tuple[Lane, ...]:
    """The lanes of these hosts, with what each host holds already, what is locked included."""
    found: list[Lane] = []
    for host in sorted(hosts, key=lambda one: one.host.casefold()):
        busy = [(minute(span.starts), minute(span.ends)) for span in host.busy]
        busy += [
            (minute(one.span.starts), minute(one.span.ends))
            for one in locked
            if one.host.casefold() == host.host.casefold()
        ]
        lanes: list[list[Stretch]] = [[] for _ in range(host.at_once)]
        for begins, ends in sorted(busy):
            lane = next((lane for lane in lanes if not lane or lane[-1][1] <= begins), None)
            if lane is None and lanes:  # more is booked than the host has room for: nothing fits there then
                lane = min(lanes, key=lambda one: one[-1][1])
            if lane is not None:
                lane.append((begins, ends))
        found += [Lane(host.host, number, tuple(stretches.together(lane))) for number, lane in enumerate(lanes, 1)]
    return tuple(found)


def free_lanes(lanes: Sequence[Lane], start: int, length: int) -> int:
    """How many lanes nothing stands in the way in."""
    return sum(lane.takes(start, length) for lane in lanes)


def classes(lanes: Sequence[Lane], starts: Sequence[int], length: int) -> dict[tuple[int, ...], list[int]]:
    """Lanes that take the same of these starts, together: the starts, and the lanes' numbers."""
    found: dict[tuple[int, ...], list[int]] = {}
    for number, lane in enumerate(lanes):
        found.setdefault(tuple(start for start in starts if lane.takes(start, length)), []).append(number)
    return found
