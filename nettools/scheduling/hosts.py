"""Which Zoom host holds which meeting, so that none holds more at once than it can.

A host that a network names stays, and so does one chosen earlier: moving a meeting makes it anew, with a new link.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from nettools.domain import swedish
from nettools.domain.termplan import NetworkDescription, TermDescription, TermPlan
from nettools.errors import Place, Problem
from nettools.language import Text, text
from nettools.scheduling.diary import Diaries, Slot, slot_of

_CHECKS = 200_000  # whether a host is free, before meetings are named that find none: a few seconds
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """That others have booked a host: when, and for how many minutes. What it is about is not ours to know."""

    host: str
    starts: datetime
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known beside the description.

    `earlier` leads from a meeting's key to the host that holds it; `left` says how many more meetings a host can be
    given today (one that is not named there has no limit); what began before `now` gets no host any more.
    """

    earlier: Mapping[str, str] = field(default_factory=dict)
    bookings: Sequence[Booking] = ()
    left: Mapping[str, int] = field(default_factory=dict)
    now: datetime = _LONG_AGO


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """The host of each network meeting, by the meeting's key; what finds none; where others are in the way."""

    of: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


NOTHING_SEEN = Seen()


def choose_hosts(description: TermDescription, seen: Seen = NOTHING_SEEN) -> Hosts:
    """Choose a host for every network meeting of the term.

    That named hosts clash with each other is not looked at here; `clashes` does. The same input gives the same
    answer, in whatever order the networks are described; of equally good hosts the one described first is taken.
    """
    choice = _Choice(description, seen)
    choice.keep()
    problems = tuple(choice.choose())
    return Hosts(of=dict(choice.chosen), problems=problems, warnings=tuple(choice.warnings()))


def held_by(plan: TermPlan, hosts: Hosts) -> TermPlan:
    """The plan with each meeting's host filled in, where it has one."""
    filled = {one.key: _filled(plan, one, hosts) for one in plan.description.networks}
    return replace(
        plan,
        description=replace(plan.description, networks=tuple(filled.values())),
        networks=tuple(replace(network, description=filled[network.key]) for network in plan.networks),
    )


def _filled(plan: TermPlan, network: NetworkDescription, hosts: Hosts) -> NetworkDescription:
    meetings = tuple(
        replace(meeting, zoom_host=hosts.of.get(_key(plan.description, network, meeting.number), ""))
        for meeting in network.meetings
    )
    return replace(network, meetings=meetings)


