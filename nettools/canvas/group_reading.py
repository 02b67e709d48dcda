"""What a course room holds of groups, in two lists: its sets, and its groups. Who is in them, enrolments tell."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nettools.canvas.client import CanvasClient
from nettools.canvas.rows import key_of
from nettools.changes import Found, Kind, Link, Ref, Wanted

Row = Mapping[str, Any]


def group_category(row: Row) -> Found:
    """A set of groups."""
    name = str(row.get("name") or "")
    return Found(
        kind=Kind.GROUP_CATEGORY,
        remote_id=str(row["id"]),
        key=key_of(row.get("sis_group_category_id")),
        place={"course": str(row["course_id"]), "name": name},
        fields={"name": name},
    )


def group(row: Row) -> Found:
    """A group; one that has handed in is never removed."""
    name = str(row.get("name") or "")
    return Found(
        kind=Kind.GROUP,
        remote_id=str(row["id"]),
        key=key_of(row.get("sis_group_id")),
        place={"course": str(row["course_id"]), "category": str(row["group_category_id"]), "name": name},
        fields={"name": name},
        lasting=bool(row.get("has_submission")),
    )


def membership(category: str, group_id: str, user: str) -> Found:
    """A person in a group. Canvas has a person in one group of a set, so that is the identity: the group can change."""
    return Found(
        kind=Kind.GROUP_MEMBERSHIP,
        remote_id=f"{category}/{user}",
        place={"category": category, "user": user},
        fields={"group": group_id},
    )


class GroupReader:
    """Reads the groups of one course at a time; for any thread."""

    def __init__(self, client: CanvasClient) -> None:
        self._client = client

    def sets(self, course: str) -> Iterator[Found]:
        """The sets of groups of a course."""
        return map(group_category, self._client.pages(f"courses/{course}/group_categories"))

    def groups(self, course: str) -> Iterator[Found]:
        """The groups of a course, of all its sets."""
        return map(group, self._client.pages(f"courses/{course}/groups"))

    def members(self, category: str, group_id: str) -> Iterator[Found]:
        """Who is in one group."""
        for row in self._client.pages(f"groups/{group_id}/memberships"):
            yield membership(category, group_id, str(row["user_id"]))

    def inside(self, course: str, enrolments: Iterable[Row]) -> list[Found]:
        """All of a course; `enrolments` are its rows, asked for with `group_ids`.

        A group with somebody in it whom no enrolment tells of is lasting.
        """
        rows = [*self._client.pages(f"courses/{course}/groups")]
        sets = {str(row["id"]): str(row["group_category_id"]) for row in rows}
        pairs = {(str(one), str(row["user_id"])) for row in enrolments for one in _groups_of(row) if str(one) in sets}
        seen = Counter(home for home, _ in pairs)
        hidden = {str(row["id"]) for row in rows if int(row.get("members_count") or 0) > seen[str(row["id"])]}
        groups = (group(row) for row in rows)
        return [
            *self.sets(course),
            *(replace(found, lasting=found.lasting or found.remote_id in hidden) for found in groups),
            *(membership(sets[home], home, user) for home, user in sorted(pairs)),
        ]


def _groups_of(enrolment: Row) -> Sequence[object]:
    return (enrolment.get("user") or {}).get("group_ids") or ()


def with_calendars(wanted: Iterable[Wanted], links: Mapping[str, Link], inside: Iterable[Found]) -> list[str]:
    """The ids of those groups in whose calendars something of ours stands or should stand.

    A group without our mark, which we got no answer about, is known by its name.
    """
    things = {thing.key: thing for thing in wanted}
    keys = {str(place.key) for thing in things.values() if isinstance(place := thing.place.get("group"), Ref)}
    events = (link for link in links.values() if link.kind == Kind.CALENDAR_EVENT)
    # `HT26/natverk-1/enhet/supervision-1/event` stands in the calendar of `HT26/natverk-1/enhet/group`.
    keys |= {f"{link.key.rsplit('/', 2)[0]}/group" for link in events}
    ids = {link.remote_id for key in keys if (link := links.get(key)) and link.remote_id}
    names = {things[key].fields["name"] for key in keys if key in things}
    return [
        found.remote_id
        for found in inside
        if found.kind is Kind.GROUP
        and (found.key in keys or found.remote_id in ids or (not found.key and found.fields["name"] in names))
    ]
