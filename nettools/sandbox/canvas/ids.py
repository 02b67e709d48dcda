"""Finding what a path names: by number, by SIS id (also in hex), or by words such as self and default."""

from typing import Any

from nettools.sandbox.canvas.answers import not_found
from nettools.sandbox.canvas.tables import Table
from nettools.sandbox.canvas.visit import Visit
from nettools.sandbox.canvas.world import (
    Account,
    Assignment,
    Course,
    EnrolmentTerm,
    Group,
    GroupCategory,
    Section,
    User,
)
from nettools.sandbox.wire_messages import whole_number

ACCOUNT_IDS = {"sis_account_id": "sis_account_id"}
TERM_IDS = {"sis_term_id": "sis_term_id"}
USER_IDS = {
    "sis_user_id": "sis_user_id",
    "sis_login_id": "login_key",
    "sis_integration_id": "integration_id",
    "uuid": "uuid",
}
COURSE_IDS = {
    "sis_course_id": "sis_course_id",
    "sis_integration_id": "integration_id",
    "uuid": "uuid",
    "lti_context_id": "uuid",
}
SECTION_IDS = {"sis_section_id": "sis_section_id", "sis_integration_id": "integration_id"}
GROUP_IDS = {"sis_group_id": "sis_group_id"}
CATEGORY_IDS = {"sis_group_category_id": "sis_group_category_id"}
ASSIGNMENT_IDS = {"sis_assignment_id": "sis_assignment_id"}


def find(table: Table[Any], named: object, sis_ids: dict[str, str]) -> Any:  # noqa: ANN401 - a row of the table
    """The row that `named` stands for. 404 for what is unknown or deleted, and for what is no id at all."""
    text = str(named)
    number = whole_number(text)
    row = _by_sis_id(table, text, sis_ids) if number is None else table.get(number)
    if row is None or row.workflow_state == "deleted":
        raise not_found()
    return row


def _by_sis_id(table: Table[Any], text: str, sis_ids: dict[str, str]) -> Any:  # noqa: ANN401 - a row of the table
    kind, value = _parsed(text)
    column = sis_ids.get(kind)
    if column is None:
        return None
    rows = table.where(column, value.lower() if kind == "sis_login_id" else value)
    alive = [row for row in rows if row.workflow_state != "deleted"]
    return alive[0] if alive else None


def _parsed(text: str) -> tuple[str, str]:
    is_hex = text.startswith("hex:")
    kind, _, value = text.removeprefix("hex:").partition(":")
    if not is_hex:
        return kind, value
    try:
        return kind, bytes.fromhex(value).decode()
    except ValueError:
        return "", ""


def find_account(visit: Visit, named: str) -> Account:
    """An account; `self` is the root account."""
    found: Account = find(visit.world.accounts, 1 if named == "self" else named, ACCOUNT_IDS)
    return found


def find_term(visit: Visit, named: object) -> EnrolmentTerm:
    """A term; `default` and `current` are the first one."""
    found: EnrolmentTerm = find(visit.world.terms, 1 if named in ("default", "current") else named, TERM_IDS)
    return found


def find_user(visit: Visit, named: object) -> User:
    """A user; `self` is the caller."""
    if named == "self":
        return visit.caller
    found: User = find(visit.world.users, named, USER_IDS)
    return found


def find_course(visit: Visit, named: object) -> Course:
    """A course that is not deleted."""
    found: Course = find(visit.world.courses, named, COURSE_IDS)
    return found


def find_section(visit: Visit, named: object, course: Course | None = None) -> Section:
    """A section, within `course` if given; one of a deleted course is not found."""
    found: Section = find(visit.world.sections, named, SECTION_IDS)
    home = find_course(visit, found.course_id)
    if course is not None and home.id != course.id:
        raise not_found()
    return found


def find_group(visit: Visit, named: object) -> Group:
    """A group."""
    found: Group = find(visit.world.groups, named, GROUP_IDS)
    return found


def find_category(visit: Visit, named: object) -> GroupCategory:
    """A set of groups."""
    found: GroupCategory = find(visit.world.group_categories, named, CATEGORY_IDS)
    return found


def find_assignment(visit: Visit, course: Course, named: object) -> Assignment:
    """An assignment of the course."""
    found: Assignment = find(visit.world.assignments, named, ASSIGNMENT_IDS)
    if found.course_id != course.id:
        raise not_found()
    return found
