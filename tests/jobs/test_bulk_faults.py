"""SIS imports when things go wrong: nothing is lost or doubled, and nobody is made unsure without cause."""

import random
from contextlib import suppress
from dataclasses import asdict, replace

import pytest
from builders import HT26
from bulk_imports import by_import, enrolments, imports, many
from worlds import FAULTS, a_world, kinds, options, settled

from nettools.canvas import imported
from nettools.changes import Action, Intent, Kind, System
from nettools.domain.registrations import RegistrationState
from nettools.errors import RemoteError
from nettools.jobs.changes import applying
from nettools.sandbox.canvas.sis_run import SIZE_EXCEEDED


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        made.environment["NETTOOLS__CANVAS__PEOPLE_SIS_IDS"] = "true"
        yield made


# --- what goes wrong


def test_a_row_that_is_refused_is_told_by_name_and_the_rest_is_done(world):
    world.sign_up(1, 2)
    world.preview()
    # Somebody takes the login after we have looked: the import of people meets it.
    taken = {}

    def approve(_):
        taken["user"] = world.canvas.add_user("Nils Ny", "kurator1@example.se")
        world.canvas.edit(taken["user"], sis_user_id="19121212")
        return True

    applied = by_import(world, approve=approve)
    failed = {(str(one.kind), one.code) for one in applied.having("failed")}
    assert failed == {("person", "refused"), ("enrolment", "waits"), ("group-membership", "waits")}
    assert "19121212" not in " ".join(str(one.message) for one in applied.results)
    assert applied.exit_status == 5
    assert world.students() == {"active": 5}
    assert world.apply(road="sis").exit_status == 0
    assert world.students() == {"active": 6}
    assert settled(world)


@pytest.mark.parametrize("kind", ["reset-before", "reset-after", "error-500-after", "html-502-after", "half-body"])
def test_an_import_whose_answer_is_lost_is_looked_for_and_handed_in_once(world, kind):
    world.sign_up(1, 2)
    world.canvas.misbehave(kind, method="POST", path="/sis_imports", times=1)
    assert by_import(world).exit_status == 0
    assert len(imports(world)) == 2
    assert settled(world)


def test_more_rows_are_refused_than_an_import_shows_and_each_is_told(world):
    world.sign_up(*range(1, 11))

    def approve(seen):
        logins = [one.thing.place["login"] for one in seen.change_set.changes if one.kind is Kind.PERSON]
        for login in sorted(login for login in logins if login.startswith(("kurator", "larare", "rektor"))):
            world.canvas.edit(world.canvas.add_user("Nils Ny", login), sis_user_id=f"id-{login.partition('@')[0]}")
        return True

    applied = by_import(world, approve=approve)
    refused = [one for one in applied.having("failed") if one.kind is Kind.PERSON]
    assert len(refused) == 30
    assert world.students() == {}
    assert by_import(world).exit_status == 0
    assert world.students() == {"active": 30}


@pytest.mark.parametrize("state", ["aborted", "failed", "failed_with_messages"])
def test_an_import_that_ends_badly_leaves_us_unsure_and_the_next_run_does_what_is_left(world, state):
    world.sign_up(1, 2)
    world.canvas.manners.sis_looks = 10**6

    def pause(_):
        for one in imports(world):
            if one.workflow_state in {"created", "importing"}:
                world.canvas.world.sis_imports.update(one, workflow_state=state, progress=100)

    applied = applied_with_pause(world, pause)
    assert (applied.exit_status, len(applied.having("unsure"))) == (5, 6)
    world.canvas.manners.sis_looks = 2
    assert by_import(world).exit_status == 0
    assert settled(world)


def applied_with_pause(world, pause, **others):
    with world.tools() as tools:
        return applying.apply(replace(tools, pause=pause), HT26, options(road="sis", **others), approve=lambda _: True)


def test_an_import_that_is_not_over_is_waited_for_by_the_next_run(world):
    world.sign_up(1, 2)
    world.canvas.manners.sis_looks = 10**6
    applied = by_import(world)
    assert {one.code for one in applied.having("unsure")} == {"slow"}
    world.canvas.manners.sis_looks = 3
    assert by_import(world).exit_status == 0
    assert settled(world)
    assert set(world.marks().values()) == {1}
    assert world.students() == {"active": 6}


class Killed(BaseException):
    """The process dies."""


@pytest.mark.parametrize("at", range(1, 9))
def test_killed_at_any_pause_the_next_run_finishes(world, at):
    world.sign_up(1, 2)
    pauses = iter(range(1, 1000))

    def pause(_):
        if next(pauses) == at:
            raise Killed

    with suppress(Killed):
        applied_with_pause(world, pause)
    assert by_import(world).exit_status == 0
    assert settled(world)
    assert set(world.marks().values()) == {1}
    assert world.students() == {"active": 6}


