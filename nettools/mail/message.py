"""A letter as the bytes of one mail (RFC 5322): plain text and HTML side by side, and what is attached."""

import email.policy
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from nettools.mail.addresses import ascii_address

# 7bit: no server on the way needs to recode the body, so what is signed and stored is what arrives.
_POLICY = email.policy.SMTP.clone(cte_type="7bit", max_line_length=78)


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
    """The mail's bytes. Nothing in a value can start a header of its own: the policy refuses line breaks in them."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = _address(mail.sender_name, mail.sender)
    message["To"] = _address(mail.to_name, mail.to)
    if mail.reply_to:
        message["Reply-To"] = _address("", mail.reply_to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.written)
    message["Message-ID"] = message_id(mail.key, mail.sender)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "sv"
    if mail.list_name:
        message["List-Id"] = f"<{mail.list_name}.{_domain(mail.sender)}>"
    message.set_content(mail.text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", charset="utf-8", cte="quoted-printable")
    if mail.invitation is not None:
        _invite(message, mail.invitation)
    for attachment in mail.attachments:
        _attach(message, attachment)
    return message.as_bytes()


def message_id(key: str, sender: str) -> str:
    """The Message-ID of the letter `key`: the same each time it is written, and without a word about whom it is to."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<nettools.{digest}@{_domain(sender)}>"


def _address(name: str, address: str) -> Address:
    return Address(display_name=name, addr_spec=ascii_address(address))


def _domain(address: str) -> str:
    return ascii_address(address).rpartition("@")[2].lower()


def _invite(message: EmailMessage, invitation: Attachment) -> None:
    """As alternative it is text/calendar with its method; as file application/ics, or it would be carried out twice."""
    parameters = {**dict(invitation.parameters), "name": invitation.file_name}
    content = invitation.content.decode("utf-8")
    message.add_alternative(content, subtype="calendar", charset="utf-8", cte="base64", params=parameters)
    _attach(message, replace(invitation, content_type="application/ics", parameters=()))


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    kind, _, subtype = attachment.content_type.partition("/")
    message.add_attachment(
        attachment.content,
        maintype=kind,
        subtype=subtype,
        filename=attachment.file_name,
        params=dict(attachment.parameters),
    )
