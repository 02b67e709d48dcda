"""People at the pretend Canvas: made, found, changed, removed."""

from collections.abc import Sequence
from typing import Any

from nettools.sandbox.canvas.answers import as_int, field_error, not_found, sortable, taken
from nettools.sandbox.canvas.ids import find_account, find_course, find_user
from nettools.sandbox.canvas.paging import numbered
from nettools.sandbox.canvas.sticky import change_by_hand
from nettools.sandbox.canvas.visit import Route, Visit, new_uuid
from nettools.sandbox.canvas.world import Course, Enrolment, User
from nettools.sandbox.wire_messages import Answer, AnswerError, as_bool, as_list, json_answer

PROVIDERS = {"canvas": 1, "saml": 2}
LOGIN_TAKEN = "ID already in use for this account and authentication provider"
HIDDEN = frozenset({"deleted", "rejected", "completed", "inactive"})


def user_json(visit: Visit, user: User, course_id: int | None = None) -> dict[str, Any]:
    """A person as the caller may see them, by themself or as a member of a course."""
    shown: dict[str, Any] = {
        "id": user.id,
        "name": user.name,
        "created_at": user.created_at,
        "sortable_name": user.sortable_name,
        "short_name": user.short_name,
    }
    if visit.reads_sis(course_id):
        shown |= {"sis_user_id": user.sis_user_id, "integration_id": user.integration_id}
    if visit.may("manage_sis"):
        shown["sis_import_id"] = user.sis_import_id
    if user is visit.caller or visit.is_admin() or (course_id is not None and visit.is_staff(course_id)):
        shown["login_id"] = user.unique_id
    return shown | _included(visit, user)


def _included(visit: Visit, user: User) -> dict[str, Any]:
    more: dict[str, Any] = {}
    includes = visit.includes()
    if "email" in includes:
        more["email"] = user.email
    if "uuid" in includes:
        more["uuid"] = user.uuid
    if "last_login" in includes:
        more["last_login"] = None
    return more


def show_user(visit: Visit, user: str) -> Answer:
    """GET /users/:id."""
    found = find_user(visit, user)
    if found is not visit.caller:
        visit.need_admin()
    more = {"locale": found.locale, "effective_locale": found.locale or "en", "time_zone": found.time_zone}
    return visit.json(user_json(visit, found) | more)


def show_profile(visit: Visit, user: str) -> Answer:
    """GET /users/:id/profile."""
    found = find_user(visit, user)
    if found is not visit.caller:
        visit.need_admin()
    more = {"primary_email": found.email, "time_zone": found.time_zone, "locale": found.locale}
    return visit.json(user_json(visit, found) | more)


def search_users(visit: Visit, account: str) -> Answer:
    """GET /accounts/:id/users, with search_term."""
    find_account(visit, account)
    visit.need_admin()
    term = _search_term(visit)
    found = [one for one in visit.world.users if one.workflow_state != "deleted" and _matches(one, term)]
    found.sort(key=lambda one: (one.sortable_name.lower(), one.id), reverse=visit.params.get("order") == "desc")
    return numbered(visit, found, lambda one: user_json(visit, one))


def _search_term(visit: Visit) -> str:
    term = str(visit.params.get("search_term", "")).lower()
    if "search_term" in visit.params and len(term) < 2:  # noqa: PLR2004 - Canvas' own limit
        problem = {"field": "search_term", "code": "invalid", "message": "2 or more characters is required"}
        raise AnswerError(json_answer({"errors": [problem]}, 400))
    return term


def _matches(user: User, term: str) -> bool:
    return any(term in (text or "").lower() for text in (user.name, user.unique_id, user.sis_user_id, user.email))


def create_user(visit: Visit, account: str) -> Answer:
    """POST /accounts/:id/users."""
    find_account(visit, account)
    visit.need_admin()
    login = visit.part("pseudonym")
    sis_id = _text(login.get("sis_user_id")) if visit.may("manage_sis") else None
    revived = _revived(visit, sis_id)
    if revived is None:
        _refuse_conflicts(visit, str(login.get("unique_id") or ""), sis_id)
        revived = visit.world.users.new(created_at=visit.now, uuid=new_uuid(), **_new_fields(visit, sis_id))
    if as_bool(login.get("send_confirmation")):
        visit.world.notices.new(user_id=revived.id, why="confirmation")
    return visit.json(user_json(visit, revived) | {"locale": revived.locale})


