"""Undoing whole runs against the pretend Canvas and Zoom."""

from collections import Counter
from contextlib import suppress

import pytest
from worlds import FAULTS, FIRST_DAY, OTHER_DAY, a_world, describe, kinds, section, settled

from nettools.changes import Kind
from nettools.domain.registrations import RegistrationState
from nettools.errors import InputError, RefusedError, RemoteError
from nettools.jobs.changes import undoing


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        yield made


def latest(world, command="apply"):
    with world.tools() as tools:
        return next(run.run for run in tools.store.journal.runs(None) if run.command == command)


def preview(world, run=None):
    with world.tools() as tools:
        return undoing.preview(tools, run or latest(world))


def undo(world, run=None, approve=lambda _: True):
    with world.tools() as tools:
        return undoing.undo(tools, run or latest(world), approve=approve)


def codes(seen):
    return Counter((one.code, str(one.kind)) for one in seen.undoing.shortfalls)


def standing(world):
    """What is out there and alive, by kind, without asking our own clients."""
    canvas = world.canvas.world
    alive = {
        "event": canvas.events,
        "assignment": canvas.assignments,
        "section": canvas.sections,
        "course": canvas.courses,
    }
    counts = {name: sum(row.workflow_state != "deleted" for row in rows) for name, rows in alive.items()}
    return {**counts, "meeting": len(world.zoom.meetings)}


def misbehave(world, fault):
    world.canvas.misbehave(fault, times=12, chance=0.2, seed=7)
    world.zoom.misbehave(fault, times=4, chance=0.3, seed=7, path="/v2/")


def behave(world):
    world.canvas.behave()
    world.zoom.behave()


def test_a_preview_changes_nothing(world):
    world.sign_up(1)
    world.apply()
    before = (world.canvas.world.changes(), world.links())
    assert preview(world).undoing.change_set.changes
    assert (world.canvas.world.changes(), world.links()) == before


def test_a_whole_term_is_undone_as_far_as_canvas_allows(world):
    there = standing(world)
    world.sign_up(1, 2)
    world.apply()
    undone = undo(world)

    assert undone.exit_status == 0
    now = standing(world)
    assert (now["meeting"], now["event"], now["assignment"]) == (0, there["event"], there["assignment"])
    assert set(world.students()) == {"inactive"}
    said = codes(undone.preview)
    assert said["account", "person"] == 8
    assert sorted((code, kind) for code, kind in said if code != "account") == [
        ("holding", "canvas-term"),
        ("people", "course-room"),
        ("people", "page"),  # Canvas keeps a front page
        ("people", "section"),
    ]


def test_undoing_twice_does_it_once(world):
    world.sign_up(1)
    world.apply()
    run = latest(world)
    undo(world, run)
    again = undo(world, run, approve=lambda _: pytest.fail("asked about nothing"))
    assert (again.results, again.preview.to_do, again.exit_status) == ((), False, 0)


def test_the_plan_is_as_before_and_apply_does_it_again(world):
    world.sign_up(1, 2)
    world.apply()
    undo(world)
    again = world.apply()
    assert again.exit_status == 0
    assert settled(world)
    assert set(world.students()) == {"active"}


def test_what_an_undo_did_can_be_undone(world):
    world.sign_up(1)
    world.apply()
    ids = {meeting.id for meeting in world.zoom.meetings}
    undo(world)
    assert world.zoom.meetings == ()
    back = undo(world, latest(world, "undo"))
    assert back.exit_status == 0
    assert {meeting.id for meeting in world.zoom.meetings} == ids
    assert set(world.students()) == {"active"}
    assert settled(world)


def test_a_changed_word_is_as_before(world):
    world.sign_up(1)
    world.apply()
    starts = {meeting.id: meeting.start_time for meeting in world.zoom.meetings}
    describe(world, FIRST_DAY, OTHER_DAY)
    world.apply()
    assert {meeting.id: meeting.start_time for meeting in world.zoom.meetings} != starts

    undone = undo(world)
    assert undone.exit_status == 0
    assert {meeting.id: meeting.start_time for meeting in world.zoom.meetings} == starts
    describe(world, OTHER_DAY, FIRST_DAY)
    assert settled(world)


def test_what_somebody_edited_since_is_kept_and_said(world):
    world.sign_up(1)
    world.apply()
    event = next(row for row in world.canvas.world.events if row.workflow_state == "active")
    world.canvas.edit(event, title="Vår egen träff")
    seen = preview(world)
    assert codes(seen)["edited", "calendar-event"] == 1
    undo(world)
    assert (event.title, event.workflow_state) == ("Vår egen träff", "active")


