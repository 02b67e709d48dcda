from dataclasses import replace

from builders import HT26, VT27, a_companion, a_registration, a_unit

from nettools.domain.registrations import RegistrationState
from nettools.scheduling import carry_over


def signed_up(key, *terms, **others):
    return a_registration(a_unit(key), terms=terms, **others)


def test_a_unit_that_chose_two_terms_goes_on_as_received_without_its_companions():
    before = signed_up("enhet-1", HT26, VT27, companions=(a_companion(),))

    carried = carry_over([before, signed_up("enhet-2", HT26)], [], VT27)

    assert carried == (replace(before, term=VT27, state=RegistrationState.RECEIVED, companions=()),)


def test_a_unit_that_waited_goes_on_and_one_that_left_does_not():
    before = [signed_up(f"enhet-{state}", HT26, VT27, state=state) for state in RegistrationState]

    assert [each.unit.key for each in carry_over(before, [], VT27)] == [
        *("enhet-received", "enhet-accepted", "enhet-waiting")
    ]


def test_a_unit_that_is_there_already_is_left_as_it_is():
    before = [signed_up("enhet-1", HT26, VT27), signed_up("enhet-2", HT26, VT27)]
    there = [signed_up("enhet-1", VT27, term=VT27, state=RegistrationState.DECLINED)]

    carried = carry_over(before, there, VT27)

    assert [each.unit.key for each in carried] == ["enhet-2"]
    assert carry_over(before, [*there, *carried], VT27) == ()
