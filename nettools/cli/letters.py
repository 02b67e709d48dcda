"""`nettools letters`: preview them, send them, see where each one is."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption, TermArgument
from nettools.domain.letters import LetterKind, LetterState
from nettools.domain.occasions import STOCKHOLM
from nettools.domain.words import LETTER_STATES
from nettools.errors import RefusedError
from nettools.jobs.letters import kinds as letter_kinds
from nettools.jobs.letters import mailing as letters
from nettools.jobs.letters import preview as letter_preview
from nettools.jobs.letters.kinds import KindList
from nettools.jobs.letters.outcomes import Intent, LetterLine, LetterList, Mailing
from nettools.jobs.letters.preview import Shown
from nettools.language import text, texts
from nettools.letters import HeldBack

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

KindArgument = Annotated[
    LetterKind, typer.Argument(metavar="KIND", help=str(text("Which letter, for example welcome.")))
]
KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help=str(text("The letter's key, as the list shows it.")))]
WithoutLinks = Annotated[
    bool, typer.Option("--without-links", help=str(text("Send also while meetings have no link to Zoom.")))
]
MeetingOption = Annotated[
    int,
    typer.Option(
        "--meeting", metavar="N", min=0, help=str(text("Which meeting, for letters about one.")), show_default=False
    ),
]
ReminderOption = Annotated[
    int,
    typer.Option(
        "--reminder",
        metavar="N",
        min=1,
        help=str(text("Which reminder; the second is a letter of its own.")),
        show_default=False,
    ),
]
AttendedOption = Annotated[
    Path | None,
    typer.Option(
        "--attended", metavar="FILE", help=str(text("Who took part, for certificates: columns E-post, Träff, Minuter."))
    ),
]
ToOption = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="EMAIL", help=str(text("Show only the letter to this address, or with this key."))),
]
FirstOption = Annotated[
    int | None, typer.Option("--first", metavar="N", min=1, help=str(text("Show only the first so many letters.")))
]
SpecimenOption = Annotated[
    bool, typer.Option("--specimen", help=str(text("Show a letter to an invented person, whoever is signed up.")))
]
YesOption = Annotated[bool, typer.Option("--yes", help=str(text("Send without asking.")))]
WasSent = Annotated[
    bool | None, typer.Option("--sent/--again", help=str(text("It reached the rektor, or it is to be sent once more.")))
]


@app.command(
    help=str(text("Write the letters as files to look at (.eml, PDF and a page that lists them). Sends nothing.")),
    epilog=str(text("Example: nettools letters preview welcome HT26")),
)
def preview(  # noqa: PLR0917 - options, which are typed by name
    kind: KindArgument,
    term: TermArgument,
    to: ToOption = None,
    first: FirstOption = None,
    specimen: SpecimenOption = False,
    meeting: MeetingOption = 0,
    reminder: ReminderOption = 1,
    attended: AttendedOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Preview letters."""
    shown = Shown(to=tuple(to or ()), first=first, specimen=specimen)
    with door.tools(home) as tools:
        asked = letters.asked(tools, kind, term, meeting=meeting, reminder=reminder, attended=attended)
        mailing = letter_preview.preview(tools, kind, term, asked, shown=shown)
    printing.show(mailing, as_json=as_json, human=show_preview)
    door.leave(mailing.exit_status)


