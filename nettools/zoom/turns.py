"""Turns: one change at a time for each host, since Zoom refuses two at once."""

import threading
from collections import defaultdict


class Turns:
    """Gives each host's turn to one thread after the other."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def of(self, host: str) -> threading.Lock:
        """The host's turn, to be held during a change."""
        with self._guard:
            return self._locks[host]
