"""The line of SIS imports: who is first, when it is done, and how one import runs."""

import base64
import csv
import io
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from nettools.sandbox.canvas.files import store_file
from nettools.sandbox.canvas.sis_courses import import_course, import_section, import_term
from nettools.sandbox.canvas.sis_csv import KINDS, FailedImportError, Fault, SisFile, SisRow, read_files, unpacked
from nettools.sandbox.canvas.sis_diff import differences
from nettools.sandbox.canvas.sis_groups import import_category, import_group, import_membership
from nettools.sandbox.canvas.sis_people import import_enrolment, import_user
from nettools.sandbox.canvas.sis_rows import Importing, RowError, leave_all
from nettools.sandbox.canvas.sis_world import SisImport, Upload
from nettools.sandbox.canvas.visit import Manners, new_uuid
from nettools.sandbox.canvas.world import StoredFile, World

Importer = Callable[[Importing, SisRow], bool]
IMPORTERS: dict[str, Importer] = {
    "term": import_term,
    "course": import_course,
    "section": import_section,
    "user": import_user,
    "enrollment": import_enrolment,
    "group_category": import_category,
    "group": import_group,
    "group_membership": import_membership,
}
COUNTED = (*KINDS, "abstract_course", "grade_publishing_results", "user_observer", "login")
PLURALS = {"group_category": "group_categories", "grade_publishing_results": "grade_publishing_results"}
NOT_STARTED = frozenset({"initializing", "created"})
NOT_COMPLETED = NOT_STARTED | {"importing", "cleanup_batch"}
SUCCEEDED = frozenset({"imported", "imported_with_messages"})
MOST_SHOWN = 24
SIZE_EXCEEDED = "Diffing not performed because file size difference exceeded threshold"
ROWS_EXCEEDED = "Diffing not performed because difference row count exceeded threshold"


# -- the line ----------------------------------------------------------------------------------------


