"""What each kind of row in an SIS import does, and the words in which it is refused."""

import pytest
from canvas_talk import canvas_talk, ids, made
from sis_talk import COURSES, ENROLMENTS, SECTIONS, USERS, imported, packed, table, warnings_of

TERMS = "term_id,name,status,start_date,end_date,date_override_enrollment_type"
SETS = "group_category_id,course_id,category_name,status"
GROUPS = "group_id,group_category_id,course_id,name,status"
MEMBERS = "group_id,user_id,status"
CLAIMED = (
    "An existing Canvas user with the SIS ID u1 has already claimed {}'s user_id requested login information, skipping"
)


@pytest.fixture
def talk():
    with canvas_talk() as talk:
        yield talk


@pytest.fixture
def room(talk):
    """A course with two sections and two people."""
    people = table(USERS, "u1,asa@example.se,Åsa Öberg,active", "u2,bo@example.se,Bo Ek,active")
    course = table(COURSES, "c1,HT26,Nätverk 1,active", "c2,HT26,Nätverk 2,active")
    sections = table(SECTIONS, "s1,c1,Ekskolan,active", "s2,c2,Lindskolan,active")
    imported(talk, packed(a=people, b=course, c=sections), "all.zip")
    return talk


def complaints(talk, header, *rows, **options):
    return warnings_of(imported(talk, table(header, *rows), "rows.csv", **options))


def only(rows):
    (row,) = rows
    return row


# -- people ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",bo@example.se,Bo,active", "No user_id given for a user"),
        ("u9,,Bo,active", "No login_id given for user u9"),
        ("u9,cia@example.se,Cia,here", "Improper status for user u9"),
        (
            "u9,ASA@example.se,Åsa,active",
            CLAIMED.format("u9"),
        ),
        (
            "u2,asa@example.se,Bo,active",
            CLAIMED.format("u2"),
        ),
    ],
)
def test_a_person_is_refused(room, row, words):
    assert complaints(room, USERS, row) == [words]


def test_a_person_who_has_the_login_and_no_sis_id_is_the_same_person(talk):
    before = talk.user("asa@example.se", name="Asa")
    imported(talk, table(USERS, "u1,asa@example.se,Åsa Öberg,active"))

    assert made(talk.get("/users/sis_user_id:u1"))["id"] == before["id"]


def test_a_claimed_login_can_be_given_a_new_sis_id(room):
    assert complaints(room, USERS, "u9,asa@example.se,Åsa,active", update_sis_id_if_login_claimed=True) == []
    assert room.get("/users/sis_user_id:u1").status_code == 404


@pytest.mark.parametrize(
    ("columns", "cells", "names"),
    [
        ("first_name,last_name", "Åsa,Öberg", ("Åsa Öberg", "Öberg, Åsa", "Åsa Öberg")),
        ("full_name,short_name", "Åsa Öberg,Åsa", ("Åsa Öberg", "Öberg, Åsa", "Åsa")),
        ("full_name,sortable_name", "Åsa Öberg,Aasa", ("Åsa Öberg", "Aasa", "Åsa Öberg")),
        ("email", "asa@skola.example.se", ("asa@example.se", "asa@example.se", "asa@example.se")),
    ],
)
def test_names_are_put_together(talk, columns, cells, names):
    imported(talk, table(f"user_id,login_id,status,{columns}", f"u1,asa@example.se,active,{cells}"))
    user = made(talk.get("/users/sis_user_id:u1"))

    assert (user["name"], user["sortable_name"], user["short_name"]) == names


def test_a_deleted_person_leaves_every_course_and_comes_back_to_none(room):
    imported(room, table(ENROLMENTS, "c1,s1,u1,student,active"), "people.csv")
    gone = imported(room, table(USERS, "u1,asa@example.se,Åsa Öberg,deleted"))
    assert gone["data"]["statistics"]["Enrollment"]["deleted"] == 1
    assert room.get("/users/sis_user_id:u1").status_code == 404

    imported(room, table(USERS, "u1,asa@example.se,Åsa Öberg,active"))
    assert made(room.get("/users/sis_user_id:u1/enrollments")) == []


