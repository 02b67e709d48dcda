"""Carries one order out in Zoom, and finds again what an unanswered call may have made."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import quote

from nettools.changes import Answer, Found, Kind, Order
from nettools.errors import RemoteError
from nettools.language import text
from nettools.zoom.bodies import changed_meeting, is_told_by_lists, new_meeting, settings_told
from nettools.zoom.client import Json, ZoomClient
from nettools.zoom.observe import found_meeting, meetings_of
from nettools.zoom.registrants import Registrar
from nettools.zoom.turns import Turns

LOOK_AGAIN_AFTER = 3.0  # seconds; a meeting just made may not be in the list yet
_GONE = frozenset({"not-found", "no-host"})


class ZoomHand:
    """Makes, changes and removes meetings, and registers people for them; for any thread.

    One host's meetings are changed one at a time, since Zoom refuses two changes to one user at once. A host whose
    quota is spent is left alone until tomorrow.
    """

    def __init__(self, client: ZoomClient, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._pause = pause
        self._turns = Turns()
        self._registrar = Registrar(client, self._turns, pause)
        self._spent: dict[str, RemoteError] = {}

    def create(self, order: Order) -> Answer:
        """Make the meeting or bring it back, or register the person. Raises RemoteError."""
        if order.kind is Kind.ZOOM_REGISTRANT:
            return self._registrar.register(order)
        host = str(order.place["host"])
        if order.remote_id:
            return self._bring_back(order, host)
        self._check_start(order)
        row = self._change(host, "POST", f"users/{quote(host, safe='')}/meetings", new_meeting(order.fields))
        return _answer(found_meeting(row, host), row, order)

    def _bring_back(self, order: Order, host: str) -> Answer:
        """The meeting with its number and its link; Zoom keeps what was removed for seven days. May be repeated."""
        try:
            row = self._client.call("GET", f"meetings/{order.remote_id}")
        except RemoteError as error:
            if error.code not in _GONE:
                raise
            self._recover(order, host)
            row = self._client.call("GET", f"meetings/{order.remote_id}")
        return _answer(found_meeting(row, host), row, order)

    def _recover(self, order: Order, host: str) -> None:
        """A call whose answer was lost is repeated, and is then told that there is no such removed meeting."""
        try:
            self._change(host, "PUT", f"meetings/{order.remote_id}/status", {"action": "recover"})
        except RemoteError as error:
            if error.code not in _GONE:
                raise

    def update(self, order: Order) -> Answer:
        """Give the meeting or the registrant the order's fields. Raises RemoteError."""
        if order.kind is Kind.ZOOM_REGISTRANT:
            return self._registrar.set_state(order)
        host = str(order.place["host"])
        self._check_start(order)
        self._change(host, "PATCH", f"meetings/{order.remote_id}", changed_meeting(order.fields))
        row = {} if is_told_by_lists(order.fields) else self._reread(order.remote_id)
        link = {"join_url": str(row["join_url"])} if row.get("join_url") else {}
        return Answer(remote_id=order.remote_id, fields={**settings_told(row, order.fields), **link})

    def remove(self, order: Order) -> None:
        """Remove the meeting and have its registrants told, or cancel a registration. Raises RemoteError.

        That it is gone already is no failure.
        """
        if order.kind is Kind.ZOOM_REGISTRANT:
            self._registrar.set_state(order)
            return
        try:
            self._client.call("DELETE", f"meetings/{order.remote_id}", query={"cancel_meeting_reminder": "true"})
        except RemoteError as error:
            if error.code not in _GONE:
                raise

    def find(self, order: Order) -> Answer | None:
        """Look for the person, or the meeting that carries the order's key; once more after a while.

        Raises RemoteError.
        """
        for wait in (0.0, LOOK_AGAIN_AFTER):
            if wait:
                self._pause(wait)
            if (found := self._look(order)) is not None:
                return found
        return None

    def batch_of(self, order: Order) -> str:
        """People are registered together for a meeting; each meeting is made by itself."""
        return str(order.place["meeting"]) if order.kind is Kind.ZOOM_REGISTRANT else ""

    def create_many(self, orders: Sequence[Order]) -> Sequence[Answer]:
        """Register the people of one meeting. Raises RemoteError."""
        return self._registrar.register_all(orders)

    def _look(self, order: Order) -> Answer | None:
        if order.kind is Kind.ZOOM_REGISTRANT:
            return self._registrar.find(order)
        for found in meetings_of(self._client, str(order.place["host"])):
            if found.key == order.key:
                return _answer(found, self._reread(found.remote_id), order)
        return None

    def _reread(self, meeting: str) -> Json:
        """The meeting with its settings; nothing when it cannot be read.

        What was ordered is done and known without it. An app may lack the scope for it, and must not fail for that.
        """
        try:
            return self._client.call("GET", f"meetings/{meeting}")
        except RemoteError:
            return {}

    def _check_start(self, order: Order) -> None:
        """Zoom would make a meeting in the past begin now, and say nothing. Raises RemoteError."""
        start = order.fields.get("start_time")
        if start and datetime.fromisoformat(str(start)) <= self._client.now():
            message = text("It would begin in the past; Zoom would let it begin now instead.")
            raise RemoteError("zoom", message, code="past")

    def _change(self, host: str, method: str, path: str, body: Json) -> Json:
        with self._turns.of(host):
            if host in self._spent:
                raise self._spent[host]
            try:
                return self._client.call(method, path, body=body)
            except RemoteError as error:
                if error.code == "quota":
                    self._spent[host] = error
                raise


def _answer(found: Found, row: Json, order: Order) -> Answer:
    return Answer(remote_id=found.remote_id, fields={**found.fields, **settings_told(row, order.fields)})
