"""One Zoom account, seen from its endpoints: the world with a clock, limits and chance."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from urllib.parse import unquote

from nettools.sandbox.wire_messages import whole_number
from nettools.sandbox.zoom.answers import no_such_meeting, refuse
from nettools.sandbox.zoom.limits import Limits
from nettools.sandbox.zoom.world import Json, Licence, ZoomMeeting, ZoomUser, ZoomWorld

_LARGEST_ID = 99_999_999_999  # ids have ten or eleven digits: too large for 32 bits


@dataclass(slots=True, kw_only=True)
class ZoomAccount:
    """What every endpoint works with. `largest_page` makes pages smaller than asked for, to try the walk.

    `forced` are settings of meetings that the account's administrator has locked: they win over what is asked for,
    and nothing but the reply tells (mod_zoom#650).
    """

    world: ZoomWorld
    clock: Callable[[], datetime]
    chance: Random
    limits: Limits = field(default_factory=Limits)
    largest_page: int = 300
    forced: Json = field(default_factory=dict)

    def now(self) -> datetime:
        """The time in UTC, in whole seconds as Zoom keeps it."""
        return self.clock().astimezone(UTC).replace(microsecond=0)

    def host(self, id_or_email: str) -> ZoomUser:
        """The user named in a path. AnswerError 404/1001, or 400/1120 for one who never accepted the invitation.

        `me` is nobody here: an account's own app has no person behind it.
        """
        user = self.world.user(id_or_email)
        if user is None:
            raise refuse(404, 1001, f"User does not exist: {id_or_email}.")
        if user.status == "pending":
            raise refuse(400, 1120, "A user has been invited to the account but has not accepted: the link expired.")
        return user

    def scheduling_host(self, id_or_email: str) -> ZoomUser:
        """The user named in a path, when meetings can be scheduled there; else AnswerError 400/3161."""
        user = self.host(id_or_email)
        if not user.may_schedule or user.status != "active":
            raise refuse(400, 3161, "Your user account is not allowed meeting hosting and scheduling capabilities.")
        return user

    def meeting(self, text: str) -> ZoomMeeting:
        """The meeting with the id in a path. AnswerError 404/3001 when it is not there, 400/3000 for a webinar."""
        meeting = self.world.meetings.get(whole_number(text) or 0)
        if meeting is None or not meeting.exists(self.now()):
            raise no_such_meeting(text)
        if meeting.is_webinar:
            raise refuse(400, 3000, "Cannot access webinar info.")
        return meeting

    def host_of(self, meeting: ZoomMeeting) -> ZoomUser:
        """Who holds the meeting."""
        return self.world.users[meeting.host_id]

    def paid_host_of(self, meeting: ZoomMeeting) -> ZoomUser:
        """Who holds the meeting, when the licence is one that pays; else AnswerError 400/200."""
        host = self.host_of(meeting)
        if host.type != Licence.LICENSED:
            raise refuse(400, 200, f"Only available for Paid user: {host.id}.")
        return host

    def new_meeting_id(self) -> int:
        """An id that no meeting has or had."""
        while (number := self.chance.randint(_LARGEST_ID // 10 + 1, _LARGEST_ID)) in self.world.meetings:
            pass  # pragma: no cover - one chance in billions
        return number

    def new_uuid(self) -> str:
        """A meeting's or instance's own id: base64, slashes and plus signs included."""
        return base64.b64encode(self.chance.randbytes(16)).decode()

    def new_id(self) -> str:
        """An id for a user or a registrant."""
        return base64.urlsafe_b64encode(self.chance.randbytes(16)).decode().rstrip("=")


def unescaped_uuid(text: str) -> str:
    """The uuid in a path that was unescaped once already.

    A uuid that begins with a slash, or holds two in a row, must be escaped twice; escaped once, Zoom loses a slash on
    the way and finds nothing.
    """
    if text.startswith("/") or "//" in text:
        raise no_such_meeting(text.replace("//", "/").removeprefix("/"))
    return unquote(text)
