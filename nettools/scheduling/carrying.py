"""Carrying over: units that signed up for two terms are signed up for the second without asking again."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from nettools.domain.registrations import Registration, RegistrationState
from nettools.domain.termplan import NetworkDescription
from nettools.domain.terms import Term

_GONE = (RegistrationState.DECLINED, RegistrationState.WITHDRAWN)


def carry_over(
    registrations: Iterable[Registration], already: Iterable[Registration], following: Term
) -> tuple[Registration, ...]:
    """The registrations that go on into `following`, as received, without those that are `already` there.

    The day of signing up stays, so that they come before those who sign up for `following` alone. Companions are
    left behind: people change, and a rektor registers them anew each term.
    """
    there = {each.unit.key for each in already}
    return tuple(
        replace(each, term=following, state=RegistrationState.RECEIVED, companions=())
        for each in registrations
        if following in each.terms and each.state not in _GONE and each.unit.key not in there
    )


def kept_places(
    carried: Iterable[Registration],
    places: Mapping[str, str],
    networks: Sequence[NetworkDescription],
    taken: Mapping[str, str],
) -> dict[str, str]:
    """The places that carried units keep: those in a network with the same key, as long as there is room.

    `places` are those of the term before, `taken` those already given in the next one, whose `networks` these are.
    """
    room = {network.key: network.at_most for network in networks}
    used = Counter(taken.values())
    kept: dict[str, str] = {}
    for each in sorted(carried, key=lambda each: (each.submitted, each.unit.key)):
        network = places.get(each.unit.key, "")
        if each.unit.key not in taken and used[network] < room.get(network, 0):
            kept[each.unit.key] = network
            used[network] += 1
    return kept
