"""What a term should have in Canvas and Zoom: a TermPlan told as things with keys, in the words of a Wording."""

from collections.abc import Iterator
from datetime import datetime

from nettools.changes.networkroom import (
    LONGEST_NAME,
    NetworkRoom,
    Wording,
    beginning_of,
    end_of,
    person_key,
    unit_names,
)
from nettools.changes.rules import Rules
from nettools.changes.thing import Kind, Ref, Value, Wanted
from nettools.changes.wanted_meetings import zoom_things
from nettools.changes.wanted_things import room_things
from nettools.domain.people import CourseLeader, Participant
from nettools.domain.registrations import Registration
from nettools.domain.termplan import Network, TermPlan

DEFAULT_RULES = Rules()


def term_wants(
    term_plan: TermPlan, wording: Wording, now: datetime, rules: Rules = DEFAULT_RULES
) -> tuple[Wanted, ...]:
    """All that the term should have, by rank; people who occur several times are wanted once.

    Args:
        term_plan: what the term should be.
        wording: what the things are called.
        now: the time; a meeting that has begun is left as it is.
        rules: what holds for all networks of the home.

    Returns:
        The things, each key once.
    """
    things = {thing.key: thing for thing in [_canvas_term(term_plan, wording, rules)]}
    for network in term_plan.networks:
        for thing in _network(term_plan, network, wording, now, rules):
            things.setdefault(thing.key, thing)
    return tuple(sorted(things.values(), key=lambda thing: thing.kind.rank))


def _network(term_plan: TermPlan, network: Network, wording: Wording, now: datetime, rules: Rules) -> Iterator[Wanted]:
    gaps = {"network": network.description.name, "term": str(term_plan.term)}
    room = NetworkRoom(
        key=f"{term_plan.term}/{network.key}",
        network=network,
        wording=wording,
        gaps=gaps,
        now=now,
        rules=rules,
        term_plan=term_plan,
    )
    yield _course_room(room)
    for leader in network.description.leaders:
        yield _person(leader)
        yield _leading(room.key, leader, rules)
    for registration, name in zip(network.registrations, unit_names(network), strict=True):
        yield from _unit(room.key, registration, name, rules)
    yield from zoom_things(room)
    yield from room_things(room)


def _canvas_term(term_plan: TermPlan, wording: Wording, rules: Rules) -> Wanted:
    """The term in Canvas, which belongs to the whole university; a home that may not make it leaves it alone."""
    name = wording.canvas_term_name.format_map({"term": str(term_plan.term)})[:LONGEST_NAME]
    described = term_plan.description
    return Wanted(
        key=_term_key(term_plan),
        kind=Kind.CANVAS_TERM,
        label=name,
        place={"name": name},
        fields={"name": name, "start_at": beginning_of(described.first_day), "end_at": end_of(described.last_day)},
        over=not rules.canvas_term,
    )


def _term_key(term_plan: TermPlan) -> str:
    return f"{term_plan.term}/term"


def _course_room(room: NetworkRoom) -> Wanted:
    name = room.wording.room_name.format_map(room.gaps)[:LONGEST_NAME]
    code = room.wording.room_code.format_map(room.gaps)[:LONGEST_NAME]
    return Wanted(
        key=room.key,
        kind=Kind.COURSE_ROOM,
        label=name,
        place={"name": name, "code": code},
        fields={"name": name, "code": code, **_when(room.term_plan, room.rules)},
        once={"time_zone": "Europe/Stockholm"},
    )


def _when(term_plan: TermPlan, rules: Rules) -> dict[str, Value]:
    """The term's days; Canvas heeds them only when the course goes by them and not by its term."""
    described = term_plan.description
    days: dict[str, Value] = {
        "start_at": beginning_of(described.first_day),
        "end_at": end_of(described.last_day),
        "restrict_enrollments_to_course_dates": True,
    }
    return {**days, "term": Ref(_term_key(term_plan))} if rules.canvas_term else days


def _unit(room: str, registration: Registration, name: str, rules: Rules) -> Iterator[Wanted]:
    section = f"{room}/{registration.unit.key}"
    yield Wanted(
        key=section,
        kind=Kind.SECTION,
        label=name,
        place={"course": Ref(room), "name": name},
        fields={"name": name},
    )
    seen: set[str] = set()
    for role, participant in _roles(registration):
        if participant.email.key not in seen:
            seen.add(participant.email.key)
            yield _person(participant)
            yield _taking_part(section, role, participant, name, rules)


def _roles(registration: Registration) -> Iterator[tuple[str, Participant]]:
    yield "principal", registration.principal
    for companion in registration.companions:
        yield "companion", companion


def _person(person: Participant | CourseLeader) -> Wanted:
    return Wanted(
        key=person_key(person.email),
        kind=Kind.PERSON,
        label=person.name,
        place={"login": person.email.key},
        once={"name": person.name, "email": person.email.address},
    )


def _leading(room: str, leader: CourseLeader, rules: Rules) -> Wanted:
    place: dict[str, Value] = {"course": Ref(room), "user": Ref(person_key(leader.email)), "type": rules.leader}
    return Wanted(
        key=f"{room}/leader/{leader.email.key}",
        kind=Kind.ENROLMENT,
        label=leader.name,
        place=place,
        fields={"state": "active"},
    )


def _taking_part(section: str, role: str, participant: Participant, unit: str, rules: Rules) -> Wanted:
    place: dict[str, Value] = {
        "course": Ref(section.rpartition("/")[0]),
        "section": Ref(section),
        "user": Ref(person_key(participant.email)),
        "type": rules.principal if role == "principal" else rules.companion,
    }
    return Wanted(
        key=f"{section}/{role}/{participant.email.key}",
        kind=Kind.ENROLMENT,
        label=f"{participant.name} ({unit})",
        place=place,
        fields={"state": "active"},
    )
