"""The archive: letters that have left, as they left."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from nettools.domain.letters import Letter
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem
from nettools.files.placing import write_whole
from nettools.jobs.letters.outcomes import Archive
from nettools.jobs.tools import Tools
from nettools.language import text
from nettools.mail import WORD


def archive(tools: Tools, term: Term) -> Archive:
    """The letters of a term that have left, in that order, each held against its seal."""
    return Archive(term=term, letters=tools.store.outbox.archive(term), broken=tools.store.outbox.broken_seals(term))


def letter_in(tools: Tools, key: str) -> Letter:
    """A letter with its message. Raises InputError when there is none, or when its message was lost."""
    letter = tools.store.outbox.letter(key)
    if letter is None:
        message = text("There is no letter {key}.", key=key)
        raise InputError([Problem(code="unknown-letter", message=message, place=Place(key=key))])
    if not letter.message:
        message = text("The letter {key} left, but its words were lost when the database was restored.", key=key)
        raise InputError([Problem(code="lost-letter", message=message, place=Place(key=key))])
    return letter


def save(letter: Letter, to: Path) -> None:
    """Write the mail as a file (.eml) that mail programs open. Raises InputError when it cannot be written."""
    try:
        write_whole(to, letter.message)
    except OSError as error:
        said = text("The file cannot be written: {reason}.", reason=error.strerror or type(error).__name__)
        raise InputError([Problem(code="file", message=said, place=Place(file=str(to)))]) from error


def texts_in(letter: Letter) -> Iterator[str]:
    """Every text of the mail as it is read: plain, HTML, calendar and Word."""
    for part in message_from_bytes(letter.message, policy=policy.default).walk():
        if part.get_content_maintype() == "text":
            yield part.get_content()
        elif part.get_content_type() == WORD:
            with ZipFile(BytesIO(part.get_content())) as word:
                yield word.read("word/document.xml").decode()


def words_of(letter: Letter) -> str:
    """What the mail says: its headings and its plain text."""
    message = message_from_bytes(letter.message, policy=policy.default)
    told = [f"{name}: {message[name]}" for name in ("Date", "From", "To", "Reply-To", "Subject", "Message-ID")]
    body = message.get_body(("plain",))
    return "\n".join((*told, "", body.get_content() if body else ""))
