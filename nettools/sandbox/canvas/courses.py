"""Courses at the pretend Canvas."""

from typing import Any

from nettools.sandbox.canvas.accounts import term_json
from nettools.sandbox.canvas.answers import as_time, invalid, message, taken
from nettools.sandbox.canvas.ids import find_account, find_course, find_term
from nettools.sandbox.canvas.paging import numbered
from nettools.sandbox.canvas.sticky import change_by_call
from nettools.sandbox.canvas.visit import Route, Visit, new_uuid
from nettools.sandbox.canvas.world import Account, Course
from nettools.sandbox.wire_messages import Answer, as_bool, as_list, whole_number

PLAIN_FIELDS = ("name", "course_code", "time_zone", "default_view", "public_description", "syllabus_body")
EVENT_STATES = {"claim": "unpublished", "offer": "available", "conclude": "completed", "delete": "deleted"}
VIEWS = frozenset({"assignments", "feed", "modules", "syllabus", "wiki"})
CANNOT_UNPUBLISH = "Course cannot be unpublished if student submissions exist."
LONGEST_NAME = 255


def course_json(visit: Visit, course: Course) -> dict[str, Any]:
    """A course as the caller may see it."""
    shown: dict[str, Any] = {
        "id": course.id,
        "name": course.name,
        "account_id": course.account_id,
        "uuid": course.uuid,
        "start_at": course.start_at,
        "end_at": course.end_at,
        "grading_standard_id": None,
        "is_public": False,
        "created_at": course.created_at,
        "course_code": course.course_code,
        "default_view": course.default_view,
        "root_account_id": 1,
        "enrollment_term_id": course.enrollment_term_id,
        "license": "private",
        "grade_passback_setting": None,
        "public_syllabus": False,
        "public_syllabus_to_auth": False,
        "storage_quota_mb": 500,
        "is_public_to_auth_users": False,
        "homeroom_course": False,
        "course_color": None,
        "friendly_name": None,
        "apply_assignment_group_weights": False,
        "calendar": {"ics": f"{visit.asked.base_url}/feeds/calendars/course_{course.uuid}.ics"},
        "time_zone": course.time_zone,
        "blueprint": False,
        "template": False,
        "hide_final_grades": False,
        "workflow_state": course.workflow_state,
        "restrict_enrollments_to_course_dates": course.restrict_enrollments_to_course_dates,
    }
    if visit.reads_sis(course.id):
        shown |= {"sis_course_id": course.sis_course_id, "integration_id": course.integration_id}
    if visit.may("manage_sis"):
        shown["sis_import_id"] = course.sis_import_id
    return shown | _included(visit, course)


def _included(visit: Visit, course: Course) -> dict[str, Any]:
    includes, more = visit.includes(), dict[str, Any]()
    if "term" in includes:
        more["term"] = term_json(visit, visit.world.terms.rows[course.enrollment_term_id])
    if "total_students" in includes:
        more["total_students"] = len(_students(visit, course))
    if "syllabus_body" in includes:
        more["syllabus_body"] = course.syllabus_body
    if "public_description" in includes:
        more["public_description"] = course.public_description
    if "sections" in includes:
        sections = [one for one in visit.world.sections.where("course_id", course.id) if one.workflow_state == "active"]
        more["sections"] = [{"id": one.id, "name": one.name, "start_at": None, "end_at": None} for one in sections]
    return more


def _students(visit: Visit, course: Course) -> set[int]:
    counted = ("active", "invited", "creation_pending")
    return {
        one.user_id
        for one in visit.world.enrolments.where("course_id", course.id)
        if one.type == "StudentEnrollment" and one.workflow_state in counted
    }


def show_course(visit: Visit, course: str) -> Answer:
    """GET /courses/:id."""
    found = find_course(visit, course)
    visit.need_member(found)
    return visit.json(course_json(visit, found))


def show_account_course(visit: Visit, account: str, course: str) -> Answer:
    """GET /accounts/:a/courses/:id."""
    find_account(visit, account)
    return show_course(visit, course)


