"""The whole job against the pretend Canvas and Zoom: look, think, act, remember."""

from collections import Counter
from dataclasses import replace

import pytest
from builders import a_companion, a_principal
from worlds import FIRST_DAY, OTHER_DAY, a_sign_up, a_world, describe, hidden, kinds, section, settled

from nettools.changes import Kind, System, mark, told
from nettools.domain.registrations import RegistrationState


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        yield made


def test_a_term_of_three_units_is_these_things(world):
    world.sign_up(1, 2, 3)
    assert kinds(world.preview().change_set) == {
        ("Create", "canvas-term"): 1,
        ("Create", "page"): 10,
        ("Create", "module"): 8,
        ("Create", "module-item"): 8,
        ("Create", "person"): 11,
        ("Create", "zoom-meeting"): 8,
        ("Create", "course-room"): 2,
        ("Create", "section"): 3,
        ("Create", "enrolment"): 11,
        ("Create", "group-category"): 2,
        ("Create", "group"): 3,
        ("Create", "group-membership"): 9,
        ("Create", "calendar-event"): 8,
        ("Create", "hand-in"): 2,
    }


def test_a_preview_changes_nothing(world):
    world.sign_up(1, 2)
    before = (world.canvas.world.changes(), world.links())
    world.preview()
    assert (world.canvas.world.changes(), world.links()) == before
    assert world.canvas.record.count("POST") == 0


def test_applying_twice_makes_everything_once_and_then_nothing(world):
    world.sign_up(1, 2, 3)
    first = world.apply()
    assert (first.exit_status, first.counts) == (0, {"done": 86})
    world.canvas.record.clear()

    second = world.apply()
    assert (second.exit_status, second.results) == (0, ())
    assert (second.preview.change_set.changes, second.preview.change_set.drift) == ((), ())
    assert Counter(call.method for call in world.canvas.record.calls) == {"GET": 20}
    assert set(world.marks().values()) == {1}


def test_the_event_links_to_the_meeting(world):
    world.sign_up(1)
    world.apply()
    join_url = told(world.links()["HT26/natverk-1/meeting-1"].sent, "join_url")
    (room,) = [one for one in world.courses() if one.sis_course_id == "nettools.HT26.natverk-1"]
    events = [row for row in world.canvas.world.events.rows.values() if row.context_code == f"course_{room.id}"]
    (event,) = [row for row in events if row.title.startswith("Nätverksträff 1")]
    assert join_url in event.description.replace("&amp;", "&")


def test_the_address_that_opens_the_hosts_door_is_kept_nowhere(world):
    world.sign_up(1)
    world.apply()
    assert "start_url" not in str(world.links())
    assert "/s/" not in str(world.links())


def test_no_log_holds_an_address_or_a_token(world, caplog):
    caplog.set_level("DEBUG")
    world.sign_up(1, 2)
    world.apply()
    secrets = {world.environment["NETTOOLS__CANVAS__TOKEN"], world.environment["NETTOOLS__ZOOM__CLIENT_SECRET"]}
    assert [word for word in {"example.se", "@", "%40", "Öberg", *secrets} if word in caplog.text] == []


def test_the_journal_tells_what_was_done_by_key(world):
    world.sign_up(1)
    applied = world.apply()
    with world.tools() as tools:
        run, built = tools.store.journal.runs(5)
        entries = tools.store.journal.entries(run.run)
    assert (run.command, run.exit_status, run.counts) == ("apply", 0, applied.counts)
    assert built.command == "terms build"
    assert sorted(entry.key for entry in entries) == sorted(result.key for result in applied.results)


def test_one_system_alone_can_be_made_first(world):
    world.sign_up(1)
    assert {change.kind.system for change in world.apply(only=System.CANVAS).preview.change_set.changes} == {
        System.CANVAS
    }
    assert world.zoom.meetings == ()
    assert kinds(world.apply().preview.change_set) == {
        ("Create", "zoom-meeting"): 8,
        ("Update", "page"): 8,
        ("Update", "calendar-event"): 8,
    }
    assert settled(world)


def test_a_token_that_may_not_set_our_marks_does_as_well(world):
    world.environment["NETTOOLS__CANVAS__TOKEN"] = world.canvas.tokens.without_sis
    world.sign_up(1, 2)
    assert world.apply().exit_status == 0
    assert world.courses() == []
    assert settled(world)
    world.canvas.edit(section(world, 1), name="Egen")
    assert [drift.theirs for drift in world.preview().change_set.drift] == ["Egen"]


def test_people_who_are_there_are_adopted_and_left_as_they_are(world):
    there = world.canvas.add_user("Å. Öberg", "Rektor1@Example.se")
    world.sign_up(1)
    assert kinds(world.apply().preview.change_set)["Create", "person"] == 4
    assert (there.name, world.links()["person/rektor1@example.se"].made) == ("Å. Öberg", False)
    assert world.canvas.user_by_email("rektor1@example.se") is there


def test_what_others_have_made_is_untouched(world):
    world.sign_up(1)
    world.apply()
    (course,) = [one for one in world.courses() if one.sis_course_id == mark("HT26/natverk-1")]
    visitor = world.canvas.add_user("Eva Ek", "eva@example.com")
    enrolment = world.canvas.enrol(course, visitor)
    own = world.canvas.add_course("Egen kurs")
    assert settled(world)
    world.sign_up(1, state=RegistrationState.WITHDRAWN)
    world.apply(allowed=["removals"])
    assert (enrolment.workflow_state, own.workflow_state) == ("active", "available")


