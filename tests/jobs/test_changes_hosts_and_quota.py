"""Who holds each meeting, and what Zoom takes for one host in a day: planned before anything is done."""

import pytest
import requests
from builders import HT26
from worlds import a_world, describe, kinds, settled
from zoom_talk import Talk

from nettools.changes import System
from nettools.cli.apply import show_applied
from nettools.cli.changes import show_preview
from nettools.errors import InputError
from nettools.jobs.changes import applying

ONE, TWO = "zoom-sal-1@example.se", "zoom-sal-2@example.se"
PER_DAY = "NETTOOLS__ZOOM__CHANGES_A_DAY"


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        yield made


def free_hosts(world):
    """No network names its host any more."""
    describe(world, 'zoom_host = "sal-1"\n', "")
    describe(world, 'zoom_host = "sal-2"\n', "")


def book(world, host, start, minutes=60):
    """Somebody else books the host; the meeting."""
    with requests.Session() as session:
        session.trust_env = False
        return Talk(world.zoom, session).create(host, start_time=start, duration=minutes, topic="Någon annans")


def held(world):
    """Our meetings by key, and the address of the host that has each."""
    users = world.zoom.account.world.users
    marked = [one for one in world.zoom.meetings if one.agenda.startswith("nettools:")]
    return {one.agenda.splitlines()[0].removeprefix("nettools:HT26/"): users[one.host_id].email for one in marked}


# --- hosts


def test_networks_without_a_host_get_one_and_keep_it(world):
    free_hosts(world)
    world.sign_up(1)
    assert world.apply().exit_status == 0
    first = held(world)
    assert sorted(first.values()) == [ONE] * 4 + [TWO] * 4
    book(world, first["natverk-1/meeting-1"], "2026-10-01T08:00:00Z")
    assert settled(world)
    assert held(world) == first


def test_a_meeting_goes_to_the_host_that_others_have_not_booked(world):
    free_hosts(world)
    book(world, ONE, "2026-09-22T10:30:00Z", 45)  # the meeting begins at 11.00 UTC
    world.sign_up(1)
    applied = world.apply()
    assert (applied.exit_status, applied.preview.warnings) == (0, ())
    assert held(world)["natverk-1/meeting-1"] == TWO


def test_a_meeting_that_no_host_is_free_for_is_told_before_anything_is_done(world):
    free_hosts(world)
    for host in (ONE, TWO):
        book(world, host, "2026-09-22T10:30:00Z", 45)
    world.sign_up(1)
    with pytest.raises(InputError) as refused:
        world.apply()
    assert [(one.code, one.place.key) for one in refused.value.problems] == [
        ("no-free-host", "networks.natverk-1.meetings.1")
    ]
    assert (held(world), world.courses()) == ({}, [])
    assert world.apply(only=System.CANVAS).exit_status == 0


def test_a_named_host_that_others_have_booked_is_warned_of_without_a_word_of_what_for(world, capsys):
    book(world, ONE, "2026-09-22T12:00:00Z")
    world.sign_up(1)
    seen = world.preview()
    (warning,) = seen.as_json()["warnings"]
    assert (warning["code"], warning["key"]) == ("host-booked", "networks.natverk-1.meetings.1")
    show_preview(seen)
    said = capsys.readouterr().out
    assert "Others have booked zoom-sal-1@example.se on 2026-09-22, 14.00–15.00." in said
    assert "Någon annans" not in said + str(seen.as_json())
    assert world.apply().exit_status == 0


def test_where_a_meeting_stands_is_known_by_its_mark_when_all_is_forgotten(world):
    free_hosts(world)
    world.sign_up(1)
    world.apply()
    first = held(world)
    with world.tools() as tools:
        tools.store.links.forget([key for key, link in world.links().items() if link.system == "zoom"], System.ZOOM)
    book(world, TWO, "2026-09-21T08:00:00Z")
    changed = kinds(world.apply().preview.change_set)
    assert (changed["Adopt", "zoom-meeting"], changed["Create", "zoom-meeting"], held(world)) == (8, 0, first)
    assert settled(world)


def test_a_meeting_whose_creation_was_not_answered_stays_with_its_host(world):
    free_hosts(world)
    world.sign_up(1)
    world.zoom.misbehave("reset-after", times=1, path="/meetings", method="POST")
    world.zoom.misbehave("error-500", times=500, path="/meetings", method="GET")
    with world.tools() as tools, pytest.raises(Exception, match="Zoom"):
        applying.preview(tools, HT26)
    world.zoom.behave()
    world.zoom.misbehave("reset-after", times=2, path="/meetings", method="POST")
    world.apply()
    assert world.apply().exit_status == 0
    assert len(held(world)) == len([one for one in world.zoom.meetings if one.agenda.startswith("nettools:")]) == 8
    assert settled(world)


# --- the quota, planned


