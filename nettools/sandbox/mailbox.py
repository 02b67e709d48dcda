"""The pretend mail server: real SMTP on loopback, which keeps what it is given and can be told to misbehave.

aiosmtpd's own Controller is not used: it cannot listen on a port of the system's choice, and from Python 3.12 its
`stop` waits for clients that never hang up.
"""

import asyncio
import re
import socket
import ssl
import threading
from collections.abc import Container, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

_LARGEST = 40 * 1024 * 1024  # bytes; as much as the larger Swedish universities let in


class MailFault(StrEnum):
    """How the server can fail one recipient, one letter, or everybody."""

    BUSY = "busy"  # 451 at MAIL: nobody's letters are taken for now
    REFUSE = "refuse"  # 550 at RCPT: the address does not exist
    GREYLIST = "greylist"  # 451 at RCPT: come back later
    REJECT = "reject"  # 554 after DATA: the letter itself is not wanted
    DROP_EARLY = "drop-early"  # the line is cut at RCPT, before the letter
    DROP_BEFORE = "drop-before"  # the line is cut after DATA; nothing was kept
    DROP_AFTER = "drop-after"  # the letter was kept, but the 250 never leaves
    STALL = "stall"  # the answer to DATA takes its time


_AT_SENDER = {MailFault.BUSY: "451 4.3.2 Please try again later"}
_AT_RECIPIENT = {
    MailFault.REFUSE: "550 5.1.1 No such user here",
    MailFault.GREYLIST: "451 4.7.1 Greylisted, please try again later",
    MailFault.DROP_EARLY: "",
}
_AT_LETTER = frozenset(MailFault) - {*_AT_SENDER, *_AT_RECIPIENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A letter as it was received: the envelope, which may differ from the headings, and the bytes."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The letter, read by the modern policy of `email`."""
        return message_from_bytes(self.content, policy=policy.default)


@dataclass(slots=True, kw_only=True)
class _PlannedFault:
    kind: MailFault
    to: str
    left: int
    seconds: float


class Mailbox:
    """A mail server on a free loopback port; use it as a context manager or with `start` and `stop`.

    With `directory` every letter is also written there, `0001.eml` and on, and read again by the next Mailbox. `tls`
    offers STARTTLS. With `accounts` (user name to password) a sender must log in first.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        directory: Path | None = None,
        *,
        tls: ssl.SSLContext | None = None,
        accounts: Mapping[str, str] | None = None,
    ) -> None:
        self.directory = directory
        self.tls = tls
        self.accounts = dict(accounts or {})
        self.port = 0
        self._lock = threading.Lock()
        self._received = _read_again(directory)
        self._faults: list[_PlannedFault] = []
        self._running: _Running | None = None

    def start(self) -> Self:
        """Listen; `port` is known when this returns."""
        self._running = _Running(self)
        self.port = self._running.port
        return self

    def stop(self) -> None:
        """Hang up on everybody and stop listening. What was received stays readable."""
        if self._running is not None:
            self._running.stop()
            self._running = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def received(self) -> tuple[Received, ...]:
        """Every letter with its envelope, in the order of arrival."""
        with self._lock:
            return tuple(self._received)

    @property
    def messages(self) -> tuple[EmailMessage, ...]:
        """Every letter, parsed, in the order of arrival."""
        return tuple(one.message for one in self.received)

    def misbehave(self, kind: str, *, to: str = "", times: int = 1, seconds: float = 0.0) -> None:
        """Fail the next `times` occasions in the way `kind` (see MailFault).

        `to` is a regular expression searched for in the recipient's address; empty matches everybody. `seconds` is how
        long a `stall` lasts.
        """
        with self._lock:
            self._faults.append(_PlannedFault(kind=MailFault(kind), to=to, left=times, seconds=seconds))

    def behave(self) -> None:
        """Forget all misbehaviour that is still to come."""
        with self._lock:
            self._faults.clear()

    def take_fault(self, recipients: list[str], kinds: Container[MailFault]) -> tuple[MailFault, float] | None:
        """The fault of these kinds planned for this moment, counted down, and its seconds; None when all is well."""
        with self._lock:
            for fault in self._faults:
                fits = any(re.search(fault.to, address, re.IGNORECASE) for address in recipients)
                if fault.left > 0 and fits and fault.kind in kinds:
                    fault.left -= 1
                    return fault.kind, fault.seconds
        return None

    def keep(self, letter: Received) -> None:
        """Keep a letter, on disk first."""
        with self._lock:
            if self.directory is not None:
                path = self.directory / f"{len(self._received) + 1:04d}.eml"
                path.write_bytes(letter.content)
            self._received.append(letter)


class _Running:
    """The server's thread with its event loop; gone when it has stopped."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._socket = socket.create_server((mailbox.host, 0))
        self.port: int = self._socket.getsockname()[1]
        self._connections: set[SMTP] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(),), name="mailbox", daemon=True)
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._enough.set)
        self._thread.join()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(_ignore_hang_ups)
        self._enough = asyncio.Event()
        server = await self._loop.create_server(self._answer, sock=self._socket)
        self._ready.set()
        await self._enough.wait()
        server.close()
        for connection in self._connections:
            if isinstance(connection.transport, asyncio.WriteTransport):
                connection.transport.abort()
        await asyncio.sleep(0)  # the aborted lines are closed in the loop's next turn

    def _answer(self) -> SMTP:
        accounts = self._mailbox.accounts
        connection = SMTP(
            _Conversation(self._mailbox),
            hostname="mail.example.se",
            ident="nettools sandbox",
            data_size_limit=_LARGEST,
            enable_SMTPUTF8=True,
            tls_context=self._mailbox.tls,
            auth_require_tls=self._mailbox.tls is not None,
            auth_exclude_mechanism=() if accounts else ("LOGIN", "PLAIN"),
            authenticator=self._log_in,
            loop=self._loop,
        )
        self._connections = {one for one in self._connections if one.transport is not None} | {connection}
        return connection

    def _log_in(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, account: object
    ) -> AuthResult:
        if not isinstance(account, LoginPassword):
            return AuthResult(success=False, handled=False)
        password = self._mailbox.accounts.get(account.login.decode())
        return AuthResult(success=password == account.password.decode(), handled=False)


