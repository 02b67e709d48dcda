"""`nettools announce`: say something in the course rooms of a term."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption, TermArgument
from nettools.domain.occasions import STOCKHOLM
from nettools.jobs.changes import announcing as jobs
from nettools.jobs.changes.announcing_outcomes import AnnouncementPreview, Posted
from nettools.language import text, texts

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

_STATES = {
    "to-post": text("to be posted"),
    "posted": text("posted before"),
    "no-room": text("no course room yet"),
}
_ALREADY = text("It is posted in all of these rooms already.")


def parse_moment(spelling: str | datetime) -> datetime:
    """A time in Sweden, unless it says otherwise; a wrong one is a usage error that says how to write it."""
    try:
        moment = spelling if isinstance(spelling, datetime) else datetime.fromisoformat(spelling)
    except ValueError as error:
        said = text("{spelling} is no time; write it as 2026-12-01T08:00.", spelling=spelling)
        raise typer.BadParameter(str(said)) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)


TitleOption = Annotated[str, typer.Option("--title", help=str(text("The title of the announcement.")))]
MessageOption = Annotated[
    Path, typer.Option("--message", metavar="FILE", help=str(text("The text, a file in Markdown.")))
]
NetworkOption = Annotated[
    list[str] | None,
    typer.Option(
        "--network",
        metavar="KEY",
        help=str(text("Only in the room of this network; may be repeated. Without it: in all.")),
    ),
]
AtOption = Annotated[
    datetime | None,
    typer.Option(
        "--at",
        parser=parse_moment,
        metavar="TIME",
        help=str(text("When it is to be seen, Swedish time: 2026-12-01T08:00. Without it: at once.")),
    ),
]
FingerprintOption = Annotated[
    str, typer.Option("--fingerprint", metavar="F", help=str(text("Post exactly what the preview showed, or nothing.")))
]
YesOption = Annotated[bool, typer.Option("--yes", help=str(text("Post it without having looked.")))]


@app.command(
    "announce",
    help=str(
        text("Say something in the course rooms of a term, once in each. Without --yes or --fingerprint: a preview.")
    ),
    epilog=str(text('Example: nettools announce HT26 --title "Välkomna" --message välkomna.md')),
)
def announce(  # noqa: PLR0917 - options, which are typed by name
    term: TermArgument,
    title: TitleOption,
    message: MessageOption,
    network: NetworkOption = None,
    at: AtOption = None,
    fingerprint: FingerprintOption = "",
    yes: YesOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Preview an announcement, and post it."""
    networks = network or ()
    with door.tools(home) as tools:
        said = jobs.read_announcement(tools, title, message, at)
        if not (yes or fingerprint):
            seen = jobs.preview_announcement(tools, term, said, networks)
            printing.show(seen, as_json=as_json, human=show_preview)
            if as_json or not seen.to_post or not door.confirmed(str(text("Post this?"))):
                _say_how(seen, as_json=as_json)
                return
            fingerprint = seen.fingerprint
        approve = jobs.approved_announcement(fingerprint) if fingerprint else lambda _: True
        found = jobs.announce(tools, term, said, networks, approve=approve)
    printing.show(found, as_json=as_json, human=show_posted)
    door.leave(found.exit_status)


def show_preview(seen: AnnouncementPreview) -> None:
    """Print what is to be said, where, and to how many."""
    printing.line(seen.announcement.title)
    printing.line()
    printing.line(seen.announcement.message.strip())
    printing.line()
    printing.table(
        text("Course rooms"),
        [text("Network"), text("Key"), text("People"), text("State")],
        [(room.name, room.key, room.people or "", _STATES[room.state]) for room in seen.rooms],
    )
    people = sum(room.people for room in seen.to_post)
    printing.line(texts("{n} room, {people} people.", "{n} rooms, {people} people.", len(seen.to_post), people=people))
    if seen.announcement.at:
        printing.line(text("Seen from {when}.", when=f"{seen.announcement.at.astimezone(STOCKHOLM):%Y-%m-%d %H.%M}"))


def _say_how(seen: AnnouncementPreview, *, as_json: bool) -> None:
    if as_json or sys.stdin.isatty():
        return
    if seen.to_post:
        said = text("Nothing is posted yet. To post exactly this, add: --fingerprint {f}", f=seen.fingerprint)
        printing.line(said)
    else:
        printing.line(_ALREADY)


def show_posted(found: Posted) -> None:
    """Print where it was posted, where not and why, and how to go on."""
    if not found.preview.to_post:
        printing.line(_ALREADY)
        return
    done = [one for one in found.having("done") if one.action == "create"]
    printing.line(texts("Posted in {n} room.", "Posted in {n} rooms.", len(done)))
    undone = [one for one in found.results if one.state != "done"]
    if undone:
        rows = [(found.rooms[one.key].name, one.message or text("Not tried")) for one in undone]
        printing.table(text("Not posted, as far as is known"), [text("Network"), text("Why")], rows)
        printing.line(text("Run the same command again, with --yes: it is safe, and posts nothing twice."))
