"""Who is registered for a meeting: looked up, registered thirty at a time, taken out and let in again."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from nettools.changes import Answer, Json, Order
from nettools.errors import RemoteError
from nettools.language import text
from nettools.zoom.client import ZoomClient
from nettools.zoom.turns import Turns

LONGEST_ADDRESS = 128  # characters, Zoom's limit
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
TRIES = 3  # how often a batch is sent when its answer is lost; each time without those who turn out to be there
STATES = {"approved": "approved", "denied": "cancelled", "pending": "pending"}  # Zoom's words, and ours
# Why nobody at all can be registered for a meeting.
CLOSED = frozenset({"no-registration", "unpaid", "over", "not-found"})
_QUOTA = "registrant-quota"


def registered(client: ZoomClient, meeting: str, status: str) -> Iterator[dict[str, Any]]:
    """The registrants of a meeting with one of Zoom's statuses. Raises RemoteError."""
    yield from client.pages(f"meetings/{meeting}/registrants", "registrants", {"status": status})


def email_in(row: Mapping[str, Any]) -> str:
    """The address in a row, as addresses are compared."""
    return str(row.get("email") or "").strip().casefold()


def fields_of(row: Mapping[str, Any], state: str) -> dict[str, Json]:
    """What is known of a registrant; only one who is approved has a link."""
    link = row.get("join_url")
    return {"state": state, **({"join_url": str(link)} if link else {})}


class Registrar:
    """Registers people; for any thread. Zoom takes each three times a day only, so nobody is sent twice for safety."""

    def __init__(self, client: ZoomClient, turns: Turns, pause: Callable[[float], None]) -> None:
        self._client = client
        self._turns = turns
        self._pause = pause
        self._closed: dict[str, RemoteError] = {}

    def register(self, order: Order) -> Answer:
        """Register one person. Raises RemoteError."""
        try:
            row = self._ask(order, "POST", "registrants", {**_person(order), "auto_approve": True})
        except RemoteError as error:
            raise _carried(error) from None
        return self._answered(order, row)

    def register_all(self, orders: Sequence[Order]) -> list[Answer]:
        """Register at most thirty people for one meeting, in one call. Raises RemoteError.

        When the answer is lost, those who are there by then are not sent again.
        """
        there: dict[str, dict[str, Any]] = {}
        for tried in range(1, TRIES + 1):
            missing = [order for order in orders if _email(order) not in there]
            try:
                there |= self._batch(missing) if missing else {}
                break
            except RemoteError as error:
                if error.answered or error.code == "unreachable" or tried == TRIES:
                    raise
            self._pause(tried)
            there = {email_in(row): row for row in registered(self._client, _meeting(orders[0]), "approved")}
        found = [(order, there.get(_email(order))) for order in orders]
        return [self._answered(order, row) if row else self.register(order) for order, row in found]

    def set_state(self, order: Order) -> Answer:
        """Let someone in again, or take the registration back. Raises RemoteError."""
        state = order.fields.get("state", "approved")
        action = "approve" if state == "approved" else "cancel"
        body = {"action": action, "registrants": [{"id": order.remote_id, "email": _email(order)}]}
        try:
            self._ask(order, "PUT", "registrants/status", body)
        except RemoteError as error:
            if action == "cancel" and error.code in CLOSED:  # a meeting without registrants has none of them
                return Answer(remote_id=order.remote_id)
            raise _carried(error) from None
        return Answer(remote_id=order.remote_id, fields={"state": state})

    def find(self, order: Order) -> Answer | None:
        """The person's registration, if there is one. Raises RemoteError."""
        for status in ("approved", "pending"):
            for row in registered(self._client, _meeting(order), status):
                if email_in(row) == _email(order):
                    return self._answered(order, row)
        return None

    def _batch(self, orders: Sequence[Order]) -> dict[str, dict[str, Any]]:
        people = [_person(order) for order in orders]
        body = {"registrants": people, "auto_approve": True, "registrants_confirmation_email": False}
        rows = self._ask(orders[0], "POST", "batch_registrants", body).get("registrants") or []
        return {email_in(row): row for row in rows}

    def _answered(self, order: Order, row: Mapping[str, Any]) -> Answer:
        """The answer, after letting in whoever had asked before us and still waits: such a one has no link yet."""
        remote_id = str(row.get("registrant_id") or row["id"])
        if not row.get("join_url"):
            body = {"action": "approve", "registrants": [{"id": remote_id, "email": _email(order)}]}
            self._ask(order, "PUT", "registrants/status", body)
        return Answer(remote_id=remote_id, fields=fields_of(row, "approved"))

    def _ask(self, order: Order, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        meeting = _meeting(order)
        if meeting in self._closed:
            raise self._closed[meeting]
        try:
            with self._turns.of(str(order.place["host"])):
                return self._client.call(method, f"meetings/{meeting}/{path}", body=body)
        except RemoteError as error:
            if error.code in CLOSED:
                self._closed[meeting] = error
            raise


def _meeting(order: Order) -> str:
    return str(order.place["meeting"])


def _email(order: Order) -> str:
    return str(order.place["email"])


def _person(order: Order) -> dict[str, Any]:
    """No language is sent: Zoom has no Swedish, and refuses the whole person for it. Raises RemoteError."""
    email = _email(order)
    if len(email) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(email):
        message = text("Zoom takes no such address: it has more than {n} characters, or no domain.", n=LONGEST_ADDRESS)
        raise RemoteError("zoom", message, code="address")
    return {"email": email, "first_name": order.once["first_name"], "last_name": order.once["last_name"]}


def _carried(error: RemoteError) -> RemoteError:
    """One person's day is full: that waits for tomorrow, as a host's full day does."""
    if error.code != _QUOTA:
        return error
    return RemoteError("zoom", error.message, status=error.status, request_id=error.request_id, code="quota")
