"""Users of the pretend Zoom: list, show, settings."""

from dataclasses import dataclass

from nettools.sandbox.wire_messages import Answer, Asked, json_answer
from nettools.sandbox.zoom.account import ZoomAccount
from nettools.sandbox.zoom.answers import Fault, one_page, query_of, refuse_fields
from nettools.sandbox.zoom.world import Json, ZoomUser

_STATUSES = ("active", "inactive", "pending")


@dataclass(frozen=True, slots=True)
class Users:
    """The endpoints."""

    account: ZoomAccount

    def list(self, asked: Asked) -> Answer:
        """GET /users."""
        status = query_of(asked).get("status", "active")
        if status not in _STATUSES:
            raise refuse_fields([Fault("status", "Invalid parameter: status.")])
        rows = [_in_list(one) for one in self.account.world.users.values() if one.status == status]
        return json_answer(one_page(asked, "users", rows, self.account.now(), self.account.largest_page))

    def show(self, _asked: Asked, user: str) -> Answer:
        """GET /users/{user}."""
        return json_answer(_shown(self.account.host(user)))

    def settings(self, _asked: Asked, user: str) -> Answer:
        """GET /users/{user}/settings, with what decides about passcodes."""
        found = self.account.host(user)
        security = {"meeting_password_requirement": {"length": 0, "have_letter": False, "have_number": False}}
        return json_answer({"meeting_security": security, "feature": {"meeting_capacity": 300}, **found.settings})


def _shown(user: ZoomUser) -> Json:
    return {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "display_name": f"{user.first_name} {user.last_name}".strip(),
        "email": user.email,
        "type": int(user.type),
        "timezone": user.timezone,
        "status": user.status,
        "verified": 1,
    }


def _in_list(user: ZoomUser) -> Json:
    """Someone who never accepted the invitation has no id yet."""
    shown = _shown(user)
    if user.status == "pending":
        del shown["id"]
    return shown
