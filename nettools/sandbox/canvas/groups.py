"""Sets of groups, groups and their members at the pretend Canvas."""

from typing import Any

from nettools.sandbox.canvas.answers import as_int, invalid, message, not_found, taken
from nettools.sandbox.canvas.ids import find_category, find_course, find_group, find_user
from nettools.sandbox.canvas.paging import numbered
from nettools.sandbox.canvas.sticky import change_by_hand
from nettools.sandbox.canvas.users import user_json
from nettools.sandbox.canvas.visit import Route, Visit, new_uuid
from nettools.sandbox.canvas.world import Course, Group, GroupCategory, Membership, User
from nettools.sandbox.wire_messages import Answer, AnswerError, as_list, json_answer

NO_SIS_RIGHT = "You must have manage_sis permission to update sis attributes"


def category_json(visit: Visit, category: GroupCategory) -> dict[str, Any]:
    """A set of groups."""
    shown: dict[str, Any] = {
        "id": category.id,
        "name": category.name,
        "role": None,
        "self_signup": category.self_signup,
        "group_limit": category.group_limit,
        "auto_leader": category.auto_leader,
        "context_type": "Course",
        "course_id": category.course_id,
        "created_at": category.created_at,
        "protected": False,
        "allows_multiple_memberships": False,
        "is_member": False,
        "groups_count": len(_groups(visit, category)),
        "unassigned_users_count": 0,
        "progress": None,
    }
    if visit.reads_sis(category.course_id):
        shown["sis_group_category_id"] = category.sis_group_category_id
    if visit.may("manage_sis"):
        shown["sis_import_id"] = category.sis_import_id
    return shown


def list_categories(visit: Visit, course: str) -> Answer:
    """GET /courses/:c/group_categories."""
    found = find_course(visit, course)
    visit.need_member(found)
    rows = [one for one in visit.world.group_categories.where("course_id", found.id) if one.workflow_state == "active"]
    return numbered(visit, rows, lambda one: category_json(visit, one))


def create_category(visit: Visit, course: str) -> Answer:
    """POST /courses/:c/group_categories, with empty groups if create_group_count says so."""
    found = find_course(visit, course)
    visit.need_staff(found)
    category = visit.world.group_categories.new(
        course_id=found.id, created_at=visit.now, **_category_fields(visit, found, None)
    )
    for number in range(1, as_int(visit.params.get("create_group_count")) + 1):
        _new_group(visit, category, name=f"{category.name} {number}")
    return visit.json(category_json(visit, category))


def show_category(visit: Visit, category: str) -> Answer:
    """GET /group_categories/:id."""
    found = find_category(visit, category)
    visit.need_member(find_course(visit, found.course_id))
    return visit.json(category_json(visit, found))


def update_category(visit: Visit, category: str) -> Answer:
    """PUT /group_categories/:id."""
    found = _staffed_category(visit, category)
    course = find_course(visit, found.course_id)
    visit.world.group_categories.update(found, **_category_fields(visit, course, found))
    return visit.json(category_json(visit, found))


def delete_category(visit: Visit, category: str) -> Answer:
    """DELETE /group_categories/:id, its groups with it."""
    found = _staffed_category(visit, category)
    for group in _groups(visit, found):
        visit.world.groups.update(group, workflow_state="deleted")
    visit.world.group_categories.update(found, workflow_state="deleted")
    return visit.json(category_json(visit, found))


def _staffed_category(visit: Visit, category: str) -> GroupCategory:
    found = find_category(visit, category)
    visit.need_staff(find_course(visit, found.course_id))
    return found


def _category_fields(visit: Visit, course: Course, old: GroupCategory | None) -> dict[str, Any]:
    sent = visit.params
    fields: dict[str, Any] = {name: sent[name] or None for name in ("self_signup", "auto_leader") if name in sent}
    if "group_limit" in sent:
        fields["group_limit"] = as_int(sent["group_limit"]) or None
    if sent.get("name") or old is None:
        fields["name"] = _free_name(visit, course, str(sent.get("name") or ""), old)
    if sent.get("sis_group_category_id"):
        fields["sis_group_category_id"] = _free_sis_id(visit, str(sent["sis_group_category_id"]), old)
    return fields


def _free_name(visit: Visit, course: Course, name: str, old: GroupCategory | None) -> str:
    if not name:
        raise invalid("name", "is required", "required")
    for one in visit.world.group_categories.where("course_id", course.id):
        if one is not old and one.workflow_state == "active" and one.name.lower() == name.lower():
            raise invalid("name", f"{name} is already in use.")
    return name


