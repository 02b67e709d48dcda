"""Run by test_letters_killed.py as a process of its own: sends until it is done, or until somebody kills it."""

import sys
from pathlib import Path

from builders import HT26
from letterhome import in_august, settings_of

from nettools.domain.letters import LetterKind
from nettools.jobs.letters import send
from nettools.jobs.tools import Tools
from nettools.store import open_store


def main(home, port):
    settings = settings_of(home, port)
    store = open_store(settings.database_url(home))
    tools = Tools(home=home, settings=settings, store=store, clock=in_august, who="test")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    mailing = send(tools, LetterKind.WELCOME, HT26, sleep=lambda _: None)
    store.close()
    return mailing.exit_status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
