"""Letters: preview them, send each exactly once, see where each is, settle those that nobody knows about.

Exactly once means: a letter is a draft, then `sending` from just before the mail server gets its last dot, then sent.
A run that dies in between leaves `sending`; the next run calls that `unsure` and never sends it by itself.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from pathlib import Path

from nettools.domain import swedish
from nettools.domain.letters import Letter, LetterKind, LetterState, OutboxEntry
from nettools.domain.terms import Term
from nettools.domain.words import LETTER_STATES
from nettools.errors import InputError, Place, Problem, RefusedError
from nettools.jobs.attended_file import read_attended
from nettools.jobs.letters.archive import texts_in
from nettools.jobs.letters.desk import BY_CALENDAR, Desk, lay_out, nobody, problems_of
from nettools.jobs.letters.failures import write_failures
from nettools.jobs.letters.outcomes import Intent, LetterLine, LetterList, Mailing, line_of
from nettools.jobs.letters.restored import refuse_restored
from nettools.jobs.letters.sending import PATIENCE, Dispatch, Sleep, dispatch
from nettools.jobs.letters.writing import Writer, written_ahead
from nettools.jobs.secret_addresses import SENDING, told_in
from nettools.jobs.supervision.links import living_pages
from nettools.jobs.tools import Tools
from nettools.language import text, texts
from nettools.letters import KINDS, NOTHING_ASKED, Asked, Feedback, superseded

_REPLACEABLE = (LetterState.DRAFT, LetterState.FAILED)


def asked(
    tools: Tools, kind: LetterKind, term: Term, *, meeting: int = 0, reminder: int = 1, attended: Path | None = None
) -> Asked:
    """What someone asks for by words: which meeting, which reminder, a file of who took part; and approved feedback.

    Raises InputError for a file that is not right.
    """
    told = read_attended(tools, attended, term) if attended else None
    feedback = _feedback(tools, term) if kind is LetterKind.DRAFT_FEEDBACK else ()
    return Asked(meeting=meeting, time=reminder, attended=told, feedback=feedback)


def _feedback(tools: Tools, term: Term) -> tuple[Feedback, ...]:
    from nettools.jobs.healthplans.feedback import feedback_for_letters  # noqa: PLC0415 - it brings what reads drafts

    return tuple(
        Feedback(unit_key=one.unit_key, version=one.version, markdown=one.markdown)
        for one in feedback_for_letters(tools, term)
    )


def send(
    tools: Tools,
    kind: LetterKind,
    term: Term,
    asked: Asked = NOTHING_ASKED,
    *,
    approve: Callable[[Intent], bool] = lambda _: True,
    without_links: bool = False,
    sleep: Sleep = time.sleep,
    patience: timedelta = PATIENCE,
) -> Mailing:
    """Send the letters that have not left yet.

    Args:
        tools: the opened tools.
        kind: which letter.
        term: the term that it is about.
        asked: which of several letters of the kind, and what the one who asks brings.
        approve: is told what is about to be sent, and says whether to; asked only when there is something to send.
        without_links: send also while meetings have no address on Zoom.
        sleep: how to wait between letters.
        patience: how long to wait, in all, for letters that the server refuses for now.

    Raises:
        InputError: some letter is not right; every problem is listed and nothing was sent.
        RefusedError: it is too early, links are missing, another run is sending, or the database has come back from a
            backup.
    """
    _refuse_wrong_day(tools, kind, term)
    with tools.store.lock(SENDING):
        refuse_restored(tools)
        tools.store.outbox.settle_interrupted(tools.clock())
        desk = lay_out(tools, kind, term, asked)
        _refuse_without_links(desk, allowed=without_links)
        with Writer.at(desk, tools) as writer:
            _refuse_problems(writer, *nobody(desk))
            if desk.choice.addressees and not approve(_intent(desk)):
                return Mailing(kind=kind, term=term, letters=(), held_back=desk.choice.held_back, declined=True)
            _take_back_superseded(tools, desk)
            with dispatch(tools, term, f"letters send {kind}", sleep, patience) as run:
                _send(run, _drafted(tools, writer), len(desk.choice.addressees))
        not_tried = [
            LetterLine(key=each.key, to=str(each.to), subject="", state=LetterState.DRAFT)
            for each in desk.choice.addressees
            if each.key not in run.lines
        ]
        return _closed(run, desk, not_tried)


def resume(tools: Tools, term: Term, *, sleep: Sleep = time.sleep, patience: timedelta = PATIENCE) -> Mailing:
    """Go on where a sending was broken off: the letters that are written and have not left, of all kinds.

    Letters that a dead run was sending are unsure from now on, and named. A draft older than the settings'
    `limits.draft_days` stays: what it says may no longer hold. So does one that tells a secret address that has
    stopped working.

    Raises RefusedError when another run is sending, or the database has come back from a backup.
    """
    with tools.store.lock(SENDING):
        refuse_restored(tools)
        tools.store.outbox.settle_interrupted(tools.clock())
        drafts = tools.store.outbox.drafts(term)
        oldest = tools.clock() - timedelta(days=tools.settings.limits.draft_days)
        by_calendar = [entry for entry in drafts if entry.letter.kind in BY_CALENDAR]
        fresh = [each for each in drafts if each not in by_calendar and each.drafted and each.drafted >= oldest]
        too_old = tuple(line_of(entry) for entry in drafts if entry not in fresh and entry not in by_calendar)
        dead: list[LetterLine] = []
        letters = chain(_as_drafted(tools, term, fresh, dead), _as_the_calendar_is(tools, term, by_calendar))
        with dispatch(tools, term, "letters resume", sleep, patience) as run:
            _send(run, letters, len(fresh) + len(by_calendar))
        not_tried = [line_of(each) for each in tools.store.outbox.drafts(term) if each.letter.key not in run.lines]
        left = [line for line in not_tried if line not in too_old and line not in dead]
        return _closed(run, None, left, too_old=too_old, dead_links=tuple(dead))


def rewrite(tools: Tools, kind: LetterKind, term: Term, asked: Asked = NOTHING_ASKED) -> Mailing:
    """Write the letters anew that are written and have not left, for example since the template was corrected.

    Those that are being sent, were sent or may have been sent are left as they are. Nothing is sent.

    Raises InputError as `send` does, and then nothing is changed; RefusedError when another run is sending.
    """
    with tools.store.lock(SENDING):
        tools.store.outbox.settle_interrupted(tools.clock())
        desk = lay_out(tools, kind, term, asked)
        entries = tools.store.outbox.of(term, kind, messages=False)
        waiting = {entry.letter.key for entry in entries if entry.state in _REPLACEABLE}
        addressees = tuple(each for each in desk.choice.addressees if each.key in waiting)
        desk = replace(desk, choice=replace(desk.choice, addressees=addressees))
        with Writer.at(desk, tools) as writer:
            _refuse_problems(writer)
            _take_back_superseded(tools, desk)
            written = [letter.key for letter in _drafted(tools, writer)]
        lines = [line_of(each) for each in tools.store.outbox.drafts(term) if each.letter.key in written]
        return Mailing(kind=kind, term=term, letters=tuple(lines), previewed=True)


def settle(tools: Tools, key: str, *, sent: bool) -> LetterLine:
    """Say what became of a letter that is unsure: it was sent, or it is to be sent again.

    Raises InputError for an unknown key, RefusedError for a letter that is not unsure.
    """
    with tools.store.lock(SENDING):
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
    return LetterList(term=term, letters=tuple(map(line_of, entries)))


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


def _intent(desk: Desk) -> Intent:
    addressees = desk.choice.addressees
    return Intent(
        kind=desk.kind,
        term=desk.term,
        to=desk.row.to,
        count=len(addressees),
        subject=desk.written(addressees[0]).subject,
        held_back=desk.choice.held_back,
    )


def _refuse_problems(writer: Writer, *more: Problem) -> None:
    problems = (*more, *problems_of(writer.desk, writer.press))
    if problems:
        raise InputError(problems)


def _take_back_superseded(tools: Tools, desk: Desk) -> None:
    """Drafts under another key that say what these letters say must not leave beside them.

    Of the letters that the calendar chooses for, none may leave but those that it chooses now.
    """
    chosen = {each.key for each in desk.choice.addressees}
    drafts = [each.letter for each in tools.store.outbox.drafts(desk.term)]
    keys = [letter.key for letter in drafts if letter.kind is desk.kind]
    if desk.kind in BY_CALENDAR:
        tools.store.outbox.drop_drafts([key for key in keys if key not in chosen])
    tools.store.outbox.drop_drafts(superseded(keys, chosen))


def _drafted(tools: Tools, writer: Writer) -> Iterator[Letter]:
    """The letters in order, kept as drafts portion by portion; the next portion is written while one is sent."""
    for mails in written_ahead(writer, writer.desk.choice.addressees):
        entries = {mail.letter.key: mail.entries for mail in mails if mail.entries}
        tools.store.outbox.add_drafts((mail.letter for mail in mails), tools.clock(), entries)
        yield from (mail.letter for mail in mails)


def _as_drafted(tools: Tools, term: Term, entries: Sequence[OutboxEntry], dead: list[LetterLine]) -> Iterator[Letter]:
    """The letters as they were written, each read when its turn comes; those with a dead address go to `dead`."""
    living = living_pages(tools, term) | tools.store.calendars.open_feeds()
    for entry in entries:
        letter = tools.store.outbox.letter(entry.letter.key)
        if letter is not None and any(told_in(said) - living for said in texts_in(letter)):
            dead.append(line_of(entry))
        elif letter is not None:
            yield letter


def _as_the_calendar_is(tools: Tools, term: Term, entries: Sequence[OutboxEntry]) -> Iterator[Letter]:
    """Letters about occasions are written anew, as things are now; what need not be told any more is taken back."""
    keys = {entry.letter.key for entry in entries}
    for kind in dict.fromkeys(entry.letter.kind for entry in entries):
        desk = lay_out(tools, kind, term)
        _take_back_superseded(tools, desk)
        addressees = tuple(each for each in desk.choice.addressees if each.key in keys)
        with Writer.at(replace(desk, choice=replace(desk.choice, addressees=addressees)), tools) as writer:
            _refuse_problems(writer)
            yield from _drafted(tools, writer)


def _send(run: Dispatch, letters: Iterator[Letter], count: int) -> None:
    """Send them; a letter that turns out not to be right ends the run, and those before it are sent."""
    progress = run.tools.progress
    progress.begin(text("Letters"), count)
    try:
        run.send_all(letters)
    except InputError as error:
        run.stopped = error.message
    finally:
        progress.end()


def _closed(
    run: Dispatch,
    desk: Desk | None,
    not_tried: Sequence[LetterLine],
    *,
    too_old: tuple[LetterLine, ...] = (),
    dead_links: tuple[LetterLine, ...] = (),
) -> Mailing:
    """What came of the run, which is noted as over."""
    tools = run.tools
    kind = desk.kind if desk else None
    mailing = Mailing(
        kind=kind,
        term=run.term,
        letters=(*run.lines.values(), *not_tried),
        held_back=desk.choice.held_back if desk else (),
        interrupted=_unsure(tools, run.term, kind),
        stopped=run.stopped,
        too_old=too_old,
        dead_links=dead_links,
        failures=write_failures(tools, run.term),
    )
    counts = Counter(line.state.value for line in mailing.letters)
    tools.store.journal.close_run(run.run, tools.clock(), mailing.exit_status, counts)
    return mailing


def _unsure(tools: Tools, term: Term, kind: LetterKind | None) -> tuple[str, ...]:
    """The letters that wait for a person to say whether they left, from this run or any before."""
    entries = tools.store.outbox.of(term, kind, messages=False)
    return tuple(entry.letter.key for entry in entries if entry.state is LetterState.UNSURE)
