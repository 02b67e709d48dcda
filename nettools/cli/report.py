"""`nettools report`: a term in figures, and as a page with pictures."""

from pathlib import Path
from typing import Annotated

import typer

from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption, TermArgument
from nettools.domain.registrations import RegistrationState
from nettools.domain.words import LETTER_STATES, REGISTRATION_STATES
from nettools.jobs.reports.making import report as make_report
from nettools.jobs.reports.making import write_report, write_tables
from nettools.jobs.reports.outcomes import TermReport
from nettools.language import text

app = typer.Typer(rich_markup_mode=None)

PageOption = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help=str(text("Write a page with pictures to this file.")))
]
TablesOption = Annotated[
    Path | None, typer.Option("--xlsx", metavar="FILE", help=str(text("Write tables to this Excel file.")))
]


@app.command(
    help=str(text("A term in figures: who signed up from where, who got what, which plans are in.")),
    epilog=str(text("Example: nettools report HT26 --html out/index.html")),
)
def report(
    term: TermArgument,
    html: PageOption = None,
    xlsx: TablesOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the report, and write it as a page or as tables where that was asked for."""
    with door.tools(home) as tools:
        found = make_report(tools, term)
        written = [write_report(tools, found, html)] if html else []
        written += [write_tables(found, xlsx)] if xlsx else []
    printing.show(found, as_json=as_json, human=show_report)
    for path in () if as_json else written:
        printing.line(text("Written: {path}", path=path))


def show_report(found: TermReport) -> None:
    """Print a row for each unit, and the counts."""
    headings = [text("Unit"), text("Network"), text("Place"), text("Welcome letter"), text("In Canvas"), text("Drafts")]
    rows = [
        (
            row.name,
            row.network,
            REGISTRATION_STATES[row.state],
            LETTER_STATES[row.letter] if row.letter else "",
            f"{row.in_canvas}/{row.people}",
            row.drafts,
        )
        for row in found.units
    ]
    printing.table(str(found.term), headings, rows)
    printing.line(
        text(
            "{accepted} units have a place, {waiting} wait; {protected} handled by hand.",
            accepted=found.count(RegistrationState.ACCEPTED),
            waiting=found.count(RegistrationState.WAITING),
            protected=found.protected,
        )
    )
