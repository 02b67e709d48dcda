"""The pretend mail server, spoken to by the standard library's client."""

import smtplib
import ssl
import subprocess
from email.message import EmailMessage

import pytest

from nettools.sandbox.mailbox import Mailbox, Received


def a_message(subject="Välkommen till nätverket", to="rektor@vaxjo.example.se"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "natverk@example.se", to, subject
    message.set_content("Hej!\n.\n.. punkter först på raden\nHälsningar från Åsa\n")
    return message


@pytest.fixture
def mailbox():
    with Mailbox() as one:
        yield one


def send(mailbox, message=None, *, timeout=5):
    with smtplib.SMTP(mailbox.host, mailbox.port, timeout=timeout) as client:
        return client.send_message(message or a_message())


def test_what_is_sent_is_kept_byte_for_byte(mailbox):
    content = a_message().as_bytes(policy=a_message().policy.clone(linesep="\r\n"))
    with smtplib.SMTP(mailbox.host, mailbox.port) as client:
        client.sendmail("natverk@example.se", ["a@example.se", "b@example.se"], content)
    assert mailbox.received == (
        Received(sender="natverk@example.se", recipients=("a@example.se", "b@example.se"), content=content),
    )


def test_messages_are_parsed_in_the_order_of_arrival(mailbox):
    for number in range(3):
        send(mailbox, a_message(f"Träff {number} på Zoom"))
    assert [one["Subject"] for one in mailbox.messages] == ["Träff 0 på Zoom", "Träff 1 på Zoom", "Träff 2 på Zoom"]
    assert mailbox.messages[0].get_content().splitlines() == a_message().get_content().splitlines()


def test_one_line_can_carry_many_letters(mailbox):
    with smtplib.SMTP(mailbox.host, mailbox.port) as client:
        for _ in range(20):
            client.send_message(a_message())
    assert len(mailbox.messages) == 20


def test_with_a_directory_letters_become_files_that_the_next_mailbox_reads(tmp_path):
    with Mailbox(tmp_path / "mail") as first:
        send(first, a_message("Först"))
    with Mailbox(tmp_path / "mail") as second:
        send(second, a_message("Sedan"))
    assert [path.name for path in sorted((tmp_path / "mail").iterdir())] == ["0001.eml", "0002.eml"]
    assert [one["Subject"] for one in second.messages] == ["Först", "Sedan"]
    assert second.received[0].recipients == ("rektor@vaxjo.example.se",)


def test_a_file_without_headings_is_read_too(tmp_path):
    (tmp_path / "0001.eml").write_bytes(b"\r\nHej\r\n")
    assert Mailbox(tmp_path).received == (Received(sender="", recipients=("",), content=b"\r\nHej\r\n"),)


def test_a_refused_address_gets_550_and_the_others_their_letter(mailbox):
    mailbox.misbehave("refuse", to="borta@")
    message = a_message(to="borta@vaxjo.example.se, rektor@vaxjo.example.se")
    assert send(mailbox, message) == {"borta@vaxjo.example.se": (550, b"5.1.1 No such user here")}
    assert mailbox.received[0].recipients == ("rektor@vaxjo.example.se",)


def test_greylisting_says_451_and_lets_the_next_try_pass(mailbox):
    mailbox.misbehave("greylist")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(mailbox)
    assert refused.value.recipients["rektor@vaxjo.example.se"][0] == 451
    assert (send(mailbox), len(mailbox.messages)) == ({}, 1)


def test_a_rejected_letter_gets_554_and_is_not_kept(mailbox):
    mailbox.misbehave("reject", to="rektor")
    with pytest.raises(smtplib.SMTPDataError) as rejected:
        send(mailbox)
    assert (rejected.value.smtp_code, mailbox.messages) == (554, ())


@pytest.mark.parametrize(("kind", "kept"), [("drop-before", 0), ("drop-after", 1)])
def test_a_cut_line_leaves_the_sender_without_an_answer(mailbox, kind, kept):
    mailbox.misbehave(kind)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(mailbox)
    assert len(mailbox.messages) == kept
    send(mailbox)
    assert len(mailbox.messages) == kept + 1


def test_a_stall_outlasts_an_impatient_sender_though_the_letter_was_kept(mailbox):
    mailbox.misbehave("stall", seconds=30)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(mailbox, timeout=0.3)
    assert len(mailbox.messages) == 1


def test_misbehaviour_can_be_called_off(mailbox):
    mailbox.misbehave("refuse", times=5)
    mailbox.behave()
    assert send(mailbox) == {}


def test_unknown_misbehaviour_is_refused(mailbox):
    with pytest.raises(ValueError):
        mailbox.misbehave("sulk")


def test_stopping_hangs_up_on_a_client_in_mid_sentence():
    mailbox = Mailbox().start()
    client = smtplib.SMTP(mailbox.host, mailbox.port, timeout=5)
    client.ehlo()
    mailbox.stop()
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        client.noop()
    client.close()


def test_stopping_twice_is_allowed():
    mailbox = Mailbox().start()
    address = (mailbox.host, mailbox.port)
    mailbox.stop()
    mailbox.stop()
    with pytest.raises(OSError):
        smtplib.SMTP(*address, timeout=5)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    directory = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", str(directory / "key.pem"), "-out", str(directory / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )
    return directory


def test_starttls_and_login_are_asked_for(certificate):
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    client_side = ssl.create_default_context(cafile=certificate / "cert.pem")
    with (
        Mailbox(tls=server_side, accounts={"natverk": "hemligt"}) as mailbox,
        smtplib.SMTP(mailbox.host, mailbox.port, timeout=5) as client,
    ):
        client.ehlo()
        assert client.mail("a@example.se")[0] == 530
        client.starttls(context=client_side)
        client.login("natverk", "hemligt")
        client.send_message(a_message())
    assert len(mailbox.messages) == 1


def test_a_wrong_password_is_refused():
    with Mailbox(accounts={"natverk": "hemligt"}) as mailbox, smtplib.SMTP(mailbox.host, mailbox.port) as client:
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login("natverk", "fel")
        client.login("natverk", "hemligt")
        client.send_message(a_message())
    assert len(mailbox.messages) == 1
