"""SIS imports at the pretend Canvas: handed in, watched, aborted, and what they complained of."""

import unicodedata
from typing import Any

from werkzeug.http import parse_options_header

from nettools.sandbox.canvas import sis_run
from nettools.sandbox.canvas.answers import as_int, as_time, crash, error, message, not_found
from nettools.sandbox.canvas.files import file_json, store_file
from nettools.sandbox.canvas.ids import find_account, find_term
from nettools.sandbox.canvas.paging import numbered
from nettools.sandbox.canvas.sis_run import NOT_COMPLETED, NOT_STARTED, messages
from nettools.sandbox.canvas.sis_world import SisImport, SisImportError
from nettools.sandbox.canvas.users import user_json
from nettools.sandbox.canvas.visit import Route, Visit, new_uuid
from nettools.sandbox.wire_messages import Answer, AnswerError, Upload, as_bool, as_list, json_answer

ROOT_ONLY = "SIS imports can only be executed on root accounts"
NOT_ENABLED = "SIS imports are not enabled for this account"
NO_TERM = "Batch mode specified, but the given batch_mode_term_id cannot be found."
NO_THRESHOLD = "change_threshold is required to use multi term_batch mode."
EXTENSIONS = {"application/zip": "zip", "text/xml": "xml", "text/plain": "csv", "text/csv": "csv"}
FORMS = frozenset({"multipart/form-data", "application/x-www-form-urlencoded"})
DROP_STATUSES = frozenset({"deleted", "completed", "inactive"})
REMOVE_STATUSES = frozenset({"deleted", "suspended"})
LONGEST_IDENTIFIER = 128
PLAIN_OPTIONS = (
    *("batch_mode", "batch_mode_term_id", "multi_term_batch_mode", "skip_deletes", "override_sis_stickiness"),
    *("add_sis_stickiness", "clear_sis_stickiness", "update_sis_id_if_login_claimed", "diffing_data_set_identifier"),
    *("diffing_drop_status", "diffing_user_remove_status", "change_threshold", "diff_row_count_threshold"),
    *("batch_mode_enrollment_drop_status", "diffing_remaster"),
)


def import_json(visit: Visit, batch: SisImport) -> dict[str, Any]:
    """An import with how far it has come, and when it is done what it complained of."""
    files = visit.world.files.rows
    shown: dict[str, Any] = {
        "id": batch.id,
        "created_at": batch.created_at,
        "started_at": batch.started_at,
        "ended_at": batch.ended_at,
        "updated_at": batch.updated_at,
        "progress": batch.progress,
        "workflow_state": batch.workflow_state,
        "data": {"import_type": batch.import_type, **batch.data},
        "diffed_against_import_id": batch.diffed_against_id,
        "user": user_json(visit, visit.world.users.rows[batch.user_id]),
        **{name: batch.options.get(name) for name in PLAIN_OPTIONS},
    }
    if batch.csv_ids:
        shown["csv_attachments"] = [file_json(visit, files[one]) for one in batch.csv_ids]
    if batch.errors_file_id is not None:
        shown["errors_attachment"] = file_json(visit, files[batch.errors_file_id])
    for name, failures in (("processing_errors", True), ("processing_warnings", False)):
        found = messages(visit.world, batch, failures=failures)
        if found:
            shown[name] = found
    return shown


# -- who may, where ----------------------------------------------------------------------------------


def _enter(visit: Visit, account: str, *rights: str) -> None:
    """Only on the root account, only when it takes imports, only for who has one of the rights."""
    found = find_account(visit, account)
    if found.parent_account_id is not None:
        raise AnswerError(json_answer({"errors": [ROOT_ONLY]}, 400))
    if not visit.manners.sis_imports:
        raise AnswerError(json_answer({"errors": [NOT_ENABLED]}, 403))
    if not any(visit.may(right) for right in set(rights) - visit.manners.withheld_rights):
        raise visit.deny()


def _watch(visit: Visit, account: str) -> None:
    _enter(visit, account, "import_sis", "manage_sis")
    sis_run.look(visit.world, visit.manners, visit.now)


