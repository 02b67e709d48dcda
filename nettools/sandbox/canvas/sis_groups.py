"""Sets of groups, groups and their members out of an SIS import; only those of courses."""

from typing import Any

from nettools.sandbox.canvas.sis_csv import SisRow
from nettools.sandbox.canvas.sis_rows import Importing, RowError, need, need_status
from nettools.sandbox.canvas.visit import new_uuid
from nettools.sandbox.canvas.world import Course, Group, GroupCategory, User

NO_ACCOUNT_GROUPS = "The pretend Canvas keeps groups of courses only"
LOOSE_GROUPS = "Student Groups"
GROUP_STATES = "available|closed|completed|deleted"


def import_category(work: Importing, row: SisRow) -> bool:
    """A row of group categories."""
    sis_id, status = row["group_category_id"], row["status"]
    need(sis_id, "No sis_id given for a group category")
    need(row["category_name"], f"No name given for group category {sis_id}")
    need(status, f"No status given for group category {sis_id}")
    need_status(status, "active|deleted", f'Improper status "{status}" for group category {sis_id}, skipping')
    if work.skips(status):
        return False
    course = _course(work, row, f"group category {sis_id}", 'Course with id "{}" didn\'t exist')
    if course is None:
        raise RowError(NO_ACCOUNT_GROUPS)
    _put_category(work, row, course)
    return True


def _put_category(work: Importing, row: SisRow, course: Course) -> None:
    table, sis_id = work.world.group_categories, row["group_category_id"]
    old = next(iter(table.where("sis_group_category_id", sis_id)), None)
    groups = work.world.groups.where("group_category_id", old.id) if old else []
    if old and old.course_id != course.id and any(one.workflow_state == "available" for one in groups):
        raise RowError(f"Cannot move group category {sis_id} because it has groups in it.")
    state = "deleted" if row["status"].lower().startswith("deleted") else "active"
    fields: dict[str, Any] = {"name": row["category_name"], "course_id": course.id, "workflow_state": state}
    if old is None:
        work.new(table, sis_group_category_id=sis_id, created_at=work.now, **fields)
    else:
        work.change(table, old, **fields)


def _course(work: Importing, row: SisRow, what: str, missing: str) -> Course | None:
    sis_id = row["course_id"]
    if sis_id and row["account_id"]:
        raise RowError(
            f"Only one context is allowed and both course_id and account_id where provided for {what.rstrip('.')}."
        )
    if not sis_id:
        return None
    found = work.world.courses.where("sis_course_id", sis_id)
    if not found or found[0].workflow_state == "deleted":
        raise RowError(f"{missing.format(sis_id)} for {what}")
    return found[0]


def import_group(work: Importing, row: SisRow) -> bool:
    """A row of groups. One with a set lies in the set's course."""
    sis_id, status = row["group_id"], row["status"]
    need(sis_id, "No group_id given for a group.")
    need(row["name"], f"No name given for group {sis_id}.")
    need_status(status, GROUP_STATES, f'Improper status "{status}" for group {sis_id}.')
    if work.skips(status):
        return False
    course = _course(work, row, f"group {sis_id}.", "Course with sis id {} didn't exist")
    home = _category(work, row, course)
    table, state = work.world.groups, status.lower()
    old = next(iter(table.where("sis_group_id", sis_id)), None)
    fields: dict[str, Any] = {"name": row["name"], "workflow_state": state}
    fields |= {"group_category_id": home.id, "course_id": home.course_id}
    if old is None:
        work.new(table, sis_group_id=sis_id, uuid=new_uuid(), created_at=work.now, **fields)
    else:
        work.change(table, old, **fields)
    return True


def _category(work: Importing, row: SisRow, course: Course | None) -> GroupCategory:
    sis_id, table = row["group_category_id"], work.world.group_categories
    if not sis_id:
        if course is None:
            raise RowError(NO_ACCOUNT_GROUPS)
        loose = [one for one in table.where("course_id", course.id) if one.name == LOOSE_GROUPS]
        return loose[0] if loose else table.new(course_id=course.id, name=LOOSE_GROUPS, created_at=work.now)
    found = [one for one in table.where("sis_group_category_id", sis_id) if one.workflow_state == "active"]
    if course is not None and (not found or found[0].course_id != course.id):
        raise RowError(
            f"Group Category {sis_id} didn't exist in course {row['course_id']} for group {row['group_id']}."
        )
    if not found:
        raise RowError(f"Group Category {sis_id} didn't exist for group {row['group_id']}.")
    return found[0]


def import_membership(work: Importing, row: SisRow) -> bool:
    """A row of members of groups: only who is in the group's course."""
    user_id, group_id, status = row["user_id"], row["group_id"], row["status"]
    need(group_id, "No group_id given for a group user")
    need(user_id, "No user_id given for a group user")
    need_status(status, "accepted|deleted", f'Improper status "{status}" for a group user')
    if work.skips(status):
        return False
    user = next(iter(work.world.users.where("sis_user_id", user_id)), None)
    group = next(iter(work.world.groups.where("sis_group_id", group_id)), None)
    if user is None:
        raise RowError(f"User {user_id} didn't exist for group user")
    if group is None:
        raise RowError(f"Group {group_id} didn't exist for group user")
    if not _in_course(work, user, group):
        raise RowError(f"User {user_id} doesn't have an enrollment in the course of group {group_id}.")
    _put_member(work, group, user, "deleted" if status.lower().startswith("deleted") else "accepted")
    return True


def _in_course(work: Importing, user: User, group: Group) -> bool:
    enrolments = work.world.enrolments.where("user_id", user.id)
    return any(one.course_id == group.course_id and one.workflow_state != "deleted" for one in enrolments)


def _put_member(work: Importing, group: Group, user: User, state: str) -> None:
    """Someone who joins leaves the set's other group."""
    table, groups = work.world.memberships, work.world.groups.rows
    mine = table.where("user_id", user.id)
    for one in mine:
        other = groups[one.group_id]
        if state == "accepted" and other is not group and other.group_category_id == group.group_category_id:
            work.change(table, one, workflow_state="deleted")
    here = sorted((one for one in mine if one.group_id == group.id), key=lambda one: one.workflow_state)
    if here:
        work.change(table, here[0], workflow_state=state)
    else:
        work.new(table, group_id=group.id, user_id=user.id, created_at=work.now, workflow_state=state)
