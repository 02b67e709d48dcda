"""Assignments at the pretend Canvas."""

from typing import Any

from nettools.sandbox.canvas.answers import as_number, as_time, invalid, message
from nettools.sandbox.canvas.ids import find_assignment, find_category, find_course
from nettools.sandbox.canvas.paging import numbered
from nettools.sandbox.canvas.visit import Route, Visit
from nettools.sandbox.canvas.world import Assignment, Course
from nettools.sandbox.wire_messages import Answer, as_bool, as_list

# Settings that travel through without meaning anything here, with what they are when nobody set them.
PLAIN_SETTINGS: dict[str, bool] = {
    "peer_reviews": False,
    "automatic_peer_reviews": False,
    "anonymous_peer_reviews": False,
    "omit_from_final_grade": False,
    "post_to_sis": False,
    "only_visible_to_overrides": False,
}
SIS_ID_TAKEN = "Assignment with the given sis_source_id already exists"


def assignment_json(visit: Visit, one: Assignment) -> dict[str, Any]:
    """An assignment as the caller may see it."""
    page = f"{visit.asked.base_url}/courses/{one.course_id}/assignments/{one.id}"
    shown: dict[str, Any] = {
        "id": one.id,
        "name": one.name,
        "description": one.description,
        "due_at": one.due_at,
        "unlock_at": one.unlock_at,
        "lock_at": one.lock_at,
        "points_possible": one.points_possible,
        "grading_type": one.grading_type,
        "assignment_group_id": one.course_id,
        "created_at": one.created_at,
        "updated_at": one.updated_at,
        "position": one.position,
        "grade_group_students_individually": one.grade_group_students_individually,
        "group_category_id": one.group_category_id,
        "course_id": one.course_id,
        "submission_types": one.submission_types,
        "has_submitted_submissions": _is_handed_in(visit, one),
        "workflow_state": one.workflow_state,
        "published": one.workflow_state == "published",
        "html_url": page,
        "submissions_download_url": f"{page}/submissions?zip=1",
        "allowed_attempts": -1,
    }
    shown |= {name: as_bool(one.settings.get(name, default)) for name, default in PLAIN_SETTINGS.items()}
    if one.allowed_extensions:
        shown["allowed_extensions"] = one.allowed_extensions
    if visit.is_staff(one.course_id):
        shown["needs_grading_count"] = sum(s.workflow_state == "submitted" for s in _handed_in(visit, one))
    if visit.reads_sis(one.course_id):
        shown |= {"sis_assignment_id": one.sis_assignment_id, "integration_id": one.integration_id}
    return shown


def _handed_in(visit: Visit, one: Assignment) -> list[Any]:
    return [row for row in visit.world.submissions.where("assignment_id", one.id) if row.attempts]


def _is_handed_in(visit: Visit, one: Assignment) -> bool:
    return bool(_handed_in(visit, one))


def list_assignments(visit: Visit, course: str) -> Answer:
    """GET /courses/:c/assignments, by position; unpublished ones for staff only."""
    found = find_course(visit, course)
    visit.need_member(found)
    states = ("published", "unpublished") if visit.is_staff(found.id) else ("published",)
    term = str(visit.params.get("search_term", "")).lower()
    rows = [
        one
        for one in visit.world.assignments.where("course_id", found.id)
        if one.workflow_state in states and term in one.name.lower()
    ]
    return numbered(visit, sorted(rows, key=lambda one: one.position), lambda one: assignment_json(visit, one))


def show_assignment(visit: Visit, course: str, assignment: str) -> Answer:
    """GET /courses/:c/assignments/:a."""
    found = find_course(visit, course)
    visit.need_member(found)
    return visit.json(assignment_json(visit, find_assignment(visit, found, assignment)))