def test_killed_before_it_is_noted_what_came_of_it(world):
    """As if the notes of the import had been lost: intents stand in the database as before the call."""
    world.sign_up(1, 2)
    by_import(world)
    with world.tools() as tools:
        back = []
        for link in tools.store.links.of("HT26"):
            if held := imported(link):
                fields = {"place": {}, "fields": {}, "sis~": held.as_json()}
                noted = Intent(action=Action.CREATE, fields=fields, noted=tools.clock())
                back.append(replace(link, sent={}, intent=noted))
            if link.kind == Kind.SIS_IMPORT:
                fields = {"set": link.sent["set"], "after": int(link.remote_id) - 1}
                noted = Intent(action=Action.CREATE, fields=fields, noted=tools.clock())
                back.append(replace(link, sent={}, remote_id="", intent=noted))
        tools.store.links.save(back)
    world.sign_up(2, state=RegistrationState.WITHDRAWN)
    assert by_import(world, allowed=["removals"]).exit_status == 0
    assert world.students() == {"active": 3, "inactive": 3}
    assert kinds(world.preview().change_set) == {}


def test_canvas_that_takes_no_imports_after_all_gets_it_one_by_one(world):
    world.canvas.manners.sis_imports = False
    many(world)
    applied = world.apply()
    assert applied.preview.road.chosen == "sis"
    assert applied.exit_status == 0
    assert imports(world) == []
    assert settled(world)


@pytest.mark.parametrize("seed", range(5))
def test_after_a_storm_everything_is_there_once(world, seed):
    """Faults of each kind, units that come and leave, and the process killed while it waits; until it is done."""
    for number, kind in enumerate(FAULTS):
        world.canvas.misbehave(kind, times=10**6, path="/api/v1/", chance=0.02, seed=100 * seed + number)
    lot = random.Random(seed)
    for numbers in ((1, 2, 3, 4, 5), (6,), ()):
        world.sign_up(*numbers)
        if not numbers:
            world.sign_up(2, state=RegistrationState.WITHDRAWN)
        for _ in range(40):
            if finished(world, lot):
                break
    world.canvas.behave()
    by_import(world, allowed=["removals", "updates"])
    assert world.preview().change_set.changes == ()
    assert set(world.marks().values()) == {1}
    assert world.students() == {"active": 15, "inactive": 3}


def finished(world, lot):
    def pause(_):
        if lot.random() < 0.05:
            raise Killed

    try:
        return applied_with_pause(world, pause, allowed=["removals", "updates"]).exit_status == 0
    except (RemoteError, Killed):
        return False


# --- never sure without cause


def last_set(world):
    return [one.options["diffing_data_set_identifier"] for one in imports(world)][-1]


@pytest.mark.parametrize("between", ["a stranger's import", "our memory is older", "a removal by calls"])
def test_a_file_is_not_compared_when_the_last_is_not_the_one_we_remember(world, between):
    world.sign_up(*range(1, 9))
    by_import(world)
    name = last_set(world)
    if between == "a stranger's import":
        one = imports(world)[-1]
        world.canvas.world.sis_imports.new(**{name: value for name, value in asdict(one).items() if name != "id"})
    elif between == "our memory is older":
        with world.tools() as tools:
            tools.store.links.forget([next(key for key in world.links() if key.endswith("/group"))], System.CANVAS)
    else:
        world.sign_up(1, state=RegistrationState.WITHDRAWN)
        world.apply(road="rest", allowed=["removals"])
        world.sign_up(1)
    world.sign_up(2, state=RegistrationState.WITHDRAWN)
    world.sign_up(10)
    assert by_import(world, allowed=["removals"]).exit_status == 0
    assert last_set(world) != name
    assert imports(world)[-1].diffed_against_id is None
    assert kinds(world.preview().change_set) == {}
    active = {login for login, state in enrolments(world) if state == "active"}
    assert {"rektor2@example.se", "rektor10@example.se", "rektor1@example.se"} & active == {
        "rektor10@example.se",
        "rektor1@example.se",
    }


def test_a_file_of_another_size_is_not_compared(world):
    world.sign_up(1, 2)
    by_import(world)
    world.sign_up(*range(3, 12))
    by_import(world)
    faults = [one.message for one in world.canvas.world.sis_import_errors]
    assert SIZE_EXCEEDED not in faults
    assert world.students() == {"active": 33}
    assert settled(world)


def test_what_was_undone_by_hand_is_made_again_though_it_stands_in_the_last_import(world):
    world.sign_up(*range(1, 9))
    by_import(world)
    world.apply(road="rest")
    mine = next(one for one in world.canvas.world.enrolments if one.type == "StudentEnrollment")
    world.canvas.edit(mine, workflow_state="deleted")
    assert by_import(world).exit_status == 0
    assert mine.workflow_state == "active"
    assert settled(world)