def _free_sis_id(visit: Visit, sis_id: str, old: GroupCategory | None) -> str:
    """A taken one goes the other road of errors: a list."""
    if not visit.may("manage_sis"):
        raise message(NO_SIS_RIGHT, 401)
    if any(one is not old for one in visit.world.group_categories.where("sis_group_category_id", sis_id)):
        problem = {"field": "sis_source_id", "message": taken(sis_id), "error_code": "taken"}
        raise AnswerError(json_answer({"errors": [problem]}, 400))
    return sis_id


# -- groups ------------------------------------------------------------------------------------------


def group_json(visit: Visit, group: Group) -> dict[str, Any]:
    """A group."""
    shown: dict[str, Any] = {
        "id": group.id,
        "name": group.name,
        "description": group.description,
        "is_public": False,
        "join_level": group.join_level,
        "group_category_id": group.group_category_id,
        "max_membership": group.max_membership,
        "created_at": group.created_at,
        "members_count": len(members(visit, group)),
        "storage_quota_mb": 50,
        "context_type": "Course",
        "course_id": group.course_id,
        "avatar_url": None,
        "role": None,
        "leader": None,
        "has_submission": any(one.group_id == group.id for one in visit.world.submissions),
        "concluded": False,
    }
    if visit.reads_sis(group.course_id):
        shown["sis_group_id"] = group.sis_group_id
    if visit.may("manage_sis"):
        shown["sis_import_id"] = group.sis_import_id
    if "users" in visit.includes():
        shown["users"] = [user_json(visit, one, group.course_id) for one in _people(visit, group)]
    return shown


def list_groups(visit: Visit, category: str) -> Answer:
    """GET /group_categories/:id/groups, by name."""
    found = find_category(visit, category)
    visit.need_member(find_course(visit, found.course_id))
    return numbered(visit, _groups(visit, found), lambda one: group_json(visit, one))


def list_course_groups(visit: Visit, course: str) -> Answer:
    """GET /courses/:c/groups, by name."""
    found = find_course(visit, course)
    visit.need_member(found)
    rows = [one for one in visit.world.groups.where("course_id", found.id) if one.workflow_state == "available"]
    return numbered(visit, sorted(rows, key=_by_name), lambda one: group_json(visit, one))


def create_group(visit: Visit, category: str) -> Answer:
    """POST /group_categories/:id/groups."""
    found = _staffed_category(visit, category)
    return visit.json(group_json(visit, _new_group(visit, found, **_group_fields(visit, None))))


def show_group(visit: Visit, group: str) -> Answer:
    """GET /groups/:g."""
    found = find_group(visit, group)
    visit.need_member(find_course(visit, found.course_id))
    return visit.json(group_json(visit, found))


def update_group(visit: Visit, group: str) -> Answer:
    """PUT /groups/:g; members[] replaces who is in it. Those are numbers: SIS ids do not work here."""
    found = _staffed_group(visit, group)
    change_by_hand(visit.world.groups, found, **_group_fields(visit, found))
    if "members" in visit.params:
        wanted = [as_int(one) for one in as_list(visit.params["members"])]
        for one in members(visit, found):
            if one.user_id not in wanted:
                visit.world.memberships.update(one, workflow_state="deleted")
        for user_id in wanted:
            if user_id in _course_people(visit, found.course_id):
                join(visit, found, visit.world.users.rows[user_id])
    return visit.json(group_json(visit, found))


def delete_group(visit: Visit, group: str) -> Answer:
    """DELETE /groups/:g."""
    found = visit.world.groups.update(_staffed_group(visit, group), workflow_state="deleted")
    return visit.json(group_json(visit, found))


def _staffed_group(visit: Visit, group: str) -> Group:
    found = find_group(visit, group)
    visit.need_staff(find_course(visit, found.course_id))
    return found


def _group_fields(visit: Visit, old: Group | None) -> dict[str, Any]:
    sent = visit.params
    fields: dict[str, Any] = {
        name: str(sent[name]) for name in ("name", "description", "join_level") if sent.get(name) is not None
    }
    if sent.get("sis_group_id"):
        if not visit.may("manage_sis"):
            raise message(NO_SIS_RIGHT, 401)
        sis_id = str(sent["sis_group_id"])
        if any(one is not old for one in visit.world.groups.where("sis_group_id", sis_id)):
            raise invalid("sis_source_id", taken(sis_id))
        fields["sis_group_id"] = sis_id
    return fields


def _new_group(visit: Visit, category: GroupCategory, **fields: object) -> Group:
    fields.setdefault("name", category.name)
    return visit.world.groups.new(
        course_id=category.course_id,
        group_category_id=category.id,
        created_at=visit.now,
        uuid=new_uuid(),
        **fields,
    )


