"""Terms, courses and sections out of an SIS import."""

from typing import Any

from nettools.sandbox.canvas.sis_csv import SisRow
from nettools.sandbox.canvas.sis_rows import CLEAR, Importing, RowError, leave_all, need, need_status
from nettools.sandbox.canvas.visit import new_uuid
from nettools.sandbox.canvas.world import Course, Section

OVERRIDE_COLUMN = "date_override_enrollment_type"


def import_term(work: Importing, row: SisRow) -> bool:
    """A row of terms. Dates for one kind of enrolment leave the rest of the term alone."""
    sis_id, status = row["term_id"], row["status"]
    need(sis_id, "No term_id given for a term")
    need(row[OVERRIDE_COLUMN] or row["name"], f"No name given for term {sis_id}")
    if not row[OVERRIDE_COLUMN]:
        need_status(status, "active|deleted", f'Improper status "{status}" for term {sis_id}')
    if work.skips(status):
        return False
    table = work.world.terms
    term = next(iter(table.where("sis_term_id", sis_id)), None)
    start, end = work.dates(row, f"term {sis_id}")
    if row[OVERRIDE_COLUMN]:
        if term is None:
            raise RowError(f"Term {sis_id} doesn't exist")
        dates = {"start_at": start, "end_at": end}
        work.change(table, term, overrides={**term.overrides, row[OVERRIDE_COLUMN]: dates})
        return True
    state = "deleted" if status.lower().startswith("deleted") else "active"
    fields: dict[str, Any] = {"name": row["name"], "start_at": start, "end_at": end, "workflow_state": state}
    if term is None:
        work.new(table, sis_term_id=sis_id, integration_id=row["integration_id"] or None, created_at=work.now, **fields)
    else:
        work.change(table, term, **fields)
    return True


def import_course(work: Importing, row: SisRow) -> bool:
    """A row of courses. Active means that it is there, not that it is published. It gets no section yet."""
    sis_id, status = row["course_id"], row["status"]
    need(sis_id, "No course_id given for a course")
    need(row["short_name"], f"No short_name given for course {sis_id}")
    need(row["long_name"], f"No long_name given for course {sis_id}")
    allowed = "active|deleted|completed|unpublished|published"
    need_status(status, allowed, f'Improper status "{status}" for course {sis_id}')
    if work.skips(status):
        return False
    course = next(iter(work.world.courses.where("sis_course_id", sis_id)), None)
    fields = _course_fields(work, row, course)
    if course is None:
        places = {"account_id": 1, "enrollment_term_id": 1} | fields
        work.new(work.world.courses, sis_course_id=sis_id, uuid=new_uuid(), created_at=work.now, **places)
        return True
    work.change(work.world.courses, course, **fields)
    if course.workflow_state == "deleted":
        leave_all(work, work.world.enrolments.where("course_id", course.id))
    return True


def _course_fields(work: Importing, row: SisRow, course: Course | None) -> dict[str, Any]:
    """An account or a term that is not there is passed over without a word."""
    state = _course_state(row["status"].lower(), course.workflow_state if course else "")
    fields: dict[str, Any] = {"name": row["long_name"], "course_code": row["short_name"], "workflow_state": state}
    accounts = work.world.accounts.where("sis_account_id", row["account_id"]) if row["account_id"] else []
    terms = work.world.terms.where("sis_term_id", row["term_id"]) if row["term_id"] else []
    if accounts:
        fields["account_id"] = accounts[0].id
    if terms and terms[0].workflow_state == "active":
        fields["enrollment_term_id"] = terms[0].id
    if row["integration_id"]:
        fields["integration_id"] = row["integration_id"]
    return fields | _course_dates(work, row, course)


def _course_dates(work: Importing, row: SisRow, course: Course | None) -> dict[str, Any]:
    """An empty date changes nothing; a course with a date restricts its enrolments to it."""
    start, end = work.dates(row, f"course {row['course_id']}")
    old = (course.start_at, course.end_at) if course else (None, None)
    dates = {
        "start_at": start if start or row["start_date"] == CLEAR else old[0],
        "end_at": end if end or row["end_date"] == CLEAR else old[1],
    }
    return {**dates, "restrict_enrollments_to_course_dates": any(dates.values())}


def _course_state(status: str, before: str) -> str:
    if status.startswith("active"):
        return "available" if before in ("available", "completed") else "unpublished"
    return {"published": "available"}.get(status, status)


def import_section(work: Importing, row: SisRow) -> bool:
    """A row of sections."""
    sis_id, home, name, status = row["section_id"], row["course_id"], row["name"], row["status"]
    need(sis_id, f"No section_id given for a section in course {home}")
    need(home, f"No course_id given for a section {sis_id}")
    if status.lower().startswith("active"):
        need(name, f"No name given for section {sis_id} in course {home}")
    need_status(status, "active|deleted", f'Improper status "{status}" for section {sis_id} in course {home}')
    if work.skips(status):
        return False
    course = next(iter(work.world.courses.where("sis_course_id", home)), None)
    if course is None:
        raise RowError(f"Section {sis_id} references course {home} which doesn't exist")
    section = next(iter(work.world.sections.where("sis_section_id", sis_id)), None)
    fields = _section_fields(work, row, course)
    if section is None:
        need(name, f"No name given for section {sis_id} in course {home}")
        work.new(work.world.sections, sis_section_id=sis_id, created_at=work.now, **fields)
    else:
        _change_section(work, section, fields)
    return True


def _section_fields(work: Importing, row: SisRow, course: Course) -> dict[str, Any]:
    start, end = work.dates(row, f"section {row['section_id']}")
    fields: dict[str, Any] = {
        "course_id": course.id,
        "integration_id": row["integration_id"] or None,
        "start_at": start,
        "end_at": end,
        "restrict_enrollments_to_section_dates": bool(start or end),
        "workflow_state": "deleted" if row["status"].lower().startswith("deleted") else "active",
    }
    return fields | {"name": row["name"]} if row["name"] else fields


def _change_section(work: Importing, section: Section, fields: dict[str, Any]) -> None:
    """People move with their section, and leave with it."""
    work.change(work.world.sections, section, **fields)
    people = work.world.enrolments.where("course_section_id", section.id)
    if section.workflow_state == "deleted":
        leave_all(work, people)
    for one in people:
        if one.course_id != section.course_id:
            work.change(work.world.enrolments, one, course_id=section.course_id, updated_at=work.now)
