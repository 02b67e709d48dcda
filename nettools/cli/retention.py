"""`nettools retention`: what is past its date and may be purged."""

from collections.abc import Sequence

import typer

from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption
from nettools.jobs.retention import Due, RetentionReport, look_for_due
from nettools.language import Text, text

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None: ...


@app.command(
    help=str(text("List what is past its date and by which rule. Nothing is removed.")),
    epilog=str(text("Example: nettools retention due")),
)
def due(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show what is due."""
    with door.tools(home) as tools:
        report = look_for_due(tools)
    printing.show(report, as_json=as_json, human=show_due)


def show_due(report: RetentionReport) -> None:
    """Print what is due, then what only lacks support or a rule."""
    found = report.found
    if not (found.due or found.without_support or found.without_rule):
        printing.line(text("Nothing is past its date on {today}.", today=report.today))
    _show(text("Past its date on {today}", today=report.today), found.due)
    _show(text("Past its date, but the rule has no support: it may not be purged"), found.without_support)
    if found.without_rule:
        headings = [text("Kind"), text("Term"), text("Number"), text("Since")]
        rows = [(record.kind, record.key, record.count, record.since) for record in found.without_rule]
        printing.table(text("No rule in config/retention.toml speaks of"), headings, rows)


def _show(title: Text, items: Sequence[Due]) -> None:
    if not items:
        return
    headings = [text("Kind"), text("Term"), text("Number"), text("Kept to"), text("Support"), text("Note")]
    rows = [
        (one.held.kind, one.held.key, one.held.count, one.kept_to, one.rule.support, one.rule.note) for one in items
    ]
    printing.table(title, headings, rows)
