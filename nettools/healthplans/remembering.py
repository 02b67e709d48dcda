"""What was found in a draft, as plain values that a database can keep, and back again."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

from nettools.domain.planchecks import PlanCheck
from nettools.language import Text


def check_as_mapping(check: PlanCheck) -> dict[str, Any]:
    """The check as dictionaries, lists, texts and numbers; sentences in the language that is spoken now."""
    mapping: dict[str, Any] = _plain(check)
    return mapping


def check_from_mapping(mapping: Mapping[str, Any]) -> PlanCheck:
    """The check again; a sentence is now a text."""
    check: PlanCheck = _built(PlanCheck, mapping)
    return check


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever a check is made of
    if isinstance(value, Text):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _built(kind: Any, value: Any) -> Any:  # noqa: ANN401 - as above
    """The value of that kind. A union is None, or its first kind that is neither None nor a sentence."""
    if get_origin(kind) is types.UnionType:
        kinds = [each for each in get_args(kind) if each not in (types.NoneType, Text)]
        return None if value is None else _built(kinds[0], value)
    if get_origin(kind) is tuple:
        return tuple(_built(get_args(kind)[0], each) for each in value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{name: _built(hints[name], each) for name, each in value.items() if name in hints})
    if isinstance(kind, type) and issubclass(kind, date):
        return kind.fromisoformat(value)
    return kind(value) if isinstance(kind, type) and issubclass(kind, StrEnum) else value
