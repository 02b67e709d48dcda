"""What the pretend Zoom tells of meetings that were held: instances, participants, reports."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from nettools.sandbox.wire_messages import Answer, Asked, json_answer, whole_number
from nettools.sandbox.zoom.account import ZoomAccount, unescaped_uuid
from nettools.sandbox.zoom.answers import Fault, instant, no_such_meeting, one_page, query_of, refuse, refuse_fields
from nettools.sandbox.zoom.world import HeldMeeting, Json, Presence, ZoomMeeting

_YEAR = timedelta(days=365)
_MONTH = timedelta(days=31)
_FEWEST_IN_A_REPORT = 2

Held = tuple[ZoomMeeting, HeldMeeting]


@dataclass(slots=True)
class Reports:
    """The endpoints. `delay` is how long after its end a meeting stays unknown to the reports.

    `settling` is how long after its end everybody is told to have been there for no time at all.
    """

    account: ZoomAccount
    delay: timedelta = timedelta(0)
    settling: timedelta = timedelta(0)

    def instances(self, _asked: Asked, meeting: str) -> Answer:
        """GET /past_meetings/{id}/instances."""
        found = self.account.world.meetings.get(whole_number(meeting) or 0)
        if found is None:
            raise no_such_meeting(meeting)
        rows = [{"uuid": one.uuid, "start_time": instant(one.start_time)} for one in found.held]
        return json_answer({"meetings": rows})

    def past(self, _asked: Asked, meeting: str) -> Answer:
        """GET /past_meetings/{id or uuid}."""
        return json_answer(self._summary(*self._held(meeting)))

    def past_participants(self, asked: Asked, meeting: str) -> Answer:
        """GET /past_meetings/{id or uuid}/participants: nothing for a meeting of one."""
        _, held = self._held(meeting)
        rows = self._rows(held, bare=True)
        return self._page(asked, rows if len(rows) >= _FEWEST_IN_A_REPORT else [])

    def report(self, _asked: Asked, meeting: str) -> Answer:
        """GET /report/meetings/{id or uuid}."""
        return json_answer(self._summary(*self._reported(meeting)))

    def participants(self, asked: Asked, meeting: str) -> Answer:
        """GET /report/meetings/{id or uuid}/participants; `registrant_id` only when asked for by include_fields."""
        _, held = self._reported(meeting)
        named = "registrant_id" in query_of(asked).get("include_fields", "").split(",")
        rows = self._rows(held)
        if named:
            rows = [{**row, "registrant_id": one.registrant_id} for row, one in zip(rows, held.presences, strict=True)]
        return self._page(asked, rows)

    def _rows(self, held: HeldMeeting, *, bare: bool = False) -> list[Json]:
        rows = [_row(held, one, number, bare=bare) for number, one in enumerate(held.presences)]
        settled = self.account.now() >= held.end_time + self.settling
        return rows if settled else [{**row, "duration": 0} for row in rows]

    def of_user(self, asked: Asked, user: str) -> Answer:
        """GET /report/users/{user}/meetings: one month at most."""
        host, query = self.account.host(user), query_of(asked)
        first, last = _day(query, "from"), _day(query, "to")
        if not timedelta(0) <= last - first <= _MONTH:
            raise refuse(400, 300, "The date range must be within one month.")
        rows = [
            self._summary(meeting, held)
            for meeting in self.account.world.meetings.values()
            for held in meeting.held
            if meeting.host_id == host.id and first <= held.start_time.date() <= last
        ]
        return self._page(asked, rows, "meetings")

    def _page(self, asked: Asked, rows: list[Json], name: str = "participants") -> Answer:
        return json_answer(one_page(asked, name, rows, self.account.now(), self.account.largest_page))

    def _held(self, text: str) -> Held:
        """The instance in a path: of a number the latest one."""
        wanted = (lambda one: str(one[0].id) == text) if text.isdecimal() else _with_uuid(unescaped_uuid(text))
        every = [(meeting, held) for meeting in self.account.world.meetings.values() for held in meeting.held]
        found = sorted(filter(wanted, every), key=lambda one: one[1].start_time)
        now = self.account.now()
        if not found or now < found[-1][1].end_time + self.delay:
            raise no_such_meeting(text)
        if now - found[-1][1].end_time > _YEAR:
            raise refuse(400, 12702, "Can not access a meeting a year ago.")
        return found[-1]

    def _reported(self, text: str) -> Held:
        meeting, held = self._held(text)
        self.account.paid_host_of(meeting)
        if len(held.presences) < _FEWEST_IN_A_REPORT:
            raise no_such_meeting(text)
        return meeting, held

    def _summary(self, meeting: ZoomMeeting, held: HeldMeeting) -> Json:
        host = self.account.host_of(meeting)
        return {
            "uuid": held.uuid,
            "id": meeting.id,
            "host_id": meeting.host_id,
            "type": int(meeting.type),
            "topic": meeting.topic,
            "user_name": f"{host.first_name} {host.last_name}".strip(),
            "user_email": host.email,
            "start_time": instant(held.start_time),
            "end_time": instant(held.end_time),
            "duration": int((held.end_time - held.start_time).total_seconds() // 60),
            "participants_count": len({one.user_email or one.name for one in held.presences}),
        }


def _with_uuid(uuid: str) -> Callable[[Held], bool]:
    return lambda one: one[1].uuid == uuid


def _row(held: HeldMeeting, one: Presence, number: int, *, bare: bool = False) -> Json:
    row = {
        "id": "",
        "user_id": str(16_778_240 + number * 1024),  # a number of the session, not of the person
        "name": one.name,
        "user_email": one.user_email,
        "join_time": instant(held.start_time + timedelta(seconds=one.joins)),
        "leave_time": instant(held.start_time + timedelta(seconds=one.leaves)),
        "duration": one.leaves - one.joins,
        "status": one.status,
        "failover": False,
    }
    if bare:
        return {**row, "internal_user": False, "registrant_id": one.registrant_id}
    return {**row, "bo_mtg_id": one.bo_mtg_id, "customer_key": "", "participant_user_id": ""}


def _day(query: dict[str, str], name: str) -> date:
    try:
        return datetime.strptime(query.get(name, ""), "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise refuse_fields([Fault(name, f"Invalid parameter: {name}.")]) from None
