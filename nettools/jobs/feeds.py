"""Subscriptions: a calendar for each person who takes part, at an address that only that person knows.

The address is made from the person, a number and this home's secret; the database keeps only its digest. So it can be
told again, and whoever reads the database alone cannot open anybody's calendar.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from nettools.domain.letters import LetterKind
from nettools.domain.people import EmailAddress
from nettools.domain.registrations import RegistrationState
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem
from nettools.jobs.letter_calendars import event_of
from nettools.jobs.letter_desk import template_at, term_facts
from nettools.jobs.secret_addresses import digest_of, token_of
from nettools.jobs.tools import Tools
from nettools.language import text
from nettools.letters import PersonalOccasion, as_told, event_facts, is_supervision, occasions_of, write_event
from nettools.mail import Event, feed

_PAGE = "kalender"
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAddress:
    """Where a person subscribes. `address` is empty when the feed is closed; `renewed`: an older one has stopped."""

    who: EmailAddress
    address: str
    renewed: bool = False

    def as_json(self) -> dict[str, object]:
        """As `nettools letters feed --json` prints it."""
        return {"email": str(self.who), "address": self.address or None, "renewed": self.renewed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The calendar file, and what is the same as long as it is."""

    content: bytes
    etag: str


def feed_address(tools: Tools, who: EmailAddress, *, renew: bool = False) -> FeedAddress:
    """The address of a person's feed, opened if it is not; `renew` makes a new one, and the old one stops working.

    Raises InputError for somebody who takes part in no term.
    """
    known = _as_registered(tools, who)
    number, is_open = tools.store.calendars.feed_number(known)
    if renew or not is_open:
        token = _token(tools, known, number + 1)
        tools.store.calendars.keep_feed(known, number + 1, digest_of(token), is_open=True)
    else:
        token = _token(tools, known, number)
    base = tools.settings.portal.base_url.rstrip("/")
    return FeedAddress(who=known, address=f"{base}/{_PAGE}/{token}.ics", renewed=renew and is_open)


def close_feed(tools: Tools, who: EmailAddress) -> FeedAddress:
    """Close a person's feed: its address stops working."""
    number, _ = tools.store.calendars.feed_number(who)
    if number:
        tools.store.calendars.keep_feed(who, number, "", is_open=False)
    return FeedAddress(who=who, address="")


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


def _as_registered(tools: Tools, who: EmailAddress) -> EmailAddress:
    for term in tools.store.registrations.terms():
        for one in tools.store.registrations.of_person(term, who):
            return next(person.email for person in one.participants if person.email == who)
    message = text("Nobody with this address takes part in any term.")
    raise InputError([Problem(code="unknown-person", message=message, place=Place(key="EMAIL"))])


def _token(tools: Tools, who: EmailAddress, number: int) -> str:
    return token_of(tools, "feed", str(number), who.key)