def test_a_suspended_person_stays_in_the_courses(room):
    imported(room, table(ENROLMENTS, "c1,s1,u1,student,active"), "people.csv")
    imported(room, table(USERS, "u1,asa@example.se,Åsa Öberg,suspended"))

    assert len(made(room.get("/users/sis_user_id:u1/enrollments"))) == 1


def test_nobody_removes_themself(talk):
    me = talk.canvas.world.users.rows[1000]
    talk.canvas.edit(me, sis_user_id="me")

    assert complaints(talk, USERS, f"me,{me.unique_id},Me,deleted") == ["Can't remove yourself user_id 'me'"]


# -- enrolments --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",,u1,student,active", "No course_id or section_id given for an enrollment"),
        ("c1,s1,,student,active", "No user_id given for an enrollment"),
        ("c1,s1,u1,student,here", 'Improper status "here" for an enrollment'),
        ("c1,s1,u1,guest,active", 'Improper role "guest" for an enrollment'),
        (
            ",nowhere,u1,student,active",
            "Neither course nor section existed for user enrollment (Course ID: , Section ID: nowhere, User ID: u1)",
        ),
        ("nowhere,s1,u1,student,active", "An enrollment referenced a non-existent course nowhere"),
        (
            "c1,s2,u1,student,active",
            "An enrollment listed a section (s2) and a course (c1) that are unrelated for user (u1)",
        ),
    ],
)
def test_an_enrolment_is_refused(room, row, words):
    assert complaints(room, ENROLMENTS, row) == [words]
    assert len(room.canvas.world.enrolments) == 0


def test_the_same_mistake_is_worded_after_the_row_before(room):
    rows = (",s1,u1,student,active", ",nowhere,u1,student,active", ",nowhere,u1,student,active")

    assert complaints(room, ENROLMENTS, *rows) == [
        "An enrollment referenced a non-existent section nowhere",
        "Neither course nor section existed for user enrollment (Course ID: , Section ID: nowhere, User ID: u1)",
    ]


def test_an_enrolment_is_active_even_in_an_unpublished_course_and_nobody_is_told(room):
    imported(room, table(ENROLMENTS, "c1,s1,u1,student,active"), "people.csv")
    one = only(made(room.get("/sections/sis_section_id:s1/enrollments")))

    assert (one["enrollment_state"], one["sis_user_id"]) == ("active", "u1")
    assert len(room.canvas.world.notices) == 0


def test_somebody_is_told_when_the_row_says_so(room):
    imported(room, table(f"{ENROLMENTS},notify", "c1,s1,u1,student,active,true"), "people.csv")

    assert [one.why for one in room.canvas.world.notices] == ["enrolment"]


def test_the_same_row_again_is_the_same_enrolment(room):
    for status in ("active", "deleted", "active", "inactive", "completed"):
        imported(room, table(ENROLMENTS, f"c1,s1,u1,student,{status}"), "people.csv")

    assert only(room.canvas.world.enrolments).workflow_state == "completed"


def test_an_enrolment_without_a_section_makes_the_courses_own(room):
    imported(room, table("course_id,user_id,role,status", "c1,u1,student,active", "c1,u2,teacher,active"), "people.csv")
    names = [one["name"] for one in made(room.get("/courses/sis_course_id:c1/sections"))]

    assert names == ["Ekskolan", "Nätverk 1"]
    assert {one.course_section_id for one in room.canvas.world.enrolments} == {30002}


def test_a_deleted_person_is_not_enrolled(room):
    imported(room, table(USERS, "u1,asa@example.se,Åsa,deleted"))

    words = ["Attempted enrolling of deleted user u1 in course c1"]
    assert complaints(room, ENROLMENTS, "c1,s1,u1,student,active") == words
    assert only(room.canvas.world.enrolments).workflow_state == "deleted"
    assert complaints(room, ENROLMENTS, "c1,s1,u1,student,active") == words


