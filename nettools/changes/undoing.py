"""A run reversed: what it made goes, what it changed is as before, what it removed comes back, as far as that goes.

Only what still stands as the run left it is touched: neither what people have edited since, nor what a later run has
changed, nor what we did not make. Undoing again what is undone already is nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nettools.changes.change import Adopt, Change, ChangeSet, Create, Remove, Update
from nettools.changes.compare import ASIDE_STATES, SET_ASIDE
from nettools.changes.memory import KEPT, SECRET, Action, Json, Link, System, remembered, told
from nettools.changes.networkroom import instant
from nettools.changes.snapshot import Found, Snapshot
from nettools.changes.thing import LASTING_KINDS, Kind, Wanted
from nettools.changes.undo_holders import Standing, emptied, reconnected
from nettools.changes.undo_steps import Shortfall, ShortfallCode, Step, Undoing, in_order
from nettools.domain.journal import JournalEntry

# What those who were set aside are again when they take part.
_TAKES_PART: Mapping[Kind, Json] = {Kind.ENROLMENT: "active", Kind.ZOOM_REGISTRANT: "approved"}
# What the system brings back whole, with its id and what was in it.
_COMES_BACK = frozenset({Kind.COURSE_ROOM, Kind.ZOOM_MEETING})
# What comes back without what people had put in it.
_EMPTY_THEN = frozenset(
    {Kind.CALENDAR_EVENT, Kind.GROUP, Kind.GROUP_CATEGORY, Kind.HAND_IN, Kind.MODULE, Kind.PAGE},
)
# What begins at a time, and is left as it is from then on.
_STARTS: Mapping[Kind, str] = {Kind.ZOOM_MEETING: "start_time", Kind.CALENDAR_EVENT: "start_at"}
RECOVERABLE = timedelta(days=7)  # how long Zoom keeps a meeting that was removed


def undoing(
    term: str,
    entries: Sequence[JournalEntry],
    *,
    snapshot: Snapshot,
    links: Mapping[str, Link],
    wanted: Sequence[Wanted],
    now: datetime,
) -> Undoing:
    """Say what reverses a run.

    Args:
        term: the term as text.
        entries: what the run did, as the journal tells it.
        snapshot: all that is there now, of the systems that were looked at.
        links: what we remember, by key.
        wanted: what the term should have; says what things are called, and how such things are made.
        now: the time; what has begun is left as it is.

    Returns:
        The changes, what is to be forgotten (`gone`), and what cannot be undone.
    """
    return _Reversal(term, snapshot, links, {thing.key: thing for thing in wanted}, now).run(entries)


@dataclass
class _Reversal:
    """One run being reversed."""

    term: str
    snapshot: Snapshot
    links: Mapping[str, Link]
    wanted: Mapping[str, Wanted]
    now: datetime
    changes: list[Change] = field(default_factory=list)
    shortfalls: list[Shortfall] = field(default_factory=list)
    gone: list[tuple[str, System]] = field(default_factory=list)
    again: dict[tuple[Kind, str], str] = field(default_factory=dict)

    def run(self, entries: Sequence[JournalEntry]) -> Undoing:
        for entry in in_order(entries):
            self._reverse(entry)
        kept, holding = emptied(self.changes, self.snapshot, self.links)
        standing = Standing(self.snapshot, self.links, self.wanted)
        kept, lost = reconnected(kept, self.again, standing)
        shortfalls = [
            one for one in self.shortfalls if one.code != "anew" or one.key not in {each.key for each in lost}
        ]
        change_set = ChangeSet(term=self.term, changes=tuple(kept), facts=standing.facts(), gone=tuple(self.gone))
        return Undoing(change_set=change_set, shortfalls=(*shortfalls, *lost, *holding))

    def _reverse(self, entry: JournalEntry) -> None:
        kind = Kind(entry.kind) if entry.kind else None
        if entry.outcome == "unsure":
            self._tell(entry.key, kind, "unsure")
        elif entry.outcome != "done":
            return
        elif kind is None:
            self._tell(entry.key, kind, "account" if entry.key.startswith("person/") else "unnoted")
        elif kind in LASTING_KINDS:
            self._stays(entry, kind)
        elif kind.system not in self.snapshot.systems:
            self._tell(entry.key, kind, "unseen")
        elif entry.action == "adopt":
            self._forget(entry.key, kind)
        elif not entry.undo and entry.action != Action.CREATE:
            self._tell(entry.key, kind, "unnoted")
        else:
            self._ways()[entry.action](Step.of(entry, self._label(entry.key)))

    def _ways(self) -> Mapping[str, Callable[[Step], None]]:
        return {Action.CREATE: self._unmake, Action.UPDATE: self._set_back, Action.REMOVE: self._bring_back}

    def _label(self, key: str) -> str:
        return self.wanted[key].label if key in self.wanted else key

    def _tell(self, key: str, kind: Kind | None, code: ShortfallCode, *, label: str = "", name: str = "") -> None:
        said = label or self._label(key)
        self.shortfalls.append(Shortfall(key=key, kind=kind, code=code, label=said, name=name))

    def _short(self, step: Step, code: ShortfallCode, name: str = "") -> None:
        self._tell(step.key, step.kind, code, label=step.label, name=name)

    def _stays(self, entry: JournalEntry, kind: Kind) -> None:
        if entry.action == Action.CREATE and kind is Kind.PERSON:
            self._tell(entry.key, kind, "account")
        elif kind is Kind.ANNOUNCEMENT:
            self._tell(entry.key, kind, "announced")

    def _forget(self, key: str, kind: Kind) -> None:
        """What a person made, and we only remembered. What is ours was there before the run, and is ours still."""
        link = self.links.get(key)
        if link and link.made:
            self._tell(key, kind, "adopted")
        elif link:
            self.gone.append((key, kind.system))

    # --- what the run made

    def _unmake(self, step: Step) -> None:
        link = self.links.get(step.key)
        found = self._made(step, link)
        if found is None:
            self._miss(step, link)
        elif not _is_ours(found, link, step.key):
            self._short(step, "later")
        elif step.kind in SET_ASIDE:
            self._set_aside(step, found, link)
        elif self._has_begun(step.kind, found.fields):
            self._short(step, "begun")
        elif found.lasting or (link and told(link.sent, KEPT)):
            self._short(step, "people")
        elif change := _changed(step, found, link):
            self._short(step, *change)
        else:
            self.changes.append(_removal(step, found))

    def _miss(self, step: Step, link: Link | None) -> None:
        """It is not there. Registrants are looked for only where the plan wants some, and before a meeting begins."""
        aside = SET_ASIDE.get(step.kind, {})
        if link is None or (aside and link.sent.get("state") == aside["state"]):
            return
        if step.kind is Kind.ZOOM_REGISTRANT:
            self._short(step, "unseen")
        elif link.remote_id and link.remote_id == step.remote_id:
            self.gone.append((step.key, step.kind.system))

    def _made(self, step: Step, link: Link | None) -> Found | None:
        """What was made, by its id; what came by an import, which tells no ids, by its link's or by its mark."""
        remote_id = step.remote_id or (link.remote_id if link else "")
        if remote_id:
            return self.snapshot.with_id(step.kind, remote_id)
        return next(iter(self.snapshot.marked(step.kind, step.key)), None)

    def _set_aside(self, step: Step, found: Found, link: Link | None) -> None:
        """Nobody is deleted who took part."""
        aside = SET_ASIDE[step.kind]
        if found.fields.get("state") in ASIDE_STATES:
            return
        if link and link.sent.get("state") == aside["state"]:  # a later run set it aside, and somebody brought it back
            self._short(step, "later")
        else:
            self.changes.append(_removal(step, found, aside))

    def _has_begun(self, kind: Kind, fields: Mapping[str, Json]) -> bool:
        start = str(fields.get(_STARTS[kind]) or "") if kind in _STARTS else ""
        return bool(start) and start <= instant(self.now)

    # --- what the run changed

    def _set_back(self, step: Step) -> None:
        link = self.links.get(step.key)
        found = self._made(step, link)
        if found is None:
            self._short(step, "gone")
        elif link is None or not _is_ours(found, link, step.key):
            self._short(step, "later")
        elif not step.after:
            self._short(step, "unnoted")
        elif self._has_begun(step.kind, found.fields):
            self._short(step, "begun")
        elif step.kind in SET_ASIDE:
            self._take_out_again(step, found, link)
        elif fields := self._as_before(step, found, link):
            thing = _thing(step, fields)
            self.changes.append(Update(thing=thing, remote_id=found.remote_id, fields=fields))

    def _take_out_again(self, step: Step, found: Found, link: Link) -> None:
        if step.before.get("state") == SET_ASIDE[step.kind]["state"]:
            self._set_aside(step, found, link)
        else:
            self._short(step, "unknown", "state")

    def _as_before(self, step: Step, found: Found, link: Link) -> dict[str, Json]:
        """The fields that still are as the run sent them and were known before."""
        fields: dict[str, Json] = {}
        for name, sent in step.after.items():
            was, ours = step.before.get(name), link.sent.get(name)
            if was is None:
                self._short(step, "unknown", name)
            elif was in (found.fields.get(name), ours):
                continue
            elif name in link.sent and ours != sent:
                self._short(step, "later", name)
            elif found.fields.get(name, sent) not in (sent, told(link.sent, name)):
                self._short(step, "edited", name)
            else:
                fields[name] = was
        return fields

    # --- what the run removed

    def _bring_back(self, step: Step) -> None:
        if step.kind in SET_ASIDE:
            self._let_in_again(step)
            return
        link = self.links.get(step.key)
        found = self._there_again(step, link)
        if link and link.remote_id and not link.intent and found:
            return  # brought back, or made anew by a later run
        if found is None or step.kind in _COMES_BACK:
            self._make_again(step)  # one that an earlier undoing brought back half is brought back whole
        else:
            sent = {name: value for name, value in step.before.items() if found.fields.get(name) == value}
            answered = remembered(sent, found.fields)
            thing = _thing(step, step.before)
            self.changes.append(Adopt(thing=thing, remote_id=found.remote_id, made=True, sent=answered))

    def _there_again(self, step: Step, link: Link | None) -> Found | None:
        """What stands under our key now: brought back, made anew, or made by a call whose answer was lost."""
        ids = [step.remote_id, link.remote_id if link else ""]
        found = [one for one in (self.snapshot.with_id(step.kind, one) for one in ids) if one]
        found += self.snapshot.marked(step.kind, step.key)
        if not found and link and link.intent and link.intent.action is Action.CREATE:
            found += self.snapshot.at(step.kind, _place(step))
        return found[0] if found else None

    def _let_in_again(self, step: Step) -> None:
        link = self.links.get(step.key)
        found = self._made(step, link)
        aside = SET_ASIDE[step.kind]["state"]
        if found is None and not self._comes_back_with(step):
            self._short(step, "gone")
        elif found and found.fields.get("state") not in ASIDE_STATES:
            return
        elif link and link.sent.get("state", aside) != aside:
            self._short(step, "later")
        else:
            fields: Mapping[str, Json] = {"state": step.before.get("state") or _TAKES_PART[step.kind]}
            remote_id = found.remote_id if found else step.remote_id
            self.changes.append(Update(thing=_thing(step, fields), remote_id=remote_id, fields=fields))

    def _comes_back_with(self, step: Step) -> bool:
        """Whether it is registered for a meeting that comes back, with all who were."""
        meeting = step.place.get("meeting")
        return any(isinstance(one, Create) and one.remote_id and one.remote_id == meeting for one in self.changes)

    def _make_again(self, step: Step) -> None:
        if reason := self._cannot_make(step):
            self._short(step, reason)
            return
        thing = _thing(step, _fields(step), once=self._once(step))
        back = step.remote_id if step.kind in _COMES_BACK else ""
        self.changes.append(Create(thing=thing, remote_id=back))
        self.again[step.kind, step.remote_id] = step.key
        if step.kind in _EMPTY_THEN:
            self._short(step, "anew")

    def _cannot_make(self, step: Step) -> ShortfallCode | None:
        place = _place(step)
        if self._has_begun(step.kind, step.before):
            return "begun"
        if step.kind is Kind.ZOOM_MEETING and self.now - step.at >= RECOVERABLE:
            return "too-late"
        if step.kind is Kind.ZOOM_MEETING and "host" not in place:
            return "unknown"
        if step.kind not in _COMES_BACK | {Kind.MODULE_ITEM} and not _fields(step):  # an item is its place alone
            return "unknown"
        if step.kind is Kind.HAND_IN and not self._once(step):
            return "unknown"
        taken = any(found.remote_id != step.remote_id for found in self.snapshot.at(step.kind, place))
        return "taken" if taken else None

    def _once(self, step: Step) -> Mapping[str, Json]:
        """What such a thing is made with besides its fields, which nobody remembers: as the plan makes its like."""
        likes = [thing for thing in self.wanted.values() if thing.kind is step.kind]
        return next((thing.once for thing in (self.wanted.get(step.key), *likes) if thing), {})


