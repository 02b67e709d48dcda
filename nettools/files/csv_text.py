"""CSV as Swedish programs write it: which letters the bytes are, and what stands between the values."""

import codecs
import csv
import io
import re
from collections import Counter

_SEPARATORS = (";", "\t", ",", "|")  # the order decides when nothing else does
_SEPARATOR_LINE = re.compile(r"\A\ufeff?\"?sep=(.)\"?\s*?(?:\r\n|\r|\n)", re.IGNORECASE)
_SAMPLE_LINES = 40
_LONGEST_VALUE = 1_000_000  # characters; the csv module refuses beyond its own, lower limit otherwise
# The bytes of å ä ö Å Ä Ö in the old encodings that a Swedish file may still have.
_SWEDISH_BYTES = {
    "cp1252": b"\xe5\xe4\xf6\xc5\xc4\xd6",
    "mac_roman": b"\x8c\x8a\x9a\x81\x80\x85",
    "cp850": b"\x86\x84\x94\x8f\x8e\x99",
}


def decode(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of the bytes, and codes for what had to be guessed (`encoding-guessed`) or was lost."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace"), ()
    if b"\x00" in raw[:200]:
        return raw.decode(_utf_16_without_mark(raw), errors="replace"), ("encoding-guessed",)
    try:
        return raw.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _decode_old(raw)


def split(content: str) -> tuple[list[list[str]], tuple[str, ...]]:
    """The rows of CSV text, and `quotes-repaired` when its quotation marks did not pair up.

    A first line `sep=;` is obeyed and not counted, as in Excel.
    """
    told = _SEPARATOR_LINE.match(content)
    body = content[told.end() :] if told else content.removeprefix("\ufeff")
    separator = told[1] if told else _separator(body)
    csv.field_size_limit(_LONGEST_VALUE)
    try:
        return list(csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)), ()
    except csv.Error:
        # A quotation mark that is never closed would swallow all the rows after it: here marks mean nothing.
        rows = [line.split(separator) for line in body.splitlines()]
        return [[value.strip().strip('"') for value in row] for row in rows], ("quotes-repaired",)


def _utf_16_without_mark(raw: bytes) -> str:
    return "utf-16-be" if raw[:200:2].count(0) > raw[1:200:2].count(0) else "utf-16-le"


def _decode_old(raw: bytes) -> tuple[str, tuple[str, ...]]:
    counts = Counter({name: sum(raw.count(letter) for letter in letters) for name, letters in _SWEDISH_BYTES.items()})
    encoding = max(_SWEDISH_BYTES, key=lambda name: counts[name])  # cp1252 first, when they are equal
    warnings = () if encoding == "cp1252" else ("encoding-guessed",)
    return raw.decode(encoding, errors="replace"), warnings


def _separator(body: str) -> str:
    sample = [line for line in body.splitlines()[:_SAMPLE_LINES] if line.strip()]
    return max(_SEPARATORS, key=lambda separator: _evenness(sample, separator))


def _evenness(sample: list[str], separator: str) -> int:
    """How table-like the sample is with this separator: many rows of one width count more than many columns."""
    widths = Counter(len(row) for row in csv.reader(sample, delimiter=separator) if len(row) > 1)
    if not widths:
        return 0
    width, rows = max(widths.items(), key=lambda item: (item[0] - 1) * item[1] ** 2)
    return (width - 1) * rows**2
