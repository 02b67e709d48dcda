"""The portal's facts: what anyone may know of the network. Nobody who takes part is in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from nettools import __version__
from nettools.domain.termplan import NetworkDescription, TermDescription, Window
from nettools.domain.terms import Term
from nettools.errors import NettoolsError
from nettools.jobs.tools import Tools
from nettools.settings import read_template


class WindowState(StrEnum):
    """Whether something is open on a day."""

    AHEAD = "ahead"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicMeeting:
    """A network meeting. No address to Zoom: that stands in letters and in Canvas."""

    number: int
    theme: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicNetwork:
    """A network (cohort) and its meetings."""

    name: str
    meetings: tuple[PublicMeeting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicTerm:
    """A term that is not over, and what can be done in it today."""

    term: Term
    sign_up: Window
    sign_up_state: WindowState
    sign_up_link: str
    companions: Window
    companions_state: WindowState
    companions_link: str
    companions_at_most: int
    networks: tuple[PublicNetwork, ...]

    @property
    def autumn(self) -> bool:
        """Whether it is an autumn term."""
        return self.term.season.letters == "HT"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPage:
    """All that the first page tells, as it is on `today`."""

    network: str
    organiser: str
    contact: str
    phone: str
    web: str
    privacy_link: str
    today: date
    terms: tuple[PublicTerm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether the portal can do its work."""

    database: bool
    version: str = __version__

    @property
    def well(self) -> bool:
        """All is well."""
        return self.database

    def as_json(self) -> dict[str, object]:
        """As `/health` answers."""
        database = "ok" if self.database else "unreachable"
        return {"status": "ok" if self.well else "failing", "database": database, "version": self.version}


def public_page(tools: Tools) -> PublicPage:
    """What anyone may know, today."""
    organiser, today = tools.settings.organiser, tools.today()
    return PublicPage(
        network=organiser.network,
        organiser=organiser.name,
        contact=str(organiser.contact),
        phone=organiser.phone,
        web=organiser.web,
        privacy_link=organiser.privacy_link,
        today=today,
        terms=_terms(tools.settings.terms.values(), today),
    )


def health(tools: Tools) -> Health:
    """Ask the database something small."""
    try:
        tools.store.registrations.terms()
    except NettoolsError:
        return Health(database=False)
    return Health(database=True)


def page_template(tools: Tools, name: str) -> str:
    """The text of `templates/portal/<name>`, the home's own if it has one."""
    return read_template(tools.home, f"portal/{name}")


def _terms(descriptions: Iterable[TermDescription], today: date) -> tuple[PublicTerm, ...]:
    """The terms that are not over, the nearest first."""
    ahead = sorted((one for one in descriptions if one.last_day >= today), key=lambda one: one.term)
    return tuple(_term(one, today) for one in ahead)


def _term(description: TermDescription, today: date) -> PublicTerm:
    return PublicTerm(
        term=description.term,
        sign_up=description.sign_up,
        sign_up_state=window_state(description.sign_up, today),
        sign_up_link=description.sign_up_link,
        companions=description.companions,
        companions_state=window_state(description.companions, today),
        companions_link=description.companions_link,
        companions_at_most=description.companions_at_most,
        networks=tuple(_network(network) for network in description.networks),
    )


def _network(network: NetworkDescription) -> PublicNetwork:
    return PublicNetwork(
        name=network.name,
        meetings=tuple(
            PublicMeeting(number=one.number, theme=one.theme, starts=one.starts, ends=one.ends)
            for one in network.meetings
        ),
    )


def window_state(window: Window, today: date) -> WindowState:
    """Whether it is open today; both its days are included."""
    if today < window.opens:
        return WindowState.AHEAD
    return WindowState.OPEN if today <= window.closes else WindowState.OVER
