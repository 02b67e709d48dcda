"""People and their enrolments out of an SIS import."""

import re
from typing import Any

from nettools.sandbox.canvas.answers import sortable
from nettools.sandbox.canvas.enrolments import ROLE_IDS, ROLES_BY_ID
from nettools.sandbox.canvas.sections import default_section
from nettools.sandbox.canvas.sis_csv import SisRow
from nettools.sandbox.canvas.sis_rows import Importing, RowError, leave_all, need, need_status
from nettools.sandbox.canvas.visit import new_uuid
from nettools.sandbox.canvas.world import Course, Enrolment, Section, User
from nettools.sandbox.wire_messages import as_bool, whole_number

USER_STATES = {"suspended": "suspended", "deleted": "deleted"}
SPOKEN_ROLES = (
    (r"teacher\Z", "TeacherEnrollment"),
    (r"student", "StudentEnrollment"),
    (r"ta\Z", "TaEnrollment"),
    (r"observer\Z", "ObserverEnrollment"),
    (r"designer\Z", "DesignerEnrollment"),
)
ENROLMENT_STATUSES = "active|deleted|completed|inactive"


# -- people ------------------------------------------------------------------------------------------


def import_user(work: Importing, row: SisRow) -> bool:
    """A row of users. Someone who has the login already, and no SIS id, is taken to be the same person."""
    sis_id, status = row["user_id"], row["status"].lower()
    need(sis_id, "No user_id given for a user")
    need(row["login_id"], f"No login_id given for user {sis_id}")
    need_status(status, "active|suspended|deleted", f"Improper status for user {sis_id}")
    if work.skips(status):
        return False
    user = _known(work, row, status)
    state = USER_STATES.get(status, "registered")
    if user is not None and state == "deleted":
        return _remove(work, user, row)
    fields = {**_names(row, user), "unique_id": row["login_id"], "sis_user_id": sis_id, "workflow_state": state}
    fields |= {name: row[name] for name in ("email", "integration_id") if row[name]}
    if user is None:
        work.new(work.world.users, created_at=work.now, uuid=new_uuid(), **fields)
    else:
        work.change(work.world.users, user, **fields)
    return True


def _known(work: Importing, row: SisRow, status: str) -> User | None:
    """Whom a row means. A login or integration id that someone else holds refuses the row."""
    users, sis_id = work.world.users, row["user_id"]
    by_sis_id = next(iter(users.where("sis_user_id", sis_id)), None)
    logins = [one for one in users.where("login_key", row["login_id"].lower()) if one.workflow_state != "deleted"]
    by_login = logins[0] if logins else None
    user = by_sis_id or by_login
    others = users.where("integration_id", row["integration_id"]) if row["integration_id"] else []
    if others and others[0] is not user and status != "deleted":
        raise RowError(_claimed(others[0], f"{sis_id}'s requested integration_id"))
    if user is None or by_login is None:
        return user
    if user.sis_user_id not in (None, sis_id) and not work.asks("update_sis_id_if_login_claimed"):
        holder = f"SIS ID {user.sis_user_id}"
        raise RowError(
            f"An existing Canvas user with the {holder} has already claimed {sis_id}'s user_id requested login "
            "information, skipping"
        )
    if by_login is not user and status != "deleted":
        raise RowError(_claimed(by_login, f"{sis_id}'s user_id requested login information"))
    return user


def _claimed(holder: User, what: str) -> str:
    who = f"SIS ID {holder.sis_user_id}" if holder.sis_user_id else f"Canvas ID {holder.id}"
    return f"An existing Canvas user with the {who} has already claimed {what}, skipping"


def _remove(work: Importing, user: User, row: SisRow) -> bool:
    """The last login goes, and with it every enrolment and every place in a group. Already gone counts for nothing."""
    if user.id == work.batch.user_id:
        raise RowError(f"Can't remove yourself user_id '{row['user_id']}'")
    if user.workflow_state == "deleted":
        return False
    work.change(work.world.users, user, workflow_state="deleted")
    leave_all(work, work.world.enrolments.where("user_id", user.id))
    for one in work.world.memberships.where("user_id", user.id):
        work.change(work.world.memberships, one, workflow_state="deleted")
    return True


def _names(row: SisRow, user: User | None) -> dict[str, str]:
    spoken = " ".join(part for part in (row["first_name"], row["last_name"]) if part)
    prior = user.name if user else ""
    name = row["full_name"] or spoken or prior or row["sortable_name"] or row["short_name"] or row["login_id"]
    names = {"name": name, "sortable_name": _sortable_name(row, user, name)}
    if row["short_name"] or user is None:
        names["short_name"] = row["short_name"] or name
    return names


def _sortable_name(row: SisRow, user: User | None, name: str) -> str:
    if row["sortable_name"]:
        return row["sortable_name"]
    if not row["full_name"] and (row["last_name"] or row["first_name"]):
        return f"{row['last_name']}, {row['first_name']}"
    return user.sortable_name if user and not row["full_name"] else sortable(name)


# -- enrolments --------------------------------------------------------------------------------------


def import_enrolment(work: Importing, row: SisRow) -> bool:
    """A row of enrolments: active at once, without an invitation."""
    need(row["course_id"] or row["section_id"], "No course_id or section_id given for an enrollment")
    need(row["user_id"] or row["user_integration_id"], "No user_id given for an enrollment")
    need_status(row["status"], ENROLMENT_STATUSES, f'Improper status "{row["status"]}" for an enrollment')
    if work.skips(row["status"]):
        return False
    user = _enrolled(work, row)
    course, section = _place(work, row)
    role = _role(row)
    associated = _associated(work, row, role)
    key = (role, role, associated.id if associated else None, section.id)
    old = next((one for one in work.world.enrolments.where("user_id", user.id) if _key(one) == key), None)
    fields = _enrolment_fields(work, row, old, user)
    if fields is None:
        return False
    if old is not None:
        work.change(work.world.enrolments, old, updated_at=work.now, **fields)
    else:
        _new_enrolment(work, course, section, user, {"type": role, "associated_user_id": key[2], **fields})
    if as_bool(row["notify"]) and fields["workflow_state"] == "active":
        work.world.notices.new(user_id=user.id, why="enrolment")
    return True


