"""One `requests` session for each thread, with what canvasapi lacks: time limits, patience, and care with the token.

canvasapi works on it unchanged. An answer that is no success never comes back: it is repeated where that is
harmless, else it is a RemoteError. A call that may have been carried out says so (`answered` is False).
"""

import random
import re
import time
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import quote_plus, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from nettools import __version__
from nettools.canvas.faults import fault, is_throttled
from nettools.canvas.throttle import Gate
from nettools.errors import RemoteError
from nettools.language import text

USER_AGENT = f"nettools/{__version__}"
TIMEOUT = (10.0, 60.0)  # seconds to connect, and between two pieces of an answer
TRIES = 4  # of a call that failed and may be repeated
THROTTLED_TRIES = 12  # of a call that Canvas has not looked at: always harmless
LONGEST_PAUSE = 30.0
_HEADERS = {**requests.utils.default_headers()}
_TAKEN = frozenset({"params", "headers", "data", "json", "files", "timeout", "allow_redirects"})  # the last: never
_COMMENTED = re.compile(r"/submissions/[^/]+$")
_ENDS = frozenset({b"}", b"]"})

Pause = Callable[[float], None]


class CanvasSession(requests.Session):
    """Speaks to one Canvas only. `gate` is shared by the sessions of all threads."""

    def __init__(
        self,
        base_url: str,
        token: str,
        gate: Gate,
        *,
        timeout: tuple[float, float] = TIMEOUT,
        pause: Pause = time.sleep,
    ) -> None:
        super().__init__()
        self._home = urlsplit(base_url)[:2]
        self._gate = gate
        self._timeout = timeout
        self._pause = pause
        # As `auth`, since a .netrc would replace a header that was merely set.
        self.auth = _Bearer(token)
        # Proxies and certificates that the environment names: requests would look for them anew with every call.
        named = self.merge_environment_settings(base_url, {}, None, None, None)
        self.proxies, self.verify, self.trust_env = named["proxies"], named["verify"], False
        self._adapter = _OneHost(pool_connections=1, pool_maxsize=1, max_retries=0)
        self.mount("https://", self._adapter)
        self.mount("http://", self._adapter)

    def request(self, method: str | bytes, url: str | bytes, *more: Any, **sent: Any) -> requests.Response:  # noqa: ANN401 - requests' own
        """As in requests, with what is in `_TAKEN` by its name; gives successes only, raises RemoteError for all else.

        Raises TypeError for what else requests takes: it would be lost without a word.
        """
        if more or not sent.keys() <= _TAKEN:
            raise TypeError(f"a call takes {', '.join(sorted(_TAKEN))}, by name")
        method, url = str(method).upper(), str(url)
        if urlsplit(url)[:2] != self._home:
            raise RemoteError(
                "canvas", text("Canvas sent us to another host; the token is not shown there."), code="foreign"
            )
        # Requests' own way merges each call with settings, cookies and redirects, none of which are for a session to
        # one host with a token: a quarter of a call's work.
        prepared = self._prepared(method, url, sent)
        timeout = sent.get("timeout", self._timeout)
        checked = True if self.verify is None else self.verify
        return self._persist(
            lambda: self._adapter.send(prepared, False, timeout, checked, None, self.proxies),  # noqa: FBT003
            harmless=_is_harmless(method, urlsplit(url).path),
        )

    def _prepared(self, method: str, url: str, sent: Mapping[str, Any]) -> requests.PreparedRequest:
        headers = {**_HEADERS, **(sent.get("headers") or {}), "User-Agent": USER_AGENT}
        headers.pop("Authorization", None)
        data, files = sent.get("data"), sent.get("files")
        if data and not files:
            data = _written(data)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        params = _written(sent.get("params") or {})
        prepared = requests.PreparedRequest()
        prepared.prepare(method, url, headers, files, data, params, self.auth, json=sent.get("json"))
        return prepared

    def _persist(self, call: Callable[[], requests.Response], *, harmless: bool) -> requests.Response:
        failures = throttled = 0
        while True:
            try:
                answer = self._once(call)
            except RemoteError as error:
                failures += 1
                unsent = error.code == "unreachable"
                if failures >= TRIES or not (harmless or unsent):
                    raise
                self._wait(failures)
                continue
            if not is_throttled(answer):
                return self._judged(answer)
            throttled += 1
            self._gate.refused()
            if throttled >= THROTTLED_TRIES:
                raise RemoteError("canvas", text("Canvas is too busy; run the same command later."), code="throttled")
            self._wait(throttled)

    def _once(self, call: Callable[[], requests.Response]) -> requests.Response:
        """One try. Raises RemoteError when no answer came, or one that says nothing of what was done."""
        try:
            with self._gate.passing():
                answer = call()
                self._listen(answer)
                _ = answer.content  # read whole while it is counted as under way
        except requests.RequestException as error:
            raise _lost(error) from None  # requests' own words hold the address
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise fault(answer, answered=False)
        if answer.ok and not answer.is_redirect and not _is_json(answer):
            raise _lost()
        return answer

    def _judged(self, answer: requests.Response) -> requests.Response:
        if answer.is_redirect:
            raise RemoteError("canvas", text("Canvas sent us to another page; check canvas.base_url."), code="foreign")
        if not answer.ok:
            raise fault(answer)
        return answer

    def _listen(self, answer: requests.Response) -> None:
        try:
            self._gate.told(float(answer.headers["X-Rate-Limit-Remaining"]))
        except (KeyError, ValueError):
            return

    def _wait(self, tried: int) -> None:
        longest = min(LONGEST_PAUSE, 2.0 ** (tried - 1))
        self._pause(longest * random.uniform(0.5, 1.0))  # noqa: S311 - so that threads do not come back together


