"""The road to Canvas: one call for each thing, or all that are many as one SIS import; and why this one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from nettools.canvas import imported
from nettools.changes import Change, ChangeSet, Create, Json, Kind, Link, Ref, Remove, Snapshot, Update, Wanted
from nettools.errors import NettoolsError, Place, Problem, RefusedError, SettingsError
from nettools.jobs.changes.remotes import Remotes
from nettools.language import Text, text

PAYS_FROM = 200  # so many changes are worth an import, which takes a minute and a dozen calls whatever its size
CALLS_OF_IMPORTS = 12  # whatever their size, as far as can be told: looked at now and then until they are over
_ENDING = frozenset({Kind.ENROLMENT, Kind.GROUP_MEMBERSHIP})  # what an import may end; nothing else goes by itself
_WITH_MARKS = frozenset({Kind.COURSE_ROOM, Kind.SECTION, Kind.GROUP_CATEGORY, Kind.GROUP})
_PLAIN_ID = re.compile(r"[^\s,;()\"'@]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """What was chosen, and why.

    `keys` are the changes that go as an import. `marked` are things whose SIS id in Canvas is our mark; `people` the
    SIS ids of those who have one, by Canvas's number.
    """

    chosen: Literal["rest", "sis"]
    reason: Text
    forced: bool = False
    keys: frozenset[str] = frozenset()
    marked: frozenset[str] = frozenset()
    people: Mapping[str, str] = field(default_factory=dict, repr=False)

    def as_json(self) -> dict[str, Json]:
        """As `--json` prints it."""
        return {"chosen": self.chosen, "reason": str(self.reason)}


def choose(remotes: Remotes, snapshot: Snapshot, change_set: ChangeSet) -> Road | None:
    """The road for this change set; None when Canvas is not spoken to.

    Raises RefusedError or SettingsError when an import is asked for and cannot be.
    """
    if remotes.canvas is None:
        return None
    asked = remotes.options.road or remotes.tools.settings.canvas.road
    if asked == "rest":
        return Road(chosen="rest", reason=text("one by one, as asked for"), forced=True)
    marked = frozenset(one.key for one in snapshot.found if one.key and one.kind in _WITH_MARKS)
    people = {number: sis_id for number, sis_id in _people(snapshot) if _PLAIN_ID.fullmatch(sis_id)}
    keys = frozenset(_Candidates(change_set, marked, people, remotes.links).keys())
    n = len(keys)
    if asked == "auto" and n < PAYS_FROM:
        return Road(
            chosen="rest",
            reason=text("one by one; an import pays from {least} changes, and here are {n}", least=PAYS_FROM, n=n),
        )
    if keys and (hindrance := _hindrance(remotes, change_set)):
        if asked == "sis":
            raise hindrance
        return Road(chosen="rest", reason=text("one by one; {why}", why=_why(hindrance)))
    can = text("as an import, since {n} changes can go so", n=n)
    said = text("as an import, as asked for") if asked == "sis" else can
    return Road(chosen="sis", reason=said, forced=asked == "sis", keys=keys, marked=marked, people=people)


def _people(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    for found in snapshot.found:
        if found.kind is Kind.PERSON:
            yield found.remote_id, found.sis_id
        elif found.kind is Kind.ENROLMENT:
            yield str(found.place["user"]), found.sis_id


def _why(hindrance: NettoolsError) -> Text:
    return hindrance.problems[0].message if isinstance(hindrance, SettingsError) else hindrance.message


def _hindrance(remotes: Remotes, change_set: ChangeSet) -> NettoolsError | None:
    """Why nothing can be imported, if so: what the token may, then what the settings say of people."""
    reach, settings = remotes.reach, remotes.tools.settings.canvas
    if not reach.root:
        said = text("canvas.account_id is no root account, and imports go to root accounts alone")
        return RefusedError(said, code="road")
    if not (reach.sis_imports and reach.sis_ids):
        said = text("the token may not import: it needs the rights to import SIS data and to manage it")
        return RefusedError(said, code="road")
    if not any(isinstance(one, Create) and one.kind is Kind.PERSON for one in change_set.changes):
        return None
    if not settings.people_sis_ids:
        said = text("new people get no SIS id of ours (canvas.people_sis_ids), and only who has one can be imported")
        return SettingsError([Problem(code="road", message=said, place=Place(key="canvas.people_sis_ids"))])
    if settings.invitation == "mail":
        said = text("Canvas invites new people by mail (canvas.invitation), which an import does not make it do")
        return SettingsError([Problem(code="road", message=said, place=Place(key="canvas.invitation"))])
    return None


@dataclass(frozen=True)
class _Candidates:
    """What of a change set can be imported: that whose place and person have SIS ids, or will have."""

    change_set: ChangeSet
    marked: frozenset[str]
    people: Mapping[str, str]
    links: Mapping[str, Link]

    def keys(self) -> set[str]:
        made = {one.key: one.thing for one in self.change_set.changes if isinstance(one, Create)}
        with_ids = self.marked | {key for key, thing in made.items() if thing.kind in _WITH_MARKS}
        found = {key for key, thing in made.items() if self._fits(thing, with_ids, made)}
        found |= {
            one.key
            for one in self.change_set.changes
            if isinstance(one, Remove) and one.kind in _ENDING and self._was_imported(one.key)
        }
        return found | self._people_for(found, made)

    def _fits(self, thing: Wanted, with_ids: frozenset[str], made: Mapping[str, Wanted]) -> bool:
        refs = {name: value.key for name, value in {**thing.fields, **thing.place}.items() if isinstance(value, Ref)}
        match thing.kind:
            case Kind.SECTION:
                return refs.get("course") in with_ids
            case Kind.ENROLMENT:
                # A course's teachers are not told apart by section when they are looked at.
                there = {refs.get("course"), refs.get("section")} <= with_ids
                return there and thing.place["type"] != "TeacherEnrollment" and self._has_id(refs["user"], made)
            case Kind.GROUP:
                return refs.get("category") in with_ids
            case Kind.GROUP_MEMBERSHIP:
                return refs.get("group") in with_ids and self._has_id(refs["user"], made)
        return False

    def _has_id(self, person: str, made: Mapping[str, Wanted]) -> bool:
        return person in made or str(self.change_set.facts.get(person, {}).get("id")) in self.people

    def _was_imported(self, key: str) -> bool:
        link = self.links.get(key)
        return link is not None and imported(link) is not None

    def _people_for(self, found: set[str], made: Mapping[str, Wanted]) -> set[str]:
        """New people whom nothing but the import needs: an import tells no numbers, which all other calls ask for."""
        needed = {ref for one in self.change_set.changes if one.key not in found for ref in refs_of(one)}
        wanted = {ref for key in found if key in made for ref in _refs(made[key])}
        return {key for key in wanted - needed if key in made and made[key].kind is Kind.PERSON}


def refs_of(change: Change) -> set[str]:
    """The keys of the things that a change must know of."""
    match change:
        case Create(thing=thing):
            return _refs(thing)
        case Update(fields=fields):
            return {value.key for value in fields.values() if isinstance(value, Ref)}
    return set()


def _refs(thing: Wanted) -> set[str]:
    return {value.key for value in (*thing.place.values(), *thing.fields.values()) if isinstance(value, Ref)}
