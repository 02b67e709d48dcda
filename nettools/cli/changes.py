"""`nettools changes`: what would be changed in Canvas and Zoom. Acts on nothing."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nettools.changes import KIND_WORDS, Carried, Change, ChangeSet, Create, Drift, System, Update
from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption, TermArgument
from nettools.domain import swedish
from nettools.jobs.changes.applying import preview
from nettools.jobs.changes.outcomes import Preview
from nettools.jobs.changes.remotes import Options
from nettools.jobs.changes.saved import save as save_changes
from nettools.language import Text, text, texts

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


class RoadWord(StrEnum):
    """The roads to Canvas."""

    AUTO = "auto"
    REST = "rest"
    SIS = "sis"


OnlyOption = Annotated[System | None, typer.Option("--only", help=str(text("One system alone: canvas or zoom.")))]
OverwriteOption = Annotated[
    list[str] | None,
    typer.Option(
        "--overwrite",
        metavar="KEY[:FIELD]",
        help=str(text("What a person has edited and is to be ours again, by its key; may be repeated.")),
    ),
]
RoadOption = Annotated[
    RoadWord | None,
    typer.Option("--road", help=str(text("To Canvas one by one (rest), as an import (sis), or as it fits (auto)."))),
]
SaveOption = Annotated[
    Path | None,
    typer.Option("--save", metavar="FILE", help=str(text("Save the change set, to be applied with --saved."))),
]
MOST_ROWS = 40


@app.command(
    "changes",
    help=str(text("Preview what would be changed in Canvas and Zoom. Acts on nothing.")),
    epilog=str(text("Example: nettools changes HT26")),
)
def changes(  # noqa: PLR0917 - options, which are typed by name
    term: TermArgument,
    only: OnlyOption = None,
    overwrite: OverwriteOption = None,
    road: RoadOption = None,
    save: SaveOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what apply would do."""
    options = Options(only=only, overwrite=frozenset(overwrite or ()), road=str(road or ""))
    with door.tools(home) as tools:
        found = preview(tools, term, options)
    if save:
        save_changes(found, save)
    printing.show(found, as_json=as_json, human=show_preview)
    if save and not as_json:
        command = f"nettools apply {term} --saved {save}"
        printing.line(text("Saved: {file}. To do exactly that: {command}", file=save, command=command))
    door.leave(found.exit_status)


def show_preview(found: Preview) -> None:
    """Print the changes, what people have edited, and how to go on."""
    show_changes(found)
    show_waiting(found.carried, found.changes_a_day)
    if found.refusal:
        printing.line(found.refusal.message)
    elif found.change_set.changes:
        printing.line(
            text("To do exactly this: {command}", command=command_again("apply", found, fingerprint=found.fingerprint))
        )


def command_again(command: str, found: Preview, *, fingerprint: str = "", without: Collection[str] = ()) -> str:
    """`changes` or `apply` with the options as they were, but not overwriting what is `without`."""
    options = found.options
    words = ["nettools", command, str(found.term)]
    words += ["--only", str(options.only)] if options.only else []
    words += ["--road", options.road] if options.road else []
    words += [word for one in sorted(options.allowed) for word in ("--allow", one) if command == "apply"]
    words += [word for one in sorted(options.overwrite) if one not in without for word in ("--overwrite", one)]
    return " ".join([*words, "--fingerprint", fingerprint] if fingerprint else words)


def show_changes(found: Preview) -> None:
    """Print the changes and how they reach Canvas, then the drift and what there is to be warned of."""
    show_change_set(found.change_set)
    show_road(found)
    if found.change_set.drift:
        show_drift(found.change_set.drift)
    for warning in found.warnings:
        printing.line(str(warning))


def show_road(found: Preview) -> None:
    """Print how the changes reach Canvas, and why so."""
    if found.road and any(one.kind.system is System.CANVAS for one in found.change_set.changes):
        printing.line(text("To Canvas: {why}.", why=found.road.reason))


def show_change_set(change_set: ChangeSet) -> None:
    """Print a table of the changes, or what there is of each kind when they are many."""
    changed = change_set.changes
    if not changed:
        printing.line(text("Nothing is to do."))
    elif len(changed) <= MOST_ROWS:
        printing.table(
            text("To do"),
            [text("What"), text("Where"), text("Kind"), text("Name"), text("Fields")],
            [
                (_verb(one), one.kind.system, KIND_WORDS[one.kind], one.label, ", ".join(_field_names(one)))
                for one in changed
            ],
        )
    else:
        show_counts(change_set)


def show_waiting(carried: Collection[Carried], changes_a_day: int) -> None:
    """Say how many meetings wait for another day, and for which."""
    count = sum(one.count for one in carried)
    if not count:
        return
    when = min(one.begins for one in carried)
    said = texts(
        "{n} meeting waits: Zoom takes {most} changes a day for one host. Run nettools apply again after {when}; "
        "what is done stays done.",
        "{n} meetings wait: Zoom takes {most} changes a day for one host. Run nettools apply again after {when}; "
        "what is done stays done.",
        count,
        most=changes_a_day,
        when=_moment(when),
    )
    printing.line(said)
    last = max(one.begins for one in carried)
    if last > when:
        printing.line(text("That takes several days; the last of them can be made after {when}.", when=_moment(last)))


def _moment(moment: datetime) -> str:
    return f"{swedish.local(moment):%Y-%m-%d %H.%M}"


def show_counts(change_set: ChangeSet) -> None:
    """Print how many changes there are of each sort."""
    counted = Counter((str(_verb(one)), one.kind) for one in change_set.changes)
    rows = [(verb, kind.system, KIND_WORDS[kind], n) for (verb, kind), n in counted.items()]
    printing.table(text("To do"), [text("What"), text("Where"), text("Kind"), text("How many")], rows)


def show_drift(drift: tuple[Drift, ...]) -> None:
    """Print what is otherwise than we want, and stays so."""
    printing.table(
        texts("{n} difference that is left as it is", "{n} differences that are left as they are", len(drift)),
        [text("Why"), text("Kind"), text("Name"), text("Ours"), text("There"), text("Key")],
        [
            (_WHY[one.code], KIND_WORDS[one.kind], one.label, _short(one.ours), _short(one.theirs), one.named)
            for one in drift
        ],
        whole=True,
    )
    if names := [one.named for one in drift if one.ours_again]:
        printing.line(text("To have ours there again, name the key: --overwrite {key}", key=names[0]))


_WHY: dict[str, Text] = {
    "edited": text("edited by a person"),
    "kept": text("people are in it"),
    "duplicate": text("carries our mark a second time"),
    "fixed": text("cannot be changed; remove it there, and it is made anew"),
    "forced": text("the system does not let us set it"),
    "left-out": text("more than the system takes"),
}
VERBS: dict[str, Text] = {
    "create": text("create"),
    "adopt": text("adopt"),
    "update": text("change"),
    "remove": text("remove"),
}


def _verb(change: Change) -> Text:
    if isinstance(change, Create) and change.remote_id:
        return text("bring back")
    return VERBS[type(change).__name__.lower()]


def _field_names(change: Change) -> list[str]:
    return list(change.fields) if isinstance(change, Update) else []


def _short(value: object) -> str:
    said = "" if value is None else str(value)
    return said if len(said) <= 40 else f"{said[:39]}…"  # noqa: PLR2004 - a column's width