def _is_ours(found: Found, link: Link | None, key: str) -> bool:
    if link is None:
        return found.key == key
    return link.made and link.remote_id in {"", found.remote_id}


def _changed(step: Step, found: Found, link: Link | None) -> tuple[ShortfallCode, str] | None:
    """How it differs from what the run left, if it does, and in which field."""
    sent = link.sent if link else {}
    ours = {name: value for name, value in sent.items() if not name.endswith("~") and name not in {KEPT, *SECRET}}
    left = step.after or ours
    for name in dict.fromkeys([*left, *ours]):
        if name in ours and (name not in left or ours[name] != left[name]):
            return "later", name
        if name in found.fields and found.fields[name] not in (left[name], told(sent, name)):
            return "edited", name
    return None


def _removal(step: Step, found: Found, aside: Mapping[str, Json] | None = None) -> Remove:
    """Letting it go; a member is let go from the group that the member is in."""
    place = {**found.place, **found.fields} if found.kind is Kind.GROUP_MEMBERSHIP else found.place
    return Remove(
        key=step.key,
        kind=step.kind,
        label=step.label,
        remote_id=found.remote_id,
        place=place,
        sets_aside=aside or {},
    )


def _thing(step: Step, fields: Mapping[str, Json], once: Mapping[str, Json] | None = None) -> Wanted:
    return Wanted(key=step.key, kind=step.kind, label=step.label, place=_place(step), fields=fields, once=once or {})


def _place(step: Step) -> Mapping[str, Json]:
    """Where it was: a meeting with its host, a member without the group, which is a field."""
    if step.kind is Kind.ZOOM_MEETING and "host" in step.before:
        return {**step.place, "host": step.before["host"]}
    if step.kind is Kind.GROUP_MEMBERSHIP:
        return {name: value for name, value in step.place.items() if name != "group"}
    return step.place


def _fields(step: Step) -> Mapping[str, Json]:
    """What was last sent; of a thing that was never sent alone, as in an import, what its place tells."""
    fields = {name: value for name, value in step.before.items() if name != KEPT}
    told_by_place = "group" if step.kind is Kind.GROUP_MEMBERSHIP else "name"
    return fields or {name: value for name, value in step.place.items() if name == told_by_place}
