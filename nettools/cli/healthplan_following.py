"""`nettools healthplans` template, overview, compare and remind: units are helped on, and followed."""

from pathlib import Path
from typing import Annotated

import typer

from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption, TermArgument, TermOption
from nettools.domain.schools import SchoolForm
from nettools.jobs.healthplans.overview_outcomes import CHANGE_WORDS, ComparedDrafts, Matrix, Reminders, WholeNetwork
from nettools.jobs.healthplans.template import WrittenTemplate
from nettools.language import Text, text, texts

app = typer.Typer(rich_markup_mode=None)

LONGEST = 90  # letters of a sentence in a table


def parse_form(spelling: str | SchoolForm) -> SchoolForm:
    """A school form from its code or its Swedish name."""
    if isinstance(spelling, SchoolForm):
        return spelling
    named = {**{one.value.casefold(): one for one in SchoolForm}, **_NAMES}
    if (found := named.get(spelling.strip().casefold())) is None:
        known = ", ".join([*_NAMES])
        raise typer.BadParameter(str(text("{form} is no school form; there are: {known}", form=spelling, known=known)))
    return found


_NAMES = {
    "förskola": SchoolForm.FS,
    "förskoleklass": SchoolForm.FKLASS,
    "fritidshem": SchoolForm.FTH,
    "grundskola": SchoolForm.GR,
    "anpassad grundskola": SchoolForm.GRAN,
    "specialskola": SchoolForm.SP,
    "sameskola": SchoolForm.SAM,
    "gymnasieskola": SchoolForm.GY,
    "anpassad gymnasieskola": SchoolForm.GYAN,
}

FileArgument = Annotated[Path, typer.Argument(metavar="FILE.docx", help=str(text("Where to write it.")))]
FormOption = Annotated[
    SchoolForm | None,
    typer.Option(
        "--school-form",
        parser=parse_form,
        metavar="FORM",
        help=str(text("förskola, grundskola, anpassad grundskola, gymnasieskola …; else one for all.")),
    ),
]
UnitArgument = Annotated[str, typer.Argument(metavar="KEY", help=str(text("The unit's key, as the list shows it.")))]
FromOption = Annotated[int | None, typer.Option("--from", metavar="N", help=str(text("The earlier version.")))]
ToOption = Annotated[int | None, typer.Option("--to", metavar="N", help=str(text("The later version.")))]
PageOption = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help=str(text("Write a page with pictures to this file.")))
]


@app.command(
    help=str(text("Make a template for a plan (.docx), for units that begin; from config/plan_checklist.yaml.")),
    epilog=str(text("Example: nettools healthplans template --school-form förskola plan.docx")),
)
def template(
    file: FileArgument, school_form: FormOption = None, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Make the template."""
    from nettools.jobs.healthplans.template import write_template  # noqa: PLC0415 - each command loads what it needs

    with door.tools(home) as tools:
        written = write_template(tools, file, school_form)
    printing.show(written, as_json=as_json, human=show_template)


@app.command(
    help=str(text("The network's plans together, no unit named: what is strong, and which questions to take up.")),
    epilog=str(text("Example: nettools healthplans overview HT26 --html out/planer.html")),
)
def overview(term: TermArgument, html: PageOption = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show all plans together."""
    from nettools.jobs.healthplans import overview as job  # noqa: PLC0415 - as above

    with door.tools(home) as tools:
        found = job.whole_network(tools, term)
        if html:
            job.write_network_page(tools, found, html)
    printing.show(found, as_json=as_json, human=show_overview)


@app.command(
    help=str(text("What changed between two versions of a unit's draft, and which findings are settled.")),
    epilog=str(text("Example: nettools healthplans compare bjorkens-forskola-1780 --term HT26 --from 1 --to 3")),
)
def compare(  # noqa: PLR0917 - options, which are typed by name
    unit: UnitArgument,
    term: TermOption,
    from_: FromOption = None,
    to: ToOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare two versions."""
    from nettools.jobs.healthplans.overview import compare_drafts  # noqa: PLC0415 - as above

    if (from_ is None) != (to is None):
        raise typer.BadParameter(str(text("give both, or neither for the two newest")), param_hint="--from/--to")
    with door.tools(home) as tools:
        found = compare_drafts(tools, term, unit, None if from_ is None or to is None else (from_, to))
    printing.show(found, as_json=as_json, human=show_compared)


@app.command(
    help=str(text("Show which units have sent in no draft, and would be reminded. Sends nothing.")),
    epilog=str(
        text("Example: nettools healthplans remind HT26. To write to them: nettools letters send draft-reminder HT26")
    ),
)
def remind(term: TermArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show whom a reminder would go to."""
    from nettools.jobs.healthplans.overview import reminders  # noqa: PLC0415 - as above

    with door.tools(home) as tools:
        found = reminders(tools, term)
    printing.show(found, as_json=as_json, human=show_reminders)


def show_template(written: WrittenTemplate) -> None:
    """Print where it is."""
    printing.line(text("Written: {path}", path=written.path))


def show_matrix(found: Matrix) -> None:
    """Print a row for each unit, a column for each area."""
    headings: list[Text | str] = [text("Unit"), *(area.name for area in found.areas)]
    rows = [
        (row.unit.name, *("–" if (worth := row.worths[area.key]) is None else f"{worth:.0%}" for area in found.areas))
        for row in found.rows
    ]
    printing.table(text("The plans {term}", term=found.term), headings, rows)


def show_overview(found: WholeNetwork) -> None:
    """Print a row for each area, and the questions."""
    if not found.together.areas:
        printing.line(
            text(
                "Too few plans to speak of all of them without speaking of one: at least {n} are needed.",
                n=found.fewest,
            )
        )
        return
    headings = [text("Area"), text("Together"), text("Strong"), text("Thin"), text("Units")]
    rows = [(one.area.name, f"{one.mean:.0%}", one.strong, one.thin, one.units) for one in found.together.areas]
    printing.table(text("The plans together {term}", term=found.term), headings, rows)
    for key, question in found.questions.items():
        printing.line(f"{key}: {question}")


def show_compared(found: ComparedDrafts) -> None:
    """Print each change with its place, then what is settled and what is left."""
    rows = [
        (
            CHANGE_WORDS[change.kind],
            change.piece.where.heading,
            _short(change.before.text) if change.before else "",
            _short(change.after.text) if change.after else "",
        )
        for change in found.changes
    ]
    versions = (text("Version {n}", n=one) for one in found.versions)
    headings = [text("How"), text("Heading"), *versions]
    if rows:
        printing.table("", headings, rows)
    else:
        printing.line(text("Nothing has changed."))
    printing.line(
        text(
            "{settled} findings are settled, {left} are left, {new} are new.",
            settled=len(found.settled.settled),
            left=len(found.settled.left),
            new=len(found.settled.new),
        )
    )


def show_reminders(found: Reminders) -> None:
    """Print each unit without a draft."""
    for unit in found.units:
        printing.line(f"  {unit.name} ({unit.key})")
    printing.line(texts("{n} unit has sent in no draft.", "{n} units have sent in no draft.", len(found.units)))
    if found.due:
        printing.line(text("The last day is {day}.", day=found.due))


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
