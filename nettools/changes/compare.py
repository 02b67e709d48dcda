"""What is wanted, what was last sent, what is there now: the three ways that together say what must change.

Nothing is made twice: a thing is known again by its id, else by its mark, else by its place. What a person has edited
is Drift and stays, until we ourselves want something new in that field. What we did not make is never touched.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nettools.changes.change import Adopt, Change, ChangeSet, Create, Drift, DriftCode, Remove, Update
from nettools.changes.emptied import left_empty
from nettools.changes.memory import KEPT, Action, Json, Link, remembered, struck, told
from nettools.changes.order import look_up
from nettools.changes.snapshot import Found, Snapshot
from nettools.changes.thing import LASTING_KINDS, Kind, Ref, Value, Wanted
from nettools.changes.unlisted import forced, renewed, set_back

# What is not deleted when it is not wanted any more, and the fields that it gets instead.
SET_ASIDE: Mapping[Kind, Mapping[str, Json]] = {
    Kind.ENROLMENT: {"state": "inactive"},
    Kind.ZOOM_REGISTRANT: {"state": "cancelled"},
}
# What cannot be changed in a thing that is there: whoever wants it otherwise removes the thing, and it is made anew.
FIXED: Mapping[Kind, frozenset[str]] = {Kind.ZOOM_MEETING: frozenset({"host"})}
# The same, once people have worked in it.
FIXED_IN_USE: Mapping[Kind, frozenset[str]] = {Kind.HAND_IN: frozenset({"group_category"})}
ASIDE_STATES = frozenset({"inactive", "completed", "cancelled", "denied"})


def compare(
    term: str,
    wanted: Sequence[Wanted],
    snapshot: Snapshot,
    links: Mapping[str, Link],
    overwrite: Collection[str] = (),
) -> ChangeSet:
    """Say what must change for `wanted` to be there.

    Args:
        term: the term as text; a marked thing of another term is none of our business here.
        wanted: all that the term should have.
        snapshot: all that is there, of the systems that were looked at.
        links: what we remember, by key: the term's own links and those of people.
        overwrite: what people have edited and is to be ours again: `key` of a thing, or `key:field`.

    Returns:
        The change set; empty when nothing is to do.
    """
    by_key = {thing.key: thing for thing in wanted}
    return _Comparison(term, by_key, snapshot, links, frozenset(overwrite)).run()


@dataclass
class _Comparison:
    """One comparison under way."""

    term: str
    wanted: Mapping[str, Wanted]
    snapshot: Snapshot
    links: Mapping[str, Link]
    overwrite: frozenset[str] = frozenset()
    facts: dict[str, dict[str, Json]] = field(default_factory=dict)
    later: set[str] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    drift: list[Drift] = field(default_factory=list)
    learned: list[Link] = field(default_factory=list)
    gone: list[Link] = field(default_factory=list)
    claimed: dict[tuple[Kind, str], str] = field(default_factory=dict)
    standing: dict[Kind, int] = field(default_factory=dict)

    def run(self) -> ChangeSet:
        self._claim_linked()
        for thing in sorted(self.wanted.values(), key=lambda thing: thing.kind.rank):
            self._want(thing)
        removals, kept = left_empty([*self._linked_leavers(), *self._marked_orphans()], self.changes, self.snapshot)
        self.changes += removals
        self.drift += kept
        return ChangeSet(
            term=self.term,
            changes=tuple(self.changes),
            drift=tuple(self.drift),
            facts=self.facts,
            learned=tuple(self.learned),
            gone=tuple((link.key, link.system) for link in self.gone),
            standing=self.standing,
        )

    def _claim_linked(self) -> None:
        """What a link points at belongs to that key and is nobody else's; a key that is wanted comes first."""
        for link in sorted(self.links.values(), key=lambda link: (link.key not in self.wanted, not link.remote_id)):
            found = self._leaver(link) if link.key not in self.wanted else self._by_id(link)
            if not found or self.claimed.setdefault((found.kind, found.remote_id), link.key) != link.key:
                continue
            if link.made and (link.remote_id or _told_no_id(link)) and not _is_aside(found):
                self.standing[found.kind] = self.standing.get(found.kind, 0) + 1

    def _by_id(self, link: Link) -> Found | None:
        return self.snapshot.with_id(link.kind, link.remote_id) if link.remote_id else None

    def _leaver(self, link: Link) -> Found | None:
        """What there is of a key that is not wanted any more: by its id, else where an unanswered call meant it."""
        if link.remote_id:
            return self._by_id(link)
        kind, place = Kind(link.kind), _intended_place(link)
        candidates = self.snapshot.marked(kind, link.key) or (self.snapshot.at(kind, place) if place else ())
        unclaimed = (found for found in candidates if self._holder(found) in {"", link.key})
        return next(unclaimed, None)

    def _holder(self, found: Found) -> str:
        return self.claimed.get((found.kind, found.remote_id), "")

    # --- what is wanted

    def _want(self, thing: Wanted) -> None:
        link = self.links.get(thing.key)
        looked = thing.system in self.snapshot.systems
        found = self._find(thing, link) if looked else None
        if found is not None and (heirloom := self._inherited(thing, found)):
            link = heirloom
        if found is not None:
            self.facts[thing.key] = {**found.fields, "id": found.remote_id}
        elif link and link.remote_id and (thing.over or not looked):
            self.facts[thing.key] = _facts_from_memory(link)
        if thing.over or not looked:
            return
        for name, value in thing.left_out.items():
            self._drifts(thing, name, value, None, "left-out")
        if found is None:
            self.later.add(thing.key)
            self.changes.append(Create(thing=thing))
        else:
            self._keep(thing, found, link)

    def _find(self, thing: Wanted, link: Link | None) -> Found | None:
        """The thing by its id, else by its mark, else by its place, or by the place that an intent noted."""
        if link and link.remote_id and (found := self.snapshot.with_id(thing.kind, link.remote_id)):
            self._report_copies(thing, found)
            return found
        found = self._free(thing, self.snapshot.marked(thing.kind, thing.key))
        for place in (self._place(thing), _intended_place(link)):
            if found is None and place:
                found = self._free(thing, self.snapshot.at(thing.kind, place))
        if found is not None:
            self._report_copies(thing, found)
        return found

    def _free(self, thing: Wanted, candidates: Sequence[Found]) -> Found | None:
        """What is this thing's own, or nobody's, or some key's that is not wanted any more."""
        free = [one for one in candidates if self._holder(one) in {"", thing.key}]
        free = free or [one for one in candidates if self._holder(one) not in self.wanted]
        return min(free, key=lambda one: (len(one.remote_id), one.remote_id), default=None)

    def _inherited(self, thing: Wanted, found: Found) -> Link | None:
        """The link of a key that is not wanted any more, when its place is this thing's.

        A companion who becomes the rektor has a new key and the same enrolment: it is kept, not ended and made anew.
        """
        holder = self._holder(found)
        if holder in self.wanted:
            return None
        self.claimed[found.kind, found.remote_id] = thing.key
        if not holder:
            return None
        return replace(self.links[holder], key=thing.key, term=thing.term, remote_id=found.remote_id)

    def _report_copies(self, thing: Wanted, chosen: Found) -> None:
        for copy in self.snapshot.marked(thing.kind, thing.key):
            if copy is not chosen and (copy.kind, copy.remote_id) not in self.claimed:
                self.claimed[copy.kind, copy.remote_id] = thing.key
                self.drift.append(
                    Drift(key=thing.key, kind=thing.kind, code="duplicate", label=thing.label, theirs=copy.remote_id)
                )

    def _place(self, thing: Wanted) -> dict[str, Json]:
        values = {name: self._resolve(value) for name, value in thing.place.items()}
        return {} if None in values.values() else values

    def _resolve(self, value: Value) -> Json:
        """The value meant; None when it is not known now."""
        return look_up(value, self.facts)

    def _comes_later(self, value: Value) -> bool:
        """Whether the value will be known when this change set is carried out."""
        return isinstance(value, Ref) and value.key in self.later

    def _keep(self, thing: Wanted, found: Found, link: Link | None) -> None:
        if link is not None and _told_no_id(link):
            link = replace(link, remote_id=found.remote_id)
        if link is None or link.remote_id != found.remote_id:
            made = bool(found.key) or (link is not None and link.intent is not None)
            link = Link(
                key=thing.key,
                term=thing.term,
                system=thing.system,
                kind=thing.kind,
                remote_id=found.remote_id,
                made=made,
            )
            better = self._learn(thing, found, link)
            self.changes.append(Adopt(thing=thing, remote_id=found.remote_id, made=made, sent=better.sent))
        else:
            better = self._learn(thing, found, link)
            if better != self.links.get(thing.key):
                self.learned.append(better)
        self._edit(thing, found, better)

    def _learn(self, thing: Wanted, found: Found, link: Link) -> Link:
        """The link with all that can be seen to be as we want it, and with what the system tells of its own."""
        sent = struck(link.sent, {KEPT: None})
        for name, value in thing.fields.items():
            resolved = self._resolve(value)
            if name not in sent and resolved is not None and found.fields.get(name) == resolved:
                sent[name] = resolved
        tells = {name: value for name, value in found.fields.items() if name not in thing.fields}
        certain = all(name in sent for name in thing.fields)
        return replace(link, sent=remembered(sent, tells), intent=None if certain else link.intent)

    def _edit(self, thing: Wanted, found: Found, link: Link) -> None:  # noqa: C901 - the truth table, line by line
        edits: dict[str, Value] = {}
        for name, value in thing.fields.items():
            resolved, theirs = self._resolve(value), found.fields.get(name)
            if resolved is None and not self._comes_later(value):
                continue
            if name in FIXED.get(thing.kind, ()) or (found.lasting and name in FIXED_IN_USE.get(thing.kind, ())):
                if theirs != resolved:
                    self._drifts(thing, name, resolved, theirs, "fixed")
            elif not link.made:
                if resolved is not None and theirs != resolved:
                    self._drifts(thing, name, resolved, theirs)
            elif name not in link.sent or resolved != link.sent[name]:
                edits[name] = value
            elif name not in found.fields:
                self.drift += forced(thing, name, link)
            elif theirs == told(link.sent, name):
                continue
            elif self._is_overwritten(thing.key, name):
                edits[name] = value
            else:
                self._drifts(thing, name, link.sent[name], theirs, ours_again=True)
        edits |= set_back(thing, link)
        if edits:
            self._renew(thing, edits)
            fills = all(_is_blank(found, link, name) for name in edits)
            self.changes.append(Update(thing=thing, remote_id=found.remote_id, fields=edits, fills=fills))

    def _renew(self, thing: Wanted, edits: Mapping[str, Value]) -> None:
        """What the edits make old is not known until they are made."""
        for fact in renewed(thing.kind, edits):
            self.facts[thing.key].pop(fact, None)
            self.later.add(thing.key)

    def _is_overwritten(self, key: str, name: str) -> bool:
        return bool(self.overwrite & {key, f"{key}:{name}"})

    def _drifts(
        self,
        thing: Wanted,
        name: str,
        ours: Json,
        theirs: Json,
        code: DriftCode = "edited",
        *,
        ours_again: bool = False,
    ) -> None:
        self.drift.append(
            Drift(
                key=thing.key,
                kind=thing.kind,
                code=code,
                label=thing.label,
                name=name,
                ours=ours,
                theirs=theirs,
                ours_again=ours_again,
            )
        )

    # --- what is not wanted any more

    def _linked_leavers(self) -> Iterator[Remove]:
        for link in self.links.values():
            kind = Kind(link.kind)
            if link.key in self.wanted or kind in LASTING_KINDS or kind.system not in self.snapshot.systems:
                continue
            found = self._leaver(link)
            if found and self._holder(found) != link.key:
                found = None
            if found is None:
                # A standing intent would one day claim what a person made. Rooms are looked for by their links alone.
                if link.remote_id or kind is not Kind.COURSE_ROOM:
                    self.gone.append(link)
            elif link.made:
                yield from self._let_go(link.key, found, link)

    def _marked_orphans(self) -> Iterator[Remove]:
        """Ours by their mark, though nothing is remembered of them: an answer was lost, or a database."""
        for found in self.snapshot.found:
            ours = found.key.startswith(f"{self.term}/") and found.key not in self.wanted
            ours = ours and found.kind not in LASTING_KINDS
            if ours and (found.kind, found.remote_id) not in self.claimed:
                yield from self._let_go(found.key, found, None)

    def _let_go(self, key: str, found: Found, link: Link | None) -> Iterator[Remove]:
        aside = SET_ASIDE.get(found.kind, {})
        if found.lasting or (link and told(link.sent, KEPT)):
            self.drift.append(Drift(key=key, kind=found.kind, code="kept", label=_label(key, found)))
        elif link and _is_moved(found, link):
            group = found.fields["group"]
            self.drift.append(
                Drift(key=key, kind=found.kind, code="edited", name="group", ours=link.sent["group"], theirs=group)
            )
        elif (
            aside
            and link
            and all(link.sent.get(name) == value for name, value in aside.items())
            and not self._is_overwritten(key, "state")
        ):
            if not _is_aside(found):
                self.drift.append(
                    Drift(
                        key=key,
                        kind=found.kind,
                        code="edited",
                        label=_label(key, found),
                        name="state",
                        ours=link.sent["state"],
                        theirs=found.fields.get("state"),
                        ours_again=True,
                    )
                )
        elif not (aside and _is_aside(found)):
            yield Remove(
                key=key,
                kind=found.kind,
                label=_label(key, found),
                remote_id=found.remote_id,
                place=_whereabouts(found),
                sets_aside=aside,
            )


