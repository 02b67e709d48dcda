"""What an import has made is told no id: it is known again by what its row said."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from nettools.canvas.sis_files import NUMBER, ROLES, imported
from nettools.changes import Found, Kind, Link, mark

_KNOWN_BY = {Kind.ENROLMENT: ("section_id", "user_id", "role"), Kind.GROUP_MEMBERSHIP: ("group_id", "user_id")}


def with_keys(found: Sequence[Found], links: Iterable[Link]) -> list[Found]:
    """What was found in the rooms, each enrolment and membership that an import has made with our key of it.

    Links without an id tell what was imported, answered for or not; sections and groups have their marks.
    """
    keys: dict[tuple[Kind, tuple[str, ...]], str] = {}
    for link in links:
        names = _KNOWN_BY.get(Kind(link.kind), ())
        if names and not link.remote_id and (held := imported(link)):
            keys[Kind(link.kind), tuple(held.row.cell(name) for name in names)] = link.key
    if not keys:
        return [*found]
    homes = {(one.kind, one.remote_id): mark(one.key) for one in found if one.key}
    people = {str(one.place["user"]): one.sis_id for one in found if one.kind is Kind.ENROLMENT}
    ours = ((one, next((keys[row] for row in _rows_of(one, homes, people) if row in keys), "")) for one in found)
    return [replace(one, key=key) if key else one for one, key in ours]


def _rows_of(
    one: Found, homes: dict[tuple[Kind, str], str], people: dict[str, str]
) -> Iterator[tuple[Kind, tuple[str, ...]]]:
    """What the row may have said that made it: the person's SIS id, or Canvas's number where that is another's."""
    if one.kind not in _KNOWN_BY:
        return
    user = str(one.place["user"])
    for person in (people.get(user, ""), f"{NUMBER}{user}"):
        if one.kind is Kind.ENROLMENT:
            home = homes.get((Kind.SECTION, str(one.place.get("section"))), "")
            yield one.kind, (home, person, ROLES.get(str(one.place["type"]), ""))
        else:
            yield one.kind, (homes.get((Kind.GROUP, str(one.fields.get("group"))), ""), person)
