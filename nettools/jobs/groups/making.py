"""Groups for network meetings: made, remembered, shown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from nettools.changes import Wording
from nettools.domain.groups import MeetingGroup, MeetingGroups
from nettools.domain.occasions import NetworkMeeting
from nettools.domain.termplan import Network, TermPlan
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem
from nettools.jobs.groups.outcomes import GroupsShown, MeetingList, NetworkCount, listed
from nettools.jobs.groups.seating import people_of, still_there
from nettools.jobs.groups.wishes import (
    AS_DESCRIBED,
    GroupTask,
    GroupWish,
    absent_from,
    check,
    members_of,
    placed,
    returning,
    rounds_of,
    tasks_of,
)
from nettools.jobs.terms import build_term, term_plan
from nettools.jobs.tools import Tools
from nettools.jobs.wording import wording_of
from nettools.language import text, texts

if TYPE_CHECKING:
    from nettools.scheduling.constellations import Grouped


def make(tools: Tools, term: Term, wish: GroupWish = AS_DESCRIBED) -> GroupsShown:
    """Make the groups of a term's meetings and remember them. Who has a group that suits stays in it.

    Raises InputError with every reason why it cannot be done; then nothing is remembered. Raises RefusedError when
    groups are being made already.
    """
    with tools.store.lock("groups"):
        return _make(tools, term, wish)


def _make(tools: Tools, term: Term, wish: GroupWish) -> GroupsShown:
    from nettools.scheduling.constellations import make_groups  # noqa: PLC0415 - numpy, which only this needs

    plan = build_term(tools, term).plan
    tasks = tasks_of(tools, plan, wish)
    known = returning(tools, term)
    made: list[tuple[GroupTask, Grouped]] = []
    tools.progress.begin(text("Making groups"), len(tasks))
    for task in tasks:
        members = [*members_of(task.network, known)]
        made.append((task, make_groups(members, rounds_of(task, wish), task.rules)))
        tools.progress.advance()
    tools.progress.end()
    if problems := [placed(problem, term) for _, grouped in made for problem in grouped.problems]:
        raise InputError([*dict.fromkeys(problems)])
    kept = [one for task, grouped in made for one in _kept(task, grouped, wish)]
    _remember(tools, term, kept)
    return _shown(tools, plan, kept, made)


def show(tools: Tools, term: Term, wish: GroupWish = AS_DESCRIBED) -> GroupsShown:
    """The groups that are remembered, of the meetings asked for, else of all."""
    plan = term_plan(tools, term)
    wording = wording_of(tools.home)
    check(plan, wish)
    meetings = [
        _listed(network, meeting, one, wording, str(term))
        for one in tools.store.groups.of(term)
        for network in plan.networks
        for meeting in network.description.meetings
        if (one.network, one.meeting) == (network.key, meeting.number)
        and (not wish.network or wish.network == network.key)
        and (not wish.meetings or meeting.number in wish.meetings)
    ]
    warnings = (*_without_group(meetings, term), *_limits(tools, meetings))
    return GroupsShown(term=term, meetings=tuple(meetings), warnings=warnings)


def _kept(task: GroupTask, grouped: "Grouped", wish: GroupWish) -> Iterator[MeetingGroups]:
    people = people_of(task.network)
    for meeting in task.meetings:
        groups = grouped.rounds[meeting.number]
        yield MeetingGroups(
            network=task.network.key,
            meeting=meeting.number,
            groups=tuple(
                MeetingGroup(number=number, members=tuple(people[key] for key in keys))
                for number, keys in groups.items()
            ),
            absent=absent_from(task, meeting.number, wish),
            seed=task.rules.seed,
        )


def _remember(tools: Tools, term: Term, made: Sequence[MeetingGroups]) -> None:
    """Nothing is written when nothing is new."""
    before = {(one.network, one.meeting): one for one in tools.store.groups.of(term)}
    changed = [one for one in made if before.get((one.network, one.meeting)) != one]
    if not changed:
        return
    with tools.store.transaction():
        run = tools.store.journal.open_run("groups make", term, tools.who, tools.clock())
        tools.store.groups.save(term, changed)
        counts = {"meetings": len(changed), "groups": sum(len(one.groups) for one in changed)}
        tools.store.journal.close_run(run, tools.clock(), 0, counts)


def _shown(
    tools: Tools, plan: TermPlan, kept: Iterable[MeetingGroups], made: "Iterable[tuple[GroupTask, Grouped]]"
) -> GroupsShown:
    wording = wording_of(tools.home)
    by_key = {
        (task.network.key, meeting.number): (task, grouped, meeting)
        for task, grouped in made
        for meeting in task.meetings
    }
    meetings = []
    for one in kept:
        task, grouped, meeting = by_key[one.network, one.meeting]
        moved = frozenset(grouped.moved.get(one.meeting, ()))
        meetings.append(_listed(task.network, meeting, one, wording, str(plan.term), moved))
    counts = tuple(
        NetworkCount(
            network=task.network.key,
            name=task.network.description.name,
            repeated_pairs=grouped.repeated_pairs,
            lower_bound=grouped.lower_bound,
        )
        for task, grouped in made
    )
    return GroupsShown(
        term=plan.term, meetings=tuple(meetings), counts=counts, warnings=tuple(_limits(tools, meetings))
    )


def _listed(  # noqa: PLR0917 - all are needed, and only here
    network: Network,
    meeting: NetworkMeeting,
    made: MeetingGroups,
    wording: Wording,
    term: str,
    moved: frozenset[str] = frozenset(),
) -> MeetingList:
    people = people_of(network)
    groups = still_there(made.groups, people)
    gaps = {"network": network.description.name, "term": term}
    names = [wording.group_name(gaps, group.number) for group in groups]
    absent = tuple(person for person in made.absent if person.key in people)
    return listed(network, meeting, replace(made, groups=groups, absent=absent), names, moved)


def _without_group(meetings: Iterable[MeetingList], term: Term) -> Iterator[Problem]:
    """Meetings whose network has people who came after the groups were made."""
    for one in meetings:
        seated = {person.key for group in one.groups for person in group.group.members}
        absent = {person.key for person in one.absent}
        if n := len(people_of(one.network).keys() - seated - absent):
            said = texts(
                "{n} person has no group; run nettools groups make {term}.",
                "{n} people have no group; run nettools groups make {term}.",
                n,
                term=term,
            )
            yield Problem(code="without-group", message=said, place=_place(one))


def _place(one: MeetingList) -> Place:
    return Place(key=f"{one.network.key}/{one.meeting.number}")


def _limits(tools: Tools, meetings: Iterable[MeetingList]) -> Iterator[Problem]:
    """What Zoom does not lay out beforehand."""
    zoom = tools.settings.zoom
    for one in meetings:
        people = sum(len(group.seats) for group in one.groups)
        if len(one.groups) > zoom.breakout_rooms or people > zoom.breakout_people:
            said = text(
                "{groups} groups with {people} people; Zoom lays out {rooms} rooms with {most} people beforehand. The "
                "rest are placed by hand, from the printed list.",
                groups=len(one.groups),
                people=people,
                rooms=zoom.breakout_rooms,
                most=zoom.breakout_people,
            )
            yield Problem(code="zoom-limit", message=said, place=_place(one))
