"""Zip archives (.docx, .odt) opened with bounds: what an archive says of itself is not believed."""

import io
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError

import defusedxml
import defusedxml.ElementTree

from nettools.files.documents.refusals import UnreadableError

LARGEST_PART = 40 * 2**20  # bytes of XML; the text of a long plan is a fiftieth of this
LARGEST_UNPACKED = 1000 * 2**20  # with its pictures
MOST_PARTS = 20_000
_CHUNK = 2**20
_NO_MEMORY = 1  # expat's XML_ERROR_NO_MEMORY: the parser's own way to say it
# Word can save in a stricter form of the same format, whose names differ.
_STRICT, _USUAL = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
)


class Archive:
    """The parts of a document's archive, read one at a time."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self._parts = {part.filename: part for part in self._zip.infolist()}
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError):
            raise UnreadableError("damaged") from None
        if len(self._parts) > MOST_PARTS or sum(part.file_size for part in self._parts.values()) > LARGEST_UNPACKED:
            raise UnreadableError("zip-bomb")

    def __contains__(self, name: object) -> bool:
        return name in self._parts

    def names(self) -> tuple[str, ...]:
        """The names of all parts."""
        return tuple(self._parts)

    def read(self, name: str) -> bytes:
        """A part's bytes, unpacked no further than LARGEST_PART. Raises UnreadableError."""
        part = self._parts[name]
        if part.flag_bits & 1:
            raise UnreadableError("encrypted")
        if part.file_size > LARGEST_PART:
            raise UnreadableError("zip-bomb")
        held = bytearray()
        try:
            with self._zip.open(part) as file:
                while chunk := file.read(_CHUNK):
                    held += chunk
                    if len(held) > LARGEST_PART:
                        raise UnreadableError("zip-bomb")
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
            raise UnreadableError("damaged") from None
        return bytes(held)

    def xml(self, name: str) -> Element:
        """A part as a tree. Raises UnreadableError: a DTD or an entity has no place in a document."""
        try:
            tree: Element = defusedxml.ElementTree.fromstring(self.read(name).replace(_STRICT, _USUAL), forbid_dtd=True)
        except ParseError as error:
            if error.code == _NO_MEMORY:
                raise MemoryError from None
            raise UnreadableError("damaged") from None
        except (defusedxml.DefusedXmlException, ValueError, LookupError):
            raise UnreadableError("damaged") from None
        return tree

    def xml_or_none(self, name: str) -> Element | None:
        """A part that a document can do without: None when it is not there or cannot be read."""
        if name not in self._parts:
            return None
        try:
            return self.xml(name)
        except UnreadableError as error:
            if error.code == "damaged":
                return None
            raise
