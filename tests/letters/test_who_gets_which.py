"""Who gets which letter."""

from dataclasses import replace
from datetime import date

import pytest
from builders import (
    HT26,
    VT27,
    a_companion,
    a_meeting,
    a_network_description,
    a_principal,
    a_registration,
    a_unit,
)
from hypothesis import given
from hypothesis import strategies as st
from letter_circles import DESCRIBED, KINDS_BY_HAND, SENDER, TEMPLATES, chosen, circle, in_state

from nettools.domain.letters import LetterKind
from nettools.domain.registrations import RegistrationState
from nettools.letters import (
    KINDS,
    PLACEHOLDERS,
    Asked,
    Circle,
    Feedback,
    HeldBack,
    TermFacts,
    choose,
    person_mark,
)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (LetterKind.SIGN_UP_RECEIVED, "received"),
        (LetterKind.PLACE_OFFERED, "accepted"),
        (LetterKind.WAITING_LIST, "waiting"),
        (LetterKind.REGRET, "declined"),
        (LetterKind.WELCOME, "accepted"),
    ],
)
def test_a_letter_about_a_place_goes_to_those_whose_sign_up_is_there(kind, state):
    everyone = [in_state(each.value, each.value) for each in RegistrationState]
    others = {each.value: 1 for each in RegistrationState if each.value != state}

    assert chosen(kind, everyone) == ([(f"HT26/{kind}/{state}", f"{state}@example.se")], others)


def test_a_unit_that_leaves_the_waiting_list_gets_its_place_by_a_letter_of_its_own():
    waiting = {"HT26/waiting-list/a"}

    assert chosen(LetterKind.WAITING_LIST, [in_state("waiting")], waiting) == ([], {"already-written": 1})
    assert chosen(LetterKind.PLACE_OFFERED, [in_state("accepted")]) == ([("HT26/place-offered/a", "a@example.se")], {})


def test_each_companion_is_welcomed_once_and_once_more_for_a_unit_that_comes_later():
    ali, bo = a_companion("ali@example.se"), a_companion("bo@example.se")
    first = [in_state("accepted", "a", companions=(ali, bo)), in_state("waiting", "w", companions=(bo,))]
    keys = [f"HT26/companion-joining/{person_mark(who.email)}/a" for who in (ali, bo)]

    assert chosen(LetterKind.COMPANION_JOINING, first) == (
        [*zip(keys, ["ali@example.se", "bo@example.se"], strict=True)],
        {"waiting": 1},
    )
    later = [*first, in_state("accepted", "b", companions=(ali,))]
    assert chosen(LetterKind.COMPANION_JOINING, later, keys) == (
        [(f"HT26/companion-joining/{person_mark(ali.email)}/b", "ali@example.se")],
        {"already-written": 2, "waiting": 1},
    )


def test_who_belongs_to_two_units_gets_one_letter_that_names_both():
    ali = a_companion("Ali@example.se")
    both = [in_state("accepted", key, companions=(ali,)) for key in ("a", "b")]

    assert chosen(LetterKind.COMPANION_JOINING, both)[0] == [
        (f"HT26/companion-joining/{person_mark(ali.email)}/a+b", "Ali@example.se")
    ]


def test_who_has_companions_or_a_draft_is_not_reminded_and_the_second_reminder_is_another_letter():
    units = [in_state("accepted", "a", companions=(a_companion(),)), in_state("accepted", "b")]
    told_once = {"HT26/companions-reminder/b", "HT26/draft-reminder/b"}

    assert chosen(LetterKind.COMPANIONS_REMINDER, units) == (
        [("HT26/companions-reminder/b", "b@example.se")],
        {"has-companions": 1},
    )
    assert chosen(LetterKind.COMPANIONS_REMINDER, units, told_once)[0] == []
    assert chosen(LetterKind.COMPANIONS_REMINDER, units, told_once, asked=Asked(time=2))[0] == [
        ("HT26/companions-reminder/reminder-2/b", "b@example.se")
    ]
    assert chosen(LetterKind.DRAFT_REMINDER, units, with_draft={"a"}) == (
        [("HT26/draft-reminder/b", "b@example.se")],
        {"has-draft": 1},
    )


def test_everyone_in_the_networks_with_that_meeting_is_reminded_of_it_once():
    rektor = in_state("accepted", "a", companions=(a_companion("ali@example.se"),))
    same = a_registration(unit=a_unit(key="b"), principal=a_principal("a@example.se"))
    everyone, held = chosen(LetterKind.MEETING_REMINDER, [rektor, same], asked=Asked(meeting=2))

    assert (sorted(who for _, who in everyone), held) == (["a@example.se", "ali@example.se"], {})
    assert everyone[0][0] == f"HT26/meeting-reminder/natverk-1/meeting-2/{person_mark(rektor.principal.email)}"
    again = chosen(LetterKind.MEETING_REMINDER, [rektor, same], {key for key, _ in everyone}, asked=Asked(meeting=2))
    assert again == ([], {"already-written": 2})
    assert chosen(LetterKind.MEETING_REMINDER, [rektor], asked=Asked(meeting=7)) == ([], {"no-such-meeting": 2})


