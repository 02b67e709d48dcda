"""People with protected identity: noted by digest, and taken out of this term and later ones if registered there."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from nettools.domain.registrations import Registration
from nettools.domain.terms import Term
from nettools.jobs.tools import Tools
from nettools.signups import Departures, Outcome, Reading, departures


def registered_without(tools: Tools, term: Term, reading: Reading) -> tuple[Registration, ...]:
    """The term's registrations without the people who the file says are protected."""
    return departures(tools.store.registrations.of(term), reading.protected_addresses).kept


def counted(tools: Tools, term: Term, outcome: Outcome) -> Outcome:
    """The outcome with how many of the protected are registered, in this term or a later one."""
    people: set[str] = set()
    for _, leaving in _leaving(tools, term, outcome):
        people.update(leaving.people)
    return replace(outcome, protected_before=len(people))


def protect(tools: Tools, term: Term, outcome: Outcome) -> None:
    """Note the protected, and forget what was remembered about them; call it in the transaction, before saving."""
    tools.store.protected.note(term, _digests(tools, outcome.protected_identities))
    for one in tools.store.registrations.terms():
        tools.store.groups.forget_people(one, outcome.protected_addresses)
    for one, leaving in _leaving(tools, term, outcome):
        tools.store.registrations.remove(one, [registration.unit.key for registration in leaving.gone])
        tools.store.registrations.save(leaving.lessened)
        tools.store.calendars.forget(leaving.people)


def _leaving(tools: Tools, term: Term, outcome: Outcome) -> list[tuple[Term, Departures]]:
    if not outcome.protected_addresses:
        return []
    registrations = tools.store.registrations
    terms = [one for one in registrations.terms() if one >= term]
    return [(one, departures(registrations.of(one), outcome.protected_addresses)) for one in terms]


def _digests(tools: Tools, identities: Iterable[str]) -> list[str]:
    """What the same person gives again and nobody can guess from a name: hashes with this database's own salt."""
    key = tools.store.protected.salt().encode()
    return [hashlib.blake2b(one.encode(), key=key[:64], digest_size=16).hexdigest() for one in identities]