def _revived(visit: Visit, sis_id: str | None) -> User | None:
    if sis_id is None or not as_bool(visit.params.get("enable_sis_reactivation")):
        return None
    gone = [one for one in visit.world.users.where("sis_user_id", sis_id) if one.workflow_state == "deleted"]
    return visit.world.users.update(gone[0], workflow_state="registered") if gone else None


def _new_fields(visit: Visit, sis_id: str | None) -> dict[str, Any]:
    sent, login, channel = visit.part("user"), visit.part("pseudonym"), visit.part("communication_channel")
    unique_id = str(login["unique_id"])
    name = str(sent.get("name") or unique_id)
    return {
        "name": name,
        "short_name": str(sent.get("short_name") or name),
        "sortable_name": str(sent.get("sortable_name") or sortable(name)),
        "locale": _text(sent.get("locale")),
        "time_zone": str(sent.get("time_zone") or "Europe/Stockholm"),
        "unique_id": unique_id,
        "email": str(channel.get("address") or (unique_id if "@" in unique_id else "")),
        "sis_user_id": sis_id,
        "integration_id": _text(login.get("integration_id")),
        "authentication_provider_id": _provider(login.get("authentication_provider_id")),
    }


def _provider(named: object) -> int | None:
    """A way to log in, by its number or its type."""
    found = PROVIDERS.get(str(named), as_int(named)) if named else None
    if found is not None and found not in PROVIDERS.values():
        raise not_found()
    return found


def _refuse_conflicts(visit: Visit, unique_id: str, sis_id: str | None) -> None:
    problems: dict[str, list[dict[str, str]]] = {}
    if not unique_id:
        problems["unique_id"] = [field_error("unique_id", "is too short (minimum is 1 character)", "too_short")]
    elif _holders(visit, unique_id):
        problems["unique_id"] = [field_error("unique_id", LOGIN_TAKEN, "taken")]
    if sis_id is not None and visit.world.users.where("sis_user_id", sis_id):
        problems["sis_user_id"] = [field_error("sis_user_id", taken(sis_id))]
    if problems:
        # Every part is there, empty or not; newer Canvas has pairing_code too.
        errors = {"user": {}, "pseudonym": problems, "observee": {}, "pairing_code": {}}
        raise AnswerError(json_answer({"errors": errors}, 400))


def _holders(visit: Visit, unique_id: str) -> list[User]:
    found = visit.world.users.where("login_key", unique_id.lower())
    return [one for one in found if one.workflow_state != "deleted"]


def update_user(visit: Visit, user: str) -> Answer:
    """PUT /users/:id."""
    found = find_user(visit, user)
    if found is not visit.caller:
        visit.need_admin()
    sent = visit.part("user")
    changes = {name: str(sent[name]) for name in ("name", "short_name", "sortable_name", "email") if sent.get(name)}
    if "name" in changes:
        changes.setdefault("sortable_name", sortable(changes["name"]))
        changes.setdefault("short_name", changes["name"])
    change_by_hand(visit.world.users, found, **changes)
    return visit.json(user_json(visit, found) | {"locale": found.locale})


def delete_user(visit: Visit, account: str, user: str) -> Answer:
    """DELETE /accounts/:a/users/:id: the person leaves every course too; the SIS id stays taken."""
    find_account(visit, account)
    visit.need_admin()
    found = visit.world.users.update(find_user(visit, user), workflow_state="deleted")
    for enrolment in visit.world.enrolments.where("user_id", found.id):
        visit.world.enrolments.update(enrolment, workflow_state="deleted", updated_at=visit.now)
    return visit.json({"user": user_json(visit, found)})