def test_a_withdrawal_is_undone_with_the_same_enrolments(world):
    world.sign_up(1, 2)
    world.apply()
    before = {row.id: row.workflow_state for row in world.canvas.world.enrolments}
    world.sign_up(2, state=RegistrationState.WITHDRAWN)
    world.apply()
    assert "inactive" in world.students()

    undone = undo(world)
    assert undone.exit_status == 0
    assert {row.id: row.workflow_state for row in world.canvas.world.enrolments} == before
    assert section(world, 2).workflow_state == "active"
    assert kinds(world.preview().change_set)["Remove", "enrolment"] == 3  # since the plan says so


def test_what_an_import_made_is_undone_one_by_one_and_comes_back(world):
    world.environment["NETTOOLS__CANVAS__PEOPLE_SIS_IDS"] = "true"
    world.sign_up(1, 2)
    assert world.apply(road="sis").exit_status == 0
    there = standing(world)
    assert undo(world).exit_status == 0
    assert set(world.students()) == {"inactive"}
    assert undo(world, latest(world, "undo")).exit_status == 0
    assert set(world.students()) == {"active"}
    assert standing(world) == there
    assert settled(world)


def test_what_others_made_is_untouched(world):
    world.sign_up(1)
    world.apply()
    (room, *_) = world.courses()
    theirs = world.canvas.world.events.new(
        context_code=f"course_{room.id}", title="Fika", created_at=room.created_at, updated_at=room.created_at
    )
    undo(world)
    assert theirs.workflow_state == "active"
    assert room.workflow_state == "available"


def test_an_older_run_is_undone_only_where_it_still_stands(world):
    world.sign_up(1)
    world.apply()
    first = latest(world)
    describe(world, FIRST_DAY, OTHER_DAY)
    world.apply()
    seen = preview(world, first)
    assert {code for code, _ in codes(seen)} == {"account", "holding", "people", "later"}
    removed = {one.key for one in seen.undoing.change_set.changes}
    assert removed.isdisjoint(one.key for one in seen.undoing.shortfalls)


@pytest.mark.parametrize("fault", FAULTS)
def test_an_undo_whose_answers_are_lost_is_finished_by_the_next(world, fault):
    world.sign_up(1, 2)
    world.apply()
    run, rooms = latest(world), len(world.courses())
    misbehave(world, fault)
    for _ in range(5):
        with suppress(RemoteError):  # looking can fail too, if one call fails again and again
            if undo(world, run).exit_status == 0:
                break
    behave(world)
    undo(world, run)
    assert undo(world, run).results == ()
    assert world.zoom.meetings == ()
    assert (set(world.students()), len(world.courses())) == ({"inactive"}, rooms)


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_brought_back_under_faults_is_there_once(world, fault):
    world.sign_up(1, 2)
    world.apply()
    ids, there = {meeting.id for meeting in world.zoom.meetings}, standing(world)
    undo(world)
    run = latest(world, "undo")
    misbehave(world, fault)
    for _ in range(5):
        with suppress(RemoteError):
            if undo(world, run).exit_status == 0:
                break
    behave(world)
    undo(world, run)
    assert undo(world, run).results == ()
    assert {meeting.id for meeting in world.zoom.meetings} == ids
    assert standing(world) == there
    assert settled(world)


def test_nothing_is_undone_unasked(world):
    world.sign_up(1)
    world.apply()
    run, before = latest(world), standing(world)
    with pytest.raises(RefusedError) as refused:
        undo(world, run, approve=lambda _: False)
    assert refused.value.code == "not-approved"
    stale = undoing.approved_by("0" * 12)
    with pytest.raises(RefusedError) as refused:
        undo(world, run, approve=stale)
    assert refused.value.code == "stale"
    exact = undoing.approved_by(preview(world, run).fingerprint)
    assert standing(world) == before
    assert undo(world, run, approve=exact).exit_status == 0


def test_other_runs_than_apply_cannot_be_undone(world):
    world.sign_up(1)
    world.apply()
    with pytest.raises(InputError) as refused:
        undo(world, latest(world, "terms build"))
    assert [problem.code for problem in refused.value.problems] == ["not-reversible"]
    with pytest.raises(InputError) as refused:
        undo(world, 4711)
    assert [problem.code for problem in refused.value.problems] == ["no-such-run"]


def test_the_journal_holds_no_names_and_no_passcodes(world):
    world.sign_up(1)
    world.apply()
    with world.tools() as tools:
        entries = tools.store.journal.entries(latest(world))
    people = [entry for entry in entries if entry.kind in {Kind.PERSON, Kind.ENROLMENT, Kind.ZOOM_REGISTRANT}]
    assert people
    assert "Öberg" not in str([entry.undo for entry in people])
    assert "password" not in str([entry.undo for entry in entries])