def list_own_courses(visit: Visit) -> Answer:
    """GET /courses: those in which the caller is."""
    ids = {one.course_id for one in visit.world.enrolments.where("user_id", visit.caller.id)}
    courses = [one for one in visit.world.courses if one.id in ids and one.workflow_state != "deleted"]
    return numbered(visit, courses, lambda one: course_json(visit, one))


def list_account_courses(visit: Visit, account: str) -> Answer:
    """GET /accounts/:a/courses."""
    found = find_account(visit, account)
    visit.need_admin()
    courses = [one for one in visit.world.courses if _listed(visit, one, found)]
    return numbered(visit, courses, lambda one: course_json(visit, one))


def _listed(visit: Visit, course: Course, account: Account) -> bool:
    params = visit.params
    states = set(as_list(params.get("state")))
    in_state = course.workflow_state in states if states else course.workflow_state != "deleted"
    if not in_state or account.id not in (1, course.account_id):
        return False
    if params.get("published") is not None:
        published = course.workflow_state in ("available", "completed")
        if published != as_bool(params["published"]):
            return False
    if (
        params.get("enrollment_term_id")
        and find_term(visit, params["enrollment_term_id"]).id != course.enrollment_term_id
    ):
        return False
    term = str(params.get("search_term", "")).lower()
    return any(term in (text or "").lower() for text in (course.name, course.course_code, course.sis_course_id))


def create_course(visit: Visit, account: str) -> Answer:
    """POST /accounts/:a/courses."""
    home = find_account(visit, account)
    visit.need_admin()
    course = _revived(visit) or _new_course(visit, home)
    if as_bool(visit.params.get("offer")):
        visit.world.courses.update(course, workflow_state="available")
    return visit.json(course_json(visit, course))


def _new_course(visit: Visit, account: Account) -> Course:
    sent, fields = visit.part("course"), _fields(visit, None)
    name = str(sent.get("name") or "Unnamed Course")
    term = find_term(visit, sent.get("term_id") or "default")
    fields |= {"name": name, "course_code": str(sent.get("course_code") or name)}
    return add_course(visit, account_id=account.id, enrollment_term_id=term.id, **fields)


def add_course(visit: Visit, **fields: object) -> Course:
    """A course with the section that every course begins with, named as the course."""
    course = visit.world.courses.new(uuid=new_uuid(), created_at=visit.now, **fields)
    visit.world.sections.new(course_id=course.id, name=course.name, created_at=visit.now)
    return course


def _revived(visit: Visit) -> Course | None:
    """A deleted course with the asked SIS id comes back as it was; what else was sent is not used."""
    sis_id = visit.part("course").get("sis_course_id")
    if not sis_id or not as_bool(visit.params.get("enable_sis_reactivation")) or not visit.may("manage_sis"):
        return None
    gone = [one for one in visit.world.courses.where("sis_course_id", str(sis_id)) if one.workflow_state == "deleted"]
    return visit.world.courses.update(gone[0], workflow_state="unpublished") if gone else None


def update_course(visit: Visit, course: str) -> Answer:
    """PUT /courses/:id, with course[event] if wanted."""
    sent = visit.part("course")
    found = _also_deleted(visit, course) if sent.get("event") == "undelete" else find_course(visit, course)
    visit.need_staff(found)
    changes = _fields(visit, found)
    if sent.get("term_id"):
        changes["enrollment_term_id"] = find_term(visit, sent["term_id"]).id
    if sent.get("event"):
        changes["workflow_state"] = _state_after(visit, found, str(sent["event"]))
    _change(visit, found, changes)
    return visit.json(course_json(visit, found))


def _also_deleted(visit: Visit, course: str) -> Course:
    row = visit.world.courses.get(whole_number(course))
    return row or find_course(visit, course)


def _state_after(visit: Visit, course: Course, event: str) -> str:
    if event == "undelete":
        return "unpublished"
    if event == "claim" and course.workflow_state != "unpublished" and _has_submissions(visit, course):
        raise invalid("workflow_state", CANNOT_UNPUBLISH)
    return EVENT_STATES.get(event, course.workflow_state)


