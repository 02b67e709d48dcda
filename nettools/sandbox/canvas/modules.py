"""Modules at the pretend Canvas, and their items."""

from typing import Any

from nettools.sandbox.canvas.answers import as_int, as_time, message, not_found
from nettools.sandbox.canvas.ids import find_course
from nettools.sandbox.canvas.paging import numbered
from nettools.sandbox.canvas.visit import Route, Visit
from nettools.sandbox.canvas.world import Course, Module, Page
from nettools.sandbox.wire_messages import Answer, as_bool

ITEM_TYPES = ("File", "Page", "Discussion", "Assignment", "Quiz", "SubHeader", "ExternalUrl", "ExternalTool")


def module_json(visit: Visit, module: Module) -> dict[str, Any]:
    """A module; its items when they are asked for and are not too many to be told here."""
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
    if "items" not in visit.includes() or len(module.items) > visit.manners.items_told:
        return shown
    return shown | {"items": [item_json(visit, one) for one in module.items]}


def item_json(visit: Visit, item: dict[str, Any]) -> dict[str, Any]:
    """An item; a page's is called and published as the page is, wherever that has moved."""
    page = visit.world.pages.rows.get(item["content_id"]) if item["type"] == "Page" else None
    if page is None:
        return dict(item)
    return item | {"title": page.title, "page_url": page.url, "published": page.published}


def list_modules(visit: Visit, course: str) -> Answer:
    """GET /courses/:c/modules, by position; those who do not teach see what is published."""
    found = find_course(visit, course)
    visit.need_member(found)
    shown = [one for one in _modules(visit, found) if one.published or visit.is_staff(found.id)]
    return numbered(visit, shown, lambda one: module_json(visit, one))


def _modules(visit: Visit, course: Course) -> list[Module]:
    rows = [one for one in visit.world.modules.where("course_id", course.id) if one.workflow_state == "active"]
    return sorted(rows, key=lambda one: (one.position, one.id))


def create_module(visit: Visit, course: str) -> Answer:
    """POST /courses/:c/modules: unpublished, and last unless a position is given."""
    found = find_course(visit, course)
    visit.need_staff(found)
    sent = visit.part("module")
    if not sent:
        raise message("missing module parameter" if "module" not in visit.params else "missing module name")
    if not sent.get("name"):
        raise message("missing module name")
    fields = _module_fields(visit)
    fields.pop("published", None)
    module = visit.world.modules.new(course_id=found.id, position=len(_modules(visit, found)) + 1, **fields)
    _put_at(visit, found, module)
    return visit.json(module_json(visit, module))


def show_module(visit: Visit, course: str, module: str) -> Answer:
    """GET /courses/:c/modules/:m."""
    found = find_course(visit, course)
    visit.need_member(found)
    return visit.json(module_json(visit, _module(visit, found, module)))


def update_module(visit: Visit, course: str, module: str) -> Answer:
    """PUT /courses/:c/modules/:m. To publish it publishes what is in it, unless told to skip that."""
    one = _staffed_module(visit, course, module)
    sent, fields = visit.part("module"), _module_fields(visit)
    visit.world.modules.update(one, **fields)
    if "published" in fields and not as_bool(sent.get("skip_content_tags", False)):
        _publish_items(visit, one, published=fields["published"])
    _put_at(visit, visit.world.courses.rows[one.course_id], one)
    return visit.json(module_json(visit, one))


def _publish_items(visit: Visit, module: Module, *, published: bool) -> None:
    for item in module.items:
        page = visit.world.pages.rows.get(item["content_id"]) if item["type"] == "Page" else None
        if page and (published or not page.front_page):
            visit.world.pages.update(page, published=published)
    visit.world.modules.update(module, items=[item | {"published": published} for item in module.items])


def delete_module(visit: Visit, course: str, module: str) -> Answer:
    """DELETE /courses/:c/modules/:m; what its items show stays."""
    one = visit.world.modules.update(_staffed_module(visit, course, module), workflow_state="deleted")
    return visit.json(module_json(visit, one))


