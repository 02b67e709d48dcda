"""What a term should be: as described by the administrator, and as planned with the units in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from nettools.domain.groups import GroupRules, MeetingGroup
from nettools.domain.occasions import NetworkMeeting, Question, Supervision
from nettools.domain.people import CourseLeader, EmailAddress
from nettools.domain.registrations import Registration
from nettools.domain.schools import SchoolForm
from nettools.domain.terms import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Days on which something is open, both included."""

    opens: date
    closes: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoomRules:
    """How a network's meetings are set up on Zoom.

    With `registration` everyone gets a link of their own. `join_early` is minutes before the host; it takes a meeting
    without a waiting room. `passcode` empty: Zoom makes one. `unit_rooms`: a breakout room for each unit.
    """

    registration: bool = False
    waiting_room: bool = True
    join_early: int | None = None
    passcode: str = ""
    alternative_hosts: tuple[EmailAddress, ...] = ()
    unit_rooms: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkDescription:
    """A network (cohort) as described in config: who leads it, which units it takes, when it meets.

    `school_forms` empty means that all are mixed. `at_most` is counted in units. `zoom_host` is an e-mail
    address; empty means whichever of the term's hosts is free.
    """

    key: str
    name: str
    leaders: tuple[CourseLeader, ...]
    zoom_host: str
    at_most: int
    at_least: int = 1
    school_forms: tuple[SchoolForm, ...] = ()
    meetings: tuple[NetworkMeeting, ...] = ()
    zoom: ZoomRules = ZoomRules()
    groups: GroupRules = field(default_factory=GroupRules)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoomHost:
    """A Zoom account that meetings are held with, and how many it can hold at once (Zoom allows two with a licence)."""

    email: EmailAddress
    meetings_at_once: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInDescription:
    """The hand-in (inlämning) for drafts of the health plan on Canvas."""

    name: str
    instructions: str
    due: date | None = None
    file_types: tuple[str, ...] = ("docx", "odt", "pdf", "rtf", "txt", "md", "doc")
    largest_megabytes: int = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class TermDescription:
    """One term, completely, as `config/terms/HT26.toml` says it. `capacity` is counted in units."""

    term: Term
    first_day: date
    last_day: date
    sign_up: Window
    sign_up_link: str
    companions: Window
    companions_link: str
    companions_at_most: int
    capacity: int
    networks: tuple[NetworkDescription, ...]
    hand_in: HandInDescription
    zoom_hosts: tuple[ZoomHost, ...] = ()
    questions: tuple[Question, ...] = ()
    supervision_text: str = ""
    supervisions: tuple[Supervision, ...] = ()
    first_task: str = ""
    evaluation_link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network with its units, in the order that they are shown, and the groups of its meetings, by their number."""

    description: NetworkDescription
    registrations: tuple[Registration, ...] = ()
    groups: Mapping[int, tuple[MeetingGroup, ...]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The network's own key, unique within the term."""
        return self.description.key


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPlan:
    """All that a term should be: what apply makes true in Canvas and Zoom."""

    description: TermDescription
    networks: tuple[Network, ...]

    @property
    def term(self) -> Term:
        """The term that is planned."""
        return self.description.term