@app.command(
    help=str(text("Send the letters that have not left yet. Each leaves once, however often this is run.")),
    epilog=str(text("Example: nettools letters send meeting-reminder HT26 --meeting 2")),
)
def send(  # noqa: PLR0917 - options, which are typed by name
    kind: KindArgument,
    term: TermArgument,
    meeting: MeetingOption = 0,
    reminder: ReminderOption = 1,
    attended: AttendedOption = None,
    without_links: WithoutLinks = False,
    yes: YesOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send letters."""
    approve = (lambda _: True) if yes else _ask
    with door.tools(home) as tools:
        asked = letters.asked(tools, kind, term, meeting=meeting, reminder=reminder, attended=attended)
        mailing = letters.send(tools, kind, term, asked, approve=approve, without_links=without_links)
    printing.show(mailing, as_json=as_json, human=show_mailing)
    door.leave(mailing.exit_status)


def _ask(intent: Intent) -> bool:
    """Say what is about to leave, and ask; where nobody can be asked, say what to type."""
    if not sys.stdin.isatty():
        message = text(
            "{n} letters wait. Look at them: {look}. Send them: the same command with --yes.",
            n=intent.count,
            look=f"nettools letters preview {intent.kind} {intent.term}",
        )
        raise RefusedError(message, code="not-approved")
    show_intent(intent)
    return door.confirmed(str(text("Send them?")))


def show_intent(intent: Intent) -> None:
    """Print how many letters go to whom, and who gets none."""
    printing.line(
        texts(
            "{n} letter “{subject}” goes to {to}.",
            "{n} letters “{subject}” go to {to}.",
            intent.count,
            subject=intent.subject,
            to=intent.to,
        )
    )
    _show_held_back(intent.held_back)


@app.command(
    help=str(text("The kinds of letters that there are: to whom each goes, and what its template may say.")),
    epilog=str(text("Example: nettools letters kinds")),
)
def kinds(as_json: JsonOption = False) -> None:
    """List the kinds of letters."""
    printing.show(letter_kinds.kinds(), as_json=as_json, human=show_kinds)


def show_kinds(found: KindList) -> None:
    """Print a row for each kind."""
    changed = text("when the calendar has changed")
    rows = [(one.kind.value, one.to, changed if one.by_calendar else "") for one in found.kinds]
    printing.table("", [text("Letter"), text("To"), ""], rows)
    printing.line(text("What a template may say stands in its head, and under --json."))


@app.command(
    "list",
    help=str(text("Where every letter of a term is.")),
    epilog=str(text("Example: nettools letters list HT26")),
)
def list_(term: TermArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List letters."""
    with door.tools(home) as tools:
        found = letters.listed(tools, term)
    printing.show(found, as_json=as_json, human=show_list)


@app.command(
    help=str(text("Say what became of a letter that is unsure: ask the rektor, or look in the mail server's log.")),
    epilog=str(text("Example: nettools letters settle HT26/welcome/bjorkens-forskola-1780 --sent")),
)
def settle(key: KeyArgument, was_sent: WasSent = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Settle an unsure letter."""
    if was_sent is None:  # not a required option: typer would ask for --sent alone, and be believed
        raise typer.BadParameter(str(text("say which of them")), param_hint="--sent/--again")
    with door.tools(home) as tools:
        line = letters.settle(tools, key, sent=was_sent)
    printing.show(line, as_json=as_json, human=show_line)


def show_preview(mailing: Mailing) -> None:
    """Print where the files are, and what is wrong."""
    printing.line(
        texts(
            "{n} letter is written in {page}.",
            "{n} letters are written in {page}.",
            len(mailing.letters),
            page=mailing.page,
        )
    )
    _show_held_back(mailing.held_back)
    if mailing.problems:
        printing.warn(text("These must be mended before the letters can leave:"))
        printing.problems(mailing.problems)


def show_mailing(mailing: Mailing) -> None:
    """Print what became of the letters; those that did not leave one by one."""
    if not mailing.letters:
        nothing = text("Nothing was sent.") if mailing.declined else text("Nothing is to do: every letter has left.")
        printing.line(nothing)
    for state in LetterState:
        count = sum(line.state is state for line in mailing.letters)
        if count:
            printing.line(text("{state}: {count}", state=LETTER_STATES[state], count=count))
    _show_lines(line for line in mailing.letters if line.state is not LetterState.SENT and not line.untried)
    _show_held_back(mailing.held_back)
    _show_open(mailing)


def _show_open(mailing: Mailing) -> None:
    """Print what is left to do, and by which command."""
    if mailing.interrupted:
        printing.warn(
            text("These broke off while they were sent, and may have left. Find out, then: nettools letters settle KEY")
        )
        for key in mailing.interrupted:
            printing.warn(f"  {key}")
    if mailing.too_old:
        printing.warn(text("These were written too long ago. Write them anew: nettools letters rewrite KIND TERM"))
        for line in mailing.too_old:
            printing.warn(f"  {line.key}")
    if mailing.dead_links:
        printing.warn(
            text("These tell an address that has stopped working. Write them anew: nettools letters rewrite KIND TERM")
        )
        for line in mailing.dead_links:
            printing.warn(f"  {line.key}")
    if mailing.failures:
        printing.warn(text("Those that did not arrive, and why, are in {file}.", file=mailing.failures))
    if mailing.next_try:
        printing.warn(
            text(
                "The mail server refuses some for now. From {when}: nettools letters resume {term}",
                when=f"{mailing.next_try.astimezone(STOCKHOLM):%Y-%m-%d %H.%M}",
                term=mailing.term,
            )
        )
    if mailing.stopped:
        printing.warn(mailing.stopped)


def show_list(found: LetterList) -> None:
    """Print a row for each letter."""
    if not found.letters:
        printing.line(text("No letter has been written for {term}.", term=found.term))
    _show_lines(found.letters)


def show_line(line: LetterLine) -> None:
    """Print what one letter is now."""
    printing.line(text("{key} is now: {state}", key=line.key, state=LETTER_STATES[line.state]))


def _show_lines(lines: Iterable[LetterLine]) -> None:
    rows = [
        (
            line.key,
            line.to,
            LETTER_STATES[line.state],
            line.reason,
            f"{line.changed.astimezone(STOCKHOLM):%Y-%m-%d %H.%M}" if line.changed else "",
        )
        for line in lines
    ]
    if rows:
        printing.table("", [text("Letter"), text("To"), text("State"), text("Reason"), text("When")], rows)


def _show_held_back(held_back: Iterable[HeldBack]) -> None:
    for held in held_back:
        said = letter_preview.HELD_BACK.get(held.code, held.code)
        printing.line(text("No letter to {count}: {why}", count=held.count, why=said))
