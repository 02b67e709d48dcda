"""A letter as the bytes of one mail (RFC 5322): plain text and HTML side by side, and what is attached."""

import binascii
import email.policy
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from functools import lru_cache

from nettools.mail.addresses import ascii_address

_LINE = 78
# 7bit: no server on the way needs to recode the body, so what is signed and stored is what arrives.
_POLICY = email.policy.SMTP.clone(cte_type="7bit", max_line_length=_LINE)
_BASE64_LINE = 76  # RFC 2045, section 6.8
_UTF8 = (("charset", "utf-8"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file in the mail. `file_name` is ASCII; `parameters` go into its Content-Type."""

    file_name: str
    content_type: str
    content: bytes
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """All that a mail holds. `key` makes the Message-ID, so that the same letter has the same one for ever.

    `invitation` is a calendar's own way to say what the letter says: the last and best of the alternatives, and a file
    for programs that only know files. Its Content-Type must name the METHOD that stands in it.
    """

    key: str
    sender: str
    sender_name: str
    to: str
    to_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    written: datetime
    list_name: str = ""
    attachments: Sequence[Attachment] = field(default=())
    invitation: Attachment | None = None


def build_message(mail: Mail) -> bytes:
    """The mail's bytes: the same letter is the same bytes.

    Nothing in a value can start a header of its own: the policy refuses line breaks in them. The standard library
    writes the headers, and what is the same in many letters once; it takes ten times as long to put the parts together.
    """
    boundary = hashlib.sha256(mail.key.encode()).hexdigest()[:24]
    alternatives = [_text_part("plain", mail.text), _text_part("html", mail.html)]
    files = list(mail.attachments)
    if mail.invitation is not None:
        alternatives.append(_calendar_part(mail.invitation))
        files.insert(0, replace(mail.invitation, content_type="application/ics", parameters=()))
    body = _multipart("alternative", f"{boundary}-a", alternatives)
    if files:
        body = _multipart("mixed", f"{boundary}-m", [body, *map(_file_part, files)])
    return b"".join((*_headers(mail), b"MIME-Version: 1.0\r\n", body))


def _headers(mail: Mail) -> Iterator[bytes]:
    yield _address_header("From", mail.sender_name, mail.sender)
    yield _address_header("To", mail.to_name, mail.to)
    if mail.reply_to:
        yield _address_header("Reply-To", "", mail.reply_to)
    yield _header("Subject", mail.subject)
    yield _header("Date", format_datetime(mail.written))
    yield f"Message-ID: {message_id(mail.key, mail.sender)}\r\n".encode()
    yield _header("Auto-Submitted", "auto-generated")
    yield _header("Content-Language", "sv")
    if mail.list_name:
        yield _header("List-Id", f"<{mail.list_name}.{_domain(mail.sender)}>")


def message_id(key: str, sender: str) -> str:
    """The Message-ID of the letter `key`: the same each time it is written, and without a word about whom it is to."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<nettools.{digest}@{_domain(sender)}>"


def _address(name: str, address: str) -> Address:
    return Address(display_name=name, addr_spec=ascii_address(address))


def _domain(address: str) -> str:
    return ascii_address(address).rpartition("@")[2].lower()


@lru_cache(maxsize=64)
def _header(name: str, value: str) -> bytes:
    """A header as it goes over the wire, folded and encoded."""
    return _POLICY.fold_binary(*_POLICY.header_store_parse(name, value))


@lru_cache(maxsize=64)
def _address_header(name: str, whose: str, address: str) -> bytes:
    line = f"{name}: {formataddr((whose, ascii_address(address)))}"
    if len(line) <= _LINE and whose.isprintable() and line.isprintable():
        return line.encode("ascii") + b"\r\n"
    # Folded, or refused: fifty times slower, and hardly ever needed.
    return _POLICY.fold_binary(*_POLICY.header_store_parse(name, _address(whose, address)))


@lru_cache(maxsize=64)
def _part_head(kind: str, cte: str, file_name: str, parameters: tuple[tuple[str, str], ...]) -> bytes:
    """The headers of a part, with the empty line after them."""
    part = EmailMessage(policy=_POLICY)
    part["Content-Type"] = kind
    for name, value in parameters:
        part.set_param(name, value)
    part["Content-Transfer-Encoding"] = cte
    if file_name:
        part.add_header("Content-Disposition", "attachment", filename=file_name)
    return part.as_bytes()


def _text_part(subtype: str, said: str) -> bytes:
    lines = b"\n".join(said.encode().splitlines()) + b"\n"
    head = _part_head(f"text/{subtype}", "quoted-printable", "", _UTF8)
    return head + binascii.b2a_qp(lines).replace(b"\n", b"\r\n")


def _calendar_part(invitation: Attachment) -> bytes:
    """As alternative it is text/calendar with its method; as file application/ics, or it would be carried out twice."""
    parameters = dict((*_UTF8, *invitation.parameters, ("name", invitation.file_name)))
    return _part_head("text/calendar", "base64", "", tuple(parameters.items())) + _base64(invitation.content)


def _file_part(file: Attachment) -> bytes:
    return _part_head(file.content_type, "base64", file.file_name, file.parameters) + _base64(file.content)


def _base64(content: bytes) -> bytes:
    encoded = binascii.b2a_base64(content, newline=False)
    return b"".join(encoded[start : start + _BASE64_LINE] + b"\r\n" for start in range(0, len(encoded), _BASE64_LINE))


def _multipart(subtype: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    """Parts as one. `=_` stands neither in quoted-printable nor in base64, so the boundary is in no part."""
    head = f'Content-Type: multipart/{subtype}; boundary="=_{boundary}"\r\n\r\n'.encode()
    line = f"--=_{boundary}".encode()
    return head + b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"
