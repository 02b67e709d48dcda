"""Sections at the pretend Canvas."""

from typing import Any

from nettools.sandbox.canvas.answers import as_time, invalid, message, taken
from nettools.sandbox.canvas.ids import find_course, find_section
from nettools.sandbox.canvas.paging import numbered
from nettools.sandbox.canvas.sticky import change_by_call
from nettools.sandbox.canvas.visit import Route, Visit
from nettools.sandbox.canvas.world import Course, Section, World
from nettools.sandbox.wire_messages import Answer, as_bool

NO_SIS_RIGHT = "You must have manage_sis permission to update sis attributes"
CANNOT_DELETE = "You can't delete a section that has enrollments"


def section_json(visit: Visit, section: Section) -> dict[str, Any]:
    """A section as the caller may see it."""
    shown: dict[str, Any] = {
        "id": section.id,
        "name": section.name,
        "course_id": section.course_id,
        "nonxlist_course_id": section.nonxlist_course_id,
        "start_at": section.start_at,
        "end_at": section.end_at,
        "restrict_enrollments_to_section_dates": section.restrict_enrollments_to_section_dates,
        "created_at": section.created_at,
    }
    if visit.reads_sis(section.course_id):
        shown |= {
            "integration_id": section.integration_id,
            "sis_course_id": visit.world.courses.rows[section.course_id].sis_course_id,
            "sis_section_id": section.sis_section_id,
        }
    if visit.may("manage_sis"):
        shown["sis_import_id"] = section.sis_import_id
    if "total_students" in visit.includes():
        shown["total_students"] = _students(visit, section)
    return shown


def _students(visit: Visit, section: Section) -> int:
    counted = ("active", "invited", "creation_pending")
    return len(
        {
            one.user_id
            for one in visit.world.enrolments.where("course_section_id", section.id)
            if one.type == "StudentEnrollment" and one.workflow_state in counted
        }
    )


def list_sections(visit: Visit, course: str) -> Answer:
    """GET /courses/:c/sections, by name, then id."""
    found = find_course(visit, course)
    visit.need_member(found)
    term = str(visit.params.get("search_term", "")).lower()
    sections = [one for one in active_sections(visit, found) if term in one.name.lower()]
    sections.sort(key=lambda one: (one.name.lower(), one.id))
    if "all" in visit.params:
        return visit.json([section_json(visit, one) for one in sections])
    return numbered(visit, sections, lambda one: section_json(visit, one))


def active_sections(visit: Visit, course: Course) -> list[Section]:
    """The course's sections that are not deleted."""
    return [one for one in visit.world.sections.where("course_id", course.id) if one.workflow_state == "active"]


def default_section(world: World, course: Course, now: str) -> Section:
    """The course's own section, made when first needed: the first one that no SIS id names."""
    own = [one for one in world.sections.where("course_id", course.id) if one.workflow_state == "active"]
    nameless = [one for one in own if one.sis_section_id is None]
    return nameless[0] if nameless else world.sections.new(course_id=course.id, name=course.name, created_at=now)


def show_section(visit: Visit, section: str, course: str = "") -> Answer:
    """GET /sections/:id, GET /courses/:c/sections/:id."""
    found = find_section(visit, section, find_course(visit, course) if course else None)
    visit.need_member(find_course(visit, found.course_id))
    return visit.json(section_json(visit, found))


def create_section(visit: Visit, course: str) -> Answer:
    """POST /courses/:c/sections. Without manage_sis the SIS ids are ignored without a word."""
    home = find_course(visit, course)
    visit.need_staff(home)
    section = _revived(visit, home)
    if section is None:
        fields = _fields(visit, None)
        fields.setdefault("name", "Unnamed Section")
        section = visit.world.sections.new(course_id=home.id, created_at=visit.now, **fields)
    return visit.json(section_json(visit, section))


def _revived(visit: Visit, course: Course) -> Section | None:
    """A deleted section of this course with the asked SIS id comes back, under its old name."""
    sis_id = visit.part("course_section").get("sis_section_id")
    if not sis_id or not as_bool(visit.params.get("enable_sis_reactivation")) or not visit.may("manage_sis"):
        return None
    for one in visit.world.sections.where("sis_section_id", str(sis_id)):
        if one.course_id == course.id and one.workflow_state == "deleted":
            return visit.world.sections.update(one, workflow_state="active")
    return None


def update_section(visit: Visit, section: str) -> Answer:
    """PUT /sections/:id."""
    found = find_section(visit, section)
    visit.need_staff(find_course(visit, found.course_id))
    sent = visit.part("course_section")
    if not visit.may("manage_sis") and {"sis_section_id", "integration_id"} & set(sent):
        raise message(NO_SIS_RIGHT, 401)
    change_by_call(visit, visit.world.sections, found, **_fields(visit, found))
    return visit.json(section_json(visit, found))


def delete_section(visit: Visit, section: str) -> Answer:
    """DELETE /sections/:id: not while somebody is in it, and never the last one."""
    found = find_section(visit, section)
    course = find_course(visit, found.course_id)
    visit.need_staff(course)
    living = [e for e in visit.world.enrolments.where("course_section_id", found.id) if e.workflow_state != "deleted"]
    if living or len(active_sections(visit, course)) == 1:
        raise message(CANNOT_DELETE)
    visit.world.sections.update(found, workflow_state="deleted")
    return visit.json(section_json(visit, found))


def _fields(visit: Visit, section: Section | None) -> dict[str, Any]:
    sent = visit.part("course_section")
    fields: dict[str, Any] = {name: as_time(sent[name]) for name in ("start_at", "end_at") if name in sent}
    if sent.get("name"):
        fields["name"] = str(sent["name"])
    if "restrict_enrollments_to_section_dates" in sent:
        fields["restrict_enrollments_to_section_dates"] = as_bool(sent["restrict_enrollments_to_section_dates"])
    return fields | _sis_fields(visit, section) if visit.may("manage_sis") else fields


def _sis_fields(visit: Visit, section: Section | None) -> dict[str, Any]:
    sent, sections, fields = visit.part("course_section"), visit.world.sections, dict[str, Any]()
    if "sis_section_id" in sent:
        sis_id = str(sent["sis_section_id"] or "") or None
        if sis_id and any(one is not section for one in sections.where("sis_section_id", sis_id)):
            raise invalid("sis_source_id", taken(sis_id))
        fields["sis_section_id"] = sis_id
    if "integration_id" in sent:
        other_id = str(sent["integration_id"] or "") or None
        if other_id and any(one is not section for one in sections.where("integration_id", other_id)):
            raise invalid("integration_id", f'INTEGRATRION ID "{other_id}" is already in use')  # spelt so by Canvas
        fields["integration_id"] = other_id
    return fields


ROUTES: tuple[Route, ...] = (
    ("GET", "/courses/<course>/sections", list_sections),
    ("POST", "/courses/<course>/sections", create_section),
    ("GET", "/courses/<course>/sections/<section>", show_section),
    ("GET", "/sections/<section>", show_section),
    ("PUT", "/sections/<section>", update_section),
    ("DELETE", "/sections/<section>", delete_section),
)
