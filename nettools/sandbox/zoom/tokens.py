"""Tokens of the pretend Zoom: given for an account's own app (server to server), checked at every call."""

import base64
import secrets
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from nettools.sandbox.wire_messages import Answer, Asked, json_answer
from nettools.sandbox.zoom.answers import query_of, refuse

# Every scope that some call of the sandbox wants; an app can be given fewer.
ALL_SCOPES = tuple(
    f"{scope}:admin"
    for scope in (
        *("user:read:list_users", "user:read:user", "user:read:settings"),
        *("meeting:read:list_meetings", "meeting:read:meeting", "meeting:write:meeting", "meeting:update:meeting"),
        *("meeting:delete:meeting", "meeting:update:status", "meeting:read:list_registrants"),
        *("meeting:write:registrant", "meeting:write:batch_registrants", "meeting:read:registrant"),
        *("meeting:delete:registrant", "meeting:update:registrant_status", "meeting:read:past_meeting"),
        *("meeting:read:list_past_instances", "meeting:read:list_past_participants"),
        *("report:read:meeting", "report:read:list_meeting_participants", "report:read:user"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The app registered at Zoom, by which nettools gets its tokens."""

    account_id: str = "sandbox-account"
    client_id: str = "sandbox-client"
    client_secret: str = "sandbox-secret"  # noqa: S105 - opens nothing but the sandbox


@dataclass(frozen=True, slots=True)
class _Token:
    expires: datetime
    scopes: frozenset[str]


@dataclass(slots=True, kw_only=True)
class Tokens:
    """Gives and checks tokens.

    `lives` is how long a token works; a test can shorten it. With `one_at_a_time` a new token ends the older ones, as
    Zoom did until 2023. `asked_in_query` counts requests that put their parameters into the query string, which works
    but is not the documented place.
    """

    app: App
    scopes: tuple[str, ...] = ALL_SCOPES
    lives: timedelta = timedelta(hours=1)
    one_at_a_time: bool = False
    asked_in_query: int = 0
    given: int = 0
    _valid: dict[str, _Token] = field(default_factory=dict)

    def give(self, asked: Asked, now: datetime, api_url: str) -> Answer:
        """Answer `POST /oauth/token`."""
        if _credentials(asked) != (self.app.client_id, self.app.client_secret):
            return _token_error("Invalid client_id or client_secret", "invalid_client")
        wanted = {**query_of(asked), **_form(asked)}
        self.asked_in_query += "grant_type" in query_of(asked)
        if wanted.get("grant_type") != "account_credentials":
            return _token_error("unsupported grant type", "unsupported_grant_type")
        if wanted.get("account_id") != self.app.account_id:
            return _token_error("Bad Request", "invalid_request")
        return json_answer(
            {
                "access_token": self._new(now),
                "token_type": "bearer",
                "expires_in": int(self.lives.total_seconds()),
                "scope": " ".join(self.scopes),
                "api_url": api_url,
            }
        )

    def _new(self, now: datetime) -> str:
        if self.one_at_a_time:
            self._valid.clear()
        token = secrets.token_urlsafe(48)
        self._valid[token] = _Token(now + self.lives, frozenset(self.scopes))
        self.given += 1
        return token

    def forget(self) -> None:
        """End every token, as when an administrator deactivates the app and activates it again."""
        self._valid.clear()

    def check(self, asked: Asked, now: datetime) -> frozenset[str]:
        """The scopes of the token in the Authorization header; AnswerError 401 when there is no good one."""
        kind, _, text = asked.headers.get("authorization", "").partition(" ")
        token = self._valid.get(text.strip()) if kind.lower() == "bearer" else None
        if token is None:
            raise refuse(401, 124, "Invalid access token.")
        if now >= token.expires:
            raise refuse(401, 124, f"Access token is expired. Expired at: {token.expires:%Y-%m-%dT%H:%M:%SZ}.")
        return token.scopes


def check_scope(held: frozenset[str], needed: str) -> None:
    """AnswerError 400 (not 403!) when a token lacks the scope, granular or classic."""
    room, action = needed.split(":")[:2]
    classic = f"{room}:{'read' if action == 'read' else 'write'}:admin"
    if not held & {needed, classic}:
        raise refuse(400, 4711, f"Invalid access token, does not contain scopes:[{needed}].")


def _form(asked: Asked) -> dict[str, str]:
    if asked.media != "application/x-www-form-urlencoded":
        return {}
    return dict(parse_qsl(asked.body.decode("utf-8", "replace")))


def _credentials(asked: Asked) -> tuple[str, str]:
    kind, _, text = asked.headers.get("authorization", "").partition(" ")
    try:
        name, _, secret = base64.b64decode(text, validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        return "", ""
    return (name, secret) if kind.lower() == "basic" else ("", "")


def _token_error(reason: str, error: str) -> Answer:
    return json_answer({"reason": reason, "error": error}, 400)
