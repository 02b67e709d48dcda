"""Conformance 18, 23-29: courses and sections."""

import pytest
from canvas_talk import canvas_talk, made, said

SECTION_KEYS = {
    *("id", "name", "course_id", "nonxlist_course_id", "start_at", "end_at", "restrict_enrollments_to_section_dates"),
    *("created_at", "integration_id", "sis_course_id", "sis_section_id", "sis_import_id"),
}


@pytest.fixture
def talk():
    with canvas_talk() as talk:
        yield talk


def taken(field, words):
    return (400, {"errors": {field: [{"attribute": field, "type": words, "message": words}]}})


def test_a_new_course_is_unpublished_unless_offered(talk):
    assert talk.course(published=False)["workflow_state"] == "unpublished"
    assert talk.course()["workflow_state"] == "available"


def test_dates_are_dropped_without_the_restriction(talk):
    dates = {"start_at": "2026-09-01T08:00:00+02:00"}
    dropped = made(talk.post("/accounts/1/courses", {"course": dates}))
    kept = made(talk.post("/accounts/1/courses", {"course": dates | {"restrict_enrollments_to_course_dates": True}}))

    assert (dropped["start_at"], kept["start_at"]) == (None, "2026-09-01T06:00:00Z")


def test_an_sis_id_is_held_by_a_deleted_course_until_reactivated(talk):
    course = talk.course("c1")
    same = {"course": {"name": "Ny", "sis_course_id": "c1"}}
    refused = taken("sis_source_id", 'SIS ID "c1" is already in use')

    assert said(talk.post("/accounts/1/courses", same)) == refused
    assert said(talk.delete(f"/courses/{course['id']}", event="delete")) == (200, {"delete": True})
    assert talk.get("/courses/sis_course_id:c1").status_code == 404
    assert said(talk.post("/accounts/1/courses", same)) == refused
    again = made(talk.post("/accounts/1/courses", {**same, "enable_sis_reactivation": True}))
    assert (again["id"], again["workflow_state"]) == (course["id"], "unpublished")


def test_a_name_that_is_too_long_is_refused(talk):
    status, body = said(talk.post("/accounts/1/courses", {"course": {"name": "n" * 256}}))

    assert (status, body["errors"]["name"][0]["type"]) == (400, "too_long")


def test_a_course_is_offered_twice_and_claimed_only_before_a_hand_in(talk):
    course = talk.course(published=False)
    path = f"/courses/{course['id']}"

    assert [talk.put(path, {"course": {"event": "offer"}}).status_code for _ in range(2)] == [200, 200]
    assert talk.put(path, {"course": {"event": "claim"}}).json()["workflow_state"] == "unpublished"
    talk.enrol(talk.section(course), talk.user(), enrollment_state="active")
    talk.put(path, {"course": {"event": "offer"}})
    talk.post(f"{path}/assignments", {"assignment": {"name": "Plan", "submission_types": ["online_upload"]}})
    talk.canvas.hand_in(course["id"], "asa@example.se", "plan.docx", b"x", talk.canvas.clock())
    assert said(talk.put(path, {"course": {"event": "claim"}})) == taken(
        "workflow_state", "Course cannot be unpublished if student submissions exist."
    )


def test_a_new_course_has_one_section_named_as_the_course(talk):
    course = talk.course()

    assert [one["name"] for one in talk.get(f"/courses/{course['id']}/sections").json()] == ["HT26 nätverk 1"]


def test_deleting_a_course_wants_an_event(talk):
    assert talk.delete(f"/courses/{talk.course()['id']}").status_code == 400


def test_a_deleted_course_comes_back_without_its_people(talk):
    course = talk.course()
    talk.enrol(talk.section(course), talk.user())
    talk.delete(f"/courses/{course['id']}", event="delete")
    back = talk.put(f"/courses/{course['id']}", {"course": {"event": "undelete"}})

    assert back.json()["workflow_state"] == "unpublished"
    assert talk.get(f"/courses/{course['id']}/enrollments").json() == []


def test_courses_are_listed_by_account_and_words(talk):
    talk.course("nettools.HT26", published=False)
    talk.course(name="Annat")
    names = [one["name"] for one in talk.get("/accounts/1/courses", search_term="nettools.").json()]

    assert names == ["HT26 nätverk 1"]
    assert [one["name"] for one in talk.get("/accounts/1/courses", published="true").json()] == ["Annat"]
    assert talk.get("/accounts/2/courses").json() == []


