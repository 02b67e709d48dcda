"""Hand-ins at the pretend Canvas: a row for every student, handed in or not, and every version kept."""

from typing import Any

from nettools.sandbox.canvas.answers import as_int, error, message, not_found
from nettools.sandbox.canvas.files import file_json
from nettools.sandbox.canvas.ids import find_assignment, find_course, find_section, find_user
from nettools.sandbox.canvas.paging import numbered
from nettools.sandbox.canvas.users import user_json
from nettools.sandbox.canvas.visit import Route, Visit
from nettools.sandbox.canvas.world import Assignment, Course, Group, StoredFile, Submission
from nettools.sandbox.wire_messages import Answer, as_bool, as_list

PRESENT = frozenset({"active", "invited", "creation_pending"})
BAD_TYPE = "Invalid submission[submission_type] given"
FILES_MISSING = "Invalid parameters for submission_type online_upload. Required: submission[file_ids]"
MOST_STUDENTS = 100


def submission_json(visit: Visit, one: Submission, attempt: int | None = None) -> dict[str, Any]:
    """A hand-in, in its latest version or in that of `attempt`."""
    assignment = visit.world.assignments.rows[one.assignment_id]
    version = one.attempts[(attempt or 0) - 1] if one.attempts else {}
    when, number = version.get("submitted_at"), attempt or len(one.attempts)
    late = bool(when and assignment.due_at and when > assignment.due_at)
    page = f"{visit.asked.base_url}/courses/{assignment.course_id}/assignments/{assignment.id}/submissions"
    shown: dict[str, Any] = {
        "id": one.id,
        "body": version.get("body"),
        "url": version.get("url"),
        "submitted_at": when,
        "assignment_id": one.assignment_id,
        "user_id": one.user_id,
        "submission_type": version.get("type"),
        "workflow_state": one.workflow_state,
        "attempt": number or None,
        "cached_due_date": assignment.due_at,
        "late": late,
        "missing": bool(not when and assignment.due_at and assignment.due_at < visit.now),
        "seconds_late": 0,
        "preview_url": f"{page}/{one.user_id}?preview=1&version={number}",
    }
    return shown | _ungraded() | _attachments(visit, version)


def _ungraded() -> dict[str, Any]:
    """Grades are never set here."""
    names = ("grade", "score", "graded_at", "grader_id", "late_policy_status", "points_deducted", "posted_at")
    more = ("grading_period_id", "extra_attempts", "entered_grade", "entered_score")
    return dict.fromkeys((*names, *more)) | {
        "grade_matches_current_submission": True,
        "excused": False,
        "redo_request": False,
    }


def _attachments(visit: Visit, version: dict[str, Any]) -> dict[str, Any]:
    """The key is not there at all when there are no files."""
    files = [visit.world.files.rows[number] for number in version.get("file_ids", [])]
    shown = [file_json(visit, one) | {"preview_url": None} for one in files]
    return {"attachments": shown} if shown else {}


def _full_json(visit: Visit, one: Submission) -> dict[str, Any]:
    """With what include[] asks for."""
    shown, includes = submission_json(visit, one), visit.includes()
    if "submission_history" in includes:
        numbers = range(1, len(one.attempts) + 1)
        history = [submission_json(visit, one, number) for number in numbers]
        shown["submission_history"] = history or [submission_json(visit, one)]
    if "submission_comments" in includes:
        shown["submission_comments"] = _comments(visit, one)
    if "user" in includes:
        user = visit.world.users.rows[one.user_id]
        shown["user"] = user_json(visit, user, visit.world.assignments.rows[one.assignment_id].course_id)
    if "group" in includes:
        group = visit.world.groups.get(one.group_id)
        shown["group"] = {"id": group.id if group else None, "name": group.name if group else None}
    return shown


# -- listing -----------------------------------------------------------------------------------------


def list_in_course(visit: Visit, course: str, assignment: str) -> Answer:
    """GET /courses/:c/assignments/:a/submissions: every student, by user id."""
    found = find_course(visit, course)
    visit.need_staff(found)
    return _listed(visit, find_assignment(visit, found, assignment), students(visit, found))


def list_in_section(visit: Visit, section: str, assignment: str) -> Answer:
    """GET /sections/:s/assignments/:a/submissions: the section's students."""
    found = find_section(visit, section)
    course = find_course(visit, found.course_id)
    visit.need_staff(course)
    one = find_assignment(visit, course, assignment)
    return _listed(visit, one, students(visit, course, section_id=found.id))


