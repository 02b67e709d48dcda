"""The pages where units book their supervision and course leaders tell when they are free: facts, and what they do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nettools.domain import swedish
from nettools.domain.supervision import (
    MAY_CHANGE,
    GivenTime,
    PlannedSupervision,
    SupervisionPage,
    SupervisionState,
    SupervisionTimes,
    TimesOf,
)
from nettools.jobs.supervision import booking
from nettools.jobs.supervision.booking import Choice
from nettools.jobs.supervision.links import page_at
from nettools.jobs.supervision.planning import unit_names
from nettools.jobs.supervision.supervised import leaders_of
from nettools.jobs.supervision.times import frame_of
from nettools.jobs.supervision.week_picture import Slot, WeekPicture, slots_of, week_pictures
from nettools.jobs.tools import Tools
from nettools.scheduling.times import UnreadLine, given, read_day_lines, read_lines, said, said_days

_PREFERRED = 3  # what a time weighs that was written as preferred
MOST_A_DAY = 20  # sessions that a course leader may be said to have in a day, as in a file


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSession:
    """A session as its unit sees it. `number` is 0 for one of the term's file, which nobody changes here."""

    slot: Slot
    number: int = 0
    may_change: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What stands in a form for times, a time on each line; `kept` counts the busy times that are kept beside them.

    `days_off`, a day or several on each line, and `most_a_day`, empty for what the network says, are a course leader's.
    """

    possible: str
    preferred: str = ""
    days_off: str = ""
    most_a_day: str = ""
    kept: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPage:
    """What a unit sees. No person is in it but course leaders. `choices` are the times that it may take now.

    `moving` is the session that is being moved; `missing` how many sessions the unit may book beside those that it has.
    """

    network: str
    contact: str
    unit: str
    sessions: Sequence[OwnSession]
    choices: Sequence[Choice]
    moving: OwnSession | None
    missing: int
    notice_days: int
    lines: Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderPage:
    """What a course leader sees: the sessions, drawn week by week too, the free times and the limits.

    `astray` are the sessions to come that lie on days which the leader keeps free; `most_a_day` is what the network
    says.
    """

    network: str
    contact: str
    leader: str
    sessions: Sequence[Slot]
    weeks: Sequence[WeekPicture]
    astray: Sequence[Slot]
    most_a_day: int
    lines: Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """The lines that cannot be read, by the field they stand in. With any nothing was saved."""

    possible: Sequence[UnreadLine] = ()
    preferred: Sequence[UnreadLine] = ()
    days_off: Sequence[UnreadLine] = ()

    @property
    def any(self) -> bool:
        """Whether there is one."""
        return bool(self.possible or self.preferred or self.days_off)


@dataclass(frozen=True, slots=True)
class SupervisionDesk:
    """What the pages ask for and do. What is done raises RefusedError as `supervision_booking` tells."""

    tools: Tools

    def owner(self, token: str) -> SupervisionPage | None:
        """Whose page has this secret in its address; None for one that leads nowhere."""
        return page_at(self.tools, token)

    def unit(self, page: SupervisionPage, *, moving: int | None = None) -> UnitPage:
        """A unit's page; with `moving` the times that its session with that number may be moved to."""
        tools, sessions = self.tools, tuple(self._of_unit(page))
        moved = next((one for one in sessions if one.may_change and one.number == moving), None)
        number = moved.number if moved else None
        standing = sum(one.slot.state is not SupervisionState.CANCELLED for one in sessions)
        return UnitPage(
            network=tools.settings.organiser.network,
            contact=str(tools.settings.organiser.contact),
            unit=unit_names(tools, page.term)[page.key],
            sessions=sessions,
            choices=booking.choices(tools, page.term, page.key, number=number),
            moving=moved,
            missing=max(0, tools.settings.supervision.per_unit - standing),
            notice_days=tools.settings.supervision.notice_days,
            lines=self._lines(page),
        )

    def leader(self, page: SupervisionPage) -> LeaderPage:
        """A course leader's page."""
        tools, description = self.tools, self.tools.settings.term(page.term)
        leader = leaders_of(description)[page.key].name
        filed = [one for one in description.supervisions if one.leader.email.key == page.key]
        stored = [one for one in tools.store.supervisions.of(page.term) if one.leader.email.key == page.key]
        names = unit_names(tools, page.term)
        slots = sorted(slots_of([*filed, *stored], names, tools.clock()), key=lambda one: (one.starts, one.unit))
        return LeaderPage(
            network=tools.settings.organiser.network,
            contact=str(tools.settings.organiser.contact),
            leader=leader,
            sessions=slots,
            weeks=week_pictures(slots, [leader]),
            astray=tuple(self._astray(page, slots)),
            most_a_day=tools.settings.supervision.most_a_day,
            lines=self._lines(page),
        )

    def book(self, page: SupervisionPage, choice: str) -> PlannedSupervision:
        """Book the time for the unit."""
        return booking.book(self.tools, page.term, page.key, choice)

    def move(self, page: SupervisionPage, number: int, choice: str) -> PlannedSupervision:
        """Move the unit's session to the time."""
        return booking.move(self.tools, page.term, page.key, number, choice)

    def cancel(self, page: SupervisionPage, number: int) -> PlannedSupervision:
        """Cancel the unit's session."""
        return booking.cancel(self.tools, page.term, page.key, number)

    def save_times(self, page: SupervisionPage, lines: Lines) -> Unread:
        """Remember the times of the lines in place of those that were given before, if all of them can be read.

        Busy times and wished leaders that a file gave stay; so do a unit's days off, which its page does not show.
        """
        tools = self.tools
        frame = frame_of(tools, tools.settings.term(page.term))
        possible, preferred = read_lines(lines.possible, frame), read_lines(lines.preferred, frame)
        days_off = read_day_lines(lines.days_off, frame)
        unread = Unread(possible=possible.unread, preferred=preferred.unread, days_off=days_off.unread)
        if not unread.any:
            before = self._times(page)
            if page.kind is TimesOf.LEADER:
                most = int(lines.most_a_day) if lines.most_a_day else None
                before = replace(before, days_off=days_off.days, most_a_day=most)
            weights = {(one.starts, one.ends): one.weight for one in before.times if one.weight}
            wished = [
                replace(one, weight=weights.get((one.starts, one.ends), _PREFERRED)) for one in given(preferred.spans)
            ]
            times = (*given(possible.spans), *wished, *(one for one in before.times if one.busy))
            run = tools.store.journal.open_run("supervision page times", page.term, tools.who, tools.clock())
            tools.store.supervisions.save_times(page.term, [replace(before, times=times)])
            tools.store.journal.close_run(run, tools.clock(), 0, {"people": 1})
        return unread

    def _of_unit(self, page: SupervisionPage) -> Iterator[OwnSession]:
        """The unit's sessions, but for what is only proposed, in order of time."""
        tools, names = self.tools, unit_names(self.tools, page.term)
        filed = [one for one in tools.settings.term(page.term).supervisions if one.unit_key == page.key]
        for slot in slots_of(filed, names, tools.clock()):
            yield OwnSession(slot=slot)
        for one in tools.store.supervisions.of(page.term):
            if one.unit_key == page.key and one.state is not SupervisionState.PROPOSAL:
                [slot] = slots_of([one], names, tools.clock())
                yield OwnSession(slot=slot, number=one.number, may_change=booking.may_change(tools, one))

    def _astray(self, page: SupervisionPage, slots: Sequence[Slot]) -> Iterator[Slot]:
        """Sessions to come, which people count on, on days that the leader keeps free."""
        days_off, now = self._times(page).days_off, self.tools.clock()
        for one in slots:
            if one.state in MAY_CHANGE and one.starts > now and swedish.local(one.starts).date() in days_off:
                yield one

    def _times(self, page: SupervisionPage) -> SupervisionTimes:
        nothing = SupervisionTimes(kind=page.kind, key=page.key, times=())
        every = self.tools.store.supervisions.times_of(page.term)
        return next((one for one in every if (one.kind, one.key) == (page.kind, page.key)), nothing)

    def _lines(self, page: SupervisionPage) -> Lines:
        found = self._times(page)
        times: Sequence[GivenTime] = found.times
        wished = page.kind is TimesOf.UNIT  # a leader's free time is not weighed
        return Lines(
            possible=said(one for one in times if not one.busy and not (wished and one.weight)),
            preferred=said(one for one in times if wished and not one.busy and one.weight),
            days_off=said_days(found.days_off),
            most_a_day=str(found.most_a_day or ""),
            kept=sum(one.busy for one in times),
        )
