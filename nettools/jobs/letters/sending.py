"""The sending itself: drafts go to the mail server one by one, and what it answers is noted.

A temporary refusal (4xx) of one letter postpones that letter; of us, or of the line, it makes all of them wait. Within
a run we wait for a quarter of an hour at most; the time of the next try is remembered for the run after.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from nettools.domain.letters import Letter, LetterState
from nettools.domain.terms import Term
from nettools.errors import RefusedError, RemoteError
from nettools.jobs.letters.outcomes import LetterLine, line_of
from nettools.jobs.letters.sending_log import LOG, SendingLog
from nettools.jobs.tools import Tools
from nettools.language import Text, text
from nettools.mail import Delivery, Login, Outcome, Postman

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 3, 9, 27, 81, 240))
PATIENCE = timedelta(minutes=15)  # so long a run waits for refused letters, in all
_WHOLE_SERVER = (15.0, 60.0, 180.0)  # seconds to wait when the server takes nothing from us for now
_BROKEN_IN_A_ROW = 3  # lines that break with one letter are the letter's; with three in a row, the server's
_TEMPORARY = range(400, 500)
_STATE_AFTER = {
    Outcome.SENT: LetterState.SENT,
    Outcome.NEVER: LetterState.FAILED,
    Outcome.UNSURE: LetterState.UNSURE,
}
Sleep = Callable[[float], None]


@dataclass(slots=True, kw_only=True)
class Dispatch:
    """One run that sends: what it has told the server so far, by key in `lines`, and why it stopped early."""

    tools: Tools
    term: Term
    postman: Postman
    log: SendingLog
    run: int
    sleep: Sleep = time.sleep
    patience: timedelta = PATIENCE
    lines: dict[str, LetterLine] = field(default_factory=dict)
    stopped: Text | None = None
    _reached: bool = False
    _broken: int = 0

    def send_all(self, letters: Iterable[Letter]) -> None:
        """Send drafts in their order, then those that must wait when their time comes; stops where nothing goes on."""
        waiting = self._not_yet_due()
        try:
            for letter in letters:
                if letter.key in waiting:
                    self.lines[letter.key] = replace(waiting[letter.key], to=str(letter.to), subject=letter.subject)
                else:
                    self._send(letter)
                    self.tools.progress.advance()
            self._send_waiting()
        except (RemoteError, RefusedError) as error:
            self.stopped = error.message

    def _not_yet_due(self) -> dict[str, LetterLine]:
        now = self.tools.clock()
        found = self.tools.store.outbox.drafts(self.term)
        return {entry.letter.key: line_of(entry) for entry in found if entry.next_try and entry.next_try > now}

    def _send_waiting(self) -> None:
        """Wait for the letters that were refused for now, as long as patience lasts."""
        patience = self.patience
        while waiting := [line.next_try for line in self.lines.values() if line.next_try]:
            until = min(waiting)
            pause = max(until - self.tools.clock(), timedelta())
            if pause > patience:
                break
            patience -= pause
            self.sleep(pause.total_seconds())
            for key in [line.key for line in self.lines.values() if line.next_try and line.next_try <= until]:
                letter = self.tools.store.outbox.letter(key)
                if letter is not None:
                    self._send(letter)
                    self.tools.progress.advance(self.lines[key].state is LetterState.SENT)

    def _send(self, letter: Letter) -> None:
        delivery = self._delivered(letter)
        line = LetterLine(
            key=letter.key, to=str(letter.to), subject=letter.subject, state=LetterState.DRAFT, reason=delivery.reason
        )
        now, store = self.tools.clock(), self.tools.store
        with store.unhurried_transaction():  # without this note the letter is unsure, and said to be
            if delivery.outcome is Outcome.LATER:
                line = replace(line, next_try=store.outbox.postpone(letter.key, now, delivery.reason, PAUSES))
            elif delivery.outcome is Outcome.NOT_OURS:
                line = replace(line, state=LetterState.SENDING)
            else:
                line = replace(line, state=_STATE_AFTER[delivery.outcome])
                store.outbox.mark(letter.key, line.state, now, delivery.reason)
            outcome = f"{delivery.outcome} {delivery.reason}".strip()
            store.journal.note(self.run, "mail", "send", letter.key, now, outcome)
        if line.state is not LetterState.SENDING:
            self.log.ended(letter.key, now, line.state)
        self.lines[letter.key] = line

    def _delivered(self, letter: Letter) -> Delivery:
        """Hand the letter over, waiting while the server takes nothing. Raises RemoteError when it never does."""
        sender = str(self.tools.settings.mail.sender)
        pauses = iter(_WHOLE_SERVER)
        while True:
            try:
                delivery = self.postman.send(letter.message, sender, str(letter.to), lambda: self._begin(letter.key))
            except RemoteError as error:
                if error.code == "line-broken" and self._broken + 1 < _BROKEN_IN_A_ROW:
                    self._broken += 1
                    return Delivery(outcome=Outcome.LATER, reason="line-broken")
                pause = next(pauses, None) if self._may_pass(error) else None
                if pause is None:
                    raise
                self.sleep(pause)
            else:
                self._reached, self._broken = True, 0
                return delivery

    def _may_pass(self, error: RemoteError) -> bool:
        """Whether waiting helps: the server says so, or it took letters in this run and is gone now."""
        return error.status in _TEMPORARY or (self._reached and error.code in {"unreachable", "line-broken"})

    def _begin(self, key: str) -> bool:
        now = self.tools.clock()
        if not self.tools.store.outbox.begin_sending(key, now, self.log.name):
            return False
        try:
            self.log.begun(key, now)
        except OSError as error:
            self.tools.store.outbox.mark(key, LetterState.DRAFT, now)  # the server has not got its end
            said = text("{file} cannot be written ({reason}); nothing more is sent.", file=LOG, reason=error.strerror)
            raise RefusedError(said, code="no-log") from error
        return True


@contextmanager
def dispatch(tools: Tools, term: Term, command: str, sleep: Sleep, patience: timedelta) -> Iterator[Dispatch]:
    """A run that sends, with its line to the mail server and its number in the journal. The caller closes the run."""
    log = SendingLog(home=tools.home)
    log.begin(tools)
    run = tools.store.journal.open_run(command, term, tools.who, tools.clock())
    with _postman(tools, sleep) as postman:
        yield Dispatch(tools=tools, term=term, postman=postman, log=log, run=run, sleep=sleep, patience=patience)


def _postman(tools: Tools, sleep: Sleep) -> Postman:
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