def _module_fields(visit: Visit) -> dict[str, Any]:
    sent, fields = visit.part("module"), dict[str, Any]()
    if sent.get("name"):
        fields["name"] = str(sent["name"])
    if "unlock_at" in sent:
        fields["unlock_at"] = as_time(sent["unlock_at"])
    return fields | {name: as_bool(sent[name]) for name in ("published", "require_sequential_progress") if name in sent}


def _put_at(visit: Visit, course: Course, module: Module) -> None:
    """Move it to where it was asked for; the others make room, and all are numbered anew."""
    position = as_int(visit.part("module").get("position"))
    if not position:
        return
    others = [one for one in _modules(visit, course) if one is not module]
    others.insert(max(0, position - 1), module)
    for number, one in enumerate(others, 1):
        visit.world.modules.update(one, position=number)


def _staffed_module(visit: Visit, course: str, module: str) -> Module:
    found = find_course(visit, course)
    visit.need_staff(found)
    return _module(visit, found, module)


def _module(visit: Visit, course: Course, named: str) -> Module:
    one = next((each for each in _modules(visit, course) if each.id == as_int(named)), None)
    if one is None:
        raise not_found()
    return one


# -- items -------------------------------------------------------------------------------------------


def list_items(visit: Visit, course: str, module: str) -> Answer:
    """GET /courses/:c/modules/:m/items."""
    found = find_course(visit, course)
    visit.need_member(found)
    return numbered(visit, _module(visit, found, module).items, lambda one: item_json(visit, one))


def create_item(visit: Visit, course: str, module: str) -> Answer:
    """POST /courses/:c/modules/:m/items (context_module_items_api_controller, create)."""
    one = _staffed_module(visit, course, module)
    sent = visit.part("module_item")
    if not sent:
        raise message("missing module item parameter")
    if sent.get("type") not in ITEM_TYPES:
        raise message("Could not find content")  # its words are from memory
    page = _page_named(visit, one, sent) if sent.get("type") == "Page" else None
    numbers = [each["id"] for other in visit.world.modules for each in other.items]
    item = {
        "id": max(numbers, default=16000) + 1,
        "module_id": one.id,
        "position": as_int(sent.get("position")) or len(one.items) + 1,
        "title": sent.get("title"),
        "indent": as_int(sent.get("indent")),
        "type": sent.get("type"),
        "content_id": page.id if page else as_int(sent.get("content_id")) or None,
        "page_url": None,
        "external_url": sent.get("external_url"),
        "published": False,
    }
    visit.world.modules.update(one, items=[*one.items, item])
    return visit.json(item_json(visit, item))


def _page_named(visit: Visit, module: Module, sent: dict[str, Any]) -> Page:
    if not sent.get("page_url"):
        raise message("missing page_url parameter")
    for page in visit.world.pages.where("course_id", module.course_id):
        if page.url == sent["page_url"] and page.workflow_state == "active":
            return page
    raise message("invalid page_url parameter")


def delete_item(visit: Visit, course: str, module: str, item: str) -> Answer:
    """DELETE /courses/:c/modules/:m/items/:id; what it shows stays."""
    one = _staffed_module(visit, course, module)
    gone = next((each for each in one.items if each["id"] == as_int(item)), None)
    if gone is None:
        raise not_found()
    visit.world.modules.update(one, items=[each for each in one.items if each is not gone])
    return visit.json(item_json(visit, gone))


ROUTES: tuple[Route, ...] = (
    ("GET", "/courses/<course>/modules", list_modules),
    ("POST", "/courses/<course>/modules", create_module),
    ("GET", "/courses/<course>/modules/<module>", show_module),
    ("PUT", "/courses/<course>/modules/<module>", update_module),
    ("DELETE", "/courses/<course>/modules/<module>", delete_module),
    ("GET", "/courses/<course>/modules/<module>/items", list_items),
    ("POST", "/courses/<course>/modules/<module>/items", create_item),
    ("DELETE", "/courses/<course>/modules/<module>/items/<item>", delete_item),
)
