"""Carries one order out in Canvas, and finds again what an unanswered call may have made.

Each kind of thing has its craft; what is common to all of them is here. Single things are made and changed through
canvasapi; people, sections and enrolments, which are many, straight on the session.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nettools.canvas.announcing import announcing_crafts
from nettools.canvas.client import CanvasClient
from nettools.canvas.crafts import Bench, Craft, answer_of, then
from nettools.canvas.enrolling import AS_USUAL, Newcomers, people_crafts
from nettools.canvas.furnishing import furnishing_crafts
from nettools.canvas.grouping import group_crafts
from nettools.canvas.room_crafts import room_crafts
from nettools.canvas.work_crafts import work_crafts
from nettools.changes import Answer, Found, Kind, Order
from nettools.errors import RemoteError


class CanvasHand:
    """Makes, changes and removes things in one Canvas account; for any thread.

    `newcomers` tells how new people are made.
    """

    def __init__(self, client: CanvasClient, account_id: str, newcomers: Newcomers = AS_USUAL) -> None:
        # Heavy, so only when something is made; whole, since threads that import parts at once find it half made.
        import canvasapi  # noqa: F401, PLC0415 - as said

        self._bench = Bench(client=client, account=account_id)
        self._crafts: Mapping[Kind, Craft] = {
            **room_crafts(self._bench),
            **people_crafts(self._bench, newcomers),
            **group_crafts(self._bench),
            **furnishing_crafts(self._bench),
            **work_crafts(self._bench),
            **announcing_crafts(self._bench),
        }

    def create(self, order: Order) -> Answer:
        """Make the thing, or meet the one that has its mark or login already. Raises RemoteError."""
        craft = self._crafts[order.kind]
        used = self._bench.furnished & {str(order.place.get("course")), f"group_{order.place.get('group')}"}
        if craft.alone and used and (there := self._there(order)):
            return replace(there, met=True)
        try:
            return craft.make(order)
        except RemoteError as error:
            if not craft.held or error.code != "refused" or (met := self._met(craft, order)) is None:
                raise
            return met

    def _met(self, craft: Craft, order: Order) -> Answer | None:
        """Who or what already has the id that we wanted to give: made by another run, or under way when we looked."""
        for found in craft.there(order):
            if found.key == order.key or order.kind is Kind.PERSON:
                self._note_used(found)
                return replace(answer_of(found), met=True, made=found.key == order.key)
        return None

    def update(self, order: Order) -> Answer:
        """Give the thing the order's fields. Raises RemoteError."""
        return self._crafts[order.kind].change(order)

    def remove(self, order: Order) -> None:
        """Remove the thing, or set an enrolment aside. Raises RemoteError; not that it is gone already."""
        self._crafts[order.kind].remove(order)

    def batch_of(self, order: Order) -> str:
        """Those of one room that are to stand in order."""
        return f"{order.kind}/{order.place['course']}" if self._crafts[order.kind].in_order else ""

    def create_many(self, orders: Sequence[Order]) -> Sequence[Answer]:
        """One after the other. Raises RemoteError as for a lost answer once some are made: all must be looked for."""
        made: list[Answer] = []
        for order in orders:
            try:
                made.append(self.create(order))
            except RemoteError as error:
                if not made or not error.answered:
                    raise
                raise RemoteError(error.system, error.message, code=error.code, answered=False) from error
        return made

    def find(self, order: Order) -> Answer | None:
        """Look for what `create` may have made: by its mark, else by its place; and end what it began.

        Raises RemoteError.
        """
        there, craft = self._there(order), self._crafts[order.kind]
        if there is None:
            return None
        lacks = [one for one in craft.afterwards if one in order.fields and there.fields.get(one) != order.fields[one]]
        if not lacks:
            return there
        rest = replace(order, remote_id=there.remote_id, fields={name: order.fields[name] for name in lacks})
        return then(there, lambda: craft.change(rest))

    def _there(self, order: Order) -> Answer | None:
        candidates = [*self._crafts[order.kind].there(order)]
        marked = [found for found in candidates if found.key == order.key]
        there = marked or [found for found in candidates if not found.key and found.place == order.place]
        if not there:
            return None
        self._note_used(there[0])
        return answer_of(there[0])

    def _note_used(self, found: Found) -> None:
        if found.kind is Kind.COURSE_ROOM:
            self._bench.furnished.add(found.remote_id)
        elif found.kind is Kind.GROUP:
            self._bench.furnished.add(f"group_{found.remote_id}")