# -- sections ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["form", "multipart", "json"])
def test_a_section_is_the_same_as_form_multipart_and_json(talk, way):
    course = talk.course()
    flat = {"course_section[name]": "Ekskolan", "course_section[restrict_enrollments_to_section_dates]": "1"}
    nested = {"course_section": {"name": "Ekskolan", "restrict_enrollments_to_section_dates": True}}
    body = {
        "form": {"data": flat},
        "multipart": {"files": {name: (None, value) for name, value in flat.items()}},
        "json": {"json": nested},
    }[way]
    section = made(talk.call("POST", f"/courses/{course['id']}/sections", **body))

    assert set(section) == SECTION_KEYS
    assert (section["name"], section["restrict_enrollments_to_section_dates"]) == ("Ekskolan", True)


@pytest.mark.parametrize(
    ("word", "truth"), [*[(w, True) for w in ("1", "true", "t", "yes", "y", "on")], ("0", False), ("off", False)]
)
def test_truths_are_written_in_many_ways(talk, word, truth):
    data = {"course_section[name]": "E", "course_section[restrict_enrollments_to_section_dates]": word}
    section = made(talk.call("POST", f"/courses/{talk.course()['id']}/sections", data=data))

    assert section["restrict_enrollments_to_section_dates"] is truth


def test_a_section_sis_id_is_held_everywhere_and_by_deleted_ones(talk):
    one, other = talk.course(), talk.course(name="HT26 nätverk 2")
    section = talk.section(one, "s1")
    same = {"course_section": {"name": "Nytt namn", "sis_section_id": "s1"}}
    refused = taken("sis_source_id", 'SIS ID "s1" is already in use')

    assert said(talk.post(f"/courses/{other['id']}/sections", same)) == refused
    assert talk.delete(f"/sections/{section['id']}").status_code == 200
    assert said(talk.post(f"/courses/{one['id']}/sections", same)) == refused
    revive = {**same, "enable_sis_reactivation": True}
    assert said(talk.post(f"/courses/{other['id']}/sections", revive)) == refused
    again = made(talk.post(f"/courses/{one['id']}/sections", revive))
    assert (again["id"], again["name"]) == (section["id"], "Ekskolan")
    assert said(talk.post(f"/courses/{one['id']}/sections", revive)) == refused


def test_names_of_sections_may_be_equal(talk):
    course = talk.course()

    assert talk.section(course)["id"] != talk.section(course)["id"]


def test_a_teacher_makes_sections_without_sis_ids_and_may_not_set_them(talk):
    course = talk.course()
    teacher = talk.teacher_of(course)
    section = teacher.section(course, "s1")

    assert "sis_section_id" not in section
    assert talk.get(f"/sections/{section['id']}").json()["sis_section_id"] is None
    assert said(teacher.put(f"/sections/{section['id']}", {"course_section": {"sis_section_id": "s1"}})) == (
        401,
        {"message": "You must have manage_sis permission to update sis attributes"},
    )


def test_a_section_with_people_and_the_last_one_stay(talk):
    course = talk.course()
    section = talk.section(course)
    talk.enrol(section, talk.user())
    default = talk.canvas.world.sections.where("course_id", course["id"])[0]

    assert talk.delete(f"/sections/{section['id']}").status_code == 400
    assert talk.delete(f"/sections/{default.id}").status_code == 200
    other = talk.course(name="HT26 nätverk 2")
    last = talk.canvas.world.sections.where("course_id", other["id"])[0]
    assert talk.delete(f"/sections/{last.id}").status_code == 400


def test_sections_are_listed_by_name_and_all_at_once_if_asked(talk):
    course = talk.course()
    for number in range(12, 0, -1):
        talk.section(course, name=f"Enhet {number:02}")
    names = [one["name"] for one in talk.get(f"/courses/{course['id']}/sections", all="").json()]

    assert names == [f"Enhet {number:02}" for number in range(1, 13)] + ["HT26 nätverk 1"]


def test_students_of_a_section_are_counted_when_included(talk):
    section = talk.section(talk.course())
    talk.enrol(section, talk.user())

    assert talk.get(f"/sections/{section['id']}", include__="total_students").json()["total_students"] == 1


def test_an_integration_id_that_is_taken_is_told_in_canvas_own_spelling(talk):
    course = talk.course()
    body = {"course_section": {"name": "E", "integration_id": "i1"}}
    talk.post(f"/courses/{course['id']}/sections", body)

    assert said(talk.post(f"/courses/{course['id']}/sections", body)) == taken(
        "integration_id", 'INTEGRATRION ID "i1" is already in use'
    )
