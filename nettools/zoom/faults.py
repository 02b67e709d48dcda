"""What Zoom says when it refuses, as one RemoteError without personal data; and when to come back."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from nettools.domain.occasions import STOCKHOLM
from nettools.errors import RemoteError
from nettools.language import Text, text

LONGEST_WAIT = 15.0  # seconds; whoever must wait longer is told so instead
_ADDRESS = re.compile(r"[^\s@\"'<>()]+@[^\s@\"'<>()]+")
# Zoom's own numbers. The same number can mean several things; then the words decide.
_CODES = {
    **dict.fromkeys((4700, 4711), "auth"),
    **dict.fromkeys((1001, 1120), "no-host"),
    200: "unpaid",
    3001: "not-found",
    3038: "over",
    3043: "full",
}
_BY_WORDS = (
    (re.compile(r"next page token is invalid or expired", re.IGNORECASE), "stale-page"),
    (re.compile(r"not registration required|registration has not been enabled", re.IGNORECASE), "no-registration"),
)


def fault(answer: requests.Response, *, answered: bool = True) -> RemoteError:
    """The error for an answer that is no success; `answered` is False when the call may have been carried out."""
    body = body_of(answer)
    code = _code(answer.status_code, body)
    return RemoteError(
        "zoom",
        _sentence(code, answer.status_code, _words(body)),
        status=answer.status_code,
        request_id=answer.headers.get("x-zm-trackingid", ""),
        code=code,
        answered=answered,
    )


def body_of(answer: requests.Response) -> dict[str, Any]:
    """The answer's object; empty when it is none."""
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def quota(answer: requests.Response, now: datetime) -> RemoteError:
    """Zoom takes no more today: the sentence says of whom, and from when on it will again."""
    until = _retry_after(answer) or _next_midnight(now)
    when = f"{until.astimezone(STOCKHOLM):%Y-%m-%d %H.%M}"
    said = str(body_of(answer).get("message", "")).casefold()
    code = "quota"
    if "registrant" in said:
        code = "registrant-quota"
        message = text(
            "Zoom takes no more changes for this person today. Run the same command after {when}; "
            "what is done stays done.",
            when=when,
        )
    elif "for this api" in said:
        message = text(
            "Zoom takes no more calls of this sort today. Run the same command after {when}; what is done stays done.",
            when=when,
        )
    else:
        message = text(
            "Zoom takes no more changes for this host today. Run the same command after {when}; "
            "what is done stays done.",
            when=when,
        )
    return RemoteError("zoom", message, status=answer.status_code, code=code)


def their_time(answer: requests.Response) -> datetime | None:
    """What time it is where the answer comes from, if it says so."""
    with suppress(KeyError, ValueError):
        return parsedate_to_datetime(answer.headers["Date"])
    return None


def seconds_to_wait(answer: requests.Response, now: datetime) -> float | None:
    """How long until the same call may be made again; None when it is the day's quota that is spent.

    The quota of a host is told by its words: its answers have been seen without the header, and with a wrong one.
    """
    if re.search(r"daily rate limit", str(body_of(answer).get("message", "")), re.IGNORECASE):
        return None
    until = _retry_after(answer)
    if until is None:
        return 1.0
    seconds = (until - now).total_seconds()
    return seconds if seconds <= LONGEST_WAIT else None


def _retry_after(answer: requests.Response) -> datetime | None:
    """Zoom writes an instant there, not seconds."""
    try:
        until = datetime.fromisoformat(answer.headers["Retry-After"])
    except (KeyError, ValueError):
        return None
    return until if until.tzinfo else until.replace(tzinfo=UTC)


def _next_midnight(now: datetime) -> datetime:
    """When Zoom counts anew: at midnight in UTC."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _code(status: int, body: dict[str, Any]) -> str:
    if status == requests.codes.unauthorized:
        return "auth"
    words = str(body.get("message", ""))
    told = next((code for pattern, code in _BY_WORDS if pattern.search(words)), "")
    number = body.get("code")
    if not told and isinstance(number, int):
        told = _CODES.get(number, "")
    return told or ("refused" if status < 500 else "broken")  # noqa: PLR2004 - HTTP's own classes


def _words(body: dict[str, Any]) -> str:
    errors = body.get("errors")
    parts = [f"{e.get('field')}: {e.get('message')}" for e in errors if isinstance(e, dict)] if errors else []
    return _ADDRESS.sub("…", "; ".join([str(body.get("message", "")), *parts]))[:300]


def _sentence(code: str, status: int, words: str) -> Text:  # noqa: PLR0911 - a sentence for each
    if code == "auth":
        return text("Zoom does not let this app do that ({words}).", words=words or status)
    if code == "no-host":
        return text("The host is not a user of the Zoom account.")
    if code == "not-found":
        return text("Zoom does not have the meeting.")
    if code == "no-registration":
        return text("Registration is off for the meeting on Zoom, so nobody can be registered for it.")
    if code == "unpaid":
        return text("Zoom does that only where the host has a licence; give the host one, or choose another host.")
    if code == "over":
        return text("The meeting is over, so nobody can be registered for it.")
    if code == "full":
        return text("The meeting is full: Zoom takes no more registrants for it.")
    if code == "broken":
        return text("Zoom failed ({status}).", status=status)
    return text("Zoom refused it: {words}", words=words or status)
