"""Zoom's limits: calls a second by label, calls a day by account, by host and by registrant."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from nettools.sandbox.wire_messages import AnswerError
from nettools.sandbox.zoom.answers import instant, refuse
from nettools.sandbox.zoom.world import ZoomUser, ZoomWorld

Headers = tuple[tuple[str, str], ...]


class Label(StrEnum):
    """How much a call weighs."""

    LIGHT = "Light"
    MEDIUM = "Medium"
    HEAVY = "Heavy"


# The figures for Business, Education, Enterprise and Partner accounts.
EDUCATION = {Label.LIGHT: 80, Label.MEDIUM: 60, Label.HEAVY: 40}
_HEAVY_A_DAY = 60_000
_CHANGES_A_DAY = 100
_REGISTRATIONS_A_DAY = 3
_REGISTRANTS_AT_MOST = 4_999


@dataclass(slots=True, kw_only=True)
class Limits:
    """What may be asked how often. Empty `per_second` lifts the limits by the second.

    Seconds are counted by a monotonic timer, not by the server's clock: a test whose clock stands still would never
    get out of a full second. With `tells_when` the limit of 100 changes a day carries `Retry-After`, as the
    documentation has it; a real one was seen without.
    """

    per_second: dict[Label, int] = field(default_factory=lambda: dict(EDUCATION))
    heavy_a_day: int = _HEAVY_A_DAY
    changes_a_day: int = _CHANGES_A_DAY
    registrations_a_day: int = _REGISTRATIONS_A_DAY
    registrants_at_most: int = _REGISTRANTS_AT_MOST
    tells_when: bool = False
    timer: Callable[[], float] = time.monotonic
    _recent: dict[Label, deque[float]] = field(default_factory=dict)

    def count(self, label: Label, world: ZoomWorld, now: datetime) -> Headers:
        """Count a call of the account; its rate headers. AnswerError 429 when there were too many."""
        self._count_second(label)
        if label is Label.HEAVY and world.spend("heavy", now) >= self.heavy_a_day:
            raise _too_many_today(self.heavy_a_day, now)
        limit = self.per_second.get(label, 0)
        return _headers(label, limit, limit - len(self._recent.get(label, ())))

    def count_change(self, host: ZoomUser, world: ZoomWorld, now: datetime) -> Headers:
        """Count a meeting created or changed for `host`. AnswerError 429 after a hundred on one UTC day."""
        before = world.spend(f"host/{host.id}", now)
        if before >= self.changes_a_day:
            world.spent[f"{now.astimezone(UTC):%Y-%m-%d}/host/{host.id}"] = before
            raise self._host_is_spent(now)
        return _headers(Label.MEDIUM, self.changes_a_day, self.changes_a_day - before - 1)

    def count_registration(self, meeting: int, email: str, world: ZoomWorld, now: datetime) -> None:
        """Count a registration of one address for one meeting. AnswerError 429 after three on one UTC day."""
        if world.spend(f"registrant/{meeting}/{email.casefold()}", now) < self.registrations_a_day:
            return
        raise refuse(
            429,
            429,
            f"You have exceeded the daily rate limit ({self.registrations_a_day}) of Add meeting registrant API "
            "requests permitted for this particular registrant. You may resume these requests at GMT 00:00:00.",
        )

    def burst(self, label: Label = Label.LIGHT) -> AnswerError:
        """The answer to too many calls in one second."""
        return refuse(
            429,
            429,
            "You have reached the maximum per-second rate limit for this API. Try again later.",
            (*_headers(label, self.per_second.get(label, 0), 0), ("X-RateLimit-Type", "QPS")),
        )

    def _count_second(self, label: Label) -> None:
        if label not in self.per_second:
            return
        recent, at = self._recent.setdefault(label, deque()), self.timer()
        while recent and at - recent[0] >= 1:
            recent.popleft()
        if len(recent) >= self.per_second[label]:
            raise self.burst(label)
        recent.append(at)

    def _host_is_spent(self, now: datetime) -> AnswerError:
        told = _until_tomorrow(self.changes_a_day, now) if self.tells_when else ()
        return refuse(
            429,
            429,
            f"You have exceeded the daily rate limit ({self.changes_a_day}) of Meeting Create/Update API requests "
            "permitted for this particular user. You may resume these requests at GMT 00:00:00.",
            told,
        )


def _headers(label: Label, limit: int, remaining: int) -> Headers:
    return (
        ("X-RateLimit-Category", label.value),
        ("X-RateLimit-Limit", str(limit)),
        ("X-RateLimit-Remaining", str(max(0, remaining))),
    )


def _too_many_today(limit: int, now: datetime) -> AnswerError:
    return refuse(
        429,
        429,
        "You have reached the maximum daily rate limit for this API. "
        "Refer to the response header for details on when you can make another request.",
        _until_tomorrow(limit, now),
    )


def _until_tomorrow(limit: int, now: datetime) -> Headers:
    """Retry-After is an instant here, neither seconds nor an HTTP date."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return (
        *_headers(Label.HEAVY, limit, 0),
        ("X-RateLimit-Type", "Daily-limit"),
        ("Retry-After", instant(midnight)),
    )
