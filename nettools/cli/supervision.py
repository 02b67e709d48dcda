"""`nettools supervision`: who can when, the best schedule, and what happens to it."""

from pathlib import Path
from typing import Annotated

import typer

from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption, TermArgument, TermOption
from nettools.domain import swedish
from nettools.domain.supervision import PlannedSupervision
from nettools.domain.words import SUPERVISION_STATES
from nettools.jobs.supervision import changes, files, links
from nettools.jobs.supervision import planning as jobs
from nettools.jobs.supervision import times as supervision_times
from nettools.jobs.supervision.links import PageAddresses
from nettools.jobs.supervision.outcomes import Proposal, SessionList, TimesRead
from nettools.language import text, texts
from nettools.scheduling.supervision import Status

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help=str(text("A table (.xlsx, .ods, .csv) or a calendar (.ics).")))
]
TargetArgument = Annotated[Path, typer.Argument(metavar="FILE", help=str(text("The file to write, .xlsx or .ics.")))]
UnitArgument = Annotated[str, typer.Argument(metavar="UNIT", help=str(text("The unit's key, as the list shows it.")))]
NumberOption = Annotated[
    int | None, typer.Option("--number", help=str(text("Which of the unit's sessions, when it has several.")))
]
LeaderOption = Annotated[
    str, typer.Option("--leader", metavar="ADDRESS", help=str(text("The course leader's e-mail address.")))
]
RenewOption = Annotated[bool, typer.Option("--new", help=str(text("Make a new address; the old one stops working.")))]


