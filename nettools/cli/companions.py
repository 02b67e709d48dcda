"""`nettools companions`: files of companions in, the list of them out."""

import typer

from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption, TermOption
from nettools.cli.rowfiles import GROUPS, ColumnOption, LetInOption, SameAsOption, answers, show_outcome
from nettools.cli.signups import FileArgument
from nettools.jobs import companions as jobs
from nettools.jobs.companions import CompanionList
from nettools.language import text

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.command(
    help=str(text("Show what adding a file of companions would do. Remembers nothing.")),
    epilog=str(text("Example: nettools companions check medföljare.xlsx --term HT26")),
)
def check(
    file: FileArgument,
    term: TermOption,
    *,
    same_as: SameAsOption = None,
    let_in: LetInOption = None,
    column: ColumnOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check a file."""
    with door.tools(home) as tools:
        given = answers(same_as, None, let_in)
        outcome = jobs.check(tools, file, term, answers=given, columns=column or ())
    printing.show(outcome, as_json=as_json, human=show_outcome)
    door.leave(outcome.exit_status)


@app.command(
    help=str(text("Add a file of companions; rows that need work come back in out/. Exit status 1 if there are any.")),
    epilog=str(text("Example: nettools companions add medföljare.xlsx --term HT26")),
)
def add(
    file: FileArgument,
    term: TermOption,
    *,
    same_as: SameAsOption = None,
    let_in: LetInOption = None,
    column: ColumnOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a file."""
    with door.tools(home) as tools:
        given = answers(same_as, None, let_in)
        outcome = jobs.add(tools, file, term, answers=given, columns=column or ())
    printing.show(outcome, as_json=as_json, human=show_outcome)
    door.leave(outcome.exit_status)


@app.command(
    "list",
    help=str(text("The companions of a term, and the units that have named nobody.")),
    epilog=str(text("Example: nettools companions list --term HT26")),
)
def list_(term: TermOption, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the companions."""
    with door.tools(home) as tools:
        found = jobs.listing(tools, term)
    printing.show(found, as_json=as_json, human=show_list)


def show_list(found: CompanionList) -> None:
    """Show the companions as a table."""
    printing.table(
        text("Companions for {term}", term=found.term),
        (text("Unit"), text("Companion"), text("Target group"), text("Profession"), text("E-mail")),
        (
            (one.unit.name, companion.name, GROUPS[companion.group.value], companion.profession, companion.email)
            for one in found.registrations
            for companion in one.companions
        ),
    )
    without = [one.unit.name for one in found.registrations if not one.companions]
    if without:
        printing.line(text("Without companions: {units}", units=", ".join(without)))
