"""A file's bytes as a document: what they are is seen by looking, not by the end of the name.

Runs in a process of its own (see worker.py); nothing here is called where a crash would matter.
"""

import re
from collections.abc import Callable

from nettools.domain.documents import ReadDocument
from nettools.files.documents import docx, markdown, odt, pdf, plain, rtf
from nettools.files.documents.archives import Archive
from nettools.files.documents.refusals import UnreadableError

LARGEST_FILE = 50 * 2**20  # bytes

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype html|html|head|script)", re.IGNORECASE)
_HEAD = 1024
_ZEROES = 0.3  # the share of zero bytes in Latin letters as UTF-16
_MOST_CONTROLS = 0.02  # the share of control characters that no text has
_CONTROLS = bytes({*range(32)} - {9, 10, 12, 13})

READERS: dict[str, Callable[[bytes], ReadDocument]] = {
    "docx": docx.read,
    "odt": odt.read,
    "pdf": pdf.read,
    "rtf": rtf.read,
    "txt": plain.read,
    "md": markdown.read,
}


def is_old_word(content: bytes) -> bool:
    """Whether the bytes are the old Word format; a look, no more. Raises UnreadableError for other old formats."""
    if not content.startswith(_OLE):
        return False
    if _named("EncryptedPackage") in content:
        raise UnreadableError("encrypted")
    if _named("WordDocument") in content:
        return True
    raise UnreadableError("wrong-content")


def kind_of(content: bytes, name: str) -> str:
    """What the bytes are: a key of READERS. Raises UnreadableError when they are nothing we read."""
    head = content[:_HEAD]
    if not content.strip(b"\x00 \t\r\n"):
        raise UnreadableError("empty")
    if head.startswith(_ZIP):
        return _kind_of_archive(content)
    if b"%PDF-" in head:  # readers allow some bytes before it
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if _WEB_PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise UnreadableError("web-page")
    if not _is_text(content):
        raise UnreadableError("wrong-content")
    return "md" if name.casefold().endswith((".md", ".markdown")) else "txt"


def read(content: bytes, name: str) -> ReadDocument:
    """A file's bytes as a document; the name tells Markdown from other text. Raises UnreadableError."""
    try:
        return READERS[kind_of(content, name)](content)
    except RecursionError:
        raise UnreadableError("too-deep") from None


def _kind_of_archive(content: bytes) -> str:
    archive = Archive(content)
    if "mimetype" in archive:
        said = archive.read("mimetype")
        if said.startswith(b"application/vnd.oasis.opendocument.text"):
            return "odt"
        raise UnreadableError("wrong-content")
    names = archive.names()
    if any(name.startswith("word/") for name in names) or "_rels/.rels" in names:
        return "docx"
    raise UnreadableError("wrong-content")


def _named(stream: str) -> bytes:
    """How the directory of an old Office file spells the name of a part."""
    return stream.encode("utf-16-le")


def _is_text(content: bytes) -> bool:
    """Text in any usual encoding; UTF-16 has zero bytes, and says so or shows them in turn."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = content[: 64 * _HEAD]
    if b"\x00" in sample:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        return max(even, odd) > len(sample) * _ZEROES and min(even, odd) < len(sample) * _MOST_CONTROLS
    return len(sample) - len(sample.translate(None, _CONTROLS)) <= len(sample) * _MOST_CONTROLS
