"""Carries a change set out: rank by rank, several calls in flight, each noted before and after.

The calls run in threads; everything is remembered in the thread that called. A creation whose answer was lost is
never repeated blindly: the thing is looked for first.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime

from nettools.changes import (
    KEPT,
    SECRET,
    Action,
    Adopt,
    Answer,
    Change,
    ChangeSet,
    Create,
    Json,
    Kind,
    Link,
    Order,
    Ref,
    System,
    Update,
    order_of,
    remembered,
    struck,
)
from nettools.errors import RemoteError
from nettools.jobs.carrying.acting import Actor, Outcome
from nettools.jobs.carrying.carried import LEFT, Call, Hand, Memory, Note, Result, State, missing, result_of, term_of
from nettools.jobs.tools import Progress, Silence

AT_ONCE = 32  # changes noted in one transaction, before their calls and after
GIVE_UP_AFTER = 3  # calls without an answer, one after the other, before a system is left alone
# What Canvas will not remove once people have worked in it; whatever else is refused is tried again next time.
KEEPING = frozenset({Kind.COURSE_ROOM, Kind.SECTION, Kind.HAND_IN, Kind.GROUP, Kind.GROUP_CATEGORY, Kind.PAGE})
# Their labels hold names, and the journal is kept longer than people are.
_PERSONAL = frozenset({Kind.ENROLMENT, Kind.GROUP_MEMBERSHIP, Kind.ZOOM_REGISTRANT})
_ENDS: Mapping[str, State] = {"quota": "carried", LEFT: "left"}
Running = Future[list[Outcome]]


@dataclass(kw_only=True)
class Carrier:
    """Carries one change set out.

    `links` is what is remembered when it starts; `in_flight` how many calls may run at once in a system; `pause`
    waits between the tries of a creation. `facts` grow as things are made. It may be given several change sets, one
    after the other, whose later ones refer to what the earlier made.
    """

    hands: Mapping[System, Hand]
    links: dict[str, Link]
    memory: Memory
    clock: Callable[[], datetime]
    in_flight: int = 8
    pause: Callable[[float], None] = time.sleep
    progress: Progress = field(default_factory=Silence)
    results: list[Result] = field(default_factory=list)
    facts: dict[str, dict[str, Json]] = field(default_factory=dict)
    _silent: dict[System, int] = field(default_factory=dict)
    _carried: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._actor = Actor(self.hands, self.pause)

    def carry_out(self, change_set: ChangeSet) -> tuple[Result, ...]:
        """Do it all, as far as it goes; a failure stops only what depends on it."""
        for key, facts in change_set.facts.items():
            self.facts.setdefault(key, dict(facts))
        self.remember(
            [Note(keep=link) for link in change_set.learned] + [Note(forget=gone) for gone in change_set.gone]
        )
        pools = self._pools()
        try:
            for group in change_set.by_rank():
                self.remember([self._adopted(change) for change in group if isinstance(change, Adopt)])
                self._carry(pools, [change for change in group if not isinstance(change, Adopt)])
        finally:
            _shut(pools)
        return tuple(self.results)

    def _pools(self) -> Mapping[System, ThreadPoolExecutor]:
        """Threads for each system: Zoom takes one change of a host at a time, and Canvas need not wait for that."""
        if self.in_flight == 1:  # one after the other, whatever the system
            return dict.fromkeys(self.hands, ThreadPoolExecutor(1, "apply"))
        return {system: ThreadPoolExecutor(self.in_flight, f"apply-{system}") for system in self.hands}

    # --- one rank

    def _carry(self, pools: Mapping[System, ThreadPoolExecutor], changes: Sequence[Change]) -> None:
        under_way: dict[Running, list[Call]] = {}
        try:
            for start in range(0, len(changes), AT_ONCE):
                for bundle in self._actor.bundles(self._begin(changes[start : start + AT_ONCE])):
                    orders = [call.order for call in bundle]
                    under_way[pools[orders[0].kind.system].submit(self._actor.act, orders)] = bundle
                self._settle(under_way, at_most=AT_ONCE)  # so that no thread waits while we note
            self._settle(under_way, at_most=0)
        except BaseException:
            # Interrupted: what has been answered is worth remembering; the rest keeps its intent.
            _shut(pools)
            self.remember(
                [note for done, calls in under_way.items() if _ended(done) for note in self._noted(calls, done)]
            )
            raise

    def _begin(self, changes: Iterable[Change]) -> list[Call]:
        """Look up what the changes refer to and note the intents, all in one go."""
        calls, notes, now = [], [], self.clock()
        for change in changes:
            order = order_of(change, self.facts)
            if order is None:
                notes.append(Note(result=missing(change, carried=self._waits(change))))
            elif change.kind.system in self._actor.stopped:
                notes.append(Note(result=result_of(order, "left")))
            elif order.fields or order.action is not Action.UPDATE:
                calls.append(self._call(order, now))
        self.remember(notes)
        if calls:
            self.memory.before([call.intended for call in calls])
        return calls

    def _waits(self, change: Change) -> bool:
        """Whether what it lacks is carried to another day."""
        needs = change.thing.place.values() if isinstance(change, Create | Update) else ()
        return not self._carried.isdisjoint(need.key for need in needs if isinstance(need, Ref))

    def _call(self, order: Order, now: datetime) -> Call:
        previous = self.links.get(order.key)
        base = previous or Link(
            key=order.key, term=term_of(order), system=order.kind.system, kind=order.kind, remote_id=order.remote_id
        )
        if order.action is Action.CREATE:
            base = replace(base, remote_id="", sent={}, made=True)
        elif not base.remote_id:  # imported, and learned only now
            base = replace(base, remote_id=order.remote_id)
        intended = replace(base, sent=struck(base.sent, order.fields), intent=order.intent(now))
        return Call(order, intended, previous)

    def _settle(self, under_way: dict[Running, list[Call]], *, at_most: int) -> None:
        """Wait until at most so many calls are under way, and remember those that have been answered."""
        while len(under_way) > at_most:
            wait(list(under_way)[: len(under_way) - at_most])
            ended = [running for running in under_way if _ended(running)]
            self.remember([note for running in ended for note in self._noted(under_way.pop(running), running)])
            for running in under_way:
                if running.done():
                    running.result()  # raises: a fault of ours, or an interruption

    # --- what came of it

    def _noted(self, calls: Sequence[Call], done: Running) -> list[Note]:
        return [self._note(call, outcome) for call, outcome in zip(calls, done.result(), strict=True)]

    def _note(self, call: Call, outcome: Outcome) -> Note:
        if isinstance(outcome, RemoteError):
            return self._failed(call, outcome)
        answer, found_again = outcome
        self._silent[call.order.kind.system] = 0
        state: State = "failed" if answer.refusal else "done"
        result = result_of(call.order, state, answer.refusal, undo=undo_of(call, answer))
        if call.order.action is Action.REMOVE and not call.order.fields:
            self.facts.pop(call.order.key, None)
            return Note(forget=(call.order.key, call.order.kind.system), result=result)
        return Note(keep=self._known(call, answer, found_again=found_again), result=result)

    def _known(self, call: Call, answer: Answer, *, found_again: bool) -> Link:
        sent, still = dict(call.order.fields), call.intended.sent
        # A field that we did not send now may hold a person's edit, which is no answer of ours.
        tells = {name: value for name, value in answer.fields.items() if name in sent or name not in still}
        if found_again:  # what we found may be older than what we sent: believe only what is equal
            sent = {name: value for name, value in sent.items() if answer.fields.get(name) == value}
            tells = {name: value for name, value in tells.items() if name not in call.order.fields}
        self.facts[call.order.key] = {
            **self.facts.get(call.order.key, {}),
            **call.order.fields,
            **answer.fields,
            "id": answer.remote_id,
        }
        return replace(
            call.intended,
            remote_id=answer.remote_id,
            sent=remembered({**still, **sent}, tells),
            made=call.intended.made and answer.made,
            intent=None,
        )

    def _failed(self, call: Call, error: RemoteError) -> Note:
        system = call.order.kind.system
        if not error.answered:
            self._silent[system] = self._silent.get(system, 0) + 1
            if self._silent[system] >= GIVE_UP_AFTER:
                self._actor.stopped.add(system)
            return Note(keep=call.intended, result=result_of(call.order, "unsure", error))
        if error.code == "refused" and call.order.action is Action.REMOVE and call.order.kind in KEEPING:
            return self._kept(call, error)
        result = result_of(call.order, _ENDS.get(error.code, "failed"), None if error.code == LEFT else error)
        if call.order.action is Action.CREATE or call.previous is None:
            return Note(forget=(call.order.key, system), result=result)
        return Note(keep=call.previous, result=result)

    def _kept(self, call: Call, error: RemoteError) -> Note:
        """The system will not remove it, since somebody's work is in it: it stays, and is not asked for again."""
        order, before = call.order, call.previous or call.intended
        link = replace(before, remote_id=order.remote_id, sent=remembered(before.sent, {KEPT: True}), intent=None)
        return Note(keep=link, result=result_of(order, "kept", error))

    def _adopted(self, change: Adopt) -> Note:
        thing = change.thing
        link = Link(
            key=thing.key,
            term=thing.term,
            system=thing.system,
            kind=thing.kind,
            remote_id=change.remote_id,
            sent=change.sent,
            made=change.made,
        )
        result = Result(action="adopt", key=thing.key, kind=thing.kind, label=thing.label, state="done")
        return Note(keep=link, result=result)

    def remember(self, notes: Sequence[Note], *, counted: int = 0) -> None:
        """Note what came of changes; so many of them progress was told of before."""
        if not notes:
            return
        for note in notes:
            if note.keep:
                self.links[note.keep.key] = note.keep
            if note.forget:
                self.links.pop(note.forget[0], None)
        self.memory.after(notes)
        found = [note.result for note in notes if note.result]
        self.results += found
        self._carried.update(result.key for result in found if result.state == "carried")
        if found:  # nobody has begun to count where there is only something to learn
            self.progress.advance(len(found) - counted)


def _shut(pools: Mapping[System, ThreadPoolExecutor]) -> None:
    """Let the calls that run end, and start no more."""
    for pool in pools.values():
        pool.shutdown(wait=False, cancel_futures=True)
    for pool in pools.values():
        pool.shutdown()


def _ended(running: Running) -> bool:
    """Whether it came to an end of its own, so that there is something to remember."""
    return running.done() and not running.cancelled() and running.exception() is None


def undo_of(call: Call, answer: Answer) -> dict[str, Json]:
    """What the change could be undone with. Of people nothing is kept: their accounts stay; nor is any passcode."""
    if call.order.kind is Kind.PERSON:
        return {}
    before = call.previous.sent if call.previous else {}
    if call.order.action is Action.UPDATE:
        before = {name: before[name] for name in call.order.fields if name in before}
    before = {name: value for name, value in before.items() if name.rstrip("~") not in SECRET}
    return {
        "remote_id": answer.remote_id,
        "label": call.order.label if call.order.kind not in _PERSONAL else "",
        "place": dict(call.order.place),
        "before": {} if call.order.action is Action.CREATE else before,
        "after": {name: value for name, value in call.order.fields.items() if name not in SECRET},
    }
