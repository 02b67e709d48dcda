"""After a database has come back from a backup: nothing is sent until it knows what left in the meantime."""

from collections.abc import Callable, Sequence

from nettools.domain import swedish
from nettools.domain.letters import Letter, LetterKind
from nettools.domain.occasions import STOCKHOLM
from nettools.domain.people import EmailAddress
from nettools.domain.terms import Term
from nettools.errors import RefusedError
from nettools.jobs.letters.outcomes import Recovered
from nettools.jobs.letters.sending_log import LostLetter, lost_letters, note_known
from nettools.jobs.tools import Tools
from nettools.language import texts

LOCK = "letters"


def refuse_restored(tools: Tools) -> None:
    """Raise RefusedError (code `restored`) when this home has sent letters that the database does not know of."""
    lost = lost_letters(tools)
    if lost:
        first = min(one.at for one in lost).astimezone(STOCKHOLM)
        said = texts(
            "The database does not know of {n} letter that this home has sent since {day}: it has come back from a "
            "backup. Nothing is sent, so that nobody gets a letter twice. Run nettools letters restored.",
            "The database does not know of {n} letters that this home has sent since {day}: it has come back from a "
            "backup. Nothing is sent, so that nobody gets a letter twice. Run nettools letters restored.",
            len(lost),
            day=swedish.date_in_table(first.date()),
        )
        raise RefusedError(said, code="restored")


def restored(tools: Tools, approve: Callable[[Sequence[LostLetter]], bool]) -> Recovered:
    """Tell the database, if `approve` says so, what left after the backup was made.

    Each of those letters is sent from now on, or unsure where the home knows no answer. Of a letter that the database
    never heard of no words are left, only that there was one.
    """
    with tools.store.lock(LOCK):
        lost = lost_letters(tools)
        if not lost or not approve(lost):
            return Recovered(letters=lost, noted=False)
        with tools.store.transaction():
            for one in lost:
                tools.store.outbox.note_lost(_letter(tools, one.key), one.state, one.at)
            note_known(tools)
        return Recovered(letters=lost, noted=True)


def _letter(tools: Tools, key: str) -> Letter:
    """The letter as the database has it, or as little as its key tells."""
    found = tools.store.outbox.letter(key)
    if found is not None:
        return found
    term, kind, _ = key.split("/", 2)
    return Letter(key=key, kind=LetterKind(kind), term=Term.parse(term), to=EmailAddress(""), subject="", message=b"")
