"""What groups are asked for: the meetings, the people and demands; held against the term before anything is made."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nettools.domain.groups import GroupDemand, GroupRules, MeetingGroups, Trait
from nettools.domain.occasions import NetworkMeeting
from nettools.domain.people import Companion, EmailAddress, TargetGroup
from nettools.domain.registrations import Registration
from nettools.domain.termplan import Network, TermPlan
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem
from nettools.jobs.groups.seating import people_of, still_there
from nettools.jobs.tools import Tools
from nettools.language import text

if TYPE_CHECKING:
    from nettools.scheduling.constellations import Member, Round

RETURNING, NEW = "returning", "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWish:
    """What is asked for, beside what the term's file says.

    `meetings` empty: all that have not ended; `network` empty: all. `absent` will not be there, `present` will after
    all. `anew` forgets the groups that a meeting has. `together` and `apart` hold this time only.
    """

    meetings: tuple[int, ...] = ()
    network: str = ""
    absent: tuple[EmailAddress, ...] = ()
    present: tuple[EmailAddress, ...] = ()
    anew: bool = False
    seed: int | None = None
    together: tuple[GroupDemand, ...] = ()
    apart: tuple[GroupDemand, ...] = ()


AS_DESCRIBED = GroupWish()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTask:
    """One network's meetings that groups are made for, and what is remembered of all its meetings."""

    network: Network
    meetings: tuple[NetworkMeeting, ...]
    remembered: Mapping[int, MeetingGroups]
    rules: GroupRules


def tasks_of(tools: Tools, plan: TermPlan, wish: GroupWish) -> list[GroupTask]:
    """Raises InputError for networks, meetings and people that are not there."""
    check(plan, wish)
    now = tools.clock()
    remembered: dict[str, dict[int, MeetingGroups]] = {}
    for one in tools.store.groups.of(plan.term):
        remembered.setdefault(one.network, {})[one.meeting] = one
    tasks = []
    for network in plan.networks:
        if (wish.network and wish.network != network.key) or not network.registrations:
            continue
        meetings = tuple(
            meeting
            for meeting in network.description.meetings
            if meeting.ends > now and (not wish.meetings or meeting.number in wish.meetings)
        )
        rules = _rules(network, wish)
        if meetings:
            known = remembered.get(network.key, {})
            tasks.append(GroupTask(network=network, meetings=meetings, remembered=known, rules=rules))
    if not tasks:
        said = text("There is no meeting left to make groups for, or nobody to be in them.")
        raise InputError([Problem(code="no-meetings", message=said)])
    return tasks


def _rules(network: Network, wish: GroupWish) -> GroupRules:
    rules = network.description.groups
    return replace(
        rules,
        together=(*rules.together, *wish.together),
        apart=(*rules.apart, *wish.apart),
        seed=rules.seed if wish.seed is None else wish.seed,
    )


def check(plan: TermPlan, wish: GroupWish) -> None:
    """Raise InputError with every network, meeting and person that is asked for and not there."""
    networks = [network for network in plan.networks if wish.network in ("", network.key)]
    if not networks:
        known = ", ".join(network.key for network in plan.networks)
        said = text("There is no network {key}; there are {known}.", key=repr(wish.network), known=known)
        raise InputError([Problem(code="unknown-network", message=said)])
    problems = [*_unknown_meetings(networks, wish), *_strangers(plan, networks, wish)]
    if problems:
        raise InputError([*dict.fromkeys(problems)])


def _unknown_meetings(networks: Iterable[Network], wish: GroupWish) -> Iterator[Problem]:
    known = {meeting.number for network in networks for meeting in network.description.meetings}
    for number in wish.meetings:
        if number not in known:
            numbers = ", ".join(map(str, sorted(known)))
            said = text("There is no meeting {number}; there are {known}.", number=number, known=numbers)
            yield Problem(code="unknown-meeting", message=said)


