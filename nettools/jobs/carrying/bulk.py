"""The fast road: what can be imported of a change set goes as SIS imports, and the rest one by one, before and after.

People go in an import of their own, whose data set is always new: compared with an earlier one, Canvas would delete
whoever is missing. An import tells no numbers of what it makes: links are kept without, and learn them when we look
next. Each import has a link, too: its intent is noted before it is handed in, so that after a run that was killed
Canvas's list tells what became of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nettools.canvas import MEMORY, Complaints, DataSet, Ended, SisImports, sis_files, sorted_out
from nettools.changes import (
    Action,
    Adopt,
    Answer,
    Change,
    ChangeSet,
    Create,
    Intent,
    Json,
    Kind,
    Link,
    Order,
    Ref,
    Remove,
    System,
    Wanted,
    look_up,
    order_of,
    struck,
)
from nettools.errors import RemoteError
from nettools.jobs.carrying.bulk_rows import (
    People,
    Plan,
    Planned,
    baseline,
    import_key,
    import_link,
    memory_of,
    person_row,
    plan,
    planned,
)
from nettools.jobs.carrying.carried import Call, Note, Result, missing, result_of, term_of
from nettools.jobs.carrying.carrier import Carrier, undo_of
from nettools.jobs.carrying.road import Road, refs_of
from nettools.jobs.changes.remotes import Remotes
from nettools.jobs.tools import Progress
from nettools.language import text

_LEFT_TO_REST = frozenset({"refused", "forbidden", "not-found"})
_EARLY = Kind.GROUP_CATEGORY.rank  # what an import refers to has been made one by one when this rank is done
_HOLDING = frozenset({Kind.SECTION, Kind.GROUP})  # what calls may need the numbers of


@dataclass(kw_only=True)
class Bulk:
    """Carries one change set out by the fast road.

    `provider` is how new people log in; `threshold` how many percent an import may differ from the last one.
    """

    carrier: Carrier
    imports: SisImports
    road: Road
    term: str
    provider: str
    threshold: int
    _imported: dict[str, Wanted] = field(default_factory=dict)

    def carry_out(self, change_set: ChangeSet) -> tuple[Result, ...]:
        """Do it all, as far as it goes."""
        bulk = [one for one in change_set.changes if one.key in self.road.keys and isinstance(one, Create | Remove)]
        early = [one for one in change_set.changes if one.key not in self.road.keys and _comes_early(one)]
        self.carrier.carry_out(replace(change_set, changes=tuple(early)))
        left = {change.key for change in self._import(bulk)}
        gone = {one.key for one in bulk} - left
        late = [one for one in change_set.changes if one.key in left or not (one.key in gone or _comes_early(one))]
        late = self._with_numbers(late)
        return self.carrier.carry_out(replace(change_set, changes=tuple(late), learned=(), gone=()))

    # --- two imports

    def _import(self, changes: Sequence[Create | Remove]) -> list[Change]:
        """Import people, then all that has a place; what is given back must go one by one."""
        try:
            newest = self.imports.newest()
        except RemoteError as error:
            return self._refused(changes, error) or []
        after = max((int(row["id"]) for row in newest), default=0)
        people = [one for one in changes if isinstance(one, Create) and one.kind is Kind.PERSON]
        others = [one for one in changes if one.kind is not Kind.PERSON]
        left: list[Change] = []
        if people:
            sent = self._send("people", self._people_plan(people, after), after)
            if sent is None:
                self.carrier.remember([Note(result=result_of(self._order(one), "left")) for one in others])
                return []
            left += sent
        going, single = self._places_plan(others, newest, after)
        left += single
        if going.parts:
            left += self._send("places", going, after) or ()
        return left

    def _people_plan(self, people: Sequence[Create], after: int) -> Plan:
        rows = [(one, person_row(one.thing, self.provider)) for one in people]
        return Plan(
            data_set=f"nettools.{self.term}.people.{after}",
            against=0,
            rows={one.key: row for one, row in rows},
            parts=[Planned(change=one, row=row, kept=row) for one, row in rows],
            left=(),
        )

    def _places_plan(
        self, changes: Sequence[Create | Remove], newest: Sequence[Mapping[str, object]], after: int
    ) -> tuple[Plan, list[Change]]:
        links, made = self.carrier.links, self._made()
        who = People(
            made={key for key in made if key.startswith("person/")}, facts=self.carrier.facts, sis_ids=self.road.people
        )
        with_ids = set(self.road.marked) | made
        parts, single = list[Planned](), list[Change]()
        for change in sorted((one for one in changes if isinstance(one, Create)), key=lambda one: one.kind.rank):
            if (part := planned(change, who, with_ids)) is None:
                single.append(change)
            else:
                parts.append(part)
                with_ids.add(change.key)
        before = baseline(links.get(import_key(self.term, "places")), links.values(), newest, who)
        endings = [one for one in changes if isinstance(one, Remove)]
        fresh = f"nettools.{self.term}.{after}"
        going = plan(parts, endings, before, fresh=fresh, threshold=self.threshold)
        return going, [*single, *going.left]

    def _made(self) -> set[str]:
        """What this run has made itself, which has our mark then."""
        done = {one.key for one in self.carrier.results if one.state == "done" and one.action == Action.CREATE}
        return {key for key in done if (link := self.carrier.links.get(key)) and link.made}

    # --- one import

    def _send(self, name: str, going: Plan, after: int) -> list[Change] | None:
        """Carry one import out; what must go one by one after all. None when it is not known what became of it."""
        calls = [self._call(part, going.data_set) for part in going.parts]
        own = import_link(self.term, name)
        intent = Intent(
            action=Action.CREATE, fields={"set": going.data_set, "after": after}, noted=self.carrier.clock()
        )
        self.carrier.memory.before([replace(own, intent=intent), *(call.intended for call in calls)])
        told = _Told(self.carrier.progress, len(calls))
        try:
            data_set = DataSet(name=going.data_set, after=after, threshold=self.threshold)
            number = self.imports.hand_in(sis_files(going.rows.values()), data_set)
            ended = self.imports.wait(number, told)
            complaints = sorted_out(self.imports.complaints(ended), [part.row for part in going.parts])
        except RemoteError as error:
            return self._not_ended(own, going, calls, error, told.so_far)
        if not ended.good or (ended.against and not going.against):
            said = text("Canvas ended the import otherwise than it should ({state}).", state=ended.state)
            lost = RemoteError("canvas", said, code="import", answered=False)
            return self._not_ended(own, going, calls, lost, told.so_far)
        return self._ended(own, going, calls, ended, complaints, told.so_far)

    def _ended(  # noqa: PLR0917 - all that there is to know of an import
        self, own: Link, going: Plan, calls: Sequence[Call], ended: Ended, complaints: Complaints, told: int
    ) -> list[Change]:
        """What came of it, row by row. Without the comparison that we reckoned with, nothing was ended."""
        as_planned = ended.against == going.against
        notes, left = list[Note](), list[Change]()
        for part, call in zip(going.parts, calls, strict=True):
            if isinstance(part.change, Remove) and not as_planned:
                notes.append(_restored(call))
                left.append(part.change)
            else:
                notes.append(self._note(part, call, going.data_set, complaints))
        sent = {"set": going.data_set, "rows": going.digest}
        remembered = replace(own, remote_id=str(ended.number), sent=sent)
        lasting = as_planned and own.key == import_key(self.term, "places")
        notes.append(Note(keep=remembered) if lasting else Note(forget=(own.key, own.system)))
        self.carrier.remember(notes, counted=told)
        return left

    def _note(self, part: Planned, call: Call, data_set: str, complaints: Complaints) -> Note:
        order = call.order
        if said := complaints.of_rows.get(part.row):
            error = RemoteError("canvas", text("Canvas refused it: {words}", words=said), code="refused")
            return _restored(call, result_of(order, "failed", error))
        if complaints.of_all:
            error = RemoteError(
                "canvas", text("Canvas says of the import: {words}", words=complaints.of_all), code="import"
            )
            return Note(keep=call.intended, result=result_of(order, "unsure", error))
        result = result_of(order, "done", undo=undo_of(call, Answer(remote_id=order.remote_id)))
        if isinstance(part.change, Remove):
            if not order.fields:
                return Note(forget=(order.key, System.CANVAS), result=result)
            sent = {name: value for name, value in call.intended.sent.items() if name != MEMORY}
            return Note(keep=replace(call.intended, sent={**sent, **order.fields}, intent=None), result=result)
        self._imported[order.key] = part.change.thing
        sent = {**order.fields, MEMORY: memory_of(part, data_set)}
        return Note(keep=replace(call.intended, sent=sent, intent=None), result=result)

    def _not_ended(
        self, own: Link, going: Plan, calls: Sequence[Call], error: RemoteError, told: int
    ) -> list[Change] | None:
        """No answer: perhaps done. Refused as a whole: nothing is done."""
        if not error.answered:
            unsure = [Note(keep=call.intended, result=result_of(call.order, "unsure", error)) for call in calls]
            self.carrier.remember(unsure, counted=told)
            return None
        self.carrier.remember([Note(forget=(own.key, own.system)), *map(_restored, calls)])
        return self._refused([part.change for part in going.parts], error)

    def _refused(self, changes: Iterable[Create | Remove], error: RemoteError) -> list[Change] | None:
        """Nothing is imported: unless somebody asked for just that, it goes one by one. Else why is told once."""
        if not self.road.forced and error.answered and error.code in _LEFT_TO_REST:
            return [*changes]
        orders = [self._order(change) for change in changes]
        notes = [Note(result=result_of(order, "left")) for order in orders[1:]]
        self.carrier.remember([*(Note(result=result_of(order, "failed", error)) for order in orders[:1]), *notes])
        return None

    def _order(self, change: Create | Remove) -> Order:
        """As for one call; where not even the place has a number yet, with no more than what is known of itself."""
        if (order := order_of(change, self.carrier.facts)) is not None or isinstance(change, Remove):
            assert order is not None  # a removal refers to nothing
            return order
        fields = {name: value for name, value in change.thing.fields.items() if not isinstance(value, Ref)}
        return Order(action=Action.CREATE, key=change.key, kind=change.kind, label=change.label, fields=fields)

    def _call(self, part: Planned, data_set: str) -> Call:
        order = self._order(part.change)
        previous = self.carrier.links.get(order.key)
        link = Link(key=order.key, term=term_of(order), system=System.CANVAS, kind=order.kind)
        if previous is not None and order.action is Action.REMOVE:
            link = replace(previous, remote_id=order.remote_id, sent=struck(previous.sent, order.fields))
        noted = order.intent(self.carrier.clock())
        noted = replace(noted, fields={**noted.fields, MEMORY: memory_of(part, data_set)})
        return Call(order, replace(link, intent=noted), previous)

    # --- afterwards

    def _with_numbers(self, changes: Sequence[Change]) -> list[Change]:
        """The changes, with the numbers read back of those imported things that they refer to."""
        needed = {ref for change in changes for ref in refs_of(change)} & set(self._imported)
        things = [self._imported[key] for key in needed if self._imported[key].kind in _HOLDING]
        lists = {(thing.kind, str(self._number(thing))) for thing in things}
        try:
            found = [one for kind, course in sorted(lists) for one in self.imports.marked(kind, course)]
        except RemoteError as error:
            waiting = {one.key for one in changes if refs_of(one) & needed}
            self.carrier.remember([_unread(one, error) for one in changes if one.key in waiting])
            return [one for one in changes if one.key not in waiting]
        for one in found:
            if one.key in needed:
                self.carrier.facts[one.key] = {**one.fields, "id": one.remote_id}
        return [*changes]

    def _number(self, thing: Wanted) -> Json:
        return look_up(thing.place["course"], self.carrier.facts)


@dataclass
class _Told:
    """Tells progress how far an import is, as a share of its changes."""

    progress: Progress
    changes: int
    so_far: int = 0

    def __call__(self, percent: int) -> None:
        now = self.changes * percent // 100
        self.progress.advance(now - self.so_far)
        self.so_far = now


def sis_imports(remotes: Remotes) -> SisImports:
    """The imports of the account; Canvas must be open."""
    assert remotes.canvas is not None
    return SisImports(remotes.canvas, remotes.tools.settings.canvas.account_id, remotes.tools.pause)


def settle(remotes: Remotes) -> None:
    """Wait for imports that an earlier run did not see the end of: looked at meanwhile, things would be half made.

    What they made is found and known again by its marks and rows. Raises RemoteError when one is not over.
    """
    owns = [remotes.links.get(import_key(str(remotes.term), name)) for name in ("people", "places")]
    for own in owns if remotes.canvas else ():
        if own is None or own.intent is None:
            continue
        imports = sis_imports(remotes)
        number = imports.find(str(own.intent.fields["set"]), int(str(own.intent.fields["after"])))
        if number:
            _wait(imports, number, remotes.tools.progress)
        remotes.tools.store.links.forget([own.key], own.system)
        del remotes.links[own.key]


def _wait(imports: SisImports, number: int, progress: Progress) -> None:
    progress.begin(text("Waiting for an import that was under way"), 100)
    try:
        imports.wait(number, _Told(progress, 100))
    finally:
        progress.end()


def _unread(change: Change, error: RemoteError) -> Note:
    result = missing(change, carried=False)
    return Note(result=replace(result, code=error.code, message=error.message))


def _comes_early(change: Change) -> bool:
    return isinstance(change, Adopt) or (not isinstance(change, Remove) and change.kind.rank <= _EARLY)


def _restored(call: Call, result: Result | None = None) -> Note:
    if call.previous is None or call.order.action is Action.CREATE:
        return Note(forget=(call.order.key, System.CANVAS), result=result)
    return Note(keep=call.previous, result=result)
