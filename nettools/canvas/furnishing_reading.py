"""Canvas's rows of terms, pages, modules and what is in them, in our words."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from nettools.canvas.client import CanvasClient
from nettools.canvas.rows import Row, key_of
from nettools.changes import Found, Json, Kind, Link, told

_OF_TERMS = ("name", "start_at", "end_at")
_OF_PAGES = ("title", "body", "url", "published", "front_page")


def canvas_term(row: Row) -> Found:
    """A term of the root account; one without our mark is the university's own."""
    fields = {name: _value(row.get(name)) for name in _OF_TERMS}
    return Found(
        kind=Kind.CANVAS_TERM,
        remote_id=str(row["id"]),
        key=key_of(row.get("sis_term_id")),
        place={"name": fields["name"]},
        fields=fields,
    )


def page(row: Row, course: str, default_view: str | None = None) -> Found:
    """A page of a course. Being the front page is a place of its own, whatever the page is called.

    What a course opens on is told of its front page: Canvas opens on one only when it is there. The front page cannot
    be deleted (wiki_pages_api_controller.rb). Where the list leaves bodies out, the body is not told.
    """
    fields = {name: _value(row[name]) for name in _OF_PAGES if name in row}
    in_front = bool(row.get("front_page"))
    if default_view is not None:
        fields["default_view"] = default_view
    where: dict[str, Json] = {"front_page": True} if in_front else {"title": fields["title"]}
    return Found(
        kind=Kind.PAGE,
        remote_id=str(row["page_id"]),
        place={"course": course, **where},
        fields=fields,
        lasting=in_front,
    )


def module(row: Row, course: str) -> Found:
    """A module. Its position is not told: people order modules as they like."""
    fields: dict[str, Json] = {"name": _value(row.get("name")), "published": bool(row.get("published"))}
    return Found(
        kind=Kind.MODULE, remote_id=str(row["id"]), place={"course": course, "name": fields["name"]}, fields=fields
    )


def module_item(row: Row, course: str) -> Found:
    """Something in a module; what shows a page is known by the page's address."""
    return Found(
        kind=Kind.MODULE_ITEM,
        remote_id=str(row["id"]),
        place={"course": course, "module": str(row["module_id"]), "page_url": _value(row.get("page_url"))},
        fields={"title": _value(row.get("title"))},
    )


class FurnishingReader:
    """Reads what furnishes the course rooms; for any thread. `links` say what of it is ours, and how we left it."""

    def __init__(self, client: CanvasClient, links: Mapping[str, Link] | None = None) -> None:
        self._client = client
        of = [link for link in (links or {}).values() if link.remote_id]
        self._our_items = {link.remote_id for link in of if link.kind == Kind.MODULE_ITEM}
        self._our_pages = {link.remote_id: link for link in of if link.kind == Kind.PAGE}

    def terms(self, account: str) -> list[Found]:
        """The terms of a root account."""
        return [canvas_term(row) for row in self._client.pages(f"accounts/{account}/terms")]

    def inside(self, room: Found) -> list[Found]:
        """The pages and modules of a course room."""
        view = room.fields.get("default_view")
        return [*self.pages(room.remote_id, None if view is None else str(view)), *self.modules(room.remote_id)]

    def default_view(self, course: str) -> str:
        """What the course opens on."""
        return str(self._client.get_json(f"courses/{course}").get("default_view") or "")

    def pages(self, course: str, default_view: str | None = None) -> Iterator[Found]:
        """The pages of a course. One of ours that somebody has written on since is not to be removed."""
        for row in self._client.pages(f"courses/{course}/pages", {"include[]": ["body"]}):
            found = page(row, course, default_view if row.get("front_page") else None)
            yield replace(found, lasting=found.lasting or self._written_on(found))

    def _written_on(self, found: Found) -> bool:
        link = self._our_pages.get(found.remote_id)
        left = told(link.sent, "body") if link else None
        return left is not None and found.fields.get("body", left) != left

    def modules(self, course: str) -> Iterator[Found]:
        """The modules of a course, each followed by its items. One with people's own items is not to be removed.

        Canvas leaves the items of a big module out; they are asked for by themselves.
        """
        for row in self._client.pages(f"courses/{course}/modules", {"include[]": ["items"]}):
            items = row.get("items")
            if items is None:
                items = [*self._client.pages(f"courses/{course}/modules/{row['id']}/items")]
            inside = [module_item(item, course) for item in items]
            yield replace(module(row, course), lasting=any(one.remote_id not in self._our_items for one in inside))
            yield from inside


def _value(value: object) -> Json:
    return value if isinstance(value, bool) else "" if value is None else str(value)
