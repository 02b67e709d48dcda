import pytest

from nettools.healthplans import REFUSALS, content_refusal, name_refusal

DOCX = b"PK\x03\x04" + b"\x00" * 26 + b"[Content_Types].xml"
ODT = b"PK\x03\x04" + b"\x00" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 8
PDF = b"%PDF-1.7\n"
LOGIN = b"\n<!DOCTYPE html><html><body>Logga in</body></html>"
ALLOWED = ("docx", "pdf")


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("plan.docx", 100, ""),
        ("PLAN.PDF", 100, ""),
        ("plan.exe", 10, "type-not-allowed"),
        ("plan.docx.exe", 10, "type-not-allowed"),
        ("plan", 10, "type-not-allowed"),
        (".pdf", 10, "type-not-allowed"),
        ("plan.pdf", 101, "too-large"),
    ],
)
def test_a_file_is_refused_by_its_name_and_size(name, size, code):
    assert name_refusal(name, size, allowed=ALLOWED, largest=100) == code


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("plan.docx", DOCX),
        ("plan.odt", ODT),
        ("plan.pdf", PDF),
        ("plan.pdf", b"\r\n\r\n" + PDF),
        ("plan.doc", OLE),
        ("plan.rtf", b"{\\rtf1"),
        ("plan.txt", "Nuläge".encode("cp1252")),
        ("plan.txt", "Nuläge".encode("utf-16")),
        ("plan.md", b"# Plan"),
    ],
)
def test_a_file_that_is_what_it_says_is_kept(name, head):
    assert content_refusal(name, head) == ""


@pytest.mark.parametrize(
    ("name", "head", "content_type", "code"),
    [
        ("plan.pdf", b"", "", "empty"),
        ("plan.pdf", LOGIN, "", "login-page"),
        ("plan.txt", LOGIN, "text/plain", "login-page"),
        ("plan.pdf", b"<br>", "text/html; charset=utf-8", "login-page"),
        ("plan.docx", OLE, "", "encrypted"),
        ("plan.docx", ODT, "", "wrong-content"),
        ("plan.odt", DOCX, "", "wrong-content"),
        ("plan.docx", PDF, "", "wrong-content"),
        ("plan.pdf", b"MZ\x90\x00", "", "wrong-content"),
        ("plan.doc", DOCX, "", "wrong-content"),
        ("plan.rtf", b"rtf", "", "wrong-content"),
        ("plan.txt", b"MZ\x90\x00", "", "wrong-content"),
    ],
)
def test_a_file_that_is_something_else_is_refused(name, head, content_type, code):
    assert content_refusal(name, head, content_type) == code
    assert str(REFUSALS[code])
