"""Invented people: many, of many kinds, all different, and the same for the same seed."""

import re
from itertools import chain

from nettools.domain.people import Role, TargetGroup
from nettools.domain.schools import SchoolForm
from nettools.sandbox.invented.people import MUNICIPALITIES, PROFESSIONS, invent


def the_people(units):
    return list(chain.from_iterable((unit.principal, *unit.companions) for unit in units))


def test_the_same_seed_invents_the_same_people():
    assert invent(24, seed=5) == invent(24, seed=5)


def test_another_seed_invents_others():
    assert invent(24, seed=5) != invent(24, seed=6)


def test_fewer_units_are_the_first_of_more():
    assert invent(100)[:24] == invent(24)


def test_twenty_four_units_are_ninety_people():
    assert len(the_people(invent(24))) == 90


def test_addresses_codes_and_names_are_unique_among_three_thousand_units():
    units = invent(3000)
    addresses = [person.email.key for person in the_people(units)]
    codes = [unit.code for unit in units if unit.code]
    names = [(unit.municipality.code, unit.name) for unit in units]
    assert [len(set(addresses)), len(set(codes)), len(set(names))] == [len(addresses), len(codes), len(names)]


def test_names_stay_unique_when_a_municipality_runs_out_of_them():
    units = invent(12 * 330 * 2, seed=3)
    assert len({(unit.municipality.code, unit.name) for unit in units}) == len(units)


def test_addresses_are_plain_and_lead_nowhere():
    address = re.compile(r"[a-z0-9.\-]+@[a-z]+\.example\.se")
    assert [p.email.address for p in the_people(invent(500)) if not address.fullmatch(p.email.address)] == []


def test_only_preschools_lack_a_code_and_the_codes_are_given_to_nobody():
    units = invent(200)
    assert {unit.code == "" for unit in units if unit.school_forms == (SchoolForm.FS,)} == {True}
    assert {bool(re.fullmatch(r"99\d{6}", unit.code)) for unit in units if unit.school_forms != (SchoolForm.FS,)} == {
        True
    }


def test_names_have_swedish_letters_particles_and_double_names():
    names = " ".join(person.name for person in the_people(invent(300)))
    assert [
        bit for bit in ("å", "ä", "ö", "é", " von ", " af ", "Ann-Sofie", "Westerlund Ahlmark") if bit not in names
    ] == []


def test_the_demo_has_every_role_target_group_and_a_code_with_a_leading_zero():
    units = invent(24)
    assert {unit.principal.role for unit in units} == set(Role)
    assert {companion.group for unit in units for companion in unit.companions} == set(TargetGroup)
    assert "0780" in {unit.municipality.code for unit in units}
    assert {unit.two_terms for unit in units} == {True, False}
    assert {unit.authority == unit.municipality.authority for unit in units} == {True, False}


def test_a_companion_has_a_profession_of_the_target_group():
    companions = [companion for unit in invent(200) for companion in unit.companions]
    assert [one for one in companions if one.profession not in PROFESSIONS[one.group]] == []


def test_phones_are_among_the_numbers_kept_for_fiction():
    phones = {unit.principal.phone for unit in invent(300)}
    assert phones == {f"070-174 06 {number:02d}" for number in range(5, 100)}


def test_authorities_are_written_as_in_swedish():
    assert [one.authority for one in MUNICIPALITIES[:3]] == ["Växjö kommun", "Karlstads kommun", "Älmhults kommun"]
