"""Accounts and terms of the pretend Canvas."""

from typing import Any

from nettools.sandbox.canvas.answers import as_time, invalid, message, missing, taken
from nettools.sandbox.canvas.auth import ALL_RIGHTS
from nettools.sandbox.canvas.ids import find_account, find_term
from nettools.sandbox.canvas.paging import numbered
from nettools.sandbox.canvas.sticky import change_by_call
from nettools.sandbox.canvas.visit import Route, Visit
from nettools.sandbox.canvas.world import Account, EnrolmentTerm
from nettools.sandbox.wire_messages import Answer, as_dict, as_list

OVERRIDE_TYPES = frozenset({"StudentEnrollment", "TeacherEnrollment", "TaEnrollment", "DesignerEnrollment"})


def account_json(visit: Visit, account: Account) -> dict[str, Any]:
    """An account as it is listed."""
    shown: dict[str, Any] = {
        "id": account.id,
        "name": account.name,
        "uuid": account.uuid,
        "parent_account_id": account.parent_account_id,
        "root_account_id": None if account.parent_account_id is None else 1,
        "default_time_zone": "Europe/Stockholm",
        "default_storage_quota_mb": 500,
        "default_user_storage_quota_mb": 50,
        "default_group_storage_quota_mb": 50,
        "workflow_state": account.workflow_state,
    }
    if visit.reads_sis():
        shown |= {"sis_account_id": account.sis_account_id, "integration_id": account.integration_id}
    return shown


def show_account(visit: Visit, account: str) -> Answer:
    """GET /accounts/:id."""
    found = find_account(visit, account)
    visit.need_admin()
    return visit.json(account_json(visit, found))


def show_permissions(visit: Visit, account: str) -> Answer:
    """GET /accounts/:id/permissions: for each right that is asked about, whether the caller has it here."""
    found = find_account(visit, account)
    visit.need_admin()
    asked = [str(right) for right in as_list(visit.params.get("permissions"))]
    return visit.json({right: _has(visit, found, right) for right in asked})


def _has(visit: Visit, account: Account, right: str) -> bool:
    """Who runs an account may do what belongs to it, save what the roles here withhold; SIS is a matter by itself."""
    if right in visit.manners.withheld_rights:
        return False
    if right == "import_sis":
        return visit.may("import_sis") and account.parent_account_id is None
    return visit.may(right) if right in ALL_RIGHTS else True


def list_accounts(visit: Visit) -> Answer:
    """GET /accounts: those that the caller runs."""
    own = [one for one in visit.world.accounts if one.id == 1] if visit.is_admin() else []
    return numbered(visit, own, lambda one: account_json(visit, one))


def list_sub_accounts(visit: Visit, account: str) -> Answer:
    """GET /accounts/:id/sub_accounts."""
    above = find_account(visit, account)
    visit.need_admin()
    below = [one for one in visit.world.accounts if one.parent_account_id == above.id]
    return numbered(visit, below, lambda one: account_json(visit, one))


def term_json(visit: Visit, term: EnrolmentTerm) -> dict[str, Any]:
    """A term as it is listed."""
    shown: dict[str, Any] = {
        "id": term.id,
        "name": term.name,
        "start_at": term.start_at,
        "end_at": term.end_at,
        "created_at": term.created_at,
        "workflow_state": term.workflow_state,
        "grading_period_group_id": None,
        "overrides": term.overrides,
    }
    if visit.reads_sis():
        shown["sis_term_id"] = term.sis_term_id
    if visit.may("manage_sis"):
        shown["sis_import_id"] = term.sis_import_id
    return shown


def list_terms(visit: Visit, account: str) -> Answer:
    """GET /accounts/:root/terms."""
    _root(visit, account)
    states = set(as_list(visit.params.get("workflow_state"))) or {"active"}
    wanted = str(visit.params.get("term_name", "")).lower()
    terms = [
        one
        for one in visit.world.terms
        if ("all" in states or one.workflow_state in states) and wanted in one.name.lower()
    ]
    return numbered(visit, terms, lambda one: term_json(visit, one), wrapper="enrollment_terms")


def show_term(visit: Visit, account: str, term: str) -> Answer:
    """GET /accounts/:root/terms/:id."""
    _root(visit, account)
    return visit.json(term_json(visit, find_term(visit, term)))


def create_term(visit: Visit, account: str) -> Answer:
    """POST /accounts/:root/terms."""
    _root(visit, account)
    if not visit.part("enrollment_term"):
        raise missing("enrollment_term")
    fields = _term_fields(visit, None)
    fields.setdefault("name", "")
    return visit.json(term_json(visit, visit.world.terms.new(created_at=visit.now, **fields)))


def update_term(visit: Visit, account: str, term: str) -> Answer:
    """PUT /accounts/:root/terms/:id."""
    _root(visit, account)
    found = find_term(visit, term)
    change_by_call(visit, visit.world.terms, found, **_term_fields(visit, found))
    return visit.json(term_json(visit, found))


def delete_term(visit: Visit, account: str, term: str) -> Answer:
    """DELETE /accounts/:root/terms/:id."""
    _root(visit, account)
    found = visit.world.terms.update(find_term(visit, term), workflow_state="deleted")
    return visit.json(term_json(visit, found))


def _root(visit: Visit, account: str) -> Account:
    found = find_account(visit, account)
    visit.need_admin()
    if found.parent_account_id is not None:
        raise visit.deny()
    return found


def _term_fields(visit: Visit, old: EnrolmentTerm | None) -> dict[str, Any]:
    sent = visit.part("enrollment_term")
    fields: dict[str, Any] = {name: as_time(sent[name]) for name in ("start_at", "end_at") if name in sent}
    if "name" in sent:
        fields["name"] = str(sent["name"])
    if "overrides" in sent:
        fields["overrides"] = _overrides(as_dict(sent["overrides"]))
    if fields.get("start_at") and fields.get("end_at") and fields["end_at"] < fields["start_at"]:
        raise invalid("base", "End dates cannot be before start dates")
    if sent.get("sis_term_id") and visit.may("manage_sis"):
        fields["sis_term_id"] = _free_sis_id(visit, str(sent["sis_term_id"]), old)
    return fields


def _overrides(sent: dict[str, Any]) -> dict[str, Any]:
    if set(sent) - OVERRIDE_TYPES:
        raise message("Invalid enrollment type in overrides")
    return {kind: {name: as_time(value) for name, value in as_dict(dates).items()} for kind, dates in sent.items()}


def _free_sis_id(visit: Visit, sis_id: str, old: EnrolmentTerm | None) -> str:
    if any(one is not old for one in visit.world.terms.where("sis_term_id", sis_id)):
        raise invalid("sis_source_id", taken(sis_id))
    return sis_id


ROUTES: tuple[Route, ...] = (
    ("GET", "/accounts", list_accounts),
    ("GET", "/accounts/<account>", show_account),
    ("GET", "/accounts/<account>/permissions", show_permissions),
    ("GET", "/accounts/<account>/sub_accounts", list_sub_accounts),
    ("GET", "/accounts/<account>/terms", list_terms),
    ("POST", "/accounts/<account>/terms", create_term),
    ("GET", "/accounts/<account>/terms/<term>", show_term),
    ("PUT", "/accounts/<account>/terms/<term>", update_term),
    ("DELETE", "/accounts/<account>/terms/<term>", delete_term),
)
