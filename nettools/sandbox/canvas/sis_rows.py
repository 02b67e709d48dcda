"""What every importer of rows needs: where the rows go, what sticks, what is counted, what is refused."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from nettools.sandbox.canvas.answers import as_time
from nettools.sandbox.canvas.sis_csv import Fault, SisRow
from nettools.sandbox.canvas.sis_world import SisImport
from nettools.sandbox.canvas.tables import Table
from nettools.sandbox.canvas.world import (
    Course,
    Enrolment,
    EnrolmentTerm,
    Group,
    GroupCategory,
    Membership,
    Section,
    User,
    World,
)

# What Canvas' statistics call the rows, and which states mean that a row is there.
MODELS: dict[object, str] = {
    EnrolmentTerm: "EnrollmentTerm",
    Course: "Course",
    Section: "CourseSection",
    User: "Pseudonym",
    Enrolment: "Enrollment",
    GroupCategory: "GroupCategory",
    Group: "Group",
    Membership: "GroupMembership",
}
THERE = frozenset({"active", "registered", "unpublished", "available", "accepted"})
CONCLUDABLE = frozenset({"Course", "Enrollment"})
CLEAR = "<delete>"


class RowError(Exception):
    """A row that is not imported, in Canvas' words."""


@dataclass(slots=True, kw_only=True)
class Importing:
    """One import while it runs. `course` and `section` are those of the last enrolment, as Canvas remembers them."""

    world: World
    now: str
    batch: SisImport
    file: str = ""
    faults: list[Fault] = field(default_factory=list)
    tally: Counter[tuple[str, str]] = field(default_factory=Counter)
    course: Course | None = None
    section: Section | None = None

    def asks(self, option: str) -> bool:
        """Whether the import was sent with this option."""
        return bool(self.batch.options.get(option))

    def complain(self, row: SisRow, message: str) -> None:
        """Note what is wrong with a row."""
        self.faults.append(Fault(file=self.file, message=message, row=row.line, row_info=row.text()))

    def skips(self, status: str) -> bool:
        """Whether a row that deletes is passed over."""
        return self.asks("skip_deletes") and "deleted" in status.lower()

    def dates(self, row: SisRow, what: str) -> tuple[str | None, str | None]:
        """The row's dates; what is no date is complained of and left out."""
        found = []
        for column in ("start_date", "end_date"):
            found.append(as_time(row[column]) if row[column] not in ("", CLEAR) else None)
            if found[-1] is None and row[column] not in ("", CLEAR):
                self.complain(row, f"Bad date format for {what}")
        return found[0], found[1]

    def new(self, table: Table[Any], **fields: object) -> Any:  # noqa: ANN401 - a row of the table
        """A new row, made by this import."""
        row = table.new(sis_import_id=self.batch.id, **fields)
        self._count(table, "", row.workflow_state)
        return row

    def change(self, table: Table[Any], row: Any, **changes: object) -> Any:  # noqa: ANN401 - a row of the table
        """Change a row as far as nothing sticks."""
        before = row.workflow_state
        table.update(row, sis_import_id=self.batch.id, **self._unstuck(row, changes))
        self._count(table, before, row.workflow_state)
        return row

    def _unstuck(self, row: Any, changes: dict[str, object]) -> dict[str, object]:  # noqa: ANN401 - any row
        stuck = set(getattr(row, "stuck", ()))
        if not self.asks("override_sis_stickiness"):
            return {name: value for name, value in changes.items() if name not in stuck}
        if self.asks("clear_sis_stickiness"):
            return {**changes, "stuck": sorted(stuck - set(changes))}
        if self.asks("add_sis_stickiness") and hasattr(row, "stuck"):
            fresh = {name for name, value in changes.items() if getattr(row, name) != value}
            return {**changes, "stuck": sorted(stuck | fresh)}
        return changes

    def _count(self, table: Table[Any], before: str, after: str) -> None:
        if before != after:
            self.tally[MODELS[table.kind], _change(before, after)] += 1

    def statistics(self) -> dict[str, Any]:
        """What has changed, as Canvas counts it."""
        shown: dict[str, Any] = {"total_state_changes": sum(self.tally.values())}
        for model in MODELS.values():
            names = ["created", "restored", "deleted"]
            names += ["concluded"] if model in CONCLUDABLE else []
            names += ["deactivated"] if model == "Enrollment" else []
            shown[model] = {name: self.tally[model, name] for name in names}
        return shown


def _change(before: str, after: str) -> str:
    if after in THERE:
        return "restored" if before else "created"
    return {"completed": "concluded", "inactive": "deactivated"}.get(after, after)


def need(value: str, message: str) -> None:
    """Refuse the row when something is missing."""
    if not value:
        raise RowError(message)


def need_status(status: str, allowed: str, message: str) -> None:
    """Refuse the row when its status begins with none of the allowed words."""
    if not re.match(allowed, status, re.IGNORECASE):
        raise RowError(message)


def leave_all(work: Importing, enrolments: list[Enrolment]) -> None:
    """Delete these enrolments, whose place or person is gone."""
    for one in enrolments:
        if one.workflow_state != "deleted":
            work.change(work.world.enrolments, one, workflow_state="deleted", updated_at=work.now)