def _told_no_id(link: Link) -> bool:
    """Made in bulk: the import was answered for, but tells no ids. What is found by its mark is this."""
    return link.made and not link.remote_id and link.intent is None


def _is_blank(found: Found, link: Link, name: str) -> bool:
    """Whether nobody has written the field yet, as far as anyone can tell: what is not shown was never answered for."""
    return found.fields[name] in ("", None) if name in found.fields else name not in link.sent


def _is_aside(found: Found) -> bool:
    return found.kind in SET_ASIDE and found.fields.get("state") in ASIDE_STATES


def _is_moved(found: Found, link: Link) -> bool:
    """Whether somebody has put the person in another group: there the person is theirs."""
    is_member = found.kind is Kind.GROUP_MEMBERSHIP and "group" in link.sent
    return is_member and found.fields["group"] != told(link.sent, "group")


def _whereabouts(found: Found) -> Mapping[str, Json]:
    """Its place, with the group that a member is in: what is asked to let the member go."""
    return {**found.place, **found.fields} if found.kind is Kind.GROUP_MEMBERSHIP else found.place


def _label(key: str, found: Found) -> str:
    return str(found.fields.get("name") or found.fields.get("title") or found.fields.get("topic") or key)


def _intended_place(link: Link | None) -> Mapping[str, Json]:
    if link is None or link.intent is None or link.intent.action is not Action.CREATE:
        return {}
    place = link.intent.fields.get("place")
    return place if isinstance(place, dict) else {}


def _facts_from_memory(link: Link) -> dict[str, Json]:
    names = {name.rstrip("~") for name in link.sent}
    return {**{name: told(link.sent, name) for name in names}, "id": link.remote_id}
