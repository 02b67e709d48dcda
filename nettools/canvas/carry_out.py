"""Carries one order out in Canvas, and finds again what an unanswered call may have made.

Single things are made and changed through canvasapi; people and enrolments, which are many, straight on the session.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nettools.canvas import rows
from nettools.canvas.client import CanvasClient, or_none
from nettools.canvas.observe import CanvasReader
from nettools.canvas.people import PeopleReader
from nettools.changes import Answer, Found, Json, Kind, Order, mark
from nettools.errors import RemoteError

if TYPE_CHECKING:
    from canvasapi.account import Account
    from canvasapi.course import Course

_TITLED = frozenset({Kind.CALENDAR_EVENT, Kind.HAND_IN})  # what nothing but its title tells from another
_NAMES_IN_CANVAS = {"code": "course_code"}


class CanvasHand:
    """Makes, changes and removes things in one Canvas account; for any thread.

    `people_sis_ids` tells whether new people get a SIS id of ours: many schools keep those for their registry.
    """

    def __init__(self, client: CanvasClient, account_id: str, *, people_sis_ids: bool = False) -> None:
        self._client = client
        self._account = account_id
        self._people_sis_ids = people_sis_ids
        self._reader = CanvasReader(client, account_id)
        self._people = PeopleReader(client, account_id)
        self._furnished: set[str] = set()  # not made anew by us: what is in them has not been looked at

    # --- make

    def create(self, order: Order) -> Answer:
        """Make the thing, or meet the one that has its mark or login already. Raises RemoteError."""
        make: Mapping[Kind, Callable[[Order], Answer]] = {
            Kind.COURSE_ROOM: self._make_course_room,
            Kind.SECTION: self._make_section,
            Kind.PERSON: self._make_person,
            Kind.ENROLMENT: self._enrol,
            Kind.CALENDAR_EVENT: self._make_event,
            Kind.HAND_IN: self._make_hand_in,
        }
        if order.kind in _TITLED and str(order.place["course"]) in self._furnished and (there := self.find(order)):
            return replace(there, met=True)
        try:
            return make[order.kind](order)
        except RemoteError as error:
            if error.code != "refused" or (met := self._met(order)) is None:
                raise
            return met

    def _met(self, order: Order) -> Answer | None:
        """Who or what already has the id that we wanted to give: made by another run, or under way when we looked."""
        if order.kind not in {Kind.COURSE_ROOM, Kind.SECTION, Kind.PERSON}:
            return None
        for found in self._candidates(order):
            if found.key == order.key or order.kind is Kind.PERSON:
                self._note_room(found)
                return replace(_answer(found), met=True, made=found.key == order.key)
        return None

    def _make_course_room(self, order: Order) -> Answer:
        fields = {**_for_canvas(order.fields), **order.once}
        try:
            course = self._new_course(order, fields)
        except RemoteError as error:
            if error.code != "refused":
                raise
            # One that was deleted has our id: it comes back as it was, with what is in it.
            course = self._new_course(order, fields, enable_sis_reactivation=True)
            self._furnished.add(str(course.id))
            course.update(course={**fields, "event": "offer"})
        return _answer(rows.course_room(_row(course), order.key))

    def _new_course(self, order: Order, fields: Mapping[str, Json], **more: bool) -> "Course":
        sent = {**fields, "sis_course_id": mark(order.key)}
        return self._account_object().create_course(course=sent, offer=True, **more)

    def _make_section(self, order: Order) -> Answer:
        made = self._course(order).create_course_section(
            course_section={**order.fields, "sis_section_id": mark(order.key)}, enable_sis_reactivation=True
        )
        if made.name != order.fields["name"]:  # one that was deleted comes back as it was
            made = made.edit(course_section=dict(order.fields))
        return _answer(rows.section(_row(made)))

    def _make_person(self, order: Order) -> Answer:
        login = str(order.place["login"])
        fields = {
            "pseudonym[unique_id]": login,
            "pseudonym[send_confirmation]": False,
            "user[name]": order.once["name"],
            "user[skip_registration]": True,
            "user[terms_of_use]": True,
            "communication_channel[type]": "email",
            "communication_channel[address]": order.once["email"],
            "communication_channel[skip_confirmation]": True,
            "enable_sis_reactivation": True,
        }
        if self._people_sis_ids:
            fields["pseudonym[sis_user_id]"] = mark(order.key)
        row = self._client.post_json(f"accounts/{self._account}/users", fields)
        return _answer(rows.person(row, order.key, login))

    def _enrol(self, order: Order) -> Answer:
        """Canvas gives the enrolment that is there already, if any: this may be repeated."""
        place = order.place
        where = f"sections/{place['section']}" if "section" in place else f"courses/{place['course']}"
        row = self._client.post_json(
            f"{where}/enrollments",
            {
                "enrollment[user_id]": place["user"],
                "enrollment[type]": place["type"],
                "enrollment[enrollment_state]": "active",
                "enrollment[notify]": False,
            },
        )
        return _answer(rows.enrolment(row))

    def _make_event(self, order: Order) -> Answer:
        fields = {"context_code": f"course_{order.place['course']}", **order.fields}
        row = self._call("POST", "calendar_events", calendar_event=fields)
        return _answer(rows.calendar_event(row))

    def _make_hand_in(self, order: Order) -> Answer:
        assignment = {**order.fields, **order.once, "published": True}
        return _answer(rows.hand_in(_row(self._course(order).create_assignment(assignment))))

    # --- change

    def update(self, order: Order) -> Answer:
        """Give the thing the order's fields. Raises RemoteError."""
        reference, fields = order.remote_id, _for_canvas(order.fields)
        match order.kind:
            case Kind.COURSE_ROOM:
                self._call("PUT", f"courses/{reference}", course=fields)
                return Answer(remote_id=reference)
            case Kind.SECTION:
                return _answer(rows.section(self._call("PUT", f"sections/{reference}", course_section=fields)))
            case Kind.ENROLMENT:
                return self._bring_back(order)
            case Kind.CALENDAR_EVENT:
                row = self._call("PUT", f"calendar_events/{reference}", calendar_event=fields)
                return _answer(rows.calendar_event(row))
            case Kind.HAND_IN:
                row = self._call("PUT", f"courses/{order.place['course']}/assignments/{reference}", assignment=fields)
                return _answer(rows.hand_in(row))
        raise AssertionError(order.kind)  # pragma: no cover - people are not changed

    def _bring_back(self, order: Order) -> Answer:
        try:
            row = self._client.put_json(f"courses/{order.place['course']}/enrollments/{order.remote_id}/reactivate")
        except RemoteError as error:
            if error.code not in {"refused", "not-found"}:
                raise
            return self._enrol(order)  # it was ended in another way than ours
        return _answer(rows.enrolment(row))

    # --- remove

    def remove(self, order: Order) -> None:
        """Remove the thing, or set an enrolment aside. Raises RemoteError; not that it is gone already."""
        reference, course = order.remote_id, order.place.get("course", "")
        path, params = {
            Kind.COURSE_ROOM: (f"courses/{reference}", {"event": "delete"}),
            Kind.SECTION: (f"sections/{reference}", {}),
            Kind.ENROLMENT: (f"courses/{course}/enrollments/{reference}", {"task": "inactivate"}),
            Kind.CALENDAR_EVENT: (f"calendar_events/{reference}", {}),
            Kind.HAND_IN: (f"courses/{course}/assignments/{reference}", {}),
        }[order.kind]
        or_none(lambda: self._client.delete(path, params))

    def batch_of(self, order: Order) -> str:
        """Nothing is made by the batch."""
        del order
        return ""

    def create_many(self, orders: Sequence[Order]) -> Sequence[Answer]:
        """Each by itself."""
        return [self.create(order) for order in orders]

    # --- find again

    def find(self, order: Order) -> Answer | None:
        """Look for what `create` may have made: by its mark, else by its place. Raises RemoteError."""
        candidates = [*self._candidates(order)]
        marked = [found for found in candidates if found.key == order.key]
        there = marked or [found for found in candidates if not found.key and found.place == order.place]
        if not there:
            return None
        self._note_room(there[0])
        return _answer(there[0])

    def _note_room(self, found: Found) -> None:
        if found.kind is Kind.COURSE_ROOM:
            self._furnished.add(found.remote_id)

    def _candidates(self, order: Order) -> Iterable[Found]:
        course = str(order.place.get("course", ""))
        match order.kind:
            case Kind.COURSE_ROOM:
                found = self._reader.course_room(order.key, None) or self._reader.course_room_at(order.key, order.place)
                return [found] if found else []
            case Kind.SECTION:
                return self._reader.sections(course)
            case Kind.PERSON:
                person = self._people.person(order.key, str(order.place["login"]))
                return [person] if person else []
            case Kind.ENROLMENT:
                return map(rows.enrolment, self._reader.enrolments(course, user_id=str(order.place["user"])))
            case Kind.CALENDAR_EVENT:
                return self._reader.calendar_events([course])
        return self._reader.hand_ins(course)

    # --- canvasapi

    def _account_object(self) -> "Account":
        from canvasapi.account import Account  # noqa: PLC0415 - heavy, so only when something is made

        return Account(self._client.requester, {"id": self._account})

    def _course(self, order: Order) -> "Course":
        from canvasapi.course import Course  # noqa: PLC0415 - as above

        return Course(self._client.requester, {"id": order.place["course"]})

    def _call(self, method: str, path: str, **fields: Mapping[str, Any]) -> Mapping[str, Any]:
        from canvasapi.util import combine_kwargs  # noqa: PLC0415 - as above

        row: Mapping[str, Any] = self._client.requester.request(method, path, _kwargs=combine_kwargs(**fields)).json()
        return row


def _answer(found: Found) -> Answer:
    return Answer(remote_id=found.remote_id, fields=found.fields)


def _row(made: object) -> Mapping[str, Any]:
    """The row that a canvasapi object was made of."""
    return vars(made)


def _for_canvas(fields: Mapping[str, Json]) -> dict[str, Json]:
    return {_NAMES_IN_CANVAS.get(name, name): value for name, value in fields.items()}
