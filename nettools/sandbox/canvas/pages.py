"""Pages and conversations at the pretend Canvas: as much as a course room needs."""

import re
import unicodedata
from typing import Any

from nettools.sandbox.canvas.answers import as_int, invalid, message
from nettools.sandbox.canvas.ids import find_course, find_user
from nettools.sandbox.canvas.paging import numbered
from nettools.sandbox.canvas.visit import Route, Visit, new_uuid
from nettools.sandbox.canvas.world import Course, Page
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
    """GET /courses/:c/pages, in the order in which they were made."""
    found = find_course(visit, course)
    visit.need_member(found)
    pages = [one for one in _pages(visit, found) if one.published or visit.is_staff(found.id)]
    pages.sort(key=lambda one: one.id)
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
    fields = _page_fields(visit, page)
    title = str(visit.part("wiki_page").get("title") or page.title)
    if title != page.title:
        fields |= {"title": title, "url": _free_url(visit, found, slug(title))}
    _give_way(visit, page, fields)
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
    for module in visit.world.modules.where("course_id", found.id):
        kept = [item for item in module.items if item.get("type") != "Page" or item["content_id"] != page.id]
        visit.world.modules.update(module, items=kept)
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
    fields = _page_fields(visit, None)
    page = visit.world.pages.new(course_id=course.id, title=title, url=url, created_at=visit.now, updated_at=visit.now)
    _give_way(visit, page, fields)
    return visit.world.pages.update(page, **fields)


def _page_fields(visit: Visit, page: Page | None) -> dict[str, Any]:
    """What was sent. An unpublished front page is refused (wiki_pages_api_controller, get_update_params)."""
    sent = visit.part("wiki_page")
    fields: dict[str, Any] = {name: str(sent[name]) for name in ("body", "editing_roles") if sent.get(name) is not None}
    fields |= {name: as_bool(sent[name]) for name in ("published", "front_page") if name in sent}
    in_front = fields.get("front_page", page.front_page if page else False)
    if in_front and not fields.get("published", page.published if page else True):
        raise invalid("published", "The front page cannot be unpublished")
    return fields


def _give_way(visit: Visit, page: Page, fields: dict[str, Any]) -> None:
    """A course has one front page; without one it does not open on it (wiki.rb, unset_front_page!)."""
    if "front_page" not in fields or fields["front_page"] == page.front_page:
        return
    for other in visit.world.pages.where("course_id", page.course_id):
        visit.world.pages.update(other, front_page=False)
    course = visit.world.courses.rows[page.course_id]
    if not fields["front_page"] and course.default_view == "wiki":
        visit.world.courses.update(course, default_view="modules")


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
    ("POST", "/conversations", converse),
)
