"""Canvas' leaky bucket: what each token has used, and who is turned away."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

HIGH_WATER_MARK = 600.0
MAXIMUM = 800.0
OUTFLOW = 10.0
UP_FRONT = 50.0


@dataclass(slots=True)
class Bucket:
    """What one client has in the bucket, and when that was reckoned."""

    count: float = 0.0
    touched: float = 0.0

    def leak(self, now: float) -> None:
        """Let out what has run out since last time."""
        self.count = max(0.0, self.count - OUTFLOW * (now - self.touched))
        self.touched = now

    @property
    def remaining(self) -> float:
        """What Canvas tells the client."""
        return HIGH_WATER_MARK - self.count


@dataclass(slots=True)
class Throttle:
    """A bucket for each client; `pulse` gives seconds."""

    pulse: Callable[[], float]
    buckets: dict[str, Bucket] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self, client: str) -> float | None:
        """Reserve for a request. None when it may go on, else what is left for one that is refused."""
        with self.lock:
            bucket = self._bucket(client)
            bucket.count = min(MAXIMUM, bucket.count + UP_FRONT)
            if bucket.count < HIGH_WATER_MARK:
                return None
            bucket.count -= UP_FRONT
            return bucket.remaining

    def leave(self, client: str, cost: float) -> float:
        """Give the reservation back, pay the cost; what is left."""
        with self.lock:
            bucket = self._bucket(client)
            bucket.count = max(0.0, bucket.count + cost - UP_FRONT)
            return bucket.remaining

    def remaining(self, client: str) -> float:
        """What is left for a client now."""
        with self.lock:
            return self._bucket(client).remaining

    def _bucket(self, client: str) -> Bucket:
        now = self.pulse()
        bucket = self.buckets.setdefault(client, Bucket(touched=now))
        bucket.leak(now)
        return bucket