def create_assignment(visit: Visit, course: str) -> Answer:
    """POST /courses/:c/assignments: 201, and unpublished unless asked for."""
    found = find_course(visit, course)
    visit.need_staff(found)
    fields = {"submission_types": ["none"], **_fields(visit, found, None)}
    if not fields.get("name"):
        raise invalid("name", "is too short (minimum is 1 character)", "too_short")
    position = len(visit.world.assignments.where("course_id", found.id)) + 1
    one = visit.world.assignments.new(
        course_id=found.id, created_at=visit.now, updated_at=visit.now, position=position, **fields
    )
    return visit.json(assignment_json(visit, one), 201)


def update_assignment(visit: Visit, course: str, assignment: str) -> Answer:
    """PUT /courses/:c/assignments/:a."""
    found = find_course(visit, course)
    visit.need_staff(found)
    one = find_assignment(visit, found, assignment)
    fields = _fields(visit, found, one)
    if _is_handed_in(visit, one):
        if fields.get("workflow_state") == "unpublished":
            raise invalid("published", "Can't unpublish if there are student submissions")
        for fixed in ("submission_types", "group_category_id"):
            fields.pop(fixed, None)
    visit.world.assignments.update(one, updated_at=visit.now, **fields)
    return visit.json(assignment_json(visit, one))


def delete_assignment(visit: Visit, course: str, assignment: str) -> Answer:
    """DELETE /courses/:c/assignments/:a."""
    found = find_course(visit, course)
    visit.need_staff(found)
    one = find_assignment(visit, found, assignment)
    visit.world.assignments.update(one, workflow_state="deleted", updated_at=visit.now)
    return visit.json(assignment_json(visit, one))


def _fields(visit: Visit, course: Course, old: Assignment | None) -> dict[str, Any]:
    sent = visit.part("assignment")
    fields: dict[str, Any] = {name: as_time(sent[name]) for name in ("due_at", "unlock_at", "lock_at") if name in sent}
    fields |= {name: str(sent[name]) for name in ("name", "description", "grading_type") if sent.get(name) is not None}
    for name in ("submission_types", "allowed_extensions"):
        if name in sent:
            fields[name] = [str(one) for one in as_list(sent[name])]
    if "points_possible" in sent:
        fields["points_possible"] = as_number(sent["points_possible"])
    if "published" in sent:
        fields["workflow_state"] = "published" if as_bool(sent["published"]) else "unpublished"
    return fields | _group_fields(visit, course) | _sis_fields(visit, old) | _settings(sent, old)


def _group_fields(visit: Visit, course: Course) -> dict[str, Any]:
    sent, fields = visit.part("assignment"), dict[str, Any]()
    if "group_category_id" in sent:
        category = find_category(visit, sent["group_category_id"]) if sent["group_category_id"] else None
        mine = category is not None and category.course_id == course.id
        fields["group_category_id"] = category.id if category and mine else None
    if "grade_group_students_individually" in sent:
        fields["grade_group_students_individually"] = as_bool(sent["grade_group_students_individually"])
    return fields


def _sis_fields(visit: Visit, old: Assignment | None) -> dict[str, Any]:
    sent, fields = visit.part("assignment"), dict[str, Any]()
    if not visit.may("manage_sis"):
        return fields
    if "integration_id" in sent:
        fields["integration_id"] = str(sent["integration_id"] or "") or None
    if sent.get("sis_assignment_id"):
        sis_id = str(sent["sis_assignment_id"])
        if any(one is not old for one in visit.world.assignments.where("sis_assignment_id", sis_id)):
            raise message(SIS_ID_TAKEN, 409)
        fields["sis_assignment_id"] = sis_id
    return fields


def _settings(sent: dict[str, Any], old: Assignment | None) -> dict[str, Any]:
    kept = dict(old.settings) if old else {}
    return {"settings": kept | {name: as_bool(sent[name]) for name in PLAIN_SETTINGS if name in sent}}


ROUTES: tuple[Route, ...] = (
    ("GET", "/courses/<course>/assignments", list_assignments),
    ("POST", "/courses/<course>/assignments", create_assignment),
    ("GET", "/courses/<course>/assignments/<assignment>", show_assignment),
    ("PUT", "/courses/<course>/assignments/<assignment>", update_assignment),
    ("DELETE", "/courses/<course>/assignments/<assignment>", delete_assignment),
)
