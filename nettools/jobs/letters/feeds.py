"""Subscriptions: a calendar for each person who takes part, always as things are, at an address of its own."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from nettools.domain.letters import LetterKind
from nettools.domain.people import EmailAddress
from nettools.domain.registrations import RegistrationState
from nettools.domain.terms import Term
from nettools.jobs.letters.calendars import event_of
from nettools.jobs.letters.desk import template_at, term_facts
from nettools.jobs.secret_addresses import digest_of
from nettools.jobs.tools import Tools
from nettools.letters import PersonalOccasion, as_told, event_facts, is_supervision, occasions_of, write_event
from nettools.mail import Event, feed

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The calendar file, and what is the same as long as it is."""

    content: bytes
    etag: str


def feed_at(tools: Tools, token: str) -> Feed | None:
    """The calendar at an address: all that the person takes part in, in all terms. None when there is none there."""
    who = tools.store.calendars.feed_of(digest_of(token))
    if who is None:
        return None
    events, changed = [], []
    for name in tools.settings.terms:
        found = _occasions(tools, Term.parse(name), who)
        events += _events(tools, Term.parse(name), found)
        changed += [registration.submitted for one in found for registration in one.registrations]
    content = feed(
        sorted(events, key=lambda event: (event.starts, event.uid)),
        name=tools.settings.organiser.network,
        organiser=tools.settings.organiser.name,
        written=max(changed, default=_LONG_AGO),  # the same as long as nothing changes, so that the ETag is
    )
    return Feed(content=content, etag=hashlib.sha256(content).hexdigest()[:32])


def _occasions(tools: Tools, term: Term, who: EmailAddress) -> list[PersonalOccasion]:
    registrations = tools.store.registrations.of_person(term, who)
    accepted = [one for one in registrations if one.state is RegistrationState.ACCEPTED]
    if not accepted:
        return []
    facts = term_facts(tools, term)
    found = {
        occasion.entry.uid: occasion
        for one in accepted
        for person in one.participants
        if person.email == who
        for occasion in occasions_of(one, person, facts)
    }
    return [*found.values()]


def _events(tools: Tools, term: Term, occasions: Iterable[PersonalOccasion]) -> list[Event]:
    meeting = template_at(tools.home, LetterKind.MEETING_CHANGE)
    supervision = template_at(tools.home, LetterKind.SUPERVISION_CHANGE)
    told = tools.store.calendars.told(term)
    events = []
    for one in occasions:
        template = supervision if is_supervision(one.entry) else meeting
        title, words = write_event(template, event_facts(one.whose, one.appointment))
        events.append(event_of(as_told(one.entry, told.get(one.entry.uid)), title, words))
    return events
