"""Groups for the meetings of a term, so that as few people as possible meet again and the right ones are mixed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

import numpy as np

from nettools.domain.groups import GroupRules
from nettools.scheduling.constellations.asked import Grouped, Groups, Member, Round
from nettools.scheduling.constellations.bounds import Counted, lower_bound
from nettools.scheduling.constellations.costs import AGAIN, Whole, likeness, met, repeats
from nettools.scheduling.constellations.dealing import dealt
from nettools.scheduling.constellations.drafting import Draft
from nettools.scheduling.constellations.keeping import NOWHERE
from nettools.scheduling.constellations.refusing import impossible, not_found
from nettools.scheduling.constellations.sizes import even_sizes, preferred_counts

APART = 1_000_000  # two who must not sit together
_COUNTS = 3  # how many numbers of groups are tried
_CYCLES = 8  # how often all rounds are gone through in one try
_GIVE_UP = 2  # tries without any groups at all
_TRIES = ((120, 6), (300, 2))  # tries for up to so many people; one for more


def make_groups(people: Iterable[Member], rounds: Iterable[Round], rules: GroupRules) -> Grouped:
    """Make the groups of all rounds together.

    The answer depends on the people, the rounds, the rules and their seed alone, never on the order in which they come.
    Sizes and demands hold; then as few as possible leave a group that they had; then as few pairs as possible sit
    together again, and people are mixed or kept together as the rules say.
    """
    in_order = sorted(rounds, key=lambda one: one.number)
    if problems := impossible(in_order, rules):
        return Grouped(problems=problems)
    return _Making.of(sorted(people, key=lambda member: member.key), in_order, rules).made()


@dataclass(slots=True, kw_only=True)
class _Making:
    people: Sequence[Member]
    rounds: Sequence[Round]
    rules: GroupRules
    like: Whole
    apart: Whole
    bound: int = 0
    best: tuple[tuple[int, int, int], Sequence[Draft]] | None = None
    lost: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, people: Sequence[Member], rounds: Sequence[Round], rules: GroupRules) -> "_Making":
        making = cls(
            people=people, rounds=rounds, rules=rules, like=likeness(people, rules), apart=_apart(people, rules)
        )
        making.bound = lower_bound([making._counted(one) for one in rounds], making.apart)
        return making

    @property
    def keys(self) -> list[str]:
        return [member.key for member in self.people]

    def made(self) -> Grouped:
        """The best of all tries."""
        fixed = {one.number: one.previous for one in self.rounds if one.fixed}
        for rank in range(_COUNTS):
            for attempt in range(self._tries()):
                self._try(rank, attempt)
                if self.best is None and len(self.lost) >= _GIVE_UP:
                    break
            if self.best is None or self.best[0][0] <= self.bound or not self._is_free():
                break
        if self.best is None:
            return Grouped(problems=tuple(not_found(number, self.rules) for number in dict.fromkeys(self.lost)))
        drafts = {draft.round.number: draft for draft in self.best[1]}
        groups = {one.number: fixed.get(one.number) or drafts[one.number].groups() for one in self.rounds}
        return Grouped(
            rounds=groups,
            repeated_pairs=self.best[0][0],
            lower_bound=self.bound,
            moved={number: moved for number, draft in drafts.items() if (moved := _moved(draft.round, groups[number]))},
        )

    def _tries(self) -> int:
        if not self._is_free():
            return 1
        return next((tries for most, tries in _TRIES if len(self.people) <= most), 1)

    def _is_free(self) -> bool:
        """Whether any round has no groups yet."""
        return any(not one.fixed and not one.previous for one in self.rounds)

    # --- one try

    def _try(self, rank: int, attempt: int) -> None:
        """Begin all rounds in one way, make them better in turn, and remember them if they are the best so far."""
        chance = np.random.default_rng([self.rules.seed, rank, attempt])
        times = sum((met(self._seats(one.previous)) for one in self.rounds if one.fixed), np.zeros_like(self.like))
        drafts, fresh = [], 0
        for one in (one for one in self.rounds if not one.fixed):
            draft = Draft(round=one, order=self.keys, rules=self.rules)
            if not self._begin(draft, self._cost(times), (rank, attempt, fresh), chance):
                self.lost.append(one.number)
                return
            drafts.append(draft)
            fresh += not one.previous
            times = times + draft.met()
        self._improve([draft for draft in drafts if not (draft.round.previous and draft.settled)], times, chance)
        if broken := [draft.round.number for draft in drafts if draft.broken]:
            self.lost += broken
            return
        self._remember(rank, drafts)

    def _begin(self, draft: Draft, cost: Whole, which: tuple[int, int, int], chance: np.random.Generator) -> bool:
        """A first seating that is allowed, by the road that suits the round."""
        rank, attempt, fresh = which
        luck = Random(int(chance.integers(2**31)))  # noqa: S311 - no secret
        counts = preferred_counts(len(draft.round.present), self.rules.at_least, self.rules.at_most)
        counts = (*counts[min(rank, len(counts) - 1) :], *counts[: min(rank, len(counts) - 1)])
        if draft.round.previous:
            return self._keep(draft, cost, counts, luck, chance)
        if draft.blocks.apart or len(draft.blocks.members) < len(draft.round.present):
            return any(draft.pack(count, luck) for count in counts)
        order = self._order(chance)
        if self.rules.keep:
            present = [number for number in order if self.keys[number] in draft.round.present]
            sizes = even_sizes(len(present), counts[0])
            seats = np.full(len(order), NOWHERE, dtype=np.int32)
            seats[present] = np.repeat(np.arange(counts[0], dtype=np.int32), sizes)
        else:
            seats = dealt(self._order(np.random.default_rng([self.rules.seed, rank, attempt])), counts[0], fresh)
        return draft.begin(seats, draft.of_blocks(cost))

    def _keep(
        self, draft: Draft, cost: Whole, counts: Sequence[int], luck: Random, chance: np.random.Generator
    ) -> bool:
        """Keep the earlier groups; where demands do not let them be mended, begin anew and bring people home."""
        of_blocks = draft.of_blocks(cost)
        if draft.keep(of_blocks):
            if draft.settled:
                return True
            draft.seating(cost).improve(chance, moving=True)
            if not draft.broken:
                return True
        return any(draft.pack_beside(count, luck) for count in counts)

    def _order(self, chance: np.random.Generator) -> list[int]:
        """All people, those who are alike beside each other, otherwise by chance."""
        luck = chance.permutation(len(self.people))
        traits = (*self.rules.keep, *self.rules.mix)

        def alike(number: int) -> tuple[object, ...]:
            member = self.people[number]
            return (*(sorted(member.traits.get(trait, ())) for trait in traits), int(luck[number]))

        return sorted(range(len(self.people)), key=alike)

    def _improve(self, drafts: Sequence[Draft], times: Whole, chance: np.random.Generator) -> None:
        for _ in range(_CYCLES):
            helped = False
            for draft in drafts:
                others = times - draft.met()
                helped |= draft.seating(self._cost(others)).improve(chance, moving=bool(draft.round.previous))
                times = others + draft.met()
            if not helped:
                return

    def _cost(self, times: Whole) -> Whole:
        """What each pair costs in a round, when they sit together so many times in the others."""
        return self.like + AGAIN * (times > 0).astype(np.int32) + APART * self.apart

    def _remember(self, rank: int, drafts: Sequence[Draft]) -> None:
        times = sum((met(self._seats(one.previous)) for one in self.rounds if one.fixed), np.zeros_like(self.like))
        times = times + sum((draft.met() for draft in drafts), np.zeros_like(self.like))
        moved = sum(len(_moved(draft.round, draft.groups())) for draft in drafts if draft.round.previous)
        again = repeats(times)
        company = int((self.like * times).sum()) // 2
        key = (again, rank, moved * APART + company + AGAIN * again)
        if self.best is None or key < self.best[0]:
            self.best = (key, drafts)

    # --- how it is counted

    def _seats(self, groups: Groups) -> Whole:
        number_of = {key: number for number, keys in groups.items() for key in keys}
        return np.array([number_of.get(key, NOWHERE) for key in self.keys], dtype=np.int32)

    def _counted(self, one: Round) -> Counted:
        present = np.array([key in one.present for key in self.keys], dtype=np.bool_)
        if one.fixed:
            seats = self._seats(one.previous)
            groups, certain = len(one.previous), met(seats)
            present = seats >= 0
        else:
            groups = len(one.present) // self.rules.at_least
            block_of: Mapping[str, int] = {
                key: number
                for number, block in enumerate(Draft(round=one, order=self.keys, rules=self.rules).blocks.members)
                for key in block
            }
            certain = met(np.array([block_of.get(key, NOWHERE) for key in self.keys], dtype=np.int32))
        return Counted(present=present, certain=certain, groups=groups, at_least=self.rules.at_least, fixed=one.fixed)


def _apart(people: Sequence[Member], rules: GroupRules) -> Whole:
    place = {member.key: number for number, member in enumerate(people)}
    apart = np.zeros((len(people), len(people)), dtype=np.int32)
    for one, other in _pairs(rules):
        if one in place and other in place:
            apart[place[one], place[other]] = apart[place[other], place[one]] = 1
    return apart


def _pairs(rules: GroupRules) -> Iterator[tuple[str, str]]:
    for demand in rules.apart:
        keys = sorted({person.key for person in demand.people})
        yield from ((one, other) for number, one in enumerate(keys) for other in keys[number + 1 :])


def _moved(one: Round, groups: Groups) -> tuple[str, ...]:
    """Those who had a group, will be there, and are in another one now."""
    before = {key: number for number, keys in one.previous.items() for key in keys}
    return tuple(sorted(key for number, keys in groups.items() for key in keys if before.get(key, number) != number))
