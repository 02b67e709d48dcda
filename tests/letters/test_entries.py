from dataclasses import replace
from datetime import date, datetime, timedelta

from builders import (
    HT26,
    a_companion,
    a_leader,
    a_meeting,
    a_network_description,
    a_principal,
    a_registration,
    a_term_description,
    a_unit,
    an_email,
)

from nettools.domain.occasions import STOCKHOLM, Supervision
from nettools.domain.registrations import RegistrationState
from nettools.letters import Sender, TermFacts, entry_uid, is_supervision, wanted_occasions

LINK = "https://zoom.example.com/j/1"
STARTS = datetime(2026, 10, 26, 9, 0, tzinfo=STOCKHOLM)
SESSION = Supervision(
    unit_key="a", number=1, starts=STARTS, ends=STARTS + timedelta(hours=1), leader=a_leader(), zoom_host="z@example.se"
)


def facts(**others):
    network = a_network_description(meetings=(a_meeting(1), a_meeting(2, "Barnet", date(2026, 10, 20))))
    description = a_term_description(networks=(network,), supervisions=(SESSION,))
    return TermFacts(
        **{
            "sender": Sender(name="E", network="N", contact="n@example.se"),
            "description": description,
            "placements": {"a": "natverk-1", "b": "natverk-1"},
            "join_links": {"HT26/natverk-1/meeting-1": LINK, "HT26/natverk-1/a/supervision-1": f"{LINK}9"},
            **others,
        }
    )


def a_place(key="a", address="rektor@example.se", **others):
    return a_registration(unit=a_unit(key=key, name=f"Enhet {key}"), principal=a_principal(address), **others)


def told(registrations, **others):
    return [
        (str(one.entry.to), one.entry.occasion, one.entry.title, one.entry.link)
        for one in wanted_occasions(registrations, facts(**others)).values()
    ]


def test_everyone_in_a_unit_has_its_networks_meetings_and_its_supervision():
    expected = [
        ("HT26/natverk-1/meeting-1", "Nuläge och önskat läge", LINK),
        ("HT26/natverk-1/meeting-2", "Barnet", ""),
        ("HT26/a/supervision-1", "Enhet a", f"{LINK}9"),
    ]
    people = ["rektor@example.se", "kurator@example.se"]

    assert told([a_place(companions=(a_companion(),))]) == [(who, *one) for who in people for one in expected]


def test_two_units_of_one_network_give_a_person_one_entry_for_each_meeting():
    found = wanted_occasions([a_place("a"), a_place("b")], facts())

    assert [one.entry.occasion for one in found.values()] == [
        "HT26/natverk-1/meeting-1",
        "HT26/natverk-1/meeting-2",
        "HT26/a/supervision-1",
    ]
    assert [len(one.registrations) for one in found.values()] == [2, 2, 1]


def test_who_has_no_place_has_no_entries():
    states = [state for state in RegistrationState if state is not RegistrationState.ACCEPTED]

    assert told([replace(a_place(), state=state) for state in states]) == []
    assert told([a_place()], placements={}) == []


def test_an_entrys_uid_is_stable_and_tells_nothing():
    uid = entry_uid("HT26/natverk-1/meeting-1", an_email("Rektor@example.se"))

    assert uid == entry_uid("HT26/natverk-1/meeting-1", an_email("rektor@EXAMPLE.se"))
    assert uid == "cd24072c-49bc-5304-bcc3-6e309a485923"  # another would double everyone's entries
    assert uid != entry_uid("HT26/natverk-1/meeting-2", an_email("rektor@example.se"))
    assert uid != entry_uid("HT26/natverk-1/meeting-1", an_email("annan@example.se"))


def test_supervision_is_known_from_meetings():
    found = wanted_occasions([a_place()], facts())

    assert [is_supervision(one.entry) for one in found.values()] == [False, False, True]
    assert {str(one.entry.occasion).split("/")[0] for one in found.values()} == {str(HT26)}
