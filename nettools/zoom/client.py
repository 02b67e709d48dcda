"""Zoom, as far as we use it: a `requests` session for each thread, one token for all, patience, no blind repeats."""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from nettools import __version__
from nettools.errors import Place, Problem, RemoteError, SettingsError
from nettools.language import text
from nettools.zoom.faults import body_of, fault, quota, seconds_to_wait, their_time
from nettools.zoom.token import LOOPBACK, Token, Tokens

TIMEOUT = (10.0, 60.0)  # seconds to connect, and between two pieces of an answer
TRIES = 4  # of a call that failed and may be repeated
BUSY_TRIES = 6  # of a call that Zoom has not looked at
PER_PAGE = 300  # Zoom's most
WALKS = 3  # how often a list is read from its first page, when Zoom forgets where we were

Pause = Callable[[float], None]
Json = dict[str, Any]


class ZoomClient:
    """May be used by several threads at once; close it when they are done.

    Args:
        oauth_url: where tokens are given.
        api_url: the API; empty means what Zoom says with the token.
        app: the server-to-server app: account id, client id, client secret.
        clock: the time, to know how long Zoom's own times are away.
        timeout: seconds to connect, and between two pieces of an answer.
        pause: waits between tries.
    """

    def __init__(
        self,
        oauth_url: str,
        api_url: str,
        app: tuple[str, str, str],
        *,
        clock: Callable[[], datetime],
        timeout: tuple[float, float] = TIMEOUT,
        pause: Pause = time.sleep,
    ) -> None:
        self._oauth_url = _checked(oauth_url)
        self._form = {"grant_type": "account_credentials", "account_id": app[0]}
        self._app = app[1:]
        self._tokens = Tokens(self._fetch_token, api_url)
        self._clock = clock
        self._timeout = timeout
        self._pause = pause
        self._mine = threading.local()
        logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)  # below, it writes the hosts' addresses
        self._sessions: list[requests.Session] = []
        self.calls = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return "ZoomClient()"

    def close(self) -> None:
        """Close the connections of all threads."""
        for session in self._sessions:
            session.close()

    def now(self) -> datetime:
        """The time, as we know it."""
        return self._clock()

    def call(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Json | None = None) -> Json:
        """One call of a path below `/v2/`; an empty answer is an empty object.

        Raises RemoteError. Only a POST is never repeated when its answer is lost.
        """
        failures = busy = 0
        renewed = False
        while True:
            token = self._tokens.current()
            try:
                answer = self._once(token, method, path, query, body)
            except RemoteError as error:
                failures += 1
                if failures >= TRIES or not (method != "POST" or error.code == "unreachable"):
                    raise
                self._wait(2.0 ** (failures - 1))
                continue
            if answer.status_code == requests.codes.unauthorized and not renewed:
                renewed = True
                self._tokens.renew(token)
            elif answer.status_code == requests.codes.too_many_requests:
                busy += 1
                self._be_patient(answer, busy)
            else:
                return _judged(answer)

    def pages(self, path: str, name: str, query: Mapping[str, Any]) -> list[Json]:
        """Every row of the list `name`, 300 at a time. Raises RemoteError.

        The way from page to page is good for fifteen minutes; when it is lost, the list is read anew.
        """
        for walk in range(1, WALKS + 1):
            try:
                return [*self._walk(path, name, query)]
            except RemoteError as error:
                if error.code != "stale-page" or walk == WALKS:
                    raise
        raise AssertionError(path)  # pragma: no cover - the loop ends by return or raise

    def _walk(self, path: str, name: str, query: Mapping[str, Any]) -> Iterator[Json]:
        page_token, seen = "", set[str]()
        while True:
            asked = {**query, "page_size": PER_PAGE, **({"next_page_token": page_token} if page_token else {})}
            body = self.call("GET", path, query=asked)
            yield from body.get(name) or []
            page_token = body.get("next_page_token") or ""
            if not page_token or page_token in seen:
                return
            seen.add(page_token)

    def _once(
        self, token: Token, method: str, path: str, query: Mapping[str, Any] | None, body: Json | None
    ) -> requests.Response:
        """One try. Raises RemoteError when no answer came, or one that says nothing of what was done."""
        self.calls += 1
        try:
            answer = self._session().request(
                method,
                f"{token.api_url}/{path}",
                params=query,
                json=body,
                auth=_Bearer(token.value),
                timeout=self._timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise _lost(error) from None  # requests' own words hold the address
        if answer.status_code >= requests.codes.server_error:
            raise fault(answer, answered=False)
        if answer.ok and answer.content and not body_of(answer):
            raise _lost()
        return answer

    def _be_patient(self, answer: requests.Response, busy: int) -> None:
        """Wait as long as Zoom says, if that is a moment; else say when to come back."""
        now = their_time(answer) or self._clock()  # a clock that is wrong here must not make us wait for hours
        seconds = seconds_to_wait(answer, now)
        if seconds is None:
            raise quota(answer, now)
        if busy >= BUSY_TRIES:
            raise RemoteError("zoom", text("Zoom is too busy; run the same command later."), status=429, code="busy")
        self._wait(max(seconds, 1.0))

    def _wait(self, seconds: float) -> None:
        self._pause(seconds * random.uniform(1.0, 1.5))  # noqa: S311 - so that threads do not come back together

    def _fetch_token(self) -> requests.Response:
        for tried in range(1, TRIES + 1):
            try:
                answer = self._session().post(
                    self._oauth_url,
                    data=self._form,
                    auth=self._app,
                    timeout=self._timeout,
                    allow_redirects=False,
                )
            except requests.RequestException as error:
                if tried == TRIES:
                    raise _lost(error) from None
            else:
                if answer.status_code < requests.codes.server_error and answer.status_code != 429:  # noqa: PLR2004 - HTTP
                    return answer
            self._wait(2.0 ** (tried - 1))
        raise RemoteError("zoom", text("Zoom gives no token now; run the same command later."), code="auth")

    def _session(self) -> requests.Session:
        """This thread's session."""
        if not hasattr(self._mine, "session"):
            session = requests.Session()
            session.headers.update({"User-Agent": f"nettools/{__version__}", "Accept": "application/json"})
            self._mine.session = session
            self._sessions.append(session)
        found: requests.Session = self._mine.session
        return found


class _Bearer(requests.auth.AuthBase):
    """Puts the token into the header, where a .netrc cannot replace it."""

    def __init__(self, token: str) -> None:
        self.__token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.__token}"
        return request


def _judged(answer: requests.Response) -> Json:
    """The answer's object. Some failures come as 200 with a `code`, and code 0 means success."""
    body = body_of(answer)
    if answer.is_redirect:
        raise RemoteError("zoom", text("Zoom sent us to another page; check zoom.api_url."), code="foreign")
    if not answer.ok or (isinstance(body.get("code"), int) and body["code"] and "message" in body):
        raise fault(answer)
    return body


def _lost(error: requests.RequestException | None = None) -> RemoteError:
    cause = error.args[0] if error and error.args else None
    if isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError | ConnectTimeoutError):
        return RemoteError("zoom", text("Zoom cannot be reached."), code="unreachable", answered=False)
    return RemoteError("zoom", text("Zoom did not answer."), code="silent", answered=False)


def _checked(oauth_url: str) -> str:
    parts = urlsplit(oauth_url)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        said = text("must begin with https://")
        raise SettingsError([Problem(code="unsafe-address", message=said, place=Place(key="zoom.oauth_url"))])
    return oauth_url