def students(visit: Visit, course: Course, section_id: int | None = None) -> list[int]:
    """The user ids of those who have something to hand in."""
    rows = visit.world.enrolments.where("course_id", course.id)
    return sorted(
        {
            one.user_id
            for one in rows
            if one.type == "StudentEnrollment"
            and one.workflow_state in PRESENT
            and section_id in (None, one.course_section_id)
        }
    )


def _listed(visit: Visit, assignment: Assignment, user_ids: list[int]) -> Answer:
    rows = [submission_of(visit, assignment, user_id) for user_id in user_ids]
    if as_bool(visit.params.get("grouped")) and assignment.group_category_id:
        rows = _representatives(visit, assignment, rows)
    return numbered(visit, rows, lambda one: _full_json(visit, one))


def submission_of(visit: Visit, assignment: Assignment, user_id: int) -> Submission:
    """A student's row; it exists from the first time that anybody looks."""
    for one in visit.world.submissions.where("user_id", user_id):
        if one.assignment_id == assignment.id:
            return one
    return visit.world.submissions.new(assignment_id=assignment.id, user_id=user_id, created_at=visit.now)


def _representatives(visit: Visit, assignment: Assignment, rows: list[Submission]) -> list[Submission]:
    """One row for each group: one that is handed in, if any; those without a group stand for themselves."""
    chosen: dict[object, Submission] = {}
    for one in rows:
        group = group_of(visit, assignment, one.user_id)
        key = ("group", group.id) if group else ("user", one.user_id)
        if key not in chosen or (one.attempts and not chosen[key].attempts):
            chosen[key] = one
    return list(chosen.values())


def group_of(visit: Visit, assignment: Assignment, user_id: int) -> Group | None:
    """The student's group in the assignment's set, whatever the submission says."""
    for one in visit.world.memberships.where("user_id", user_id):
        group = visit.world.groups.rows[one.group_id]
        if one.workflow_state == "accepted" and group.group_category_id == assignment.group_category_id:
            return group
    return None


def list_of_students(visit: Visit, course: str) -> Answer:
    """GET /courses/:c/students/submissions: published assignments, some or all students."""
    found = find_course(visit, course)
    visit.need_staff(found)
    wanted = as_list(visit.params.get("student_ids"))
    if len(wanted) > MOST_STUDENTS:
        raise error("too many students")
    ids = students(visit, found)
    if wanted != ["all"]:
        ids = [find_user(visit, one).id for one in wanted]
    assignments = _wanted_assignments(visit, found)
    if as_bool(visit.params.get("grouped")):
        return numbered(visit, ids, lambda user_id: _by_student(visit, found, assignments, user_id))
    rows = [submission_of(visit, one, user_id) for user_id in ids for one in assignments]
    return numbered(visit, rows, lambda one: _full_json(visit, one))


def _wanted_assignments(visit: Visit, course: Course) -> list[Assignment]:
    rows = visit.world.assignments.where("course_id", course.id)
    published = {one.id: one for one in rows if one.workflow_state == "published"}
    ids = [as_int(one) for one in as_list(visit.params.get("assignment_ids"))]
    if set(ids) - set(published):
        raise error("invalid assignment ids requested", 403)
    return [published[one] for one in ids] if ids else list(published.values())


def _by_student(visit: Visit, course: Course, assignments: list[Assignment], user_id: int) -> dict[str, Any]:
    rows = visit.world.enrolments.where("user_id", user_id)
    section = next((one.course_section_id for one in rows if one.course_id == course.id), None)
    shown = [_full_json(visit, submission_of(visit, one, user_id)) for one in assignments]
    return {"user_id": user_id, "section_id": section, "submissions": shown}


def show_submission(visit: Visit, course: str, assignment: str, user: str) -> Answer:
    """GET /courses/:c/assignments/:a/submissions/:user."""
    found = find_course(visit, course)
    person = find_user(visit, user)
    if person is not visit.caller:
        visit.need_staff(found)
    one = find_assignment(visit, found, assignment)
    if person.id not in students(visit, found):
        raise not_found()
    return visit.json(_full_json(visit, submission_of(visit, one, person.id)))


