"""Who gets a place: the order is that of the sign-ups, and the waiting list begins where the capacity ends."""

from collections.abc import Iterable
from dataclasses import dataclass

from nettools.domain.registrations import Registration, RegistrationState

_QUEUED = frozenset({RegistrationState.RECEIVED, RegistrationState.WAITING})
_MAY_BECOME = {
    RegistrationState.ACCEPTED: _QUEUED | {RegistrationState.DECLINED},
    RegistrationState.DECLINED: _QUEUED | {RegistrationState.ACCEPTED},
    RegistrationState.WITHDRAWN: _QUEUED | {RegistrationState.ACCEPTED, RegistrationState.DECLINED},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A registration that goes from one state to another."""

    key: str
    unit_key: str
    before: RegistrationState
    after: RegistrationState


def decide(registrations: Iterable[Registration], capacity: int) -> tuple[Move, ...]:
    """Give the places that are free to those who signed up first; the rest wait. The accepted stay accepted."""
    everyone = list(registrations)
    free = capacity - sum(one.state is RegistrationState.ACCEPTED for one in everyone)
    moves = []
    for place, one in enumerate(queue(everyone)):
        after = RegistrationState.ACCEPTED if place < free else RegistrationState.WAITING
        if after is not one.state:
            moves.append(Move(key=one.key, unit_key=one.unit.key, before=one.state, after=after))
    return tuple(moves)


def queue(registrations: Iterable[Registration]) -> list[Registration]:
    """Those without a decision or on the waiting list, first come first."""
    return sorted((one for one in registrations if one.state in _QUEUED), key=lambda one: (one.submitted, one.key))


def may_become(before: RegistrationState, after: RegistrationState) -> bool:
    """Whether a person may move a registration from one state to the other."""
    return before in _MAY_BECOME.get(after, frozenset())
