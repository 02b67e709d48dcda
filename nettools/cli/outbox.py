"""`nettools letters`, what comes after the sending: go on, write anew, the archive, a restored database."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption, TermArgument
from nettools.cli.letters import (
    AttendedOption,
    KeyArgument,
    KindArgument,
    MeetingOption,
    ReminderOption,
    app,
    show_mailing,
)
from nettools.domain.letters import Letter
from nettools.domain.occasions import STOCKHOLM
from nettools.domain.words import LETTER_STATES
from nettools.jobs.letters import archive as letter_archive
from nettools.jobs.letters import mailing as letters
from nettools.jobs.letters import restored as letters_restored
from nettools.jobs.letters.outcomes import Archive, Mailing, Recovered
from nettools.jobs.letters.sending import PATIENCE
from nettools.jobs.letters.sending_log import LostLetter
from nettools.language import text, texts

__all__ = ["app"]

_MOST = 20

NoWait = Annotated[
    bool, typer.Option("--no-wait", help=str(text("Do not wait for letters that the mail server refuses for now.")))
]
ToOption = Annotated[
    Path | None,
    typer.Option("--to", metavar="FILE.eml", help=str(text("Write the mail to a file, for a mail program."))),
]
YesOption = Annotated[bool, typer.Option("--yes", help=str(text("Note them without asking.")))]


@app.command(
    help=str(
        text(
            "Go on where a sending was broken off: send the letters of a term that are written and have not left, "
            "and name those that nobody knows about."
        )
    ),
    epilog=str(text("Example: nettools letters resume HT26")),
)
def resume(term: TermArgument, no_wait: NoWait = False, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Go on sending."""
    with door.tools(home) as tools:
        mailing = letters.resume(tools, term, patience=PATIENCE * (not no_wait))
    printing.show(mailing, as_json=as_json, human=show_mailing)
    door.leave(mailing.exit_status)


@app.command(
    help=str(
        text(
            "Write letters anew that are written and have not left, for example since the template was corrected. "
            "Sends nothing."
        )
    ),
    epilog=str(text("Example: nettools letters rewrite welcome HT26")),
)
def rewrite(  # noqa: PLR0917 - options, which are typed by name
    kind: KindArgument,
    term: TermArgument,
    meeting: MeetingOption = 0,
    reminder: ReminderOption = 1,
    attended: AttendedOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write drafts anew."""
    with door.tools(home) as tools:
        asked = letters.asked(tools, kind, term, meeting=meeting, reminder=reminder, attended=attended)
        mailing = letters.rewrite(tools, kind, term, asked)
    printing.show(mailing, as_json=as_json, human=show_rewritten)
    door.leave(mailing.exit_status)


@app.command(
    help=str(text("The letters of a term as they left: when, to which address, by which seal; and whether it holds.")),
    epilog=str(text("Example: nettools letters archive HT26")),
)
def archive(term: TermArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the archive."""
    with door.tools(home) as tools:
        found = letter_archive.archive(tools, term)
    printing.show(found, as_json=as_json, human=show_archive)
    door.leave(found.exit_status)


@app.command(
    help=str(text("Show one letter as it was written: its headings and words, or the whole mail as a file.")),
    epilog=str(text("Example: nettools letters show HT26/welcome/bjorkens-forskola-1780 --to brev.eml")),
)
def show(key: KeyArgument, to: ToOption = None, home: HomeOption = None) -> None:
    """Show one letter."""
    with door.tools(home) as tools:
        letter = letter_archive.letter_in(tools, key)
    show_letter(letter, to)


@app.command(
    help=str(
        text(
            "After the database has come back from a backup: show which letters have left since, and let the database "
            "know, so that nobody gets them twice."
        )
    ),
    epilog=str(text("Example: nettools letters restored")),
)
def restored(yes: YesOption = False, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Note what left after a backup."""
    with door.tools(home) as tools:
        found = letters_restored.restored(tools, lambda lost: yes or _approved(lost))
    printing.show(found, as_json=as_json, human=show_restored)


def _approved(lost: Sequence[LostLetter]) -> bool:
    for one in lost[:_MOST]:
        printing.warn(f"  {one.key}: {LETTER_STATES[one.state]}, {one.at.astimezone(STOCKHOLM):%Y-%m-%d %H.%M}")
    if len(lost) > _MOST:
        printing.warn(text("  and {n} more", n=len(lost) - _MOST))
    question = texts(
        "Note {n} letter as above, so that it is not sent again?",
        "Note {n} letters as above, so that they are not sent again?",
        len(lost),
    )
    return door.confirmed(str(question))


def show_rewritten(mailing: Mailing) -> None:
    """Print how many letters were written anew, and how they leave."""
    count = len(mailing.letters)
    printing.line(texts("{n} letter is written anew.", "{n} letters are written anew.", count))
    if count:
        printing.line(text("Send them with: nettools letters resume {term}", term=mailing.term))


def show_archive(found: Archive) -> None:
    """Print a row for each letter that has left, and whether all is as it was."""
    headings = [text("No."), text("Letter"), text("To"), text("Left"), text("SHA-256 of the mail")]
    rows = [
        (one.place, one.key, one.to, f"{one.left.astimezone(STOCKHOLM):%Y-%m-%d %H.%M}", one.digest[:16])
        for one in found.letters
    ]
    if not rows:
        printing.line(text("No letter has left in {term}.", term=found.term))
        return
    printing.table("", headings, rows)
    if found.broken:
        printing.warn(text("These are not as they left, or something before them was taken away:"))
        for key in found.broken:
            printing.warn(f"  {key}")
        return
    printing.line(text("All are as they left. The last seal, to be noted elsewhere: {seal}", seal=found.seal))


def show_letter(letter: Letter, to: Path | None) -> None:
    """Print the letter, or write it where `to` says."""
    if to is None:
        printing.line(letter_archive.words_of(letter))
        return
    letter_archive.save(letter, to)
    printing.line(text("The letter is in {file}.", file=to))


def show_restored(found: Recovered) -> None:
    """Print what is noted now."""
    if not found.letters:
        printing.line(text("The database knows of every letter that this home has sent."))
    elif found.noted:
        said = texts("{n} letter is noted. ", "{n} letters are noted. ", len(found.letters))
        printing.line(f"{said}{text('Letters can be sent again.')}")
    else:
        printing.line(text("Nothing is noted. To note them: nettools letters restored --yes"))