def list_logins(visit: Visit, user: str) -> Answer:
    """GET /users/:id/logins: one each, here."""
    visit.need_admin()
    found = find_user(visit, user)
    return numbered(visit, [found] if found.unique_id else [], login_json)


def login_json(user: User) -> dict[str, Any]:
    """A login; here it has the number of its person."""
    return {
        "id": user.id,
        "user_id": user.id,
        "account_id": 1,
        "unique_id": user.unique_id,
        "sis_user_id": user.sis_user_id,
        "integration_id": user.integration_id,
        "workflow_state": "active",
        "authentication_provider_id": user.authentication_provider_id,
    }


def update_login(visit: Visit, account: str, login: str) -> Answer:
    """PUT /accounts/:a/logins/:id."""
    find_account(visit, account)
    visit.need_admin()
    found = find_user(visit, login)
    sent = visit.part("login")
    changes: dict[str, Any] = {"unique_id": str(sent["unique_id"])} if sent.get("unique_id") else {}
    if "sis_user_id" in sent and visit.may("manage_sis"):
        changes["sis_user_id"] = _text(sent["sis_user_id"])
    _refuse_taken_login(visit, found, changes)
    return visit.json(login_json(visit.world.users.update(found, **changes)))


def _refuse_taken_login(visit: Visit, user: User, changes: dict[str, Any]) -> None:
    problems: dict[str, list[dict[str, str]]] = {}
    unique_id, sis_id = changes.get("unique_id"), changes.get("sis_user_id")
    if unique_id and any(one is not user for one in _holders(visit, unique_id)):
        problems["unique_id"] = [field_error("unique_id", LOGIN_TAKEN, "taken")]
    if sis_id and any(one is not user for one in visit.world.users.where("sis_user_id", sis_id)):
        problems["sis_user_id"] = [field_error("sis_user_id", taken(sis_id))]
    if problems:
        raise AnswerError(json_answer({"errors": problems}, 400))


def list_course_users(visit: Visit, course: str) -> Answer:
    """GET /courses/:id/users, by sortable name, uncounted."""
    found = find_course(visit, course)
    visit.need_member(found)
    wanted = {f"{kind.title()}Enrollment" for kind in as_list(visit.params.get("enrollment_type"))}
    people = _members(visit, found, wanted)
    term = _search_term(visit)
    shown = sorted((one for one in people if _matches(one, term)), key=lambda one: (one.sortable_name.lower(), one.id))
    return numbered(visit, shown, lambda one: user_json(visit, one, found.id), counted=False)


def show_course_user(visit: Visit, course: str, user: str) -> Answer:
    """GET /courses/:id/users/:user."""
    found = find_course(visit, course)
    visit.need_member(found)
    person = find_user(visit, user)
    if person not in _members(visit, found, set()):
        raise not_found()
    return visit.json(user_json(visit, person, found.id))


def _members(visit: Visit, course: Course, types: set[str]) -> Sequence[User]:
    def counts(one: Enrolment) -> bool:
        return one.workflow_state not in HIDDEN and (not types or one.type in types)

    ids = {one.user_id for one in visit.world.enrolments.where("course_id", course.id) if counts(one)}
    return [visit.world.users.rows[one] for one in sorted(ids)]


def _text(value: object) -> str | None:
    """A text that is there, as text: an SIS id sent as a number is one too."""
    return None if value in (None, "") else str(value)


ROUTES: tuple[Route, ...] = (
    ("GET", "/users/<user>", show_user),
    ("PUT", "/users/<user>", update_user),
    ("GET", "/users/<user>/profile", show_profile),
    ("GET", "/users/<user>/logins", list_logins),
    ("GET", "/accounts/<account>/users", search_users),
    ("POST", "/accounts/<account>/users", create_user),
    ("DELETE", "/accounts/<account>/users/<user>", delete_user),
    ("PUT", "/accounts/<account>/logins/<login>", update_login),
    ("GET", "/courses/<course>/users", list_course_users),
    ("GET", "/courses/<course>/search_users", list_course_users),
    ("GET", "/courses/<course>/users/<user>", show_course_user),
)
