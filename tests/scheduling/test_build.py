from datetime import UTC, datetime, timedelta
from itertools import product

from builders import HT26, VT27, a_network_description, a_registration, a_term_description, a_unit
from hypothesis import given
from hypothesis import strategies as st

from nettools.domain.registrations import RegistrationState
from nettools.domain.schools import SchoolForm
from nettools.errors import Place
from nettools.scheduling import build, given_up, placements

FS, GR, GY = SchoolForm.FS, SchoolForm.GR, SchoolForm.GY
FIRST = datetime(2026, 5, 4, 8, tzinfo=UTC)


def signed_up(number, forms=(FS,), state=RegistrationState.ACCEPTED, **others):
    unit = a_unit(f"enhet-{number:03}", f"Enhet {number}", school_forms=forms)
    return a_registration(unit, submitted=FIRST + timedelta(hours=number), state=state, **others)


def described(*networks):
    return a_term_description(networks=networks, capacity=1)


def network(number, at_most=12, forms=(), at_least=1):
    return a_network_description(f"natverk-{number}", school_forms=forms, at_most=at_most, at_least=at_least)


def sizes(plan):
    return [len(each.registrations) for each in plan.networks]


forms = st.sets(st.sampled_from([FS, GR, GY]), max_size=2).map(tuple)
registrations = st.lists(st.tuples(st.integers(0, 60), forms), max_size=20, unique_by=lambda pair: pair[0]).map(
    lambda pairs: [signed_up(number, forms) for number, forms in pairs]
)
networks = st.lists(st.tuples(st.integers(1, 6), forms, st.integers(1, 3)), min_size=1, max_size=4).map(
    lambda each: [
        network(number, at_most, forms, min(least, at_most)) for number, (at_most, forms, least) in enumerate(each, 1)
    ]
)


@given(registrations, networks)
def test_every_accepted_unit_is_placed_or_in_a_problem_and_no_network_is_over_its_limit(registrations, networks):
    plan, problems = build(registrations, described(*networks), {})

    unplaced = {problem.place.key for problem in problems if problem.code in ("no-room", "no-fitting-network")}
    placed = {f"{HT26}/{unit}" for unit in placements(plan)}
    assert placed | unplaced == {each.key for each in registrations}
    assert placed & unplaced == set()
    assert [size for size, each in zip(sizes(plan), networks, strict=True) if size > each.at_most] == []


@given(registrations, networks)
def test_building_twice_moves_nobody(registrations, networks):
    first, problems = build(registrations, described(*networks), {})

    assert build(registrations, described(*networks), placements(first)) == (first, problems)


@given(registrations, networks, forms)
def test_adding_a_unit_moves_nobody_else(registrations, networks, late_forms):
    before = placements(build(registrations, described(*networks), {})[0])

    after = placements(build([*registrations, signed_up(99, late_forms)], described(*networks), before)[0])

    assert {unit: place for unit, place in after.items() if unit != "enhet-099"} == before


