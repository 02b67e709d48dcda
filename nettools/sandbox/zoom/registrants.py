"""Registrants of the pretend Zoom: one, thirty at once, list, change of status, removal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nettools.sandbox.wire_messages import Answer, AnswerError, Asked, json_answer
from nettools.sandbox.zoom.account import ZoomAccount
from nettools.sandbox.zoom.answers import Fault, body_of, instant, nothing, one_page, query_of, refuse, refuse_fields
from nettools.sandbox.zoom.checks import check_batch, check_registrant
from nettools.sandbox.zoom.world import WEB, Json, MeetingType, ZoomMeeting, ZoomRegistrant

_AFTER = {"approve": "approved", "deny": "denied", "cancel": "denied"}
_CHANGED_AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class Registrants:
    """The endpoints."""

    account: ZoomAccount

    def add(self, asked: Asked, meeting: str) -> Answer:
        """POST /meetings/{meeting}/registrants. The same address again gives the registrant that is there."""
        found, body = self._open(meeting, _registration_off), body_of(asked)
        check_registrant(body)
        self._check_place(found, [body])
        registrant = self._register(found, body, approve_at_once=body.get("auto_approve", False))
        shown = {
            "id": found.id,
            "topic": found.topic,
            "start_time": instant(found.start_time),
            **_receipt(found, registrant),
        }
        return json_answer(shown, 201)

    def add_batch(self, asked: Asked, meeting: str) -> Answer:
        """POST /meetings/{meeting}/batch_registrants: at most thirty, and for meetings of type 2 only."""
        found = self._open(meeting, _registration_off_for_batch)
        if found.type != MeetingType.SCHEDULED:
            raise refuse(400, 303, "Batch registration is only for scheduled meetings.")
        body = body_of(asked)
        at_once, people = body.get("auto_approve", False), check_batch(body)
        if found.ends <= self.account.now():
            raise refuse(400, 3038, f"This meeting is over: {found.id}.")
        self._check_place(found, people)
        rows = [self._register(found, one, approve_at_once=at_once) for one in people]
        return json_answer({"registrants": [{"email": one.email, **_receipt(found, one)} for one in rows]}, 201)

    def list(self, asked: Asked, meeting: str) -> Answer:
        """GET /meetings/{meeting}/registrants: the approved ones, unless another status is asked for."""
        found = self._open(meeting, _registration_off)
        status = query_of(asked).get("status", "approved")
        if status not in ("approved", "pending", "denied"):
            raise refuse_fields([Fault("status", "Invalid parameter: status.")])
        rows = [_shown(found, one) for one in found.registrants if one.status == status]
        return json_answer(one_page(asked, "registrants", rows, self.account.now(), self.account.largest_page))

    def set_status(self, asked: Asked, meeting: str) -> Answer:
        """PUT /meetings/{meeting}/registrants/status: approve, cancel or deny."""
        found, body = self._open(meeting, _registration_off), body_of(asked)
        action, named = body.get("action"), body.get("registrants", [])
        if not isinstance(action, str) or action not in _AFTER:
            raise refuse_fields([Fault("action")])
        if not isinstance(named, list) or len(named) > _CHANGED_AT_ONCE or not all(isinstance(n, dict) for n in named):
            raise refuse_fields([Fault("registrants")])
        wanted = {str(one.get(key, "")).casefold() for one in named for key in ("id", "email")} - {""}
        for one in found.registrants:
            if {one.id.casefold(), one.email.casefold()} & wanted:
                one.status = _AFTER[action]
        return nothing()

    def show(self, _asked: Asked, meeting: str, registrant: str) -> Answer:
        """GET /meetings/{meeting}/registrants/{registrant}."""
        found = self._open(meeting, _registration_off)
        return json_answer(_shown(found, _registrant(found, registrant)))

    def remove(self, _asked: Asked, meeting: str, registrant: str) -> Answer:
        """DELETE /meetings/{meeting}/registrants/{registrant}."""
        found = self._open(meeting, _registration_off)
        found.registrants.remove(_registrant(found, registrant))
        return nothing()

    def _open(self, text: str, closed: Callable[[ZoomMeeting], AnswerError]) -> ZoomMeeting:
        meeting = self.account.meeting(text)
        self.account.paid_host_of(meeting)
        if not meeting.takes_registrations:
            raise closed(meeting)
        return meeting

    def _check_place(self, meeting: ZoomMeeting, people: Sequence[Json]) -> None:
        """AnswerError 400/3043 when the meeting has no room for those who are new; its exact words are assumed."""
        known = {one.email.casefold() for one in meeting.registrants}
        new = {str(one["email"]).casefold() for one in people} - known
        if len(known) + len(new) > self.account.limits.registrants_at_most:
            raise refuse(400, 3043, f"Meeting has reached maximum attendee capacity: {meeting.id}.")

    def _register(self, meeting: ZoomMeeting, row: Json, *, approve_at_once: bool) -> ZoomRegistrant:
        account, email = self.account, str(row["email"])
        account.limits.count_registration(meeting.id, email, account.world, account.now())
        for one in meeting.registrants:
            if one.email.casefold() == email.casefold():
                return one
        approved = approve_at_once or meeting.settings["approval_type"] == 0
        registrant = ZoomRegistrant(
            id=account.new_id(),
            email=email,
            first_name=str(row["first_name"]),
            last_name=str(row.get("last_name", "")),
            status="approved" if approved else "pending",
            create_time=account.now(),
        )
        meeting.registrants.append(registrant)
        return registrant


def _registrant(meeting: ZoomMeeting, text: str) -> ZoomRegistrant:
    found = next((one for one in meeting.registrants if one.id == text), None)
    if found is None:
        raise refuse(400, 300, f"Registrant {text} was not found.")
    return found


def _receipt(meeting: ZoomMeeting, registrant: ZoomRegistrant) -> Json:
    """What only one who is approved gets: the link of their own."""
    if registrant.status != "approved":
        return {"registrant_id": registrant.id}
    return {
        "registrant_id": registrant.id,
        "join_url": f"{WEB}/w/{meeting.id}?tk={meeting.secret_for(registrant.id)}",
        "participant_pin_code": int(meeting.secret_for(registrant.id)[:5], 16),
    }


def _shown(meeting: ZoomMeeting, registrant: ZoomRegistrant) -> Json:
    return {
        "id": registrant.id,
        "email": registrant.email,
        "first_name": registrant.first_name,
        "last_name": registrant.last_name,
        "status": registrant.status,
        "create_time": instant(registrant.create_time),
        "custom_questions": [],
        **{key: value for key, value in _receipt(meeting, registrant).items() if key != "registrant_id"},
    }


def _registration_off(meeting: ZoomMeeting) -> AnswerError:
    return refuse(400, 300, f"This meeting has not registration required: {meeting.id}")


def _registration_off_for_batch(meeting: ZoomMeeting) -> AnswerError:
    """HTTP 400 with a code that looks like another status: Zoom's own words."""
    return refuse(400, 404, f"Registration has not been enabled for this meeting: {meeting.id}")
