"""People to be grouped, and what of groups can be counted: for the tests of constellations and the bench."""

from collections import Counter
from itertools import combinations
from random import Random

from nettools.domain.groups import GroupDemand, Trait
from nettools.domain.people import EmailAddress
from nettools.scheduling.constellations import Member, Round


def some_people(number, units_of=3, seed=1):
    """So many people in units of three, of four professions, from authorities of four units, every third returning."""
    chance = Random(seed)
    return [
        Member(
            key=f"p{person:04d}@example.se",
            traits={
                Trait.UNIT: frozenset({f"unit-{person // units_of}"}),
                Trait.PROFESSION: frozenset({chance.choice("PEHA")}),
                Trait.AUTHORITY: frozenset({f"authority-{person // units_of // 4}"}),
                Trait.EXPERIENCE: frozenset({"returning" if person % 3 == 0 else "new"}),
            },
        )
        for person in range(number)
    ]


def keys(people):
    return frozenset(member.key for member in people)


def rounds_of(people, number, **others):
    return [Round(number=each, present=keys(people), **others) for each in range(1, number + 1)]


def demand(*people, where="groups.together.1"):
    """Who must, or must not: people as they are numbered."""
    return GroupDemand(where=where, people=tuple(EmailAddress(f"p{person:04d}@example.se") for person in people))


def repeated(rounds):
    """How often pairs sit together again, counted the plain way."""
    times = Counter(
        pair for groups in rounds.values() for members in groups.values() for pair in combinations(sorted(members), 2)
    )
    return sum(count - 1 for count in times.values())


def by_chance(people, rounds, sizes, seed=1):
    """Groups of these sizes as a shuffled list gives them."""
    chance, found = Random(seed), {}
    for number in range(1, rounds + 1):
        left = sorted(keys(people))
        chance.shuffle(left)
        found[number] = {group: tuple(left.pop() for _ in range(size)) for group, size in enumerate(sizes, 1)}
    return found


def alike_pairs(people, rounds, trait):
    """How many pairs that sit together are alike in a trait."""
    of = {member.key: member.traits[trait] for member in people}
    return sum(
        bool(of[one] & of[other])
        for groups in rounds.values()
        for members in groups.values()
        for one, other in combinations(members, 2)
    )
