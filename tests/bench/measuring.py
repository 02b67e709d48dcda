"""How a command is measured: as a whole process, by the operating system's own account."""

import os
import statistics
import subprocess
import sys
import time


def process(*words, env=None):
    """Run a command to its end; seconds and the peak of its memory in MB."""
    began = time.perf_counter()
    running = subprocess.Popen(
        [str(word) for word in words], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, used = os.wait4(running.pid, 0)
    running.returncode = 0
    return time.perf_counter() - began, used.ru_maxrss / 1024


def in_turn(runs, *commands):
    """Median seconds of each command, run in turn so that a slow machine is slow for all."""
    for command in commands:
        process(*command)
    times = [[process(*command)[0] for command in commands] for _ in range(runs)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def python(*words):
    """A command in this environment's Python."""
    return (sys.executable, *words)


class Clock:
    """Seconds since it was made."""

    def __init__(self):
        self.began = time.perf_counter()

    @property
    def seconds(self):
        return time.perf_counter() - self.began
