"""Glimpse: what a system answered to one harmless question, or why no answer came; told apart for whoever mends it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# By the names of error types, so that nothing of the network is needed to know them. The first that fits is told.
_TROUBLES = (
    ("dns", {"gaierror", "herror", "NameResolutionError"}),
    ("tls", {"SSLError", "SSLCertVerificationError", "CertificateError"}),
    ("refused", {"ConnectionRefusedError"}),
    ("no-tls-offered", {"SMTPNotSupportedError"}),
    ("timeout", {"TimeoutError", "ConnectTimeoutError", "ReadTimeoutError", "ConnectTimeout", "ReadTimeout"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """One answer: its `status`, its `body` where that is JSON, the sender's clock, how much more may be asked.

    `trouble` says why there is no answer: `dns`, `tls`, `refused`, `timeout` or `cut`; then the status is 0.
    The body may hold personal data, and is not shown.
    """

    trouble: str = ""
    status: int = 0
    body: Any = field(default=None, repr=False)
    date: datetime | None = None
    left: float | None = None

    @property
    def fine(self) -> bool:
        """Whether the answer is a success and JSON."""
        return 200 <= self.status < 300 and self.body is not None  # noqa: PLR2004 - HTTP's own class of successes


def trouble_of(error: BaseException) -> str:
    """Why a connection failed, from an error and all that led to it."""
    met = {type(each).__name__ for each in _chain(error)}
    return next((trouble for trouble, names in _TROUBLES if met & names), "cut")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and its causes; libraries put them into `reason` and the arguments, too."""
    waiting, met = [error], set[int]()
    while waiting:
        each = waiting.pop()
        if id(each) in met:
            continue
        met.add(id(each))
        yield each
        causes = (each.__cause__, each.__context__, getattr(each, "reason", None), *each.args)
        waiting += [cause for cause in causes if isinstance(cause, BaseException)]
