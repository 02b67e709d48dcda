"""Enrolments at the pretend Canvas: POST is an upsert, DELETE has tasks."""

from typing import Any

from nettools.sandbox.canvas.answers import as_time, error, message, not_found
from nettools.sandbox.canvas.ids import find_account, find_course, find_section, find_user
from nettools.sandbox.canvas.paging import bookmarked
from nettools.sandbox.canvas.sections import active_sections, default_section
from nettools.sandbox.canvas.users import user_json
from nettools.sandbox.canvas.visit import Route, Visit
from nettools.sandbox.canvas.world import Course, Enrolment, Membership, Section, User
from nettools.sandbox.wire_messages import Answer, AnswerError, as_bool, as_list, json_answer, whole_number

ROLE_IDS = {
    "StudentEnrollment": 3,
    "TeacherEnrollment": 4,
    "TaEnrollment": 5,
    "DesignerEnrollment": 6,
    "ObserverEnrollment": 7,
}
ROLES_BY_ID = {number: name for name, number in ROLE_IDS.items()}
NO_USER = "Can't create an enrollment without a user. Include enrollment[user_id] to create an enrollment"
CONCLUDED = "Can't add an enrollment to a concluded course."
TASK_STATES = {"conclude": "completed", "delete": "deleted", "inactivate": "inactive", "deactivate": "inactive"}
STATE_GROUPS = {
    "current_and_invited": ("active", "invited"),
    "current_and_future": ("active", "invited", "creation_pending"),
    "current_future_and_restricted": ("active", "invited", "creation_pending"),
    "current_and_concluded": ("active", "completed"),
}
GONE = frozenset({"rejected", "completed", "deleted"})
SIS_FILTERS = ("sis_user_id", "sis_section_id", "sis_course_id", "sis_account_id")
MOST_AT_ONCE = 500


def enrolment_json(visit: Visit, one: Enrolment) -> dict[str, Any]:
    """An enrolment as the caller may see it, without its user."""
    course, section = visit.world.courses.rows[one.course_id], visit.world.sections.rows[one.course_section_id]
    user = visit.world.users.rows[one.user_id]
    page = f"{visit.asked.base_url}/courses/{course.id}"
    shown: dict[str, Any] = {
        "id": one.id,
        "user_id": one.user_id,
        "course_id": one.course_id,
        "type": one.type,
        "created_at": one.created_at,
        "updated_at": one.updated_at,
        "associated_user_id": one.associated_user_id,
        "start_at": one.start_at,
        "end_at": one.end_at,
        "course_section_id": one.course_section_id,
        "root_account_id": 1,
        "limit_privileges_to_course_section": one.limit_privileges_to_course_section,
        "enrollment_state": one.workflow_state,
        "role": one.role,
        "role_id": one.role_id,
        "last_activity_at": one.last_activity_at,
        "last_attended_at": None,
        "total_activity_time": 0,
        "html_url": f"{page}/users/{one.user_id}",
    }
    if visit.may("manage_sis"):
        shown["sis_import_id"] = one.sis_import_id
    if one.type == "StudentEnrollment":
        shown["grades"] = _no_grades(f"{page}/grades/{one.user_id}")
    if visit.reads_sis(course.id):
        shown |= _sis_fields(course, section, user)
    return shown


def _no_grades(url: str) -> dict[str, Any]:
    names = ("current_grade", "current_score", "final_grade", "final_score")
    unposted = tuple(f"unposted_{name}" for name in names)
    return {"html_url": url} | dict.fromkeys(names + unposted)


def _sis_fields(course: Course, section: Section, user: User) -> dict[str, Any]:
    return {
        "sis_account_id": None,
        "sis_course_id": course.sis_course_id,
        "course_integration_id": course.integration_id,
        "sis_section_id": section.sis_section_id,
        "section_integration_id": section.integration_id,
        "sis_user_id": user.sis_user_id,
    }


# -- listing -----------------------------------------------------------------------------------------


