from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from builders import HT26, VT27, a_companion, a_principal, a_registration, a_unit

from nettools.domain.people import Role
from nettools.domain.registrations import RegistrationState
from nettools.domain.schools import SchoolForm
from nettools.domain.terms import Season, Term

FULL = a_registration(
    unit=a_unit(code="12345678", school_forms=(SchoolForm.FKLASS, SchoolForm.GR, SchoolForm.FTH)),
    principal=a_principal("Åsa.Öberg@Example.SE", role=Role.DEPUTY_PRINCIPAL, phone="+46 54 12 34 56"),
    terms=(HT26, VT27),
    submitted=datetime(2026, 5, 12, 8, 30, 59, 123456, tzinfo=UTC),
    companions=(a_companion("b@example.se", profession="Skolsköterska"), a_companion("a@example.se")),
)


def test_a_registration_comes_back_with_all_that_it_held(store):
    store.registrations.save([FULL])
    assert store.registrations.of(HT26) == (FULL,)
    assert store.units.all() == (FULL.unit,)


def test_an_address_comes_back_as_it_was_written(store):
    store.registrations.save([FULL])
    (found,) = store.registrations.of(HT26)
    assert found.principal.email.address == "Åsa.Öberg@Example.SE"


def test_a_moment_comes_back_in_utc(store):
    elsewhere = timezone(timedelta(hours=2))
    store.registrations.save([replace(FULL, submitted=datetime(2026, 5, 12, 0, 30, tzinfo=elsewhere))])
    (found,) = store.registrations.of(HT26)
    assert (found.submitted.isoformat(), found.submitted.utcoffset()) == ("2026-05-11T22:30:00+00:00", timedelta(0))


def test_a_moment_without_time_zone_is_refused_and_nothing_is_saved(store):
    with pytest.raises(ValueError, match="time zone"):
        store.registrations.save([FULL, replace(FULL, term=VT27, submitted=datetime(2026, 5, 12))])  # noqa: DTZ001 - the case
    assert store.registrations.terms() == ()


def test_saving_twice_changes_nothing(store):
    others = [a_registration(unit=a_unit(key=f"enhet-{n}")) for n in range(3)]
    store.registrations.save([FULL, *others])
    before = (store.registrations.of(HT26), store.units.all())
    store.registrations.save([FULL, *others])
    assert (store.registrations.of(HT26), store.units.all()) == before


def test_the_same_registration_twice_in_one_call_keeps_the_last(store):
    store.registrations.save([FULL, replace(FULL, state=RegistrationState.WAITING)])
    assert [one.state for one in store.registrations.of(HT26)] == [RegistrationState.WAITING]


def test_saving_again_takes_the_new_values_and_the_new_companions(store):
    changed = replace(
        FULL,
        unit=replace(FULL.unit, name="Granens förskola"),
        principal=a_principal("ny@example.se"),
        state=RegistrationState.WAITING,
        companions=(a_companion("c@example.se"),),
    )
    store.registrations.save([FULL])
    store.registrations.save([changed])
    assert store.registrations.of(HT26) == (changed,)


def test_a_unit_has_one_registration_in_each_term(store):
    store.registrations.save([FULL, replace(FULL, term=VT27, companions=())])
    assert store.registrations.of(HT26) == (FULL,)
    assert store.registrations.of(VT27) == (replace(FULL, term=VT27, companions=()),)


def test_registrations_come_in_order_of_submission_then_of_key(store):
    early, late = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC)
    wanted = [
        a_registration(unit=a_unit(key="ostra-skolan"), submitted=early),
        a_registration(unit=a_unit(key="a-b"), submitted=late),
        a_registration(unit=a_unit(key="ab"), submitted=late),
    ]
    store.registrations.save(reversed(wanted))
    assert store.registrations.of(HT26) == tuple(wanted)


def test_terms_come_in_order_of_time(store):
    terms = [Term(2027, Season.AUTUMN), VT27, HT26]
    store.registrations.save([replace(FULL, term=term) for term in terms])
    assert store.registrations.terms() == (HT26, VT27, Term(2027, Season.AUTUMN))


def test_the_state_of_one_registration_is_moved(store):
    other = a_registration(unit=a_unit(key="annan"))
    store.registrations.save([FULL, other])
    store.registrations.set_state(HT26, FULL.unit.key, RegistrationState.WITHDRAWN)
    assert {one.unit.key: one.state for one in store.registrations.of(HT26)} == {
        FULL.unit.key: RegistrationState.WITHDRAWN,
        "annan": RegistrationState.ACCEPTED,
    }


def test_the_state_of_an_unknown_registration_cannot_be_moved(store):
    with pytest.raises(KeyError, match="HT26/okand"):
        store.registrations.set_state(HT26, "okand", RegistrationState.ACCEPTED)


def test_ten_thousand_registrations_are_read_with_as_many_questions_as_one(store, statements):
    counts = []
    for number in (1, 60):
        store.registrations.save(replace(FULL, unit=a_unit(key=f"enhet-{n}")) for n in range(number))
        with statements(store) as asked:
            store.registrations.of(HT26)
        counts.append(len(asked))
    assert counts == [2, 2]


def test_units_come_back_by_key_and_take_new_values(store):
    one, two = a_unit(key="b", name="Åkerns förskola"), a_unit(key="a", name="Älvens skola")
    store.units.save([one, two])
    store.units.save([replace(one, authority="Ösby kommun")])
    assert store.units.all() == (two, replace(one, authority="Ösby kommun"))


def test_nothing_saved_is_nothing_found(store):
    store.units.save([])
    store.registrations.save([])
    assert (store.units.all(), store.registrations.of(HT26), store.registrations.terms()) == ((), (), ())


def test_a_registration_is_removed_with_its_companions_and_nothing_else(store):
    other = replace(FULL, unit=a_unit(key="annan"))
    later = replace(FULL, term=VT27, terms=(VT27,))
    store.registrations.save([FULL, other, later])

    for _ in range(2):
        store.registrations.remove(HT26, [FULL.unit.key])

    assert (store.registrations.of(HT26), store.registrations.of(VT27)) == ((other,), (later,))
    assert [unit.key for unit in store.units.all()] == sorted(["annan", FULL.unit.key])
