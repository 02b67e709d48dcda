"""Carries a change set out: rank by rank, several calls in flight, each noted before and after.

The calls run in threads; everything is remembered in the thread that called. A creation whose answer was lost is
never repeated blindly: the thing is looked for first.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, Protocol

from nettools.changes import (
    KEPT,
    Action,
    Adopt,
    Answer,
    Change,
    ChangeSet,
    Json,
    Kind,
    Link,
    Order,
    System,
    order_of,
    remembered,
    struck,
)
from nettools.errors import RemoteError
from nettools.jobs.tools import Progress, Silence
from nettools.language import Text, text

TRIES = 3  # how often a creation is tried when its answer is lost and the thing is not there
AT_ONCE = 32  # changes noted in one transaction, before their calls and after
GIVE_UP_AFTER = 3  # calls without an answer, one after the other, before a system is left alone
HOPELESS = frozenset({"auth", "unreachable", "throttled", "busy"})  # no other call to the system would do better
# What Canvas will not remove once people have worked in it; whatever else is refused is tried again next time.
KEEPING = frozenset({Kind.COURSE_ROOM, Kind.SECTION, Kind.HAND_IN})

LEFT = "left"  # what had to wait, and whose system had been given up when its turn came

State = Literal["done", "kept", "failed", "unsure", "carried", "left"]

_ENDS: Mapping[str, State] = {"quota": "carried", LEFT: "left"}


class Hand(Protocol):
    """What carries orders out in one system. Each method raises RemoteError and may run in any thread."""

    def create(self, order: Order) -> Answer:
        """Make the thing."""

    def update(self, order: Order) -> Answer:
        """Give it the order's fields."""

    def remove(self, order: Order) -> None:
        """Remove it or set it aside; that it is gone already is no failure."""

    def find(self, order: Order) -> Answer | None:
        """Look for the thing that `create` may have made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one change went.

    `kept` means that the system would not remove it, `carried` another day, `left` that it was not tried.
    """

    action: str
    key: str
    kind: Kind
    label: str
    state: State
    code: str = ""
    message: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What to remember of one change: the link to keep or the key to forget, and the result for the journal."""

    keep: Link | None = None
    forget: tuple[str, System] | None = None
    result: Result | None = None


class Memory(Protocol):
    """Where it is noted. Both methods return when what they were given is safe on disk."""

    def before(self, links: Sequence[Link]) -> None:
        """Note the intents of calls that will be made."""

    def after(self, notes: Sequence[Note]) -> None:
        """Note what came of them."""


@dataclass
class _Call:
    """One order under way; `previous` is the link as it was."""

    order: Order
    intended: Link
    previous: Link | None


@dataclass(kw_only=True)
class Carrier:
    """Carries one change set out.

    `links` is what is remembered when it starts; `in_flight` how many calls may run at once in a system; `pause`
    waits between the tries of a creation.
    """

    hands: Mapping[System, Hand]
    links: dict[str, Link]
    memory: Memory
    clock: Callable[[], datetime]
    in_flight: int = 8
    pause: Callable[[float], None] = time.sleep
    progress: Progress = field(default_factory=Silence)
    results: list[Result] = field(default_factory=list)
    _facts: dict[str, dict[str, Json]] = field(default_factory=dict)
    _silent: dict[System, int] = field(default_factory=dict)
    _stopped: set[System] = field(default_factory=set)

    def carry_out(self, change_set: ChangeSet) -> tuple[Result, ...]:
        """Do it all, as far as it goes; a failure stops only what depends on it."""
        self._facts = {key: dict(facts) for key, facts in change_set.facts.items()}
        self._remember(
            [Note(keep=link) for link in change_set.learned] + [Note(forget=gone) for gone in change_set.gone]
        )
        pools = self._pools()
        try:
            for group in change_set.by_rank():
                self._remember([self._adopted(change) for change in group if isinstance(change, Adopt)])
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
        under_way: dict[Future[tuple[Answer, bool]], _Call] = {}
        try:
            for start in range(0, len(changes), AT_ONCE):
                calls = self._begin(changes[start : start + AT_ONCE])
                under_way.update({pools[call.order.kind.system].submit(self._act, call.order): call for call in calls})
                self._settle(under_way, at_most=AT_ONCE)  # so that no thread waits while we note
            self._settle(under_way, at_most=0)
        except BaseException:
            # Interrupted: what has been answered is worth remembering; the rest keeps its intent.
            _shut(pools)
            self._remember([self._noted(call, done) for done, call in under_way.items() if _has_answer(done)])
            raise

    def _begin(self, changes: Iterable[Change]) -> list[_Call]:
        """Look up what the changes refer to and note the intents, all in one go."""
        calls, notes = [], []
        for change in changes:
            order = order_of(change, self._facts)
            if order is None:
                notes.append(Note(result=_missing(change)))
            elif change.kind.system in self._stopped:
                notes.append(Note(result=_result(order, "left")))
            elif order.fields or order.action is not Action.UPDATE:
                calls.append(self._call(order))
        self._remember(notes)
        if calls:
            self.memory.before([call.intended for call in calls])
        return calls

    def _call(self, order: Order) -> _Call:
        previous = self.links.get(order.key)
        base = previous or Link(
            key=order.key, term=_term(order), system=order.kind.system, kind=order.kind, remote_id=order.remote_id
        )
        if order.action is Action.CREATE:
            base = replace(base, remote_id="", sent={}, made=True)
        intended = replace(base, sent=struck(base.sent, order.fields), intent=order.intent(self.clock()))
        return _Call(order, intended, previous)

    def _settle(self, under_way: dict[Future[tuple[Answer, bool]], _Call], *, at_most: int) -> None:
        """Wait until at most so many calls are under way, and remember those that have been answered."""
        while len(under_way) > at_most:
            wait(list(under_way)[: len(under_way) - at_most])
            answered = [future for future in under_way if _has_answer(future)]
            self._remember([self._noted(under_way.pop(future), future) for future in answered])
            for future in under_way:
                if future.done():
                    future.result()  # raises: a fault of ours, or an interruption

    # --- one call, in a thread of its own

    def _act(self, order: Order) -> tuple[Answer, bool]:
        """Carry the order out. The second value tells that the answer is what was found, not what was said."""
        system = order.kind.system
        if system in self._stopped:
            raise RemoteError(system, text("Not tried"), code=LEFT)
        try:
            return self._ask(self.hands[system], order)
        except RemoteError as error:
            if error.code in HOPELESS:
                self._stopped.add(system)
            raise

    def _ask(self, hand: Hand, order: Order) -> tuple[Answer, bool]:
        if order.action is Action.UPDATE:
            return hand.update(order), False
        if order.action is Action.REMOVE:
            hand.remove(order)
            return Answer(remote_id=order.remote_id), False
        return self._make(hand, order)

    def _make(self, hand: Hand, order: Order) -> tuple[Answer, bool]:
        for tried in range(1, TRIES + 1):
            try:
                answer = hand.create(order)
            except RemoteError as error:
                if error.answered:
                    raise
                self.pause(tried)  # what was cut off may still be under way there
                if (found := _look_again(hand, order, error)) is not None:
                    return found, True
                if tried == TRIES:
                    raise
            else:
                return answer, answer.met
        raise AssertionError(order.key)  # pragma: no cover - the loop ends by return or raise

    # --- what came of it

    def _noted(self, call: _Call, done: Future[tuple[Answer, bool]]) -> Note:
        try:
            answer, found_again = done.result()
        except RemoteError as error:
            return self._failed(call, error)
        self._silent[call.order.kind.system] = 0
        result = _result(call.order, "done")
        if call.order.action is Action.REMOVE and not call.order.fields:
            self._facts.pop(call.order.key, None)
            return Note(forget=(call.order.key, call.order.kind.system), result=result)
        return Note(keep=self._known(call, answer, found_again=found_again), result=result)

    def _known(self, call: _Call, answer: Answer, *, found_again: bool) -> Link:
        sent, still = dict(call.order.fields), call.intended.sent
        # A field that we did not send now may hold a person's edit, which is no answer of ours.
        tells = {name: value for name, value in answer.fields.items() if name in sent or name not in still}
        if found_again:  # what we found may be older than what we sent: believe only what is equal
            sent = {name: value for name, value in sent.items() if answer.fields.get(name) == value}
            tells = {name: value for name, value in tells.items() if name not in call.order.fields}
        self._facts[call.order.key] = {
            **self._facts.get(call.order.key, {}),
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

    def _failed(self, call: _Call, error: RemoteError) -> Note:
        system = call.order.kind.system
        if not error.answered:
            self._silent[system] = self._silent.get(system, 0) + 1
            if self._silent[system] >= GIVE_UP_AFTER:
                self._stopped.add(system)
            return Note(keep=call.intended, result=_result(call.order, "unsure", error))
        if error.code == "refused" and call.order.action is Action.REMOVE and call.order.kind in KEEPING:
            return self._kept(call, error)
        result = _result(call.order, _ENDS.get(error.code, "failed"), None if error.code == LEFT else error)
        if call.order.action is Action.CREATE or call.previous is None:
            return Note(forget=(call.order.key, system), result=result)
        return Note(keep=call.previous, result=result)

    def _kept(self, call: _Call, error: RemoteError) -> Note:
        """The system will not remove it, since somebody's work is in it: it stays, and is not asked for again."""
        order, before = call.order, call.previous or call.intended
        link = replace(before, remote_id=order.remote_id, sent=remembered(before.sent, {KEPT: True}), intent=None)
        return Note(keep=link, result=_result(order, "kept", error))

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

    def _remember(self, notes: Sequence[Note]) -> None:
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
        self.progress.advance(len(found))


