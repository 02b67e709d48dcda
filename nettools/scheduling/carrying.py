"""Carrying over: units that signed up for two terms are signed up for the second without asking again."""

from collections.abc import Iterable
from dataclasses import replace

from nettools.domain.registrations import Registration, RegistrationState
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
