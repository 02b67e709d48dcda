"""Meetings of the pretend Zoom: create, show, list, change, delete, recover, end."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from nettools.sandbox.wire_messages import Answer, Asked, json_answer, whole_number
from nettools.sandbox.zoom.account import ZoomAccount
from nettools.sandbox.zoom.answers import (
    Fault,
    body_of,
    instant,
    no_such_meeting,
    nothing,
    one_page,
    query_of,
    refuse,
    refuse_fields,
)
from nettools.sandbox.zoom.checks import check_meeting
from nettools.sandbox.zoom.world import WEB, Json, Licence, MeetingType, ZoomMeeting, ZoomUser

_AGENDA_IN_LISTS = 250  # characters
_ZOOMS_OWN_SETTINGS: Json = {
    "host_video": False,
    "participant_video": False,
    "join_before_host": False,
    "jbh_time": 0,
    "mute_upon_entry": False,
    "waiting_room": True,
    "use_pmi": False,
    "approval_type": 2,
    "audio": "both",
    "auto_recording": "none",
    "alternative_hosts": "",
    "alternative_hosts_email_notification": True,
    "registrants_email_notification": True,
    "registrants_confirmation_email": True,
    "meeting_authentication": False,
    "email_in_attendee_report": False,
    "allow_multiple_devices": False,
    "encryption_type": "enhanced_encryption",
    "breakout_room": {"enable": False},
}


@dataclass(frozen=True, slots=True)
class Meetings:
    """The endpoints; each takes what was asked and gives an answer."""

    account: ZoomAccount

    def create(self, asked: Asked, user: str) -> Answer:
        """POST /users/{user}/meetings."""
        account = self.account
        host = account.scheduling_host(user)
        headers = account.limits.count_change(host, account.world, account.now())
        body = body_of(asked)
        check_meeting(body)
        self._check_alternative_hosts(body)
        meeting = self._new(host, body)
        meeting.settings |= account.forced
        account.world.meetings[meeting.id] = meeting
        return json_answer(self._shown(meeting), 201, headers)

    def show(self, _asked: Asked, meeting: str) -> Answer:
        """GET /meetings/{meeting}."""
        return json_answer(self._shown(self.account.meeting(meeting)))

    def list(self, asked: Asked, user: str) -> Answer:
        """GET /users/{user}/meetings: no settings, and the agenda cut short."""
        now, host = self.account.now(), self.account.host(user)
        kind = query_of(asked).get("type", "scheduled")
        rows = [
            _in_list(one)
            for one in self.account.world.existing(now)
            if one.host_id == host.id and one.type != MeetingType.INSTANT and _is_of_kind(one, kind, now)
        ]
        return json_answer(one_page(asked, "meetings", rows, now, self.account.largest_page))

    def change(self, asked: Asked, meeting: str) -> Answer:
        """PATCH /meetings/{meeting}."""
        account, found = self.account, self.account.meeting(meeting)
        headers = account.limits.count_change(account.host_of(found), account.world, account.now())
        body = body_of(asked)
        check_meeting(body)
        self._check_alternative_hosts(body)
        change_meeting(found, body, account.now())
        found.settings |= account.forced
        return replace(nothing(), headers=headers)

    def delete(self, asked: Asked, meeting: str) -> Answer:
        """DELETE /meetings/{meeting}: not one of the hundred a day. Registrants are told when that is asked for."""
        found = self.account.meeting(meeting)
        if found.status == "started":
            raise refuse(400, 3002, f"Sorry, you cannot delete this meeting since it's in progress: {found.id}.")
        found.deleted_at = self.account.now()
        if query_of(asked).get("cancel_meeting_reminder") == "true":
            found.told_cancelled = [one.email for one in found.registrants if one.status == "approved"]
        return nothing()

    def set_status(self, asked: Asked, meeting: str) -> Answer:
        """PUT /meetings/{meeting}/status: end, or recover what was deleted."""
        action = body_of(asked).get("action")
        if action == "recover":
            return self._recover(meeting)
        if action != "end":
            raise refuse_fields([Fault("action")])
        found = self.account.meeting(meeting)
        if self.account.host_of(found).type == Licence.ON_PREM:
            raise refuse(400, 3063, f"Can not end on-premise user's meeting: {found.id}.")
        found.status = "waiting"
        return nothing()

    def _recover(self, text: str) -> Answer:
        found = self.account.world.meetings.get(whole_number(text) or 0)
        if found is None or not found.recoverable(self.account.now()):
            raise no_such_meeting(text)
        found.deleted_at = None
        return nothing()

    def _new(self, host: ZoomUser, body: Json) -> ZoomMeeting:
        account, now = self.account, self.account.now()
        meeting = ZoomMeeting(
            id=account.new_meeting_id(),
            uuid=account.new_uuid(),
            host_id=host.id,
            topic="Zoom Meeting",
            type=MeetingType(body.get("type", MeetingType.SCHEDULED)),
            start_time=now,
            duration=60,
            timezone=host.timezone,
            agenda="",
            password="",
            created_at=now,
            settings=dict(_ZOOMS_OWN_SETTINGS),
        )
        if "start_time" not in body and meeting.type == MeetingType.SCHEDULED:
            meeting.type = MeetingType.INSTANT
        if body.get("default_password"):
            meeting.password = meeting.secret_for("passcode")[:6]
        change_meeting(meeting, body, now)
        return meeting

    def _check_alternative_hosts(self, body: Json) -> None:
        """They must be licensed users of the account; what Zoom says otherwise was not found, so this is assumed."""
        named = body.get("settings", {}).get("alternative_hosts", "")
        users = [self.account.world.user(one.strip()) for one in named.split(";") if one.strip()]
        if any(user is None or user.type == Licence.BASIC for user in users):
            raise refuse_fields([Fault("settings.alternative_hosts", "Invalid parameter: alternative_hosts.")])

    def _shown(self, meeting: ZoomMeeting) -> Json:
        host = self.account.host_of(meeting)
        shown = {
            **_heading(meeting),
            "host_email": host.email,
            "status": meeting.status,
            "agenda": meeting.agenda,
            # It logs its bearer in as the host, so it is new every time and must not be kept.
            "start_url": f"{WEB}/s/{meeting.id}?zak={self.account.new_id()}",
            "password": meeting.password,
            "h323_password": meeting.password,
            "pstn_password": meeting.password,
            "encrypted_password": meeting.secret_for(meeting.password),
            "settings": meeting.settings,
            "tracking_fields": meeting.tracking_fields,
            "creation_source": "open_api",
            "pre_schedule": False,
        }
        if meeting.takes_registrations:
            shown["registration_url"] = f"{WEB}/meeting/register/{meeting.secret_for('register')}"
        if meeting.type == MeetingType.REPEATED:
            # nettools makes one meeting for each occasion; occurrences of a series are not worked out here.
            shown |= {"recurrence": meeting.recurrence or {}, "occurrences": []}
        return shown


def change_meeting(meeting: ZoomMeeting, body: Json, now: datetime) -> None:
    """Make the changes of a body that has been checked. Each setting is replaced as a whole, the others stay."""
    for name in ("topic", "agenda", "duration", "timezone", "password", "tracking_fields", "recurrence"):
        if name in body:
            setattr(meeting, name, body[name])
    if "type" in body and "start_time" in body:
        meeting.type = MeetingType(body["type"])
    start = _start(body, meeting.timezone)
    if start is not None and start >= now:
        meeting.start_time = start  # one in the past is passed over, without a word
    meeting.settings = {**meeting.settings, **body.get("settings", {})}
    if body.get("settings", {}).get("waiting_room"):
        meeting.settings["join_before_host"] = False


def _start(body: Json, timezone: str) -> datetime | None:
    """With Z it is UTC whatever `timezone` says; without, it is local time there."""
    text: str | None = body.get("start_time")
    if not text:
        return None
    if not re.search("Z$", text):
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)
    return datetime.fromisoformat(text)


def _heading(meeting: ZoomMeeting) -> Json:
    return {
        "uuid": meeting.uuid,
        "id": meeting.id,
        "host_id": meeting.host_id,
        "topic": meeting.topic,
        "type": int(meeting.type),
        "start_time": instant(meeting.start_time),
        "duration": meeting.duration,
        "timezone": meeting.timezone,
        "created_at": instant(meeting.created_at),
        "join_url": meeting.join_url,
    }


def _in_list(meeting: ZoomMeeting) -> Json:
    return {**_heading(meeting), "agenda": meeting.agenda[:_AGENDA_IN_LISTS]}


def _is_of_kind(meeting: ZoomMeeting, kind: str, now: datetime) -> bool:
    live = meeting.status == "started"
    if kind == "scheduled":
        return True
    if kind == "live":
        return live
    if kind in ("upcoming", "upcoming_meetings"):
        return live or meeting.start_time >= now
    if kind == "previous_meetings":
        return not live and meeting.ends < now
    raise refuse_fields([Fault("type", "Invalid parameter: type.")])
