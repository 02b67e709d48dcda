"""The HTTP plumbing under the pretend services: a threaded server on loopback that can be told to misbehave.

A service is a `WireServer` with werkzeug rules whose endpoints are functions `(asked, **ids) -> Answer`.
"""

import logging
import random
import re
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import IO, ClassVar, Self, cast
from urllib.parse import unquote

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.serving import DechunkedInput

from nettools.sandbox.wire_events import Call, Kind, Misbehaviour, Record
from nettools.sandbox.wire_messages import Answer, AnswerError, Asked, json_answer, text_answer

log = logging.getLogger(__name__)

Endpoint = Callable[..., Answer]
Watch = Callable[[str, Asked, Answer | None], None]
HTML_502 = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


def wall_clock() -> datetime:
    """The clock on the wall of the pretend service, which is another computer and has its own."""
    return datetime.fromtimestamp(time.time(), UTC)


def rule(method: str, path: str, endpoint: Endpoint) -> Rule:
    """One route: `rule("GET", "/courses/<course>", show_course)`."""
    return Rule(path, methods=[method], endpoint=endpoint, strict_slashes=False)


class WireServer:
    """A pretend service on 127.0.0.1. `port` 0 takes a free one; an answer takes `latency` seconds, its work included.

    Half of them pass on the way here, before anything is done; the rest on the way back.

    `lock` is held while an endpoint runs, so that endpoints see and change the world one at a time; hold it
    to look at the world from outside while requests may be running.
    """

    name = "sandbox"
    # Each is told of every request to any service of this process: the service's name, what was asked, and the answer
    # just before it is sent (None where the connection is cut, before the answer or in the midst of it).
    watches: ClassVar[list[Watch]] = []

    def __init__(
        self,
        rules: Iterable[Rule],
        *,
        latency: float = 0.0,
        clock: Callable[[], datetime] = wall_clock,
        seed: int = 1,
        port: int = 0,
    ) -> None:
        self.latency = latency
        self.clock = clock
        self.seed = seed
        self.port = port
        self.lock = threading.RLock()
        self.record = Record()
        self.crashes: list[str] = []
        self._routes = Map(list(rules), merge_slashes=False).bind("127.0.0.1")
        self._misbehaviours: list[Misbehaviour] = []
        self._stopping = threading.Event()
        self._listener: _Listener | None = None

    # -- life ------------------------------------------------------------------------------------

    @property
    def base_url(self) -> str:
        """Where the service answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Begin to answer; gives itself."""
        self._stopping.clear()
        self._listener = _Listener(self, self.port)
        self.port = self._listener.server_address[1]
        self._listener.begin()
        return self

    def stop(self) -> None:
        """Cut open connections, end every thread and free the port. Stopping twice is allowed."""
        self._stopping.set()
        if self._listener is not None:
            self._listener.end()
            self._listener = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # -- misbehaviour ----------------------------------------------------------------------------

    def misbehave(
        self,
        kind: Kind,
        *,
        times: int = 1,
        path: str = "",
        method: str = "",
        chance: float = 1.0,
        seed: int = 0,
        seconds: float = 1.0,
    ) -> Misbehaviour:
        """Misbehave at the next `times` requests whose path has the pattern `path`; see `Misbehaviour`."""
        one = Misbehaviour(
            kind=kind,
            left=times,
            path=re.compile(path),
            method=method.upper(),
            chance=chance,
            draw=random.Random(seed),
            seconds=seconds,
        )
        with self.lock:
            self._misbehaviours.append(one)
        return one

    def behave(self) -> None:
        """End all misbehaviour."""
        with self.lock:
            self._misbehaviours.clear()

    # -- what a service says in its own way (override) -------------------------------------------

    def perform(self, asked: Asked) -> Answer:
        """Answer a request; a service wraps this with its checks of tokens, limits and so on."""
        return self.route(asked)

    def arrive(self, asked: Asked) -> Answer | None:
        """Called first, before the latency: an answer here turns the request away at once."""
        del asked
        return None

    def depart(self, asked: Asked, answer: Answer | None) -> Answer | None:
        """Called last for each request that was let in; may put headers on the answer."""
        del asked
        return answer

    def error_500(self, asked: Asked) -> Answer:
        """Something broke in the service."""
        del asked
        return json_answer({"errors": [{"message": "An error occurred."}]}, 500)

    def throttled(self, asked: Asked) -> Answer:
        """Too many requests."""
        del asked
        return text_answer("429 Too Many Requests\n", 429)

    def expired_token(self, asked: Asked) -> Answer:
        """The caller's token has run out."""
        del asked
        return json_answer({"errors": [{"message": "Expired access token."}]}, 401)

    def no_such_path(self, asked: Asked) -> Answer:
        """No route fits."""
        del asked
        return json_answer({"errors": [{"message": "The specified resource does not exist."}]}, 404)

    # -- one request -----------------------------------------------------------------------------

    def route(self, asked: Asked) -> Answer:
        """The answer of the endpoint that fits path and method. Matched before unescaping: %2F is no slash."""
        path = asked.path.removesuffix(".json")
        try:
            endpoint, ids = self._routes.match(path, method=asked.method)
        except HTTPException:
            return self.no_such_path(asked)
        with self.lock:
            answer: Answer = endpoint(asked, **{name: unquote(value) for name, value in ids.items()})
        return answer

    def serve(self, asked: Asked) -> tuple[Answer | None, bool]:
        """The answer (None: cut the connection), and whether it may be sent wholly."""
        with self.record.in_flight():
            answer, whole = self.arrive(asked), True
            if answer is None:
                answer, whole = self._admitted(asked)
        self.record.calls.append(Call(asked.method, asked.path, answer.status if answer else 0))
        for watch in self.watches:
            watch(self.name, asked, answer if whole else None)
        return answer, whole

    def _admitted(self, asked: Asked) -> tuple[Answer | None, bool]:
        due = time.monotonic() + self.latency
        self._pass(self.latency / 2)
        answer, whole = self._spoiled(asked, self._struck(asked))
        answer = self.depart(asked, answer)
        self._pass(due - time.monotonic())
        return answer, whole

    def _pass(self, seconds: float) -> None:
        """Let time pass, unless the service is being stopped."""
        if seconds > 0 and self.latency:
            self._stopping.wait(seconds)

    def _struck(self, asked: Asked) -> Misbehaviour | None:
        if not self._misbehaviours:
            return None
        with self.lock:
            return next((one for one in self._misbehaviours if one.strikes(asked)), None)

    def _spoiled(self, asked: Asked, struck: Misbehaviour | None) -> tuple[Answer | None, bool]:
        """Kinds that do the work, do it; then every kind has its say."""
        if struck is None:
            return self._performed(asked), True
        kind = struck.kind
        if kind == "slow":
            self._stopping.wait(struck.seconds)
        worked = kind in ("slow", "half-body") or kind.endswith("-after")
        done = self._performed(asked) if worked else None
        return self._said(kind, asked, done), kind != "half-body"

    def _said(self, kind: Kind, asked: Asked, done: Answer | None) -> Answer | None:
        if kind in ("slow", "half-body"):
            return done
        if kind.startswith("reset"):
            return None
        if kind.startswith("html-502"):
            return text_answer(HTML_502, 502, "text/html; charset=utf-8")
        own = {"throttle": self.throttled, "expired-token": self.expired_token}
        return own.get(kind, self.error_500)(asked)

    def _performed(self, asked: Asked) -> Answer:
        try:
            return self.perform(asked)
        except AnswerError as early:
            return early.answer
        except Exception as error:
            log.exception("%s could not answer %s %s", self.name, asked.method, asked.path)
            self.crashes.append(f"{type(error).__name__} at {asked.method} {asked.path}")
            return self.error_500(asked)