def test_what_zoom_will_not_take_today_waits_and_is_done_tomorrow(world, capsys):
    world.environment[PER_DAY] = "3"
    world.zoom.limits.changes_a_day = 3
    world.sign_up(1)
    seen = world.preview()
    waits = [
        {"date": "2026-08-21", "host": ONE, "count": 1, "keys": ["HT26/natverk-1/meeting-4"]},
        {"date": "2026-08-21", "host": TWO, "count": 1, "keys": ["HT26/natverk-2/meeting-4"]},
    ]
    assert seen.as_json()["carried_to"] == waits

    applied = world.apply(approve=applying.approved_by(seen.fingerprint))
    assert (applied.exit_status, applied.counts["carried"], len(held(world))) == (5, 2, 6)
    assert {result.state for result in applied.results} == {"done"}
    assert applied.as_json()["carried_to"] == waits
    show_applied(applied)
    assert (
        "2 meetings wait: Zoom takes 3 changes a day for one host. Run nettools apply again after 2026-08-21 02.00; "
        "what is done stays done."
    ) in capsys.readouterr().out

    again = world.apply()
    assert (again.exit_status, again.results, len(held(world))) == (5, (), 6)
    world.clock.forward(hours=14)
    rest = world.apply()
    assert rest.exit_status == 0
    changed = kinds(rest.preview.change_set)
    assert (changed["Create", "zoom-meeting"], changed["Update", "calendar-event"], len(held(world))) == (2, 2, 8)
    assert settled(world)


def test_several_days_are_told_with_the_last_of_them(world, capsys):
    world.environment[PER_DAY] = "1"
    world.sign_up(1)
    seen = world.preview()
    assert [one["date"] for one in seen.as_json()["carried_to"]] == [
        day for day in ("2026-08-21", "2026-08-22", "2026-08-23") for _ in (ONE, TWO)
    ]
    show_preview(seen)
    assert "the last of them can be made after 2026-08-23 02.00." in capsys.readouterr().out


def test_the_journal_tells_that_something_waits(world):
    world.environment[PER_DAY] = "3"
    world.sign_up(1)
    applied = world.apply()
    with world.tools() as tools:
        (run,) = [run for run in tools.store.journal.runs(5) if run.command == "apply"]
    assert (run.exit_status, run.counts) == (5, applied.counts)


def test_registrants_wait_with_their_meeting(world):
    describe(world, "[leaders.maja]", "[zoom]\nregistration = true\n\n[leaders.maja]")
    world.environment[PER_DAY] = "3"
    world.sign_up(1)
    applied = world.apply()
    assert (applied.exit_status, {result.state for result in applied.results}) == (5, {"done"})
    (carried,) = [one for one in applied.carried if one.host == ONE]
    assert (carried.count, {key.split("/")[2] for key in carried.keys}) == (1, {"meeting-4"})
    assert any("/registrant/" in key for key in carried.keys)
    world.clock.forward(days=1)
    assert world.apply().exit_status == 0
    assert settled(world)


def test_what_was_used_today_is_counted_by_host(world):
    world.environment[PER_DAY] = "4"
    world.sign_up(1)
    assert world.apply().exit_status == 0  # four for each host: all of today's
    describe(world, "2026-11-19", "2026-11-26")
    (carried,) = world.preview().carried
    assert (carried.host, carried.keys) == (TWO, ("HT26/natverk-2/meeting-3",))


def test_a_new_meeting_is_given_to_a_host_with_something_left_today(world):
    free_hosts(world)
    describe(world, 'key = "natverk-1"\n', 'key = "natverk-1"\nzoom_host = "sal-1"\n')
    world.environment[PER_DAY] = "5"
    world.sign_up(1)
    world.apply()
    describe(world, "2026-11-17", "2026-11-18")
    world.apply()  # the fifth change for the first host
    describe(world, 'key = "natverk-1"\nzoom_host = "sal-1"\n', 'key = "natverk-1"\n')
    extra = (
        '[[networks.meetings]]\nnumber = 5\ntheme = "Avslut"\ndate = 2026-12-15\nstarts = "13.00"\nends = "15.00"\n\n'
    )
    describe(world, '[[networks]]\nkey = "natverk-2"', f'{extra}\n[[networks]]\nkey = "natverk-2"')

    assert world.apply().exit_status == 0
    assert held(world)["natverk-1/meeting-5"] == TWO


def test_what_is_used_meanwhile_makes_no_preview_out_of_date(world):
    world.sign_up(1)
    seen = world.preview()
    world.environment[PER_DAY] = "1"
    applied = world.apply(approve=applying.approved_by(seen.fingerprint))
    assert (seen.carried, len(applied.carried), applied.exit_status) == ((), 6, 5)


# --- the quota, met


def test_what_somebody_else_used_is_met_and_nothing_fails_for_it(world, capsys):
    describe(world, "[leaders.maja]", "[zoom]\nregistration = true\n\n[leaders.maja]")
    world.zoom.limits.changes_a_day = 2
    world.sign_up(1)
    applied = world.apply()
    assert (applied.exit_status, {result.state for result in applied.results}) == (5, {"done", "carried"})
    told = applied.as_json()["carried_to"]
    assert [(one["date"], one["host"], one["count"]) for one in told] == [
        ("2026-08-21", ONE, 2),
        ("2026-08-21", TWO, 2),
    ]
    show_applied(applied)
    assert "4 meetings wait: " in capsys.readouterr().out
    world.clock.forward(days=1)
    world.zoom.limits.changes_a_day = 100
    assert world.apply().exit_status == 0
    assert settled(world)
