"""Terms: look at one, place its units in networks, carry units over to the next."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from nettools.domain import swedish
from nettools.domain.occasions import NetworkMeeting
from nettools.domain.registrations import Registration
from nettools.domain.termplan import Network, TermDescription, TermPlan
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem
from nettools.jobs.groups.seating import with_groups
from nettools.jobs.supervision.supervised import described
from nettools.jobs.tools import Tools
from nettools.language import text
from nettools.scheduling import (
    DateWarning,
    build,
    carry_over,
    clashes,
    date_warnings,
    given_up,
    kept_places,
    placements,
    unsure_breaks,
)

_NO_PLACE = frozenset({"no-room", "no-fitting-network"})
_STRANGER = "unknown-unit"
_UNSURE = "unsure-break"
_ADVICE = frozenset({"too-small", "too-large", _UNSURE})  # the plan stands as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """A term in the list: what config says of it (None when it says nothing), and how many units are in each state."""

    term: Term
    description: TermDescription | None
    states: Mapping[str, int]

    def as_json(self) -> dict[str, object]:
        """One entry of `terms list --json`."""
        described = self.description
        days = (
            {
                "first_day": described.first_day.isoformat(),
                "last_day": described.last_day.isoformat(),
                "sign_up": {
                    "opens": described.sign_up.opens.isoformat(),
                    "closes": described.sign_up.closes.isoformat(),
                },
                "capacity": described.capacity,
                "networks": len(described.networks),
            }
            if described
            else {}
        )
        return {"term": str(self.term), "described": described is not None, **days, "units": dict(self.states)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TermList:
    """All terms that config describes or that units have signed up for, in order of time."""

    rows: tuple[TermRow, ...]

    def as_json(self) -> dict[str, object]:
        """As `nettools terms list --json` prints it."""
        return {"terms": [row.as_json() for row in self.rows]}


@dataclass(frozen=True, slots=True, kw_only=True)
class TermView:
    """A term plan with all that should be known about it. `placed_now` are the units that had no place before."""

    plan: TermPlan
    placed_now: frozenset[str]
    problems: tuple[Problem, ...]
    warnings: tuple[DateWarning, ...]

    @property
    def exit_status(self) -> int:
        """1 when an accepted unit has no place."""
        return int(any(problem.code in _NO_PLACE for problem in self.problems))

    @property
    def must_be_mended(self) -> bool:
        """Whether any problem is more than something to look at."""
        return any(problem.code not in _ADVICE for problem in self.problems)

    def warnings_of(self, network: Network, meeting: NetworkMeeting) -> tuple[DateWarning, ...]:
        """The warnings about one meeting."""
        where = (network.key, meeting.number)
        return tuple(warning for warning in self.warnings if (warning.network, warning.meeting) == where)

    def as_json(self) -> dict[str, object]:
        """As `nettools terms show|build --json` prints it."""
        return {
            "term": str(self.plan.term),
            "networks": [self._network_json(network) for network in self.plan.networks],
            "placed_now": sorted(self.placed_now),
            "problems": [
                {"code": problem.code, "key": problem.place.key, "message": str(problem.message)}
                for problem in self.problems
            ],
        }

    def _network_json(self, network: Network) -> dict[str, object]:
        described = network.description
        return {
            "key": network.key,
            "name": described.name,
            "leaders": [str(leader.email) for leader in described.leaders],
            "zoom_host": described.zoom_host,
            "at_least": described.at_least,
            "at_most": described.at_most,
            "units": [{"key": each.unit.key, "name": each.unit.name} for each in network.registrations],
            "meetings": [self._meeting_json(network, meeting) for meeting in described.meetings],
        }

    def _meeting_json(self, network: Network, meeting: NetworkMeeting) -> dict[str, object]:
        return {
            "number": meeting.number,
            "theme": meeting.theme,
            "starts": _iso(meeting.starts),
            "ends": _iso(meeting.ends),
            "week": swedish.week_number(swedish.local(meeting.starts).date()),
            "questions": [question.key for question in meeting.questions],
            "warnings": [
                {"code": warning.code, "message": str(warning.message), "units": list(warning.units)}
                for warning in self.warnings_of(network, meeting)
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOver:
    """What went on from one term into the next: unit keys, and the places that they keep there."""

    term: Term
    following: Term
    carried: tuple[str, ...]
    already: tuple[str, ...]
    placements: Mapping[str, str]

    def as_json(self) -> dict[str, object]:
        """As `nettools terms carry-over --json` prints it."""
        return {
            "term": str(self.term),
            "next": str(self.following),
            "carried": list(self.carried),
            "already": list(self.already),
            "placements": dict(self.placements),
        }


def list_terms(tools: Tools) -> TermList:
    """Every term that is described or has units."""
    described = {description.term: description for description in tools.settings.terms.values()}
    terms = sorted({*described, *tools.store.registrations.terms()})
    return TermList(rows=tuple(_row(tools, term, described.get(term)) for term in terms))


def show(tools: Tools, term: Term) -> TermView:
    """The plan as it would be built now, with its clashes among the problems. Nothing is remembered."""
    view = _look(tools, term)
    return TermView(
        plan=view.plan,
        placed_now=view.placed_now,
        problems=(*clashes(view.plan.description), *view.problems),
        warnings=view.warnings,
    )


def build_term(tools: Tools, term: Term) -> TermView:
    """Place the accepted units and remember where. Who has a place keeps it, so it can be run again at any time.

    When nothing is new, nothing is written. Raises InputError with every clash of a course leader or Zoom
    host, or every unit to be supervised that nobody knows.
    """
    refuse_clashes(described(tools, term))
    view = _known_to_all(_look(tools, term))
    left = given_up(tools.store.registrations.of(term), tools.store.placements.of(term))
    if view.placed_now or left:
        _remember(tools, view, left)
    return view


def term_plan(tools: Tools, term: Term) -> TermPlan:
    """The plan for other jobs: places and groups as remembered, newcomers as `build_term` would place them.

    A job that acts on the plan calls `build_term` first: a place that is not remembered may be another one the
    next time. Raises InputError as that does.
    """
    refuse_clashes(described(tools, term))
    return with_groups(tools, _known_to_all(_look(tools, term)).plan)


def refuse_clashes(description: TermDescription) -> None:
    """Raise InputError when anyone would be in two places at once."""
    if found := clashes(description):
        raise InputError(found)


def _known_to_all(view: TermView) -> TermView:
    """The view, of a plan that names no unit that nobody knows. Raises InputError."""
    if strangers := [problem for problem in view.problems if problem.code == _STRANGER]:
        raise InputError(strangers)
    return view


def carry_units_over(tools: Tools, term: Term, following: Term) -> CarriedOver:
    """Sign the units that chose two terms up for the second. Running it again changes nothing.

    A unit keeps its place when the next term has a network with the same key and room in it.
    """
    if following <= term:
        said = text("{next} is not after {term}.", next=following, term=term)
        raise InputError([Problem(code="order", message=said)])
    networks = tools.settings.term(following).networks
    before = tools.store.registrations.of(term)
    there = tools.store.registrations.of(following)
    carried = carry_over(before, there, following)
    places = tools.store.placements
    kept = kept_places(carried, places.of(term), networks, places.of(following))
    if carried:
        with tools.store.transaction():
            run = tools.store.journal.open_run("terms carry-over", following, tools.who, tools.clock())
            tools.store.registrations.save(carried)
            tools.store.placements.save(following, kept)
            tools.store.journal.close_run(run, tools.clock(), 0, {"carried": len(carried)})
    return CarriedOver(
        term=term,
        following=following,
        carried=tuple(each.unit.key for each in carried),
        already=_already(before, there, following),
        placements=kept,
    )


def _look(tools: Tools, term: Term) -> TermView:
    description = described(tools, term)
    previous = tools.store.placements.of(term)
    registrations = tools.store.registrations.of(term)
    plan, problems = build(registrations, description, previous)
    now = placements(plan)
    return TermView(
        plan=plan,
        placed_now=frozenset(unit for unit in now if previous.get(unit) != now[unit]),
        problems=(*problems, *_strangers(description, registrations), *_unsure(tools, plan)),
        warnings=date_warnings(plan, tools.settings.calendar),
    )


def _strangers(description: TermDescription, registrations: Iterable[Registration]) -> Iterator[Problem]:
    """Units that are to be supervised and have never signed up: most likely a key that is spelt otherwise."""
    known = {registration.unit.key for registration in registrations}
    for number, session in enumerate(description.supervisions, 1):
        if session.unit_key not in known:
            said = text("names {unit}; no unit with that key has signed up for the term", unit=repr(session.unit_key))
            place = Place(file=f"config/terms/{description.term}.toml", key=f"supervisions.{number}.unit")
            yield Problem(code=_STRANGER, message=said, place=place)


def _unsure(tools: Tools, plan: TermPlan) -> Iterator[Problem]:
    """School breaks that units of the plan have some week of the term, which the calendar does not tell."""
    units = [registration.unit for network in plan.networks for registration in network.registrations]
    days = plan.description
    for one in unsure_breaks(tools.settings.calendar, units, days.first_day, days.last_day):
        yield Problem(code=_UNSURE, message=one.message, place=Place(file="config/calendar.toml", key=one.key))


def _remember(tools: Tools, view: TermView, left: Iterable[str]) -> None:
    term, places = view.plan.term, placements(view.plan)
    gone = dict.fromkeys(left, "")
    with tools.store.transaction():
        run = tools.store.journal.open_run("terms build", term, tools.who, tools.clock())
        tools.store.placements.save(term, {**gone, **places})
        counts = {"placed": len(places), "placed-now": len(view.placed_now), "given-up": len(gone)}
        tools.store.journal.close_run(run, tools.clock(), view.exit_status, counts)


def _row(tools: Tools, term: Term, description: TermDescription | None) -> TermRow:
    states = Counter(each.state.value for each in tools.store.registrations.of(term))
    return TermRow(term=term, description=description, states=dict(sorted(states.items())))


def _already(before: Sequence[Registration], there: Sequence[Registration], following: Term) -> tuple[str, ...]:
    signed_up = {each.unit.key for each in there}
    return tuple(each.unit.key for each in before if following in each.terms and each.unit.key in signed_up)


def _iso(moment: datetime) -> str:
    return swedish.local(moment).isoformat()
