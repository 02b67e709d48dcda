"""`nettools apply`: carry out the changes in Canvas and Zoom."""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nettools.changes import KIND_WORDS, Difference
from nettools.cli import door, printing
from nettools.cli.changes import (
    MOST_ROWS,
    VERBS,
    OnlyOption,
    OverwriteOption,
    RoadOption,
    command_again,
    show_changes,
    show_road,
    show_waiting,
)
from nettools.cli.door import HomeOption, JsonOption, TermArgument
from nettools.domain.terms import Term
from nettools.errors import RefusedError
from nettools.jobs.carrying.carried import Result
from nettools.jobs.changes.applying import apply as apply_changes
from nettools.jobs.changes.applying import approved_by
from nettools.jobs.changes.outcomes import Applied, Preview
from nettools.jobs.changes.remotes import Options
from nettools.jobs.changes.saved import SavedChanges, StaleError, approved_as, read_saved
from nettools.language import Text, text, texts

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


class Allowed(StrEnum):
    """The limits that can be broken by name."""

    REMOVALS = "removals"
    UPDATES = "updates"


FingerprintOption = Annotated[
    str,
    typer.Option(
        "--fingerprint", metavar="F", help=str(text("Do exactly what `nettools changes` showed, or nothing."))
    ),
]
SavedOption = Annotated[
    Path | None,
    typer.Option(
        "--saved", metavar="FILE", help=str(text("Do exactly what `nettools changes --save` saved, or nothing."))
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", help=str(text("Do what there is to do, without having looked.")))]
AllowOption = Annotated[
    list[Allowed] | None, typer.Option("--allow", help=str(text("Let more be removed or changed than the limit says.")))
]


@app.command(
    "apply",
    help=str(text("Carry out the changes in Canvas and Zoom. Running it again is always safe.")),
    epilog=str(text("Example: nettools apply HT26 --fingerprint 7f3a90c1d2e4")),
)
def apply(  # noqa: PLR0917 - options, which are typed by name
    term: TermArgument,
    only: OnlyOption = None,
    overwrite: OverwriteOption = None,
    fingerprint: FingerprintOption = "",
    saved: SavedOption = None,
    road: RoadOption = None,
    yes: YesOption = False,
    allow: AllowOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make Canvas and Zoom as the term plan says."""
    looked_at = _read(saved, term, alone=not (only or overwrite or fingerprint)) if saved else None
    approve = approved_as(looked_at) if looked_at else _approval(fingerprint, yes=yes)
    options = Options(
        only=looked_at.only if looked_at else only,
        overwrite=looked_at.overwrite if looked_at else frozenset(overwrite or ()),
        allowed=frozenset(str(one) for one in allow or ()),
        road=str(road or ""),
    )
    try:
        with door.tools(home) as tools:
            found = apply_changes(tools, term, options, approve=approve)
    except StaleError as stale:
        if not as_json:
            show_differences(stale.differences)
        raise
    printing.show(found, as_json=as_json, human=show_applied)
    door.leave(found.exit_status)


def _read(saved: Path, term: Term, *, alone: bool) -> SavedChanges:
    """What was saved; it is a usage error to say in other words too what to do."""
    if not alone:
        said = text("it says what to do; --only, --overwrite and --fingerprint do not go with it.")
        raise typer.BadParameter(str(said), param_hint="--saved")
    return read_saved(saved, term)


def _approval(fingerprint: str, *, yes: bool) -> Callable[[Preview], bool]:
    if fingerprint:
        return approved_by(fingerprint)
    return (lambda _: True) if yes else _ask


def _ask(seen: Preview) -> bool:
    """Show what will be done, and ask; where nobody can be asked, say what to type."""
    if not sys.stdin.isatty():
        message = text(
            "{n} changes wait. Look at them: {look}. Do them: {act}",
            n=len(seen.change_set.changes),
            look=command_again("changes", seen),
            act=command_again("apply", seen, fingerprint=seen.fingerprint),
        )
        raise RefusedError(message, code="not-approved")
    show_changes(seen)
    return door.confirmed(str(text("Do this?")))


def show_applied(found: Applied) -> None:
    """Print what was done, what was not and why, and how to go on."""
    if not found.results:
        show_changes(found.preview)
        show_waiting(found.carried, found.preview.changes_a_day)
        return
    show_road(found.preview)
    show_results(found.results)
    show_waiting(found.carried, found.preview.changes_a_day)
    if found.failed.file:
        printing.line(text("The rows that are not done, with what to do: {file}", file=found.failed.file))
    if found.failed.complaint:
        printing.line(found.failed.complaint)
    if found.exit_status:
        command = command_again("apply", found.preview, without=found.overwritten)
        said = text("Running it again is safe, and does only what is left: {command}", command=command)
        printing.line(said)


def show_results(results: Sequence[Result]) -> None:
    """Print how many changes were done, and those that were not, with why."""
    done = sum(one.state == "done" for one in results)
    printing.line(texts("{n} change done.", "{n} changes done.", done))
    for state, title in (
        ("kept", text("Kept, since it cannot be removed")),
        ("failed", text("Refused")),
        ("unsure", text("No answer: perhaps done, perhaps not")),
        ("carried", text("Left for another day")),
        ("left", text("Not tried")),
    ):
        ended = [one for one in results if one.state == state]
        if len(ended) > MOST_ROWS:
            _show_counts(title, ended)
        elif ended:
            rows = [(KIND_WORDS[one.kind], one.label, one.message or "") for one in ended]
            printing.table(title, [text("Kind"), text("Name"), text("Why")], rows)


def _show_counts(title: Text, ended: Sequence[Result]) -> None:
    """Print how many of each kind ended so for which reason, in the words that the first of them was told."""
    counted = Counter((one.kind, one.code) for one in ended)
    said = {(one.kind, one.code): one.message or "" for one in reversed(ended)}
    rows = [(KIND_WORDS[kind], n, said[kind, code]) for (kind, code), n in counted.items()]
    printing.table(title, [text("Kind"), text("How many"), text("Why")], rows)


def show_differences(found: tuple[Difference, ...]) -> None:
    """Print what is not as it was when somebody looked."""
    rows = [
        (_SINCE[one.code], _verbs(one.then), _verbs(one.now), _KINDS.get(one.what, one.what), one.label, fields)
        for one in found
        for fields in [", ".join(one.fields)]
    ]
    headings = [text("Since then"), text("Then"), text("Now"), text("Kind"), text("Name"), text("Fields")]
    printing.table(text("What is different"), headings, rows)


_KINDS = {str(kind): said for kind, said in KIND_WORDS.items()}
_SINCE = {"new": text("new"), "gone": text("gone"), "different": text("different")}


def _verbs(kinds: tuple[str, ...]) -> str:
    return ", ".join(str(VERBS.get(kind, kind)) for kind in kinds)
