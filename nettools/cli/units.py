"""`nettools units`: the register of preschools and schools."""

import typer

from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption
from nettools.cli.rowfiles import ColumnOption, NewUnitOption, SameAsOption, answers, show_outcome
from nettools.cli.signups import FileArgument
from nettools.jobs import units as jobs
from nettools.jobs.units import UnitList
from nettools.language import text

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.command(
    help=str(text("Add units from a file with names and, where there are any, codes, municipalities and authorities.")),
    epilog=str(text("Example: nettools units add enheter.csv")),
)
def add(
    file: FileArgument,
    *,
    same_as: SameAsOption = None,
    new_unit: NewUnitOption = None,
    column: ColumnOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a file."""
    with door.tools(home) as tools:
        outcome = jobs.add(tools, file, answers=answers(same_as, new_unit, None), columns=column or ())
    printing.show(outcome, as_json=as_json, human=show_outcome)
    door.leave(outcome.exit_status)


@app.command("list", help=str(text("All units that are known, by name.")))
def list_(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the units."""
    with door.tools(home) as tools:
        found = jobs.listing(tools)
    printing.show(found, as_json=as_json, human=show_list)


def show_list(found: UnitList) -> None:
    """Show the units as a table."""
    printing.table(
        text("Units"),
        (text("Unit"), text("Unit code"), text("Municipality"), text("Authority"), text("School forms"), text("Key")),
        (
            (
                unit.name,
                unit.code,
                unit.municipality_code,
                unit.authority,
                ", ".join(form.value for form in unit.school_forms),
                unit.key,
            )
            for unit in found.units
        ),
    )
