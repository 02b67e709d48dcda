"""A remote system in memory that behaves like Canvas and Zoom where it matters: marks, places, set-asides, faults."""

from dataclasses import dataclass, field
from itertools import count

from nettools.changes import Answer, Found, Kind
from nettools.errors import RemoteError
from nettools.language import text

MARKED = {Kind.ZOOM_MEETING, Kind.SECTION, Kind.PERSON, Kind.COURSE_ROOM}


class Crash(BaseException):
    """The process dies."""


@dataclass
class Standing:
    """A thing as it stands in the remote."""

    kind: Kind
    mark: str = ""
    place: dict = field(default_factory=dict)
    fields: dict = field(default_factory=dict)


class Remote:
    """`faults` says what happens at the nth call that changes something: lost, refused or crash, before or after."""

    def __init__(self, *, marks=True):
        self.things, self.ids, self.marks = {}, count(1), marks
        self.faults, self.calls = {}, 0

    # --- what a person sees

    def add(self, kind, mark="", place=None, fields=None):
        rid = str(next(self.ids))
        self.things[rid] = Standing(kind, mark, dict(place or {}), dict(fields or {}))
        if kind is Kind.ZOOM_MEETING:
            self.things[rid].fields["join_url"] = f"https://zoom.example.com/j/{rid}?a=1&b=2"
        return rid

    def observe(self):
        return [self._found(rid) for rid in self.things]

    def _found(self, rid):
        thing = self.things[rid]
        fields = {n: v for n, v in thing.fields.items() if n != "secret"}
        section_ids = {t.place.get("section") for t in self.things.values() if t.kind is Kind.ENROLMENT}
        return Found(
            kind=thing.kind,
            remote_id=rid,
            key=thing.mark if self.marks else "",
            place=thing.place,
            fields=fields,
            lasting=thing.kind is Kind.SECTION and rid in section_ids,
        )

    # --- what carries orders out

    def create(self, order):
        def act():
            place = {**order.place}
            same = [r for r, t in self.things.items() if t.kind is order.kind and t.place == place]
            if order.kind is Kind.ENROLMENT and same:  # an upsert, as in Canvas
                self.things[same[0]].fields["state"] = "active"
                return self._answer(same[0])
            mark = order.key if order.kind in MARKED else ""
            return self._answer(self.add(order.kind, mark, place, order.fields))

        return self._call(act)

    def update(self, order):
        def act():
            if order.remote_id not in self.things:
                raise RemoteError("canvas", text("gone"), status=404)
            thing = self.things[order.remote_id]
            thing.fields.update(order.fields)
            thing.place.update({n: v for n, v in order.fields.items() if n in thing.place})
            return self._answer(order.remote_id)

        return self._call(act)

    def remove(self, order):
        def act():
            if order.fields and order.remote_id in self.things:
                self.things[order.remote_id].fields.update(order.fields)
            else:
                self.things.pop(order.remote_id, None)

        self._call(act)

    def find(self, order):
        for rid, thing in self.things.items():
            by_mark = self.marks and order.kind in MARKED and thing.mark == order.key
            if thing.kind is order.kind and (by_mark or (order.place and thing.place == dict(order.place))):
                return self._answer(rid)
        return None

    def batch_of(self, order):  # noqa: ARG002 - as in a hand
        return ""

    def create_many(self, orders):
        return [self.create(order) for order in orders]

    def _answer(self, rid):
        return Answer(remote_id=rid, fields=dict(self.things[rid].fields))

    def _call(self, act):
        fault = self.faults.get(self.calls, "")
        self.calls += 1
        if fault == "crash-before":
            raise Crash
        if fault == "refused":
            raise RemoteError("canvas", text("no"), status=400)
        if fault == "lost-before":
            raise RemoteError("canvas", text("silence"), answered=False)
        answer = act()
        if fault == "crash-after":
            raise Crash
        if fault == "lost-after":
            raise RemoteError("canvas", text("silence"), answered=False)
        return answer


class Notebook:
    """Memory in a dictionary."""

    def __init__(self):
        self.links = {}

    def before(self, links):
        self.links.update({link.key: link for link in links})

    def after(self, notes):
        for note in notes:
            if note.keep:
                self.links[note.keep.key] = note.keep
            if note.forget:
                self.links.pop(note.forget[0], None)
