"""How the pretend Zoom talks: its errors, its instants, its pages."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from nettools.sandbox.wire_messages import Answer, AnswerError, Asked, json_answer, whole_number
from nettools.sandbox.zoom.world import Json

_LARGEST_PAGE = 300
_PAGE_TOKEN_LIVES = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Fault:
    """A field of the request that Zoom does not take, and what it says about it."""

    field: str
    message: str = "Invalid field."


def refuse(status: int, code: int, message: str, headers: Iterable[tuple[str, str]] = ()) -> AnswerError:
    """An error in Zoom's shape, to be raised."""
    return AnswerError(json_answer({"code": code, "message": message}, status, headers))


def refuse_fields(faults: Sequence[Fault]) -> AnswerError:
    """The error that names the fields it is about."""
    errors = [{"field": fault.field, "message": fault.message} for fault in faults]
    return AnswerError(json_answer({"code": 300, "message": "Validation Failed.", "errors": errors}, 400))


def no_such_meeting(meeting: object) -> AnswerError:
    """Never was, was deleted, or is past its time: Zoom says the same."""
    return refuse(404, 3001, f"Meeting does not exist: {meeting}.")


def body_of(asked: Asked) -> Json:
    """The body as a JSON object; nothing at all is taken as an empty one."""
    try:
        body = json.loads(asked.body or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise refuse(400, 300, "Request Body should be a valid JSON object.")
    return body


def query_of(asked: Asked) -> dict[str, str]:
    """The query, the last of each name."""
    return dict(asked.query_pairs)


def instant(when: datetime) -> str:
    """A time as Zoom writes it: UTC with Z, no fractions."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def nothing() -> Answer:
    """204 and no body."""
    return Answer(status=204)


def one_page(asked: Asked, name: str, rows: Sequence[Json], now: datetime, largest: int = _LARGEST_PAGE) -> Json:
    """The page of `rows` that was asked for, in Zoom's frame; `largest` makes pages smaller than what is asked for."""
    query = query_of(asked)
    size = _page_size(query)
    begin = _page_begin(asked, query, now)
    end = begin + min(size, largest)
    token = _page_token(asked, end, int(now.timestamp())) if end < len(rows) else ""
    return {
        "page_size": size,
        "total_records": len(rows),
        "next_page_token": token,
        name: list(rows[begin:end]),
    }


def _page_size(query: dict[str, str]) -> int:
    size = whole_number(query.get("page_size", "30"))
    if size is None or not 1 <= size <= _LARGEST_PAGE:
        raise refuse_fields([Fault("page_size", "Invalid parameter: page_size.")])
    return size


def _page_begin(asked: Asked, query: dict[str, str], now: datetime) -> int:
    token = query.get("next_page_token", "")
    if not token:
        return 0
    begin, issued = (whole_number(part) for part in f"{token}-".split("-")[:2])
    if begin is None or issued is None or token != _page_token(asked, begin, issued):
        raise _stale()
    if now.timestamp() - issued > _PAGE_TOKEN_LIVES.total_seconds():
        raise _stale()
    return begin


def _page_token(asked: Asked, begin: int, issued: int) -> str:
    """Bound to everything else that was asked, since Zoom wants all parameters repeated."""
    rest = sorted(pair for pair in asked.query_pairs if pair[0] != "next_page_token")
    seal = hashlib.sha256(repr((asked.path, rest, begin, issued)).encode()).hexdigest()[:20]
    return f"{begin}-{issued}-{seal}"


def _stale() -> AnswerError:
    return refuse(400, 300, "The next page token is invalid or expired.")
