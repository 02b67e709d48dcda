"""What people have changed by hand sticks: later SIS imports leave it as it is, unless they are told to override."""

from typing import Any

from nettools.sandbox.canvas.tables import Table
from nettools.sandbox.canvas.visit import Visit
from nettools.sandbox.canvas.world import Course, EnrolmentTerm, Group, Section, User
from nettools.sandbox.wire_messages import as_bool

DATES = frozenset({"start_at", "end_at"})
STICKY: dict[type[Any], frozenset[str]] = {
    Course: DATES
    | {"name", "course_code", "enrollment_term_id", "workflow_state", "restrict_enrollments_to_course_dates"},
    Section: DATES | {"name", "course_id", "restrict_enrollments_to_section_dates"},
    EnrolmentTerm: DATES | {"name"},
    User: frozenset({"name", "short_name", "sortable_name"}),
    Group: frozenset({"name"}),
}


def change_by_hand(table: Table[Any], row: Any, **changes: object) -> Any:  # noqa: ANN401 - a row of the table
    """Change a row and let what is new stick."""
    sticky = STICKY.get(type(row), frozenset())
    fresh = {name for name in changes if name in sticky and getattr(row, name) != changes[name]}
    if fresh:
        changes["stuck"] = sorted(fresh | set(row.stuck))
    return table.update(row, **changes)


def change_by_call(visit: Visit, table: Table[Any], row: Any, **changes: object) -> Any:  # noqa: ANN401 - the same
    """Change a row as a PUT does: it sticks, and what stuck before is kept if override_sis_stickiness says so."""
    if not as_bool(visit.params.get("override_sis_stickiness", True), default=True):
        changes = {name: value for name, value in changes.items() if name not in row.stuck}
    return change_by_hand(table, row, **changes)
