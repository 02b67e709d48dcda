"""The secret addresses of pages where units book and course leaders tell when they are free."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

from nettools.domain.registrations import RegistrationState
from nettools.domain.supervision import SupervisionPage, TimesOf
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem
from nettools.jobs.secret_addresses import SENDING, digest_of, token_of
from nettools.jobs.supervision.supervised import leaders_of
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

    A page without address is given one; `renew` makes a new one, and the old one stops working: so no letters are sent
    meanwhile. Raises InputError for somebody who has no page in the term, and when all would be renewed at once;
    RefusedError (code `busy`) when letters are being sent.
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
    with tools.store.lock(SENDING) if renew else nullcontext():
        return PageAddresses(term=term, pages=_opened(tools, term, known.values(), renew=renew))


def unit_pages(tools: Tools, term: Term) -> Mapping[str, str]:
    """The address of each accepted unit's page, by its key, for its letters; none without `portal.base_url`."""
    if not tools.settings.portal.base_url:
        return {}
    units = [(page, name) for page, name in _pages(tools, term) if page.kind is TimesOf.UNIT]
    return {one.page.key: one.address for one in _opened(tools, term, units)}


def living_pages(tools: Tools, term: Term) -> frozenset[str]:
    """The digests of the term's addresses that lead to a page today."""
    kept = tools.store.supervisions.pages_of(term)
    return frozenset(kept[one.kind, one.key][1] for one, _ in _pages(tools, term) if (one.kind, one.key) in kept)


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


def _opened(
    tools: Tools, term: Term, pages: Iterable[tuple[SupervisionPage, str]], *, renew: bool = False
) -> tuple[PageAddress, ...]:
    """The pages with their addresses. One that this home's secret does not make any more is renewed: it was lost."""
    kept = tools.store.supervisions.pages_of(term)
    base = tools.settings.portal.base_url.rstrip("/")
    opened, new = [], []
    for page, name in pages:
        before, digest = kept.get((page.kind, page.key), (0, ""))
        numbered = replace(page, number=before + 1 if renew or not before else before)
        token = _token(tools, numbered)
        if digest_of(token) != digest:
            new.append((numbered, digest_of(token)))
        renewed = bool(before) and digest_of(token) != digest
        opened.append(PageAddress(page=page, name=name, address=f"{base}/{_PAGE}/{token}", renewed=renewed))
    if new:
        tools.store.supervisions.keep_pages(new)
    return tuple(opened)


def _token(tools: Tools, page: SupervisionPage) -> str:
    return token_of(tools, "supervision", str(page.term), page.kind.value, page.key, str(page.number))