def _has_submissions(visit: Visit, course: Course) -> bool:
    assignments = visit.world.assignments.where("course_id", course.id)
    return any(one.attempts for each in assignments for one in visit.world.submissions.where("assignment_id", each.id))


def _change(visit: Visit, course: Course, changes: dict[str, Any]) -> None:
    """A deleted course loses its enrolments, and undeleting does not bring them back."""
    change_by_call(visit, visit.world.courses, course, **changes)
    if course.workflow_state == "deleted":
        for one in visit.world.enrolments.where("course_id", course.id):
            visit.world.enrolments.update(one, workflow_state="deleted", updated_at=visit.now)


def delete_course(visit: Visit, course: str) -> Answer:
    """DELETE /courses/:id?event=delete|conclude."""
    found = find_course(visit, course)
    visit.need_admin()
    event = str(visit.params.get("event", ""))
    if event not in ("delete", "conclude"):
        raise message("Only 'delete' and 'conclude' events are allowed")
    _change(visit, found, {"workflow_state": EVENT_STATES[event]})
    return visit.json({event: True})


def _fields(visit: Visit, course: Course | None) -> dict[str, Any]:
    sent = visit.part("course")
    fields: dict[str, Any] = {name: str(sent[name]) for name in PLAIN_FIELDS if sent.get(name) is not None}
    for name in ("name", "course_code"):
        if len(fields.get(name, "")) > LONGEST_NAME:
            raise invalid(name, "is too long (maximum is 255 characters)", "too_long")
    _check_view(visit, fields.get("default_view"), course)
    if visit.may("manage_sis"):
        fields |= _sis_fields(visit, course)
    return fields | _dates(sent, course)


def _check_view(visit: Visit, view: str | None, course: Course | None) -> None:
    """What a course opens on; on its front page only when it has one (course.rb, validate_default_view)."""
    if view is None or (course and view == course.default_view):
        return
    if view not in VIEWS:
        raise invalid("default_view", "Home page is not valid")
    pages = visit.world.pages.where("course_id", course.id) if course else ()
    if view == "wiki" and not any(one.front_page and one.workflow_state == "active" for one in pages):
        raise invalid("default_view", "A Front Page is required")


def _dates(sent: dict[str, Any], course: Course | None) -> dict[str, Any]:
    """Dates are dropped without a word unless the course restricts its enrolments to them: the term's dates rule."""
    restricts = course.restrict_enrollments_to_course_dates if course else False
    if "restrict_enrollments_to_course_dates" in sent:
        restricts = as_bool(sent["restrict_enrollments_to_course_dates"])
    dates: dict[str, Any] = {"restrict_enrollments_to_course_dates": restricts}
    if restricts:
        dates |= {name: as_time(sent[name]) for name in ("start_at", "end_at") if name in sent}
    return dates


def _sis_fields(visit: Visit, course: Course | None) -> dict[str, Any]:
    sent, courses, fields = visit.part("course"), visit.world.courses, dict[str, Any]()
    if "sis_course_id" in sent:
        sis_id = str(sent["sis_course_id"] or "") or None
        if sis_id and any(one is not course for one in courses.where("sis_course_id", sis_id)):
            raise invalid("sis_source_id", taken(sis_id))
        fields["sis_course_id"] = sis_id
    if "integration_id" in sent:
        other_id = str(sent["integration_id"] or "") or None
        if other_id and any(one is not course for one in courses.where("integration_id", other_id)):
            raise invalid("integration_id", f'Integration ID "{other_id}" is already in use')
        fields["integration_id"] = other_id
    return fields


ROUTES: tuple[Route, ...] = (
    ("GET", "/courses", list_own_courses),
    ("GET", "/courses/<course>", show_course),
    ("PUT", "/courses/<course>", update_course),
    ("DELETE", "/courses/<course>", delete_course),
    ("GET", "/accounts/<account>/courses", list_account_courses),
    ("POST", "/accounts/<account>/courses", create_course),
    ("GET", "/accounts/<account>/courses/<course>", show_account_course),
)