@app.command(
    help=str(
        text(
            "Read when course leaders and units can, from a table or a leader's calendar. Replaces their earlier times."
        )
    ),
    epilog=str(text("Example: nettools supervision times tider.xlsx --term HT26")),
)
def times(
    file: FileArgument,
    term: TermOption,
    leader: LeaderOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read times."""
    with door.tools(home) as tools:
        found = supervision_times.add(tools, file, term, leader=leader)
    printing.show(found, as_json=as_json, human=show_times)
    door.leave(found.exit_status)


@app.command(
    help=str(text("Propose the best schedule for the units that have no session yet. What is published stays.")),
    epilog=str(text("Example: nettools supervision schedule HT26")),
)
def schedule(term: TermArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Propose a schedule."""
    with door.tools(home) as tools:
        found = jobs.propose(tools, term)
    printing.show(found, as_json=as_json, human=show_proposal)
    door.leave(found.exit_status)


@app.command(
    help=str(text("Let the proposal count: the next apply makes its Zoom meetings and calendar entries.")),
    epilog=str(text("Example: nettools supervision publish HT26")),
)
def publish(term: TermArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Publish the proposal."""
    with door.tools(home) as tools:
        found = jobs.publish(tools, term)
    printing.show(found, as_json=as_json, human=show_published)


@app.command(
    help=str(text("Fit in what has changed, moving as few published sessions as possible. Shows first; --yes moves.")),
    epilog=str(text("Example: nettools supervision replan HT26 --yes")),
)
def replan(
    term: TermArgument,
    yes: Annotated[bool, typer.Option("--yes", help=str(text("Move the sessions.")))] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan anew."""
    with door.tools(home) as tools:
        found = jobs.replan(tools, term, carry_out=yes)
    printing.show(found, as_json=as_json, human=show_proposal)
    door.leave(found.exit_status)


@app.command("list", help=str(text("All sessions of a term, and where each is on its way.")))
def list_(term: TermArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the sessions."""
    with door.tools(home) as tools:
        found = jobs.listed(tools, term)
    printing.show(found, as_json=as_json, human=show_sessions)


@app.command(
    help=str(text("Give a unit's published session another time, which no schedule then moves.")),
    epilog=str(text('Example: nettools supervision move HT26 bjorkens-forskola-1780 --to "14 oktober kl. 13"')),
)
def move(
    term: TermArgument,
    unit: UnitArgument,
    *,
    to: Annotated[str, typer.Option("--to", metavar="TIME", help=str(text("The day and the hour.")))],
    leader: LeaderOption = "",
    number: NumberOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Move a session."""
    with door.tools(home) as tools:
        found = changes.move(tools, term, unit, to, leader=leader, number=number)
    printing.show(found, as_json=as_json, human=show_sessions)


@app.command(help=str(text("Let no schedule move a unit's session; --unlock lets it again.")))
def lock(
    term: TermArgument,
    unit: UnitArgument,
    *,
    unlock: Annotated[bool, typer.Option("--unlock", help=str(text("Let schedules move it again.")))] = False,
    number: NumberOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lock a session."""
    with door.tools(home) as tools:
        found = changes.lock(tools, term, unit, number=number, locked=not unlock)
    printing.show(found, as_json=as_json, human=show_sessions)


@app.command(help=str(text("Cancel a unit's session. Its Zoom meeting and calendar entry go with the next apply.")))
def cancel(
    term: TermArgument,
    unit: UnitArgument,
    *,
    number: NumberOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Cancel a session."""
    with door.tools(home) as tools:
        found = changes.cancel(tools, term, unit, number=number)
    printing.show(found, as_json=as_json, human=show_sessions)


@app.command(help=str(text("Note that a unit's session was held.")))
def held(
    term: TermArgument,
    unit: UnitArgument,
    *,
    number: NumberOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Note that a session was held."""
    with door.tools(home) as tools:
        found = changes.held(tools, term, unit, number=number)
    printing.show(found, as_json=as_json, human=show_sessions)


@app.command(
    help=str(text("Write the published sessions of a course leader, or of all, to a workbook or a calendar file.")),
    epilog=str(text("Example: nettools supervision export HT26 handledning.ics --leader maja@example.se")),
)
def export(
    term: TermArgument,
    file: TargetArgument,
    *,
    leader: LeaderOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Export sessions."""
    with door.tools(home) as tools:
        found = files.export(tools, term, file, leader=leader)
    printing.show(found, as_json=as_json, human=show_exported)


@app.command(
    help=str(
        text(
            "The address of the page where a unit books its supervision and hands in drafts of its plan, or a course "
            "leader tells free times; without WHO of all pages."
        )
    ),
    epilog=str(text("Example: nettools supervision link bjorkens-forskola-1780 --term HT26")),
)
def link(
    term: TermOption,
    who: Annotated[
        str, typer.Argument(metavar="WHO", help=str(text("A unit's key or a course leader's e-mail address.")))
    ] = "",
    renew: RenewOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell or renew addresses of pages."""
    with door.tools(home) as tools:
        found = links.addresses(tools, term, who, renew=renew)
    printing.show(found, as_json=as_json, human=show_addresses)


def show_addresses(found: PageAddresses) -> None:
    """Print the addresses, and what to know about them."""
    for one in found.pages:
        printing.line(f"{one.name}: {one.address}")
    if any(one.renewed for one in found.pages):
        printing.line(text("The address before it no longer works."))
    if any(one.address.startswith("/") for one in found.pages):
        printing.warn(text("Set portal.base_url, so that the address is whole."))
    printing.warn(
        text("Whoever has an address can do what the page offers. Give each to its own unit or leader alone.")
    )


def show_times(found: TimesRead) -> None:
    """Say whose times were read, or every cell that could not be; and which columns hold something else."""
    if found.unused:
        printing.line(text("Columns that are not used: {names}", names=", ".join(found.unused)))
    if found.problems:
        n = len(found.problems)
        printing.warn(
            texts("{n} thing cannot be read; nothing was saved:", "{n} things cannot be read; nothing was saved:", n)
        )
        printing.problems(found.problems)
        return
    headings = (text("Who"), text("Possible times"), text("Preferred"), text("Busy"), text("Wishes"))
    rows = (
        (
            one.key,
            sum(not given.busy and not given.weight for given in one.times),
            sum(bool(given.weight) for given in one.times),
            sum(given.busy for given in one.times),
            ", ".join(one.leaders),
        )
        for one in found.times
    )
    printing.table(text("Times"), headings, rows)


def show_proposal(found: Proposal) -> None:
    """Print the schedule by leader and time, what was moved, who is left out, and how good it is."""
    headings = (text("When"), text("Course leader"), text("Unit"), text("Zoom host"), text("Wish"), "")
    rows = (
        (
            swedish.moment_in_table(one.span.starts, one.span.ends),
            found.leaders.get(one.leader, one.leader),
            found.units.get(one.unit, one.unit),
            one.host,
            one.preference or "",
            text("stays") if one.locked else "",
        )
        for one in found.schedule.sessions
    )
    printing.table(text("Supervision {term}", term=found.term), headings, rows)
    _show_moved(found)
    for left in found.schedule.unplaced:
        printing.warn(f"{found.units.get(left.unit, left.unit)}: {left.message}")
    for one in found.unsure:
        printing.warn(one.message)
    if found.unsure:
        printing.line(text("Write the weeks in config/calendar.toml, or the days under [[dated]] there."))
    worth = found.schedule.objective
    said = text(
        "{placed} placed, wishes {preference}, leader days {days}, waiting {minutes} minutes.",
        placed=worth.placed,
        preference=worth.preference,
        days=worth.leader_days,
        minutes=worth.gap_minutes,
    )
    printing.line(said)
    if found.schedule.status is Status.OPTIMAL:
        printing.line(text("Nothing better is possible; that is proven."))
    elif found.schedule.status is Status.FEASIBLE:
        gap = f"{100 * found.schedule.gap:.2f}".replace(".", ",")
        printing.line(text("At most {gap} % better is possible.", gap=gap))


def show_sessions(found: SessionList) -> None:
    """Print the sessions as a table."""
    headings = (
        text("When"),
        text("Course leader"),
        text("Unit"),
        text("Number"),
        text("Zoom host"),
        text("State"),
        text("Key"),
    )
    rows = (
        (
            swedish.moment_in_table(one.starts, one.ends),
            one.leader.name,
            found.units.get(one.unit_key, one.unit_key),
            one.number,
            one.zoom_host,
            _state(one),
            one.unit_key,
        )
        for one in found.sessions
    )
    printing.table(text("Supervision {term}", term=found.term), headings, rows)


def _state(one: PlannedSupervision) -> str:
    said = str(SUPERVISION_STATES[one.state])
    locked = text("{state}, locked", state=said)
    return str(locked) if one.locked else said


def show_published(found: SessionList) -> None:
    """Print what is published now, and what to do next."""
    show_sessions(found)
    n = len(found.sessions)
    printing.line(texts("{n} session is published.", "{n} sessions are published.", n))
    printing.line(text("Next: nettools changes {term}", term=found.term))


def show_exported(found: SessionList) -> None:
    """Say how many were written."""
    n = len(found.sessions)
    printing.line(texts("{n} session was written.", "{n} sessions were written.", n))


def _show_moved(found: Proposal) -> None:
    if not found.schedule.moved:
        return
    n = len(found.schedule.moved)
    printing.line(
        texts("{n} session was moved:", "{n} sessions were moved:", n)
        if found.carried_out
        else texts("{n} session must move:", "{n} sessions must move:", n)
    )
    for one in found.schedule.moved:
        to = swedish.moment_in_table(one.to.span.starts, one.to.span.ends) if one.to else text("no time is left")
        printing.line(f"  {found.units.get(one.before.unit, one.before.unit)}: {to}. {one.message}")
    if not found.carried_out:
        printing.line(text("Move them with: nettools supervision replan {term} --yes", term=found.term))
