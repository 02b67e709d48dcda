"""Who must be taken out of what is remembered, because it has become known that the identity is protected."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from nettools.domain.registrations import Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class Departures:
    """`gone` are registrations by a protected principal, `lessened` those that lose companions; `people` all of them.

    `kept` is everything that stays, the lessened as they are then.
    """

    gone: tuple[Registration, ...]
    lessened: tuple[Registration, ...]
    kept: tuple[Registration, ...]
    people: frozenset[str]


def departures(registered: Iterable[Registration], addresses: frozenset[str]) -> Departures:
    """What the registrations are without the people who have these addresses (compared, as `EmailAddress.key`)."""
    everyone = tuple(registered)
    stays = [one for one in everyone if one.principal.email.key not in addresses]
    kept = tuple(_without(one, addresses) for one in stays)
    known = {
        email.key for one in everyone for email in (one.principal.email, *(other.email for other in one.companions))
    }
    return Departures(
        gone=tuple(one for one in everyone if one.principal.email.key in addresses),
        lessened=tuple(after for before, after in zip(stays, kept, strict=True) if after is not before),
        kept=kept,
        people=frozenset(known & addresses),
    )


def _without(one: Registration, addresses: frozenset[str]) -> Registration:
    left = tuple(companion for companion in one.companions if companion.email.key not in addresses)
    return one if left == one.companions else replace(one, companions=left)
