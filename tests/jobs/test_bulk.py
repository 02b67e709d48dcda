"""The fast road: people, sections, enrolments and groups as SIS imports, against the pretend Canvas."""

import random
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, replace

import pytest
from builders import HT26, a_companion
from worlds import FAULTS, a_sign_up, a_world, describe, kinds, options, section, settled

from nettools.canvas import imported
from nettools.changes import Action, Intent, Kind, System, mark
from nettools.domain.registrations import RegistrationState
from nettools.errors import RefusedError, RemoteError, SettingsError
from nettools.jobs.changes import applying
from nettools.sandbox.canvas.sis_run import SIZE_EXCEEDED


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        made.environment["NETTOOLS__CANVAS__PEOPLE_SIS_IDS"] = "true"
        yield made


AT = "[[networks]]"
SUPERVISION = """
[[supervisions]]
unit = "enhet-1-1780"
date = 2026-10-06
starts = "9.00"
ends = "9.45"
leader = "maja"
"""


def by_import(world, **others):
    return world.apply(road="sis", **others)


def imports(world):
    return [*world.canvas.world.sis_imports]


def posts(world):
    return Counter(call.path.split("/api/v1")[-1] for call in world.canvas.record.calls if call.method == "POST")


def enrolments(world):
    """Who is enrolled how, by login."""
    users = world.canvas.world.users.rows
    rows = world.canvas.world.enrolments.rows.values()
    return {(users[row.user_id].unique_id, row.workflow_state) for row in rows if row.type == "StudentEnrollment"}


def test_what_is_many_goes_as_two_imports(world):
    world.sign_up(1, 2, 3)
    applied = by_import(world)
    assert (applied.exit_status, applied.counts) == (0, {"done": len(applied.preview.change_set.changes)})
    assert posts(world)["/accounts/1/sis_imports"] == 2
    assert [path for path in posts(world) if path.endswith("/sections") or "memberships" in path] == []
    assert {one.workflow_state for one in imports(world)} == {"imported"}
    assert world.students() == {"active": 9}
    assert set(world.marks().values()) == {1}


def test_it_makes_the_same_as_one_by_one(world, tmp_path):
    world.sign_up(1, 2)
    by_import(world)
    with a_world(tmp_path / "other") as other:
        other.sign_up(1, 2)
        other.apply(road="rest")
        assert enrolments(world) == enrolments(other)
        assert {one.name for one in world.canvas.world.groups.rows.values()} == {
            one.name for one in other.canvas.world.groups.rows.values()
        }
        members = [
            sorted(
                (w.canvas.world.groups.rows[one.group_id].name, w.canvas.world.users.rows[one.user_id].unique_id)
                for one in w.canvas.world.memberships
                if one.workflow_state == "accepted"
            )
            for w in (world, other)
        ]
        assert members[0] == members[1]


def test_after_an_import_nothing_is_to_do_and_nothing_differs(world):
    world.sign_up(1, 2, 3)
    by_import(world)
    assert settled(world)
    second = by_import(world)
    assert (second.results, second.exit_status) == ((), 0)
    assert {link.remote_id for link in world.links().values() if link.kind != Kind.SIS_IMPORT} - {""}
    assert [key for key, link in world.links().items() if not link.remote_id] == []
    assert len(imports(world)) == 2


@pytest.mark.parametrize("road", ["sis", "rest"])
@pytest.mark.parametrize("looked", [True, False])
def test_a_unit_that_leaves_is_set_aside_on_both_roads(world, road, looked):
    world.sign_up(1, 2, 3, 4)
    by_import(world)
    mine = world.canvas.add_user("Eva Ek", "eva@example.com")
    world.canvas.enrol(world.courses()[0], mine)
    if looked:
        world.apply(road="rest")
    world.sign_up(2, state=RegistrationState.WITHDRAWN)
    applied = world.apply(road=road, allowed=["removals"])
    assert applied.exit_status == 0
    assert world.students() == {"active": 10, "inactive": 3}
    assert ("eva@example.com", "active") in enrolments(world)
    assert {login for login, state in enrolments(world) if state == "inactive"} == {
        "rektor2@example.se",
        "kurator2@example.se",
        "larare2@example.se",
    }
    assert kinds(world.preview().change_set) == {}
    assert section(world, 2).workflow_state == "active"


def test_what_leaves_is_left_out_of_a_file_that_is_compared(world):
    world.sign_up(*range(1, 9))
    by_import(world)
    world.sign_up(2, state=RegistrationState.WITHDRAWN)
    world.canvas.record.clear()
    assert by_import(world).exit_status == 0
    last = imports(world)[-1]
    assert (len(imports(world)), last.diffed_against_id) == (3, imports(world)[1].id)
    assert last.data["statistics"]["Enrollment"]["deactivated"] == 3
    assert world.canvas.record.count("DELETE") <= 1  # its group, which is empty now
    assert settled(world) or world.preview().change_set.changes == ()


def test_who_comes_later_is_imported_and_nobody_is_touched_twice(world):
    world.sign_up(*range(1, 9))
    by_import(world)
    aside = next(one for one in world.canvas.world.enrolments if one.type == "StudentEnrollment")
    world.canvas.edit(aside, workflow_state="inactive")
    world.sign_up(9, 10)
    assert by_import(world).exit_status == 0
    assert aside.workflow_state == "inactive"
    assert world.students() == {"active": 29, "inactive": 1}
    assert [drift.theirs for drift in world.preview().change_set.drift] == ["inactive"]


