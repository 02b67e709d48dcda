"""How values lie in columns: times in UTC, lists of codes, mappings."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar

Thing = TypeVar("Thing")


def utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises ValueError for one without a time zone, which nobody could read back rightly."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC)


def joined(codes: Iterable[object]) -> str:
    """Codes in one column; none of them has a blank in it."""
    return " ".join(map(str, codes))


def as_json(mapping: Mapping[str, Any]) -> str:
    """A mapping as text; ASCII only, so that both databases take any character."""
    return json.dumps(dict(mapping))


def from_json(column: str) -> dict[str, Any]:
    """The mapping again."""
    mapping: dict[str, Any] = json.loads(column)
    return mapping


def portions(things: Sequence[Thing], size: int = 500) -> Iterator[list[Thing]]:
    """The same things, so many at a time: a statement has room for a limited number of values."""
    rest = iter(things)
    while portion := list(islice(rest, size)):
        yield portion
