"""The fast road: people, sections, enrolments and groups as SIS imports, against the pretend Canvas."""

from dataclasses import replace

import pytest
from builders import a_companion
from bulk_imports import AT, SUPERVISION, by_import, enrolments, imports, many, posts
from worlds import a_sign_up, a_world, describe, kinds, section, settled

from nettools.changes import Kind, mark
from nettools.domain.registrations import RegistrationState
from nettools.errors import RefusedError, SettingsError


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        made.environment["NETTOOLS__CANVAS__PEOPLE_SIS_IDS"] = "true"
        yield made


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


# --- the choice


def test_few_changes_go_one_by_one(world):
    world.sign_up(1)
    road = world.preview().road
    assert (road.chosen, "200" in str(road.reason)) == ("rest", True)


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