def _is_harmless(method: str, path: str) -> bool:
    """Whether the call may be repeated when its answer is lost.

    Canvas gives the enrolment or membership that is there already, if any; but each PUT of a submission says its
    comment once more.
    """
    if method == "PUT":
        return not _COMMENTED.search(path)
    return method != "POST" or path.endswith(("/enrollments", "/memberships"))


def _written(fields: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> str:
    """Fields as in an address or a form; a list is its name once for each, and None is nothing, as in requests."""
    pairs = fields.items() if isinstance(fields, Mapping) else fields
    return "&".join(
        f"{_quoted(name)}={quote_plus(str(each))}"
        for name, value in pairs
        for each in (value if isinstance(value, list | tuple) else [value])
        if each is not None
    )


_quoted = lru_cache(maxsize=1024)(quote_plus)  # the same names stand in every call of a kind


class _OneHost(HTTPAdapter):
    """Finds its connections once: requests would look them up by address and certificates with every call."""

    _pool: ConnectionPool | None = None

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> ConnectionPool:  # noqa: ANN401 - requests' own
        """The connections to the one host that this session speaks to."""
        if self._pool is None:
            self._pool = super().get_connection_with_tls_context(*args, **kwargs)
        return self._pool


class _Bearer(requests.auth.AuthBase):
    """Puts the token where it belongs and nowhere else; it shows itself to nobody."""

    def __init__(self, token: str) -> None:
        self.__token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.__token}"
        return request


def _is_json(answer: requests.Response) -> bool:
    """By its label and its last sign: an answer that a proxy cut short can look whole."""
    if not answer.content:
        return answer.request.method == "DELETE"
    return "json" in answer.headers.get("Content-Type", "") and answer.content.rstrip()[-1:] in _ENDS


def _lost(error: requests.RequestException | None = None) -> RemoteError:
    if error is not None and _never_connected(error):
        return RemoteError("canvas", text("Canvas cannot be reached."), code="unreachable", answered=False)
    return RemoteError("canvas", text("Canvas did not answer."), code="silent", answered=False)


def _never_connected(error: requests.RequestException) -> bool:
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError | ConnectTimeoutError)
