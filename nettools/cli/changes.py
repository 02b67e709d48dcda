"""`nettools changes`: what would be changed in Canvas and Zoom. Acts on nothing."""

from collections import Counter
from typing import Annotated

import typer

from nettools.changes import KIND_WORDS, Adopt, Change, ChangeSet, Create, Drift, Remove, System, Update
from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption, TermArgument
from nettools.jobs.change_outcomes import Preview
from nettools.jobs.changes import preview
from nettools.jobs.remotes import Options
from nettools.language import Text, text, texts

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

OnlyOption = Annotated[System | None, typer.Option("--only", help=str(text("One system alone: canvas or zoom.")))]
MOST_ROWS = 40


@app.command(
    "changes",
    help=str(text("Preview what would be changed in Canvas and Zoom. Acts on nothing.")),
    epilog=str(text("Example: nettools changes HT26")),
)
def changes(term: TermArgument, only: OnlyOption = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show what apply would do."""
    with door.tools(home) as tools:
        found = preview(tools, term, Options(only=only))
    printing.show(found, as_json=as_json, human=show_preview)
    door.leave(found.exit_status)


def show_preview(found: Preview) -> None:
    """Print the changes, what people have edited, and how to go on."""
    show_changes(found)
    if found.refusal:
        printing.line(found.refusal.message)
    elif found.change_set.changes:
        printing.line(
            text(
                "To do exactly this: nettools apply {term} --fingerprint {fingerprint}",
                term=found.term,
                fingerprint=found.fingerprint,
            )
        )


def show_changes(found: Preview) -> None:
    """Print a table of the changes, or what there is of each kind when they are many; then the drift."""
    changed = found.change_set.changes
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
        show_counts(found.change_set)
    if found.change_set.drift:
        show_drift(found.change_set.drift)


def show_counts(change_set: ChangeSet) -> None:
    """Print how many changes there are of each sort."""
    counted = Counter((str(_verb(one)), one.kind) for one in change_set.changes)
    rows = [(verb, kind.system, KIND_WORDS[kind], n) for (verb, kind), n in counted.items()]
    printing.table(text("To do"), [text("What"), text("Where"), text("Kind"), text("How many")], rows)


def show_drift(drift: tuple[Drift, ...]) -> None:
    """Print what is otherwise than we want, and stays so."""
    printing.table(
        texts("{n} difference that is left as it is", "{n} differences that are left as they are", len(drift)),
        [text("Why"), text("Kind"), text("Name"), text("Field"), text("Ours"), text("There")],
        [
            (_WHY[one.code], KIND_WORDS[one.kind], one.label, one.name, _short(one.ours), _short(one.theirs))
            for one in drift
        ],
    )


_WHY: dict[str, Text] = {
    "edited": text("edited by a person"),
    "kept": text("people are in it"),
    "duplicate": text("carries our mark a second time"),
    "fixed": text("cannot be changed; remove it there, and it is made anew"),
    "forced": text("the system does not let us set it"),
    "left-out": text("more than the system takes"),
}
_VERBS: dict[type[Change], Text] = {
    Create: text("create"),
    Adopt: text("adopt"),
    Update: text("change"),
    Remove: text("remove"),
}


def _verb(change: Change) -> Text:
    return _VERBS[type(change)]


def _field_names(change: Change) -> list[str]:
    return list(change.fields) if isinstance(change, Update) else []


def _short(value: object) -> str:
    said = "" if value is None else str(value)
    return said if len(said) <= 60 else f"{said[:59]}…"  # noqa: PLR2004 - a column's width
