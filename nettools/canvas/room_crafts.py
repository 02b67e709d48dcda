"""Course rooms and their sections: they carry our mark, and a deleted one holds on to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from nettools.canvas import rows
from nettools.canvas.client import or_none
from nettools.canvas.crafts import Bench, Craft, answer_of, for_canvas
from nettools.changes import Answer, Found, Json, Kind, Order, mark
from nettools.errors import RemoteError


def room_crafts(bench: Bench) -> Mapping[Kind, Craft]:
    """How rooms and sections are made."""
    rooms, sections = _Rooms(bench), _Sections(bench)
    return {
        Kind.COURSE_ROOM: Craft(
            make=rooms.make, change=rooms.change, remove=rooms.remove, there=rooms.there, held=True
        ),
        Kind.SECTION: Craft(
            make=sections.make, change=sections.change, remove=sections.remove, there=sections.there, held=True
        ),
    }


@dataclass(frozen=True, slots=True)
class _Rooms:
    bench: Bench

    def make(self, order: Order) -> Answer:
        if order.remote_id:
            return self._bring_back(order)
        fields = {**_with_dates(order.fields), **order.once}
        try:
            row = self._new(order, fields)
        except RemoteError as error:
            if error.code != "refused":
                raise
            # One that was deleted has our id: it comes back as it was, with what is in it.
            row = self._new(order, fields, enable_sis_reactivation=True)
            self.bench.furnished.add(str(row["id"]))
            row = self.bench.call("PUT", f"courses/{row['id']}", course={**fields, "event": "offer"})
        return answer_of(rows.course_room(row, order.key))

    def _bring_back(self, order: Order) -> Answer:
        """One that was deleted, with its number; Canvas gives it back unpublished. May be repeated."""
        path = f"courses/{order.remote_id}"
        self.bench.furnished.add(order.remote_id)
        row = or_none(lambda: self.bench.client.get_json(path))
        if row is None or row.get("workflow_state") == "deleted":
            self.bench.call("PUT", path, course={"event": "undelete"})
        return answer_of(rows.course_room(self.bench.call("PUT", path, course={"event": "offer"}), order.key))

    def _new(self, order: Order, fields: Mapping[str, Json], **more: bool) -> Mapping[str, Any]:
        sent = {**fields, "sis_course_id": mark(order.key)}
        return self.bench.call("POST", f"accounts/{self.bench.account}/courses", course=sent, offer=True, **more)

    def change(self, order: Order) -> Answer:
        self.bench.call("PUT", f"courses/{order.remote_id}", course=_with_dates(order.fields))
        return Answer(remote_id=order.remote_id)

    def remove(self, order: Order) -> None:
        self.bench.delete(f"courses/{order.remote_id}", {"event": "delete"})

    def there(self, order: Order) -> Iterable[Found]:
        reader = self.bench.reader
        found = reader.course_room(order.key, None) or reader.course_room_at(order.key, order.place)
        return [found] if found else []


def _with_dates(fields: Mapping[str, Json]) -> dict[str, Json]:
    """Dates are dropped without a word unless the course goes by them (courses_controller.rb): so that is said too."""
    dated = {"start_at", "end_at"} & set(fields)
    return for_canvas({**fields, "restrict_enrollments_to_course_dates": True} if dated else fields)


@dataclass(frozen=True, slots=True)
class _Sections:
    bench: Bench

    def make(self, order: Order) -> Answer:
        # Straight on the session, as they are many.
        fields = {**order.fields, "sis_section_id": mark(order.key)}
        named = {f"course_section[{name}]": value for name, value in fields.items()}
        row = self.bench.client.post_json(
            f"courses/{order.place['course']}/sections", {**named, "enable_sis_reactivation": True}
        )
        if row["name"] != order.fields["name"]:  # one that was deleted comes back as it was
            return self.change(replace(order, remote_id=str(row["id"])))
        return answer_of(rows.section(row))

    def change(self, order: Order) -> Answer:
        row = self.bench.call("PUT", f"sections/{order.remote_id}", course_section=order.fields)
        return answer_of(rows.section(row))

    def remove(self, order: Order) -> None:
        self.bench.delete(f"sections/{order.remote_id}")

    def there(self, order: Order) -> Iterable[Found]:
        return self.bench.reader.sections(str(order.place["course"]))
