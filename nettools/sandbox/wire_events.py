"""What happens at a pretend service beside its work: misbehaviour on demand, and a record of what was asked."""

import random
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from nettools.sandbox.wire_messages import Asked

Kind = Literal[
    "error-500",
    "error-500-after",
    "html-502",
    "html-502-after",
    "throttle",
    "expired-token",
    "reset-before",
    "reset-after",
    "half-body",
    "slow",
]


@dataclass(slots=True, kw_only=True)
class Misbehaviour:
    """One way to misbehave, for the next `left` requests that fit.

    Kinds that end in "after", half-body and slow do the work; the others leave everything as it was.
    """

    kind: Kind
    left: int
    path: re.Pattern[str]
    method: str
    chance: float
    draw: random.Random
    seconds: float

    def strikes(self, asked: Asked) -> bool:
        """Whether this request is hit; counts down when it is."""
        fits = self.left > 0 and self.method in ("", asked.method) and self.path.search(asked.path)
        if not fits or self.draw.random() >= self.chance:
            return False
        self.left -= 1
        return True


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was answered; `status` 0 when the connection was cut instead."""

    method: str
    path: str
    status: int


@dataclass(slots=True)
class Record:
    """What was asked, without bodies and queries: they hold names and tokens."""

    calls: list[Call] = field(default_factory=list)
    most_at_once: int = 0
    at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def in_flight(self) -> Iterator[None]:
        """Count a request while it is being answered."""
        with self.lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            yield
        finally:
            with self.lock:
                self.at_once -= 1

    def count(self, method: str = "", path: str = "") -> int:
        """How many calls had this method ("" for any) and a path in which the pattern `path` is found."""
        return sum(1 for call in list(self.calls) if method in ("", call.method) and re.search(path, call.path))

    def statuses(self) -> Counter[int]:
        """How often each status was answered."""
        return Counter(call.status for call in list(self.calls))

    def clear(self) -> None:
        """Forget what was asked so far."""
        with self.lock:
            self.calls.clear()
            self.most_at_once = self.at_once
