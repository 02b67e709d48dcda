"""The bytes of drafts handed in on Canvas, streamed to disk.

A file's address carries its own key, so the token stays at home: files are fetched by a session that has never
seen it (a token sent along is refused by the file host, and would be shown to a foreign one).
"""

import hashlib
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Self
from urllib.parse import urljoin, urlsplit

import requests

from nettools import __version__
from nettools.canvas.handins import CanvasReader
from nettools.domain.healthplans import HandIn
from nettools.errors import RemoteError
from nettools.healthplans.filetypes import HEAD_BYTES, content_refusal
from nettools.language import text

MOST_REDIRECTS = 5
TIMEOUT = (10.0, 60.0)  # seconds to connect, and between two pieces
WAITS = (1.0, 4.0)  # seconds before the second and the third try
PIECE = 256 * 1024

_STALE = frozenset({"login-page", "locked"})  # what an address that has grown old answers
_GONE = frozenset({requests.codes.forbidden, requests.codes.not_found})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file on disk, whole; or `refusal`, the code of why it was not kept, and nothing on disk."""

    digest: str = ""
    size: int = 0
    refusal: str = ""


class HandInFiles:
    """Fetches files; may be used by several threads at once. Close it when they are done.

    Args:
        client: asked for a fresh address when one has grown old.
        largest: bytes that a file may have; counted while they come, since a server can say anything.
        waits: seconds to wait before each new try.
    """

    def __init__(
        self,
        client: CanvasReader,
        *,
        largest: int,
        timeout: tuple[float, float] = TIMEOUT,
        waits: Sequence[float] = WAITS,
    ) -> None:
        self._client = client
        self._largest = largest
        self._timeout = timeout
        self._waits = waits
        self._mine = threading.local()
        self._sessions: list[requests.Session] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for session in self._sessions:
            session.close()

    def fetch(self, hand_in: HandIn, part: Path) -> Fetched:
        """Stream the file into `part`, on disk for sure when this returns; nothing is left there otherwise.

        What was written in the text box came with the list, and is only put there.
        Raises RemoteError when the file did not come, or not whole, after several tries.
        """
        if hand_in.written:
            return _write_text(hand_in.text, part)
        fetched = self._persist(hand_in, part)
        if fetched.refusal in _STALE and (url := self._fresh_address(hand_in)):
            return self._persist(replace(hand_in, url=url), part)
        return fetched

    def _fresh_address(self, hand_in: HandIn) -> str:
        try:
            answer = self._client.get_json(f"files/{hand_in.file_id}")
        except RemoteError as error:
            if error.status in _GONE:
                return ""
            raise
        return str(answer.get("url") or "")

    def _persist(self, hand_in: HandIn, part: Path) -> Fetched:
        for wait in self._waits:
            with suppress(RemoteError):
                return self._once(hand_in, part)
            time.sleep(wait)
        return self._once(hand_in, part)

    def _once(self, hand_in: HandIn, part: Path) -> Fetched:
        """One try; a `part` that is not whole goes, whatever stopped it."""
        try:
            with _follow(self._session(), hand_in.url, self._timeout) as answer:
                fetched = _write(answer, hand_in.file_name, part, self._largest)
            _require_whole(hand_in, fetched)
        except BaseException as error:
            part.unlink(missing_ok=True)
            if isinstance(error, _RefusedFileError):
                return Fetched(refusal=error.code)
            if isinstance(error, requests.RequestException):
                raise _lost() from None  # requests' own words hold the address with its key
            raise
        return fetched

    def _session(self) -> requests.Session:
        """This thread's session: no token, and no password from a .netrc either."""
        if not hasattr(self._mine, "session"):
            session = requests.Session()
            session.auth = _without_credentials
            session.headers.update({"User-Agent": f"nettools/{__version__}", "Accept-Encoding": "identity"})
            self._mine.session = session
            self._sessions.append(session)
        found: requests.Session = self._mine.session
        return found


class _RefusedFileError(Exception):
    """The file is not to be kept: `code` is one of healthplans.REFUSALS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _without_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _lost(status: int = 0) -> RemoteError:
    said = text("A file could not be fetched from Canvas; run the same command again.")
    return RemoteError("canvas", said, status=status, code="file-not-fetched", answered=bool(status))


def _require_whole(hand_in: HandIn, fetched: Fetched) -> None:
    """A connection that closes early looks like the end of the file where no length was announced."""
    if hand_in.size and fetched.size != hand_in.size:
        raise _lost()


def _follow(session: requests.Session, url: str, timeout: tuple[float, float]) -> requests.Response:
    """Ask for `url` and go where it is sent on to, a few times, to web addresses only and never out of TLS."""
    secure = False
    for _ in range(MOST_REDIRECTS + 1):
        scheme = _scheme(url)
        if scheme not in {"http", "https"} or (secure and scheme == "http"):
            raise _RefusedFileError("unsafe-address" if url else "locked")
        secure = scheme == "https"
        answer = session.get(url, stream=True, allow_redirects=False, timeout=timeout)
        if not answer.is_redirect:
            return _answered(answer)
        url = urljoin(url, answer.headers["Location"])
        answer.close()
    raise _RefusedFileError("unsafe-address")


def _scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme
    except ValueError:
        return ""


def _answered(answer: requests.Response) -> requests.Response:
    """The answer when it holds the file; what is wrong on the server's side is worth a new try, the rest is not."""
    if answer.status_code == requests.codes.ok:
        return answer
    answer.close()
    if answer.status_code >= 500 or answer.status_code == requests.codes.too_many_requests:  # noqa: PLR2004 - HTTP
        raise _lost(answer.status_code)
    raise _RefusedFileError("locked")


def _write(answer: requests.Response, name: str, part: Path, largest: int) -> Fetched:
    """Write the bytes as they come; a wrong kind is refused at the first of them, a large one when it has grown."""
    pieces = answer.iter_content(PIECE)
    start = _start(pieces)
    if refusal := content_refusal(name, start[:HEAD_BYTES], answer.headers.get("Content-Type", "")):
        raise _RefusedFileError(refusal)
    digest, size = hashlib.sha256(), 0
    part.parent.mkdir(parents=True, exist_ok=True)
    with part.open("wb") as file:
        for piece in chain([start], pieces):
            size += len(piece)
            if size > largest:
                raise _RefusedFileError("too-large")
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return Fetched(digest=digest.hexdigest(), size=size)


def _start(pieces: Iterator[bytes]) -> bytes:
    """Enough of the beginning to tell what the file is; a server may send it in crumbs."""
    start = b""
    while len(start) < HEAD_BYTES and (piece := next(pieces, b"")):
        start += piece
    return start


def put_in_place(part: Path, path: Path) -> None:
    """Move a fetched file to where it is kept: wholly there or not at all, even if the power goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part.replace(path)
    with suppress(OSError):  # Windows opens no folders, and needs no such thing
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _write_text(text: str, part: Path) -> Fetched:
    written = text.encode()
    part.parent.mkdir(parents=True, exist_ok=True)
    with part.open("wb") as file:
        file.write(written)
        file.flush()
        os.fsync(file.fileno())
    return Fetched(digest=hashlib.sha256(written).hexdigest(), size=len(written))
