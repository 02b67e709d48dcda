"""`nettools doctor`: is all there that the other commands need, and what to do about what is not."""

import typer

from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption
from nettools.jobs.doctor.checks import Area, Check, CheckUp, State
from nettools.jobs.doctor.examining import examine
from nettools.language import Text, text, texts

app = typer.Typer(rich_markup_mode=None)

# A mark that is read without colours, and by a screen reader.
_MARKS: dict[State, Text] = {
    State.OK: text("ok"),
    State.WARN: text("! look"),
    State.FAIL: text("✗ wrong"),
    State.SKIPPED: text("– skipped"),
}
_AREAS: dict[Area, Text] = {
    Area.SETTINGS: text("Settings"),
    Area.HOME: text("Home"),
    Area.DATABASE: text("Database"),
    Area.CLOCK: text("Clock"),
    Area.TERMS: text("Terms"),
    Area.CANVAS: text("Canvas"),
    Area.ZOOM: text("Zoom"),
    Area.MAIL: text("Mail"),
    Area.LETTERS: text("Letters"),
}


@app.command(
    help=str(text("Look at settings, tokens, rights, licences, clock, mail, database and disk; change nothing.")),
    epilog=str(text("Example: nettools doctor, once before each term and whenever something is refused.")),
)
def doctor(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Look at everything, and say what to do."""
    found = examine(door.home_of(home))
    printing.show(found, as_json=as_json, human=show_check_up)
    door.leave(found.exit_status)


def show_check_up(found: CheckUp) -> None:
    """Print a row for each check, then what to do, the most pressing first."""
    headings = [text("Area"), text("State"), text("What was found")]
    rows = [(_AREAS[check.area], _MARKS[check.state], check.found) for check in found.checks]
    printing.table(text("Check-up"), headings, rows)
    to_mend = found.to_mend()
    if not to_mend:
        printing.line(text("Nothing needs to be done."))
        return
    printing.line(text("What to do, the first thing first:"))
    for number, check in enumerate(to_mend, 1):
        _show_todo(number, check)
    printing.line()
    printing.line(_summary(found))


def _show_todo(number: int, check: Check) -> None:
    printing.line(f"{number:2}  {_AREAS[check.area]}: {check.found}")
    printing.line(f"    → {check.todo}")
    if check.commands:
        named = text("all of them") if check.commands == ("*",) else ", ".join(check.commands)
        needed = text("Commands that need it: {commands}", commands=named)
        printing.line(f"    {needed}")


def _summary(found: CheckUp) -> Text:
    counts = found.counts()
    wrong, look = counts[State.FAIL], counts[State.WARN]
    return text(
        "{wrong}, {look}; the rest is as it should be.",
        wrong=texts("{n} thing is wrong", "{n} things are wrong", wrong),
        look=texts("{n} thing to look at", "{n} things to look at", look),
    )
