"""Conformance 38, 39 and 46: assignments, hand-ins and files."""

from datetime import timedelta
from urllib.parse import quote, quote_plus

import pytest
import requests
from canvas_talk import AGENT, canvas_talk, made, said

NAME = "Barn- och elevhälsoplan åäö.docx"
DECOMPOSED = "Barn- och elevha\u0308lsoplan a\u030aa\u0308o\u0308.docx"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BYTES = b"PK\x03\x04 a plan"


@pytest.fixture
def talk():
    with canvas_talk() as talk:
        yield talk


@pytest.fixture
def course(talk):
    return talk.course()


@pytest.fixture
def student(talk, course):
    return talk.member_of(course, email="asa@example.se")


@pytest.fixture
def task(talk, course):
    """The path of an assignment for Word documents."""
    body = {"name": "Plan", "submission_types": ["online_upload"], "allowed_extensions": ["docx"], "published": True}
    assignment = made(talk.post(f"/courses/{course['id']}/assignments", {"assignment": body}))
    return f"/courses/{course['id']}/assignments/{assignment['id']}"


def upload(talk, student, task, name=NAME, data=BYTES):
    """The three steps; the file's id."""
    first = made(
        student.post(f"{task}/submissions/self/files", {"name": name, "size": len(data), "content_type": WORD})
    )
    parts = {key: (None, value) for key, value in first["upload_params"].items()} | {"file": (name, data)}
    second = requests.post(first["upload_url"], files=parts, headers=AGENT, timeout=10, allow_redirects=False)
    assert second.status_code == talk.canvas.manners.upload_status
    return made(student.get(second.headers["Location"]))["id"]


def submit(student, task, *file_ids):
    body = {"submission": {"submission_type": "online_upload", "file_ids": list(file_ids)}}
    return student.post(f"{task}/submissions", body)


def fetched(url, **options):
    return requests.get(url, headers={**AGENT, **options.pop("headers", {})}, timeout=10, **options)


def test_an_assignment_is_made_unpublished(talk, course):
    answer = talk.post(f"/courses/{course['id']}/assignments", {"assignment": {"name": "Plan"}})

    assert answer.status_code == 201
    assert (answer.json()["published"], answer.json()["submission_types"]) == (False, ["none"])
    assert "allowed_extensions" not in answer.json()


def test_a_hand_in_needs_its_files(student, task):
    path = f"{task}/submissions"
    missing = "Invalid parameters for submission_type online_upload. Required: submission[file_ids]"

    assert said(student.post(path)) == (400, {"message": "Invalid submission[submission_type] given"})
    assert said(submit(student, task)) == (400, {"message": missing})
    assert said(submit(student, task, 999)) == (400, {"message": "No valid file ids given"})


@pytest.mark.parametrize("status", [303, 201])
def test_a_file_is_handed_in_in_three_steps(talk, student, task, status):
    talk.canvas.manners.upload_status = status
    answer = submit(student, task, upload(talk, student, task, DECOMPOSED))

    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(f"{task}/submissions/{answer.json()['user_id']}")
    file = answer.json()["attachments"][0]
    assert (file["display_name"], file["filename"], file["size"]) == (NAME, quote_plus(NAME), len(BYTES))
    assert "download_frd=1&verifier=" in file["url"]


def test_an_upload_ticket_is_used_once_and_for_half_an_hour(talk, student, task):
    first = made(student.post(f"{task}/submissions/self/files", {"name": NAME}))
    parts = {key: (None, value) for key, value in first["upload_params"].items()} | {"file": (NAME, BYTES)}
    talk.canvas.clock.forward(minutes=31)

    assert requests.post(first["upload_url"], files=parts, headers=AGENT, timeout=10).status_code == 400


def test_extensions_are_the_browsers_check_only(talk, student, task):
    assert submit(student, task, upload(talk, student, task, "plan.exe")).status_code == 201


