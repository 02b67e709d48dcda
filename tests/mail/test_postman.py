"""The postman against a real mail server on loopback, which is told to misbehave."""

import socket
import ssl
import threading
from pathlib import Path

import pytest

from nettools.errors import RemoteError
from nettools.mail import Delivery, Login, Outcome, Postman
from nettools.sandbox.mailbox import Mailbox

SENDER = "natverk@example.se"
MESSAGE = b"Subject: hej\r\n\r\nHej!\r\n"


@pytest.fixture
def mailbox():
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def postman(mailbox):
    with Postman(mailbox.host, mailbox.port, tls="none", timeout=10) as postman:
        yield postman


def arrived(mailbox):
    return [received.recipients[0] for received in mailbox.received]


def test_letters_arrive_with_their_envelope(mailbox, postman):
    deliveries = [postman.send(MESSAGE, SENDER, f"r{n}@example.se") for n in range(3)]

    assert deliveries == [Delivery(outcome=Outcome.SENT)] * 3
    assert [(one.sender, one.recipients) for one in mailbox.received] == [
        (SENDER, (f"r{n}@example.se",)) for n in range(3)
    ]


def test_dots_and_lone_line_ends_cannot_end_a_message_early(mailbox, postman):
    body = b"Subject: x\r\n\r\n.\r\n..\n.\nMAIL FROM:<x@example.com>\r.\r\nslut"

    postman.send(body, SENDER, "r@example.se")

    assert [one.content.split(b"\r\n\r\n", 1)[1] for one in mailbox.received] == [
        b".\r\n..\r\n.\r\nMAIL FROM:<x@example.com>\r\n.\r\nslut\r\n"
    ]


@pytest.mark.parametrize(
    ("fault", "delivery"),
    [
        ("refuse", Delivery(outcome=Outcome.NEVER, reason="550 5.1.1")),
        ("greylist", Delivery(outcome=Outcome.LATER, reason="451 4.7.1")),
        ("reject", Delivery(outcome=Outcome.NEVER, reason="554 5.7.1")),
        ("drop-before", Delivery(outcome=Outcome.UNSURE)),
        ("drop-after", Delivery(outcome=Outcome.UNSURE)),
    ],
)
def test_each_fault_has_its_outcome_and_stops_nothing_else(mailbox, postman, fault, delivery):
    mailbox.misbehave(fault, to="bad@")

    outcomes = [
        postman.send(MESSAGE, SENDER, address) for address in ("a@example.se", "bad@example.se", "c@example.se")
    ]

    assert outcomes == [Delivery(outcome=Outcome.SENT), delivery, Delivery(outcome=Outcome.SENT)]


def test_the_moment_before_the_last_dot_comes_only_for_letters_that_the_server_will_take(mailbox, postman):
    mailbox.misbehave("refuse", to="bad@")
    moments = []

    for address in ("bad@example.se", "good@example.se"):
        postman.send(MESSAGE, SENDER, address, lambda address=address: moments.append(address) or True)

    assert moments == ["good@example.se"]


def test_a_letter_that_somebody_else_sends_is_dropped_before_its_end(mailbox, postman):
    assert postman.send(MESSAGE, SENDER, "a@example.se", lambda: False) == Delivery(outcome=Outcome.NOT_OURS)
    assert postman.send(MESSAGE, SENDER, "b@example.se") == Delivery(outcome=Outcome.SENT)
    assert arrived(mailbox) == ["b@example.se"]


def test_a_line_that_the_server_closed_meanwhile_is_opened_again():
    with one_letter_a_connection() as (port, taken), Postman("127.0.0.1", port, tls="none", timeout=10) as postman:
        outcomes = [postman.send(MESSAGE, SENDER, f"{n}@example.se").outcome for n in range(3)]

    assert (outcomes, taken) == ([Outcome.SENT] * 3, ["0@example.se", "1@example.se", "2@example.se"])


