"""Run by test_undoing_killed.py as a process of its own: undoes a run, and dies after so many steps of it."""

import os
import sys
from dataclasses import replace
from pathlib import Path

from worlds import NOW

from nettools.jobs.changes.undoing import undo
from nettools.jobs.tools import Silence, open_tools

DIED = 9


class Fuse(Silence):
    """Progress that ends the process at once, without tidying up."""

    def __init__(self, steps):
        self.left = steps

    def advance(self, steps=1):
        self.left -= steps
        if self.left <= 0:
            os._exit(DIED)


def main(home, run, steps):
    with open_tools(home, clock=lambda: NOW, progress=Fuse(steps)) as tools:
        return undo(replace(tools, pause=lambda _: None), run, approve=lambda _: True).exit_status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
