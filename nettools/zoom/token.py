"""Zoom's access token: fetched when it is needed, by one thread at a time, and renewed before it runs out."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

from nettools.errors import Place, Problem, RemoteError, SettingsError
from nettools.language import text

MARGIN = 300.0  # seconds before its end that a token is renewed
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Token:
    """A token and the API that it is for. `until` is on the clock that only goes forward."""

    value: str
    api_url: str
    until: float

    def __repr__(self) -> str:
        return "Token(***)"


class Tokens:
    """Gives the token of one server-to-server app; for all threads.

    Args:
        fetch: posts the form to Zoom and gives its answer.
        api_url: the API to use; empty means what Zoom says with the token.
    """

    def __init__(self, fetch: Callable[[], requests.Response], api_url: str) -> None:
        self._fetch = fetch
        self._api_url = api_url
        self._lock = threading.Lock()
        self._token: Token | None = None

    def current(self) -> Token:
        """A token that lasts a while. Raises RemoteError."""
        with self._lock:
            if self._token is None or self._token.until <= time.monotonic():
                self._token = self._new()
            return self._token

    def renew(self, refused: Token) -> None:
        """Zoom refused this token: get another, unless someone else has done so meanwhile."""
        with self._lock:
            if self._token is refused:
                self._token = None

    def _new(self) -> Token:
        answer = self._fetch()
        try:
            body = answer.json()
            lasts = float(body["expires_in"])
            value, api_url = str(body["access_token"]), str(body.get("api_url") or "https://api.zoom.us")
        except (ValueError, KeyError, TypeError):
            raise _refused(answer) from None
        return Token(value, api_base(self._api_url or api_url), time.monotonic() + max(lasts - MARGIN, lasts / 2))


def api_base(url: str) -> str:
    """The address of the API's version 2. Raises SettingsError for an address that is not Zoom's."""
    parts = urlsplit(url.strip().rstrip("/"))
    zooms = parts.scheme == "https" and (parts.hostname or "").endswith((".zoom.us", ".zoomgov.com"))
    if not zooms and not (parts.hostname in LOOPBACK and parts.scheme in {"http", "https"}):
        said = text("is no address of Zoom's; the token is not shown there")
        raise SettingsError([Problem(code="unsafe-address", message=said, place=Place(key="zoom.api_url"))])
    return f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix('/v2')}/v2"


def _refused(answer: requests.Response) -> RemoteError:
    message = text(
        "Zoom gives no token ({status}); check zoom.account_id, client_id and client_secret.", status=answer.status_code
    )
    return RemoteError("zoom", message, status=answer.status_code, code="auth")