def test_every_student_has_a_row_handed_in_or_not(talk, course, student, task):
    talk.member_of(course, email="bo@example.se")
    submit(student, task, upload(talk, student, task))
    rows = talk.get(f"{task}/submissions", include__="user").json()

    assert [(one["workflow_state"], "attachments" in one, one["user"]["login_id"]) for one in rows] == [
        ("submitted", True, "asa@example.se"),
        ("unsubmitted", False, "bo@example.se"),
    ]


def test_every_version_is_in_the_history(talk, student, task):
    for name in ("ett.docx", "två.docx"):
        submit(student, task, upload(talk, student, task, name))
    row = talk.get(f"{task}/submissions", include__="submission_history").json()[0]

    assert row["attempt"] == 2
    assert [one["attachments"][0]["display_name"] for one in row["submission_history"]] == ["ett.docx", "två.docx"]


def test_a_section_shows_its_own_students(talk, course, student, task):
    section, user = talk.section(course), talk.user("bo@example.se")
    talk.enrol(section, user)
    path = task.replace(f"/courses/{course['id']}", f"/sections/{section['id']}")

    assert [one["user_id"] for one in talk.get(f"{path}/submissions").json()] == [user["id"]]
    assert len(talk.get(f"{task}/submissions", section_id=section["id"]).json()) == 2


def test_a_group_hands_in_for_all_and_is_named_only_then(talk, course):
    category = made(talk.post(f"/courses/{course['id']}/group_categories", {"name": "Enheter"}))
    group = made(talk.post(f"/group_categories/{category['id']}/groups", {"name": "Ekskolan"}))
    body = {"name": "Plan", "submission_types": ["online_upload"], "group_category_id": category["id"]}
    assignment = made(talk.post(f"/courses/{course['id']}/assignments", {"assignment": body}))
    task = f"/courses/{course['id']}/assignments/{assignment['id']}"
    students = [talk.member_of(course, email=f"{n}@example.se") for n in range(2)]
    for one in students:
        talk.post(f"/groups/{group['id']}/memberships", {"user_id": one.get("/users/self").json()["id"]})
    path = f"{task}/submissions"

    assert [one["group"] for one in talk.get(path, include__="group").json()] == [{"id": None, "name": None}] * 2
    submit(students[0], task, upload(talk, students[0], task))
    rows = talk.get(path, include__="group").json()
    assert [one["group"] for one in rows] == [{"id": group["id"], "name": "Ekskolan"}] * 2
    assert {one["attachments"][0]["id"] for one in rows} == {rows[0]["attachments"][0]["id"]}
    assert len(talk.get(path, grouped="true").json()) == 1


def test_too_many_students_and_unknown_assignments_are_refused(talk, course, task):
    path = f"/courses/{course['id']}/students/submissions"

    assert said(talk.get(path, student_ids__=list(range(101)))) == (400, {"error": "too many students"})
    assert said(talk.get(path, student_ids__="all", assignment_ids__=999)) == (
        403,
        {"error": "invalid assignment ids requested"},
    )


def test_all_students_hand_ins_are_grouped_by_student(talk, course, student, task):
    rows = talk.get(f"/courses/{course['id']}/students/submissions", student_ids__="all", grouped="true").json()

    assert [(sorted(one), len(one["submissions"])) for one in rows] == [(["section_id", "submissions", "user_id"], 1)]


# -- fetching ----------------------------------------------------------------------------------------


@pytest.fixture
def attachment(talk, course, student, task):
    talk.canvas.hand_in(course["id"], "asa@example.se", NAME, BYTES, talk.canvas.clock() + timedelta(days=1))
    return lambda: talk.get(f"{task}/submissions").json()[0]["attachments"][0]


def test_a_file_needs_no_token_and_has_a_name_for_the_browser(attachment):
    answer = fetched(attachment()["url"])

    assert (answer.status_code, answer.content) == (200, BYTES)
    assert answer.headers["Content-Disposition"].endswith(f"filename*=UTF-8''{quote(NAME, safe='')}")


def test_a_wrong_verifier_leads_to_the_log_in_page_which_says_200(talk, attachment):
    url = attachment()["url"].rpartition("=")[0] + "=wrong"

    assert fetched(url, allow_redirects=False).status_code == 302
    page = fetched(url)
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert BYTES not in page.content


