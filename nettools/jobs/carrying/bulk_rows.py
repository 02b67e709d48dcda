"""What an import is to say: a row for each change, and whether Canvas may compare it with the last one.

Compared with the last import of its data set (diffing), Canvas carries out the difference: what is new or other, and
what is gone, which it ends. That is safe only while we know exactly what stands in the last one. So each row that was
imported is remembered in its link, and the import's own link holds a digest of them all. The file is compared only

- when the last import of the data set in Canvas is the one that we remember, and our links make up its very rows;
- when nothing that is to be made stands in it already, as Canvas would pass over that;
- when the files' sizes differ by no more than the limit, as Canvas would else apply it whole, and end nothing;
- when no kind of rows would be gone altogether.

Then the file holds all that it held, without what is to end: exactly the removals of the change set. In all other
cases the import begins a new data set, which Canvas has nothing to compare with: it holds what is to be made and
nothing else, and what is to end is ended one by one. Thus nothing is ever applied anew that people may have changed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from nettools.canvas import NUMBER, ROLES, Imported, SisRow, imported, rows_digest, sis_files
from nettools.changes import Create, Json, Kind, Link, Ref, Remove, System, Wanted, mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A change and its row: with the person's SIS id, and as it may be remembered."""

    change: Create | Remove
    row: SisRow
    kept: SisRow


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who is who in an import.

    `made` are the keys of people who have our mark now, `facts` tell Canvas's numbers, `sis_ids` what they have there.
    """

    made: Collection[str]
    facts: Mapping[str, Mapping[str, Json]]
    sis_ids: Mapping[str, str]

    def of(self, key: str) -> tuple[str, str] | None:
        """The person's SIS id, and what may be remembered of it; None when there is none."""
        if key in self.made:
            return mark(key), mark(key)
        number = str(self.facts.get(key, {}).get("id"))
        sis_id = self.sis_ids.get(number)
        return (sis_id, sis_id if sis_id == mark(key) else f"{NUMBER}{number}") if sis_id else None

    def whole(self, row: SisRow) -> SisRow | None:
        """A remembered row with the person's SIS id; None when that is not known now."""
        user = row.user
        if not user.startswith(NUMBER):
            return row
        sis_id = self.sis_ids.get(user.removeprefix(NUMBER))
        return row.with_user(sis_id) if sis_id else None


def person_row(thing: Wanted, provider: str) -> SisRow:
    """A new person."""
    once = {name: str(value) for name, value in thing.once.items()}
    cells = (mark(thing.key), str(thing.place["login"]), provider, once["name"], once["email"], "active")
    return SisRow(Kind.PERSON, cells)


def planned(change: Create, people: People, with_ids: Collection[str]) -> Planned | None:
    """The row of what is to be made; None when its place or its person has no SIS id after all."""
    thing = change.thing
    refs = {name: value.key for name, value in {**thing.fields, **thing.place}.items() if isinstance(value, Ref)}
    places = [refs[name] for name in _PLACES[thing.kind]]
    if any(place not in with_ids for place in places):
        return None
    who = people.of(refs["user"]) if "user" in refs else ("", "")
    if who is None:
        return None
    whole, kept = (SisRow(thing.kind, _cells(thing, [mark(place) for place in places], user)) for user in who)
    return Planned(change=change, row=whole, kept=kept)


_PLACES: Mapping[Kind, tuple[str, ...]] = {
    Kind.SECTION: ("course",),
    Kind.ENROLMENT: ("course", "section"),
    Kind.GROUP: ("category",),
    Kind.GROUP_MEMBERSHIP: ("group",),
}


