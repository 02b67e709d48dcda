"""`nettools journal`: who did what, and when."""

from collections.abc import Mapping
from typing import Annotated

import typer

from nettools.changes import KIND_WORDS
from nettools.cli import door, printing
from nettools.cli.changes import VERBS
from nettools.cli.door import HomeOption, JsonOption
from nettools.domain.occasions import STOCKHOLM
from nettools.domain.terms import Term
from nettools.jobs.changes.undo_outcomes import REVERSIBLE
from nettools.jobs.journal import Journal, newest, one
from nettools.language import Text, text

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

LimitOption = Annotated[int, typer.Option("--limit", min=1, help=str(text("How many runs, the newest first.")))]
OneTermOption = Annotated[
    Term | None, typer.Option("--term", parser=door.parse_term, metavar="TERM", help=str(text("Of one term alone.")))
]
RunArgument = Annotated[
    int, typer.Argument(metavar="RUN", help=str(text("The number of the run, as the list shows it.")))
]


@app.command("list", help=str(text("The newest runs: the command, by whom, when, and how it ended.")))
def list_(
    limit: LimitOption = 20, term: OneTermOption = None, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Show the newest runs."""
    with door.tools(home) as tools:
        found = newest(tools, limit, term)
    printing.show(found, as_json=as_json, human=show_runs)


@app.command(help=str(text("One run with all that it did.")), epilog=str(text("Example: nettools journal show 7")))
def show(run: RunArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show one run."""
    with door.tools(home) as tools:
        found = one(tools, run)
    printing.show(found, as_json=as_json, human=show_entries)


def show_runs(found: Journal) -> None:
    """Print a row for each run."""
    headings = [text("Run"), text("When"), text("Command"), text("Term"), text("By"), text("Exit"), text("What")]
    rows = [
        (
            run.run,
            f"{run.opened.astimezone(STOCKHOLM):%Y-%m-%d %H.%M}",
            run.command,
            run.term or "",
            run.who,
            text("not finished") if run.closed is None else run.exit_status,
            ", ".join(f"{name} {n}" for name, n in run.counts.items()),
        )
        for run in found.runs
    ]
    printing.table(text("Journal"), headings, rows)


def show_entries(found: Journal) -> None:
    """Print the run, then a row for each thing that it did."""
    show_runs(found)
    headings = [text("When"), text("System"), text("Action"), text("Kind"), text("Name"), text("Key"), text("Outcome")]
    rows = [
        (
            f"{entry.at.astimezone(STOCKHOLM):%H.%M.%S}",
            entry.system,
            VERBS.get(entry.action, entry.action),
            _KINDS.get(entry.kind, entry.kind),
            entry.undo.get("label") or "",
            entry.key,
            _OUTCOMES.get(entry.outcome, entry.outcome),
        )
        for entry in found.entries
    ]
    printing.table("", headings, rows)
    for run in found.runs:
        if found.entries and run.command in REVERSIBLE:
            printing.line(text("To undo it, look first: {command}", command=f"nettools undo {run.run}"))


_KINDS = {str(kind): said for kind, said in KIND_WORDS.items()}
_OUTCOMES: Mapping[str, Text] = {
    "done": text("done"),
    "kept": text("kept"),
    "left": text("not tried"),
    "quota": text("left for another day"),
    "refused": text("refused"),
    "unsure": text("no answer"),
    "waits": text("waits for what it belongs to"),
}