def test_files_may_lie_on_another_host_which_takes_no_token(talk, attachment):
    talk.canvas.manners.files = "redirect"
    answer = fetched(attachment()["url"])
    assert (answer.content, answer.url.startswith(talk.canvas.file_host.base_url)) == (BYTES, True)

    talk.canvas.manners.files = "elsewhere"
    url = attachment()["url"]
    assert fetched(url).content == BYTES
    assert fetched(url, headers={"Authorization": "Bearer x"}).status_code == 401
    assert talk.canvas.file_host.tokens_received == 1


def test_a_deleted_file_is_a_page_that_says_404(talk, attachment):
    file = attachment()
    talk.canvas.edit(talk.canvas.world.files.rows[file["id"]], workflow_state="deleted")
    answer = fetched(file["url"])

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert talk.get(f"/files/{file['id']}").status_code == 404


# -- changing ----------------------------------------------------------------------------------------


def test_an_assignment_is_changed_and_some_of_it_not_after_a_hand_in(talk, student, task):
    first = made(talk.put(task, {"assignment": {"due_at": "2026-11-01T12:00:00+01:00", "points_possible": "5"}}))
    assert (first["due_at"], first["points_possible"]) == ("2026-11-01T11:00:00Z", 5.0)

    submit(student, task, upload(talk, student, task))
    changed = made(talk.put(task, {"assignment": {"name": "Planen", "submission_types": ["online_url"]}}))
    assert (changed["name"], changed["submission_types"]) == ("Planen", ["online_upload"])
    assert talk.put(task, {"assignment": {"published": False}}).status_code == 400


def test_assignments_are_listed_by_position_and_gone_when_deleted(talk, course, student, task):
    path = f"/courses/{course['id']}/assignments"
    made(talk.post(path, {"assignment": {"name": "Utkast", "sis_assignment_id": "a1"}}))

    assert [one["name"] for one in talk.get(path).json()] == ["Plan", "Utkast"]
    assert [one["name"] for one in student.get(path).json()] == ["Plan"]
    assert said(talk.post(path, {"assignment": {"name": "B", "sis_assignment_id": "a1"}})) == (
        409,
        {"message": "Assignment with the given sis_source_id already exists"},
    )
    assert talk.delete(task).json()["workflow_state"] == "deleted"
    assert talk.get(task).status_code == 404
    assert talk.get(f"{path}/sis_assignment_id:a1").json()["name"] == "Utkast"


def test_a_student_sees_the_own_hand_in_and_no_other(talk, course, student, task):
    other = talk.member_of(course, email="bo@example.se")
    mine, theirs = (one.get("/users/self").json()["id"] for one in (student, other))

    assert student.get(f"{task}/submissions/self").json()["user_id"] == mine
    assert student.get(f"{task}/submissions/{theirs}").status_code == 403
    assert talk.get(f"{task}/submissions/1000").status_code == 404
    said_by = talk.put(f"{task}/submissions/{mine}?include[]=submission_comments", {"comment": {"text_comment": "Bra"}})
    assert [one["comment"] for one in said_by.json()["submission_comments"]] == ["Bra"]


def test_a_hand_in_after_the_due_date_is_late_and_none_is_missing(talk, course, student, task):
    talk.put(task, {"assignment": {"due_at": "2026-08-19T10:00:00Z"}})
    talk.member_of(course, email="bo@example.se")
    submit(student, task, upload(talk, student, task))

    rows = talk.get(f"{task}/submissions").json()
    assert [(one["late"], one["missing"]) for one in rows] == [(True, False), (False, True)]


def test_only_those_in_the_course_hand_in(talk, task):
    assert submit(talk, task, upload(talk, talk, task)).status_code == 403


def test_a_file_has_a_fresh_address(talk, attachment):
    file = attachment()

    assert talk.get(f"/files/{file['id']}/public_url").json() == {"public_url": file["url"]}
    assert talk.get(f"/files/{file['id']}").json()["url"] == file["url"]