def _found(visit: Visit, named: str) -> SisImport:
    batch = visit.world.sis_imports.get(as_int(named))
    if batch is None:
        raise not_found()
    return batch


# -- handing in --------------------------------------------------------------------------------------


def create_import(visit: Visit, account: str) -> Answer:
    """POST /accounts/:root/sis_imports: taken at once, done later, one at a time."""
    _enter(visit, account, "import_sis")
    import_type = str(visit.params.get("import_type") or "instructure_csv")
    if import_type != "instructure_csv":
        raise AnswerError(crash())  # Canvas stumbles over it too
    name, extension, data = _attachment(visit)
    options = _options(visit)
    upload = visit.world.files.new(
        uuid=new_uuid(),
        user_id=visit.caller.id,
        display_name=name,
        content_type="application/octet-stream",
        created_at=visit.now,
        updated_at=visit.now,
    )
    store_file(visit.world, upload, data, visit.now)
    batch = visit.world.sis_imports.new(
        user_id=visit.caller.id,
        created_at=visit.now,
        updated_at=visit.now,
        upload_id=upload.id,
        extension=extension,
        options=options,
    )
    return visit.json(import_json(visit, batch))


def _attachment(visit: Visit) -> tuple[str, str, bytes]:
    """Name, extension and bytes: a form's attachment, or the raw body."""
    asked = visit.asked
    sent = visit.params.get("attachment")
    if isinstance(sent, Upload):
        name = unicodedata.normalize("NFC", sent.filename)
        return name, name.rpartition(".")[2].lower(), sent.data
    if asked.media in FORMS:
        raise AnswerError(json_answer({"error": True, "error_message": "Missing attachment"}, 400))
    extension = str(visit.params.get("extension") or "")
    if not extension:
        _, settings = parse_options_header(asked.headers.get("content-type", ""))
        if settings.get("charset", "utf-8").lower() != "utf-8":
            raise error("Invalid content type, UTF-8 required")
        extension = EXTENSIONS.get(asked.media, "zip")
    return f"sis_import.{extension}", extension.lower(), asked.body


def _options(visit: Visit) -> dict[str, Any]:
    """What the import was asked to do. Batch mode wins over diffing, and only an override can stick or clear."""
    sent = visit.params
    options: dict[str, Any] = {"skip_deletes": as_bool(sent.get("skip_deletes"))}
    for name in ("change_threshold", "diff_row_count_threshold"):
        if sent.get(name) not in (None, ""):
            options[name] = as_int(sent[name])
    options |= _batch_options(visit, options) or _diffing_options(visit)
    if as_bool(sent.get("override_sis_stickiness")):
        names = ("override_sis_stickiness", "add_sis_stickiness", "clear_sis_stickiness")
        options |= {name: True for name in names if as_bool(sent.get(name))}
    if as_bool(sent.get("update_sis_id_if_login_claimed")):
        options["update_sis_id_if_login_claimed"] = True
    for name, allowed in (("diffing_drop_status", DROP_STATUSES), ("diffing_user_remove_status", REMOVE_STATUSES)):
        if sent.get(name):
            fitting = [word for word in as_list(sent[name]) if str(word) in allowed]
            if not fitting:
                raise message(f"Invalid {name}")
            options[name] = fitting[0]
    return options


def _batch_options(visit: Visit, options: dict[str, Any]) -> dict[str, Any]:
    sent, multi = visit.params, as_bool(visit.params.get("multi_term_batch_mode"))
    if as_bool(sent.get("batch_mode")):
        try:
            term = find_term(visit, sent["batch_mode_term_id"]) if sent.get("batch_mode_term_id") else None
        except AnswerError:
            term = None
        if term is None and not multi:
            raise message(NO_TERM)
        if term is not None:
            return {"batch_mode": True, "batch_mode_term_id": term.id}
    if not multi:
        return {}
    if "change_threshold" not in options:
        raise message(NO_THRESHOLD)
    return {"batch_mode": True, "multi_term_batch_mode": True}


