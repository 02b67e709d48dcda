"""The shapes in which Canvas says no, and the ways it writes times and names."""

import math
from datetime import UTC, datetime

from nettools.sandbox.wire_messages import Answer, AnswerError, json_answer, whole_number

NOT_FOUND = {"errors": [{"message": "The specified resource does not exist."}]}


def not_found() -> AnswerError:
    """404, the same for unknown, deleted and not yours."""
    return AnswerError(json_answer(NOT_FOUND, 404))


def message(text: str, status: int = 400) -> AnswerError:
    """The bare shape: {"message": ...}."""
    return AnswerError(json_answer({"message": text}, status))


def error(text: str, status: int = 400) -> AnswerError:
    """The other bare shape: {"error": ...}."""
    return AnswerError(json_answer({"error": text}, status))


def invalid(field: str, text: str, kind: str = "") -> AnswerError:
    """A record that fails its checks: errors by field. Free text is its own type."""
    return AnswerError(json_answer({"errors": {field: [field_error(field, text, kind)]}}, 400))


def field_error(field: str, text: str, kind: str = "") -> dict[str, str]:
    """One entry of the errors by field."""
    return {"attribute": field, "type": kind or text, "message": text}


def missing(wrapper: str) -> AnswerError:
    """The wrapper that a call needs is not there."""
    return AnswerError(json_answer({"errors": [{"message": f"{wrapper} is missing"}]}, 400))


def taken(sis_id: str) -> str:
    """What Canvas says about an SIS id that something holds already."""
    return f'SIS ID "{sis_id}" is already in use'


def crash() -> Answer:
    """An API 500."""
    errors = [{"message": "An error occurred.", "error_code": "internal_server_error"}]
    return json_answer({"errors": errors, "error_report_id": 1}, 500)


def as_time(value: object) -> str | None:
    """A time in any ISO 8601 spelling as Canvas writes it: UTC, whole seconds, Z. None for what is no time."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return stamp(moment)


def stamp(moment: datetime) -> str:
    """A moment as Canvas writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sortable(name: str) -> str:
    """A name with its last word first: Åsa Öberg is Öberg, Åsa."""
    *first, last = name.split() or [""]
    return f"{last}, {' '.join(first)}" if first else last


def as_int(value: object, default: int = 0) -> int:
    """The number that a text begins with, as Ruby's to_i reads it, or `default` for no digits at all."""
    digits = str(value).strip()
    number = whole_number(digits.removeprefix("-"))
    return default if number is None else -number if digits.startswith("-") else number


def as_number(value: object) -> float:
    """The number that a value is; 0 for what is none, as Canvas takes it."""
    try:
        number = float(str(value))
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0