def test_a_server_that_is_not_there_stops_the_sending():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(RemoteError) as refused:
        Postman("127.0.0.1", port, tls="none", timeout=10).send(MESSAGE, SENDER, "a@example.se")

    assert (refused.value.system, refused.value.code) == ("mail", "unreachable")
    assert "(nothing answers there)" in str(refused.value.message)


def test_a_wrong_password_stops_the_sending_and_is_not_repeated_in_the_error():
    with Mailbox(accounts={"kurs": "rätt"}) as mailbox:
        login = Login(username="kurs", password="fel-hemlighet")
        with pytest.raises(RemoteError) as refused:
            Postman(mailbox.host, mailbox.port, tls="none", login=login, timeout=10).send(
                MESSAGE, SENDER, "a@example.se"
            )

    assert refused.value.code == "login-refused"
    assert "hemlighet" not in f"{refused.value!s}{login!r}"


def test_a_password_lets_us_in():
    with Mailbox(accounts={"kurs": "hemligt"}) as mailbox:
        login = Login(username="kurs", password="hemligt")
        with Postman(mailbox.host, mailbox.port, tls="none", login=login, timeout=10) as postman:
            assert postman.send(MESSAGE, SENDER, "a@example.se").outcome is Outcome.SENT


def test_starttls_is_used_and_the_certificate_is_checked(monkeypatch):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    here = Path(__file__).parent / "data"
    tls.load_cert_chain(here / "localhost.pem", here / "localhost.key")
    with Mailbox(tls=tls) as mailbox:
        with pytest.raises(RemoteError) as refused:
            Postman("localhost", mailbox.port, tls="starttls", timeout=10).send(MESSAGE, SENDER, "a@example.se")
        monkeypatch.setenv("SSL_CERT_FILE", str(here / "localhost.pem"))
        with Postman("localhost", mailbox.port, tls="starttls", timeout=10) as postman:
            sent = postman.send(MESSAGE, SENDER, "b@example.se")

    assert (refused.value.code, sent.outcome, arrived(mailbox)) == ("unreachable", Outcome.SENT, ["b@example.se"])


def test_a_server_without_starttls_is_refused_where_it_is_asked_for(mailbox):
    with pytest.raises(RemoteError) as refused:
        Postman(mailbox.host, mailbox.port, tls="starttls", timeout=10).send(MESSAGE, SENDER, "a@example.se")

    assert (refused.value.code, arrived(mailbox)) == ("unreachable", [])


def test_letters_keep_their_distance_in_time(mailbox):
    pauses = []
    with Postman(mailbox.host, mailbox.port, tls="none", per_minute=30, sleep=pauses.append, timeout=10) as postman:
        for n in range(4):
            postman.send(MESSAGE, SENDER, f"{n}@example.se")

    assert [round(pause / 2) for pause in pauses] == [1, 2, 3]  # the sleep is only noted: each turn is 2 s later


class one_letter_a_connection:  # noqa: N801 - read as a sentence
    """A server that says 421 to the second letter on a line, as busy ones do."""

    def __enter__(self):
        self.taken = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        return self.server.getsockname()[1], self.taken

    def __exit__(self, *_):
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join()

    def serve(self):
        while True:
            try:
                line, _ = self.server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as heard:
                self.talk(line, heard)

    def talk(self, line, heard):
        line.sendall(b"220 hej\r\n")
        letters = 0
        for said in heard:
            verb = said.split(b" ", 1)[0].strip().upper()
            if verb == b"MAIL" and letters:
                line.sendall(b"421 4.7.0 enough\r\n")
                return
            if verb == b"RCPT":
                self.taken.append(said.split(b"<")[1].split(b">")[0].decode())
            if verb == b"DATA":
                line.sendall(b"354 go on\r\n")
                while heard.readline() != b".\r\n":
                    pass
                letters += 1
            line.sendall(b"250 ok\r\n")
