from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sitting import alike_pairs, by_chance, demand, keys, repeated, rounds_of, some_people

from nettools.domain.groups import GroupRules, Trait
from nettools.scheduling.constellations import Round, make_groups

FEWER = settings(max_examples=25)  # each is many searches


@st.composite
def terms(draw):
    """People, who is there at each of a few meetings, sizes that can hold, a few demands that may or may not."""
    at_least = draw(st.integers(2, 4))
    at_most = at_least + draw(st.integers(1, 3))
    people = some_people(draw(st.integers(at_least * 2, 26)), seed=draw(st.integers(0, 5)))
    names = range(len(people))
    away = [draw(st.sets(st.sampled_from(names), max_size=3)) for _ in range(draw(st.integers(1, 4)))]
    rounds = [
        Round(number=number, present=keys(one for place, one in enumerate(people) if place not in missing))
        for number, missing in enumerate(away, 1)
    ]
    pairs = st.lists(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True), max_size=3)
    together = tuple(demand(*pair, where=f"groups.together.{n}") for n, pair in enumerate(draw(pairs), 1))
    apart = tuple(demand(*pair, where=f"groups.apart.{n}") for n, pair in enumerate(draw(pairs), 1))
    keep = draw(st.sampled_from([(), (Trait.UNIT,), (Trait.PROFESSION,)]))
    mix = tuple(trait for trait in (Trait.PROFESSION, Trait.AUTHORITY) if trait not in keep)
    rules = GroupRules(
        at_least=at_least,
        at_most=at_most,
        together=together,
        apart=apart,
        keep=keep,
        mix=mix,
        seed=draw(st.integers(0, 9)),
    )
    return people, rounds, rules


def holds(one, groups, rules):
    """What must be true of a round's groups, whatever else they are."""
    seated = sorted(key for members in groups.values() for key in members)
    group_of = {key: number for number, members in groups.items() for key in members}
    assert seated == sorted(one.present)
    assert all(rules.at_least <= len(members) <= rules.at_most for members in groups.values())
    for each in rules.together:
        assert len({group_of[person.key] for person in each.people if person.key in group_of}) <= 1
    for each in rules.apart:
        there = {person.key for person in each.people if person.key in group_of}
        assert len({group_of[key] for key in there}) == len(there)


@FEWER
@given(terms())
def test_everyone_present_sits_in_one_group_and_sizes_and_demands_hold(term):
    people, rounds, rules = term

    made = make_groups(people, rounds, rules)

    assert bool(made.rounds) != bool(made.problems)
    for one in rounds if made.rounds else ():
        holds(one, made.rounds[one.number], rules)
    assert made.repeated_pairs == repeated(made.rounds)
    assert made.lower_bound <= made.repeated_pairs or made.problems


@FEWER
@given(terms(), st.randoms(use_true_random=False))
def test_the_order_of_what_comes_in_does_not_matter(term, chance):
    people, rounds, rules = term
    shuffled = list(people)
    chance.shuffle(shuffled)

    assert make_groups(people, rounds, rules) == make_groups(shuffled, [*reversed(rounds)], rules)


@FEWER
@given(terms())
def test_groups_that_still_suit_are_kept_as_they_are(term):
    people, rounds, rules = term
    made = make_groups(people, rounds, rules)
    again = [Round(number=one.number, present=one.present, previous=made.rounds.get(one.number, {})) for one in rounds]

    kept = make_groups(people, again, rules)

    assert kept.rounds == made.rounds
    assert not kept.moved