def comment(visit: Visit, course: str, assignment: str, user: str) -> Answer:
    """PUT /courses/:c/assignments/:a/submissions/:user with comment[text_comment], for one person or the group.

    Each such call is a comment more. `group_comment` is passed over where the assignment has no groups.
    """
    found = find_course(visit, course)
    visit.need_staff(found)
    task = find_assignment(visit, found, assignment)
    one = submission_of(visit, task, find_user(visit, user).id)
    sent = visit.part("comment")
    if sent.get("text_comment"):
        group = group_of(visit, task, one.user_id) if as_bool(sent.get("group_comment")) else None
        for person in _people(visit, group, one.user_id):
            _say(visit, submission_of(visit, task, person), sent)
    shown = {"submission_comments": _comments(visit, one)}
    return visit.json(_full_json(visit, one) | shown)


def _say(visit: Visit, one: Submission, sent: dict[str, Any]) -> None:
    number = 1 + sum(len(each.comments) for each in visit.world.submissions)
    said = {
        "id": number,
        "author_id": visit.caller.id,
        "comment": str(sent["text_comment"]),
        "created_at": visit.now,
        "edited_at": None,
        "attempt": as_int(sent["attempt"]) if sent.get("attempt") else len(one.attempts) or None,
    }
    visit.world.submissions.update(one, comments=[*one.comments, said])


def _comments(visit: Visit, one: Submission) -> list[dict[str, Any]]:
    """As they are shown: who said it, and not on which attempt."""
    names = {each["author_id"]: visit.world.users.rows[each["author_id"]].name for each in one.comments}
    return [
        {"author_name": names[each["author_id"]]} | {key: value for key, value in each.items() if key != "attempt"}
        for each in one.comments
    ]


# -- handing in --------------------------------------------------------------------------------------


def submit(visit: Visit, course: str, assignment: str) -> Answer:
    """POST /courses/:c/assignments/:a/submissions: 201. Extensions and publication are the browser's checks only."""
    found = find_course(visit, course)
    visit.need_member(found)
    one = find_assignment(visit, found, assignment)
    version = _version(visit, one)
    if visit.caller.id not in students(visit, found):
        raise visit.deny()
    mine = hand_in(visit, one, visit.caller.id, version)
    where = f"{visit.asked.base_url}/courses/{found.id}/assignments/{one.id}/submissions/{visit.caller.id}"
    return visit.json(submission_json(visit, mine), 201, (("Location", where),))


def _version(visit: Visit, assignment: Assignment) -> dict[str, Any]:
    sent = visit.part("submission")
    kind = str(sent.get("submission_type") or "")
    if kind not in assignment.submission_types or kind == "none":
        raise message(BAD_TYPE)
    version: dict[str, Any] = {
        "type": kind,
        "submitted_at": visit.now,
        "body": sent.get("body"),
        "url": sent.get("url"),
    }
    if kind == "online_upload":
        if not as_list(sent.get("file_ids")):
            raise message(FILES_MISSING)
        version["file_ids"] = [one.id for one in _own_files(visit, as_list(sent["file_ids"]))]
    return version


def _own_files(visit: Visit, ids: list[Any]) -> list[StoredFile]:
    found = [visit.world.files.get(as_int(one)) for one in ids]
    mine = [one for one in found if one and one.workflow_state == "available" and one.user_id == visit.caller.id]
    if not mine:
        raise message("No valid file ids given")
    return mine


def hand_in(visit: Visit, assignment: Assignment, user_id: int, version: dict[str, Any]) -> Submission:
    """A new version for the student and, where the assignment has groups, for each of the group."""
    group = group_of(visit, assignment, user_id) if assignment.group_category_id else None
    for one in (submission_of(visit, assignment, person) for person in _people(visit, group, user_id)):
        visit.world.submissions.update(
            one,
            attempts=[*one.attempts, version],
            submission_type=version["type"],
            submitted_at=version["submitted_at"],
            group_id=group.id if group else None,
            workflow_state="submitted",
        )
    return submission_of(visit, assignment, user_id)


def _people(visit: Visit, group: Group | None, user_id: int) -> list[int]:
    """The person, and the others of the group."""
    rows = visit.world.memberships.where("group_id", group.id) if group else []
    return [user_id, *(one.user_id for one in rows if one.workflow_state == "accepted" and one.user_id != user_id)]


ROUTES: tuple[Route, ...] = (
    ("GET", "/courses/<course>/assignments/<assignment>/submissions", list_in_course),
    ("POST", "/courses/<course>/assignments/<assignment>/submissions", submit),
    ("GET", "/courses/<course>/assignments/<assignment>/submissions/<user>", show_submission),
    ("PUT", "/courses/<course>/assignments/<assignment>/submissions/<user>", comment),
    ("GET", "/sections/<section>/assignments/<assignment>/submissions", list_in_section),
    ("GET", "/courses/<course>/students/submissions", list_of_students),
)