def test_the_last_enrolment_is_completed_rather_than_deleted(room):
    imported(room, table(SECTIONS, "s3,c1,Tallskolan,active"), "sections.csv")
    status = "student,deleted_last_completed"
    imported(room, table(ENROLMENTS, "c1,s1,u1,student,active", "c1,s3,u1,student,active"), "people.csv")
    imported(room, table(ENROLMENTS, f"c1,s1,u1,{status}", f"c1,s3,u1,{status}"), "people.csv")

    assert [one.workflow_state for one in room.canvas.world.enrolments] == ["deleted", "completed"]


def test_roles_observers_and_limits_are_as_the_row_says(room):
    header = "section_id,user_id,role_id,role,associated_user_id,limit_section_privileges,start_date,end_date,status"
    rows = ("s1,u1,4,,,yes,,,active", "s1,u2,,observer,u1,,2026-08-20,whenever,active")

    assert complaints(room, header, *rows) == ["Bad date format for user u2 in section s1"]
    teacher, observer = room.canvas.world.enrolments
    assert (teacher.type, teacher.limit_privileges_to_course_section) == ("TeacherEnrollment", True)
    assert (observer.associated_user_id, observer.start_at) == (teacher.user_id, "2026-08-20T00:00:00Z")
    words = "An enrollment referenced a non-existent associated user u9"
    assert complaints(room, header, "s1,u2,,observer,u9,,,,active") == [words]


def test_deletions_are_skipped_when_asked(room):
    imported(room, table(ENROLMENTS, "c1,s1,u1,student,active"), "people.csv")
    done = imported(room, table(ENROLMENTS, "c1,s1,u1,student,deleted"), "people.csv", skip_deletes=True)

    assert done["data"]["counts"]["enrollments"] == 0
    assert only(room.canvas.world.enrolments).workflow_state == "active"


# -- terms, courses, sections ------------------------------------------------------------------------


def test_a_course_has_its_term_account_and_dates(talk):
    term = table(TERMS, "HT26,Hösten 2026,active,2026-08-17,2027-01-17,", "HT26,,active,2026-09-01,,StudentEnrollment")
    header = f"{COURSES},term_id,account_id,start_date,end_date"
    imported(
        talk, packed(a=term, b=table(header, "c1,HT26,Nätverk 1,published,HT26,fortbildning,2026-08-20,")), "a.zip"
    )
    course = made(talk.get("/courses/sis_course_id:c1", include__="term"))

    assert (course["workflow_state"], course["account_id"], course["term"]["sis_term_id"]) == ("available", 2, "HT26")
    assert course["term"]["overrides"]["StudentEnrollment"]["start_at"] == "2026-09-01T00:00:00Z"
    assert (course["start_at"], course["restrict_enrollments_to_course_dates"]) == ("2026-08-20T00:00:00Z", True)
    assert made(talk.get("/courses/sis_course_id:c1/sections")) == []

    imported(talk, table(header, "c1,HT26,Nätverk 1,active,,,<delete>,"), "courses.csv")
    course = made(talk.get("/courses/sis_course_id:c1"))
    assert (course["workflow_state"], course["start_at"], course["restrict_enrollments_to_course_dates"]) == (
        "available",
        None,
        False,
    )


def test_active_does_not_publish(talk):
    imported(talk, table(COURSES, "c1,HT26,Nätverk 1,active"), "courses.csv")

    assert made(talk.get("/courses/sis_course_id:c1"))["workflow_state"] == "unpublished"


def test_a_deleted_course_loses_its_people(room):
    imported(room, table(ENROLMENTS, "c1,s1,u1,student,active"), "people.csv")
    imported(room, table(COURSES, "c1,HT26,Nätverk 1,deleted"), "courses.csv")

    assert room.get("/courses/sis_course_id:c1").status_code == 404
    assert only(room.canvas.world.enrolments).workflow_state == "deleted"


