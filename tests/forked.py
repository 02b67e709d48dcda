"""Processes that are cheap to start and real enough to be killed: forked from one that has imported everything.

Run as a process it answers lines of JSON: ["start", {...}] forks one that plays a term and tells its number;
["wait", number, seconds] tells its exit status, or null when it still runs. It ends with its input.
"""

import io
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from builders import HT26
from letterhome import in_august, settings_of
from planhome import MONDAY, PlanHome

from nettools.domain.healthplans import DraftSource
from nettools.domain.letters import LetterKind, LetterState
from nettools.domain.terms import Term
from nettools.errors import NettoolsError
from nettools.jobs.changes import applying
from nettools.jobs.healthplans.adding import IncomingDraft, add_draft
from nettools.jobs.letters import mailing
from nettools.jobs.tools import Tools, open_tools
from nettools.store import open_store

HASTE = 100.0  # how much faster than real they wait


def shortly(seconds):
    """Wait as asked, a hundred times faster."""
    time.sleep(min(seconds / HASTE, 0.05))


class Nursery:
    """Where processes come from."""

    def __init__(self, process):
        self._process = process

    def start(self, home, term, environment):
        """Apply, and when that is done send the welcome letters; gives the number of the process."""
        return self._ask("start", {"home": str(home), "term": str(term), "environment": environment})

    def send(self, home, port):
        """Send a letter home's welcome letters (see letterhome.py); gives the number of the process."""
        return self._ask("send", {"home": str(home), "port": port})

    def add(self, home, file, dies_at=""):
        """Add a plan draft to a plan home (see planhome.py); it ends itself at `read 2` or `clock 3`, if told to.

        Gives the number of the process.
        """
        return self._ask("add", {"home": str(home), "file": str(file), "dies_at": dies_at})

    def wait(self, pid, seconds):
        return self._ask("wait", pid, seconds)

    def kill(self, pid):
        os.kill(pid, signal.SIGKILL)
        return self.wait(pid, 60)

    def _ask(self, *words):
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def nursery():
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": str(here)}
    with subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield Nursery(process)
        process.stdin.close()


def play(home, term, environment):
    """The exit status of apply, else of the letters."""
    try:
        with open_tools(Path(home), environment=environment) as opened:
            tools = replace(opened, pause=shortly)
            applied = applying.apply(tools, Term.parse(term), approve=lambda _: True)
            if applied.exit_status:
                return applied.exit_status
            sent = mailing.send(tools, LetterKind.WELCOME, Term.parse(term), without_links=True, sleep=shortly)
            settled = {LetterState.SENT, LetterState.UNSURE}  # the unsure wait for a person
            return 0 if all(line.state in settled for line in sent.letters) else sent.exit_status
    except NettoolsError as error:
        return error.exit_status
    except Exception:  # noqa: BLE001 - told, as the command would
        traceback.print_exc()
        return 70


def send_letters(home, port):
    """The exit status of the letters' sending."""
    try:
        settings = settings_of(Path(home), port)
        store = open_store(settings.database_url(Path(home)))
        tools = Tools(home=Path(home), settings=settings, store=store, clock=in_august, who="test")
        sent = mailing.send(tools, LetterKind.WELCOME, HT26, sleep=shortly)
    except Exception:  # noqa: BLE001 - told, as the command would
        traceback.print_exc()
        return 70
    return sent.exit_status


def add_plan(home, file, dies_at):
    """The exit status of a draft's adding. It dies when it reads a piece of the file, or the clock, the nth time."""
    calls = Counter()

    def now_and_then(what, answer):
        calls[what] += 1
        if f"{what} {calls[what]}" == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    class Content(io.BytesIO):
        """A file that is read until somebody dies of it."""

        def read(self, size=-1):
            return now_and_then("read", super().read(size))

    try:
        with PlanHome.of(Path(home)).tools() as opened:
            tools = replace(opened, clock=lambda: now_and_then("clock", MONDAY))
            incoming = IncomingDraft(
                term=HT26, unit_key="enhet-1", file_name="plan.txt", received=MONDAY, source=DraftSource.PAGE
            )
            add_draft(tools, incoming, Content(Path(file).read_bytes()))
    except Exception:  # noqa: BLE001 - told, as the command would
        traceback.print_exc()
        return 70
    return 0


def forked(what, does):
    pid = os.fork()
    if pid:
        return pid
    sys.stdin.close()
    os._exit(does(**what))


def ended(pid, seconds):
    until = time.monotonic() + seconds
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= until:
            return None
        time.sleep(0.005)


def main():
    answers = {
        "start": lambda what: forked(what, play),
        "send": lambda what: forked(what, send_letters),
        "add": lambda what: forked(what, add_plan),
        "wait": ended,
    }
    for line in sys.stdin:
        question, *words = json.loads(line)
        sys.stdout.write(json.dumps(answers[question](*words)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