@given(registrations, networks, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(registrations, networks, chance):
    shuffled = chance.sample(registrations, len(registrations))

    assert build(shuffled, described(*networks), {}) == build(registrations, described(*networks), {})


@given(registrations, networks)
def test_units_are_only_placed_where_their_school_forms_are_taken(registrations, networks):
    plan, _ = build(registrations, described(*networks), {})

    taken = {each.key: set(each.description.school_forms) for each in plan.networks}
    misplaced = [
        each.unit.key
        for place in plan.networks
        for each in place.registrations
        if taken[place.key] and not taken[place.key] & set(each.unit.school_forms)
    ]
    assert misplaced == []


few_registrations = st.lists(forms, max_size=5).map(
    lambda each: [signed_up(number, forms) for number, forms in enumerate(each)]
)
few_networks = st.lists(st.tuples(st.integers(1, 3), forms), min_size=1, max_size=3).map(
    lambda each: [network(number, at_most, forms) for number, (at_most, forms) in enumerate(each, 1)]
)


def all_ways(registrations, networks):
    """How many are placed and how uneven the sizes are (the sum of their squares), for every way that is allowed."""
    for choice in product([None, *networks], repeat=len(registrations)):
        chosen = [choice.count(each) for each in networks]
        allowed = all(
            place is None or not place.school_forms or set(place.school_forms) & set(each.unit.school_forms)
            for each, place in zip(registrations, choice, strict=True)
        )
        if allowed and all(size <= each.at_most for size, each in zip(chosen, networks, strict=True)):
            yield sum(chosen), -sum(size * size for size in chosen)


@given(few_registrations, few_networks)
def test_no_other_way_places_more_units_or_as_many_more_evenly(registrations, networks):
    plan, _ = build(registrations, described(*networks), {})

    reached = sum(sizes(plan)), -sum(size * size for size in sizes(plan))
    assert reached == max(all_ways(registrations, networks))


def test_sizes_come_out_even():
    plan, problems = build([signed_up(n) for n in range(20)], described(network(1), network(2), network(3)), {})

    assert (sorted(sizes(plan)), problems) == ([6, 7, 7], ())


def test_sizes_come_out_even_also_when_some_fit_in_one_network_only():
    both, only_first = [signed_up(n, (FS, GR)) for n in range(4)], [signed_up(n, (FS,)) for n in range(10, 14)]

    plan, _ = build([*both, *only_first], described(network(1, forms=(FS,)), network(2, forms=(GR,))), {})

    assert sizes(plan) == [4, 4]


def test_a_unit_that_fits_anywhere_makes_room_for_one_that_does_not():
    registrations = [signed_up(1, (FS,)), signed_up(2, (GR,))]

    plan, problems = build(registrations, described(network(1, 1), network(2, 1, (FS,))), {})

    assert (placements(plan), problems) == ({"enhet-001": "natverk-2", "enhet-002": "natverk-1"}, ())


def test_those_who_signed_up_first_get_the_places():
    plan, problems = build([signed_up(n) for n in (3, 1, 2)], described(network(1, 2)), {})

    assert placements(plan) == {"enhet-001": "natverk-1", "enhet-002": "natverk-1"}
    assert [(problem.code, problem.place) for problem in problems] == [("no-room", Place(key="HT26/enhet-003"))]


def test_a_unit_whose_school_forms_nobody_takes_is_a_problem():
    plan, problems = build([signed_up(1, (GY,))], described(network(1, forms=(FS,))), {})

    assert placements(plan) == {}
    assert [(problem.code, problem.place.key) for problem in problems] == [("no-fitting-network", "HT26/enhet-001")]


def test_only_accepted_units_of_the_term_are_placed():
    others = [signed_up(n, state=state) for n, state in enumerate(RegistrationState) if state != "accepted"]

    plan, problems = build([*others, signed_up(50, term=VT27), signed_up(60)], described(network(1)), {})

    assert (placements(plan), problems) == ({"enhet-060": "natverk-1"}, ())


def test_a_network_that_would_be_too_small_is_left_empty_when_everyone_fits_in_the_others():
    plan, problems = build(
        [signed_up(n) for n in range(5)], described(network(1, at_least=4), network(2, at_least=4)), {}
    )

    assert (sizes(plan), problems) == ([5, 0], ())


def test_a_network_that_is_too_small_and_needed_is_a_problem():
    registrations = [signed_up(1, (FS,)), *(signed_up(n, (GR,)) for n in range(2, 6))]

    plan, problems = build(registrations, described(network(1, forms=(FS,), at_least=2), network(2, forms=(GR,))), {})

    assert sizes(plan) == [1, 4]
    assert [(problem.code, problem.place.key) for problem in problems] == [("too-small", "networks.natverk-1")]


def test_places_stand_when_the_limit_is_lowered_and_a_person_is_told():
    registrations = [signed_up(1), signed_up(2), signed_up(3)]
    previous = dict.fromkeys(("enhet-001", "enhet-002"), "natverk-1")

    plan, problems = build(registrations, described(network(1, 1), network(2, 1)), previous)

    assert placements(plan) == {**previous, "enhet-003": "natverk-2"}
    assert [(problem.code, str(problem.message)) for problem in problems] == [
        ("too-large", "2 units have places, but at_most is 1; raise it, or withdraw some.")
    ]


def test_a_place_is_held_for_a_unit_that_is_not_accepted_yet():
    registrations = [signed_up(1, state=RegistrationState.RECEIVED), signed_up(2)]

    plan, problems = build(registrations, described(network(1, 1)), {"enhet-001": "natverk-1"})

    assert (placements(plan), [problem.code for problem in problems]) == ({}, ["no-room"])


def test_the_place_of_a_unit_that_left_is_free():
    registrations = [signed_up(1, state=RegistrationState.WITHDRAWN), signed_up(2)]
    previous = {"enhet-001": "natverk-1"}

    plan, _ = build(registrations, described(network(1, 1)), previous)

    assert placements(plan) == {"enhet-002": "natverk-1"}
    assert given_up(registrations, previous) == {"enhet-001"}


def test_a_place_in_a_network_that_is_no_more_is_forgotten():
    plan, _ = build([signed_up(1)], described(network(1)), {"enhet-001": "natverk-9"})

    assert placements(plan) == {"enhet-001": "natverk-1"}


def test_units_are_shown_in_swedish_order():
    names = ["Östra skolan", "Ängens skola", "Åsens skola", "Zinkens skola"]
    registrations = [a_registration(a_unit(f"enhet-{n}", name)) for n, name in enumerate(names)]

    plan, _ = build(registrations, described(network(1)), {})

    assert [each.unit.name for each in plan.networks[0].registrations] == [
        *("Zinkens skola", "Åsens skola", "Ängens skola", "Östra skolan")
    ]
