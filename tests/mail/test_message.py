"""A mail as bytes: its headers are ours alone, its body is 7 bits, its attachments have plain names."""

from datetime import datetime
from email import message_from_bytes, policy

import pytest

from nettools.domain.occasions import STOCKHOLM
from nettools.mail import Attachment, Mail, build_message, is_deliverable, message_id

PDF = Attachment(file_name="brev.pdf", content_type="application/pdf", content=b"%PDF-1.7 \xff")
ICS = Attachment(
    file_name="traffar.ics",
    content_type="text/calendar",
    content=b"BEGIN:VCALENDAR\r\n",
    parameters=(("method", "PUBLISH"),),
)


def a_mail(**others):
    return Mail(
        **{
            "key": "HT26/welcome/bjorkens-forskola-1780",
            "sender": "natverk@example.se",
            "sender_name": "Exempeluniversitetet",
            "to": "rektor@example.se",
            "to_name": "Åsa Öberg",
            "reply_to": "kurs@example.se",
            "subject": "Välkommen till nätverket",
            "text": "Hej Åsa\n",
            "html": "<h1>Hej Åsa</h1>\n",
            "written": datetime(2026, 6, 13, 9, 0, tzinfo=STOCKHOLM),
            "list_name": "welcome.ht26",
            **others,
        }
    )


def read(mail):
    return message_from_bytes(build_message(mail), policy=policy.default)


def test_headers_are_complete_and_stable():
    headers = dict(read(a_mail()).items())

    assert {name: headers[name] for name in headers if not name.startswith(("Content", "MIME"))} == {
        "From": "Exempeluniversitetet <natverk@example.se>",
        "To": "Åsa Öberg <rektor@example.se>",
        "Reply-To": "kurs@example.se",
        "Subject": "Välkommen till nätverket",
        "Date": "Sat, 13 Jun 2026 09:00:00 +0200",
        "Message-ID": message_id("HT26/welcome/bjorkens-forskola-1780", "natverk@example.se"),
        "Auto-Submitted": "auto-generated",
        "List-Id": "<welcome.ht26.example.se>",
    }


def test_the_same_letter_has_the_same_message_id_and_another_has_another():
    ids = {message_id(key, "natverk@example.se") for key in ("HT26/welcome/a", "HT26/welcome/b", "HT26/welcome/a")}

    assert len(ids) == 2


def test_the_message_is_pure_ascii_with_crlf():
    raw = build_message(a_mail(attachments=(PDF, ICS)))

    assert raw.isascii()
    assert raw.replace(b"\r\n", b"").count(b"\n") == 0


def test_text_html_and_attachments_stand_in_their_places():
    message = read(a_mail(attachments=(PDF, ICS)))

    assert [part.get_content_type() for part in message.walk()] == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf", "text/calendar"),
    ]
    assert [(part.get_filename(), part.get_content()) for part in message.iter_attachments()] == [
        ("brev.pdf", PDF.content),
        ("traffar.ics", "BEGIN:VCALENDAR\r\n"),
    ]
    assert [*message.iter_attachments()][1]["Content-Type"].params["method"] == "PUBLISH"


@pytest.mark.parametrize("name", ["Åsa\r\nBcc: alla@example.se", "Åsa\nX: y"])
def test_a_line_break_in_a_header_never_leaves(name):
    with pytest.raises(ValueError):
        build_message(a_mail(to_name=name))


def test_a_name_with_commas_and_quotes_stays_one_name():
    to = read(a_mail(to_name='Öberg, "Åsa" <evil@example.com>'))["To"].addresses

    assert [(one.display_name, one.addr_spec) for one in to] == [
        ('Öberg, "Åsa" <evil@example.com>', "rektor@example.se")
    ]


def test_a_swedish_domain_goes_out_in_its_ascii_form():
    assert read(a_mail(to="rektor@växjö.example.se"))["To"].addresses[0].domain == "xn--vxj-qla6g.example.se"


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("rektor@example.se", True),
        ("rektor@växjö.example.se", True),
        ("åsa@example.se", False),
        ("rektor@", False),
        ("rektor example.se", False),
        ("a@example.se, b@example.se", False),
    ],
)
def test_an_address_is_deliverable_or_not(address, good):
    assert is_deliverable(address) is good


def test_an_invitation_is_the_last_alternative_and_a_file():
    """Outlook and Gmail act on the alternative; programs that know only files get the file, under another type."""
    request = Attachment(
        file_name="inbjudan.ics",
        content_type="text/calendar",
        content="BEGIN:VCALENDAR\r\nX-Å:ö\r\n".encode(),
        parameters=(("method", "REQUEST"),),
    )
    message = read(a_mail(attachments=(PDF,), invitation=request))
    mixed, alternative, _, _, calendar, file, pdf = message.walk()

    assert [part.get_content_type() for part in (mixed, alternative, calendar, file, pdf)] == [
        *("multipart/mixed", "multipart/alternative", "text/calendar", "application/ics", "application/pdf"),
    ]
    assert [*alternative.iter_parts()][-1] is calendar
    assert dict(calendar["Content-Type"].params) == {"charset": "utf-8", "method": "REQUEST", "name": "inbjudan.ics"}
    assert calendar.get_content() == "BEGIN:VCALENDAR\r\nX-Å:ö\r\n"
    assert (file.get_filename(), file.get_content(), calendar.get_filename()) == (
        "inbjudan.ics",
        request.content,
        "inbjudan.ics",
    )
    assert build_message(a_mail(invitation=request)).isascii()
