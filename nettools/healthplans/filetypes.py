"""Which files we keep. Canvas checks a file's type in the browser only, so a hand-in can be anything."""

from nettools.language import Text, text

HEAD_BYTES = 1024  # how much of a file's beginning the check wants to see

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the old Word format, and every Word file behind a password
_HTML = (b"<!doctype html", b"<html", b"<head", b"<script")

REFUSALS: dict[str, Text] = {
    "type-not-allowed": text("This kind of file is not taken for drafts."),
    "too-large": text("The file is larger than drafts may be."),
    "number-in-name": text("The file's name holds what looks like a personnummer. Give the file another name."),
    "empty": text("The file is empty."),
    "login-page": text("Canvas sent a web page instead of the file, probably its login page."),
    "wrong-content": text("The file is not what its name says that it is."),
    "encrypted": text("The file is locked with a password."),
    "locked": text("Canvas does not hand the file out."),
    "link": text("The draft was handed in as a link; links are not followed. Ask for the file, or add it by hand."),
    "unsafe-address": text("Canvas referred to an address that files are not fetched from."),
}


def extension(name: str) -> str:
    """What stands after the last full stop, in lower case; empty when there is none."""
    stem, dot, end = name.strip().rpartition(".")
    return end.casefold() if dot and stem else ""


def name_refusal(name: str, size: int, *, allowed: tuple[str, ...], largest: int) -> str:
    """Why a file is not fetched at all: a code of REFUSALS, or empty. `size` and `largest` are in bytes."""
    if extension(name) not in allowed:
        return "type-not-allowed"
    return "too-large" if size > largest else ""


def content_refusal(name: str, head: bytes, content_type: str = "") -> str:
    """Why fetched bytes are not kept: a code of REFUSALS, or empty.

    `head` is the file's first HEAD_BYTES bytes, `content_type` what the server called them.
    """
    if not head:
        return "empty"
    if _is_web_page(head, content_type):
        return "login-page"
    kind = extension(name)
    if kind in {"docx", "odt"} and head.startswith(_OLE):
        return "encrypted"
    return "" if _is_kind(kind, head) else "wrong-content"


def _is_web_page(head: bytes, content_type: str) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(_HTML) or content_type.partition(";")[0].strip().lower() == "text/html"


def _is_kind(kind: str, head: bytes) -> bool:
    match kind:
        case "pdf":
            return b"%PDF-" in head  # readers allow some bytes before it, and so do scanners
        case "odt":
            return head.startswith(_ZIP) and b"mimetypeapplication/vnd.oasis.opendocument" in head
        case "docx":
            return head.startswith(_ZIP) and b"mimetypeapplication/" not in head[:100]
        case "doc":
            return head.startswith(_OLE)
        case "rtf":
            return head.startswith(b"{\\rtf")
        case _:
            return _is_text(head)


def _is_text(head: bytes) -> bool:
    """Text in any usual encoding: no zero bytes, but for UTF-16 which says that it is."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in head