@FEWER
@given(terms(), st.data())
def test_when_people_come_and_go_sizes_and_demands_hold_still(term, data):
    people, rounds, rules = term
    made = make_groups(people, rounds, rules)
    gone = data.draw(st.sets(st.sampled_from(sorted(keys(people))), max_size=3))
    fresh = some_people(len(people) + data.draw(st.integers(0, 3)))[len(people) :]
    now = [
        Round(
            number=one.number,
            present=one.present - gone | keys(fresh),
            previous=made.rounds.get(one.number, {}),
        )
        for one in rounds
    ]

    then = make_groups([*people, *fresh], now, rules)

    for one in now if then.rounds else ():
        holds(one, then.rounds[one.number], rules)
        before = {key: number for number, members in one.previous.items() for key in members}
        after = {key: number for number, members in then.rounds[one.number].items() for key in members}
        moved = sorted(key for key in one.present & before.keys() if after[key] != before[key])
        assert sorted(then.moved.get(one.number, ())) == moved


@given(st.lists(st.integers(1, 5), min_size=1, max_size=3), st.integers(0, 3), st.integers(2, 3), st.integers(1, 2))
def test_no_way_moves_fewer_people(loads, new, at_least, wider):
    at_most = at_least + wider
    people = some_people(sum(loads) + new)
    names, previous = sorted(keys(people)), {}
    for number, load in enumerate(loads, 1):
        previous[number] = tuple(names[sum(loads[: number - 1]) :][:load])
    one = Round(number=1, present=keys(people), previous=previous)
    rules = GroupRules(at_least=at_least, at_most=at_most, mix=())

    made = make_groups(people, [one], rules)

    fewest = fewest_moves(loads, new, at_least, at_most)
    assert (len(made.moved.get(1, ())) if made.rounds else None) == fewest


