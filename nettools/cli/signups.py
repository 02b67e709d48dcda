"""`nettools signups`: files of sign-ups in, places given, a workbook out."""

from pathlib import Path
from typing import Annotated

import typer

from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption, TermArgument, TermOption
from nettools.cli.rowfiles import (
    ColumnOption,
    LetInOption,
    NewUnitOption,
    SameAsOption,
    answers,
    show_outcome,
)
from nettools.domain.registrations import RegistrationState
from nettools.domain.swedish import moment_in_table
from nettools.domain.words import REGISTRATION_STATES
from nettools.jobs import signups as jobs
from nettools.jobs.signups import Decision, Export, SignUpList
from nettools.language import text, texts

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help=str(text("An Excel, OpenDocument or CSV file.")))]
KeyArgument = Annotated[
    str, typer.Argument(metavar="KEY", help=str(text("The registration, for example HT26/bjorkens-forskola-1780.")))
]


@app.command(
    help=str(
        text("Show what adding a file of sign-ups would do. Remembers nothing. Exit status 1 if any row needs work.")
    ),
    epilog=str(text("Example: nettools signups check anmälan.xlsx --term HT26")),
)
def check(
    file: FileArgument,
    term: TermOption,
    *,
    same_as: SameAsOption = None,
    new_unit: NewUnitOption = None,
    let_in: LetInOption = None,
    column: ColumnOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check a file."""
    with door.tools(home) as tools:
        given = answers(same_as, new_unit, let_in)
        outcome = jobs.check(tools, file, term, answers=given, columns=column or ())
    printing.show(outcome, as_json=as_json, human=show_outcome)
    door.leave(outcome.exit_status)


@app.command(
    help=str(text("Add a file of sign-ups; rows that need work come back in out/. Exit status 1 if there are any.")),
    epilog=str(text("Example: nettools signups add anmälan.xlsx --term HT26 --same-as 12=bjorkens-forskola-1780")),
)
def add(
    file: FileArgument,
    term: TermOption,
    *,
    same_as: SameAsOption = None,
    new_unit: NewUnitOption = None,
    let_in: LetInOption = None,
    column: ColumnOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a file."""
    with door.tools(home) as tools:
        given = answers(same_as, new_unit, let_in)
        outcome = jobs.add(tools, file, term, answers=given, columns=column or ())
    printing.show(outcome, as_json=as_json, human=show_outcome)
    door.leave(outcome.exit_status)


@app.command(
    "list",
    help=str(text("The registrations of a term, in order of submission.")),
    epilog=str(text("Example: nettools signups list --term HT26")),
)
def list_(term: TermOption, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the registrations."""
    with door.tools(home) as tools:
        found = jobs.listing(tools, term)
    printing.show(found, as_json=as_json, human=show_list)


@app.command(
    help=str(text("Give the free places to those who signed up first; the rest wait.")),
    epilog=str(text("Example: nettools signups decide HT26")),
)
def decide(term: TermArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Decide about all."""
    with door.tools(home) as tools:
        decision = jobs.decide(tools, term)
    printing.show(decision, as_json=as_json, human=show_decision)


@app.command(help=str(text("Give one unit a place.")))
def accept(
    key: KeyArgument,
    beyond_capacity: Annotated[
        bool, typer.Option("--beyond-capacity", help=str(text("Also when every place is taken.")))
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Accept one."""
    with door.tools(home) as tools:
        decision = jobs.move(tools, key, RegistrationState.ACCEPTED, beyond_capacity=beyond_capacity)
    printing.show(decision, as_json=as_json, human=show_decision)


@app.command(help=str(text("Say no to one unit.")))
def decline(key: KeyArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Decline one."""
    with door.tools(home) as tools:
        decision = jobs.move(tools, key, RegistrationState.DECLINED)
    printing.show(decision, as_json=as_json, human=show_decision)


@app.command(help=str(text("Note that a unit has withdrawn. Nobody on the waiting list is moved.")))
def withdraw(key: KeyArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Withdraw one."""
    with door.tools(home) as tools:
        decision = jobs.move(tools, key, RegistrationState.WITHDRAWN)
    printing.show(decision, as_json=as_json, human=show_decision)


@app.command(
    help=str(text("Write the registrations and companions of a term to an Excel file.")),
    epilog=str(text("Example: nettools signups export HT26 out/anmälda.xlsx")),
)
def export(term: TermArgument, file: FileArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Export a term."""
    with door.tools(home) as tools:
        written = jobs.export(tools, term, file)
    printing.show(written, as_json=as_json, human=show_export)


def show_list(found: SignUpList) -> None:
    """Show the registrations as a table."""
    printing.table(
        text("Registrations for {term}", term=found.term),
        (text("Unit"), text("Principal"), text("Terms"), text("Submitted"), text("State"), text("Key")),
        (
            (
                one.unit.name,
                one.principal.name,
                ", ".join(map(str, one.terms)),
                moment_in_table(one.submitted),
                REGISTRATION_STATES[one.state],
                one.key,
            )
            for one in found.registrations
        ),
    )
    if found.protected:
        printing.line(text("{n} with protected identity: handled by hand, kept out of everything.", n=found.protected))


def show_decision(decision: Decision) -> None:
    """Show who was moved, how many places there are, and who waits first."""
    if decision.moves:
        printing.table(
            text("Moved"),
            (text("Key"), text("From"), text("To")),
            ((one.key, REGISTRATION_STATES[one.before], REGISTRATION_STATES[one.after]) for one in decision.moves),
        )
    else:
        printing.line(text("Nothing to do."))
    printing.line(
        text(
            "{accepted} of {capacity} places are taken, {waiting} wait.",
            accepted=decision.accepted,
            capacity=decision.capacity,
            waiting=decision.waiting,
        )
    )
    if decision.next_in_queue:
        printing.line(text("First in the queue is {key}.", key=decision.next_in_queue))


def show_export(written: Export) -> None:
    """Show which file was written."""
    printing.line(texts("{file}: {n} registration.", "{file}: {n} registrations.", written.rows, file=written.file))
