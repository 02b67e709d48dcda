"""What groups are made from, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nettools.domain.groups import Trait
from nettools.errors import Problem

Groups = Mapping[int, tuple[str, ...]]  # a group's number: its members' keys, in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody to be given a group. Two people are alike in a trait when they share any of its values."""

    key: str
    traits: Mapping[Trait, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One meeting: who will be there, and the groups that it has already.

    A `fixed` round stays exactly as it is, and counts as people having met. Another one keeps its groups as far as
    sizes and demands let it: whoever has left is taken out, whoever is new is given a place.
    """

    number: int
    present: frozenset[str]
    previous: Groups = field(default_factory=dict)
    fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """The groups of each round by its number; empty when anything is impossible, and then `problems` says why.

    `repeated_pairs` counts how often two people sit together again, over all rounds: three times together is two
    repeats. No way of making the groups gives fewer than `lower_bound`. `moved` are those who had a group that suits
    neither sizes nor demands any more, by round.
    """

    rounds: Mapping[int, Groups] = field(default_factory=dict)
    repeated_pairs: int = 0
    lower_bound: int = 0
    moved: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
