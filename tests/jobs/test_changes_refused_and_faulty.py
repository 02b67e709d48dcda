"""What apply refuses, and what it does when Canvas and Zoom fail."""

from contextlib import suppress

import pytest
from builders import HT26
from worlds import FAULTS, a_world, kinds, settled

from nettools.changes import Remove, System, mark
from nettools.domain.registrations import RegistrationState
from nettools.errors import InputError, RefusedError, RemoteError, SettingsError
from nettools.jobs.changes import applying


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        yield made


def test_too_many_removals_are_refused_unless_allowed(world):
    world.sign_up(1, 2, 3, 4)
    world.apply()
    world.sign_up(1, 2, 3, state=RegistrationState.WITHDRAWN)
    assert world.preview().as_json()["refused"]["code"] == "removals"
    with pytest.raises(RefusedError) as refused:
        world.apply()
    assert (refused.value.code, refused.value.exit_status, world.students()) == ("removals", 4, {"active": 12})
    applied = world.apply(allowed=["removals"])
    assert {type(change) for change in applied.preview.change_set.changes} == {Remove}
    assert world.students() == {"active": 3, "inactive": 9}


def test_what_was_seen_is_done(world):
    world.sign_up(1)
    seen = world.preview()
    assert world.apply(approve=applying.approved_by(seen.fingerprint)).exit_status == 0


def test_what_has_changed_since_it_was_seen_is_refused(world):
    world.sign_up(1)
    seen = world.preview()
    world.sign_up(2)
    with pytest.raises(RefusedError) as refused:
        world.apply(approve=applying.approved_by(seen.fingerprint))
    assert (refused.value.code, world.canvas.record.count("POST")) == ("stale", 0)


def test_what_nobody_approves_is_not_done(world):
    world.sign_up(1)
    with pytest.raises(RefusedError):
        world.apply(approve=lambda _: False)
    assert world.canvas.record.count("POST") == 0


def test_only_one_applies_at_a_time(world):
    world.sign_up(1)
    with world.tools() as tools, tools.store.lock("apply"), pytest.raises(RefusedError) as refused:
        world.apply()
    assert refused.value.code == "busy"


def test_a_system_that_is_not_set_up_is_named(world):
    world.sign_up(1)
    del world.environment["NETTOOLS__ZOOM__CLIENT_SECRET"]
    with pytest.raises(SettingsError):
        world.preview()
    assert world.preview(only=System.CANVAS).change_set.changes


def test_a_wording_with_a_gap_that_nobody_knows_is_refused_by_key(world):
    wording = 'room_name = "{nätverk}"\nroom_colour = "blått"\n'
    world.home.joinpath("templates", "rooms.toml").write_text(wording, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        world.preview()
    assert [(p.place.key, p.code) for p in refused.value.problems] == [("room_colour", "unknown"), ("room_name", "gap")]


def test_what_the_homes_own_wording_does_not_say_is_as_it_ships(world):
    world.home.joinpath("templates", "rooms.toml").write_text('room_name = "Rummet {network}"', encoding="utf-8")
    world.sign_up(1)
    world.apply()
    titles = {page.title for page in world.canvas.world.pages.rows.values()}
    assert {course.name for course in world.courses()} == {
        "Rummet Nätverk 1: förskolor",
        "Rummet Nätverk 2: skolor och fritidshem",
    }
    assert any(title.startswith("Träff 1") or "1" in title for title in titles)


# --- faults


@pytest.mark.parametrize("kind", FAULTS)
def test_lost_answers_make_nothing_twice(world, kind):
    world.sign_up(1, 2, 3)
    world.canvas.misbehave(kind, times=12, chance=0.2, seed=7)
    world.zoom.misbehave(kind, times=4, chance=0.3, seed=7, path="/v2/")
    for _ in range(4):
        with suppress(RemoteError):  # looking can fail too, if one call fails again and again
            if world.apply().exit_status == 0:
                break
    world.canvas.behave()
    world.zoom.behave()
    world.apply()
    assert set(world.marks().values()) == {1}
    assert world.students() == {"active": 9}
    assert settled(world)


def test_a_person_whom_canvas_refuses_stops_nobody_else(world):
    """Somebody else has the SIS id that the person would get."""
    world.environment["NETTOOLS__CANVAS__PEOPLE_SIS_IDS"] = "true"
    world.sign_up(1, 2)
    world.canvas.add_user("En annan", "annan@example.com", sis_user_id=mark("person/kurator1@example.se"))
    applied = world.apply()
    assert [(one.key, one.code) for one in applied.having("failed")] == [
        ("person/kurator1@example.se", "refused"),
        ("HT26/natverk-1/enhet-1-1780/companion/kurator1@example.se", "waits"),
        ("HT26/natverk-1/enhet-1-1780/group/kurator1@example.se", "waits"),
    ]
    assert (applied.exit_status, world.students()) == (5, {"active": 5})


def test_a_host_whose_day_is_spent_is_carried_to_tomorrow(world):
    world.sign_up(1)
    world.zoom.limits.changes_a_day = 2
    applied = world.apply()
    assert (applied.exit_status, applied.counts) == (5, {"carried": 4, "done": 60})
    assert sum(one["count"] for one in applied.as_json()["carried_to"]) == 4
    world.zoom.limits.changes_a_day = 100
    assert kinds(world.apply().preview.change_set) == {
        ("Create", "zoom-meeting"): 4,
        ("Update", "page"): 4,
        ("Update", "calendar-event"): 4,
    }
    assert settled(world)


def test_a_token_that_dies_under_way_stops_the_work_and_running_again_finishes_it(world):
    world.sign_up(1, 2)
    world.canvas.misbehave("expired-token", times=500, path="/sections", method="POST")
    applied = world.apply()
    assert applied.exit_status == 5
    assert {one.code for one in applied.having("failed")} <= {"auth", "waits"}
    assert applied.having("left")
    world.canvas.behave()
    assert world.apply().exit_status == 0
    assert settled(world)


def test_a_canvas_that_does_not_answer_stops_the_look(world):
    world.sign_up(1)
    world.canvas.misbehave("error-500", times=500)
    with pytest.raises(RemoteError) as stopped:
        world.preview()
    assert stopped.value.exit_status == 5


def test_apply_remembers_where_the_units_were_placed_so_that_a_late_one_moves_nobody(world):
    world.sign_up(*range(3))
    with world.tools() as tools:
        assert tools.store.placements.of(HT26) == {}

    world.apply()
    with world.tools() as tools:
        places = tools.store.placements.of(HT26)
    world.sign_up(3)
    world.apply()

    with world.tools() as tools:
        later = tools.store.placements.of(HT26)
    assert {unit: network for unit, network in later.items() if unit in places} == places
    assert len(places) == 3
    assert len(later) == 4


def test_a_preview_remembers_no_place(world):
    world.sign_up(0)

    world.preview()

    with world.tools() as tools:
        assert tools.store.placements.of(HT26) == {}
