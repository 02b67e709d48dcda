"""The postman: takes messages to the mail server over one connection, and tells what the server said to each.

A message is the server's when it has answered the final dot. So the moment that matters is the one before that dot:
`send` calls `before_last_dot` there, and who sends notes it then. No other moment of a crash leaves a doubt.
"""

import smtplib
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from nettools.errors import RemoteError
from nettools.language import Text, text
from nettools.mail.addresses import ascii_address

_CLOSING = 421
_GO_AHEAD = 354
_LET_IN = 235
_NO_SUCH_NAME = 553
_LETTERS_PER_CONNECTION = 100


class Outcome(StrEnum):
    """What became of a message. `unsure`: the line broke after the last dot, and only the server knows."""

    SENT = "sent"
    LATER = "later"
    NEVER = "never"
    UNSURE = "unsure"
    NOT_OURS = "not-ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The outcome, and the server's code (`550 5.1.1`) without its words: they may hold the address."""

    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A user name and a password for the mail server."""

    username: str
    password: str

    def __repr__(self) -> str:
        return "Login(…)"


# From the narrow to the wide: the first that fits is said.
_REASONS: dict[type[Exception], Text] = {
    ConnectionRefusedError: text("nothing answers there"),
    TimeoutError: text("no answer in time"),
    socket.gaierror: text("there is no computer of that name"),
    ssl.SSLCertVerificationError: text("its certificate is not to be trusted"),
    ssl.SSLError: text("it does not speak TLS there"),
    smtplib.SMTPNotSupportedError: text("it offers no STARTTLS or no login"),
}


class _LineBroken(Exception):  # noqa: N818 - an event on the line, caught in this file
    """The connection is gone, or the server is going; nothing of the present message is the server's."""


