"""Conformance 36: an SIS import against the last one of the same data set, and batch mode."""

import pytest
from canvas_talk import canvas_talk, ids, made
from sis_talk import COURSES, ENROLMENTS, PATH, SECTIONS, USERS, imported, packed, table, warnings_of

ASA = "u1,asa@example.se,Åsa Öberg,active"
PEOPLE = table(USERS, ASA, "u2,bo@example.se,Bo Ek,active")
ROOM = table(COURSES, "c1,HT26,Nätverk 1,published")
UNITS = table(SECTIONS, "s1,c1,Ekskolan,active", "s2,c1,Lindskolan,active")


@pytest.fixture
def talk():
    with canvas_talk() as talk:
        yield talk


@pytest.fixture
def room(talk):
    imported(talk, packed(a=ROOM, b=UNITS, c=PEOPLE), "all.zip")
    return talk


BOTH = table(ENROLMENTS, "c1,s1,u1,student,active", "c1,s2,u2,student,active")
ONE = table(ENROLMENTS, "c1,s1,u1,student,active")
EMPTY = table(ENROLMENTS)


def states(talk):
    return [one.workflow_state for one in talk.canvas.world.enrolments]


def diffed(talk, data, **options):
    return imported(talk, data, "people.csv", diffing_data_set_identifier="HT26", **options)


@pytest.mark.parametrize(("status", "state"), [(None, "deleted"), ("inactive", "inactive"), ("completed", "completed")])
def test_a_row_that_is_gone_is_dropped(room, status, state):
    first = diffed(room, BOTH)
    second = diffed(room, ONE, **({"diffing_drop_status": status} if status else {}))

    assert (first["diffed_against_import_id"], second["diffed_against_import_id"]) == (None, first["id"])
    assert (second["workflow_state"], second["data"]["counts"]["enrollments"]) == ("imported", 1)
    assert states(room) == ["active", state]


def test_nothing_is_done_when_nothing_has_changed_even_if_the_world_has(room):
    diffed(room, BOTH)
    room.canvas.edit(next(iter(room.canvas.world.enrolments)), workflow_state="inactive")
    same = diffed(room, BOTH)
    assert (same["data"]["counts"]["enrollments"], states(room)[0]) == (0, "inactive")

    again = diffed(room, BOTH, diffing_remaster_data_set=True)
    assert (again["diffed_against_import_id"], again["data"]["counts"]["enrollments"]) == (None, 2)
    assert states(room)[0] == "active"


def test_a_file_that_differs_too_much_in_size_is_applied_whole_and_not_compared_with_later(room):
    first = diffed(room, BOTH)
    second = diffed(room, ONE, change_threshold=10)
    third = diffed(room, ONE)

    assert warnings_of(second) == ["Diffing not performed because file size difference exceeded threshold"]
    assert (second["workflow_state"], second["diffed_against_import_id"]) == ("imported_with_messages", None)
    assert third["diffed_against_import_id"] == first["id"]
    assert states(room) == ["active", "deleted"]


def test_more_rows_than_allowed_are_applied_whole(room):
    diffed(room, ONE)
    second = diffed(room, BOTH, diff_row_count_threshold=0)

    assert warnings_of(second) == ["Diffing not performed because difference row count exceeded threshold"]
    assert states(room) == ["active", "active"]


def test_a_kind_of_file_that_is_gone_drops_nothing(room):
    diffed(room, BOTH)
    imported(room, PEOPLE, diffing_data_set_identifier="HT26")

    assert states(room) == ["active", "active"]


def test_an_empty_file_drops_everything(room):
    diffed(room, BOTH)
    diffed(room, EMPTY)

    assert states(room) == ["deleted", "deleted"]


def test_other_columns_cannot_be_compared(room):
    diffed(room, BOTH)
    other = diffed(room, table(f"{ENROLMENTS},notify", "c1,s1,u1,student,active,"))

    assert warnings_of(other) == ["Couldn't generate diff: CSV headers do not match, cannot diff"]
    assert states(room) == ["active", "active"]


def test_rows_are_numbered_as_in_the_file_of_differences(room):
    diffed(room, BOTH)
    done = diffed(room, BOTH + b"c1,s2,u9,student,active\n")

    (problem,) = made(room.get(f"{PATH}/{done['id']}/errors"))["sis_import_errors"]
    assert problem["row"] == 2


def test_a_failed_import_is_nothing_to_compare_with(room):
    first = diffed(room, BOTH)
    diffed(room, b"x,y\n")
    second = diffed(room, ONE)

    assert second["diffed_against_import_id"] == first["id"]


def test_people_who_are_gone_can_be_suspended(room):
    for one in (PEOPLE, table(USERS, ASA)):
        imported(room, one, diffing_data_set_identifier="people", diffing_user_remove_status="suspended")

    assert room.canvas.world.users.where("sis_user_id", "u2")[0].workflow_state == "suspended"


def test_batch_mode_deletes_what_imports_made_in_the_term_and_this_one_lacks(room):
    imported(room, BOTH, "people.csv")
    imported(room, ONE, "people.csv", batch_mode=True, batch_mode_term_id="default")

    assert states(room) == ["active", "deleted"]
    assert ids(room.get("/courses/sis_course_id:c1/sections")) != []