def look(world: World, manners: Manners, now: str) -> None:
    """Somebody looks at the imports: the first in line comes a step further, and is done after enough looks."""
    head = _first(world)
    if head is None:
        return
    looks = head.looks + 1
    _begin(world, head, now, looks=looks, progress=min(99, 100 * looks // max(1, manners.sis_looks)))
    if looks >= manners.sis_looks:
        run(world, head, now)


def catch_up(world: World, manners: Manners, now: str) -> None:
    """Finish what has waited long enough, looked at or not."""
    head = _first(world)
    while head is not None and manners.sis_seconds is not None:
        if datetime.fromisoformat(head.created_at) + timedelta(seconds=manners.sis_seconds) > datetime.fromisoformat(
            now
        ):
            return
        run(world, head, now)
        head = _first(world)


def _first(world: World) -> SisImport | None:
    if not len(world.sis_imports):
        return None
    return next((one for one in world.sis_imports if one.workflow_state in NOT_COMPLETED), None)


def _begin(world: World, batch: SisImport, now: str, **changes: object) -> None:
    started = batch.started_at or now
    world.sis_imports.update(batch, workflow_state="importing", started_at=started, updated_at=now, **changes)


# -- one import --------------------------------------------------------------------------------------


def run(world: World, batch: SisImport, now: str) -> None:
    """Do an import from beginning to end."""
    _begin(world, batch, now)
    work = Importing(world=world, now=now, batch=batch)
    try:
        uploads, faults = unpacked(*_uploaded(world, batch))
        work.faults += faults
        _import_all(work, uploads)
    except FailedImportError as problem:
        work.faults.append(Fault(message=str(problem), failure=True))
    _finish(work)


def _uploaded(world: World, batch: SisImport) -> tuple[bytes, str, str]:
    file = world.files.rows[batch.upload_id]
    return base64.b64decode(file.content), batch.extension, file.display_name


def _import_all(work: Importing, uploads: Sequence[Upload]) -> None:
    files, faults = read_files(uploads)
    work.faults += faults
    csv_ids = [_store(work, one.name, one.data).id for one in uploads]
    work.world.sis_imports.update(work.batch, csv_ids=csv_ids)
    files = _diffed(work, files, sum(len(one.data) for one in uploads))
    order = list(KINDS)
    files = sorted(files, key=lambda one: order.index(one.kind))
    counts = dict.fromkeys((_plural(kind) for kind in COUNTED), 0)
    for kind, group in groupby(files, key=lambda one: one.kind):
        counts[_plural(kind)] = sum(_import_file(work, file) for file in group)
    supplied = list(dict.fromkeys(one.kind for one in files))
    work.batch.data |= {"supplied_batches": supplied, "completed_importers": supplied, "counts": counts}
    if work.asks("batch_mode"):
        _sweep(work, supplied)


def _import_file(work: Importing, file: SisFile) -> int:
    work.file = file.name
    importer = IMPORTERS.get(file.kind)
    if importer is None:
        work.faults.append(Fault(file=file.name, message=f"The pretend Canvas does not import {_plural(file.kind)}"))
        return 0
    return sum(_import_row(work, importer, row) for row in file.rows)


def _import_row(work: Importing, importer: Importer, row: SisRow) -> bool:
    try:
        return importer(work, row)
    except RowError as refusal:
        work.complain(row, str(refusal))
        return False


def _plural(kind: str) -> str:
    return PLURALS.get(kind, f"{kind}s")


def _store(work: Importing, name: str, data: bytes, media: str = "text/csv") -> StoredFile:
    file = work.world.files.new(
        uuid=new_uuid(),
        user_id=work.batch.user_id,
        display_name=name,
        content_type=media,
        created_at=work.now,
        updated_at=work.now,
    )
    return store_file(work.world, file, data, work.now)


# -- against the last one of the data set --------------------------------------------------------------


def _diffed(work: Importing, files: list[SisFile], size: int) -> list[SisFile]:
    """What is to be imported: the differences, or everything when there is nothing to compare with.

    Everything too when a threshold is exceeded, and then this import is not compared with later.
    """
    before = _last_of_set(work)
    if before is None:
        return files
    old_uploads = [_as_upload(work.world.files.rows[one]) for one in before.csv_ids]
    if _exceeds(work, size, sum(len(one.data) for one in old_uploads)):
        work.faults.append(Fault(message=SIZE_EXCEEDED))
        return files
    options = work.batch.options
    drop = {"enrollment": options.get("diffing_drop_status"), "user": options.get("diffing_user_remove_status")}
    old_files, _ = read_files(old_uploads)
    found, faults = differences(old_files, files, {kind: status for kind, status in drop.items() if status})
    most = options.get("diff_row_count_threshold")
    if most is not None and sum(len(one.rows) for one in found) > most:
        work.faults.append(Fault(message=ROWS_EXCEEDED))
        return files
    work.faults += faults
    work.world.sis_imports.update(work.batch, diffed_against_id=before.id)
    return found


def _last_of_set(work: Importing) -> SisImport | None:
    """The last good import of the set that was compared or a new master, else the first good one of the set."""
    name = work.batch.options.get("diffing_data_set_identifier")
    if not name or work.asks("diffing_remaster"):
        return None
    good = [
        one
        for one in work.world.sis_imports
        if one.workflow_state in SUCCEEDED and one.options.get("diffing_data_set_identifier") == name
    ]
    masters = [one for one in good if one.diffed_against_id or one.options.get("diffing_remaster")]
    return masters[-1] if masters else next(iter(good), None)


def _exceeds(work: Importing, size: int, old_size: int) -> bool:
    threshold = work.batch.options.get("change_threshold")
    return threshold is not None and old_size > 0 and abs(1 - size / old_size) * 100 > threshold


def _as_upload(file: StoredFile) -> Upload:
    return Upload(name=file.display_name, data=base64.b64decode(file.content))


# -- batch mode --------------------------------------------------------------------------------------


def _sweep(work: Importing, supplied: Sequence[str]) -> None:
    """Delete what imports have made in the term, of the kinds supplied, and this one has not touched."""
    world, term = work.world, work.batch.options.get("batch_mode_term_id")
    courses = [one for one in world.courses if one.enrollment_term_id == term]
    for course in courses:
        enrolments = [one for one in world.enrolments.where("course_id", course.id) if _untouched(work, one)]
        if "enrollment" in supplied:
            leave_all(work, enrolments)
        sections = [one for one in world.sections.where("course_id", course.id) if _untouched(work, one)]
        for one in sections if "section" in supplied else []:
            work.change(world.sections, one, workflow_state="deleted")
            leave_all(work, world.enrolments.where("course_section_id", one.id))
        if "course" in supplied and _untouched(work, course):
            work.change(world.courses, course, workflow_state="deleted")
            leave_all(work, world.enrolments.where("course_id", course.id))


def _untouched(work: Importing, row: Any) -> bool:  # noqa: ANN401 - a row of any table
    return row.workflow_state != "deleted" and row.sis_import_id not in (None, work.batch.id)


# -- the end -----------------------------------------------------------------------------------------


def _finish(work: Importing) -> None:
    batch, faults = work.batch, work.faults
    failures = [one for one in faults if one.failure]
    data = {**batch.data, "counts": {**batch.data.get("counts", {}), "error_count": len(failures)}}
    data["counts"]["warning_count"] = len(faults) - len(failures)
    data["statistics"] = work.statistics()
    for one in faults:
        _note(work, one)
    work.world.sis_imports.update(
        batch,
        data=data,
        workflow_state=("failed" if failures else "imported") + ("_with_messages" if faults else ""),
        progress=batch.progress if failures else 100,
        ended_at=work.now,
        updated_at=work.now,
        errors_file_id=_errors_file(work).id if faults else None,
    )


def _note(work: Importing, fault: Fault) -> None:
    work.world.sis_import_errors.new(
        sis_import_id=work.batch.id,
        file=fault.file,
        message=fault.message,
        row=fault.row,
        row_info=fault.row_info,
        failure=fault.failure,
    )


def _errors_file(work: Importing) -> StoredFile:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["sis_import_id", "file", "message", "row"])
    writer.writerows([work.batch.id, one.file, one.message, one.row] for one in work.faults)
    return _store(work, f"sis_errors_attachment_{work.batch.id}.csv", text.getvalue().encode(), "csv")


def messages(world: World, batch: SisImport, *, failures: bool) -> list[list[str | None]]:
    """The warnings or the errors as an import shows them: the first 24, and how many more there are."""
    rows = [one for one in world.sis_import_errors.where("sis_import_id", batch.id) if one.failure is failures]
    word = "errors" if failures else "warnings"
    shown: list[list[str | None]] = [[one.file, one.message] for one in rows[:MOST_SHOWN]]
    if len(rows) > MOST_SHOWN:
        more = f"and {len(rows) - MOST_SHOWN} more {word} that were not included"
        shown.append([more, f"Download the error file to see all {word}."])
    return shown
