"""How many calls may be under way at once: Canvas's bucket reserves 50 of 600 for each, and says what is left."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

RESERVED = 50.0  # what Canvas sets aside for a call while it runs


class Gate:
    """Lets at most `most` calls through at once, fewer when Canvas says that the bucket fills. For all threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.cap = most
        self.calls = 0
        self.refusals = 0
        self.peak = 0
        self._inside = 0
        self._changed = threading.Condition()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Wait for room, and be counted while the call runs."""
        with self._changed:
            self._changed.wait_for(lambda: self._inside < self.cap)
            self._inside += 1
            self.calls += 1
            self.peak = max(self.peak, self._inside)
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify()  # there is room for one

    def told(self, remaining: float) -> None:
        """An answer said how much is left, the calls under way counted: so many more may start, and slowly more."""
        with self._changed:
            room = self._inside + int((remaining - RESERVED) // RESERVED)
            before, self.cap = self.cap, max(1, min(self.most, self.cap + 1, room))
            if self.cap > before:
                self._changed.notify()

    def refused(self) -> None:
        """A call was refused: half as many from now on."""
        with self._changed:
            self.refusals += 1
            self.cap = max(1, self.cap // 2)
