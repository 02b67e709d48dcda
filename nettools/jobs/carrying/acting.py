"""One call to a system, or several things made in one: carried out in a thread, and never repeated blindly."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nettools.changes import Action, Answer, Order, System
from nettools.errors import RemoteError
from nettools.jobs.carrying.carried import BATCH, LEFT, Call, Hand
from nettools.language import text

TRIES = 3  # how often a creation is tried when its answer is lost and the thing is not there
HOPELESS = frozenset({"auth", "unreachable", "throttled", "busy"})  # no other call to the system would do better

# What came of an order: the answer, and whether it is what was found rather than what was said; or why not.
Outcome = tuple[Answer, bool] | RemoteError


@dataclass
class Actor:
    """Carries orders out; for any thread. `stopped` are the systems that are left alone from now on."""

    hands: Mapping[System, Hand]
    pause: Callable[[float], None]
    stopped: set[System] = field(default_factory=set)

    def bundles(self, calls: Iterable[Call]) -> Iterator[list[Call]]:
        """The calls, those together that one call of the system can make, and those first: they take the longest."""
        together: dict[tuple[System, str], list[Call]] = {}
        alone = []
        for call in calls:
            system = call.order.kind.system
            batch = self.hands[system].batch_of(call.order) if call.order.action is Action.CREATE else ""
            if not batch:
                alone.append([call])
                continue
            bundle = together.setdefault((system, batch), [])
            bundle.append(call)
            if len(bundle) == BATCH:
                yield together.pop((system, batch))
        yield from together.values()
        yield from alone

    def act(self, orders: Sequence[Order]) -> list[Outcome]:
        """Carry out the orders of one bundle, all in one system. An outcome for each."""
        hand = self.hands[orders[0].kind.system]
        if len(orders) == 1:
            return [self._one(hand, orders[0])]
        try:
            return [(answer, answer.met) for answer in hand.create_many(orders)]
        except RemoteError as error:
            if error.code in HOPELESS or error.code == "quota":
                self._despair(error, orders[0].kind.system)
                return [error] * len(orders)
            if error.answered:  # one of them may be to blame; each is told so by itself
                return [self._one(hand, order) for order in orders]
            self.pause(1)
            return [self._after_silence(hand, order, error) for order in orders]

    def _one(self, hand: Hand, order: Order) -> Outcome:
        system = order.kind.system
        if system in self.stopped:
            return RemoteError(system, text("Not tried"), code=LEFT)
        try:
            return self._ask(hand, order)
        except RemoteError as error:
            self._despair(error, system)
            return error

    def _despair(self, error: RemoteError, system: System) -> None:
        if error.code in HOPELESS:
            self.stopped.add(system)

    def _ask(self, hand: Hand, order: Order) -> Outcome:
        if order.action is Action.UPDATE:
            return hand.update(order), False
        if order.action is Action.REMOVE:
            hand.remove(order)
            return Answer(remote_id=order.remote_id), False
        return self._make(hand, order)

    def _make(self, hand: Hand, order: Order) -> Outcome:
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

    def _after_silence(self, hand: Hand, order: Order, lost: RemoteError) -> Outcome:
        """A bundle's answer was lost: what it made is found, the rest is made one by one."""
        try:
            found = _look_again(hand, order, lost)
        except RemoteError as error:
            self._despair(error, order.kind.system)
            return error
        return (found, True) if found is not None else self._one(hand, order)


def _look_again(hand: Hand, order: Order, lost: RemoteError) -> Answer | None:
    """What the lost call may have made; when even looking fails we know no more than before."""
    try:
        return hand.find(order)
    except RemoteError as error:
        raise lost from error
