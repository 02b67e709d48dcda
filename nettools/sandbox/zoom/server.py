"""The pretend Zoom: which path is which endpoint, who may ask, and what a test or a demo can do to the account."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from werkzeug.routing import Rule

from nettools.sandbox.wire import Endpoint, WireServer, rule, wall_clock
from nettools.sandbox.wire_messages import Answer, AnswerError, Asked, json_answer
from nettools.sandbox.zoom.account import ZoomAccount
from nettools.sandbox.zoom.answers import no_such_meeting, refuse
from nettools.sandbox.zoom.limits import Label, Limits
from nettools.sandbox.zoom.meetings import Meetings, change_meeting
from nettools.sandbox.zoom.registrants import Registrants
from nettools.sandbox.zoom.reports import Reports
from nettools.sandbox.zoom.tokens import App, Tokens, check_scope
from nettools.sandbox.zoom.users import Users
from nettools.sandbox.zoom.world import HeldMeeting, Licence, Presence, ZoomMeeting, ZoomUser, load_world, save_world

# The hosts that an empty account begins with.
HOSTS = (
    *("zoom1@example.se", "zoom2@example.se"),
    *("zoom-sal-1@example.se", "zoom-sal-2@example.se", "sal-1@zoom.example.se", "sal-2@zoom.example.se"),
)
_UUIDS_BEGIN = ("/v2/past_meetings/", "/v2/report/meetings/")


class ZoomServer(WireServer):
    """Zoom on loopback. With `directory` the account is kept in `zoom.json` there and read again by the next one.

    Give a client `oauth_url`, `api_url` and the values of `app`. `tokens`, `limits`, `reports` and `account` have what
    can be set: life of tokens, one token at a time, scopes, calls a second, delay of reports, size of pages.
    """

    name = "zoom"

    def __init__(
        self,
        directory: Path | None = None,
        *,
        latency: float = 0.0,
        clock: Callable[[], datetime] = wall_clock,
        seed: int = 1,
        port: int = 0,
    ) -> None:
        self._path = None if directory is None else directory / "zoom.json"
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
        self.account = ZoomAccount(world=load_world(self._path), clock=clock, chance=Random(seed))
        self.app = App()
        self.tokens = Tokens(app=self.app)
        self.reports = Reports(self.account)
        super().__init__(self._rules(), latency=latency, clock=clock, seed=seed, port=port)
        if not self.account.world.users:
            for email in HOSTS:
                self.add_host(email)

    # -- addresses -------------------------------------------------------------------------------

    @property
    def oauth_url(self) -> str:
        """Where tokens are given."""
        return f"{self.base_url}/oauth/token"

    @property
    def api_url(self) -> str:
        """What the token's reply says: the address without `/v2`."""
        return self.base_url

    @property
    def limits(self) -> Limits:
        """How much may be asked."""
        return self.account.limits

    # -- what people do ----------------------------------------------------------------------------

    @property
    def meetings(self) -> tuple[ZoomMeeting, ...]:
        """The meetings that Zoom still knows, by start."""
        with self.lock:
            return tuple(self.account.world.existing(self.account.now()))

    def add_host(
        self, email: str, licence: Licence = Licence.LICENSED, *, status: str = "active", may_schedule: bool = True
    ) -> ZoomUser:
        """Give someone a user in the account; one who has it keeps it as it is."""
        with self.lock:
            known = self.account.world.user(email)
            if known is not None:
                return known
            user = ZoomUser(
                id=self.account.new_id(), email=email, type=licence, status=status, may_schedule=may_schedule
            )
            self.account.world.users[user.id] = user
            self._keep()
            return user

    def edit(self, meeting: int, **changes: object) -> ZoomMeeting:
        """Change a meeting as a person on Zoom's pages: the same fields as in the API, but no quota is spent."""
        with self.lock:
            found = self.account.world.meetings[meeting]
            change_meeting(found, changes, self.account.now())
            self._keep()
            return found

    def delete(self, meeting: int) -> None:
        """Delete a meeting as a person on Zoom's pages."""
        with self.lock:
            self.account.world.meetings[meeting].deleted_at = self.account.now()
            self._keep()

    def hold(
        self, meeting: int, starts: datetime, ends: datetime, presences: list[Presence], *, uuid: str = ""
    ) -> HeldMeeting:
        """Let a meeting have been held, with these people in it."""
        with self.lock:
            held = HeldMeeting(
                uuid=uuid or self.account.new_uuid(), start_time=starts, end_time=ends, presences=presences
            )
            self.account.world.meetings[meeting].held.append(held)
            self._keep()
            return held

    # -- requests ----------------------------------------------------------------------------------

    def perform(self, asked: Asked) -> Answer:
        """Answer, and give the answer its number in Zoom's log."""
        try:
            answer = super().perform(asked)
        except AnswerError as early:
            answer = early.answer
        if asked.method != "GET":
            with self.lock:
                self._keep()
        tracking = f"v=2.0;clid=sandbox;rid=WEB_{secrets.token_hex(16)}"
        return replace(answer, headers=(*answer.headers, ("x-zm-trackingid", tracking)))

    def _keep(self) -> None:
        if self._path is not None:
            save_world(self.account.world, self._path)

    def _rules(self) -> list[Rule]:
        light, medium, heavy = Label.LIGHT, Label.MEDIUM, Label.HEAVY
        meetings, users = Meetings(self.account), Users(self.account)
        registrants, reports = Registrants(self.account), self.reports
        meeting, past, report = "/meetings/<meeting>", "/past_meetings/<meeting>", "/report/meetings/<meeting>"
        people = f"{meeting}/registrants"
        read, write = "meeting:read", "meeting:write"
        calls: list[tuple[str, str, Label, str, Endpoint]] = [
            ("GET", "/users", medium, "user:read:list_users", users.list),
            ("GET", "/users/<user>", light, "user:read:user", users.show),
            ("GET", "/users/<user>/settings", light, "user:read:settings", users.settings),
            ("GET", "/users/<user>/meetings", medium, f"{read}:list_meetings", meetings.list),
            ("POST", "/users/<user>/meetings", medium, f"{write}:meeting", meetings.create),
            ("GET", meeting, light, f"{read}:meeting", meetings.show),
            ("PATCH", meeting, light, "meeting:update:meeting", meetings.change),
            ("DELETE", meeting, light, "meeting:delete:meeting", meetings.delete),
            ("PUT", f"{meeting}/status", light, "meeting:update:status", meetings.set_status),
            ("GET", people, medium, f"{read}:list_registrants", registrants.list),
            ("POST", people, light, f"{write}:registrant", registrants.add),
            ("POST", f"{meeting}/batch_registrants", heavy, f"{write}:batch_registrants", registrants.add_batch),
            ("PUT", f"{people}/status", medium, "meeting:update:registrant_status", registrants.set_status),
            ("GET", f"{people}/<registrant>", light, f"{read}:registrant", registrants.show),
            ("DELETE", f"{people}/<registrant>", light, "meeting:delete:registrant", registrants.remove),
            ("GET", past, light, f"{read}:past_meeting", reports.past),
            ("GET", f"{past}/instances", medium, f"{read}:list_past_instances", reports.instances),
            ("GET", f"{past}/participants", medium, f"{read}:list_past_participants", reports.past_participants),
            ("GET", report, heavy, "report:read:meeting", reports.report),
            ("GET", f"{report}/participants", heavy, "report:read:list_meeting_participants", reports.participants),
            ("GET", "/report/users/<user>/meetings", heavy, "report:read:user", reports.of_user),
        ]
        guarded = [
            rule(method, f"/v2{path}", self._guarded(endpoint, label, f"{scope}:admin"))
            for method, path, label, scope, endpoint in calls
        ]
        return [rule("POST", "/oauth/token", self._give_token), *guarded]

    def _guarded(self, endpoint: Endpoint, label: Label, scope: str) -> Endpoint:
        """The endpoint behind Zoom's gates, in their order: token, calls a second and a day, scope."""

        def answer(asked: Asked, **ids: str) -> Answer:
            held = self.tokens.check(asked, self.account.now())
            headers = self.limits.count(label, self.account.world, self.account.now())
            check_scope(held, scope)
            given = endpoint(asked, **ids)
            return given if given.headers else replace(given, headers=headers)

        return answer

    def _give_token(self, asked: Asked) -> Answer:
        return self.tokens.give(asked, self.account.now(), self.api_url)

    # -- Zoom's words for what goes wrong ----------------------------------------------------------

    def error_500(self, asked: Asked) -> Answer:
        """Something broke in Zoom."""
        del asked
        return json_answer({"code": 500, "message": "Internal Server Error"}, 500)

    def throttled(self, asked: Asked) -> Answer:
        """Too many calls in one second."""
        del asked
        return self.limits.burst().answer

    def expired_token(self, asked: Asked) -> Answer:
        """The token has run out, by Zoom's clock."""
        del asked
        expired = self.account.now() - timedelta(seconds=1)
        return refuse(401, 124, f"Access token is expired. Expired at: {expired:%Y-%m-%dT%H:%M:%SZ}.").answer

    def no_such_path(self, asked: Asked) -> Answer:
        """No call of Zoom's. A uuid whose slash was not escaped is looked for, and not found."""
        begun = next((one for one in _UUIDS_BEGIN if asked.path.startswith(one)), "")
        if begun:
            return no_such_meeting(asked.path.removeprefix(begun).removesuffix("/participants").lstrip("/")).answer
        return refuse(404, 2300, "This API endpoint is not recognized.").answer