def test_what_a_person_edits_is_reported_and_kept(world):
    world.sign_up(1)
    world.apply()
    world.canvas.edit(section(world, 1), name="Vår sektion")
    applied = world.apply()
    assert applied.results == ()
    assert [(one.key, one.ours, one.theirs) for one in applied.preview.change_set.drift] == [
        ("HT26/natverk-1/enhet-1-1780", "Enhet 1", "Vår sektion")
    ]


def test_what_a_person_deletes_is_made_again(world):
    world.sign_up(1)
    world.apply()
    world.zoom.delete(world.zoom.meetings[0].id)
    change_set = world.apply().preview.change_set
    assert kinds(change_set) == {("Create", "zoom-meeting"): 1, ("Update", "page"): 1, ("Update", "calendar-event"): 1}
    assert settled(world)


def test_a_course_room_that_a_person_deletes_comes_back_whole(world):
    """Canvas keeps the marks of what is deleted: the room comes back with its sections, which are met again."""
    world.sign_up(1, 2)
    world.apply()
    for room in world.courses():
        world.canvas.edit(room, workflow_state="deleted")
    for row in world.canvas.world.enrolments.rows.values():
        world.canvas.edit(row, workflow_state="deleted")
    assert world.apply().exit_status == 0
    assert world.students() == {"active": 6}
    assert set(world.marks().values()) == {1}
    assert settled(world)


def test_a_companion_who_becomes_the_rektor_stays_enrolled(world):
    world.sign_up(1, 2)
    world.apply()
    there = a_sign_up(1)
    follower = there.companions[0]
    new = replace(there, principal=a_principal(str(follower.email), "Ny", "Rektor"), companions=there.companions[1:])
    with world.tools() as tools:
        tools.store.registrations.save([new])
    assert kinds(world.apply().preview.change_set) == {("Remove", "enrolment"): 1, ("Remove", "group-membership"): 1}
    assert world.students() == {"active": 5, "inactive": 1}
    assert settled(world)


def test_a_meeting_on_another_day_is_moved_in_zoom_and_in_the_calendar(world):
    world.sign_up(1)
    world.apply()
    describe(world, FIRST_DAY, OTHER_DAY)
    moved = world.apply()
    assert kinds(moved.preview.change_set) == {
        ("Update", "zoom-meeting"): 1,
        ("Update", "page"): 2,  # the meeting's own, and the front page, which lists the meetings
        ("Update", "calendar-event"): 1,
    }
    (meeting,) = [one for one in world.zoom.meetings if f"{one.start_time:%Y-%m-%d}" == OTHER_DAY]
    (event,) = [one for one in world.canvas.world.events.rows.values() if one.start_at.startswith(OTHER_DAY)]
    assert meeting.join_url in event.description.replace("&amp;", "&")
    assert settled(world)


def test_a_course_leader_who_is_replaced_is_set_aside_and_the_new_one_teaches(world):
    world.sign_up(1)
    world.apply()
    describe(world, "maja.akerlund@example.se", "NY.ledare@example.se")
    left = world.apply().preview.change_set
    assert kinds(left) == {
        ("Create", "person"): 1,
        ("Update", "page"): 1,  # the front page says whom to ask
        ("Create", "enrolment"): 1,
        ("Remove", "enrolment"): 1,
    }
    assert world.canvas.user_by_email("maja.akerlund@example.se").workflow_state != "deleted"
    describe(world, "NY.ledare@example.se", "ny.ledare@example.se")
    assert settled(world)


def test_a_section_that_canvas_will_not_remove_is_kept_and_not_asked_for_again(world):
    """Someone has been in it whom Canvas lists nowhere."""
    world.sign_up(1, 2)
    world.apply()
    with world.tools() as tools:
        link = world.links()["HT26/natverk-1/enhet-1-1780"]
        orphan = replace(link, key="HT26/natverk-1/forskolan-0000", remote_id=str(hidden(world, link).id))
        tools.store.links.save([orphan])
    applied = world.apply()
    assert [(one.key, one.state) for one in applied.results] == [(orphan.key, "kept")]
    assert (applied.exit_status, applied.as_json()["kept"][0]["code"]) == (0, "refused")
    again = world.preview().change_set
    assert (again.changes, [(one.key, one.code) for one in again.drift]) == ((), [(orphan.key, "kept")])


def test_a_unit_that_leaves_is_set_aside_and_comes_back_as_it_was(world):
    world.sign_up(1, 2, 3)
    world.apply()
    assert world.students() == {"active": 9}

    world.sign_up(3, state=RegistrationState.WITHDRAWN)
    left = world.apply()
    assert kinds(left.preview.change_set) == {
        ("Remove", "enrolment"): 3,
        ("Remove", "group-membership"): 3,
        ("Remove", "group"): 1,
    }
    assert world.students() == {"active": 6, "inactive": 3}
    again = world.preview().change_set
    assert (again.changes, [(one.code, one.kind) for one in again.drift]) == ((), [("kept", Kind.SECTION)])

    world.sign_up(3)
    assert kinds(world.apply().preview.change_set) == {
        ("Update", "enrolment"): 3,
        ("Create", "group-membership"): 3,
        ("Create", "group"): 1,
    }
    assert world.students() == {"active": 9}
    assert settled(world)


def test_a_companion_who_comes_late_costs_four_calls_more_than_looking(world):
    world.sign_up(1, 2)
    world.apply()
    world.sign_up(3)
    world.apply()
    world.canvas.record.clear()
    late = a_sign_up(3)
    late = replace(late, companions=(*late.companions, a_companion("sen@example.se")))
    with world.tools() as tools:
        tools.store.registrations.save([late])
    assert kinds(world.apply().preview.change_set) == {
        ("Create", "person"): 1,
        ("Create", "enrolment"): 1,
        ("Create", "group-membership"): 1,
    }
    assert Counter(call.method for call in world.canvas.record.calls) == {"GET": 21, "POST": 3}


# --- being refused
