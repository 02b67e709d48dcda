from dataclasses import replace

import pytest
from builders import HT26, VT27, a_principal, a_registration, a_unit
from signup_table import a_row, merged

from nettools.domain.registrations import RegistrationState
from nettools.signups import Answers, ColumnRules, merge_units
from nettools.signups.validation import UnitFacts


def shape(result):
    return (
        [(one.row, one.registration.key, one.change, one.changed) for one in result.registered],
        [(one.row, one.of_row, one.of_key, one.code) for one in result.duplicates],
        [(one.row, one.note.code, one.candidates) for one in result.questions],
    )


KEY = "HT26/bjorkens-forskola-1780"


def registered_before(rules, *rows):
    return [one.registration for one in merged(rules, *rows).registered]


def test_a_new_unit_gets_a_key_that_can_be_read(rules):
    assert shape(merged(rules, a_row())) == ([(2, KEY, "new", ())], [], [])


def test_the_same_file_again_changes_nothing(rules):
    rows = [a_row(), a_row(email="b@example.se", unit="Lundskolan")]
    before = registered_before(rules, *rows)

    again = merged(rules, *rows, units=[one.unit for one in before], registered=before)

    assert shape(again) == ([], [(2, None, KEY, "unchanged"), (3, None, "HT26/lundskolan-1780", "unchanged")], [])


def test_a_changed_row_of_the_same_principal_updates(rules):
    [before] = registered_before(rules, a_row())
    stored = replace(before, state=RegistrationState.ACCEPTED)

    result = merged(rules, a_row(terms="två terminer"), units=[stored.unit], registered=[stored])

    assert shape(result) == ([(2, KEY, "updated", ("terms",))], [], [])
    assert result.registered[0].registration == replace(stored, terms=(HT26, VT27))


def test_what_a_row_does_not_say_stays(rules):
    [before] = registered_before(rules, a_row(code="31279295"))

    result = merged(rules, a_row(forms=None), units=[before.unit], registered=[before])

    assert shape(result) == ([], [(2, None, KEY, "unchanged")], [])


def test_another_principal_for_the_same_unit_is_asked_about(rules):
    before = registered_before(rules, a_row())
    units = [one.unit for one in before]

    asked = merged(rules, a_row(email="ny@example.se"), units=units, registered=before)
    let_in = merged(
        rules, a_row(email="ny@example.se"), units=units, registered=before, answers=Answers(let_in=frozenset({2}))
    )

    assert shape(asked) == ([], [], [(2, "other-principal", (KEY,))])
    assert shape(let_in) == ([(2, KEY, "updated", ("principal",))], [], [])
    assert let_in.registered[0].registration.principal.email.address == "ny@example.se"


def test_two_principals_in_one_file_leave_the_place_to_the_first_sent(rules):
    result = merged(rules, a_row(submitted="2026-05-20"), a_row(email="b@example.se", submitted="2026-05-10"))

    assert shape(result) == ([(3, KEY, "new", ())], [], [(2, "other-principal", (KEY,))])


def test_when_a_person_has_chosen_a_principal_the_other_is_not_asked_about_again(rules):
    rows, answers = (a_row(), a_row(email="b@example.se", submitted="2026-05-20")), Answers(let_in=frozenset({3}))

    first = merged(rules, *rows, answers=answers)
    known = [one.registration for one in first.registered]
    again = merged(rules, *rows, units=[one.unit for one in known], registered=known, answers=answers)

    assert shape(first) == ([(3, KEY, "new", ())], [(2, 3, KEY, "other-chosen")], [])
    assert shape(again) == ([], [(2, 3, KEY, "other-chosen"), (3, None, KEY, "unchanged")], [])


def test_a_late_row_that_is_let_in_does_not_settle_who_the_principal_is(rules):
    rows, answers = (a_row(submitted="2026-06-20"), a_row(email="b@example.se")), Answers(let_in=frozenset({2}))

    assert shape(merged(rules, *rows, answers=answers))[2] == [(3, "other-principal", (KEY,))]


def test_an_answer_about_a_unit_holds_when_the_file_comes_again(rules):
    row, known = a_row(unit="Björkens fsk"), a_unit()
    answered = merged(rules, row, units=[known], answers=Answers(same_as={2: known.key}))
    before = [one.registration for one in answered.registered]
    later = a_row(unit="Björkens fsk", submitted="2026-05-20")

    again = merged(rules, row, later, units=[known], registered=before)

    assert shape(answered) == ([(2, KEY, "new", ())], [], [])
    assert shape(again) == ([], [(2, None, KEY, "unchanged")], [(3, "unit-alike", (known.key,))])


def test_the_same_row_twice_counts_once(rules):
    result = merged(rules, a_row(), a_row(email="REKTOR@example.se", submitted="2026-05-20"))

    assert shape(result) == ([(2, KEY, "new", ())], [(3, 2, KEY, "same-row")], [])


def test_a_later_row_replaces_and_keeps_the_place_in_the_queue(rules):
    result = merged(rules, a_row(), a_row(submitted="2026-05-20", terms="två terminer"))

    assert shape(result) == ([(3, KEY, "new", ())], [(2, 3, KEY, "replaced")], [])
    assert result.registered[0].registration.submitted.isoformat() == "2026-05-12T08:30:00+02:00"


