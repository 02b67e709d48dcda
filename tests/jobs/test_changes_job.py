"""The whole job against the pretend Canvas and Zoom: look, think, act, remember."""

from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders import HT26, a_companion, a_principal, a_registration, a_unit

from nettools import sandbox
from nettools.changes import Kind, Remove, System, mark, told
from nettools.domain.registrations import RegistrationState
from nettools.errors import InputError, RefusedError, RemoteError, SettingsError
from nettools.jobs import changes
from nettools.jobs.home import lay_out
from nettools.jobs.tools import open_tools

NOW = datetime(2026, 8, 20, 10, 0, tzinfo=UTC)
FIRST_DAY, OTHER_DAY = "2026-11-19", "2026-11-26"
FAULTS = ("error-500", "error-500-after", "html-502-after", "reset-before", "reset-after", "half-body", "throttle")


class World:
    """A home with settings, and a stage that it points at."""

    def __init__(self, home, stage):
        self.home, self.stage, self.canvas, self.zoom = home, stage, stage.canvas, stage.zoom
        self.environment = stage.environment()

    @contextmanager
    def tools(self):
        with open_tools(self.home, environment=self.environment, clock=lambda: NOW) as tools:
            yield replace(tools, pause=lambda _: None)

    def sign_up(self, *numbers, state=RegistrationState.ACCEPTED):
        with self.tools() as tools:
            tools.store.registrations.save([a_sign_up(number, state) for number in numbers])

    def apply(self, approve=lambda _: True, **others):
        with self.tools() as tools:
            return changes.apply(tools, HT26, approve=approve, **others)

    def preview(self, **others):
        with self.tools() as tools:
            return changes.preview(tools, HT26, **others)

    def links(self):
        with self.tools() as tools:
            return {link.key: link for term in ("HT26", "") for link in tools.store.links.of(term)}

    def courses(self):
        return [one for one in self.canvas.world.courses.rows.values() if one.sis_course_id]

    def students(self):
        """Who is enrolled, by state."""
        rows = self.canvas.world.enrolments.rows.values()
        return Counter(row.workflow_state for row in rows if row.type == "StudentEnrollment")

    def marks(self):
        """How often each mark and each title occurs out there."""
        world = self.canvas.world
        sis = [row.sis_course_id for row in world.courses.rows.values()]
        sis += [row.sis_section_id for row in world.sections.rows.values()]
        sis += [f"{row.context_code} {row.title}" for row in world.events.rows.values()]
        sis += [f"{row.course_id} {row.name}" for row in world.assignments.rows.values()]
        sis += [row.login_key for row in world.users.rows.values()]
        sis += [meeting.agenda.splitlines()[0] for meeting in self.zoom.meetings]
        return Counter(one for one in sis if one)


@pytest.fixture
def world(tmp_path):
    lay_out(tmp_path / "home")
    with sandbox.start(clock=lambda: NOW) as stage:
        stage.zoom.limits.per_second.clear()
        yield World(tmp_path / "home", stage)
        assert (stage.canvas.crashes, stage.zoom.crashes) == ([], [])


def a_sign_up(number, state=RegistrationState.ACCEPTED):
    return a_registration(
        unit=a_unit(f"enhet-{number}-1780", f"Enhet {number}"),
        principal=a_principal(f"rektor{number}@example.se", "Åsa", f"Öberg {number}"),
        companions=(a_companion(f"kurator{number}@example.se"), a_companion(f"larare{number}@example.se")),
        submitted=datetime(2026, 5, 12, 8, number, tzinfo=UTC),
        state=state,
    )


def kinds(change_set):
    return Counter((type(change).__name__, str(change.kind)) for change in change_set.changes)


def settled(world):
    """Nothing is to do, and nothing differs."""
    seen = world.preview().change_set
    return (seen.changes, seen.drift) == ((), ())


# --- making


