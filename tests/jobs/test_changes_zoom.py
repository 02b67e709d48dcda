"""Zoom in full, against the pretend Zoom: settings, rooms, registrants with links of their own, and who leaves."""

import json
from dataclasses import replace

import pytest
from counting import planned, standing
from worlds import HT26, a_sign_up, a_world, describe
from zoom_meetings import AT, MEETING, apply, rules, settled, the_meeting

from nettools.changes import Kind, System, told
from nettools.errors import RemoteError
from nettools.jobs.terms import term_plan


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        yield made


@pytest.fixture
def registering(world):
    """A term that registers people, with one unit in it."""
    rules(world, "registration = true")
    world.sign_up(1)
    return world


# --- settings


def test_a_meeting_is_made_whole_in_one_call(world):
    rules(
        world,
        "waiting_room = false\njoin_early = 10",
        'passcode = "Sommar26"\nalternative_hosts = ["zoom2@example.se"]\nunit_rooms = true',
    )
    world.sign_up(1, 2)
    apply(world)
    found = the_meeting(world)
    names = ("waiting_room", "join_before_host", "jbh_time", "alternative_hosts", "approval_type")
    assert [found.settings[name] for name in names] == [False, True, 10, "zoom2@example.se", 2]
    assert (found.password, found.settings["breakout_room"]["enable"]) == ("Sommar26", True)
    assert sorted(room["name"] for room in found.settings["breakout_room"]["rooms"]) == ["Enhet 1", "Enhet 2"]
    assert (world.zoom.record.count("POST", "/meetings"), world.zoom.record.count("PATCH")) == (8, 0)
    assert settled(world)


def test_a_companion_who_comes_late_is_placed_in_the_units_room_by_one_change_of_each_meeting(world):
    rules(world, "unit_rooms = true")
    world.sign_up(1)
    apply(world)
    world.zoom.record.clear()
    with world.tools() as tools:
        one = a_sign_up(1)
        tools.store.registrations.save([replace(one, companions=one.companions[:1])])
    change_set = apply(world).preview.change_set
    assert [sorted(change.fields) for change in change_set.changes] == [["breakout_room"]] * 4
    assert world.zoom.record.count("PATCH") == 4
    assert the_meeting(world).settings["breakout_room"]["rooms"] == [
        {"name": "Enhet 1", "participants": ["rektor1@example.se", "kurator1@example.se"]}
    ]


def test_rooms_and_alternative_hosts_that_are_not_wanted_any_more_are_taken_back(world):
    rules(world, 'unit_rooms = true\nalternative_hosts = ["zoom2@example.se"]')
    world.sign_up(1)
    apply(world)
    describe(world, 'unit_rooms = true\nalternative_hosts = ["zoom2@example.se"]', "")
    apply(world, allowed=["updates"])
    found = the_meeting(world).settings
    assert (found["breakout_room"], found["alternative_hosts"]) == ({"enable": False}, "")
    assert settled(world)


def test_what_a_person_sets_on_zoom_and_we_never_did_is_left_alone(world):
    world.sign_up(1)
    apply(world)
    world.zoom.edit(the_meeting(world).id, settings={"alternative_hosts": "zoom2@example.se"})
    assert settled(world)
    assert the_meeting(world).settings["alternative_hosts"] == "zoom2@example.se"


def test_what_the_account_forces_is_told_and_not_tried_again(world):
    world.zoom.account.forced = {"waiting_room": True, "join_before_host": False}
    rules(world, "waiting_room = false\njoin_early = 5")
    world.sign_up(1)
    apply(world)
    seen = world.preview(only=System.ZOOM).change_set
    assert seen.changes == ()
    assert {(one.code, one.name, one.ours, one.theirs) for one in seen.drift} == {
        ("forced", "waiting_room", False, True),
        ("forced", "join_before_host", True, False),
    }


def test_a_change_that_the_account_forces_back_is_told_too(world):
    world.sign_up(1)
    apply(world)
    world.zoom.account.forced = {"waiting_room": True}
    rules(world, "waiting_room = false")
    apply(world, allowed=["updates"])
    drift = world.preview(only=System.ZOOM).change_set.drift
    assert {(one.code, one.name) for one in drift} == {("forced", "waiting_room")}