def list_in_course(visit: Visit, course: str) -> Answer:
    """GET /courses/:c/enrollments."""
    found = find_course(visit, course)
    visit.need_member(found)
    return _listed(visit, visit.world.enrolments.where("course_id", found.id))


def list_in_section(visit: Visit, section: str) -> Answer:
    """GET /sections/:s/enrollments."""
    found = find_section(visit, section)
    visit.need_member(find_course(visit, found.course_id))
    return _listed(visit, visit.world.enrolments.where("course_section_id", found.id))


def list_of_user(visit: Visit, user: str) -> Answer:
    """GET /users/:u/enrollments."""
    found = find_user(visit, user)
    if found is not visit.caller:
        visit.need_admin()
    return _listed(visit, visit.world.enrolments.where("user_id", found.id))


def _listed(visit: Visit, rows: list[Enrolment]) -> Answer:
    if any(name in visit.params for name in SIS_FILTERS) and not visit.reads_sis():
        raise message("Insufficient permissions to filter by SIS fields")
    users = visit.world.users.rows
    wanted = _Filter(visit)
    chosen = [one for one in rows if wanted.keeps(one)]
    return bookmarked(
        visit,
        chosen,
        key=lambda one: (one.type, users[one.user_id].sortable_name.lower(), one.id),
        show=lambda one: enrolment_json(visit, one) | {"user": _member_json(visit, one)},
    )


def _member_json(visit: Visit, one: Enrolment) -> dict[str, Any]:
    """The person of an enrolment; with group_ids, in which of the course's groups."""
    shown = user_json(visit, visit.world.users.rows[one.user_id], one.course_id)
    if "group_ids" in visit.includes():
        homes = (visit.world.groups.rows[m.group_id] for m in _memberships(visit, one.user_id))
        mine = [home for home in homes if home.course_id == one.course_id and home.workflow_state == "available"]
        shown["group_ids"] = [home.id for home in mine]
    return shown


def _memberships(visit: Visit, user_id: int) -> list[Membership]:
    return [one for one in visit.world.memberships.where("user_id", user_id) if one.workflow_state == "accepted"]


class _Filter:
    """What a list asks for: types, roles, states, a user, SIS ids."""

    def __init__(self, visit: Visit) -> None:
        params = visit.params
        self.visit = visit
        self.types = set(as_list(params.get("type")))
        self.roles = set(as_list(params.get("role")))
        self.states = {s for word in as_list(params.get("state")) for s in STATE_GROUPS.get(word, (word,))}
        self.user_id = find_user(visit, params["user_id"]).id if params.get("user_id") else None
        self.sis_users = set(as_list(params.get("sis_user_id")))
        self.sis_sections = set(as_list(params.get("sis_section_id")))
        self.sis_courses = set(as_list(params.get("sis_course_id")))

    def keeps(self, one: Enrolment) -> bool:
        """Whether an enrolment is listed."""
        return (
            self._in_state(one)
            and (not self.types or one.type in self.types)
            and (not self.roles or one.role in self.roles)
            and self.user_id in (None, one.user_id)
            and self._in_sis(one)
        )

    def _in_state(self, one: Enrolment) -> bool:
        if self.states:
            return one.workflow_state in self.states
        hidden = GONE if self.visit.is_staff(one.course_id) else GONE | {"inactive"}
        return one.workflow_state not in hidden

    def _in_sis(self, one: Enrolment) -> bool:
        world = self.visit.world
        return (
            (not self.sis_users or world.users.rows[one.user_id].sis_user_id in self.sis_users)
            and (
                not self.sis_sections or world.sections.rows[one.course_section_id].sis_section_id in self.sis_sections
            )
            and (not self.sis_courses or world.courses.rows[one.course_id].sis_course_id in self.sis_courses)
        )


# -- making ------------------------------------------------------------------------------------------


def enrol_in_course(visit: Visit, course: str) -> Answer:
    """POST /courses/:c/enrollments."""
    found = find_course(visit, course)
    visit.need_staff(found)
    return _enrol(visit, found, None)