def fewest_moves(loads, new, at_least, at_most):
    """Every number of people who could stay in each group; what the sizes then ask for. None: nothing is possible."""
    people, found = sum(loads) + new, []
    for stay in product(*(range(load + 1) for load in loads)):
        free = people - sum(stay)
        open_, begun = [load for load in stay if load], range(people // at_least + 1)
        for more in begun:
            sizes = [*open_, *[0] * more]
            lacking = sum(max(0, at_least - load) for load in sizes)
            if max(sizes, default=0) <= at_most and lacking <= free <= sum(at_most - load for load in sizes):
                found.append(sum(loads) - sum(stay))
    return min(found, default=None)


@FEWER
@given(st.integers(5, 6), st.integers(2, 3), st.sets(st.integers(0, 5), max_size=2))
def test_the_bound_is_never_above_the_best_that_there_is(number, meetings, missing):
    people = some_people(number)
    rules = GroupRules(at_least=2, at_most=3, mix=())
    rounds = rounds_of(people, meetings)
    rounds[0] = Round(
        number=1, present=frozenset(key for n, key in enumerate(sorted(keys(people))) if n not in missing)
    )

    made = make_groups(people, rounds, rules)

    every = product(*(list(divisions(sorted(one.present))) for one in rounds))
    best = min(repeated({n: dict(enumerate(groups)) for n, groups in enumerate(way)}) for way in every)
    assert made.lower_bound <= best <= made.repeated_pairs
    assert made.repeated_pairs - best <= 1


def divisions(names):
    """All ways of dividing into groups of two or three."""
    if not names:
        yield []
        return
    first, rest = names[0], names[1:]
    for size in (1, 2):
        for others in combinations(rest, size):
            for way in divisions([name for name in rest if name not in others]):
                yield [(first, *others), *way]


@pytest.mark.parametrize(("number", "most"), [(24, 0), (30, 0), (60, 0), (200, 0)])
def test_six_meetings_have_no_more_repeats_than_there_must_be(number, most):
    people = some_people(number)

    made = make_groups(people, rounds_of(people, 6), GroupRules())

    sizes = [len(members) for members in made.rounds[1].values()]
    assert (made.repeated_pairs, made.lower_bound) == (most, 0)
    assert repeated(by_chance(people, 6, sizes)) > 40


def test_professions_are_mixed_as_far_as_they_can_be():
    people = some_people(200)

    made = make_groups(people, rounds_of(people, 3), GroupRules(mix=(Trait.PROFESSION, Trait.UNIT)))

    assert alike_pairs(people, made.rounds, Trait.PROFESSION) == 3 * 40  # five people of four professions: one pair
    assert alike_pairs(people, made.rounds, Trait.UNIT) == 0


@pytest.mark.parametrize("trait", [Trait.PROFESSION, Trait.UNIT, Trait.EXPERIENCE])
def test_what_is_kept_together_is_so_more_than_by_chance(trait):
    people = some_people(60)

    made = make_groups(people, rounds_of(people, 2), GroupRules(keep=(trait,), mix=()))

    sizes = [len(members) for members in made.rounds[1].values()]
    assert alike_pairs(people, made.rounds, trait) > 1.5 * alike_pairs(people, by_chance(people, 2, sizes), trait)


def test_units_of_three_stay_together_when_they_should():
    people = some_people(60)

    made = make_groups(people, rounds_of(people, 3), GroupRules(keep=(Trait.UNIT,), mix=(Trait.PROFESSION,)))

    assert alike_pairs(people, made.rounds, Trait.UNIT) >= 3 * 20 * 2


def test_those_who_have_met_before_are_not_put_together_again():
    people = some_people(30)
    first = make_groups(people, rounds_of(people, 1), GroupRules()).rounds[1]
    rounds = [
        Round(number=1, present=keys(people), previous=first, fixed=True),
        Round(number=2, present=keys(people)),
    ]

    made = make_groups(people, rounds, GroupRules())

    assert made.rounds[1] == first
    assert made.repeated_pairs == 0


def test_another_seed_gives_other_groups():
    people = some_people(24)

    one, other = (make_groups(people, rounds_of(people, 2), GroupRules(seed=seed)).rounds for seed in (1, 2))

    assert one != other


def test_one_who_leaves_and_one_who_comes_move_nobody_else():
    people = some_people(24)
    first = make_groups(people, rounds_of(people, 1), GroupRules()).rounds[1]
    newcomer = some_people(25)[24]
    now = Round(number=1, present=keys(people[1:]) | {newcomer.key}, previous=first)

    made = make_groups([*people, newcomer], [now], GroupRules())

    assert not made.moved
    assert [set(made.rounds[1][n]) - {newcomer.key} for n in first] == [set(first[n]) - {people[0].key} for n in first]


def test_a_new_demand_moves_only_those_whom_it_is_about():
    people = some_people(24)
    first = make_groups(people, rounds_of(people, 1), GroupRules()).rounds[1]
    pair = [int(key[1:5]) for key in first[1][:2]]
    now = Round(number=1, present=keys(people), previous=first)

    made = make_groups(people, [now], GroupRules(apart=(demand(*pair, where="groups.apart.1"),)))

    assert len(made.moved[1]) == 1
    assert int(made.moved[1][0][1:5]) in pair


def test_groups_that_new_demands_turn_upside_down_are_made_anew_near_what_they_were():
    people = some_people(12)
    previous = {n: tuple(f"p{person:04d}@example.se" for person in range(4 * n - 4, 4 * n)) for n in (1, 2, 3)}
    together = tuple(demand(one, one + 4, one + 8, where=f"groups.together.{one + 1}") for one in range(4))
    now = Round(number=1, present=keys(people), previous=previous)
    rules = GroupRules(at_least=3, at_most=4, together=together)

    made = make_groups(people, [now], rules)

    holds(now, made.rounds[1], rules)
    assert sorted(len(members) for members in made.rounds[1].values()) == [3, 3, 3, 3]
    assert len(made.moved[1]) == 9


def test_demands_that_swaps_cannot_mend_are_met_by_packing():
    people = some_people(8)
    previous = {1: tuple(f"p{person:04d}@example.se" for person in range(4)), 2: tuple(sorted(keys(people)))[4:]}
    together = (demand(0, 4, 5), demand(1, 6, 7, where="groups.together.2"))
    apart = (demand(2, 3, where="groups.apart.1"),)
    now = Round(number=1, present=keys(people), previous=previous)
    rules = GroupRules(at_least=4, at_most=4, together=together, apart=apart)

    made = make_groups(people, [now], rules)

    holds(now, made.rounds[1], rules)
