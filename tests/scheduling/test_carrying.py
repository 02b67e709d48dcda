from dataclasses import replace

from builders import HT26, VT27, a_companion, a_network_description, a_registration, a_unit

from nettools.domain.registrations import RegistrationState
from nettools.scheduling import carry_over, kept_places


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


def test_places_are_kept_in_networks_with_the_same_key_while_there_is_room():
    carried = [signed_up(f"enhet-{number}", HT26, VT27) for number in range(4)]
    places = {"enhet-0": "natverk-9", "enhet-1": "natverk-1", "enhet-2": "natverk-1", "enhet-3": "natverk-1"}
    networks = [a_network_description("natverk-1", at_most=3)]

    assert kept_places(carried, places, networks, {}) == dict.fromkeys(("enhet-1", "enhet-2", "enhet-3"), "natverk-1")
    assert kept_places(carried, places, networks, {"enhet-1": "natverk-1", "enhet-8": "natverk-1"}) == {
        "enhet-2": "natverk-1"
    }
