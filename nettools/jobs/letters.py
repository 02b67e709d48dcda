"""Letters: preview them, send each exactly once, see where each is, settle those that nobody knows about.

Exactly once means: a letter is a draft, then `sending` from just before the mail server gets its last dot, then sent.
A run that dies in between leaves `sending`; the next run calls that `unsure` and never sends it by itself.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator

from nettools.domain import swedish
from nettools.domain.letters import LetterKind, LetterState
from nettools.domain.terms import Term
from nettools.domain.words import LETTER_STATES
from nettools.errors import InputError, Place, Problem, RefusedError, RemoteError
from nettools.jobs.letter_desk import Desk, lay_out, problems_of
from nettools.jobs.letter_outcomes import LetterLine, LetterList, Mailing
from nettools.jobs.letter_writing import Writer, WrittenMail, written_ahead
from nettools.jobs.tools import Tools
from nettools.language import Text, text, texts
from nettools.letters import KINDS, NOTHING_ASKED, Asked
from nettools.mail import Delivery, Login, Outcome, Postman

LOCK = "letters"
_STATE_AFTER = {
    Outcome.SENT: LetterState.SENT,
    Outcome.LATER: LetterState.DRAFT,
    Outcome.NEVER: LetterState.FAILED,
    Outcome.UNSURE: LetterState.UNSURE,
}


def send(
    tools: Tools,
    kind: LetterKind,
    term: Term,
    asked: Asked = NOTHING_ASKED,
    *,
    without_links: bool = False,
    sleep: Callable[[float], None] = time.sleep,
) -> Mailing:
    """Send the letters that have not left yet.

    Args:
        tools: the opened tools.
        kind: which letter.
        term: the term that it is about.
        asked: which of several letters of the kind, and what the one who asks brings.
        without_links: send also while meetings have no address on Zoom.
        sleep: how to wait between letters.

    Raises:
        InputError: some letter is not right; every problem is listed and nothing was sent.
        RefusedError: it is too early, links are missing, or another run is sending.
    """
    _refuse_wrong_day(tools, kind, term)
    with tools.store.lock(LOCK):
        tools.store.outbox.settle_interrupted(tools.clock())
        desk = lay_out(tools, kind, term, asked)
        _refuse_without_links(desk, allowed=without_links)
        with Writer.at(desk, tools) as writer:
            problems = tuple(problems_of(desk, writer.press))
            if problems:
                raise InputError(problems)
            return _sent(tools, writer, sleep)


def settle(tools: Tools, key: str, *, sent: bool) -> LetterLine:
    """Say what became of a letter that is unsure: it was sent, or it is to be sent again.

    Raises InputError for an unknown key, RefusedError for a letter that is not unsure.
    """
    with tools.store.lock(LOCK):
        tools.store.outbox.settle_interrupted(tools.clock())
        line = _line_of(tools, key)
        if line.state is not LetterState.UNSURE:
            said = text(
                "The letter {key} is {state}, not unsure; there is nothing to settle.",
                key=key,
                state=LETTER_STATES[line.state],
            )
            raise RefusedError(said, code="not-unsure")
        state = LetterState.SENT if sent else LetterState.DRAFT
        tools.store.outbox.mark(key, state, tools.clock())
        return LetterLine(key=line.key, to=line.to, subject=line.subject, state=state)


def listed(tools: Tools, term: Term) -> LetterList:
    """Where every letter of a term is."""
    entries = tools.store.outbox.of(term, messages=False)
    return LetterList(
        term=term,
        letters=tuple(
            LetterLine(
                key=entry.letter.key,
                to=str(entry.letter.to),
                subject=entry.letter.subject,
                state=entry.state,
                reason=entry.reason,
                changed=entry.changed,
            )
            for entry in entries
        ),
    )


def _line_of(tools: Tools, key: str) -> LetterLine:
    try:
        letters = listed(tools, Term.parse(key.split("/", 1)[0])).letters
        return next(line for line in letters if line.key == key)
    except (ValueError, StopIteration):
        message = text("There is no letter {key}.", key=key)
        raise InputError([Problem(code="unknown-letter", message=message, place=Place(key=key))]) from None


def _refuse_wrong_day(tools: Tools, kind: LetterKind, term: Term) -> None:
    """A letter that tells of a day to come leaves before it is over; one about what has been, after it."""
    description, today = tools.settings.term(term), tools.today()
    after, until = KINDS[kind].after(description), KINDS[kind].until(description)
    if after is not None and today <= after:
        said = text("The letters leave when {date} has passed.", date=swedish.date_in_table(after))
        raise RefusedError(said, code="too-early")
    if until is not None and today > until:
        said = text("The letters tell of {date}, which has passed.", date=swedish.date_in_table(until))
        raise RefusedError(said, code="too-late")


def _refuse_without_links(desk: Desk, *, allowed: bool) -> None:
    if desk.without_link and not allowed:
        said = texts(
            "{n} meeting has no link to Zoom yet. Run nettools apply {term}, or send with --without-links.",
            "{n} meetings have no link to Zoom yet. Run nettools apply {term}, or send with --without-links.",
            len(desk.without_link),
            term=desk.term,
        )
        raise RefusedError(said, code="no-links")


def _sent(tools: Tools, writer: Writer, sleep: Callable[[float], None]) -> Mailing:
    """Write and send all that were chosen, and note the run in the journal."""
    desk = writer.desk
    run = tools.store.journal.open_run(f"letters send {desk.kind}", desk.term, tools.who, tools.clock())
    lines: list[LetterLine] = []
    stopped: Text | None = None
    tools.progress.begin(text("Letters"), len(desk.choice.addressees))
    try:
        with _postman(tools, sleep) as postman:
            for mail in _drafted(tools, writer):
                lines.append(_send_one(tools, postman, mail, run))
                tools.progress.advance()
    except (RemoteError, InputError) as error:
        stopped = error.message
    finally:
        tools.progress.end()
    mailing = Mailing(
        kind=desk.kind,
        term=desk.term,
        letters=(*lines, *_not_tried(desk, len(lines))),
        held_back=desk.choice.held_back,
        interrupted=_unsure(tools, desk),
        stopped=stopped,
    )
    counts = Counter(line.state.value for line in mailing.letters)
    tools.store.journal.close_run(run, tools.clock(), mailing.exit_status, counts)
    return mailing


def _unsure(tools: Tools, desk: Desk) -> tuple[str, ...]:
    """The letters that wait for a person to say whether they left, from this run or any before."""
    entries = tools.store.outbox.of(desk.term, desk.kind, messages=False)
    return tuple(entry.letter.key for entry in entries if entry.state is LetterState.UNSURE)


def _not_tried(desk: Desk, done: int) -> Iterator[LetterLine]:
    """The letters that a stop left unsent."""
    for addressee in desk.choice.addressees[done:]:
        yield LetterLine(key=addressee.key, to=str(addressee.to), subject="", state=LetterState.DRAFT)


def _drafted(tools: Tools, writer: Writer) -> Iterator[WrittenMail]:
    """The mails in order, kept as drafts portion by portion; the next portion is written while one is sent."""
    for mails in written_ahead(writer, writer.desk.choice.addressees):
        tools.store.outbox.add_drafts((mail.letter for mail in mails), tools.clock())
        yield from mails


def _send_one(tools: Tools, postman: Postman, mail: WrittenMail, run: int) -> LetterLine:
    """Send one letter and note what became of it."""
    letter, store = mail.letter, tools.store
    sender = str(tools.settings.mail.sender)
    delivery = postman.send(
        letter.message, sender, str(letter.to), lambda: store.outbox.begin_sending(letter.key, tools.clock())
    )
    state = _note(tools, letter.key, delivery, run)
    return LetterLine(key=letter.key, to=str(letter.to), subject=letter.subject, state=state, reason=delivery.reason)


def _note(tools: Tools, key: str, delivery: Delivery, run: int) -> LetterState:
    state = _STATE_AFTER.get(delivery.outcome)
    now = tools.clock()
    with tools.store.transaction():
        if state is not None:
            tools.store.outbox.mark(key, state, now, delivery.reason)
        tools.store.journal.note(run, "mail", "send", key, now, f"{delivery.outcome} {delivery.reason}".strip())
    return state or LetterState.SENDING


def _postman(tools: Tools, sleep: Callable[[float], None]) -> Postman:
    mail = tools.settings.mail
    login = Login(username=mail.username, password=mail.password.reveal()) if mail.username else None
    return Postman(
        mail.host,
        mail.port,
        tls=mail.tls,
        login=login,
        per_minute=tools.settings.limits.letters_per_minute,
        sleep=sleep,
    )