@pytest.mark.parametrize(
    ("name", "municipality"),
    [
        ("Björkens fsk", "Karlstad"),
        ("Bjorkens forskola", "Karlstad"),
        ("Björkens  för skola", "Karlstad"),
        ("Björkkens förskola", "Karlstad"),
        ("Björkens förskola", None),
        ("Björkens", "Karlstad"),
        ("Björkensförskolan", "Karlstad"),
    ],
)
def test_a_likely_duplicate_is_asked_about(rules, name, municipality):
    known = a_unit()

    result = merged(rules, a_row(unit=name, municipality=municipality), units=[known])

    assert shape(result) == ([], [], [(2, "unit-alike", (known.key,))])


@pytest.mark.parametrize(
    ("name", "municipality", "key"),
    [
        ("Björkens förskola", "Växjö", "bjorkens-forskola-0780"),
        ("Björkens skola", "Karlstad", "bjorkens-skola-1780"),
        ("Björkens förskola 2", "Karlstad", "bjorkens-forskola-2-1780"),
        ("Granens förskola", "Karlstad", "granens-forskola-1780"),
    ],
)
def test_another_unit_is_new(rules, name, municipality, key):
    result = merged(rules, a_row(unit=name, municipality=municipality), units=[a_unit()])

    assert shape(result) == ([(2, f"HT26/{key}", "new", ())], [], [])


def test_east_is_not_west(rules):
    known = a_unit("ostra-skolan-1780", "Östergårdsskolan")

    assert shape(merged(rules, a_row(unit="Västergårdsskolan"), units=[known]))[2] == []


def test_a_person_says_that_it_is_the_same_or_a_new_unit(rules):
    row, known = a_row(unit="Björkens fsk"), a_unit()

    same = merged(rules, row, units=[known], answers=Answers(same_as={2: known.key}))
    new = merged(rules, row, units=[known], answers=Answers(new_units=frozenset({2})))
    wrong = merged(rules, row, units=[known], answers=Answers(same_as={2: "finns-inte"}))

    assert same.registered[0].registration.unit.name == "Björkens förskola"
    assert shape(new)[0] == [(2, "HT26/bjorkens-fsk-1780", "new", ())]
    assert shape(wrong) == ([], [], [(2, "no-such-unit", ())])


def test_a_unit_code_finds_its_unit_under_a_name_that_is_alike(rules):
    known = a_unit(code="31279295", municipality_code="")

    result = merged(rules, a_row(unit="Björkens fsk", code="31279295"), units=[known])

    assert [one.registration.unit.key for one in result.registered] == [known.key]


@pytest.mark.parametrize(
    ("name", "code", "question"),
    [("Granens skola", "31279295", "unit-name-differs"), ("Björkens förskola", "43038662", "unit-code-differs")],
)
def test_code_and_name_that_contradict_are_asked_about(rules, name, code, question):
    known = a_unit(code="31279295")

    assert shape(merged(rules, a_row(unit=name, code=code), units=[known]))[2] == [(2, question, (known.key,))]


def test_a_late_row_waits_for_an_answer(rules):
    late = a_row(submitted="2026-06-20")

    assert shape(merged(rules, late)) == ([], [], [(2, "late", ())])
    assert shape(merged(rules, late, answers=Answers(let_in=frozenset({2}))))[0] == [(2, KEY, "new", ())]


def test_a_unit_that_withdrew_comes_back_only_when_asked(rules):
    [before] = registered_before(rules, a_row())
    gone = replace(before, state=RegistrationState.WITHDRAWN)
    again = a_row(submitted="2026-06-01")

    same_file = merged(rules, a_row(), units=[gone.unit], registered=[gone])
    asked = merged(rules, again, units=[gone.unit], registered=[gone])
    back = merged(rules, again, units=[gone.unit], registered=[gone], answers=Answers(let_in=frozenset({2})))

    assert shape(same_file) == ([], [(2, None, KEY, "unchanged")], [])
    assert shape(asked) == ([], [], [(2, "withdrawn-before", (KEY,))])
    assert back.registered[0].registration.state is RegistrationState.RECEIVED


def test_companions_stay_when_a_sign_up_is_updated(rules):
    stored = a_registration(principal=a_principal("rektor@example.se"), companions=())

    result = merged(rules, a_row(forms="F-6"), units=[stored.unit], registered=[stored])

    assert result.registered[0].registration.companions == stored.companions


def test_a_file_of_units_adds_updates_and_asks(rules):
    known = a_unit()
    facts = [
        (2, UnitFacts(name="Björkens förskola", municipality_code="1780", code="31279295"), ()),
        (3, UnitFacts(name="Lundskolan"), ()),
        (4, UnitFacts(name="Lundskolan"), ()),
        (5, UnitFacts(name="Björkens fsk", municipality_code="1780"), ()),
    ]

    listed, duplicates, questions = merge_units(facts, units=[known], rules=rules)

    assert [(one.row, one.unit.key, one.change) for one in listed] == [
        (2, known.key, "updated"),
        (3, "lundskolan", "new"),
    ]
    assert [(one.row, one.of_row, one.of_key, one.code) for one in duplicates] == [(4, 3, "lundskolan", "same-row")]
    assert [(one.row, one.candidates) for one in questions] == [(5, (known.key,))]


def test_a_name_of_no_plain_letters_still_gets_a_key(rules):
    assert [one.registration.key for one in merged(rules, a_row(unit="学校", municipality=None)).registered] == [
        "HT26/enhet"
    ]
    assert ColumnRules().unit_kinds == {}
