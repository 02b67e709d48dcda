"""Announcements in course rooms: what stands there, who sees it, and posting one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from nettools.canvas.client import CanvasClient, or_none
from nettools.canvas.crafts import Bench, Craft, answer_of
from nettools.changes import Answer, Found, Kind, Order
from nettools.changes.announcing import announcement_place

_SEEING = ("active", "invited")


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """A room's announcements, and how many people are in it to see them."""

    announcements: tuple[Found, ...]
    people: int


def observe_announcements(client: CanvasClient, courses: Sequence[str]) -> Mapping[str, Audience]:
    """What is announced in each course; one that is gone is left out. Raises RemoteError."""
    with ThreadPoolExecutor(max_workers=client.gate.most, thread_name_prefix="look") as pool:
        looked = pool.map(lambda course: or_none(lambda: _audience(client, course)), courses)
        return {course: found for course, found in zip(courses, looked, strict=True) if found}


def announcing_crafts(bench: Bench) -> Mapping[Kind, Craft]:
    """How announcements are made."""
    craft = _Announcements(bench)
    return {
        Kind.ANNOUNCEMENT: Craft(
            make=craft.make, change=craft.change, remove=craft.remove, there=craft.there, alone=True
        ),
    }


@dataclass(frozen=True, slots=True)
class _Announcements:
    bench: Bench

    def make(self, order: Order) -> Answer:
        course = str(order.place["course"])
        sent = {**order.once, "is_announcement": True}
        row = self.bench.client.post_json(f"courses/{course}/discussion_topics", sent)
        return answer_of(_announcement(row, course))

    def change(self, order: Order) -> Answer:
        course = str(order.place["course"])
        path = f"courses/{course}/discussion_topics/{order.remote_id}"
        return answer_of(_announcement(self.bench.client.put_json(path, order.fields), course))

    def remove(self, order: Order) -> None:
        self.bench.delete(f"courses/{order.place['course']}/discussion_topics/{order.remote_id}")

    def there(self, order: Order) -> Iterable[Found]:
        return _announced(self.bench.client, str(order.place["course"]))


def _audience(client: CanvasClient, course: str) -> Audience:
    rows = client.pages(f"courses/{course}/enrollments", {"state[]": list(_SEEING)})
    return Audience(announcements=tuple(_announced(client, course)), people=len({row["user_id"] for row in rows}))


def _announced(client: CanvasClient, course: str) -> Iterator[Found]:
    """All of a course: GET /announcements would leave out what is older than its window."""
    rows = client.pages(f"courses/{course}/discussion_topics", {"only_announcements": "true"})
    return (_announcement(row, course) for row in rows)


def _announcement(row: Mapping[str, object], course: str) -> Found:
    title, message = str(row.get("title") or ""), str(row.get("message") or "")
    return Found(
        kind=Kind.ANNOUNCEMENT,
        remote_id=str(row["id"]),
        place=announcement_place(course, title, message),
        fields={"title": title},
    )
