"""The secret addresses of people's calendars: opened, told again, renewed and closed."""

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass

from nettools.domain.people import EmailAddress
from nettools.errors import InputError, Place, Problem
from nettools.jobs.secret_addresses import SENDING, digest_of, token_of
from nettools.jobs.tools import Tools
from nettools.language import text

_PAGE = "kalender"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAddress:
    """Where a person subscribes. `address` is empty when the feed is closed; `renewed`: an older one has stopped."""

    who: EmailAddress
    address: str
    renewed: bool = False

    def as_json(self) -> dict[str, object]:
        """As `nettools letters feed --json` prints it."""
        return {"email": str(self.who), "address": self.address or None, "renewed": self.renewed}


def feed_address(tools: Tools, who: EmailAddress, *, renew: bool = False) -> FeedAddress:
    """The address of a person's feed, opened if it is not; `renew` makes a new one, and the old one stops working.

    Raises InputError for somebody who takes part in no term, RefusedError (code `busy`) for one that is renewed while
    letters are sent.
    """
    known = _as_registered(tools, who)
    number, digest = tools.store.calendars.feeds_of([known]).get(known.key, (0, ""))
    with tools.store.lock(SENDING) if renew and digest else nullcontext():
        token = _token(tools, known, number)
        if renew or digest != digest_of(token):
            token = _token(tools, known, number + 1)
            tools.store.calendars.keep_feeds([(known, number + 1, digest_of(token))])
            return FeedAddress(who=known, address=_address(tools, token), renewed=bool(digest))
    return FeedAddress(who=known, address=_address(tools, token))


def close_feed(tools: Tools, who: EmailAddress) -> FeedAddress:
    """Close a person's feed: its address stops working. Raises RefusedError (code `busy`) while letters are sent."""
    number, digest = tools.store.calendars.feeds_of([who]).get(who.key, (0, ""))
    if digest:
        with tools.store.lock(SENDING):
            tools.store.calendars.keep_feeds([(who, number, "")])
    return FeedAddress(who=who, address="")


def feed_links(tools: Tools, people: Iterable[EmailAddress]) -> Mapping[str, str]:
    """The address of each person's feed, by the person's key, for their letters; a feed that was closed stays so.

    Without `portal.base_url` nobody has one.
    """
    if not tools.settings.portal.base_url:
        return {}
    everyone = {who.key: who for who in people}
    kept = tools.store.calendars.feeds_of(everyone.values())
    links, new = {}, []
    for key, who in everyone.items():
        number, digest = kept.get(key, (0, ""))
        if number and not digest:
            continue
        token = _token(tools, who, number)
        if digest_of(token) != digest:
            token = _token(tools, who, number + 1)
            new.append((who, number + 1, digest_of(token)))
        links[key] = _address(tools, token)
    if new:
        tools.store.calendars.keep_feeds(new)
    return links


def _address(tools: Tools, token: str) -> str:
    return f"{tools.settings.portal.base_url.rstrip('/')}/{_PAGE}/{token}.ics"


def _as_registered(tools: Tools, who: EmailAddress) -> EmailAddress:
    for term in tools.store.registrations.terms():
        for one in tools.store.registrations.of_person(term, who):
            return next(person.email for person in one.participants if person.email == who)
    message = text("Nobody with this address takes part in any term.")
    raise InputError([Problem(code="unknown-person", message=message, place=Place(key="EMAIL"))])


def _token(tools: Tools, who: EmailAddress, number: int) -> str:
    return token_of(tools, "feed", str(number), who.key)
