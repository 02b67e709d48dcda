"""Registrations and the term's description become a TermPlan, with every accepted unit placed or spoken of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from nettools.domain import swedish
from nettools.domain.registrations import Registration, RegistrationState
from nettools.domain.termplan import Network, TermDescription, TermPlan
from nettools.errors import Place, Problem
from nettools.language import text, texts
from nettools.scheduling.grouping import fits, group

_GONE = (RegistrationState.DECLINED, RegistrationState.WITHDRAWN)


def build(
    registrations: Iterable[Registration], description: TermDescription, previous: Mapping[str, str]
) -> tuple[TermPlan, tuple[Problem, ...]]:
    """Place the accepted units of the term. `previous` says which network (key) a unit (key) already has.

    Whoever has a place keeps it, and so does a unit that is not accepted yet: its place is held. A unit without a
    place is a Problem, and so is a network that is too small, or too large because its limit was lowered after
    places were given.
    """
    of_term = {each.unit.key: each for each in registrations if each.term == description.term}
    accepted = {key: each for key, each in of_term.items() if each.state is RegistrationState.ACCEPTED}
    places = group(accepted.values(), description.networks, _kept(of_term, description, previous))
    networks = tuple(
        Network(
            description=network,
            registrations=_shown(each for key, each in accepted.items() if places.get(key) == network.key),
        )
        for network in description.networks
    )
    plan = TermPlan(description=description, networks=networks)
    unplaced = _shown(each for key, each in accepted.items() if key not in places)
    return plan, (*_without_place(unplaced, description), *_wrong_size(plan))


def placements(plan: TermPlan) -> dict[str, str]:
    """The network's key for each unit's key, to be remembered for the next time that the plan is built."""
    return {each.unit.key: network.key for network in plan.networks for each in network.registrations}


def given_up(registrations: Iterable[Registration], previous: Mapping[str, str]) -> frozenset[str]:
    """Units that have left and whose places are free for others."""
    gone = (each.unit.key for each in registrations if each.state in _GONE)
    return frozenset(unit for unit in gone if previous.get(unit))


def _kept(
    of_term: Mapping[str, Registration], description: TermDescription, previous: Mapping[str, str]
) -> dict[str, str]:
    networks = {network.key for network in description.networks}
    here = {key for key, each in of_term.items() if each.state not in _GONE}
    return {unit: network for unit, network in previous.items() if unit in here and network in networks}


def _shown(registrations: Iterable[Registration]) -> tuple[Registration, ...]:
    return tuple(sorted(registrations, key=lambda each: (swedish.order(each.unit.name), each.unit.key)))


def _without_place(unplaced: Sequence[Registration], description: TermDescription) -> Iterator[Problem]:
    for each in unplaced:
        if any(fits(each, network) for network in description.networks):
            said = text("The networks that take such a unit are full; raise at_most, or add a network.")
            code = "no-room"
        else:
            said = text("No network takes the unit's school forms; add one, or leave school_forms out in one.")
            code = "no-fitting-network"
        yield Problem(code=code, message=said, place=Place(key=each.key))


def _wrong_size(plan: TermPlan) -> Iterator[Problem]:
    for network in plan.networks:
        size, limits = len(network.registrations), network.description
        if size > limits.at_most:
            said = texts(
                "{n} unit has a place, but at_most is {limit}; raise it, or withdraw one.",
                "{n} units have places, but at_most is {limit}; raise it, or withdraw some.",
                size,
                limit=limits.at_most,
            )
            yield Problem(code="too-large", message=said, place=_place(plan, network))
        elif 0 < size < limits.at_least:
            said = texts(
                "There is only {n} unit, and at_least is {limit}.",
                "There are only {n} units, and at_least is {limit}.",
                size,
                limit=limits.at_least,
            )
            yield Problem(code="too-small", message=said, place=_place(plan, network))


def _place(plan: TermPlan, network: Network) -> Place:
    return Place(file=f"config/terms/{plan.term}.toml", key=f"networks.{network.key}")
