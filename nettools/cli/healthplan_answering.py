"""`nettools healthplans` add, feedback, approve and send: drafts are taken in and answered."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption, TermArgument, TermOption
from nettools.domain.occasions import STOCKHOLM
from nettools.jobs.healthplans.feedback_outcomes import (
    KIND_WORDS,
    STATE_WORDS,
    Approved,
    FeedbackRound,
    SentFeedback,
)
from nettools.jobs.healthplans.outcomes import AddedDraft
from nettools.language import Text, text, texts

app = typer.Typer(rich_markup_mode=None)

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help=str(text("The plan, as it came.")))]
UnitOption = Annotated[
    str, typer.Option("--unit", metavar="KEY", help=str(text("The unit's key, as the list shows it.")))
]
ReceivedOption = Annotated[
    datetime | None,
    typer.Option("--received", metavar="DATE", formats=["%Y-%m-%d"], help=str(text("The day it came; else today."))),
]
KeysArgument = Annotated[
    list[str] | None, typer.Argument(metavar="KEY…", help=str(text("Units whose feedback you have read.")))
]
AllOption = Annotated[bool, typer.Option("--all", help=str(text("All that waits.")))]
TextOption = Annotated[
    Path | None,
    typer.Option("--text", metavar="FILE", help=str(text("Your own version of one unit's feedback (Markdown)."))),
]


@app.command(
    help=str(text("Add a plan that came by mail, as the unit's next version.")),
    epilog=str(text("Example: nettools healthplans add plan.docx --unit bjorkens-forskola-1780 --term HT26")),
)
def add(  # noqa: PLR0917 - options, which are typed by name
    file: FileArgument,
    unit: UnitOption,
    term: TermOption,
    received: ReceivedOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a draft by hand."""
    from nettools.jobs.healthplans.adding import add_file  # noqa: PLC0415 - each command loads what it needs

    with door.tools(home) as tools:
        at = received.replace(hour=12, tzinfo=STOCKHOLM) if received else None
        added = add_file(tools, term, unit, file, at)
    printing.show(added, as_json=as_json, human=show_added)


@app.command(
    help=str(text("Read the newest drafts and write feedback on them, to be read and approved. Sends nothing.")),
    epilog=str(text("Example: nettools healthplans feedback HT26")),
)
def feedback(term: TermArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Write feedback."""
    from nettools.jobs.healthplans.feedback import write_feedback  # noqa: PLC0415 - as above

    with door.tools(home) as tools:
        found = write_feedback(tools, term)
    printing.show(found, as_json=as_json, human=show_round)


@app.command(
    help=str(text("Approve feedback that you have read; only then it can be sent.")),
    epilog=str(text("Example: nettools healthplans approve bjorkens-forskola-1780 --term HT26")),
)
def approve(  # noqa: PLR0917 - options, which are typed by name
    term: TermOption,
    unit: KeysArgument = None,
    all_: AllOption = False,
    own_text: TextOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Approve feedback."""
    from nettools.jobs.healthplans.feedback import approve as job  # noqa: PLC0415 - as above

    if bool(unit) == all_:
        raise typer.BadParameter(str(text("name the units, or say --all")), param_hint="KEY")
    with door.tools(home) as tools:
        done = job(tools, term, None if all_ else unit, own_text)
    printing.show(done, as_json=as_json, human=show_approved)


@app.command(
    help=str(text("Say approved feedback as comments on the hand-ins on Canvas. Each is said once.")),
    epilog=str(text("Example: nettools healthplans send HT26")),
)
def send(term: TermArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Send feedback to Canvas."""
    from nettools.jobs.healthplans.sending import send_feedback  # noqa: PLC0415 - as above

    with door.tools(home) as tools:
        found = send_feedback(tools, term)
    printing.show(found, as_json=as_json, human=show_sent)
    door.leave(found.exit_status)


def show_added(added: AddedDraft) -> None:
    """Print which version it is now."""
    said = text("Version {version}: {path}", version=added.draft.version, path=added.draft.path)
    printing.line(said if added.new else text("The same as version {version}.", version=added.draft.version))


def show_round(found: FeedbackRound) -> None:
    """Print a row for each unit, and where to read them."""
    rows: list[tuple[object, ...]] = [
        (one.feedback.unit_key, one.feedback.version, KIND_WORDS[one.feedback.kind], one.questions or "", "")
        for one in found.written
    ]
    rows += [(one.unit_key, one.version, KIND_WORDS[one.kind], "", STATE_WORDS[one.state]) for one in found.kept]
    headings = [text("Unit"), text("Version"), text("What it is"), text("Findings"), text("State")]
    if rows:
        printing.table(text("Feedback {term}", term=found.term), headings, rows)
    printing.line(
        texts("{n} waits to be read: {page}", "{n} wait to be read: {page}", len(found.written), page=found.page)
    )
    if found.written:
        printing.line(text("Then: nettools healthplans approve KEY --term {term}", term=found.term))


def show_approved(done: Approved) -> None:
    """Print what may be sent now."""
    for one in done.feedback:
        printing.line(f"  {one.key}")
    printing.line(texts("{n} approved.", "{n} approved.", len(done.feedback)))
    printing.line(text("Then: nettools healthplans send {term}", term=done.term))


def show_sent(found: SentFeedback) -> None:
    """Print what was said, and what was not with the reason."""
    printing.line(texts("{n} said on Canvas.", "{n} said on Canvas.", len(found.sent) + len(found.found)))
    if found.already:
        printing.line(texts("{n} was said before.", "{n} were said before.", found.already))
    told: list[tuple[tuple[object, ...], Text]] = [
        (found.without_place, text("never handed in on Canvas; send it as a letter, or answer with the Word document")),
        (found.unsure, text("Canvas did not answer; run it again, and it is looked for first")),
        (found.refused, text("Canvas did not take it; run it again")),
    ]
    for some, why in told:
        for one in some:
            printing.warn(f"  {getattr(one, 'key', '')}: {why}")