def test_a_companion_who_becomes_the_rektor_keeps_the_enrolment(world):
    world.sign_up(1, 2)
    by_import(world)
    one = a_sign_up(1)
    principal = replace(one.principal, email=one.companions[0].email)
    with world.tools() as tools:
        others = (a_companion("rektor1@example.se"), one.companions[1])
        tools.store.registrations.save([replace(one, principal=principal, companions=others)])
    assert by_import(world).exit_status == 0
    assert world.students() == {"active": 6}
    assert kinds(world.preview().change_set) == {}


# --- people who are there


def test_a_person_with_an_id_of_another_system_is_enrolled_by_it_and_it_is_never_remembered(world):
    there = world.canvas.add_user("Å. Öberg", "Rektor1@Example.se")
    world.canvas.edit(there, sis_user_id="sign-4711")
    world.sign_up(1)
    assert by_import(world).exit_status == 0
    assert ("Rektor1@Example.se", "active") in enrolments(world)
    assert (there.name, there.sis_user_id) == ("Å. Öberg", "sign-4711")
    assert "sign-4711" not in str(world.links())
    assert settled(world)
    world.sign_up(1, state=RegistrationState.WITHDRAWN)
    assert by_import(world, allowed=["removals"]).exit_status == 0
    assert ("Rektor1@Example.se", "inactive") in enrolments(world)


def test_a_person_without_an_id_is_enrolled_by_a_call_and_left_without(world):
    there = world.canvas.add_user("Å. Öberg", "rektor1@example.se")
    world.canvas.edit(there, sis_user_id=None)
    world.sign_up(1)
    assert by_import(world).exit_status == 0
    assert (there.name, there.sis_user_id) == ("Å. Öberg", None)
    assert ("rektor1@example.se", "active") in enrolments(world)
    assert settled(world)


def test_an_event_in_the_calendar_of_an_imported_group_is_made_in_the_same_run(world):
    describe(world, AT, f"{SUPERVISION}\n{AT}")
    world.sign_up(1, 2)
    applied = by_import(world)
    assert (applied.exit_status, applied.having("failed")) == (0, ())
    (group,) = [row for row in world.canvas.world.groups.rows.values() if row.name == "Enhet 1"]
    assert f"group_{group.id}" in {row.context_code for row in world.canvas.world.events.rows.values()}
    assert settled(world)


def test_an_answer_to_a_removal_that_is_lost_is_made_up_for(world):
    """The import told no id; the removal's own look did, and must not be forgotten with the answer."""
    world.sign_up(1, 2, 3, 4)
    by_import(world)
    world.sign_up(2, state=RegistrationState.WITHDRAWN)
    world.canvas.misbehave("reset-before", method="DELETE", times=12)
    assert world.apply(road="rest", allowed=["removals"]).exit_status == 5
    world.canvas.behave()
    assert world.apply(road="rest", allowed=["removals"]).exit_status == 0
    assert world.students() == {"active": 9, "inactive": 3}


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


# --- the choice


def test_few_changes_go_one_by_one(world):
    world.sign_up(1)
    road = world.preview().road
    assert (road.chosen, "200" in str(road.reason)) == ("rest", True)


def many(world):
    describe(world, "at_most = 12", "at_most = 40")
    world.sign_up(*range(1, 31))


def test_many_changes_go_as_an_import(world):
    many(world)
    seen = world.preview()
    assert (seen.road.chosen, seen.road.forced) == ("sis", False)
    assert seen.as_json()["road"] == {"chosen": "sis", "reason": str(seen.road.reason)}
    assert seen.calls_estimated < 100


def test_a_token_that_may_not_import_goes_one_by_one_and_says_so(world):
    world.environment["NETTOOLS__CANVAS__TOKEN"] = world.canvas.tokens.without_sis
    many(world)
    road = world.preview().road
    assert (road.chosen, "SIS" in str(road.reason)) == ("rest", True)
    with pytest.raises(RefusedError) as refused:
        world.preview(road="sis")
    assert refused.value.code == "road"


def test_people_without_our_ids_cannot_be_imported(world):
    del world.environment["NETTOOLS__CANVAS__PEOPLE_SIS_IDS"]
    world.sign_up(1)
    with pytest.raises(SettingsError) as refused:
        world.preview(road="sis")
    assert [one.place.key for one in refused.value.problems] == ["canvas.people_sis_ids"]


def test_people_whom_canvas_invites_are_not_imported(world):
    world.environment["NETTOOLS__CANVAS__INVITATION"] = "mail"
    world.sign_up(1)
    with pytest.raises(SettingsError):
        world.preview(road="sis")


def test_a_sub_account_takes_no_imports(world):
    account = world.canvas.world.accounts.new(name="Rektorsutbildningen", parent_account_id=1, uuid="a")
    world.environment["NETTOOLS__CANVAS__ACCOUNT_ID"] = str(account.id)
    world.sign_up(1)
    with pytest.raises(RefusedError) as refused:
        world.preview(road="sis")
    assert "root account" in str(refused.value)


def test_the_mark_of_a_person_has_no_address_in_it(world):
    world.sign_up(1)
    by_import(world)
    user = world.canvas.user_by_email("rektor1@example.se")
    assert user.sis_user_id == mark("person/rektor1@example.se")
