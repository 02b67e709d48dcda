from dataclasses import replace

import pytest
from builders import a_companion, a_principal, a_registration, a_unit
from signup_table import a_companion_row, joined

from nettools.domain.people import TargetGroup
from nettools.domain.registrations import RegistrationState
from nettools.signups import Answers

ONE = a_registration()
OTHER = a_registration(a_unit("lundskolan-1780", "Lundskolan", code="31279295"), a_principal("lund@example.se"))
KEY = ONE.key


def shape(result):
    return (
        [(one.row, one.registration.key, one.companion.email.key, one.change) for one in result.accompanied],
        [(one.row, one.of_row, one.code) for one in result.duplicates],
        [(one.row, one.note.code, one.note.column, one.candidates) for one in result.questions],
        [(one.row, one.code) for one in result.skipped],
    )


def test_a_companion_joins_the_registration_of_rektor_and_unit(rules):
    result = joined(rules, a_companion_row(), registered=[ONE, OTHER])

    assert shape(result) == ([(2, KEY, "kurator@example.se", "new")], [], [], [])
    assert result.accompanied[0].registration.companions == (a_companion(profession="kurator"),)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"unit": None}, KEY),
        ({"principal": None}, KEY),
        ({"principal": None, "unit": "lundskolan"}, OTHER.key),
        ({"principal": "LUND@example.se", "unit": "Lund skolan"}, OTHER.key),
    ],
)
def test_rektor_or_unit_is_enough(rules, said, key):
    result = joined(rules, a_companion_row(**said), registered=[ONE, OTHER])

    assert [one.registration.key for one in result.accompanied] == [key]


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ({"principal": "okand@example.se"}, ("principal-differs", "B", (KEY,))),
        ({"principal": "lund@example.se"}, ("principal-differs", "B", (OTHER.key, KEY))),
        ({"principal": "okand@example.se", "unit": "Okänd skola"}, ("orphan", "B", ())),
        ({"principal": None, "unit": "Okänd skola"}, ("orphan", "C", ())),
        ({"principal": None, "unit": "Björkens fsk"}, ("unit-not-quite", "C", (KEY,))),
        ({"principal": "okand@example.se", "unit": "Björkens fsk"}, ("principal-unknown", "B", (KEY,))),
        ({"unit": "Okänd skola"}, ("unit-differs", "C", (KEY,))),
        ({"group": "övrigt", "profession": "vaktmästare"}, ("group-unclear", "G", (KEY,))),
        ({"group": None, "profession": None}, ("group-missing", "G", (KEY,))),
        ({"submitted": "2026-09-12"}, ("late", "A", (KEY,))),
        ({"submitted": "2026-06-14"}, ("early", "A", (KEY,))),
    ],
)
def test_what_a_person_must_decide_is_asked(rules, said, question):
    assert shape(joined(rules, a_companion_row(**said), registered=[ONE, OTHER]))[2] == [(2, *question)]


def test_the_rektor_of_two_units_means_the_one_that_is_alike(rules):
    namesake = a_registration(a_unit("bjorkens-forskola-1784", municipality_code="1784"), a_principal("b@example.se"))
    second = replace(OTHER, principal=ONE.principal)

    result = joined(rules, a_companion_row(), registered=[ONE, second, namesake])

    assert [one.registration.key for one in result.accompanied] == [KEY]


def test_one_rektor_of_two_units_is_asked_which(rules):
    second = replace(OTHER, principal=ONE.principal)

    result = joined(rules, a_companion_row(unit=None), registered=[ONE, second])

    assert shape(result)[2] == [(2, "which-unit", "C", (KEY, second.key))]


def test_a_person_says_which_unit_it_is(rules):
    row = a_companion_row(principal=None, unit="Okänd")
    answers = [Answers(same_as={2: key}) for key in (KEY, "bjorkens-forskola-1780", "finns-inte")]

    results = [shape(joined(rules, row, registered=[ONE], answers=answer)) for answer in answers]

    assert [[one[1] for one in accompanied] for accompanied, *_ in results] == [[KEY], [KEY], []]
    assert results[2][2] == [(2, "no-such-unit", "C", ())]


@pytest.mark.parametrize(
    ("group", "profession", "expected"),
    [
        ("Rektor och biträdande rektor", "", TargetGroup.PRINCIPALS),
        ("Förskollärare och lärare", "", TargetGroup.EDUCATORS),
        ("Elevhälsoteam", "", TargetGroup.HEALTH_PROFESSIONS),
        ("Förvaltningsövergripande professioner", "", TargetGroup.ADMINISTRATION),
        ("Skolsköterska", None, TargetGroup.HEALTH_PROFESSIONS),
        (None, "förstelärare", TargetGroup.EDUCATORS),
        ("övrigt", "specialpedagog", TargetGroup.HEALTH_PROFESSIONS),
    ],
)
def test_target_groups_are_known_by_their_names_and_by_professions(rules, group, profession, expected):
    [one] = joined(rules, a_companion_row(group=group, profession=profession), registered=[ONE]).accompanied

    assert one.companion.group is expected


def test_the_same_file_again_changes_nothing_and_a_changed_row_updates(rules):
    [first] = joined(rules, a_companion_row(), registered=[ONE]).accompanied

    again = joined(rules, a_companion_row(), registered=[first.registration])
    changed = joined(rules, a_companion_row(profession="skolkurator"), registered=[first.registration])

    assert shape(again) == ([], [(2, None, "unchanged")], [], [])
    assert shape(changed)[0] == [(2, KEY, "kurator@example.se", "updated")]
    assert changed.accompanied[0].registration.companions[0].profession == "skolkurator"


def test_the_same_person_twice_counts_once(rules):
    result = joined(rules, a_companion_row(), a_companion_row(email="KURATOR@example.se"), registered=[ONE])

    assert shape(result)[:2] == ([(2, KEY, "kurator@example.se", "new")], [(3, 2, "same-person")])


def test_the_principal_is_no_companion(rules):
    assert shape(joined(rules, a_companion_row(email="Rektor@example.se"), registered=[ONE]))[3] == [(2, "principal")]


def test_the_most_that_a_unit_may_bring_holds_in_order_of_submission(rules):
    rows = [a_companion_row(email=f"p{n}@example.se", submitted=f"2026-08-{20 - n}") for n in range(4)]

    result = joined(rules, *rows, registered=[ONE], at_most=2)

    assert [one.row for one in result.accompanied] == [4, 5]
    assert [(one.row, one.note.code) for one in result.questions] == [(2, "too-many"), (3, "too-many")]
    assert len(result.accompanied[0].registration.companions) == 2


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (RegistrationState.WAITING, "unit-waiting"),
        (RegistrationState.DECLINED, "unit-gone"),
        (RegistrationState.WITHDRAWN, "unit-gone"),
    ],
)
def test_a_unit_without_a_place_brings_nobody(rules, state, code):
    result = joined(rules, a_companion_row(), registered=[replace(ONE, state=state)])

    assert shape(result)[2] == [(2, code, "C", (KEY,))]


def test_a_late_companion_is_let_in_by_a_person(rules):
    row = a_companion_row(submitted="2026-09-20")

    assert len(joined(rules, row, registered=[ONE], answers=Answers(let_in=frozenset({2}))).accompanied) == 1
