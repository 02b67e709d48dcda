"""What holds other things goes only when nothing stays in it: a group with its members, a set with its groups."""

from collections import defaultdict
from collections.abc import Iterable

from nettools.changes.change import Change, Drift, Remove, Update
from nettools.changes.snapshot import Snapshot
from nettools.changes.thing import Kind

_Thing = tuple[Kind, str]


def left_empty(
    removals: Iterable[Remove], changes: Iterable[Change], snapshot: Snapshot
) -> tuple[list[Remove], list[Drift]]:
    """The removals in their order, without those that would take along what stays; those are Drift.

    Canvas would let them go with all that is in them, whoever put it there. `changes` come before the removals: a
    member whom one of them moves to another group does not stay.
    """
    inside = _inside(snapshot)
    moving = {(one.kind, one.remote_id) for one in changes if isinstance(one, Update) and "group" in one.fields}
    going: dict[_Thing, Remove] = {}
    kept = []
    for change in sorted(removals, key=lambda change: (-change.kind.rank, change.key)):
        holder = change.kind, change.remote_id
        if any(one not in going and one not in moving for one in inside[holder]):
            kept.append(Drift(key=change.key, kind=change.kind, code="kept", label=change.label))
        else:
            going[holder] = change
    return list(going.values()), kept


def _inside(snapshot: Snapshot) -> defaultdict[_Thing, list[_Thing]]:
    inside: defaultdict[_Thing, list[_Thing]] = defaultdict(list)
    for found in snapshot.found:
        if found.kind is Kind.GROUP_MEMBERSHIP:
            inside[Kind.GROUP, str(found.fields["group"])].append((found.kind, found.remote_id))
        elif found.kind is Kind.GROUP:
            inside[Kind.GROUP_CATEGORY, str(found.place["category"])].append((found.kind, found.remote_id))
    return inside
