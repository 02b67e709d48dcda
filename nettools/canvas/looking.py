"""One harmless question to Canvas, asked once: what it says about itself, about us and about its clock."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from nettools.canvas.client import CanvasClient
from nettools.canvas.session import TIMEOUT, USER_AGENT
from nettools.domain.glimpses import Glimpse, trouble_of


def glimpse(client: CanvasClient, path: str, params: Mapping[str, Any] | None = None) -> Glimpse:
    """Get a path below `/api/v1/`: without the client's patience, and whatever comes back. Raises nothing."""
    try:
        # Past the session's own `request`, which repeats failures and keeps them to itself.
        answer = requests.Session.request(
            client.session,
            "GET",
            f"{client.base_url}/api/v1/{path}",
            params=params,
            headers={"User-Agent": USER_AGENT},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        return Glimpse(trouble=trouble_of(error))
    return Glimpse(status=answer.status_code, body=_json(answer), date=_date(answer), left=_left(answer))


def _json(answer: requests.Response) -> Any:  # noqa: ANN401 - JSON
    try:
        return answer.json()
    except ValueError:
        return None


def _date(answer: requests.Response) -> datetime | None:
    with suppress(KeyError, ValueError):
        return parsedate_to_datetime(answer.headers["Date"])
    return None


def _left(answer: requests.Response) -> float | None:
    with suppress(KeyError, ValueError):
        return float(answer.headers["X-Rate-Limit-Remaining"])
    return None
