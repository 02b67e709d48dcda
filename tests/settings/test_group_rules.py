import pytest

from nettools.domain.groups import GroupDemand, GroupRules, Trait
from nettools.domain.people import EmailAddress

HT26 = "config/terms/HT26.toml"
NETWORK_1 = "[[networks.meetings]]\nnumber = 1\ndate = 2026-09-22"


def with_rules(home, *lines, before="[sign_up]"):
    home.change(HT26, (before, "\n".join((*lines, "", before))))


def test_a_term_without_rules_has_the_usual_ones(home):
    assert home.load().terms["HT26"].networks[0].groups == GroupRules()


def test_the_rules_of_the_term_hold_for_all_networks_and_a_network_may_have_its_own(home):
    lines = ('mix = ["school-form"]', 'keep = ["unit"]', 'apart = [["A@example.se", "b@example.se"]]')
    with_rules(home, "[groups]", "at_least = 3", *lines)
    with_rules(home, "[networks.groups]", "at_most = 5", "seed = 7", before=NETWORK_1)

    own, shared = (network.groups for network in home.load().terms["HT26"].networks)

    people = (EmailAddress("A@example.se"), EmailAddress("b@example.se"))
    assert own == GroupRules(at_most=5, seed=7, where="networks.natverk-1.groups")
    assert shared == GroupRules(
        at_least=3,
        mix=(Trait.SCHOOL_FORM,),
        keep=(Trait.UNIT,),
        apart=(GroupDemand(where="groups.apart.1", people=people),),
    )


@pytest.mark.parametrize(
    ("line", "key", "said"),
    [
        ("at_least = 7", "groups.at_least", "is more than at_most"),
        ("at_most = 1", "groups.at_most", "is not between 2 and 100"),
        ('keep = ["unit"]', "groups.keep", "has 'unit', which mix has too; people are mixed by it or kept together"),
        ('mix = ["unit", "unit"]', "groups.mix", "has 'unit' twice"),
        ('together = [["a@example.se"]]', "groups.together.1", "must name at least two people, each once"),
        ('apart = [["a@example.se", "A@example.se"]]', "groups.apart.1", "must name at least two people, each once"),
        ("mixed = true", "groups.mixed", "is not a setting; did you mean mix?"),
        (
            'together = [["a@example.se", "b@example.se"]]\napart = [["b@example.se", "a@example.se"]]',
            "groups.apart.1",
            "says that people must not sit together who must by groups.together.1; take one of them out",
        ),
        (
            'at_most = 4\ntogether = [["a@a.se", "b@a.se", "c@a.se"], ["c@a.se", "d@a.se", "e@a.se"]]',
            "groups.at_most",
            (
                "is 4, but 5 people must sit together by groups.together.1, groups.together.2; raise it, or take "
                "people out of that"
            ),
        ),
    ],
)
def test_what_cannot_hold_is_told_by_its_key(home, line, key, said):
    with_rules(home, "[groups]", line)

    assert home.problems() == [f"{HT26}, {key}: {said}"]


def test_all_that_is_wrong_is_told_at_once_for_every_network(home):
    with_rules(home, "[groups]", "at_least = 9", 'keep = ["profession"]')
    with_rules(home, "[networks.groups]", "at_least = 8", before=NETWORK_1)

    assert home.codes() == [
        ("groups.at_least", "order"),
        ("groups.keep", "both"),
        ("networks.natverk-1.groups.at_least", "order"),
    ]


@pytest.mark.parametrize("line", ['mix = ["kommun"]', 'together = [["inte en adress", "b@example.se"]]'])
def test_a_word_that_is_no_trait_and_an_address_that_is_none_are_told(home, line):
    with_rules(home, "[groups]", line)

    [problem] = home.problems()

    assert problem.startswith(
        (f"{HT26}, groups.mix.1: must be one of", f"{HT26}, groups.together.1.1: is not an e-mail")
    )