def _strangers(plan: TermPlan, networks: Iterable[Network], wish: GroupWish) -> Iterator[Problem]:
    """Demands and absences about people who are in no network, or about two who can never sit together."""
    rooms = [people_of(network).keys() for network in plan.networks]
    everyone = set().union(*rooms)
    for option, people in (("--absent", wish.absent), ("--present", wish.present)):
        if unknown := sum(person.key not in everyone for person in people):
            yield _nobody(option, unknown)
    demands = [demand for network in networks for demand in network.description.groups.together]
    apart = [demand for network in networks for demand in network.description.groups.apart]
    for demand in (*demands, *apart, *wish.together, *wish.apart):
        keys = {person.key for person in demand.people}
        if unknown := len(keys - everyone):
            yield placed(_nobody(demand.where, unknown), plan.term)
        elif demand in (*demands, *wish.together) and not any(keys <= room for room in rooms):
            said = text("names people of different networks, who never meet; take them out")
            yield placed(Problem(code="different-networks", message=said, place=Place(key=demand.where)), plan.term)


def _nobody(where: str, unknown: int) -> Problem:
    said = text("names people who are in no network of the term ({n}); look at the addresses", n=unknown)
    return Problem(code="unknown-person", message=said, place=Place(key=where))


def placed(problem: Problem, term: Term) -> Problem:
    """The problem with the file that its key stands in; options stand in none."""
    if not problem.place.key or problem.place.key.startswith("--"):
        return problem
    return replace(problem, place=replace(problem.place, file=f"config/terms/{term}.toml"))


# --- what they are made from


def returning(tools: Tools, term: Term) -> frozenset[str]:
    """The keys of those who took part in an earlier term."""
    registrations = tools.store.registrations
    earlier = [one for other in registrations.terms() if other < term for one in registrations.of(other)]
    return frozenset(
        person.email.key for one in earlier if one.state.value == "accepted" for person in one.participants
    )


def members_of(network: Network, returning: Collection[str]) -> "Iterator[Member]":
    """The network's people with what they have in common; those in `returning` took part before."""
    from nettools.scheduling.constellations import Member  # noqa: PLC0415 - as above

    of: dict[str, list[tuple[Registration, str]]] = {}
    for registration in network.registrations:
        for person in registration.participants:
            group = person.group if isinstance(person, Companion) else TargetGroup.PRINCIPALS
            of.setdefault(person.email.key, []).append((registration, group.value))
    for key, places in of.items():
        units = [registration.unit for registration, _ in places]
        yield Member(
            key=key,
            traits={
                Trait.UNIT: frozenset(unit.key for unit in units),
                Trait.AUTHORITY: frozenset(unit.authority for unit in units if unit.authority),
                Trait.SCHOOL_FORM: frozenset(form.value for unit in units for form in unit.school_forms),
                Trait.PROFESSION: frozenset(group for _, group in places),
                Trait.EXPERIENCE: frozenset({RETURNING if key in returning else NEW}),
            },
        )


def rounds_of(task: GroupTask, wish: GroupWish) -> "Iterator[Round]":
    """The meetings to be grouped, and the others that have groups, which stay and count."""
    from nettools.scheduling.constellations import Round  # noqa: PLC0415 - as above

    people = people_of(task.network)
    chosen = {meeting.number for meeting in task.meetings}
    for number in sorted({*chosen, *task.remembered}):
        known = task.remembered.get(number)
        groups = still_there(known.groups, people) if known else ()
        previous = {group.number: tuple(person.key for person in group.members) for group in groups}
        if number not in chosen:
            seated = frozenset(key for keys in previous.values() for key in keys)
            yield Round(number=number, present=seated, previous=previous, fixed=True)
            continue
        absent = {person.key for person in absent_from(task, number, wish)}
        kept = {} if wish.anew else {n: tuple(k for k in keys if k not in absent) for n, keys in previous.items()}
        present = frozenset(people) - absent
        yield Round(number=number, present=present, previous={n: keys for n, keys in kept.items() if keys})


def absent_from(task: GroupTask, number: int, wish: GroupWish) -> tuple[EmailAddress, ...]:
    """Who will not be there: as said before and now, without those who come after all."""
    known = task.remembered.get(number)
    said = {person.key: person for person in (*(known.absent if known else ()), *wish.absent)}
    comes = {person.key for person in wish.present}
    people = people_of(task.network)
    return tuple(person for key, person in sorted(said.items()) if key in people and key not in comes)