@dataclass
class _Choice:
    """One choice under way: `open` are the meetings that have no host yet."""

    description: TermDescription
    seen: Seen
    chosen: dict[str, str] = field(default_factory=dict)
    held: list[tuple[Slot, str]] = field(default_factory=list)
    open: list[Slot] = field(default_factory=list)
    given: Counter[str] = field(default_factory=Counter)
    load: Counter[str] = field(default_factory=Counter)
    _tries: int = 0

    def __post_init__(self) -> None:
        pool = self.description.zoom_hosts
        self.pool = {host.email.key: number for number, host in enumerate(pool)}
        self.address = {host.email.key: str(host.email) for host in pool}
        room = {host.email.key: host.meetings_at_once for host in pool}
        self.ours, self.all = Diaries(room), Diaries(room)
        for booking in self.seen.bookings:
            starts = booking.starts.astimezone(UTC)
            ends = starts + timedelta(minutes=booking.minutes)
            if ends > starts:
                self.all.write(booking.host.casefold(), Slot(starts=starts, ends=ends))

    # --- what is settled

    def keep(self) -> None:
        """Write down the hosts that are named, then those that were chosen earlier, as far as there is room."""
        free: list[Slot] = []
        for slot, host in _slots(self.description):
            if host:
                self._settle(slot, host)
            else:
                free.append(slot)
        for slot in sorted(free, key=lambda slot: slot.order):
            host = self.seen.earlier.get(slot.key, "")
            key, over = host.casefold(), slot.starts <= self.seen.now
            if host and (over or (key in self.pool and self.ours.takes(key, slot))):
                self._settle(slot, self.address.get(key, host))
            elif not over:
                self.open.append(slot)

    def _settle(self, slot: Slot, host: str) -> None:
        self.held.append((slot, host))
        self._write(slot, host.casefold())
        self.load[host.casefold()] += 1
        if slot.key:
            self.chosen[slot.key] = host
            self.given[host.casefold()] += slot.key not in self.seen.earlier and slot.starts > self.seen.now

    def _write(self, slot: Slot, key: str) -> None:
        self.ours.write(key, slot)
        self.all.write(key, slot)

    # --- what is chosen

    def choose(self) -> Iterator[Problem]:
        """Give the open meetings their hosts, the nearest in time first; each that finds none is a Problem."""
        for together in _overlapping(self.open):
            lost = self._one_by_one(together)
            if lost and self._enough(together):
                self._take_all_back(together)
                self._tries = _CHECKS // (len(together) * len(self.pool))
                lost = [] if self._try(together) else self._one_by_one(together)
            yield from [self._no_host(slot) for slot in lost]

    def _one_by_one(self, slots: Sequence[Slot]) -> list[Slot]:
        """Give each the best host that is free; those that find none."""
        lost = []
        for slot in slots:
            host = next(self._hosts(slot), None)
            if host is None:
                lost.append(slot)
            else:
                self._give(slot, host)
        return lost

    def _enough(self, slots: Sequence[Slot]) -> bool:
        """Whether at no moment more are wanted than all hosts together have room for."""
        room = sum(self.all.room.values())
        return all(sum(one.starts <= slot.starts < one.ends for one in slots) <= room for slot in slots)

    def _try(self, slots: Sequence[Slot]) -> bool:
        """Give all of them hosts, the hardest to place first; what turns out not to work is taken back."""
        if not slots:
            return True
        if self._tries <= 0:
            return False
        self._tries -= 1
        choices = [(slot, [*self._hosts(slot)]) for slot in slots]
        slot, hosts = min(choices, key=lambda each: (len(each[1]), each[0].order))
        rest = [other for other in slots if other is not slot]
        for host in hosts:
            self._give(slot, host)
            if self._try(rest):
                return True
            self._take_back(slot)
        return False

    def _hosts(self, slot: Slot) -> Iterator[str]:
        """The hosts with room for it, the best first."""
        by_worth = sorted(self.pool, key=lambda key: (self._is_spent(key), self.load[key], self.pool[key]))
        return (key for key in by_worth if self.all.takes(key, slot))

    def _is_spent(self, key: str) -> bool:
        left = self.seen.left.get(key)
        return left is not None and self.given[key] >= left

    def _give(self, slot: Slot, key: str) -> None:
        self._write(slot, key)
        self.chosen[slot.key] = self.address[key]
        self.load[key] += 1
        self.given[key] += 1

    def _take_back(self, slot: Slot) -> None:
        key = self.chosen.pop(slot.key).casefold()
        self.ours.strike(key, slot)
        self.all.strike(key, slot)
        self.load[key] -= 1
        self.given[key] -= 1

    def _take_all_back(self, slots: Sequence[Slot]) -> None:
        for slot in slots:
            if slot.key in self.chosen:
                self._take_back(slot)

    # --- what is said

    def _no_host(self, slot: Slot) -> Problem:
        holds = "; ".join(f"{self.address[key]}: {self._held_then(key, slot)}" for key in self.pool)
        roomy = [key for key in self.pool if self.all.room[key] == 1 and self.all.takes(key, slot, more=1)]
        if roomy:
            said = text(
                "No Zoom host is free then ({holds}). Describe one more under [zoom_hosts], or set "
                "meetings_at_once = 2 for {host} if its licence allows it.",
                holds=holds,
                host=self.address[roomy[0]],
            )
        else:
            said = text(
                "No Zoom host is free then ({holds}). Describe one more under [zoom_hosts], or move the meeting.",
                holds=holds or "–",
            )
        return Problem(code="no-free-host", message=said, place=self._place(slot))

    def _held_then(self, key: str, slot: Slot) -> str:
        names = [other.name for other in self.all.meanwhile(key, slot)]
        return ", ".join(name or str(text("booked by others")) for name in names)

    def warnings(self) -> Iterator[Problem]:
        """Where a host that stays is booked by others too."""
        for slot, host in sorted(self.held, key=lambda each: each[0].order):
            key = host.casefold()
            if slot.starts > self.seen.now and not self.all.takes(key, slot):
                others = [other for other in self.all.meanwhile(key, slot) if not other.name]
                if others:
                    said = _booked(host, others[0])
                    yield Problem(code="host-booked", message=said, place=self._place(slot))

    def _place(self, slot: Slot) -> Place:
        return Place(file=f"config/terms/{self.description.term}.toml", key=slot.place)


def _booked(host: str, other: Slot) -> Text:
    starts, ends = swedish.local(other.starts), swedish.local(other.ends)
    return text(
        "Others have booked {host} on {day}, {starts}–{ends}. Ask them to move, or name another zoom_host; a meeting "
        "that is there already must then be removed in Zoom, and is made anew with a new link.",
        host=host,
        day=f"{starts:%Y-%m-%d}",
        starts=f"{starts:%H.%M}",
        ends=f"{ends:%H.%M}",
    )


def _key(description: TermDescription, network: NetworkDescription, number: int) -> str:
    return f"{description.term}/{network.key}/meeting-{number}"


def _slots(description: TermDescription) -> Iterator[tuple[Slot, str]]:
    """Each meeting's time and the host that is named for it, if any; supervision where a host is named."""
    for network in description.networks:
        for meeting in network.meetings:
            key = _key(description, network, meeting.number)
            place = f"networks.{network.key}.meetings.{meeting.number}"
            yield slot_of(meeting, key=key, name=f"{network.key}/{meeting.number}", place=place), network.zoom_host
    for session in description.supervisions:
        if session.zoom_host:
            name, place = f"{session.unit_key}/{session.number}", f"supervisions.{session.unit_key}.{session.number}"
            yield slot_of(session, name=name, place=place), session.zoom_host


def _overlapping(slots: Sequence[Slot]) -> Iterator[list[Slot]]:
    """The slots in groups of which none touches another, in order of time."""
    group: list[Slot] = []
    until = _LONG_AGO
    for slot in sorted(slots, key=lambda slot: slot.order):
        if group and slot.starts >= until:
            yield group
            group = []
        group.append(slot)
        until = max(until, slot.ends)
    if group:
        yield group