def test_an_answer_on_a_draft_is_a_letter_for_each_unit_and_version():
    both = [in_state("accepted", "a"), a_registration(unit=a_unit(key="b"), principal=a_principal("a@example.se"))]
    answers = tuple(Feedback(unit_key=unit, version=1, markdown="## Bra\n") for unit in ("a", "b"))

    assert chosen(LetterKind.DRAFT_FEEDBACK, [*both, in_state("accepted", "c")], asked=Asked(feedback=answers)) == (
        [("HT26/draft-feedback/a/version-1", "a@example.se"), ("HT26/draft-feedback/b/version-1", "a@example.se")],
        {"no-feedback": 1},
    )
    newer = Asked(feedback=(Feedback(unit_key="a", version=2, markdown="## Bättre\n"),))
    sent = {"HT26/draft-feedback/a/version-1", "HT26/draft-feedback/b/version-1"}
    assert chosen(LetterKind.DRAFT_FEEDBACK, both, sent, asked=newer)[0] == [
        ("HT26/draft-feedback/a/version-2", "a@example.se")
    ]


def test_a_certificate_takes_the_share_of_meetings_that_is_set():
    one = in_state("accepted", "a", companions=(a_companion("ali@example.se"),))
    attended = {"a@example.se": {1: 150, 2: 140}, "ali@example.se": {2: 150}}

    half = chosen(LetterKind.CERTIFICATE, [one], asked=Asked(attended=attended), least_attended=0.5)
    most = chosen(LetterKind.CERTIFICATE, [one], asked=Asked(attended=attended), least_attended=0.75)
    assert ([who for _, who in half[0]], half[1]) == (["a@example.se", "ali@example.se"], {})
    assert ([who for _, who in most[0]], most[1]) == (["a@example.se"], {"attended-too-little": 1})


def test_everyone_is_thanked_once_rektor_and_companions():
    one = in_state("accepted", "a", companions=(a_companion("ali@example.se"),))

    assert [who for _, who in chosen(LetterKind.THANK_YOU, [one])[0]] == ["a@example.se", "ali@example.se"]


@pytest.mark.parametrize("kind", KINDS_BY_HAND)
def test_who_has_protected_identity_is_only_counted(kind):
    choice = choose(kind, circle([]), (), protected=3)

    assert (choice.addressees, choice.held_back) == ((), (HeldBack(code="protected-identity", count=3),))


@given(
    kind=st.sampled_from(KINDS_BY_HAND),
    states=st.lists(st.sampled_from(list(RegistrationState)), min_size=1, max_size=8),
    people=st.lists(st.integers(0, 3), min_size=8, max_size=8),
)
def test_a_letter_that_has_left_is_never_chosen_again_and_no_key_is_used_twice(kind, states, people):
    units = [
        a_registration(
            unit=a_unit(key=f"u{number}"),
            principal=a_principal(f"r{people[number]}@example.se"),
            state=state,
            companions=tuple(a_companion(f"m{person}@example.se") for person in range(people[number])),
        )
        for number, state in enumerate(states)
    ]
    asked = Asked(
        meeting=1,
        feedback=tuple(Feedback(unit_key=one.unit.key, version=1, markdown="## x\n") for one in units),
        attended={f"r{number}@example.se": {1: 150, 2: 150} for number in range(4)},
    )
    choice = choose(kind, circle(units, asked=asked), ())
    keys = [one.key for one in choice.addressees]

    assert len(set(keys)) == len(keys)
    assert choose(kind, circle(units, asked=asked), keys).addressees == ()


def test_a_kind_that_the_calendar_chooses_for_cannot_be_chosen_here():
    with pytest.raises(ValueError, match="meeting-change"):
        choose(LetterKind.MEETING_CHANGE, circle([]), ())


def test_every_kind_has_its_row_its_names_and_its_template():
    assert set(KINDS) == set(PLACEHOLDERS) == set(LetterKind)
    assert sorted(path.stem for path in TEMPLATES.glob("*.md")) == sorted(kind.value for kind in LetterKind)


def test_a_rektor_with_two_terms_and_two_networks_is_told_of_both():
    networks = (
        a_network_description(),
        a_network_description(key="natverk-2", name="Nätverk 2", meetings=(a_meeting(1, day=date(2026, 9, 24)),)),
    )
    described = replace(DESCRIBED, networks=networks)
    facts = TermFacts(
        sender=SENDER, description=described, placements={"a": "natverk-1", "b": "natverk-2"}, join_links={}
    )
    units = tuple(a_registration(unit=a_unit(key=key, name=key), terms=(HT26, VT27)) for key in ("a", "b"))
    addressee = choose(LetterKind.WELCOME, Circle(facts=facts, registrations=units), ()).addressees[0]
    said = KINDS[LetterKind.WELCOME].facts_for(addressee, facts)

    assert (said["terms_in_words"], [network["units"] for network in said["networks"]]) == (
        "höstterminen 2026 och vårterminen 2027",
        ["a", "b"],
    )
