"""Pages, modules and conversations at the pretend Canvas: as much as a course room needs."""

import re
import unicodedata
from typing import Any

from nettools.sandbox.canvas.answers import as_int, as_time, invalid, message, missing, not_found
from nettools.sandbox.canvas.ids import find_course, find_user
from nettools.sandbox.canvas.paging import numbered
from nettools.sandbox.canvas.visit import Route, Visit, new_uuid
from nettools.sandbox.canvas.world import Course, Module, Page
from nettools.sandbox.wire_messages import Answer, as_bool, as_list


def page_json(visit: Visit, page: Page, *, with_body: bool = True) -> dict[str, Any]:
    """A page; in lists without its body."""
    shown: dict[str, Any] = {
        "page_id": page.id,
        "url": page.url,
        "title": page.title,
        "created_at": page.created_at,
        "updated_at": page.updated_at,
        "published": page.published,
        "hide_from_students": not page.published,
        "front_page": page.front_page,
        "html_url": f"{visit.asked.base_url}/courses/{page.course_id}/pages/{page.url}",
        "editing_roles": page.editing_roles,
    }
    return shown | {"body": page.body} if with_body else shown


def list_pages(visit: Visit, course: str) -> Answer:
    """GET /courses/:c/pages, by title."""
    found = find_course(visit, course)
    visit.need_member(found)
    pages = [one for one in _pages(visit, found) if one.published or visit.is_staff(found.id)]
    pages.sort(key=lambda one: (one.title.lower(), one.id))
    with_body = "body" in visit.includes()
    return numbered(visit, pages, lambda one: page_json(visit, one, with_body=with_body))


def show_page(visit: Visit, course: str, url: str) -> Answer:
    """GET /courses/:c/pages/:url."""
    found = find_course(visit, course)
    visit.need_member(found)
    page = _page(visit, found, url)
    if page is None:
        raise message("page not found", 404)
    return visit.json(page_json(visit, page))


def create_page(visit: Visit, course: str) -> Answer:
    """POST /courses/:c/pages; a taken address gets a number."""
    found = find_course(visit, course)
    visit.need_staff(found)
    title = str(visit.part("wiki_page").get("title") or "")
    if not title:
        raise invalid("title", "Title can't be blank", "blank")
    return visit.json(page_json(visit, _new_page(visit, found, title, _free_url(visit, found, slug(title)))))


def put_page(visit: Visit, course: str, url: str) -> Answer:
    """PUT /courses/:c/pages/:url: made when it is missing. A new title is a new address."""
    found = find_course(visit, course)
    visit.need_staff(found)
    page = _page(visit, found, url)
    if page is None:
        title = str(visit.part("wiki_page").get("title") or url.replace("-", " ").capitalize())
        return visit.json(page_json(visit, _new_page(visit, found, title, url)))
    fields = _page_fields(visit)
    title = str(visit.part("wiki_page").get("title") or page.title)
    if title != page.title:
        fields |= {"title": title, "url": _free_url(visit, found, slug(title))}
    visit.world.pages.update(page, updated_at=visit.now, **fields)
    return visit.json(page_json(visit, page))


def delete_page(visit: Visit, course: str, url: str) -> Answer:
    """DELETE /courses/:c/pages/:url; not the front page."""
    found = find_course(visit, course)
    visit.need_staff(found)
    page = _page(visit, found, url)
    if page is None:
        raise message("page not found", 404)
    if page.front_page:
        raise invalid("front_page", "The front page cannot be deleted")
    visit.world.pages.update(page, workflow_state="deleted")
    return visit.json(page_json(visit, page))