def _new_enrolment(work: Importing, course: Course, section: Section, user: User, fields: dict[str, Any]) -> None:
    role = str(fields["type"])
    work.new(
        work.world.enrolments,
        user_id=user.id,
        course_id=course.id,
        course_section_id=section.id,
        role=role,
        role_id=ROLE_IDS[role],
        created_at=work.now,
        updated_at=work.now,
        **fields,
    )


def _key(one: Enrolment) -> tuple[str, str, int | None, int]:
    return (one.type, one.role, one.associated_user_id, one.course_section_id)


def _enrolled(work: Importing, row: SisRow) -> User:
    by_other = row["user_integration_id"]
    column, value = ("integration_id", by_other) if by_other else ("sis_user_id", row["user_id"])
    found = work.world.users.where(column, value)
    if not found:
        raise RowError(
            f"User not found for enrollment (User ID: {row['user_id']}, Course ID: {row['course_id']}, "
            f"Section ID: {row['section_id']})"
        )
    return found[0]


def _place(work: Importing, row: SisRow) -> tuple[Course, Section]:
    """Where a row enrols. Canvas remembers the places of the row before, so one mistake has two wordings."""
    course_id, section_id = row["course_id"], row["section_id"]
    if work.course is not None and course_id not in ("", work.course.sis_course_id):
        work.course = work.section = None
    if work.section is not None and section_id not in ("", work.section.sis_section_id):
        work.section = None
    if work.course is None and course_id:
        work.course = next(iter(work.world.courses.where("sis_course_id", course_id)), None)
    if work.section is None and section_id:
        work.section = next(iter(work.world.sections.where("sis_section_id", section_id)), None)
    _refuse_unknown_place(work, row)
    return _settled_place(work, row)


def _refuse_unknown_place(work: Importing, row: SisRow) -> None:
    course_id, section_id = row["course_id"], row["section_id"]
    if work.course is None and work.section is None:
        raise RowError(
            f"Neither course nor section existed for user enrollment (Course ID: {course_id}, "
            f"Section ID: {section_id}, User ID: {row['user_id']})"
        )
    if section_id and work.section is None:
        work.course = None
        raise RowError(f"An enrollment referenced a non-existent section {section_id}")
    if course_id and work.course is None:
        work.section = None
        raise RowError(f"An enrollment referenced a non-existent course {course_id}")


def _settled_place(work: Importing, row: SisRow) -> tuple[Course, Section]:
    course, section = work.course, work.section
    if section is None or (course is not None and not row["section_id"] and section.sis_section_id):
        assert course is not None  # else the row was refused
        section = default_section(work.world, course, work.now)
    if course is None or (not row["course_id"] and course.id != section.course_id):
        course = work.world.courses.rows[section.course_id]
    work.course, work.section = course, section
    if course.id != section.course_id:
        raise RowError(
            f"An enrollment listed a section ({row['section_id']}) and a course ({row['course_id']}) "
            f"that are unrelated for user ({row['user_id']})"
        )
    return course, section


def _role(row: SisRow) -> str:
    number = ROLES_BY_ID.get(whole_number(row["role_id"]) or 0)
    if number or row["role"] in ROLE_IDS:
        return number or row["role"]
    for pattern, role in SPOKEN_ROLES:
        if re.match(pattern, row["role"], re.IGNORECASE):
            return role
    raise RowError(f'Improper role "{row["role"]}" for an enrollment')


def _associated(work: Importing, row: SisRow, role: str) -> User | None:
    sis_id = row["associated_user_id"]
    if not sis_id or role != "ObserverEnrollment":
        return None
    found = work.world.users.where("sis_user_id", sis_id)
    if not found:
        raise RowError(f"An enrollment referenced a non-existent associated user {sis_id}")
    return found[0]


def _enrolment_fields(work: Importing, row: SisRow, old: Enrolment | None, user: User) -> dict[str, Any] | None:
    """What becomes of the enrolment; None when nothing does."""
    state = _enrolment_state(work, row, old)
    if user.workflow_state == "deleted" and (state == "active" or (old and old.workflow_state == "deleted")):
        work.complain(row, f"Attempted enrolling of deleted user {row['user_id']} in course {row['course_id']}")
        if old is not None and old.workflow_state == "deleted":
            return None
        state = "deleted"
    start, end = work.dates(row, f"user {row['user_id']} in {_spoken_place(row)}")
    fields: dict[str, Any] = {"workflow_state": state, "start_at": start, "end_at": end}
    if row["limit_section_privileges"]:
        fields["limit_privileges_to_course_section"] = as_bool(row["limit_section_privileges"])
    return fields


def _spoken_place(row: SisRow) -> str:
    return f"course {row['course_id']}" if row["course_id"] else f"section {row['section_id']}"


def _enrolment_state(work: Importing, row: SisRow, old: Enrolment | None) -> str:
    status = row["status"].lower()
    if not status.startswith("deleted_last_completed"):
        return next(word for word in ENROLMENT_STATUSES.split("|") if status.startswith(word))
    if old is None:
        return "completed"
    others = (
        one
        for one in work.world.enrolments.where("user_id", old.user_id)
        if one is not old and (one.course_id, one.role) == (old.course_id, old.role)
    )
    return "deleted" if any(one.workflow_state in ("active", "invited") for one in others) else "completed"
