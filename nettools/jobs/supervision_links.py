"""The secret addresses of pages where units book and course leaders tell when they are free."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nettools.domain.registrations import RegistrationState
from nettools.domain.supervision import SupervisionPage, TimesOf
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem
from nettools.jobs.secret_addresses import digest_of, token_of
from nettools.jobs.supervised import leaders_of
from nettools.jobs.tools import Tools
from nettools.language import text

_PAGE = "handledning"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAddress:
    """Where a unit's or leader's page is; `renewed`: an older address has stopped working."""

    page: SupervisionPage
    name: str
    address: str
    renewed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAddresses:
    """The addresses that were asked for."""

    term: Term
    pages: Sequence[PageAddress]

    def as_json(self) -> dict[str, object]:
        """As `nettools supervision link --json` prints it."""
        return {
            "term": str(self.term),
            "pages": [
                {
                    "kind": one.page.kind.value,
                    "key": one.page.key,
                    "name": one.name,
                    "address": one.address,
                    "renewed": one.renewed,
                }
                for one in self.pages
            ],
        }


def addresses(tools: Tools, term: Term, who: str = "", *, renew: bool = False) -> PageAddresses:
    """The address of a unit's page (by its key) or a course leader's (by e-mail address); of all when `who` is empty.

    A page without address is given one; `renew` makes a new one, and the old one stops working. Raises InputError for
    somebody who has no page in the term, and when all would be renewed at once.
    """
    known = {(one.kind, one.key): (one, name) for one, name in _pages(tools, term)}
    if who:
        known = {key: one for key, one in known.items() if key[1] in {who, who.casefold()}}
        if not known:
            said = text("is neither a unit nor a course leader of {term}", term=term)
            raise InputError([Problem(code="unknown-page", message=said, place=Place(key=who))])
    elif renew:
        said = text("needs the unit or course leader whose address is renewed")
        raise InputError([Problem(code="option", message=said, place=Place(key="--new"))])
    return PageAddresses(term=term, pages=[_address(tools, page, name, renew=renew) for page, name in known.values()])


def page_at(tools: Tools, token: str) -> SupervisionPage | None:
    """Whose page an address leads to; None when it leads nowhere, or nowhere any more."""
    page = tools.store.supervisions.page_of(digest_of(token))
    if page is None or str(page.term) not in {str(term) for term in tools.settings.terms}:
        return None
    return page if any((one.kind, one.key) == (page.kind, page.key) for one, _ in _pages(tools, page.term)) else None


def _pages(tools: Tools, term: Term) -> Iterator[tuple[SupervisionPage, str]]:
    """Who has a page in the term: its accepted units and its course leaders."""
    description = tools.settings.term(term)
    for one in tools.store.registrations.of(term):
        if one.state is RegistrationState.ACCEPTED:
            yield SupervisionPage(term=term, kind=TimesOf.UNIT, key=one.unit.key), one.unit.name
    for key, leader in leaders_of(description).items():
        yield SupervisionPage(term=term, kind=TimesOf.LEADER, key=key), leader.name


def _address(tools: Tools, page: SupervisionPage, name: str, *, renew: bool) -> PageAddress:
    number = tools.store.supervisions.page_number(page.term, page.kind, page.key)
    new = number + 1 if renew or not number else number
    token = token_of(tools, "supervision", str(page.term), page.kind.value, page.key, str(new))
    if new != number:
        tools.store.supervisions.keep_page(replace(page, number=new), digest_of(token))
    base = tools.settings.portal.base_url.rstrip("/")
    return PageAddress(page=page, name=name, address=f"{base}/{_PAGE}/{token}", renewed=bool(number) and renew)