def test_rooms_beyond_zooms_limit_are_told_every_time(world):
    with (world.home / "config" / "nettools.toml").open("a", encoding="utf-8", newline="\n") as file:
        file.write("\n")
    world.environment["NETTOOLS__ZOOM__BREAKOUT_ROOMS"] = "1"
    rules(world, "unit_rooms = true")
    world.sign_up(1, 2)
    apply(world)
    drift = world.preview(only=System.ZOOM).change_set.drift
    left = {"rooms": 1, "people": 3}
    assert [(one.code, one.name, one.ours) for one in drift if one.key == MEETING] == [
        ("left-out", "breakout_room", left)
    ]


# --- passcodes


def test_a_passcode_is_shown_nowhere(world, caplog):
    caplog.set_level("DEBUG")
    rules(world, 'passcode = "Sommar26"')
    world.sign_up(1)
    applied = apply(world)
    shown = json.dumps(applied.as_json(), default=str)
    with world.tools() as tools:
        journal = str([tools.store.journal.entries(run.run) for run in tools.store.journal.runs(9)])
    assert [said for said in (shown, journal, caplog.text) if "Sommar26" in said] == []
    assert '"password": "\\u2026"' in shown


def test_a_new_passcode_is_one_change_and_its_link_is_in_the_calendar_at_once(world):
    rules(world, 'passcode = "Sommar26"')
    world.sign_up(1)
    world.apply()
    before = the_meeting(world).join_url
    world.zoom.record.clear()
    describe(world, "Sommar26", "Vinter27")
    applied = world.apply(allowed=["updates"])
    after = the_meeting(world).join_url
    assert (applied.exit_status, before != after, world.zoom.record.count("PATCH")) == (0, True, 8)
    words = [row.description.replace("&amp;", "&") for row in world.canvas.world.events.rows.values()]
    assert ([one for one in words if before in one], len([one for one in words if after in one])) == ([], 1)
    seen = world.preview().change_set
    assert (seen.changes, seen.drift) == ((), ())


# --- supervision

SUPERVISION = """
[[supervisions]]
unit = "enhet-1-1780"
date = 2026-10-06
starts = "9.00"
ends = "9.45"
leader = "maja"
zoom_host = "sal-2"
"""


def test_a_units_supervision_is_a_meeting_whose_link_stands_in_the_units_group(registering):
    describe(registering, AT, f"{SUPERVISION}\n{AT}")
    registering.apply()
    key = next(key for key in registering.links() if key.endswith("/enhet-1-1780/supervision-1"))
    found = the_meeting(registering, key)
    host = registering.zoom.account.host_of(found).email
    assert (found.duration, found.settings["approval_type"], host) == (45, 2, "zoom-sal-2@example.se")
    assert found.registrants == []
    words = [row.description.replace("&amp;", "&") for row in registering.canvas.world.events.rows.values()]
    assert len([one for one in words if found.join_url in one]) == 1
    assert settled(registering)


# --- storms


@pytest.mark.parametrize("seed", range(6))
def test_after_a_storm_each_person_is_registered_once_and_nobody_was_sent_too_often(registering, seed):
    describe(registering, "registration = true", 'registration = true\nunit_rooms = true\npasscode = "Sommar26"')
    registering.sign_up(2, 3, 4)
    storm = ("error-500", "error-500-after", "html-502-after", "reset-before", "reset-after", "half-body", "throttle")
    for number, kind in enumerate(storm):
        registering.zoom.misbehave(kind, times=10**6, path="/v2/", chance=0.02, seed=100 * seed + number)
    for _ in range(30):
        try:
            if apply(registering).exit_status == 0:
                break
        except RemoteError as error:
            assert error.exit_status == 5  # noqa: PT017 - the next run goes on
    registering.zoom.behave()
    apply(registering)
    assert settled(registering)
    with registering.tools() as tools:
        plan = planned(term_plan(tools, HT26))
    ours = {name for name in plan if name[0] in {"meeting", "registrant"}}
    stands = standing(registering.stage, HT26)
    assert {name: n for name, n in stands.items() if name[0] in {"meeting", "registrant"}} == dict.fromkeys(ours, 1)
    sent = [n for key, n in registering.zoom.account.world.spent.items() if "registrant" in key]
    assert max(sent) <= 3
    made = [link for link in registering.links().values() if link.kind == Kind.ZOOM_REGISTRANT]
    assert all(told(link.sent, "join_url") for link in made)