def test_a_term_of_three_units_is_these_things(world):
    world.sign_up(1, 2, 3)
    assert kinds(world.preview().change_set) == {
        ("Create", "person"): 11,
        ("Create", "zoom-meeting"): 8,
        ("Create", "course-room"): 2,
        ("Create", "section"): 3,
        ("Create", "enrolment"): 11,
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
    assert (first.exit_status, first.counts) == (0, {"done": 45})
    world.canvas.record.clear()

    second = world.apply()
    assert (second.exit_status, second.results) == (0, ())
    assert (second.preview.change_set.changes, second.preview.change_set.drift) == ((), ())
    assert Counter(call.method for call in world.canvas.record.calls) == {"GET": 9}
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
    assert kinds(world.apply().preview.change_set) == {("Create", "zoom-meeting"): 8, ("Update", "calendar-event"): 8}
    assert settled(world)


def test_a_token_that_may_not_set_our_marks_does_as_well(world):
    world.environment["NETTOOLS__CANVAS__TOKEN"] = world.canvas.tokens.without_sis
    world.sign_up(1, 2)
    assert world.apply().exit_status == 0
    assert world.courses() == []
    assert settled(world)
    world.canvas.edit(section(world, 1), name="Egen")
    assert [drift.theirs for drift in world.preview().change_set.drift] == ["Egen"]


def section(world, number):
    return next(row for row in world.canvas.world.sections.rows.values() if row.name == f"Enhet {number}")


# --- living with people


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
    assert kinds(change_set) == {("Create", "zoom-meeting"): 1, ("Update", "calendar-event"): 1}
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
    assert kinds(world.apply().preview.change_set) == {("Remove", "enrolment"): 1}
    assert world.students() == {"active": 5, "inactive": 1}
    assert settled(world)


def describe(world, old, new):
    """Change a word in the description of the term."""
    file = world.home / "config" / "terms" / "HT26.toml"
    words = file.read_text(encoding="utf-8")
    assert old in words
    file.write_text(words.replace(old, new, 1), encoding="utf-8", newline="\n")


def test_a_meeting_on_another_day_is_moved_in_zoom_and_in_the_calendar(world):
    world.sign_up(1)
    world.apply()
    describe(world, FIRST_DAY, OTHER_DAY)
    moved = world.apply()
    assert kinds(moved.preview.change_set) == {("Update", "zoom-meeting"): 1, ("Update", "calendar-event"): 1}
    (meeting,) = [one for one in world.zoom.meetings if f"{one.start_time:%Y-%m-%d}" == OTHER_DAY]
    (event,) = [one for one in world.canvas.world.events.rows.values() if one.start_at.startswith(OTHER_DAY)]
    assert meeting.join_url in event.description.replace("&amp;", "&")
    assert settled(world)


def test_a_course_leader_who_is_replaced_is_set_aside_and_the_new_one_teaches(world):
    world.sign_up(1)
    world.apply()
    describe(world, "maja.akerlund@example.se", "NY.ledare@example.se")
    left = world.apply().preview.change_set
    assert kinds(left) == {("Create", "person"): 1, ("Create", "enrolment"): 1, ("Remove", "enrolment"): 1}
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


def hidden(world, link):
    """A section of the same room with an enrolment that no list shows."""
    like = world.canvas.world.sections.rows[int(link.remote_id)]
    section = world.canvas.world.sections.new(course_id=like.course_id, name="Förskolan", created_at=like.created_at)
    someone = world.canvas.add_user("Eva Ek", "eva@example.com")
    course = world.canvas.world.courses.rows[like.course_id]
    enrolment = world.canvas.enrol(course, someone)
    world.canvas.edit(enrolment, course_section_id=section.id, workflow_state="hidden")
    return section


def test_a_unit_that_leaves_is_set_aside_and_comes_back_as_it_was(world):
    world.sign_up(1, 2, 3)
    world.apply()
    assert world.students() == {"active": 9}

    world.sign_up(3, state=RegistrationState.WITHDRAWN)
    left = world.apply()
    assert kinds(left.preview.change_set) == {("Remove", "enrolment"): 3}
    assert world.students() == {"active": 6, "inactive": 3}
    again = world.preview().change_set
    assert (again.changes, [(one.code, one.kind) for one in again.drift]) == ((), [("kept", Kind.SECTION)])

    world.sign_up(3)
    assert kinds(world.apply().preview.change_set) == {("Update", "enrolment"): 3}
    assert world.students() == {"active": 9}
    assert settled(world)


def test_a_companion_who_comes_late_costs_three_calls_more_than_looking(world):
    world.sign_up(1, 2)
    world.apply()
    world.sign_up(3)
    world.apply()
    world.canvas.record.clear()
    late = a_sign_up(3)
    late = replace(late, companions=(*late.companions, a_companion("sen@example.se")))
    with world.tools() as tools:
        tools.store.registrations.save([late])
    assert kinds(world.apply().preview.change_set) == {("Create", "person"): 1, ("Create", "enrolment"): 1}
    assert Counter(call.method for call in world.canvas.record.calls) == {"GET": 10, "POST": 2}


# --- being refused


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
    assert world.apply(approve=changes.approved_by(seen.fingerprint)).exit_status == 0


def test_what_has_changed_since_it_was_seen_is_refused(world):
    world.sign_up(1)
    seen = world.preview()
    world.sign_up(2)
    with pytest.raises(RefusedError) as refused:
        world.apply(approve=changes.approved_by(seen.fingerprint))
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
    world.home.joinpath("templates", "rooms.toml").write_text('room_name = "{nätverk}"', encoding="utf-8")
    with pytest.raises(InputError) as refused:
        world.preview()
    assert [(p.place.key, p.code) for p in refused.value.problems][:2] == [
        ("room_name", "gap"),
        ("room_code", "missing"),
    ]


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
    ]
    assert (applied.exit_status, world.students()) == (5, {"active": 5})


def test_a_host_whose_day_is_spent_is_carried_to_tomorrow(world):
    world.sign_up(1)
    world.zoom.limits.changes_a_day = 2
    applied = world.apply()
    assert (applied.exit_status, applied.counts) == (5, {"carried": 4, "done": 27})
    assert len(applied.as_json()["carried_to"]) == 4
    world.zoom.limits.changes_a_day = 100
    assert kinds(world.apply().preview.change_set) == {("Create", "zoom-meeting"): 4, ("Update", "calendar-event"): 4}
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
