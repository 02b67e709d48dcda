"""Carries one order out in Zoom, and finds again what an unanswered call may have made."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from urllib.parse import quote

from nettools.changes import Answer, Found, Order
from nettools.errors import RemoteError
from nettools.zoom.client import Json, ZoomClient
from nettools.zoom.observe import found_meeting, meetings_of

SCHEDULED = 2  # a meeting at one time
NO_REGISTRATION = 2
LOOK_AGAIN_AFTER = 3.0  # seconds; a meeting just made may not be in the list yet


class ZoomHand:
    """Makes, changes and removes meetings; for any thread.

    One host's meetings are changed one at a time, since Zoom refuses two changes to one user at once. A host whose
    quota is spent is left alone until tomorrow.
    """

    def __init__(self, client: ZoomClient, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._pause = pause
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._spent: dict[str, RemoteError] = {}

    def create(self, order: Order) -> Answer:
        """Make the meeting. Raises RemoteError."""
        host = str(order.place["host"])
        body = {
            **_body(order),
            "type": SCHEDULED,
            "default_password": True,
            "settings": {
                "waiting_room": True,
                "join_before_host": False,
                "approval_type": NO_REGISTRATION,
                "use_pmi": False,
            },
        }
        row = self._change(host, "POST", f"users/{quote(host, safe='')}/meetings", body)
        return _answer(found_meeting(row, host))

    def update(self, order: Order) -> Answer:
        """Give the meeting the order's fields. Raises RemoteError."""
        self._change(str(order.place["host"]), "PATCH", f"meetings/{order.remote_id}", _body(order))
        return Answer(remote_id=order.remote_id)

    def remove(self, order: Order) -> None:
        """Remove the meeting. Raises RemoteError; not that it is gone already."""
        try:
            self._client.call("DELETE", f"meetings/{order.remote_id}")
        except RemoteError as error:
            if error.code != "not-found":
                raise

    def find(self, order: Order) -> Answer | None:
        """Look for the meeting that carries the order's key; once more after a while. Raises RemoteError."""
        host = str(order.place["host"])
        for wait in (0.0, LOOK_AGAIN_AFTER):
            if wait:
                self._pause(wait)
            for found in meetings_of(self._client, host):
                if found.key == order.key:
                    return _answer(found)
        return None

    def batch_of(self, order: Order) -> str:
        """Nothing is made by the batch."""
        del order
        return ""

    def create_many(self, orders: Sequence[Order]) -> Sequence[Answer]:
        """Each by itself."""
        return [self.create(order) for order in orders]

    def _change(self, host: str, method: str, path: str, body: Json) -> Json:
        with self._locks[host]:
            if host in self._spent:
                raise self._spent[host]
            try:
                return self._client.call(method, path, body=body)
            except RemoteError as error:
                if error.code == "quota":
                    self._spent[host] = error
                raise


def _body(order: Order) -> Json:
    """The fields that Zoom knows; a start is always sent with its time zone."""
    body: Json = {name: value for name, value in order.fields.items() if name != "host"}
    if "start_time" in body:
        body["timezone"] = "Europe/Stockholm"
    return body


def _answer(found: Found) -> Answer:
    return Answer(remote_id=found.remote_id, fields=found.fields)
