"""Conformance 30-33 and 44: enrolments."""

import pytest
from canvas_talk import canvas_talk, ids, made, said


@pytest.fixture
def talk():
    with canvas_talk() as talk:
        yield talk


@pytest.fixture
def course(talk):
    return talk.course("c1")


@pytest.fixture
def section(talk, course):
    return talk.section(course, "s1")


def state(answer):
    return answer.json()["enrollment_state"]


def test_an_enrolment_by_sis_ids_is_an_invitation_without_a_mail(talk, section):
    user = talk.user(sis_id="U1")
    one = made(talk.post("/sections/sis_section_id:s1/enrollments", {"enrollment": {"user_id": "sis_user_id:U1"}}))

    assert (one["type"], one["user_id"], one["course_section_id"], one["enrollment_state"]) == (
        "StudentEnrollment",
        user["id"],
        section["id"],
        "invited",
    )
    assert (one["sis_section_id"], one["sis_course_id"], one["sis_user_id"]) == ("s1", "c1", "U1")
    assert "user" not in one
    assert len(talk.canvas.world.notices) == 0


def test_in_an_unpublished_course_students_wait_and_teachers_are_invited(talk):
    section, user = talk.section(talk.course(published=False)), talk.user()

    assert talk.enrol(section, user)["enrollment_state"] == "creation_pending"
    assert talk.enrol(section, user, type="TeacherEnrollment")["enrollment_state"] == "invited"
    assert talk.enrol(section, user, enrollment_state="active")["enrollment_state"] == "active"


def test_enrolling_again_is_the_same_enrolment_and_never_less_active(talk, section, course):
    user = talk.user()
    first = talk.enrol(section, user, enrollment_state="active")

    assert talk.enrol(section, user, enrollment_state="active")["id"] == first["id"]
    inactive = talk.enrol(section, user, enrollment_state="inactive")
    assert (inactive["id"], inactive["enrollment_state"]) == (first["id"], "active")
    path = f"/courses/{course['id']}/enrollments/{first['id']}"
    assert state(talk.delete(path, task="delete")) == "deleted"
    revived = talk.enrol(section, user, enrollment_state="active")
    assert (revived["id"], revived["enrollment_state"]) == (first["id"], "active")


def test_another_section_is_another_enrolment(talk, section, course):
    user = talk.user()
    other = talk.section(course, name="Björkskolan")

    assert talk.enrol(section, user)["id"] != talk.enrol(other, user)["id"]


@pytest.mark.parametrize(
    ("enrolment", "words"),
    [
        ({}, "No parameters given"),
        (
            {"type": "StudentEnrollment"},
            "Can't create an enrollment without a user. Include enrollment[user_id] to create an enrollment",
        ),
        ({"user_id": 1000, "type": "Panda"}, "Invalid type"),
        ({"user_id": 1000, "role": "Panda"}, "Invalid role"),
        (
            {"user_id": 1000, "type": "StudentEnrollment", "role": "TaEnrollment"},
            "The specified type must match the base type for the role",
        ),
    ],
)
def test_what_is_wrong_with_an_enrolment_is_said_in_words(talk, section, enrolment, words):
    answer = talk.post(f"/sections/{section['id']}/enrollments", {"enrollment": enrolment})

    assert said(answer) == (400, {"message": words})


def test_someone_unknown_or_without_a_login_is_not_found(talk, section):
    talk.canvas.add_user("Utan Inloggning", "", unique_id="")
    path = f"/sections/{section['id']}/enrollments"
    nowhere = (404, {"errors": [{"message": "The specified resource does not exist."}]})

    assert said(talk.post(path, {"enrollment": {"user_id": 999999}})) == nowhere
    assert said(talk.post(path, {"enrollment": {"user_id": 1002}})) == nowhere


def test_a_concluded_course_takes_nobody(talk, section, course):
    talk.delete(f"/courses/{course['id']}", event="conclude")
    answer = talk.post(f"/sections/{section['id']}/enrollments", {"enrollment": {"user_id": 1000}})

    assert said(answer) == (400, {"message": "Can't add an enrollment to a concluded course."})


def test_ending_has_tasks_and_only_the_inactive_come_back(talk, section, course):
    one = talk.enrol(section, talk.user(), enrollment_state="active")
    path = f"/courses/{course['id']}/enrollments/{one['id']}"

    assert state(talk.delete(path, task="inactivate")) == "inactive"
    assert state(talk.put(f"{path}/reactivate", {})) == "active"
    assert said(talk.put(f"{path}/reactivate", {})) == (400, {"error": "enrollment not inactive"})
    assert state(talk.delete(path)) == "completed"


def test_a_list_hides_the_completed_and_deleted_unless_asked(talk, section, course):
    one = talk.enrol(section, talk.user(), enrollment_state="active")
    path = f"/courses/{course['id']}/enrollments"
    talk.delete(f"{path}/{one['id']}")

    assert talk.get(path).json() == []
    assert ids(talk.get(path, state__="completed")) == [one["id"]]
    assert talk.get(path, state__="completed").json()[0]["user"]["login_id"] == "asa@example.se"


def test_lists_are_filtered_by_type_user_and_sis_ids(talk, section, course):
    user = talk.user(sis_id="U1")
    student = talk.enrol(section, user)["id"]
    teacher = talk.enrol(section, talk.user("bo@example.se", name="Bo Ek"), type="TeacherEnrollment")["id"]
    path = f"/courses/{course['id']}/enrollments"

    assert ids(talk.get(path, type__="TeacherEnrollment")) == [teacher]
    assert ids(talk.get(path, user_id=user["id"])) == [student]
    assert ids(talk.get(path, sis_user_id__="U1")) == [student]
    assert ids(talk.get(path, sis_section_id__="s2")) == []
    assert said(talk.teacher_of(course).get(path, sis_user_id__="U1")) == (
        400,
        {"message": "Insufficient permissions to filter by SIS fields"},
    )


def test_an_invitation_is_accepted_once_by_the_one_invited(talk, section, course):
    user = talk.user()
    one = talk.enrol(section, user)
    path = f"/courses/{course['id']}/enrollments/{one['id']}/accept"
    invited = talk.as_user(talk.canvas.user_by_email("asa@example.se"))

    assert talk.post(path).status_code == 403
    assert said(invited.post(path)) == (200, {"success": True})
    assert said(invited.post(path)) == (400, {"error": "no current invitation"})


def test_a_notification_is_sent_when_asked_for(talk, section):
    talk.enrol(section, talk.user(), notify=True)

    assert [one.why for one in talk.canvas.world.notices] == ["enrolment"]


def test_bulk_enrolment_has_a_limit(talk):
    body = {"user_ids": list(range(501)), "course_ids": [1]}

    assert said(talk.post("/accounts/1/bulk_enrollment", body)) == (
        400,
        {"errors": "Too many users to enroll at once."},
    )
