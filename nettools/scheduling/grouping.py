"""Who goes where: units are given places in networks, evenly, and those who have a place keep it."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nettools.domain.registrations import Registration
from nettools.domain.termplan import NetworkDescription

Fitting = tuple[int, ...]  # the networks, by their order in config, that could take a unit


def group(
    registrations: Iterable[Registration], networks: Sequence[NetworkDescription], kept: Mapping[str, str]
) -> dict[str, str]:
    """A network's key for each unit's key; a unit for which there is no place is left out.

    `kept` are places that stand, whatever config says now: network keys by unit keys. The other units are placed in
    the order that they signed up: as many as possible get a place, and the networks come out as even as they can. A
    network that would stay below its `at_least` is left empty when everyone fits in the others.
    """
    newcomers = sorted(
        (each for each in registrations if each.unit.key not in kept), key=lambda each: (each.submitted, each.unit.key)
    )
    closed: frozenset[int] = frozenset()
    seating = _seat(newcomers, networks, kept, closed)
    needed: set[int] = set()
    while (small := _too_small(seating, needed)) is not None:
        without = _seat(newcomers, networks, kept, closed | {small})
        if len(without.placements()) < len(seating.placements()):
            needed.add(small)
        else:
            closed, seating = closed | {small}, without
    return {unit: networks[index].key for unit, index in seating.placements().items()}


def fits(registration: Registration, network: NetworkDescription) -> bool:
    """Whether the network takes such a unit: any of its school forms is enough."""
    return not network.school_forms or bool(set(network.school_forms) & set(registration.unit.school_forms))


@dataclass(slots=True)
class _Seating:
    """Places while they are being given. `kept` never moves; `movable` holds the newcomers, by what would fit them."""

    networks: Sequence[NetworkDescription]
    kept: dict[str, int]
    movable: list[dict[Fitting, list[str]]] = field(init=False)
    sizes: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.movable = [{} for _ in self.networks]
        self.sizes = [0] * len(self.networks)
        for index in self.kept.values():
            self.sizes[index] += 1

    def placements(self) -> dict[str, int]:
        """The network of each unit."""
        moved = {
            unit: index for index, groups in enumerate(self.movable) for units in groups.values() for unit in units
        }
        return {**self.kept, **moved}

    def add(self, unit: str, fitting: Fitting) -> bool:
        """Give the unit a place, moving other newcomers on where that makes room or evens out.

        The way to the smallest network that can be reached, each step taken by one unit, keeps the sizes as even
        as they can be (an optimal semi-matching); without such a way there is no place at all.
        """
        came_from = self._reachable(fitting)
        open_ = [index for index in came_from if self.sizes[index] < self.networks[index].at_most]
        if not open_:
            return False
        target = min(open_, key=lambda index: self.sizes[index])  # the nearest of the smallest: came_from is in order
        self.sizes[target] += 1
        while (source := came_from[target]) is not None:
            self._move(source, target)
            target = source
        self.movable[target].setdefault(fitting, []).append(unit)
        return True

    def _reachable(self, fitting: Fitting) -> dict[int, int | None]:
        """Networks that can be reached from `fitting`, nearest first, with the one before each on the way."""
        came_from: dict[int, int | None] = dict.fromkeys(fitting)
        waiting = deque(fitting)
        while waiting:
            source = waiting.popleft()
            for others, units in self.movable[source].items():
                for target in others if units else ():
                    if target not in came_from:
                        came_from[target] = source
                        waiting.append(target)
        return came_from

    def _move(self, source: int, target: int) -> None:
        fitting = next(others for others, units in self.movable[source].items() if units and target in others)
        unit = self.movable[source][fitting].pop()
        self.movable[target].setdefault(fitting, []).append(unit)


def _seat(
    newcomers: Iterable[Registration],
    networks: Sequence[NetworkDescription],
    kept: Mapping[str, str],
    closed: frozenset[int],
) -> _Seating:
    index_of = {network.key: index for index, network in enumerate(networks)}
    seating = _Seating(networks, {unit: index_of[key] for unit, key in kept.items()})
    for each in newcomers:
        fitting = (index for index, network in enumerate(networks) if fits(each, network) and index not in closed)
        seating.add(each.unit.key, tuple(fitting))
    return seating


def _too_small(seating: _Seating, needed: set[int]) -> int | None:
    """The smallest network below its least size that may be left empty: not needed, and nobody's place stands there."""
    used = needed | set(seating.kept.values())
    small = [
        index
        for index, network in enumerate(seating.networks)
        if 0 < seating.sizes[index] < network.at_least and index not in used
    ]
    return min(small, key=lambda index: (seating.sizes[index], -index), default=None)
