"""What Canvas says when it refuses, in any of its shapes, as one RemoteError without personal data."""

import re
from collections.abc import Iterator
from json import JSONDecodeError
from typing import Any

import requests

from nettools.errors import RemoteError
from nettools.language import Text, text

_ADDRESS = re.compile(r"[^\s@\"'<>()]+@[^\s@\"'<>()]+")
_LONGEST = 300
_UNAUTHENTICATED = 401
_FORBIDDEN = 403
_NOT_FOUND = 404


def is_throttled(answer: requests.Response) -> bool:
    """Whether the call never reached Canvas: 403 or 429 by version, told by the words alone."""
    return answer.status_code in {403, 429} and "Rate Limit Exceeded" in answer.text[:200]


def fault(answer: requests.Response, *, answered: bool = True) -> RemoteError:
    """The error for an answer that is no success; `answered` is False when the call may have been carried out."""
    code = _code(answer)
    return RemoteError(
        "canvas",
        _sentence(code, answer.status_code, said(answer)),
        status=answer.status_code,
        request_id=answer.headers.get("X-Request-Context-Id", ""),
        code=code,
        answered=answered,
    )


def said(answer: requests.Response) -> str:
    """The words of an error body, whichever of the five shapes it has; addresses are left out."""
    try:
        body = answer.json()
    except (JSONDecodeError, UnicodeDecodeError):
        return ""
    words = "; ".join(dict.fromkeys(word for word in _words(body) if word))
    return without_addresses(words)


def without_addresses(words: str) -> str:
    """Canvas's words, not too many of them, and nobody's address in them."""
    return _ADDRESS.sub("…", words)[:_LONGEST]


def _words(body: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """A list of strings or of objects, an object of lists, a string, `message` or `error`."""
    if isinstance(body, str):
        yield body
    elif isinstance(body, list):
        for part in body:
            yield from _words(part)
    elif isinstance(body, dict):
        if isinstance(body.get("message"), str):
            yield body["message"]
        else:
            for name, part in body.items():
                if name not in {"status", "error_report_id", "attribute", "type", "expired_at"}:
                    yield from _words(part)


def _code(answer: requests.Response) -> str:
    status = answer.status_code
    if status == _UNAUTHENTICATED and (
        "WWW-Authenticate" in answer.headers or "access token" in answer.text[:400].lower()
    ):
        return "auth"
    if status in {_UNAUTHENTICATED, _FORBIDDEN}:
        return "forbidden"
    if status == _NOT_FOUND:
        return "not-found"
    return "refused" if status < 500 else "broken"  # noqa: PLR2004 - HTTP's own classes


def _sentence(code: str, status: int, words: str) -> Text:
    if code == "auth":
        return text("Canvas does not accept the token ({words}); give it a new one.", words=words or status)
    if code == "forbidden":
        return text("Canvas does not let this token do that ({words}).", words=words or status)
    if code == "not-found":
        return text("Canvas does not have it.")
    if code == "broken":
        return text("Canvas failed ({status}).", status=status)
    return text("Canvas refused it: {words}", words=words or status)
