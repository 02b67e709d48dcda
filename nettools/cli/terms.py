"""`nettools terms`: a term as it is described, planned and carried over."""

from collections.abc import Iterator
from typing import Annotated

import typer

from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption, TermArgument, parse_term
from nettools.domain import swedish
from nettools.domain.registrations import RegistrationState
from nettools.domain.termplan import Network
from nettools.domain.terms import Term
from nettools.domain.words import REGISTRATION_STATES
from nettools.jobs.terms import CarriedOver, TermList, TermView, build_term, carry_units_over, list_terms
from nettools.jobs.terms import show as show_term
from nettools.language import text, texts

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

NextArgument = Annotated[
    Term, typer.Argument(parser=parse_term, metavar="NEXT", help=str(text("The term that follows, for example VT27.")))
]


@app.command("list", help=str(text("The terms that are described or have units, with how many are in each state.")))
def list_(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show the terms."""
    with door.tools(home) as tools:
        found = list_terms(tools)
    printing.show(found, as_json=as_json, human=show_terms)


@app.command(
    help=str(text("A term's networks with their units and meetings, and warnings about the days.")),
    epilog=str(text("Example: nettools terms show HT26")),
)
def show(term: TermArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show a term plan."""
    with door.tools(home) as tools:
        found = show_term(tools, term)
    printing.show(found, as_json=as_json, human=show_view)


@app.command(
    help=str(text("Place the accepted units in networks and remember it. Units that have a place keep it.")),
    epilog=str(text("Example: nettools terms build HT26")),
)
def build(term: TermArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Build a term plan."""
    with door.tools(home) as tools:
        found = build_term(tools, term)
    printing.show(found, as_json=as_json, human=show_built)
    door.leave(found.exit_status)


@app.command(
    "carry-over",
    help=str(text("Sign units that chose two terms up for the second one. Companions are registered anew.")),
    epilog=str(text("Example: nettools terms carry-over HT26 VT27")),
)
def carry_over(
    term: TermArgument, following: NextArgument, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Carry units over."""
    with door.tools(home) as tools:
        found = carry_units_over(tools, term, following)
    printing.show(found, as_json=as_json, human=show_carried_over)


def show_terms(found: TermList) -> None:
    """Print a row for each term."""
    headings = [text("Term"), text("Days"), text("Sign-up"), text("Networks"), text("Places"), text("Units")]
    rows: list[tuple[object, ...]] = []
    for row in found.rows:
        units = ", ".join(f"{REGISTRATION_STATES[RegistrationState(state)]} {n}" for state, n in row.states.items())
        if row.description is None:
            rows.append((row.term, text("not described"), "", "", "", units))
            continue
        days, sign_up = row.description, row.description.sign_up
        rows.append(
            (
                row.term,
                swedish.period(days.first_day, days.last_day),
                swedish.period(sign_up.opens, sign_up.closes),
                len(days.networks),
                days.capacity,
                units,
            )
        )
    printing.table(text("Terms"), headings, rows)


def show_view(view: TermView) -> None:
    """Print each network: its units, its meetings, and what to think about."""
    for network in view.plan.networks:
        _show_network(view, network)
    if view.problems:
        n = len(view.problems)
        must = texts("{n} thing must be mended:", "{n} things must be mended:", n)
        printing.warn(must if view.must_be_mended else texts("{n} thing to look at:", "{n} things to look at:", n))
        printing.problems(view.problems)


def show_built(view: TermView) -> None:
    """Print the plan, then what was new."""
    show_view(view)
    if not view.placed_now:
        printing.line(text("Every unit already had its place; nothing was changed."))
    else:
        n = len(view.placed_now)
        printing.line(texts("{n} unit was given a place.", "{n} units were given a place.", n))


def show_carried_over(found: CarriedOver) -> None:
    """Print how many went on, and what to do with them."""
    printing.line(
        texts("{n} unit goes on into {next}.", "{n} units go on into {next}.", len(found.carried), next=found.following)
    )
    for key in found.carried:
        printing.line(f"  {key}")
    if found.already:
        n = len(found.already)
        printing.line(texts("{n} unit was there already.", "{n} units were there already.", n))
    if found.carried:
        printing.line(text("Next: nettools signups decide {next}", next=found.following))


def _show_network(view: TermView, network: Network) -> None:
    described = network.description
    printing.line(
        text(
            "{name} ({key}): {size} of {limit} units, {leaders}",
            name=described.name,
            key=described.key,
            size=len(network.registrations),
            limit=described.at_most,
            leaders=", ".join(leader.name for leader in described.leaders),
        )
    )
    if network.registrations:
        headings = [text("Unit"), text("Municipality"), text("School forms")]
        units = (each.unit for each in network.registrations)
        rows = [
            (unit.name, unit.municipality_code, " ".join(form.value for form in unit.school_forms)) for unit in units
        ]
        printing.table("", headings, rows)
    headings = [text("Meeting"), text("When"), text("Theme"), text("Think about")]
    printing.table("", headings, list(_meeting_rows(view, network)))


def _meeting_rows(view: TermView, network: Network) -> Iterator[tuple[object, ...]]:
    for meeting in network.description.meetings:
        warnings = " ".join(str(warning.message) for warning in view.warnings_of(network, meeting))
        yield meeting.number, swedish.moment_in_words(meeting.starts, meeting.ends), meeting.theme, warnings