class _Conversation:
    """What is said back to one client; aiosmtpd calls it by the names of the SMTP verbs."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._mailbox.accounts and not session.authenticated:
            return "530 5.7.0 Authentication required"
        fault = self._mailbox.take_fault([""], _AT_SENDER)
        if fault is not None:
            return _AT_SENDER[fault[0]]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self._mailbox.take_fault([address], _AT_RECIPIENT)
        if fault is not None and fault[0] is MailFault.DROP_EARLY:
            await _hang_up(server)
        if fault is not None:
            return _AT_RECIPIENT[fault[0]]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        letter = _letter(envelope)
        kind, seconds = self._mailbox.take_fault(envelope.rcpt_tos, _AT_LETTER) or (None, 0.0)
        if kind is MailFault.REJECT:
            return "554 5.7.1 Message refused"
        if kind is not MailFault.DROP_BEFORE:
            self._mailbox.keep(letter)
        if kind in {MailFault.DROP_BEFORE, MailFault.DROP_AFTER}:
            await _hang_up(server)
        await asyncio.sleep(seconds)
        return "250 2.0.0 OK, kept"


def _letter(envelope: Envelope) -> Received:
    content = envelope.original_content or b""
    return Received(sender=envelope.mail_from or "", recipients=tuple(envelope.rcpt_tos), content=content)


async def _hang_up(server: SMTP) -> None:
    """Cut the line; the loss of it then cancels this conversation, so no answer is ever made."""
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()
    await asyncio.Event().wait()


def _ignore_hang_ups(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """A client that goes away in the middle is a client's right, nothing to report."""
    if not isinstance(context.get("exception"), ConnectionError | ssl.SSLError):
        loop.default_exception_handler(context)


def _read_again(directory: Path | None) -> list[Received]:
    """The letters of an earlier Mailbox in the same directory; their envelopes are gone, so `To` stands for them."""
    if directory is None:
        return []
    directory.mkdir(parents=True, exist_ok=True)
    return [_from_file(path) for path in sorted(directory.glob("*.eml"))]


def _from_file(path: Path) -> Received:
    content = path.read_bytes()
    message = message_from_bytes(content, policy=policy.default)
    return Received(
        sender=_addresses(message, "From")[0],
        recipients=tuple(_addresses(message, "To")),
        content=content,
    )


def _addresses(message: EmailMessage, heading: str) -> list[str]:
    if message[heading] is None:
        return [""]
    return [one.addr_spec for one in message[heading].addresses]