class Postman:
    """Sends messages one after another over one connection, opened when it is needed and opened again when it breaks.

    Args:
        host: the mail server.
        port: its port.
        tls: `starttls`, `implicit` or `none`.
        login: who we are to the server, or None.
        per_minute: at most so many messages a minute; 0 means as fast as the server takes them.
        timeout: seconds to wait for an answer.
        sleep: how to wait.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        tls: str = "starttls",
        login: Login | None = None,
        per_minute: int = 0,
        timeout: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._host = host
        self._port = port
        self._tls = tls
        self._login = login
        self._pause = 60 / per_minute if per_minute else 0.0
        self._timeout = timeout
        self._sleep = sleep
        self._line: smtplib.SMTP | None = None
        self._sent_on_line = 0
        self._next_turn = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(
        self, message: bytes, sender: str, to: str, before_last_dot: Callable[[], bool] = lambda: True
    ) -> Delivery:
        """Send one message to one address.

        Args:
            message: the mail as bytes, with CRLF line ends.
            sender: where the server sends what it cannot deliver.
            to: the one who gets it.
            before_last_dot: called when all but the end of the message has been taken; False means that somebody
                else sends it, and it is dropped.

        Raises:
            RemoteError: the server cannot be reached, does not let us in, or does not take our sender. The message is
                not sent.
        """
        self._wait_for_turn()
        for attempt in (1, 2):  # a line that stood open may have been closed by the server meanwhile: once more
            try:
                return self._send_on_line(message, sender, to, before_last_dot)
            except _LineBroken:
                self._hang_up()
                if attempt == 2:  # noqa: PLR2004 - the second of two
                    raise RemoteError("mail", self._said_broken(), code="line-broken") from None
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def try_out(self, sender: str) -> None:
        """Connect, protect the line, log in, name the sender and take it back: all but a letter.

        Raises RemoteError, as `send` does.
        """
        line = self._open_line()
        try:
            self._name_sender(line, sender)
        except _LineBroken:
            self._hang_up()
            raise RemoteError("mail", self._said_broken(), code="unreachable") from None
        self._reset(line)

    def close(self) -> None:
        """Say goodbye to the server."""
        if self._line is not None:
            try:
                self._line.quit()
            except (OSError, smtplib.SMTPException):
                self._hang_up()
            self._line = None

    def _send_on_line(self, message: bytes, sender: str, to: str, before_last_dot: Callable[[], bool]) -> Delivery:
        line = self._open_line()
        self._name_sender(line, sender)
        for command, fine in ((f"RCPT TO:<{ascii_address(to)}>", 250), ("DATA", _GO_AHEAD)):
            code, said = self._ask(line, command)
            if code // 10 != fine // 10:
                self._reset(line)
                return _refused(code, said)
        self._put(line, _dotted(message))
        if not before_last_dot():
            self._hang_up()  # a message without its last dot does not exist
            return Delivery(outcome=Outcome.NOT_OURS)
        return self._last_dot(line)

    def _name_sender(self, line: smtplib.SMTP, sender: str) -> None:
        try:
            code, _ = self._ask(line, f"MAIL FROM:<{ascii_address(sender)}>")
        except UnicodeError:  # an å before the at sign: not every server takes it, so we never send it
            code = _NO_SUCH_NAME
        if code >= 400:  # noqa: PLR2004 - SMTP's own bound: 4xx and 5xx refuse
            raise RemoteError("mail", self._said_sender(code), status=code, code="sender-refused")

    def _last_dot(self, line: smtplib.SMTP) -> Delivery:
        """End the message. From here on silence means doubt, never `not sent`."""
        try:
            line.send(b".\r\n")
            code, said = line.getreply()
        except (OSError, smtplib.SMTPException):
            self._hang_up()
            return Delivery(outcome=Outcome.UNSURE)
        if code == -1:
            self._hang_up()
            return Delivery(outcome=Outcome.UNSURE)
        if code == _CLOSING:
            self._hang_up()
        self._sent_on_line += 1
        return Delivery(outcome=Outcome.SENT) if code < 400 else _refused(code, said)  # noqa: PLR2004 - as above

    def _ask(self, line: smtplib.SMTP, command: str) -> tuple[int, bytes]:
        try:
            code, said = line.docmd(command)
        except (OSError, smtplib.SMTPException) as error:
            raise _LineBroken from error
        if code in {-1, _CLOSING}:
            raise _LineBroken
        return code, said

    def _put(self, line: smtplib.SMTP, content: bytes) -> None:
        try:
            line.send(content)
        except (OSError, smtplib.SMTPException) as error:
            raise _LineBroken from error

    def _reset(self, line: smtplib.SMTP) -> None:
        try:
            line.rset()
        except (OSError, smtplib.SMTPException):
            self._hang_up()

    def _open_line(self) -> smtplib.SMTP:
        if self._line is not None and self._sent_on_line >= _LETTERS_PER_CONNECTION:
            self.close()  # servers grow tired of long connections; better we choose the moment
        if self._line is None:
            self._line = self._connected()
            self._sent_on_line = 0
        return self._line

    def _connected(self) -> smtplib.SMTP:
        try:
            line = self._dialled()
            try:
                self._greet(line)
            except BaseException:
                line.close()
                raise
        except smtplib.SMTPAuthenticationError as error:
            said = text("The mail server does not accept the user name and password.")
            raise RemoteError("mail", said, status=error.smtp_code, code="login-refused") from None
        except (OSError, smtplib.SMTPException) as error:
            status = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
            raise RemoteError("mail", self._said_unreachable(error), status=status, code="unreachable") from None
        return line

    def _dialled(self) -> smtplib.SMTP:
        if self._tls == "implicit":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout, context=context)
        return smtplib.SMTP(self._host, self._port, timeout=self._timeout)

    def _greet(self, line: smtplib.SMTP) -> None:
        if line.sock is not None:  # the last dot is a small packet of its own, and must not wait for the one before it
            line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.ehlo()
        if self._tls == "starttls":
            line.starttls(context=ssl.create_default_context())
            line.ehlo()
        if self._login is not None:
            _log_in(line, self._login)

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _wait_for_turn(self) -> None:
        if not self._pause:
            return
        now = time.monotonic()
        if now < self._next_turn:
            self._sleep(self._next_turn - now)
        self._next_turn = max(now, self._next_turn) + self._pause

    def _said_unreachable(self, error: Exception) -> Text:
        reason = next((said for kind, said in _REASONS.items() if isinstance(error, kind)), type(error).__name__)
        return text(
            "The mail server {host}:{port} cannot be used ({reason}). Run the same command again when it can.",
            host=self._host,
            port=self._port,
            reason=reason,
        )

    def _said_broken(self) -> Text:
        return text(
            "The mail server {host}:{port} broke the connection twice. Run the same command again later.",
            host=self._host,
            port=self._port,
        )

    def _said_sender(self, code: int) -> Text:
        return text("The mail server does not take mail from our sender (it said {code}). See mail.sender.", code=code)


def _log_in(line: smtplib.SMTP, login: Login) -> None:
    """Show the server who we are. Raises smtplib's own errors.

    The library's `login` stumbles over å, ä and ö, with the password in its error; PLAIN takes them as UTF-8.
    """
    if (login.username + login.password).isascii():
        line.login(login.username, login.password)
        return
    plain = b64encode(f"\0{login.username}\0{login.password}".encode()).decode()
    code, said = line.docmd("AUTH", f"PLAIN {plain}")
    if code != _LET_IN:
        raise smtplib.SMTPAuthenticationError(code, said)


def _refused(code: int, said: bytes) -> Delivery:
    """4xx may go better later, 5xx will not. Of the server's words only its codes are kept."""
    words = said.decode("ascii", errors="replace").split()
    extended = words[0] if words and words[0][:2] in {"4.", "5."} and words[0].replace(".", "").isdigit() else ""
    later = 400 <= code < 500  # noqa: PLR2004 - as SMTP draws it
    return Delivery(outcome=Outcome.LATER if later else Outcome.NEVER, reason=f"{code} {extended}".strip())


def _dotted(message: bytes) -> bytes:
    """The message as it goes over the wire: CRLF ends every line, and a line that begins with a dot gets another.

    A lone CR or LF never leaves: some servers take it for a line's end, and a hidden dot for the end of the message.
    """
    lines = message.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n") + b"\n"
    lines = (b"." + lines if lines.startswith(b".") else lines).replace(b"\n.", b"\n..")
    return lines.replace(b"\n", b"\r\n")