def slug(title: str) -> str:
    """A title as an address."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _pages(visit: Visit, course: Course) -> list[Page]:
    return [one for one in visit.world.pages.where("course_id", course.id) if one.workflow_state == "active"]


def _page(visit: Visit, course: Course, url: str) -> Page | None:
    number = as_int(url.removeprefix("page_id:")) if url.startswith("page_id:") else 0
    return next((one for one in _pages(visit, course) if one.url == url or one.id == number), None)


def _free_url(visit: Visit, course: Course, url: str) -> str:
    taken, free, number = {one.url for one in _pages(visit, course)}, url, 2
    while free in taken:
        free, number = f"{url}-{number}", number + 1
    return free


def _new_page(visit: Visit, course: Course, title: str, url: str) -> Page:
    return visit.world.pages.new(
        course_id=course.id, title=title, url=url, created_at=visit.now, updated_at=visit.now, **_page_fields(visit)
    )


def _page_fields(visit: Visit) -> dict[str, Any]:
    sent = visit.part("wiki_page")
    fields: dict[str, Any] = {name: str(sent[name]) for name in ("body", "editing_roles") if sent.get(name) is not None}
    return fields | {name: as_bool(sent[name]) for name in ("published", "front_page") if name in sent}


# -- modules -----------------------------------------------------------------------------------------


def module_json(visit: Visit, module: Module) -> dict[str, Any]:
    """A module."""
    items = f"{visit.asked.base_url}/api/v1/courses/{module.course_id}/modules/{module.id}/items"
    shown: dict[str, Any] = {
        "id": module.id,
        "name": module.name,
        "position": module.position,
        "unlock_at": module.unlock_at,
        "require_sequential_progress": module.require_sequential_progress,
        "publish_final_grade": False,
        "prerequisite_module_ids": [],
        "published": module.published,
        "items_count": len(module.items),
        "items_url": items,
    }
    return shown | {"items": module.items} if "items" in visit.includes() else shown


def list_modules(visit: Visit, course: str) -> Answer:
    """GET /courses/:c/modules, by position."""
    found = find_course(visit, course)
    visit.need_member(found)
    return numbered(visit, _modules(visit, found), lambda one: module_json(visit, one))


def _modules(visit: Visit, course: Course) -> list[Module]:
    rows = [one for one in visit.world.modules.where("course_id", course.id) if one.workflow_state == "active"]
    return sorted(rows, key=lambda one: (one.position, one.id))


def create_module(visit: Visit, course: str) -> Answer:
    """POST /courses/:c/modules: unpublished."""
    found = find_course(visit, course)
    visit.need_staff(found)
    sent = visit.part("module")
    if not sent:
        raise message("missing module parameter" if "module" not in visit.params else "missing module name")
    if not sent.get("name"):
        raise message("missing module name")
    position = as_int(sent.get("position")) or len(_modules(visit, found)) + 1
    fields = _module_fields(visit)
    fields.pop("published", None)
    fields["position"] = position
    return visit.json(module_json(visit, visit.world.modules.new(course_id=found.id, **fields)))


def show_module(visit: Visit, course: str, module: str) -> Answer:
    """GET /courses/:c/modules/:m."""
    found = find_course(visit, course)
    visit.need_member(found)
    return visit.json(module_json(visit, _module(visit, found, module)))


def update_module(visit: Visit, course: str, module: str) -> Answer:
    """PUT /courses/:c/modules/:m."""
    one = _staffed_module(visit, course, module)
    visit.world.modules.update(one, **_module_fields(visit))
    return visit.json(module_json(visit, one))


def delete_module(visit: Visit, course: str, module: str) -> Answer:
    """DELETE /courses/:c/modules/:m."""
    one = visit.world.modules.update(_staffed_module(visit, course, module), workflow_state="deleted")
    return visit.json(module_json(visit, one))


def _module_fields(visit: Visit) -> dict[str, Any]:
    sent, fields = visit.part("module"), dict[str, Any]()
    if sent.get("name"):
        fields["name"] = str(sent["name"])
    if sent.get("position"):
        fields["position"] = as_int(sent["position"])
    if "unlock_at" in sent:
        fields["unlock_at"] = as_time(sent["unlock_at"])
    return fields | {name: as_bool(sent[name]) for name in ("published", "require_sequential_progress") if name in sent}


def _staffed_module(visit: Visit, course: str, module: str) -> Module:
    found = find_course(visit, course)
    visit.need_staff(found)
    return _module(visit, found, module)


def _module(visit: Visit, course: Course, named: str) -> Module:
    one = next((each for each in _modules(visit, course) if each.id == as_int(named)), None)
    if one is None:
        raise not_found()
    return one


def list_items(visit: Visit, course: str, module: str) -> Answer:
    """GET /courses/:c/modules/:m/items."""
    found = find_course(visit, course)
    visit.need_member(found)
    return numbered(visit, _module(visit, found, module).items, lambda one: one)


def create_item(visit: Visit, course: str, module: str) -> Answer:
    """POST /courses/:c/modules/:m/items."""
    one = _staffed_module(visit, course, module)
    sent = visit.part("module_item")
    if not sent:
        raise missing("module_item")
    item = {
        "id": one.id * 1000 + len(one.items) + 1,
        "module_id": one.id,
        "position": as_int(sent.get("position")) or len(one.items) + 1,
        "title": sent.get("title"),
        "indent": as_int(sent.get("indent")),
        "type": sent.get("type"),
        "content_id": as_int(sent.get("content_id")) or None,
        "page_url": sent.get("page_url"),
        "external_url": sent.get("external_url"),
        "published": False,
    }
    visit.world.modules.update(one, items=[*one.items, item])
    return visit.json(item)


# -- conversations -----------------------------------------------------------------------------------


def converse(visit: Visit) -> Answer:
    """POST /conversations: 201 with a list, or 202 with nothing yet."""
    people = [find_user(visit, one).id for one in as_list(visit.params.get("recipients"))]
    if not people:
        raise invalid("recipients", "invalid", "invalid")
    for one in people:
        visit.world.notices.new(user_id=one, why="conversation")
    if visit.params.get("mode") == "async":
        return visit.json([], 202, (("X-Conversation-Batch-Id", new_uuid()),))
    subject = str(visit.params.get("subject") or "")
    shown = [{"id": one, "subject": subject, "workflow_state": "read", "audience": [one]} for one in people]
    return visit.json(shown, 201)


ROUTES: tuple[Route, ...] = (
    ("GET", "/courses/<course>/pages", list_pages),
    ("POST", "/courses/<course>/pages", create_page),
    ("GET", "/courses/<course>/pages/<url>", show_page),
    ("PUT", "/courses/<course>/pages/<url>", put_page),
    ("DELETE", "/courses/<course>/pages/<url>", delete_page),
    ("GET", "/courses/<course>/modules", list_modules),
    ("POST", "/courses/<course>/modules", create_module),
    ("GET", "/courses/<course>/modules/<module>", show_module),
    ("PUT", "/courses/<course>/modules/<module>", update_module),
    ("DELETE", "/courses/<course>/modules/<module>", delete_module),
    ("GET", "/courses/<course>/modules/<module>/items", list_items),
    ("POST", "/courses/<course>/modules/<module>/items", create_item),
    ("POST", "/conversations", converse),
)
