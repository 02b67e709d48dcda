"""Raw settings become values; everything that is wrong becomes a Problem in plain language, with file and key.

The only place that knows pydantic.
"""

import difflib
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from nettools.errors import Problem
from nettools.language import Text, text
from nettools.settings.kinds import UnfitError
from nettools.settings.sources import Raw

T = TypeVar("T")
Where = tuple[str | int, ...]

_SAID = {
    "missing": text("is missing"),
    "bool_parsing": text("must be true or false"),
    "bool_type": text("must be true or false"),
    "tuple_type": text("must be a list: [ … ]"),
    "dict_type": text("must be a table of its own: [ … ]"),
    "dataclass_type": text("must be a table of its own: [ … ]"),
    "string_type": text("is not text; put it between quotation marks"),
    "date_type": text("is not a date; write it without quotation marks as 2026-09-14"),
    "date_parsing": text("is not a date; write it without quotation marks as 2026-09-14"),
    "date_from_datetime_parsing": text("is not a date; write it without quotation marks as 2026-09-14"),
    "date_from_datetime_inexact": text("is not a date; write it without a time, as 2026-09-14"),
}


def check(kind: type[T], raw: Raw) -> tuple[T | None, list[Problem]]:
    """The value, or None with every problem. What already was a problem in `raw` is not repeated here."""
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415 - 0.2 s that `nettools --help` does not need

    try:
        return TypeAdapter(kind).validate_python(raw.tree), []
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        return None, [_problem(kind, raw, each["type"], each["loc"], each.get("ctx", {})) for each in found]


def dotted(tree: Any, where: Where) -> str:  # noqa: ANN401 - whatever TOML holds
    """The key as people find it: a list's item by its own key or number, else by counting from 1."""
    said = ""
    for part in where:
        tree = _below(tree, part)
        name = str(part)
        if isinstance(part, int):
            own = tree if isinstance(tree, dict) else {}
            name = str(own.get("key") or own.get("number") or own.get("name") or part + 1)
        said = f"{said}.{name}" if said else name
    return said


def _problem(kind: type, raw: Raw, code: str, where: Where, context: dict[str, Any]) -> Problem:
    key = dotted(raw.tree, where)
    if code == "unexpected_keyword_argument":
        return Problem(code="unknown-key", message=_unknown(kind, where), place=raw.place(key))
    reason = context.get("error")
    said = (
        reason.said if isinstance(reason, UnfitError) else _SAID.get(code, text("is not a value that can stand here"))
    )
    return Problem(code="missing" if code == "missing" else "value", message=said, place=raw.place(key))


def _unknown(kind: type, where: Where) -> Text:
    name = str(where[-1])
    near = difflib.get_close_matches(name.lower().replace("-", "_"), _names(kind, where[:-1]), n=1, cutoff=0.6)
    if near:
        return text("is not a setting; did you mean {near}?", near=near[0])
    return text("is not a setting; the names here are {names}", names=", ".join(_names(kind, where[:-1])))


def _names(kind: Any, where: Where) -> Sequence[str]:  # noqa: ANN401 - a type or an annotation
    """The keys that a table may have, found by walking the types."""
    for part in where:
        if is_dataclass(kind) and isinstance(kind, type):
            kind = get_type_hints(kind)[str(part)]
        elif get_origin(kind) is tuple:
            kind = get_args(kind)[0]
        elif get_origin(kind) is dict:
            kind = get_args(kind)[1]
    return [each.name for each in fields(kind)] if is_dataclass(kind) else []


def _below(tree: Any, part: str | int) -> Any:  # noqa: ANN401 - whatever TOML holds
    try:
        return tree[part]
    except (KeyError, IndexError, TypeError):
        return None
