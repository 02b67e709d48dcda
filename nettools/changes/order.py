"""Order: one change with every reference looked up, as a hand carries it out; Answer: what the system said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from nettools.changes.change import Change, Create, Remove, Update
from nettools.changes.memory import Action, Intent, Json
from nettools.changes.thing import Kind, Ref, Value
from nettools.errors import RemoteError

Facts = Mapping[str, Mapping[str, Json]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a hand needs to carry a change out, and to find the thing again when the answer was lost.

    A creation with a `remote_id` brings that back: a course room or a meeting, as it was.
    """

    action: Action
    key: str
    kind: Kind
    label: str
    remote_id: str = ""
    place: Mapping[str, Json] = field(default_factory=dict)
    fields: Mapping[str, Json] = field(default_factory=dict)
    once: Mapping[str, Json] = field(default_factory=dict)

    def intent(self, noted: datetime) -> Intent:
        """What is noted before the call."""
        return Intent(action=self.action, fields={"place": dict(self.place), "fields": dict(self.fields)}, noted=noted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the system holds now: the thing's id and those of its fields that the answer told.

    `met` tells that it was there already when it was to be made; `made`, which then matters, that we made it.
    `refusal` is why something of it could not be done, where making it takes more than one call.
    """

    remote_id: str
    fields: Mapping[str, Json] = field(default_factory=dict)
    met: bool = False
    made: bool = True
    refusal: RemoteError | None = None


def order_of(change: Change, facts: Facts) -> Order | None:
    """The order for a change; None when something that it needs is not there."""
    match change:
        case Create(thing=thing, remote_id=remote_id):
            place = _all(thing.place, facts)
            if place is None:
                return None
            return Order(
                action=Action.CREATE,
                key=thing.key,
                kind=thing.kind,
                label=thing.label,
                remote_id=remote_id,
                place=place,
                fields=_known(thing.fields, facts),
                once=thing.once,
            )
        case Update(thing=thing, remote_id=remote_id, fields=fields):
            return Order(
                action=Action.UPDATE,
                key=thing.key,
                kind=thing.kind,
                label=thing.label,
                remote_id=remote_id,
                place=_known(thing.place, facts),
                fields=_known(fields, facts),
            )
        case Remove(key=key, kind=kind, label=label, remote_id=remote_id, place=place_now, sets_aside=fields):
            return Order(
                action=Action.REMOVE,
                key=key,
                kind=kind,
                label=label,
                remote_id=remote_id,
                place=place_now,
                fields=fields,
            )
    return None


def look_up(value: Value, facts: Facts) -> Json:
    """The value that is meant; None when it is not known (no field of ours is ever None)."""
    if not isinstance(value, Ref):
        return value
    fact = facts.get(value.key, {}).get(value.name)
    return None if fact is None else value.fill(fact)


def _known(values: Mapping[str, Value], facts: Facts) -> dict[str, Json]:
    found = {name: look_up(value, facts) for name, value in values.items()}
    return {name: value for name, value in found.items() if value is not None}


def _all(values: Mapping[str, Value], facts: Facts) -> dict[str, Json] | None:
    found = _known(values, facts)
    return found if len(found) == len(values) else None
