"""Terms, pages, and modules with pages in them.

Some of it takes two calls. When Canvas refuses the second one, the first has been made all the same: it is answered as
met, with the refusal, so that what is missing is told of now and tried again the next time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from nettools.canvas.crafts import Bench, Craft, answer_of, then
from nettools.canvas.furnishing_reading import FurnishingReader, canvas_term, module, module_item, page
from nettools.canvas.rows import Row
from nettools.changes import Answer, Found, Json, Kind, Order, mark


def furnishing_crafts(bench: Bench) -> Mapping[Kind, Craft]:
    """How terms, pages, modules and their items are made."""
    terms, pages, modules, items = _Terms(bench), _Pages(bench), _Modules(bench), _Items(bench)
    return {
        Kind.CANVAS_TERM: Craft(
            make=terms.make, change=terms.change, remove=terms.remove, there=terms.there, held=True
        ),
        Kind.PAGE: Craft(
            make=pages.make,
            change=pages.change,
            remove=pages.remove,
            there=pages.there,
            alone=True,
            afterwards=("default_view",),
        ),
        Kind.MODULE: Craft(
            make=modules.make,
            change=modules.change,
            remove=modules.remove,
            there=modules.there,
            alone=True,
            in_order=True,
            afterwards=("published",),
        ),
        Kind.MODULE_ITEM: Craft(
            make=items.make, change=items.change, remove=items.remove, there=items.there, alone=True
        ),
    }


@dataclass(frozen=True, slots=True)
class _Terms:
    bench: Bench

    def make(self, order: Order) -> Answer:
        fields = {**order.fields, "sis_term_id": mark(order.key)}
        return answer_of(canvas_term(self.bench.call("POST", self._path(), enrollment_term=fields)))

    def change(self, order: Order) -> Answer:
        row = self.bench.call("PUT", f"{self._path()}/{order.remote_id}", enrollment_term=order.fields)
        return answer_of(canvas_term(row))

    def remove(self, order: Order) -> None:
        self.bench.delete(f"{self._path()}/{order.remote_id}")

    def there(self, order: Order) -> Iterable[Found]:
        del order
        return FurnishingReader(self.bench.client).terms(self.bench.account)

    def _path(self) -> str:
        return f"accounts/{self.bench.account}/terms"


@dataclass(frozen=True, slots=True)
class _Pages:
    bench: Bench

    def make(self, order: Order) -> Answer:
        """A page; a front page is then what the course opens on, which Canvas takes only in this order."""
        course, fields, view = _parted(order)
        answer = self._answer(self.bench.call("POST", f"courses/{course}/pages", wiki_page=fields), course)
        return then(answer, lambda: self._open_on(course, view)) if view else answer

    def change(self, order: Order) -> Answer:
        """Canvas makes a page that is missing, and gives it a new number: the answer's counts."""
        course, fields, view = _parted(order)
        answer = Answer(remote_id=order.remote_id)
        if fields:
            path = f"courses/{course}/pages/page_id:{order.remote_id}"
            answer = self._answer(self.bench.call("PUT", path, wiki_page=fields), course)
        if not view:
            return answer
        return replace(answer, fields={**answer.fields, **self._open_on(course, view).fields})

    def _open_on(self, course: str, view: Json) -> Answer:
        row = self.bench.call("PUT", f"courses/{course}", course={"default_view": view})
        return Answer(remote_id=course, fields={"default_view": row["default_view"]})

    def _answer(self, row: Row, course: str) -> Answer:
        return answer_of(page(row, course))

    def remove(self, order: Order) -> None:
        self.bench.delete(f"courses/{order.place['course']}/pages/page_id:{order.remote_id}")

    def there(self, order: Order) -> Iterable[Found]:
        course, reader = str(order.place["course"]), FurnishingReader(self.bench.client)
        return reader.pages(course, reader.default_view(course) if "front_page" in order.place else None)


def _parted(order: Order) -> tuple[str, dict[str, Json], Json]:
    """The course, what is the page's own, and what the course is to open on."""
    fields = dict(order.fields)
    view = fields.pop("default_view", None)
    return str(order.place["course"]), fields, view


@dataclass(frozen=True, slots=True)
class _Modules:
    bench: Bench

    def make(self, order: Order) -> Answer:
        """A module is made unpublished, and last; then it is published."""
        course = str(order.place["course"])
        row = self.bench.call("POST", f"courses/{course}/modules", module={"name": order.fields["name"]})
        answer = answer_of(module(row, course))
        if not order.fields.get("published"):
            return answer
        return then(answer, lambda: self._put(course, answer.remote_id, {"published": True}))

    def change(self, order: Order) -> Answer:
        return self._put(str(order.place["course"]), order.remote_id, order.fields)

    def _put(self, course: str, reference: str, fields: Mapping[str, Json]) -> Answer:
        """What is in it is published or not by itself: a leader's own drafts stay drafts."""
        sent = {**fields, "skip_content_tags": True} if "published" in fields else fields
        return answer_of(module(self.bench.call("PUT", f"courses/{course}/modules/{reference}", module=sent), course))

    def remove(self, order: Order) -> None:
        self.bench.delete(f"courses/{order.place['course']}/modules/{order.remote_id}")

    def there(self, order: Order) -> Iterable[Found]:
        return _of_kind(self.bench, order)


@dataclass(frozen=True, slots=True)
class _Items:
    bench: Bench

    def make(self, order: Order) -> Answer:
        course = str(order.place["course"])
        sent = {"type": "Page", "page_url": order.place["page_url"]}
        path = f"courses/{course}/modules/{order.place['module']}/items"
        return answer_of(module_item(self.bench.call("POST", path, module_item=sent), course))

    def change(self, order: Order) -> Answer:
        raise AssertionError(order.kind)  # pragma: no cover - it shows its page, whatever that is called

    def remove(self, order: Order) -> None:
        place = order.place
        self.bench.delete(f"courses/{place['course']}/modules/{place['module']}/items/{order.remote_id}")

    def there(self, order: Order) -> Iterable[Found]:
        return _of_kind(self.bench, order)


def _of_kind(bench: Bench, order: Order) -> Iterable[Found]:
    inside = FurnishingReader(bench.client).modules(str(order.place["course"]))
    return (found for found in inside if found.kind is order.kind)
