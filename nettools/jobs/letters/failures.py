"""The letters that the mail server will not take, as a table to work from; gone again when there are none."""

from collections.abc import Mapping
from pathlib import Path

from nettools.domain.letters import LetterState, OutboxEntry
from nettools.domain.tables import Cell
from nettools.domain.terms import Term
from nettools.files import write_workbook
from nettools.jobs.tools import Tools
from nettools.language import Text, text

# RFC 3463's codes for what went wrong, from the narrow to the wide: what it means, and what helps.
_MEANINGS: Mapping[str, tuple[Text, Text]] = {
    "5.1.1": (
        text("There is no such mailbox."),
        text("Ask for the right address, register it, and send again."),
    ),
    "5.1.": (
        text("The address cannot be reached."),
        text("Look at what stands after the @, register the right address, and send again."),
    ),
    "5.2.2": (text("The mailbox is full."), text("Tell the recipient in another way, and send again later.")),
    "5.2.": (text("The mailbox takes no mail."), text("Ask for another address, register it, and send again.")),
    "5.3.4": (text("The letter is too large for the mail server."), text("Take an attachment out of the template.")),
    "5.4.": (
        text("The recipient's mail server cannot be found."),
        text("Look at what stands after the @, register the right address, and send again."),
    ),
    "5.7.": (
        text("The recipient's mail server does not want mail from us."),
        text("Give the code to those who run your mail: SPF, DKIM or a block list may be the reason."),
    ),
}
_OTHERWISE = (
    text("The mail server does not take the letter."),
    text("Give the code to those who run your mail, and send again."),
)


def write_failures(tools: Tools, term: Term) -> str:
    """Write `out/HT26-brev-ej-framme.xlsx` with every letter of the term that failed, or take the old file away.

    Returns:
        The file's name below the home; empty when no letter failed, or when the file cannot be written (what was sent
        is sent, and the list tells it too).
    """
    target = tools.home / "out" / f"{term}-brev-ej-framme.xlsx"
    entries = tools.store.outbox.of(term, messages=False)
    failed = [entry for entry in entries if entry.state is LetterState.FAILED]
    try:
        return _written(target, failed, tools.home)
    except OSError:  # open in Excel, on Windows
        return ""


def _written(target: Path, failed: list[OutboxEntry], home: Path) -> str:
    if not failed:
        target.unlink(missing_ok=True)
        return ""
    write_workbook(target, [(str(text("Did not arrive")), _headings(), [_row(entry) for entry in failed])])
    return target.relative_to(home).as_posix()


def _headings() -> list[str]:
    said = (
        text("E-mail"),
        text("Letter"),
        text("Why"),
        text("What to do"),
        text("Code"),
        text("When"),
        text("Key"),
    )
    return [str(heading) for heading in said]


def _row(entry: OutboxEntry) -> list[Cell]:
    letter, (meaning, help_) = entry.letter, _meaning(entry.reason)
    return [str(letter.to), letter.subject, str(meaning), str(help_), entry.reason, entry.changed, letter.key]


def _meaning(reason: str) -> tuple[Text, Text]:
    """What the server's code (`550 5.1.1`) means; a bare 550 is said of unknown mailboxes more than of all else."""
    basic, _, extended = reason.partition(" ")
    if not extended and basic == "550":
        extended = "5.1.1"
    return next((said for code, said in _MEANINGS.items() if extended.startswith(code)), _OTHERWISE)
