import pytest
from sitting import demand, keys, rounds_of, some_people

from nettools.domain.groups import GroupRules
from nettools.scheduling.constellations import Round, make_groups


def refused(number, **rules):
    people = some_people(number)
    made = make_groups(people, rounds_of(people, 1), GroupRules(**rules))
    assert made.rounds == {}
    return [(problem.code, problem.place.key, str(problem.message)) for problem in made.problems]


def together(*people, number=1):
    return demand(*people, where=f"groups.together.{number}")


def apart(*people, number=1):
    return demand(*people, where=f"groups.apart.{number}")


@pytest.mark.parametrize(
    ("people", "advice"),
    [
        (7, "lower at_least to 3, or raise at_most to 7"),
        (3, "lower at_least to 3"),
    ],
)
def test_sizes_that_cannot_hold_say_what_would(people, advice):
    [(code, key, message)] = refused(people)

    assert (code, key) == ("sizes", "groups.at_least")
    assert message == f"Meeting 1: {people} people cannot be divided into groups of 4 to 6; {advice}"


@pytest.mark.parametrize("people", [7, 3, 11, 23])
def test_the_advice_about_sizes_holds(people):
    for change in ({"at_least": 3}, {"at_most": 7} if people > 3 else {"at_least": 3}):
        made = make_groups(some_people(people), rounds_of(some_people(people), 1), GroupRules(**change))
        assert made.problems == ()


def test_must_and_must_not_contradict_over_a_chain():
    demands = {
        "together": (together(0, 1), together(1, 2, number=2), together(8, 9, number=3)),
        "apart": (apart(0, 2),),
    }

    assert refused(12, **demands) == [
        (
            "contradiction",
            "groups.apart.1",
            (
                "says that people must not sit together who must by groups.together.1, groups.together.2; take one of "
                "them out"
            ),
        )
    ]


def test_too_many_who_must_sit_together():
    assert refused(12, together=(together(0, 1, 2, 3), together(3, 4, 5, 6, number=2))) == [
        (
            "too-many-together",
            "groups.at_most",
            (
                "is 6, but 7 people must sit together by groups.together.1, groups.together.2; raise it, or take "
                "people out of that"
            ),
        )
    ]


def test_too_many_who_must_not_sit_together():
    assert refused(12, apart=(apart(0, 1, 2, 3),)) == [
        (
            "too-many-apart",
            "groups.apart.1",
            "needs 4 groups in meeting 1, and there are 3 at most; take people out, or lower at_least",
        )
    ]


def test_demands_that_cannot_all_hold_are_proved_so():
    three = (together(0, 1, 2), together(3, 4, 5, number=2), together(6, 7, 8, number=3))

    [(code, _, message)] = refused(9, together=three, at_least=4, at_most=5)

    assert code == "demands"
    assert message.startswith("Meeting 1: groups of 4 to 5 cannot hold all of groups.together.1, ")


def test_every_reason_is_told_at_once():
    codes = [
        code
        for code, _, _ in refused(
            7, together=(together(0, 1), together(0, 2, 3, 4, 5, 6, number=2)), apart=(apart(0, 1),)
        )
    ]

    assert codes == ["contradiction", "too-many-together", "sizes"]


def test_nobody_there():
    people = some_people(8)
    made = make_groups(people, [Round(number=2, present=frozenset())], GroupRules())

    assert [(problem.code, str(problem.message)) for problem in made.problems] == [
        ("nobody", "Meeting 2: nobody will be there.")
    ]


def test_a_demand_about_somebody_absent_bears_on_nobody():
    people = some_people(9)
    one = Round(number=1, present=keys(people[1:]))

    made = make_groups(people, [one], GroupRules(together=(together(0, 1),), apart=(apart(0, 2),)))

    assert made.problems == ()
    assert sorted(key for members in made.rounds[1].values() for key in members) == sorted(one.present)


def mycielski(edges, number):
    """A graph that needs one more colour and has no larger clique: hard to prove anything about."""
    shadow = [(one, number + other) for pair in edges for one, other in (pair, pair[::-1])]
    return [*edges, *shadow, *((number + one, 2 * number) for one in range(number))], 2 * number + 1


def test_where_nothing_is_found_and_nothing_proven_that_is_said():
    edges, number = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)], 5
    for _ in range(2):
        edges, number = mycielski(edges, number)
    pairs = tuple(apart(*pair, number=n) for n, pair in enumerate(edges, 1))

    found = refused(number, at_least=5, at_most=9, apart=pairs)

    assert [code for code, _, _ in found] == ["not-found"]
