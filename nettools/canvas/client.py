"""Canvas, as far as we use it: lists read in bulk, single things through canvasapi, one session for each thread."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import parse_qs, urlsplit

from nettools.canvas.session import TIMEOUT, CanvasSession, Pause
from nettools.canvas.throttle import Gate
from nettools.errors import Place, Problem, RemoteError, SettingsError
from nettools.language import text

if TYPE_CHECKING:
    from canvasapi.requester import Requester

PER_PAGE = 100  # Canvas's most
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

Row = dict[str, Any]
T = TypeVar("T")


class CanvasClient:
    """May be used by several threads at once; close it when they are done.

    Args:
        base_url: Canvas's address, `https://…`; http only for this computer itself.
        token: an access token; it is shown to that address alone.
        in_flight: how many calls may run at once; Canvas refuses the twelfth.
        timeout: seconds to connect, and between two pieces of an answer.
        pause: waits between tries.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        in_flight: int = 8,
        timeout: tuple[float, float] = TIMEOUT,
        pause: Pause = time.sleep,
    ) -> None:
        self.base_url = _checked(base_url)
        self.gate = Gate(in_flight)
        self._token = token
        self._timeout = timeout
        self._pause = pause
        self._mine = threading.local()
        logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)  # below, it writes addresses searched for
        self._sessions: list[CanvasSession] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"CanvasClient({self.base_url!r})"

    @property
    def calls(self) -> int:
        """How many calls have been made, repeated ones counted."""
        return self.gate.calls

    def close(self) -> None:
        """Close the connections of all threads."""
        for session in self._sessions:
            session.close()

    def get_json(self, path: str, params: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
        """One answer, of a path below `/api/v1/`. Raises RemoteError."""
        return self.session.get(self._url(path), params=params).json()

    def pages(self, path: str, params: Mapping[str, Any] | None = None) -> Iterator[Row]:
        """Every row of a list, page by page, each once: Canvas's pages may overlap, and the last may be empty."""
        seen: set[Any] = set()
        asked: set[str] = set()
        url: str | None = self._url(path)
        query: Mapping[str, Any] | None = {**(params or {}), "per_page": PER_PAGE}
        while url and url not in asked:
            asked.add(url)
            answer = self.session.get(url, params=query)
            for row in _rows(answer.json()):
                if row.get("id") not in seen:
                    seen.add(row.get("id", len(seen)))
                    yield row
            following = answer.links.get("next")
            # Behind a proxy the link can name another host; ours is the one that we trust.
            url, query = self._at_home(following["url"]) if following else None, None

    def all_pages(self, path: str, params: Mapping[str, Any], pool: Executor, *, at_most: int) -> list[Row] | None:
        """Every row of a list whose pages have numbers, several pages at once; None when it has more pages than that.

        How many there are is told by the first page's Link; where Canvas does not count, it is None too.
        """
        query = {**params, "per_page": PER_PAGE}
        first = self.session.get(self._url(path), params=query)
        rows = {row["id"]: row for row in _rows(first.json())}
        if "next" not in first.links:
            return [*rows.values()]
        last = parse_qs(urlsplit(first.links.get("last", {}).get("url", "")).query).get("page", [""])[0]
        if not last.isdigit() or int(last) > at_most:
            return None
        for more in pool.map(lambda page: self.get_json(path, {**query, "page": page}), range(2, int(last) + 1)):
            rows |= {row["id"]: row for row in _rows(more)}
        return [*rows.values()]

    def post_file(self, path: str, name: str, content: bytes, fields: Mapping[str, Any]) -> Row:
        """Post a form with a zip as its attachment, and give the answer. Not repeated when its answer is lost."""
        attached = {"attachment": (name, content, "application/zip")}
        answer: Row = self.session.post(self._url(path), data=_form(fields), files=attached).json()
        return answer

    def post_json(self, path: str, fields: Mapping[str, Any]) -> Row:
        """Post a form and give the answer. Only an enrolment or a membership is repeated when its answer is lost."""
        answer: Row = self.session.post(self._url(path), data=_form(fields)).json()
        return answer

    def put_json(self, path: str, fields: Mapping[str, Any] | None = None) -> Row:
        """Put a form and give the answer."""
        answer: Row = self.session.put(self._url(path), data=_form(fields or {})).json()
        return answer

    def delete(self, path: str, params: Mapping[str, Any] | None = None) -> None:
        """Delete; what Canvas says of it is of no use."""
        self.session.delete(self._url(path), params=params)

    @property
    def session(self) -> CanvasSession:
        """This thread's session."""
        if not hasattr(self._mine, "session"):
            self._mine.session = CanvasSession(
                self.base_url, self._token, self.gate, timeout=self._timeout, pause=self._pause
            )
            self._sessions.append(self._mine.session)
        found: CanvasSession = self._mine.session
        return found

    @property
    def requester(self) -> "Requester":
        """Canvasapi on this thread's session."""
        if not hasattr(self._mine, "requester"):
            from canvasapi.requester import Requester  # noqa: PLC0415 - heavy, so only when something is made

            # It draws whole answers, names and all, for a log at these levels.
            logging.getLogger("canvasapi.requester").setLevel(logging.WARNING)
            self._mine.requester = Requester(self.base_url, "")
            self._mine.requester._session.close()  # noqa: SLF001 - canvasapi has no other way to give it a session
            self._mine.requester._session = self.session  # noqa: SLF001 - as above
        return self._mine.requester

    def _url(self, path: str) -> str:
        return f"{self.base_url}/api/v1/{path}"

    def _at_home(self, url: str) -> str:
        home, parts = urlsplit(self.base_url), urlsplit(url)
        return f"{home.scheme}://{home.netloc}{parts.path}?{parts.query}"


def or_none(ask: Callable[[], T]) -> T | None:
    """What was asked for, or None when Canvas does not have it."""
    try:
        return ask()
    except RemoteError as error:
        if error.code == "not-found":
            return None
        raise


def _rows(body: Any) -> Iterable[Row]:  # noqa: ANN401 - JSON
    """A list, or a list wrapped in an object with one key."""
    if isinstance(body, dict):
        lists = [value for value in body.values() if isinstance(value, list)]
        return lists[0] if lists else []
    rows: list[Row] = body
    return rows


def _form(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, _word(value)) for name, value in fields.items()]


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _checked(base_url: str) -> str:
    """The address without what people add to it. Raises SettingsError for one that would show the token."""
    parts = urlsplit(base_url.strip())
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not safe or not parts.hostname or parts.username:
        said = text("must begin with https:// and name Canvas alone, without a password")
        raise SettingsError([Problem(code="unsafe-address", message=said, place=Place(key="canvas.base_url"))])
    path = parts.path.rstrip("/").removesuffix("/api/v1")
    return f"{parts.scheme}://{parts.netloc}{path}"
