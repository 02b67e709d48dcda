"""What a network should have in Zoom: settings, rooms, supervision, and who is registered."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from builders import (
    a_companion,
    a_leader,
    a_meeting,
    a_network,
    a_principal,
    a_registration,
    a_term_plan,
    a_unit,
)

from nettools.changes import Kind, Ref, Rules, Wanted, term_wants
from nettools.domain.groups import MeetingGroup
from nettools.domain.occasions import STOCKHOLM, Supervision
from nettools.domain.people import EmailAddress
from nettools.domain.termplan import ZoomRules
from nettools.jobs.wording import wording_of

NOW = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)
WORDING = wording_of(Path("no-home"))
ROOM, SECTION = "HT26/natverk-1", "HT26/natverk-1/bjorkens-forskola-1780"
MEETING = f"{ROOM}/meeting-1"
LISTED = {"topic", "agenda", "start_time", "duration", "host"}


def wants(*registrations, now=NOW, rules=Rules(), term=None, **network):  # noqa: B008 - a value that never changes
    network = {"meetings": (a_meeting(1),), **network}
    plan = a_term_plan((a_network(registrations or (a_registration(),), **network),), **(term or {}))
    return {thing.key: thing for thing in term_wants(plan, WORDING, now, rules)}


def the_settings(zoom, **others):
    fields = wants(zoom=zoom, **others)[MEETING].fields
    return {name: value for name, value in fields.items() if name not in LISTED}


def registered(things):
    return [thing.place["email"] for thing in things.values() if thing.kind is Kind.ZOOM_REGISTRANT]


# --- settings


def test_a_meeting_has_a_waiting_room_and_no_registration_unless_the_term_says_otherwise():
    assert the_settings(ZoomRules()) == {"waiting_room": True, "join_before_host": False, "approval_type": 2}


@pytest.mark.parametrize("minutes", [0, 5, 15])
def test_who_may_come_early_finds_no_waiting_room(minutes):
    assert the_settings(ZoomRules(waiting_room=False, join_early=minutes)) == {
        "waiting_room": False,
        "join_before_host": True,
        "jbh_time": minutes,
        "approval_type": 2,
    }


def test_a_waiting_room_wins_over_coming_early_as_it_does_on_zoom():
    assert "jbh_time" not in the_settings(ZoomRules(waiting_room=True, join_early=5))


def test_the_passcode_is_a_field_of_its_own():
    assert the_settings(ZoomRules(passcode="Sommar26"))["password"] == "Sommar26"


def test_alternative_hosts_are_one_string_without_the_host():
    others = (EmailAddress("Zoom2@example.se"), EmailAddress("zoom1@example.se"), EmailAddress("zoom3@example.se"))
    assert the_settings(ZoomRules(alternative_hosts=others))["alternative_hosts"] == "zoom2@example.se;zoom3@example.se"
    assert "alternative_hosts" not in the_settings(ZoomRules(alternative_hosts=others[1:2]))


def test_with_registration_nobody_lets_themselves_in():
    assert the_settings(ZoomRules(registration=True))["approval_type"] == 1


# --- rooms


def some_units(number, people=1):
    return [
        a_registration(
            unit=a_unit(f"enhet-{n}", f"Enhet {n}"),
            principal=a_principal(f"rektor{n}@example.se"),
            companions=tuple(a_companion(f"k{n}.{one}@example.se") for one in range(people - 1)),
        )
        for n in range(number)
    ]


def the_rooms(*registrations, rules=Rules()):  # noqa: B008 - as above
    meeting = wants(*registrations, rules=rules, zoom=ZoomRules(unit_rooms=True))[MEETING]
    setting = meeting.fields["breakout_room"]
    assert setting["enable"] is True
    return {one["name"]: one["participants"] for one in setting["rooms"]}, meeting.left_out


def test_each_unit_has_a_room_with_its_people():
    rooms, left_out = the_rooms(
        a_registration(companions=(a_companion("Kurator@Example.se"),)),
        a_registration(unit=a_unit("eken", "Eken"), principal=a_principal("b@example.se")),
    )
    assert rooms == {"Björkens förskola": ["rektor@example.se", "kurator@example.se"], "Eken": ["b@example.se"]}
    assert left_out == {}


def test_someone_in_two_units_has_a_place_in_the_first_ones_room():
    rooms, _ = the_rooms(a_registration(), a_registration(unit=a_unit("eken", "Eken")))
    assert rooms == {"Björkens förskola": ["rektor@example.se"], "Eken": []}


def test_names_of_rooms_are_cut_to_what_zoom_takes_and_stay_apart():
    units = [a_unit(f"u{n}", "Förskolan Den mycket långa stigen " + end) for n, end in enumerate(("norr", "syd"))]
    rooms, _ = the_rooms(*(a_registration(unit=unit) for unit in units))
    assert list(rooms) == ["Förskolan Den mycket långa stige", "Förskolan Den mycket långa sti 2"]
    assert max(map(len, rooms)) == 32


def test_what_zoom_does_not_take_beforehand_is_left_out_and_told():
    rooms, left_out = the_rooms(*some_units(5, people=3), rules=Rules(breakout_rooms=3, breakout_people=7))
    assert [len(people) for people in rooms.values()] == [3, 3, 0]
    assert left_out == {"breakout_room": {"rooms": 2, "people": 9}}


def test_a_network_without_units_has_no_rooms():
    plan = a_term_plan((a_network((), meetings=(a_meeting(1),), zoom=ZoomRules(unit_rooms=True)),))
    assert "breakout_room" not in {t.key: t for t in term_wants(plan, WORDING, NOW)}[MEETING].fields


def the_groups(*groups, rules=Rules(), **others):  # noqa: B008 - as above
    """The rooms of the first meeting, for which these groups were made, and what the second meeting wants."""
    made = tuple(
        MeetingGroup(number=number, members=tuple(EmailAddress(f"{name}@example.se") for name in names))
        for number, names in groups
    )
    network = replace(a_network(**others), groups={1: made})
    things = {thing.key: thing for thing in term_wants(a_term_plan((network,)), WORDING, NOW, rules)}
    first, second = (things[MEETING[:-1] + str(number)] for number in (1, 2))
    rooms = [(one["name"], one["participants"]) for one in first.fields["breakout_room"]["rooms"]]
    return rooms, first.left_out, "breakout_room" in second.fields


def test_the_groups_that_were_made_for_a_meeting_are_its_rooms_and_no_other_meetings():
    found = the_groups((1, ["A", "b"]), (3, ["c"]))
    assert found == ([("Grupp 1", ["a@example.se", "b@example.se"]), ("Grupp 3", ["c@example.se"])], {}, False)


def test_groups_come_before_the_rooms_of_the_units():
    rooms, _, second = the_groups((1, ["a"]), zoom=ZoomRules(unit_rooms=True))
    assert (rooms, second) == ([("Grupp 1", ["a@example.se"])], True)


def test_more_groups_than_zoom_lays_out_beforehand_are_told():
    rooms, left_out, _ = the_groups(
        (1, ["a", "b"]), (2, ["c", "d"]), (3, ["e"]), rules=Rules(breakout_rooms=2, breakout_people=3)
    )
    assert rooms == [("Grupp 1", ["a@example.se", "b@example.se"]), ("Grupp 2", [])]
    assert left_out == {"breakout_room": {"rooms": 1, "people": 3}}


# --- words and times


def test_the_topic_is_cut_and_the_mark_is_seen_in_lists_whatever_the_words():
    meeting = wants(meetings=(a_meeting(1, "Å" * 300),), name="Ö" * 100)[MEETING]
    assert len(meeting.fields["topic"]) == 200
    assert meeting.fields["agenda"].startswith(f"nettools:{MEETING}\n")
    assert len(meeting.fields["agenda"]) <= 250


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2026, 10, 24), "2026-10-24T11:00:00Z"),
        (date(2026, 10, 25), "2026-10-25T12:00:00Z"),
        (date(2027, 3, 27), "2027-03-27T12:00:00Z"),
        (date(2027, 3, 28), "2027-03-28T11:00:00Z"),
        (date(2027, 10, 30), "2027-10-30T11:00:00Z"),
        (date(2027, 10, 31), "2027-10-31T12:00:00Z"),
    ],
)
def test_one_oclock_in_sweden_is_one_oclock_on_both_sides_of_the_clock_change(day, start):
    assert wants(meetings=(a_meeting(1, day=day),))[MEETING].fields["start_time"] == start


# --- supervision


def a_supervision(**others):
    starts = datetime(2026, 10, 6, 9, 0, tzinfo=STOCKHOLM)
    return Supervision(
        **{
            "unit_key": "bjorkens-forskola-1780",
            "number": 1,
            "starts": starts,
            "ends": starts + timedelta(minutes=45),
            "leader": a_leader(),
            "zoom_host": "Zoom2@example.se",
            **others,
        }
    )


def test_a_units_supervision_is_a_meeting_of_its_own_to_which_nobody_is_registered():
    others = {"supervisions": (a_supervision(), a_supervision(unit_key="another"))}
    things = wants(term=others, zoom=ZoomRules(registration=True, unit_rooms=True))
    key = f"{SECTION}/supervision-1"
    assert things[key] == Wanted(
        key=key,
        kind=Kind.ZOOM_MEETING,
        label="Handledning 1: Björkens förskola (Nätverk 1, HT26)",
        place={"host": "zoom2@example.se"},
        fields={
            "topic": "Handledning 1: Björkens förskola (Nätverk 1, HT26)",
            "agenda": f"nettools:{key}\nHandledning för Björkens förskola. Mötet hanteras av nettools; ändra inte den "
            "första raden.",
            "start_time": "2026-10-06T07:00:00Z",
            "duration": 45,
            "host": "zoom2@example.se",
            "waiting_room": True,
            "join_before_host": False,
            "approval_type": 2,
        },
    )
    assert [one for one in things if "supervision" in one and "registrant" in one] == []


def test_supervision_without_a_host_is_not_on_zoom():
    assert f"{SECTION}/supervision-1" not in wants(term={"supervisions": (a_supervision(zoom_host=""),)})


# --- registrants


def test_everyone_in_the_network_is_registered_once_whatever_they_are_there():
    things = wants(
        a_registration(companions=(a_companion(), a_companion("Rektor@Example.se"))),
        a_registration(unit=a_unit("eken", "Eken")),
        zoom=ZoomRules(registration=True),
    )
    assert registered(things) == ["ledare@example.se", "rektor@example.se", "kurator@example.se"]
    assert things[f"{MEETING}/registrant/rektor@example.se"] == Wanted(
        key=f"{MEETING}/registrant/rektor@example.se",
        kind=Kind.ZOOM_REGISTRANT,
        label="Åsa Öberg",
        place={"meeting": Ref(MEETING), "host": "zoom1@example.se", "email": "rektor@example.se"},
        fields={"state": "approved"},
        once={"first_name": "Åsa", "last_name": "Öberg"},
    )


def test_without_registration_nobody_is_registered():
    assert registered(wants()) == []


def test_whoever_can_start_the_meeting_is_not_registered_for_it():
    leaders = (a_leader("Zoom1@example.se"), a_leader("bo@example.se", "Bo Ek"), a_leader("eva@example.se", "Eva Al"))
    rules = ZoomRules(registration=True, alternative_hosts=(EmailAddress("bo@example.se"),))
    assert registered(wants(leaders=leaders, zoom=rules)) == ["eva@example.se", "rektor@example.se"]


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("Maja Åkerlund", "Maja", "Åkerlund"), ("Anna Maria Ek", "Anna Maria", "Ek"), ("Maja", "Maja", "–")],
)
def test_zoom_gets_two_names_of_a_leader(name, first, last):
    things = wants(leaders=(a_leader(name=name),), zoom=ZoomRules(registration=True))
    once = things[f"{MEETING}/registrant/ledare@example.se"].once
    assert once == {"first_name": first, "last_name": last}


def test_long_names_are_cut_to_what_zoom_takes():
    principal = a_principal(given_name="Å" * 70, family_name="Ö" * 70)
    things = wants(a_registration(principal=principal), zoom=ZoomRules(registration=True))
    assert {len(name) for name in things[f"{MEETING}/registrant/rektor@example.se"].once.values()} == {64}


def test_a_meeting_that_has_begun_registers_nobody_more():
    things = wants(now=a_meeting(1).starts, zoom=ZoomRules(registration=True))
    assert {thing.over for thing in things.values() if thing.kind is Kind.ZOOM_REGISTRANT} == {True}


def test_the_host_chosen_for_a_meeting_wins_over_the_networks():
    meeting = replace(a_meeting(1), zoom_host="Zoom9@example.se")
    things = wants(meetings=(meeting,), zoom=ZoomRules(registration=True))
    assert things[MEETING].place == {"host": "zoom9@example.se"}
    assert things[f"{MEETING}/registrant/rektor@example.se"].place["host"] == "zoom9@example.se"
