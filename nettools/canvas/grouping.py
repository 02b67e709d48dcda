"""A room's set of groups, its groups and their members.

Sets and groups have our mark where the token may give it. Canvas keeps the mark of a deleted one from all others and
does not bring the deleted one back; then, too, a thing is made without a mark, and known by its name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from nettools.canvas.client import Row, or_none
from nettools.canvas.crafts import Bench, Craft, answer_of
from nettools.canvas.group_reading import GroupReader, group, group_category, membership
from nettools.changes import Answer, Found, Kind, Order, mark
from nettools.errors import RemoteError
from nettools.language import Text, text


def group_crafts(bench: Bench) -> Mapping[Kind, Craft]:
    """How sets of groups, groups and memberships are made."""
    marker = _Marker(bench)
    sets, groups, members = _Sets(bench, marker), _Groups(bench, marker), _Members(bench)
    return {
        Kind.GROUP_CATEGORY: Craft(make=sets.make, change=sets.change, remove=sets.remove, there=sets.there),
        Kind.GROUP: Craft(make=groups.make, change=groups.change, remove=groups.remove, there=groups.there, alone=True),
        Kind.GROUP_MEMBERSHIP: Craft(make=members.join, change=members.join, remove=members.leave, there=members.there),
    }


@dataclass(slots=True)
class _Marker:
    """Posts a thing with our mark. `refused` tells that the token may not give it, which the first answer says."""

    bench: Bench
    refused: bool = False

    def post(self, path: str, order: Order, name: str) -> Row | None:
        """The row of what was made; None when it cannot be made with the mark. Raises RemoteError for all else."""
        if self.refused:
            return None
        try:
            return self.bench.client.post_json(path, {**order.fields, name: mark(order.key)})
        except RemoteError as error:
            if error.code not in {"refused", "forbidden"}:
                raise
            self.refused = error.code == "forbidden"  # manage_sis is asked for first (group_categories_controller.rb)
            return None


def _among(candidates: Iterable[Found], order: Order) -> Answer | None:
    """The thing itself, made since we looked or by another run; or one without a mark whose name ours would have."""
    there = [*candidates]
    marked = [found for found in there if found.key == order.key]
    named = [found for found in there if not found.key and _called(found) == str(order.fields["name"]).casefold()]
    for found in marked or named:
        return replace(answer_of(found), met=True, made=found.key == order.key)
    return None


def _called(found: Found) -> str:
    return str(found.fields["name"]).casefold()


@dataclass(frozen=True, slots=True)
class _Sets:
    bench: Bench
    marker: _Marker

    def make(self, order: Order) -> Answer:
        """Canvas refuses a second set of the same name, in whatever case it is written: the first one is met."""
        path = f"courses/{order.place['course']}/group_categories"
        if (row := self.marker.post(path, order, "sis_group_category_id")) is not None:
            return answer_of(group_category(row))
        if not self.marker.refused and (met := _among(self.there(order), order)) is not None:
            return met
        try:
            return answer_of(group_category(self.bench.client.post_json(path, order.fields)))
        except RemoteError as error:
            if error.code != "refused" or (met := _among(self.there(order), order)) is None:
                raise
            return met

    def change(self, order: Order) -> Answer:
        path = f"group_categories/{order.remote_id}"
        return answer_of(group_category(self.bench.client.put_json(path, order.fields)))

    def remove(self, order: Order) -> None:
        """A set takes its groups along when it goes, whoever made them: so only an empty one goes."""
        _remove_if(
            self.bench, f"group_categories/{order.remote_id}", ("groups_count",), text("There are groups in it.")
        )

    def there(self, order: Order) -> Iterable[Found]:
        return GroupReader(self.bench.client).sets(str(order.place["course"]))


@dataclass(frozen=True, slots=True)
class _Groups:
    bench: Bench
    marker: _Marker

    def make(self, order: Order) -> Answer:
        path = f"group_categories/{order.place['category']}/groups"
        if (row := self.marker.post(path, order, "sis_group_id")) is not None:
            return answer_of(group(row))
        if not self.marker.refused and (met := self._with_our_mark(order)) is not None:
            return met
        return answer_of(group(self.bench.client.post_json(path, order.fields)))

    def _with_our_mark(self, order: Order) -> Answer | None:
        """Groups may have one name; only the mark says that this is ours. Its calendar has not been looked at."""
        met = _among((found for found in self.there(order) if found.key), order)
        if met is not None:
            self.bench.furnished.add(f"group_{met.remote_id}")
        return met

    def change(self, order: Order) -> Answer:
        return answer_of(group(self.bench.client.put_json(f"groups/{order.remote_id}", order.fields)))

    def remove(self, order: Order) -> None:
        """A group takes what its members have handed in out of sight: so only an empty one goes."""
        why = text("There are people in it, or something that they have handed in.")
        _remove_if(self.bench, f"groups/{order.remote_id}", ("members_count", "has_submission"), why)

    def there(self, order: Order) -> Iterable[Found]:
        groups = GroupReader(self.bench.client).groups(str(order.place["course"]))
        return (found for found in groups if found.place["category"] == order.place["category"])


@dataclass(frozen=True, slots=True)
class _Members:
    bench: Bench

    def join(self, order: Order) -> Answer:
        """Canvas gives the membership that is there already, if any, and ends one in another group of the set."""
        if "group" not in order.fields:
            raise RemoteError("canvas", text("What it belongs to could not be made."), code="waits")
        home, user = str(order.fields["group"]), str(order.place["user"])
        self.bench.client.post_json(f"groups/{home}/memberships", {"user_id": user})
        return answer_of(membership(str(order.place["category"]), home, user))

    def leave(self, order: Order) -> None:
        self.bench.delete(f"groups/{order.place['group']}/users/{order.place['user']}")

    def there(self, order: Order) -> Iterable[Found]:
        if "group" not in order.fields:
            return ()
        return GroupReader(self.bench.client).members(str(order.place["category"]), str(order.fields["group"]))


def _remove_if(bench: Bench, path: str, empty: tuple[str, ...], why: Text) -> None:
    """Remove what holds nothing now, whatever it held when we looked. Raises RemoteError (code `in-use`) else."""
    row = or_none(lambda: bench.client.get_json(path))
    if row and any(row.get(name) for name in empty):
        raise RemoteError("canvas", why, code="in-use")
    bench.delete(path)
