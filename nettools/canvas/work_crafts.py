"""What people work with in a course room: calendar events and the hand-in. Only their titles tell them apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nettools.canvas import rows
from nettools.canvas.crafts import Bench, Craft, answer_of, for_canvas
from nettools.changes import Answer, Found, Kind, Order


def work_crafts(bench: Bench) -> Mapping[Kind, Craft]:
    """How events and hand-ins are made."""
    events, hand_ins = _Events(bench), _HandIns(bench)
    return {
        Kind.CALENDAR_EVENT: Craft(
            make=events.make, change=events.change, remove=events.remove, there=events.there, alone=True
        ),
        Kind.HAND_IN: Craft(
            make=hand_ins.make, change=hand_ins.change, remove=hand_ins.remove, there=hand_ins.there, alone=True
        ),
    }


@dataclass(frozen=True, slots=True)
class _Events:
    bench: Bench

    def make(self, order: Order) -> Answer:
        fields = {"context_code": _calendar(order), **order.fields}
        return answer_of(rows.calendar_event(self.bench.call("POST", "calendar_events", calendar_event=fields)))

    def change(self, order: Order) -> Answer:
        row = self.bench.call("PUT", f"calendar_events/{order.remote_id}", calendar_event=order.fields)
        return answer_of(rows.calendar_event(row))

    def remove(self, order: Order) -> None:
        self.bench.delete(f"calendar_events/{order.remote_id}")

    def there(self, order: Order) -> Iterable[Found]:
        return self.bench.reader.calendar_events([_calendar(order)])


def _calendar(order: Order) -> str:
    """The code of the calendar that an event stands in: a room's, or a group's."""
    context = "group" if "group" in order.place else "course"
    return f"{context}_{order.place[context]}"


@dataclass(frozen=True, slots=True)
class _HandIns:
    bench: Bench

    def make(self, order: Order) -> Answer:
        assignment = {**for_canvas(order.fields), **order.once, "published": True}
        path = f"courses/{order.place['course']}/assignments"
        return answer_of(rows.hand_in(self.bench.call("POST", path, assignment=assignment)))

    def change(self, order: Order) -> Answer:
        path = f"courses/{order.place['course']}/assignments/{order.remote_id}"
        return answer_of(rows.hand_in(self.bench.call("PUT", path, assignment=for_canvas(order.fields))))

    def remove(self, order: Order) -> None:
        self.bench.delete(f"courses/{order.place['course']}/assignments/{order.remote_id}")

    def there(self, order: Order) -> Iterable[Found]:
        return self.bench.reader.hand_ins(str(order.place["course"]))