def test_a_section_moves_with_its_people_and_goes_with_them(room):
    imported(room, table(ENROLMENTS, "c1,s1,u1,student,active"), "people.csv")
    imported(room, table(SECTIONS, "s1,c2,Ekskolan,active"), "sections.csv")
    assert ids(room.get("/courses/sis_course_id:c2/sections")) == [30000, 30001]
    assert len(made(room.get("/courses/sis_course_id:c2/enrollments"))) == 1

    imported(room, table(SECTIONS, "s1,c2,,deleted"), "sections.csv")
    assert made(room.get("/courses/sis_course_id:c2/enrollments")) == []


@pytest.mark.parametrize(
    ("header", "row", "words"),
    [
        (TERMS, ",Hösten,active,,,", "No term_id given for a term"),
        (TERMS, "HT26,,active,,,", "No name given for term HT26"),
        (TERMS, "HT26,Hösten,here,,,", 'Improper status "here" for term HT26'),
        (COURSES, ",HT26,Nätverk,active", "No course_id given for a course"),
        (COURSES, "c9,,Nätverk,active", "No short_name given for course c9"),
        (COURSES, "c9,HT26,,active", "No long_name given for course c9"),
        (COURSES, "c9,HT26,Nätverk,here", 'Improper status "here" for course c9'),
        (SECTIONS, ",c1,Ekskolan,active", "No section_id given for a section in course c1"),
        (SECTIONS, "s9,,Ekskolan,active", "No course_id given for a section s9"),
        (SECTIONS, "s9,c1,,active", "No name given for section s9 in course c1"),
        (SECTIONS, "s9,c1,Ekskolan,here", 'Improper status "here" for section s9 in course c1'),
        (SECTIONS, "s9,c9,Ekskolan,active", "Section s9 references course c9 which doesn't exist"),
        ("old_id,new_id,type", "u1,u9,user", "The pretend Canvas does not import change_sis_ids"),
    ],
)
def test_a_place_is_refused(room, header, row, words):
    assert complaints(room, header, row) == [words]


# -- what sticks -------------------------------------------------------------------------------------

RENAMED = table(SECTIONS, "s1,c1,Ekskolan F-6,active")


def name_of_section(talk):
    return made(talk.get("/sections/sis_section_id:s1"))["name"]


def test_a_name_changed_by_hand_is_kept(room):
    room.canvas.edit(room.canvas.world.sections.where("sis_section_id", "s1")[0], name="Eks")
    imported(room, RENAMED, "sections.csv")

    assert name_of_section(room) == "Eks"


def test_a_name_changed_by_a_call_is_kept_until_it_is_overridden(room):
    path, fresh = "/sections/sis_section_id:s1", {"course_section": {"name": "Eks"}}
    made(room.put(path, fresh))
    imported(room, RENAMED, "sections.csv")
    assert name_of_section(room) == "Eks"

    imported(room, RENAMED, "sections.csv", override_sis_stickiness=True, clear_sis_stickiness=True)
    assert name_of_section(room) == "Ekskolan F-6"
    imported(room, table(SECTIONS, "s1,c1,Ekskolan,active"), "sections.csv")
    assert name_of_section(room) == "Ekskolan"


def test_an_import_can_make_its_changes_stick(room):
    imported(room, RENAMED, "sections.csv", override_sis_stickiness=True, add_sis_stickiness=True)
    imported(room, table(SECTIONS, "s1,c1,Ekskolan,active"), "sections.csv")
    assert name_of_section(room) == "Ekskolan F-6"

    made(room.put("/sections/sis_section_id:s1", {"course_section": {"name": "E"}, "override_sis_stickiness": False}))
    assert name_of_section(room) == "Ekskolan F-6"


def test_a_course_published_by_hand_stays_published(room):
    made(room.put("/courses/sis_course_id:c1", {"course": {"event": "offer", "name": "Vårt"}}))
    imported(room, table(COURSES, "c1,HT26,Nätverk 1,unpublished"), "courses.csv")
    course = made(room.get("/courses/sis_course_id:c1"))

    assert (course["workflow_state"], course["name"]) == ("available", "Vårt")


