"""`nettools undo`: reverse a run of apply, as far as Canvas and Zoom allow."""

import sys
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from nettools.changes import KIND_WORDS, Kind, Remove, Shortfall, ShortfallCode
from nettools.cli import door, printing
from nettools.cli.apply import show_results
from nettools.cli.changes import MOST_ROWS, show_change_set
from nettools.cli.door import HomeOption, JsonOption
from nettools.cli.journal import RunArgument
from nettools.errors import RefusedError
from nettools.jobs.changes import undoing
from nettools.jobs.changes.undo_outcomes import Undone, UndoPreview
from nettools.language import Text, text, texts

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

NOT_APPROVED = 4
FingerprintOption = Annotated[
    str,
    typer.Option("--fingerprint", metavar="F", help=str(text("Undo exactly what was shown with it, or nothing."))),
]
YesOption = Annotated[bool, typer.Option("--yes", help=str(text("Undo what can be undone, without having looked.")))]


@app.command(
    "undo",
    help=str(text("Preview what would reverse a run of apply, and do it when you say so.")),
    epilog=str(text("Example: nettools undo 7")),
)
def undo(
    run: RunArgument,
    fingerprint: FingerprintOption = "",
    yes: YesOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Reverse a run."""
    if not (fingerprint or yes) and (as_json or not sys.stdin.isatty()):
        _only_look(run, home, as_json=as_json)
        return
    with door.tools(home) as tools:
        found = undoing.undo(tools, run, approve=_approval(fingerprint, yes=yes))
    printing.show(found, as_json=as_json, human=show_undone)
    door.leave(found.exit_status)


def _only_look(run: int, home: HomeOption, *, as_json: bool) -> None:
    """Nobody can be asked: show it, and say what to type."""
    with door.tools(home) as tools:
        seen = undoing.preview(tools, run)
    printing.show(seen, as_json=as_json, human=show_preview)
    if seen.to_do and as_json:
        door.leave(NOT_APPROVED)
    elif seen.to_do:
        command = f"nettools undo {run} --fingerprint {seen.fingerprint}"
        message = text("Nothing was done. To do exactly this: {command}", command=command)
        raise RefusedError(message, code="not-approved")


def _approval(fingerprint: str, *, yes: bool) -> Callable[[UndoPreview], bool]:
    if fingerprint:
        return undoing.approved_by(fingerprint)
    return (lambda _: True) if yes else _ask


def _ask(seen: UndoPreview) -> bool:
    show_preview(seen)
    return door.confirmed(str(text("Undo this?")))


def show_preview(found: UndoPreview) -> None:
    """Print what would be undone, what cannot be, and what apply would do then."""
    if found.cut_off:
        printing.line(
            text(
                "Run {run} was cut off: something may have been done that it could not note. "
                "nettools apply {term} finds it.",
                run=found.run.run,
                term=found.term,
            )
        )
    show_change_set(found.undoing.change_set)
    if forgotten := len(found.undoing.change_set.gone):
        printing.line(
            texts(
                "{n} thing that is not ours, or gone, is forgotten.",
                "{n} things that are not ours, or gone, are forgotten.",
                forgotten,
            )
        )
    show_shortfalls(found.undoing.shortfalls)
    if any(isinstance(one, Remove) and one.kind is Kind.ZOOM_MEETING for one in found.undoing.change_set.changes):
        printing.line(text("Zoom tells the registrants of a meeting that goes. Letters that were sent stay sent."))
    if found.to_do:
        _show_what_apply_would_do(found)


def show_undone(found: Undone) -> None:
    """Print what was undone, what was not and why, and how to go on."""
    if not found.results:
        show_preview(found.preview)
        return
    show_results(found.results)
    show_shortfalls(found.preview.undoing.shortfalls)
    _show_what_apply_would_do(found.preview)
    if found.exit_status:
        command = f"nettools undo {found.preview.run.run}"
        printing.line(text("Running it again is safe, and does only what is left: {command}", command=command))


def _show_what_apply_would_do(found: UndoPreview) -> None:
    printing.line(
        text(
            "The plan is as before: nettools apply {term} would do it all again. Change the sign-ups or "
            "config/terms/{term}.toml first.",
            term=found.term,
        )
    )


def show_shortfalls(found: tuple[Shortfall, ...]) -> None:
    """Print what is not undone and why; counted when it is much, and accounts always."""
    accounts = sum(one.code == "account" for one in found)
    others = [one for one in found if one.code != "account"]
    if accounts:
        printing.line(
            texts("{n} person's account stays.", "{n} people's accounts stay.", accounts),
        )
    if not others:
        return
    if len(others) <= MOST_ROWS:
        headings = [text("Why"), text("Kind"), text("Name"), text("Field")]
        rows = [(_WHY[one.code], _kind(one), one.label, one.name) for one in others]
        printing.table(text("Not undone, or not quite"), headings, rows)
    else:
        counted = Counter((one.code, str(_kind(one))) for one in others)
        headings = [text("Why"), text("Kind"), text("How many")]
        printing.table(
            text("Not undone, or not quite"), headings, [(_WHY[code], kind, n) for (code, kind), n in counted.items()]
        )


def _kind(one: Shortfall) -> Text | str:
    return KIND_WORDS[one.kind] if one.kind else ""


_WHY: Mapping[ShortfallCode, Text] = {
    "account": text("accounts stay"),
    "adopted": text("ours before this run, and still so"),
    "anew": text("made anew, without what people had put in it"),
    "announced": text("what has been said cannot be unsaid"),
    "begun": text("it has begun"),
    "edited": text("edited by a person since"),
    "gone": text("not there any more, or what it was in is not"),
    "holding": text("something that stays is in it"),
    "later": text("changed by a later run"),
    "people": text("people are in it, or have worked in it"),
    "taken": text("something else stands in its place"),
    "too-late": text("Zoom keeps a removed meeting for seven days"),
    "unknown": text("nobody knows how it was before"),
    "unnoted": text("an older nettools did not note how to"),
    "unseen": text("could not be looked at"),
    "unsure": text("no answer came: perhaps done, perhaps not"),
}