def enrol_in_section(visit: Visit, section: str) -> Answer:
    """POST /sections/:s/enrollments; the section in the path wins over course_section_id."""
    found = find_section(visit, section)
    course = find_course(visit, found.course_id)
    visit.need_staff(course)
    return _enrol(visit, course, found)


def _enrol(visit: Visit, course: Course, section: Section | None) -> Answer:
    sent = visit.part("enrollment")
    kind, role = _kind_and_role(sent)
    _refuse_bad_request(course, sent, kind, role)
    user = _enrollable(visit, sent["user_id"])
    home = section or _section_asked(visit, course, sent)
    enrolment = upsert_enrolment(visit, course, home, user, kind=kind, fields=_fields(visit, sent, role or kind))
    if as_bool(sent.get("notify")):
        visit.world.notices.new(user_id=user.id, why="enrolment")
    return visit.json(enrolment_json(visit, enrolment))


def _kind_and_role(sent: dict[str, Any]) -> tuple[str, str | None]:
    role = sent.get("role") or ROLES_BY_ID.get(whole_number(str(sent.get("role_id"))) or 0)
    kind = sent.get("type") or role or "StudentEnrollment"
    return str(kind), str(role) if role else None


def _refuse_bad_request(course: Course, sent: dict[str, Any], kind: str, role: str | None) -> None:
    if not sent:
        raise message("No parameters given")
    problems = [] if sent.get("user_id") else [NO_USER]
    if sent.get("type") and kind not in ROLE_IDS:
        problems.append("Invalid type")
    elif (role or sent.get("role_id")) and role not in ROLE_IDS:
        problems.append("Invalid role")
    elif role and role != kind:
        problems.append("The specified type must match the base type for the role")
    if course.workflow_state == "completed":
        problems.append(CONCLUDED)
    if problems:
        raise message(",".join(problems))


def _enrollable(visit: Visit, named: object) -> User:
    """A person with a login here; one without is as unknown as one who is not there."""
    user = find_user(visit, named)
    if not user.unique_id:
        raise not_found()
    return user


def _section_asked(visit: Visit, course: Course, sent: dict[str, Any]) -> Section:
    if sent.get("course_section_id"):
        return find_section(visit, sent["course_section_id"], course)
    return (active_sections(visit, course) or [default_section(visit.world, course, visit.now)])[0]


def _fields(visit: Visit, sent: dict[str, Any], role: str) -> dict[str, Any]:
    associated = find_user(visit, sent["associated_user_id"]).id if sent.get("associated_user_id") else None
    return {
        "role": role,
        "role_id": ROLE_IDS[role],
        "associated_user_id": associated,
        "asked_state": sent.get("enrollment_state"),
        "limit_privileges_to_course_section": as_bool(sent.get("limit_privileges_to_course_section")),
        "start_at": as_time(sent.get("start_at")),
        "end_at": as_time(sent.get("end_at")),
    }


def upsert_enrolment(
    visit: Visit, course: Course, section: Section, user: User, *, kind: str, fields: dict[str, Any]
) -> Enrolment:
    """The enrolment of this person in this section and role: as it is when active, else revived, else new."""
    state = _first_state(course, kind, fields.pop("asked_state"))
    table = visit.world.enrolments
    for one in table.where("user_id", user.id):
        key = (one.type, one.role, one.associated_user_id, one.course_section_id)
        if key == (kind, fields["role"], fields["associated_user_id"], section.id):
            if one.workflow_state != "active":
                table.update(one, workflow_state=state, updated_at=visit.now)
            return one
    return table.new(
        user_id=user.id,
        course_id=course.id,
        course_section_id=section.id,
        type=kind,
        created_at=visit.now,
        updated_at=visit.now,
        workflow_state=state,
        **fields,
    )


def _first_state(course: Course, kind: str, asked: str | None) -> str:
    if asked in ("active", "inactive"):
        return str(asked)
    if kind == "ObserverEnrollment":
        return "active"
    published = course.workflow_state == "available"
    return "invited" if published or kind in ("TeacherEnrollment", "TaEnrollment") else "creation_pending"


