"""How one kind of thing is made, changed, removed and found again; and the bench that all of it is done at."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from nettools.canvas.client import CanvasClient, or_none
from nettools.canvas.observe import CanvasReader
from nettools.canvas.people import PeopleReader
from nettools.changes import Answer, Found, Json, Order
from nettools.errors import RemoteError

_NAMES_IN_CANVAS = {"code": "course_code", "term": "term_id", "group_category": "group_category_id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Craft:
    """What is done with one kind of thing; each part raises RemoteError.

    `there` looks through what `make` may have made. `alone`: nothing but its place tells such a thing from another,
    so it is looked for before it is made in a room that has been used. `held`: Canvas itself keeps two from having one
    id or login, so that a refusal may mean that the thing is there. `in_order`: those of one room are made one after
    the other, since they stay in the order in which they were made. `afterwards`: fields that a second call gives, so
    that what is found may lack them.
    """

    make: Callable[[Order], Answer]
    change: Callable[[Order], Answer]
    remove: Callable[[Order], None]
    there: Callable[[Order], Iterable[Found]]
    alone: bool = False
    held: bool = False
    in_order: bool = False
    afterwards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One Canvas account, for any thread.

    `furnished` are rooms (`17`) and groups (`group_17`) not made anew by us: what is in them is not known.
    """

    client: CanvasClient
    account: str
    furnished: set[str] = field(default_factory=set)

    @property
    def reader(self) -> CanvasReader:
        """What reads single things again."""
        return CanvasReader(self.client, self.account)

    @property
    def people(self) -> PeopleReader:
        """What reads people again."""
        return PeopleReader(self.client, self.account)

    def call(self, method: str, path: str, **fields: Mapping[str, Any] | bool) -> Mapping[str, Any]:
        """One call through canvasapi, `fields` in Canvas's form; its row."""
        from canvasapi.util import combine_kwargs  # noqa: PLC0415 - heavy, so only when something is made

        row: Mapping[str, Any] = self.client.requester.request(method, path, _kwargs=combine_kwargs(**fields)).json()
        return row

    def delete(self, path: str, params: Mapping[str, str] | None = None) -> None:
        """Delete; that it is gone already is no failure."""
        or_none(lambda: self.client.delete(path, params))


def answer_of(found: Found) -> Answer:
    """What was found, as an answer."""
    return Answer(remote_id=found.remote_id, fields=found.fields)


def then(answer: Answer, second: Callable[[], Answer]) -> Answer:
    """The first call's answer, and what the second says besides; without it, when that was refused."""
    try:
        more = second()
    except RemoteError as error:
        if not error.answered:
            raise
        return replace(answer, met=True, refusal=error)
    return replace(answer, fields={**answer.fields, **more.fields})


def for_canvas(fields: Mapping[str, Json]) -> dict[str, Json]:
    """Fields under Canvas's names for them."""
    return {_NAMES_IN_CANVAS.get(name, name): value for name, value in fields.items()}