def _diffing_options(visit: Visit) -> dict[str, Any]:
    name = str(visit.params.get("diffing_data_set_identifier") or "")
    if not name:
        return {}
    if len(name.encode()) > LONGEST_IDENTIFIER:
        problem = {"field": "diffing_data_set_identifier", "message": "is too long", "error_code": "too_long"}
        raise AnswerError(json_answer({"errors": [problem]}, 400))
    remaster = as_bool(visit.params.get("diffing_remaster_data_set"))
    return {"diffing_data_set_identifier": name, "diffing_remaster": remaster}


# -- watching ----------------------------------------------------------------------------------------


def show_import(visit: Visit, account: str, batch: str) -> Answer:
    """GET /accounts/:root/sis_imports/:id. Each look brings the line a step further."""
    _watch(visit, account)
    return visit.json(import_json(visit, _found(visit, batch)))


def list_imports(visit: Visit, account: str) -> Answer:
    """GET /accounts/:root/sis_imports, newest first, uncounted."""
    _watch(visit, account)
    states = set(as_list(visit.params.get("workflow_state")))
    since, before = (as_time(visit.params.get(f"created_{word}")) for word in ("since", "before"))
    rows = [
        one
        for one in visit.world.sis_imports
        if (not states or one.workflow_state in states)
        and (since is None or one.created_at > since)
        and (before is None or one.created_at < before)
    ]
    return _listed(visit, rows)


def list_importing(visit: Visit, account: str) -> Answer:
    """GET /accounts/:root/sis_imports/importing: the one that runs, if any."""
    _watch(visit, account)
    return _listed(visit, [one for one in visit.world.sis_imports if one.workflow_state == "importing"])


def _listed(visit: Visit, rows: list[SisImport]) -> Answer:
    rows.sort(key=lambda one: one.id, reverse=True)
    return numbered(visit, rows, lambda one: import_json(visit, one), wrapper="sis_imports", counted=False)


def abort_import(visit: Visit, account: str, batch: str) -> Answer:
    """PUT /accounts/:root/sis_imports/:id/abort; 404 for one that is done."""
    _enter(visit, account, "import_sis", "manage_sis")
    found = _found(visit, batch)
    if found.workflow_state not in NOT_COMPLETED:
        raise not_found()
    _abort(visit, found)
    return visit.json(import_json(visit, found))


def abort_all_pending(visit: Visit, account: str) -> Answer:
    """PUT /accounts/:root/sis_imports/abort_all_pending: those that have not begun."""
    _enter(visit, account, "import_sis", "manage_sis")
    for one in visit.world.sis_imports:
        if one.workflow_state in NOT_STARTED:
            _abort(visit, one)
    return visit.json({"aborted": True})


def _abort(visit: Visit, batch: SisImport) -> None:
    visit.world.sis_imports.update(batch, workflow_state="aborted", progress=100, updated_at=visit.now)


# -- complaints --------------------------------------------------------------------------------------


def list_errors(visit: Visit, account: str, batch: str = "") -> Answer:
    """GET /accounts/:root/sis_imports/:id/errors, or those of every import."""
    _enter(visit, account, "import_sis", "manage_sis")
    table = visit.world.sis_import_errors
    rows = table.where("sis_import_id", _found(visit, batch).id) if batch else list(table)
    if as_bool(visit.params.get("failure")):
        rows = [one for one in rows if one.failure]
    return numbered(visit, rows, _error_json, wrapper="sis_import_errors")


def _error_json(one: SisImportError) -> dict[str, Any]:
    return {
        "sis_import_id": one.sis_import_id,
        "file": one.file,
        "message": one.message,
        "row": one.row,
        "row_info": one.row_info,
    }


ROUTES: tuple[Route, ...] = (
    ("GET", "/accounts/<account>/sis_imports", list_imports),
    ("POST", "/accounts/<account>/sis_imports", create_import),
    ("GET", "/accounts/<account>/sis_imports/importing", list_importing),
    ("PUT", "/accounts/<account>/sis_imports/abort_all_pending", abort_all_pending),
    ("GET", "/accounts/<account>/sis_imports/<batch>", show_import),
    ("PUT", "/accounts/<account>/sis_imports/<batch>/abort", abort_import),
    ("GET", "/accounts/<account>/sis_imports/<batch>/errors", list_errors),
    ("GET", "/accounts/<account>/sis_import_errors", list_errors),
)