# -- changing ----------------------------------------------------------------------------------------


def end_enrolment(visit: Visit, course: str, enrolment: str) -> Answer:
    """DELETE /courses/:c/enrollments/:id?task=."""
    one = _staffed(visit, course, enrolment)
    task = str(visit.params.get("task", "conclude"))
    state = TASK_STATES.get(task, "completed")
    visit.world.enrolments.update(one, workflow_state=state, updated_at=visit.now)
    return visit.json(enrolment_json(visit, one))


def reactivate(visit: Visit, course: str, enrolment: str) -> Answer:
    """PUT /courses/:c/enrollments/:id/reactivate."""
    one = _staffed(visit, course, enrolment)
    if one.workflow_state != "inactive":
        raise error("enrollment not inactive")
    visit.world.enrolments.update(one, workflow_state="active", updated_at=visit.now)
    return visit.json(enrolment_json(visit, one))


def accept(visit: Visit, course: str, enrolment: str) -> Answer:
    """POST /courses/:c/enrollments/:id/accept, by the person."""
    return _answer_invitation(visit, course, enrolment, "active")


def reject(visit: Visit, course: str, enrolment: str) -> Answer:
    """POST /courses/:c/enrollments/:id/reject, by the person."""
    return _answer_invitation(visit, course, enrolment, "rejected")


def _answer_invitation(visit: Visit, course: str, enrolment: str, state: str) -> Answer:
    one = _in_course(visit, find_course(visit, course), enrolment)
    if one.user_id != visit.caller.id:
        raise visit.deny()
    if one.workflow_state != "invited":
        raise error("no current invitation")
    visit.world.enrolments.update(one, workflow_state=state, updated_at=visit.now)
    return visit.json({"success": True})


def show_enrolment(visit: Visit, account: str, enrolment: str) -> Answer:
    """GET /accounts/:a/enrollments/:id."""
    find_account(visit, account)
    visit.need_admin()
    one = visit.world.enrolments.get(whole_number(enrolment))
    if one is None:
        raise not_found()
    return visit.json(enrolment_json(visit, one))


def bulk_enrol(visit: Visit, account: str) -> Answer:
    """POST /accounts/:a/bulk_enrollment: has no sections, so only its limit is of interest here."""
    find_account(visit, account)
    visit.need_admin()
    users, courses = as_list(visit.params.get("user_ids")), as_list(visit.params.get("course_ids"))
    if len(users) * len(courses) > MOST_AT_ONCE:
        raise AnswerError(json_answer({"errors": "Too many users to enroll at once."}, 400))
    progress = {"id": 1, "context_type": "Account", "context_id": 1, "workflow_state": "queued", "completion": 0}
    return visit.json(progress)


def _staffed(visit: Visit, course: str, enrolment: str) -> Enrolment:
    found = find_course(visit, course)
    visit.need_staff(found)
    return _in_course(visit, found, enrolment)


def _in_course(visit: Visit, course: Course, named: str) -> Enrolment:
    one = visit.world.enrolments.get(whole_number(named))
    if one is None or one.course_id != course.id:
        raise not_found()
    return one


ROUTES: tuple[Route, ...] = (
    ("GET", "/courses/<course>/enrollments", list_in_course),
    ("POST", "/courses/<course>/enrollments", enrol_in_course),
    ("DELETE", "/courses/<course>/enrollments/<enrolment>", end_enrolment),
    ("PUT", "/courses/<course>/enrollments/<enrolment>/reactivate", reactivate),
    ("POST", "/courses/<course>/enrollments/<enrolment>/accept", accept),
    ("POST", "/courses/<course>/enrollments/<enrolment>/reject", reject),
    ("GET", "/sections/<section>/enrollments", list_in_section),
    ("POST", "/sections/<section>/enrollments", enrol_in_section),
    ("GET", "/users/<user>/enrollments", list_of_user),
    ("GET", "/accounts/<account>/enrollments/<enrolment>", show_enrolment),
    ("POST", "/accounts/<account>/bulk_enrollment", bulk_enrol),
)
