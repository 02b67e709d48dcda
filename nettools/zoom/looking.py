"""Harmless questions to Zoom, each asked once: what the app may do, who its users are, what its clock says."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self

import requests

from nettools import __version__
from nettools.domain.glimpses import Glimpse, trouble_of
from nettools.zoom.client import TIMEOUT, _checked
from nettools.zoom.token import api_base

_TOLD = ("scope", "api_url", "error", "reason")  # of the token's reply; the token itself is nobody's business


class ZoomGlance:
    """Asks for one token, then looks. Close it, or use it as a context manager.

    Args:
        oauth_url: where tokens are given.
        api_url: the API; empty means what Zoom says with the token.
        app: the server-to-server app: account id, client id, client secret.

    Raises:
        SettingsError: an address is not Zoom's.
    """

    def __init__(self, oauth_url: str, api_url: str, app: tuple[str, str, str]) -> None:
        self._oauth_url = _checked(oauth_url)
        self._api_url = api_url and api_base(api_url)
        self._app = app
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": f"nettools/{__version__}", "Accept": "application/json"})
        self._bearer: Callable[[requests.PreparedRequest], requests.PreparedRequest] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def __repr__(self) -> str:
        return "ZoomGlance()"

    def token(self) -> Glimpse:
        """Ask for a token, and keep it. Raises SettingsError when Zoom names an API that is not Zoom's."""
        account, *client = self._app
        form = {"grant_type": "account_credentials", "account_id": account}
        found = self._seen(lambda: self._ask("POST", self._oauth_url, data=form, auth=(client[0], client[1])))
        body = found.body if isinstance(found.body, dict) else {}
        if found.fine and body.get("access_token"):
            self._bearer = _bearing(str(body["access_token"]))
            self._api_url = self._api_url or api_base(str(body.get("api_url") or "https://api.zoom.us"))
        told = {name: body[name] for name in _TOLD if name in body}
        return Glimpse(trouble=found.trouble, status=found.status, body=told if body else None, date=found.date)

    def look(self, path: str, query: Mapping[str, Any] | None = None) -> Glimpse:
        """Get a path below `/v2/` with the token, whatever comes back. Raises nothing."""
        return self._seen(lambda: self._ask("GET", f"{self._api_url}/{path}", params=query, auth=self._bearer))

    def _ask(self, method: str, url: str, **others: Any) -> requests.Response:  # noqa: ANN401 - requests' own
        return self._session.request(method, url, timeout=TIMEOUT, allow_redirects=False, **others)

    def _seen(self, ask: Callable[[], requests.Response]) -> Glimpse:
        try:
            answer = ask()
        except requests.RequestException as error:
            return Glimpse(trouble=trouble_of(error))
        return Glimpse(status=answer.status_code, body=_json(answer), date=_date(answer))


def _bearing(token: str) -> Callable[[requests.PreparedRequest], requests.PreparedRequest]:
    """Puts the token into the header, where a .netrc cannot replace it."""

    def bearer(request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {token}"
        return request

    return bearer


def _json(answer: requests.Response) -> Any:  # noqa: ANN401 - JSON
    try:
        return answer.json()
    except ValueError:
        return None


def _date(answer: requests.Response) -> datetime | None:
    with suppress(KeyError, ValueError):
        return parsedate_to_datetime(answer.headers["Date"])
    return None