class _Connection(BaseHTTPRequestHandler):
    """One kept-alive connection: reads requests, lets the service answer them."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Listener"

    def handle(self) -> None:
        try:
            super().handle()
        except (OSError, ValueError):  # the other end went away, or this one is being stopped
            self.close_connection = True

    def _serve(self) -> None:
        answer, whole = self.server.service.serve(self._asked())
        if answer is None:
            self.close_connection = True
            return
        self.wfile.write(self._head(answer, whole=whole) + self._body(answer, whole=whole))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _serve  # noqa: N815 - named by http.server

    def _asked(self) -> Asked:
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Asked(
            method=self.command,
            path=path,
            query_string=query,
            headers=headers,
            body=self._read_body(headers),
            base_url=f"http://{headers.get('host', '127.0.0.1')}",
        )

    def _read_body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return DechunkedInput(cast("IO[bytes]", self.rfile)).readall()
        length = int(headers.get("content-length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # whoever asked is gone; the proxies before both services never pass such a call on
            raise ConnectionAbortedError
        return body

    def _head(self, answer: Answer, *, whole: bool) -> bytes:
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        lines += [f"Date: {format_datetime(self.server.service.clock().astimezone(UTC), usegmt=True)}"]
        lines += [f"Content-Type: {answer.media}", f"Content-Length: {len(answer.body)}"]
        lines += [f"{name}: {value}" for name, value in answer.headers]
        if not whole:
            self.close_connection = True
        if self.close_connection:
            lines.append("Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def _body(self, answer: Answer, *, whole: bool) -> bytes:
        if self.command == "HEAD":
            return b""
        return answer.body if whole else answer.body[: len(answer.body) // 2]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by http.server
        """Say nothing: queries hold tokens."""


class _Listener(socketserver.TCPServer):
    """Accepts connections, one thread for each, and can end them all."""

    # On Windows this option lets two servers share a port; elsewhere it lets a port be used again at once.
    allow_reuse_address = sys.platform != "win32"
    request_queue_size = 128

    def __init__(self, service: WireServer, port: int) -> None:
        self.service = service
        self._open: dict[threading.Thread, socket.socket] = {}
        self._guard = threading.Lock()
        self._ending = threading.Event()
        self._accepting = threading.Thread(target=self._accept, name=f"{service.name} listens", daemon=True)
        super().__init__(("127.0.0.1", port), _Connection)

    def begin(self) -> None:
        self._accepting.start()

    def end(self) -> None:
        """Stop listening, hang up on everybody, wait for every thread."""
        self._ending.set()
        socket.create_connection(("127.0.0.1", self.server_address[1])).close()  # wakes the one that listens
        self._accepting.join()
        self.server_close()
        with self._guard:
            left = dict(self._open)
        for connection in left.values():
            _cut(connection)
        for thread in left:
            thread.join()

    def _accept(self) -> None:
        """Without socketserver's polling, so that stopping takes no time."""
        while not self._ending.is_set():
            try:
                request, client_address = self.get_request()
            except OSError:  # the other end was gone before it was met
                continue
            if self._ending.is_set():
                self.shutdown_request(request)
            else:
                self.process_request(request, client_address)

    # socketserver's own types speak of datagrams too; these are always streams.
    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        thread = threading.Thread(
            target=self._converse, args=(request, client_address), name=f"{self.service.name} answers", daemon=True
        )
        with self._guard:
            self._open[thread] = request
        thread.start()

    def _converse(self, request: socket.socket, client_address: object) -> None:
        try:
            self.finish_request(request, client_address)
        finally:
            with self._guard:
                self._open.pop(threading.current_thread(), None)
                self.shutdown_request(request)


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed by the other end meanwhile
