"""What this home has sent, noted outside the database: so that a database that comes back from a backup is told.

A restored database has forgotten the letters that left after the backup was made, and would send them again. So each
letter is also noted in `letters-sent.log` in the home, just before the server gets its last dot, with the name of the
run; the database counts the letters of each run. A run that has begun with more letters by the log than by the
database betrays an older database. What a purge or an erasure takes away does not: the count stays.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nettools.domain.letters import LetterState
from nettools.files.logbook import add_line, lines_of
from nettools.jobs.tools import Tools

LOG = "letters-sent.log"
_BEGUN = "begun"
_FIELDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LostLetter:
    """A letter that the log knows of and the database does not: sent, or unsure where no end was noted."""

    key: str
    at: datetime
    state: LetterState


@dataclass(slots=True, kw_only=True)
class SendingLog:
    """The log of one run that sends."""

    home: Path
    name: str = ""

    def begin(self, tools: Tools) -> None:
        """Give the run its name, in the database first."""
        self.name = secrets.token_hex(8)
        tools.store.sendings.begin(self.name, tools.clock())

    def begun(self, key: str, at: datetime) -> None:
        """The database knows that the letter is being sent; the server is about to."""
        add_line(self.home / LOG, f"{at.isoformat()} {self.name} {_BEGUN} {key}")

    def ended(self, key: str, at: datetime, state: LetterState) -> None:
        """What the server answered."""
        add_line(self.home / LOG, f"{at.isoformat()} {self.name} {state.value} {key}")


@dataclass(slots=True, kw_only=True)
class _Run:
    """A run by the log: its letters in order, and how each of them ended."""

    begun: list[tuple[datetime, str]]
    ended: dict[str, LetterState]


def lost_letters(tools: Tools) -> tuple[LostLetter, ...]:
    """The letters that left from this home after the backup that the database comes from; none when it is no older."""
    runs = _runs(tools.home)
    known = tools.store.sendings.begun(runs)
    found = {lost.key: lost for name, run in runs.items() for lost in _lost(run, known.get(name, 0))}
    return tuple(found.values())


def note_known(tools: Tools) -> None:
    """The database has been told of all that the log holds: count it so."""
    runs = _runs(tools.home)
    known = tools.store.sendings.begun(runs)
    for name, run in runs.items():
        if known.get(name, 0) < len(run.begun):
            tools.store.sendings.correct(name, len(run.begun), run.begun[0][0])


def _lost(run: _Run, known: int) -> Iterator[LostLetter]:
    for at, key in run.begun[known:]:
        state = run.ended.get(key, LetterState.UNSURE)
        if state in {LetterState.SENT, LetterState.UNSURE}:  # a refused one may be tried again
            yield LostLetter(key=key, at=at, state=state)


def _runs(home: Path) -> dict[str, _Run]:
    runs: dict[str, _Run] = {}
    for line in lines_of(home / LOG):
        fields = line.split(" ", _FIELDS - 1)
        if len(fields) < _FIELDS:
            continue  # two processes and a full disk: half a line tells nothing
        at, name, what, key = fields
        run = runs.setdefault(name, _Run(begun=[], ended={}))
        if what == _BEGUN:
            run.begun.append((datetime.fromisoformat(at), key))
        else:
            run.ended[key] = LetterState(what)
    return runs