def _shut(pools: Mapping[System, ThreadPoolExecutor]) -> None:
    """Let the calls that run end, and start no more."""
    for pool in pools.values():
        pool.shutdown(wait=False, cancel_futures=True)
    for pool in pools.values():
        pool.shutdown()


def _look_again(hand: Hand, order: Order, lost: RemoteError) -> Answer | None:
    """What the lost call may have made; when even looking fails we know no more than before."""
    try:
        return hand.find(order)
    except RemoteError as error:
        raise lost from error


def _has_answer(done: "Future[tuple[Answer, bool]]") -> bool:
    return (
        done.done() and not done.cancelled() and (done.exception() is None or isinstance(done.exception(), RemoteError))
    )


def _term(order: Order) -> str:
    return "" if order.kind is Kind.PERSON else order.key.partition("/")[0]


def _result(order: Order, state: State, error: RemoteError | None = None) -> Result:
    return Result(
        action=order.action,
        key=order.key,
        kind=order.kind,
        label=order.label,
        state=state,
        code=error.code if error else "",
        message=_said(error) if error else None,
    )


def _said(error: RemoteError) -> Text:
    if not error.request_id:
        return error.message
    return text("{message} (request {request})", message=error.message, request=error.request_id)


def _missing(change: Change) -> Result:
    return Result(
        action=type(change).__name__.lower(),
        key=change.key,
        kind=change.kind,
        label=change.label,
        state="failed",
        code="waits",
        message=text("What it belongs to could not be made."),
    )
