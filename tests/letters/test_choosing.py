"""Who gets a letter: accepted rektorer who have none, each once."""

from builders import HT26, a_principal, a_registration, a_term_description, a_unit

from nettools.domain.letters import LetterKind
from nettools.domain.registrations import RegistrationState
from nettools.letters import Circle, HeldBack, Sender, TermFacts
from nettools.letters import choose as choose_of

WELCOME = LetterKind.WELCOME


def signed_up(unit, address="rektor@example.se", state=RegistrationState.ACCEPTED):
    return a_registration(unit=a_unit(key=unit), principal=a_principal(address), state=state)


def choose(registrations, kind, on_their_way, **others):
    sender = Sender(name="Exempeluniversitetet", network="Nätverket", contact="natverk@example.se")
    facts = TermFacts(sender=sender, description=a_term_description(), placements={}, join_links={})
    return choose_of(kind, Circle(facts=facts, registrations=tuple(registrations)), on_their_way, **others)


def keys(choice):
    return [(addressee.key, str(addressee.to)) for addressee in choice.addressees]


def test_only_accepted_ones_get_a_letter_and_the_rest_are_counted():
    registrations = [
        signed_up("a", "a@example.se"),
        signed_up("b", "b@example.se", RegistrationState.WAITING),
        signed_up("c", "c@example.se", RegistrationState.WAITING),
        signed_up("d", "d@example.se", RegistrationState.WITHDRAWN),
    ]

    choice = choose(registrations, WELCOME, frozenset(), protected=2)

    assert keys(choice) == [("HT26/welcome/a", "a@example.se")]
    assert choice.held_back == (
        HeldBack(code="protected-identity", count=2),
        HeldBack(code="waiting", count=2),
        HeldBack(code="withdrawn", count=1),
    )


def test_a_rektor_with_two_units_gets_one_letter_about_both():
    choice = choose([signed_up("a"), signed_up("b", "Rektor@Example.se")], WELCOME, frozenset())

    assert keys(choice) == [("HT26/welcome/a+b", "Rektor@Example.se")]
    assert [one.unit.key for one in choice.addressees[0].registrations] == ["a", "b"]


def test_a_letter_on_its_way_is_never_written_again():
    choice = choose([signed_up("a"), signed_up("b")], WELCOME, {"HT26/welcome/a+b"})

    assert keys(choice) == []
    assert choice.held_back == (HeldBack(code="already-written", count=2),)


def test_a_unit_that_gets_its_place_later_makes_a_letter_of_its_own():
    choice = choose([signed_up("a"), signed_up("b")], WELCOME, {f"{HT26}/welcome/a"})

    assert keys(choice) == [("HT26/welcome/b", "rektor@example.se")]