# -- groups ------------------------------------------------------------------------------------------


@pytest.fixture
def grouped(room):
    """A set with two groups in the course, and somebody there."""
    files = {
        "a": table(ENROLMENTS, "c1,s1,u1,student,active"),
        "b": table(SETS, "k1,c1,Enheter,active"),
        "c": table(GROUPS, "g1,k1,c1,Ekskolan,available", "g2,k1,,Lindskolan,available"),
        "d": table(MEMBERS, "g1,u1,accepted"),
    }
    done = imported(room, packed(**files), "all.zip")
    assert done["workflow_state"] == "imported"
    return room


def test_a_set_has_its_groups_and_members(grouped):
    one = only(made(grouped.get("/courses/sis_course_id:c1/group_categories")))
    groups = made(grouped.get(f"/group_categories/{one['id']}/groups"))

    assert (one["name"], one["sis_group_category_id"]) == ("Enheter", "k1")
    assert [(each["sis_group_id"], each["members_count"]) for each in groups] == [("g1", 1), ("g2", 0)]


def test_a_member_moves_within_the_set_and_leaves(grouped):
    imported(grouped, table(MEMBERS, "g2,u1,accepted"), "members.csv")
    counts = [made(grouped.get(f"/groups/sis_group_id:{one}"))["members_count"] for one in ("g1", "g2")]
    imported(grouped, table(MEMBERS, "g2,u1,deleted"), "members.csv")

    assert counts == [0, 1]
    assert made(grouped.get("/groups/sis_group_id:g2"))["members_count"] == 0


def test_a_group_without_a_set_gets_one(grouped):
    imported(grouped, table(GROUPS, "g3,,c1,Fria,available", "g4,,c1,Friare,available"), "groups.csv")

    sets = made(grouped.get("/courses/sis_course_id:c1/group_categories"))
    assert [(one["name"], one["groups_count"]) for one in sets] == [("Enheter", 2), ("Student Groups", 2)]


@pytest.mark.parametrize(
    ("header", "row", "words"),
    [
        (SETS, ",c1,Enheter,active", "No sis_id given for a group category"),
        (SETS, "k9,c1,,active", "No name given for group category k9"),
        (SETS, "k9,c1,Enheter,", "No status given for group category k9"),
        (SETS, "k9,c1,Enheter,here", 'Improper status "here" for group category k9, skipping'),
        (SETS, "k9,c9,Enheter,active", 'Course with id "c9" didn\'t exist for group category k9'),
        (SETS, "k1,c2,Enheter,active", "Cannot move group category k1 because it has groups in it."),
        (SETS, "k9,,Enheter,active", "The pretend Canvas keeps groups of courses only"),
        (GROUPS, ",k1,c1,Ekskolan,available", "No group_id given for a group."),
        (GROUPS, "g9,k1,c1,,available", "No name given for group g9."),
        (GROUPS, "g9,k1,c1,Ekskolan,here", 'Improper status "here" for group g9.'),
        (GROUPS, "g9,k1,c9,Ekskolan,available", "Course with sis id c9 didn't exist for group g9."),
        (GROUPS, "g9,k9,c1,Ekskolan,available", "Group Category k9 didn't exist in course c1 for group g9."),
        (GROUPS, "g9,k9,,Ekskolan,available", "Group Category k9 didn't exist for group g9."),
        (MEMBERS, ",u1,accepted", "No group_id given for a group user"),
        (MEMBERS, "g1,,accepted", "No user_id given for a group user"),
        (MEMBERS, "g1,u1,here", 'Improper status "here" for a group user'),
        (MEMBERS, "g1,u9,accepted", "User u9 didn't exist for group user"),
        (MEMBERS, "g9,u1,accepted", "Group g9 didn't exist for group user"),
        (MEMBERS, "g1,u2,accepted", "User u2 doesn't have an enrollment in the course of group g1."),
    ],
)
def test_a_group_is_refused(grouped, header, row, words):
    assert complaints(grouped, header, row) == [words]
