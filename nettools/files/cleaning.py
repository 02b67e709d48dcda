"""Cells as they should have been: one form of each letter, no invisible characters, mojibake mended."""

import re
import unicodedata
from collections.abc import Iterable

# UTF-8 that was read as cp1252: å is "Ã¥", é is "Ã©", a dash is "â€“".
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf…„–‡‰€\u0152-\u02dc]|â€")
_REPLACEMENT = "\ufffd"
_EXCEL_ESCAPE = re.compile(r"_x00(?:0D|0A|09)_", re.IGNORECASE)
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Control characters, zero-width ones, soft hyphens, marks of writing direction and halves of surrogate pairs.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def clean(written: str) -> tuple[str, str]:
    """The text of a cell, cleaned, and a code for what was repaired (`mojibake`, `lost-characters` or empty)."""
    if written.isascii() and written.isprintable() and "_x00" not in written:
        return written.strip(), ""
    mended, repaired = _mend(_EXCEL_ESCAPE.sub("\n", written))
    plain = _INVISIBLE.sub("", _SPACES.sub(" ", mended))
    return unicodedata.normalize("NFC", plain).strip(), repaired


def _mend(written: str) -> tuple[str, str]:
    if _REPLACEMENT in written:
        return written, "lost-characters"
    if not _MOJIBAKE.search(written):
        return written, ""
    try:
        return written.encode("cp1252").decode("utf-8"), "mojibake"
    except UnicodeError:
        return written, ""


def distinct(codes: Iterable[str]) -> tuple[str, ...]:
    """Each code once, in the order that they came; empty ones left out."""
    return tuple(dict.fromkeys(code for code in codes if code))