def _cells(thing: Wanted, places: Sequence[str], user: str) -> tuple[str, ...]:
    match thing.kind:
        case Kind.ENROLMENT:
            return (*places, user, ROLES[str(thing.place["type"])], "active")
        case Kind.GROUP_MEMBERSHIP:
            return (*places, user, "accepted")
        case Kind.SECTION:
            return (mark(thing.key), *places, str(thing.fields["name"]), "active")
    return (mark(thing.key), *places, str(thing.fields["name"]), "available")


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The last import of a data set: its number, the bytes of its files, and its rows by our keys."""

    number: int
    data_set: str
    size: int
    rows: Mapping[str, SisRow]
    kept: Mapping[str, SisRow]


def baseline(
    own: Link | None, links: Iterable[Link], newest: Sequence[Mapping[str, object]], people: People
) -> Baseline | None:
    """What Canvas would compare with, as we remember it in the import's `own` link; None unless that is certain."""
    if own is None or own.intent is not None or not own.remote_id:
        return None
    data_set = str(own.sent.get("set"))
    last = next((row for row in newest if row.get("diffing_data_set_identifier") == data_set), None)
    held = {link.key: one for link in links if (one := imported(link)) and one.data_set == data_set}
    rows = {key: row for key, one in held.items() if (row := people.whole(one.row)) is not None}
    if last is None or str(last.get("id")) != own.remote_id or len(rows) < len(held):
        return None
    if rows_digest(rows.values()) != own.sent.get("rows"):
        return None
    size = sum(map(len, sis_files(rows.values()).values()))
    kept = {key: one.row for key, one in held.items()}
    return Baseline(number=int(own.remote_id), data_set=data_set, size=size, rows=rows, kept=kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one import holds: all its `rows`, and those of them that are changes; `left` goes one by one."""

    data_set: str
    against: int
    rows: Mapping[str, SisRow]
    parts: Sequence[Planned]
    left: Sequence[Remove]

    @property
    def digest(self) -> str:
        """Signs that its rows share with no others."""
        return rows_digest(self.rows.values())


def plan(
    made: Sequence[Planned], endings: Sequence[Remove], before: Baseline | None, *, fresh: str, threshold: int
) -> Plan:
    """Compared with what was `before` where that is safe, else in the `fresh` data set."""
    new = {one.change.key: one.row for one in made}
    if before is not None and (compared := _compared(made, endings, before, new, threshold)) is not None:
        return compared
    return Plan(data_set=fresh, against=0, rows=new, parts=made, left=endings)


def _compared(
    made: Sequence[Planned], endings: Sequence[Remove], before: Baseline, new: Mapping[str, SisRow], threshold: int
) -> Plan | None:
    ending = {one.key for one in endings if one.key in before.rows}
    rows = {**{key: row for key, row in before.rows.items() if key not in ending}, **new}
    standing = set(before.rows.values())
    invisible = not standing.isdisjoint(new.values())
    twice = len({row.identity for row in rows.values()}) < len(set(rows.values()))
    emptied = {row.kind for row in standing} - {row.kind for row in rows.values()}
    size = sum(map(len, sis_files(rows.values()).values()))
    if invisible or twice or emptied or abs(1 - size / before.size) * 100 > threshold:
        return None
    still = {row.identity for row in rows.values()}
    gone = [one for one in endings if one.key in ending and before.rows[one.key].identity not in still]
    parts = [*made, *(Planned(change=one, row=before.rows[one.key], kept=before.kept[one.key]) for one in gone)]
    gone_keys = {one.key for one in gone}
    left = [one for one in endings if one.key not in gone_keys]
    return Plan(data_set=before.data_set, against=before.number, rows=rows, parts=parts, left=left)


def memory_of(part: Planned, data_set: str) -> Json:
    """What the link of something imported remembers of it."""
    return Imported(data_set=data_set, row=part.kept).as_json()


def import_key(term: str, name: str) -> str:
    """The key of an import of the term: of `people`, or of `places` and who is in them."""
    return f"{term}/import/{name}"


def import_link(term: str, name: str) -> Link:
    """What is remembered of an import, before anything is."""
    return Link(key=import_key(term, name), term=term, system=System.CANVAS, kind=Kind.SIS_IMPORT)
