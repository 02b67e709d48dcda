"""`nettools healthplans`: drafts collected, checked, answered and followed."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from nettools.cli import door, healthplan_answering, healthplan_following, printing
from nettools.cli.door import HomeOption, JsonOption, TermArgument
from nettools.cli.plan_checks import show_checks
from nettools.domain.occasions import STOCKHOLM
from nettools.domain.schools import SchoolForm
from nettools.jobs.healthplans import checks
from nettools.jobs.healthplans import collecting as job
from nettools.jobs.healthplans.outcomes import Collected, Status, UnitProgress, UnitState, reason
from nettools.language import Text, text, texts

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(healthplan_following.app)
app.add_typer(healthplan_answering.app)

UnitOption = Annotated[
    list[str] | None,
    typer.Option(
        "--unit",
        metavar="FILE=UNIT",
        help=str(text("Which unit a file belongs to, when its author belongs to several; may be given several times.")),
    ),
]
SinceOption = Annotated[
    datetime | None,
    typer.Option(
        "--since", metavar="DATE", formats=["%Y-%m-%d"], help=str(text("Show what has changed from this day on."))
    ),
]
FilesArgument = Annotated[
    list[Path],
    typer.Argument(metavar="FILE", help=str(text("Drafts, or folders of drafts: .docx .odt .pdf .doc .rtf .txt .md."))),
]
FormOption = Annotated[
    list[SchoolForm] | None,
    typer.Option("--form", help=str(text("The unit's school form, when the draft does not tell; may be given again."))),
]
StrictOption = Annotated[
    bool, typer.Option("--strict", help=str(text("Exit status 1 also for drafts that need work or are no plan.")))
]


@app.command(
    help=str(
        text(
            "Read drafts and tell what is there, what is missing and what to look at. Needs no home and sends nothing "
            "anywhere. Exit status 1 if a file cannot be read or holds personal data."
        )
    ),
    epilog=str(text("Example: nettools healthplans check elevhälsoplan.docx --form FS")),
)
def check(
    files: FilesArgument,
    form: FormOption = None,
    strict: StrictOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check drafts."""
    found = checks.check(door.home_of(home), files, forms=form or (), progress=printing.progress())
    printing.show(found, as_json=as_json, human=show_checks)
    door.leave(found.exit_status or int(strict and not found.all_good))


AreasOption = Annotated[
    bool, typer.Option("--areas", help=str(text("Read the drafts, and show how far each has come in each area.")))
]
TablesOption = Annotated[
    Path | None,
    typer.Option("--xlsx", metavar="FILE", help=str(text("Write unit by area and part, as a heat map, to this file."))),
]
PageOption = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help=str(text("Write a page with pictures to this file.")))
]


@app.command(
    help=str(text("Fetch the drafts handed in on Canvas, every version, into out/healthplans/.")),
    epilog=str(text("Example: nettools healthplans collect HT26")),
)
def collect(term: TermArgument, unit: UnitOption = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Collect the drafts."""
    settled = _settled(unit or [])
    with door.tools(home) as tools:
        collected = job.collect(tools, term, settled=settled)
    printing.show(collected, as_json=as_json, human=show_collected)
    door.leave(collected.exit_status)


@app.command(
    help=str(text("Show how far each unit has come with its draft.")),
    epilog=str(text("Example: nettools healthplans status HT26 --xlsx out/planer.xlsx")),
)
def status(  # noqa: PLR0917 - options, which are typed by name
    term: TermArgument,
    since: SinceOption = None,
    areas: AreasOption = False,
    xlsx: TablesOption = None,
    html: PageOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the status table, and how far the plans have come where that was asked for."""
    with door.tools(home) as tools:
        found = job.status(tools, term, since=since.date() if since else None)
        if areas or xlsx or html:
            found = job.with_matrix(tools, found, xlsx=xlsx, html=html)
    printing.show(found, as_json=as_json, human=show_status)


def _settled(spellings: list[str]) -> dict[str, str]:
    pairs = [spelling.partition("=") for spelling in spellings]
    if any(not file or not unit for file, _, unit in pairs):
        raise typer.BadParameter(str(text("Write it as FILE=UNIT, for example 1204=bjorkens-forskola-1780.")))
    return {file.strip(): unit.strip() for file, _, unit in pairs}


def show_collected(found: Collected) -> None:
    """Print what came, and everything that did not, with the reason."""
    printing.line(
        texts(
            "{n} new version; {known} already here.",
            "{n} new versions; {known} already here.",
            len(found.drafts),
            known=found.known,
        )
    )
    for draft in found.drafts:
        printing.line(f"  {draft.path}")
    if found.same:
        printing.line(texts("{n} file was the same as before.", "{n} files were the same as before.", len(found.same)))
    _show_refused(found)
    for one in found.unsettled:
        candidates = ", ".join(one.candidates) or "–"
        printing.warn(text("Whose is file {file}? Possible units: {units}", file=one.hand_in.file_id, units=candidates))
    if found.unsettled:
        printing.warn(text("Run it again with --unit FILE=UNIT."))
    for hand_in in found.failed:
        printing.warn(text("File {file} did not come; run it again.", file=hand_in.file_id))


def _show_refused(found: Collected) -> None:
    rows: list[tuple[object, ...]] = [
        (one.hand_in.unit_key, one.hand_in.file_name, one.code, one.message) for one in found.refused
    ]
    rows += [(", ".join(one.units), one.link or "–", one.code, reason(one.code)) for one in found.without_file]
    if rows:
        printing.table(text("Not kept"), [text("Unit"), text("File"), text("Code"), text("Why")], rows)


def show_status(found: Status) -> None:
    """Print a row for each unit."""
    headings = [text("Unit"), text("Draft"), text("Versions"), text("Last"), text("Late")]
    printing.table(text("Drafts {term}", term=found.term), headings, [_row(unit) for unit in found.units])
    if found.matrix:
        healthplan_following.show_matrix(found.matrix)


def _row(unit: UnitProgress) -> tuple[object, ...]:
    last = f"{unit.last.astimezone(STOCKHOLM):%Y-%m-%d %H.%M}" if unit.last else ""
    return unit.unit.name, _state(unit), unit.versions or "", last, text("late") if unit.late else ""


def _state(unit: UnitProgress) -> Text:
    match unit.state:
        case UnitState.NOTHING:
            return text("nothing")
        case UnitState.DRAFT:
            return text("draft")
        case UnitState.CHANGED:
            return text("changed since {day}", day=unit.changed_since)