def _groups(visit: Visit, category: GroupCategory) -> list[Group]:
    rows = visit.world.groups.where("group_category_id", category.id)
    return sorted((one for one in rows if one.workflow_state == "available"), key=_by_name)


def _by_name(group: Group) -> tuple[str, int]:
    return (group.name.lower(), group.id)


# -- members -----------------------------------------------------------------------------------------


def members(visit: Visit, group: Group) -> list[Membership]:
    """Who is in a group."""
    return [one for one in visit.world.memberships.where("group_id", group.id) if one.workflow_state == "accepted"]


def _people(visit: Visit, group: Group) -> list[User]:
    return [visit.world.users.rows[one.user_id] for one in members(visit, group)]


def _course_people(visit: Visit, course_id: int) -> set[int]:
    rows = visit.world.enrolments.where("course_id", course_id)
    return {one.user_id for one in rows if one.workflow_state in ("active", "invited", "creation_pending")}


def join(visit: Visit, group: Group, user: User) -> tuple[Membership, bool]:
    """Put a person in a group; they leave the set's other group. Tells whether they were not there before."""
    for one in visit.world.memberships.where("user_id", user.id):
        home = visit.world.groups.rows[one.group_id]
        if one.workflow_state != "accepted" or home.group_category_id != group.group_category_id:
            continue
        if home is group:
            return one, False
        visit.world.memberships.update(one, workflow_state="deleted")
    return visit.world.memberships.new(group_id=group.id, user_id=user.id, created_at=visit.now), True


def membership_json(visit: Visit, one: Membership) -> dict[str, Any]:
    """A membership."""
    shown: dict[str, Any] = {
        "id": one.id,
        "group_id": one.group_id,
        "user_id": one.user_id,
        "workflow_state": one.workflow_state,
        "moderator": one.moderator,
        "created_at": one.created_at,
    }
    if visit.reads_sis():
        shown["sis_group_id"] = visit.world.groups.rows[one.group_id].sis_group_id
    if visit.may("manage_sis"):
        shown["sis_import_id"] = one.sis_import_id
    return shown


def list_memberships(visit: Visit, group: str) -> Answer:
    """GET /groups/:g/memberships."""
    found = find_group(visit, group)
    visit.need_member(find_course(visit, found.course_id))
    return numbered(visit, members(visit, found), lambda one: membership_json(visit, one))


def list_members(visit: Visit, group: str) -> Answer:
    """GET /groups/:g/users."""
    found = find_group(visit, group)
    visit.need_member(find_course(visit, found.course_id))
    return numbered(visit, _people(visit, found), lambda one: user_json(visit, one, found.course_id))


def create_membership(visit: Visit, group: str) -> Answer:
    """POST /groups/:g/memberships: the same person twice is one membership."""
    found = _staffed_group(visit, group)
    one, fresh = join(visit, found, find_user(visit, visit.params.get("user_id", "")))
    return visit.json(membership_json(visit, one) | {"just_created": fresh})


def delete_membership(visit: Visit, group: str, membership: str) -> Answer:
    """DELETE /groups/:g/memberships/:id."""
    wanted = as_int(membership)
    return _leave(visit, group, lambda one: one.id == wanted)


def delete_member(visit: Visit, group: str, user: str) -> Answer:
    """DELETE /groups/:g/users/:u."""
    person = find_user(visit, user)
    return _leave(visit, group, lambda one: one.user_id == person.id)


def _leave(visit: Visit, group: str, fits: Any) -> Answer:  # noqa: ANN401 - a test of a membership
    for one in members(visit, _staffed_group(visit, group)):
        if fits(one):
            visit.world.memberships.update(one, workflow_state="deleted")
            return visit.json({"ok": True})
    raise not_found()


ROUTES: tuple[Route, ...] = (
    ("GET", "/courses/<course>/group_categories", list_categories),
    ("POST", "/courses/<course>/group_categories", create_category),
    ("GET", "/courses/<course>/groups", list_course_groups),
    ("GET", "/group_categories/<category>", show_category),
    ("PUT", "/group_categories/<category>", update_category),
    ("DELETE", "/group_categories/<category>", delete_category),
    ("GET", "/group_categories/<category>/groups", list_groups),
    ("POST", "/group_categories/<category>/groups", create_group),
    ("GET", "/groups/<group>", show_group),
    ("PUT", "/groups/<group>", update_group),
    ("DELETE", "/groups/<group>", delete_group),
    ("GET", "/groups/<group>/memberships", list_memberships),
    ("POST", "/groups/<group>/memberships", create_membership),
    ("DELETE", "/groups/<group>/memberships/<membership>", delete_membership),
    ("GET", "/groups/<group>/users", list_members),
    ("DELETE", "/groups/<group>/users/<user>", delete_member),
)
