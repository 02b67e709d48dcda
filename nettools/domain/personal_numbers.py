"""Personnummer and samordningsnummer in a text, wherever they hide: what must be kept nowhere.

A personnummer is a date of birth, three digits and a check digit (Luhn); a samordningsnummer has 60 added to the day.
Phone numbers, times and case numbers look alike: phones are set aside first, and only numbers with a possible date
count.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from stdnum import luhn

_DASHES = re.compile(r"\s*[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]\s*")
_COORDINATION = 60
_FOREIGN_PHONE = re.compile(r"(?:(?<!\d)\+|\b00)\s?[1-9](?:[\s()/-]{0,2}\d){8,}")
# 070-174 06 05, 0701-74 06 05, 0701740605, 08-465 004 12: a zero, and no date's dash after the sixth digit.
_PHONE = re.compile(r"(?<![\d-])(?<!\d[ ./-])(?:07[02369]\d{7}|0\d{1,3}[-/ ]\d{2,3}(?:[ ]?\d{2,3}){1,3})(?![\d-])")
_MOBILE_AMONG_PHONES = re.compile(r"0?7[02369][\d\s/-]{6,12}")
_NUMBER = re.compile(
    r"(?<![\d-])(?P<century>18|19|20)?(?P<year>\d\d)(?P<a>[-./ ]?)(?P<month>\d\d)(?P<b>[-./ ]?)(?P<day>\d\d)"
    r"(?P<between>\s?[-+]?\s?)(?P<end>\d{4}|TF\d\d|[A-Z]\d{3})(?![\d-])",
    re.IGNORECASE,
)
_SPACED_OUT = re.compile(r"(?<!\d)(?:\d[ .]){5,11}(?:\s?[-+]\s?)?(?:\d[ .]){3}\d(?!\d)|(?<!\d)(?:\d[ .]){9,11}\d(?!\d)")
_IN_PAIRS = re.compile(r"(?<!\d)(?:(?:18|19|20) )?(?:\d\d ){2}\d\d(?: | ?[-+] ?)\d\d \d\d(?!\d)")
_BORN = re.compile(
    r"\bf(?:ödd?|ödelse\w*|\.)\w*[\s:.]{0,3}(?:den\s|datum[\s:]{0,2})?"
    r"(?:18|19|20)\d\d[-./ ]?[01]\d[-./ ]?[0-3]\d(?!\d)",
    re.IGNORECASE,
)
_SIX_DIGITS = re.compile(r"(?:\D*\d){6}")  # fewer are no date of birth
_MASKED_BIRTH = "******"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A number found: `masked` may be shown, the number itself not. `certain` when its check digit is right too."""

    masked: str
    certain: bool


def personal_number(written: str, *, phone: bool = False) -> Hit | None:
    """The first personnummer, samordningsnummer or date of birth in a cell's text, or None.

    `phone` says that the cell stands in a column of phone numbers, where ten digits from 07 are a phone.
    """
    return max(personal_numbers(written, phone=phone), key=lambda hit: hit.certain, default=None)


def personal_numbers(written: str, *, phone: bool = False) -> tuple[Hit, ...]:
    """All of them, in the order of the text; a date of birth only where there is nothing else."""
    if not _SIX_DIGITS.match(written):
        return ()
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", written))
    if phone and _MOBILE_AMONG_PHONES.fullmatch(plain.strip()):
        return ()
    plain = _PHONE.sub(" ", _FOREIGN_PHONE.sub(" ", plain))
    hits = [hit for match in _NUMBER.finditer(plain) if (hit := _judge(match))]
    spaced = (*_SPACED_OUT.finditer(plain), *_IN_PAIRS.finditer(plain))
    hits += [hit for match in spaced if (hit := _judge_spaced(match[0]))]
    if not hits and _BORN.search(plain):
        return (Hit(masked=_MASKED_BIRTH, certain=False),)
    return tuple(hits)


def _judge(match: re.Match[str]) -> Hit | None:
    digits = match["year"] + match["month"] + match["day"]
    if not _is_date(match["century"] or "", match["year"], match["month"], match["day"]) or _is_time_of_day(match):
        return None
    masked = f"{digits}-****"
    if not match["end"].isdigit():
        marked = bool(match["between"].strip() or match["century"])
        return Hit(masked=masked, certain=False) if marked else None
    if luhn.is_valid(digits + match["end"]):
        return Hit(masked=masked, certain=True)
    spread = match["a"] or match["b"]
    written_as_one = match["between"].strip() or (match["century"] and not match["between"])
    return Hit(masked=masked, certain=False) if written_as_one and not spread else None


def _judge_spaced(written: str) -> Hit | None:
    digits = "".join(character for character in written if character.isdigit())
    tail = digits[-10:]
    century = digits[:-10]
    if century not in {"", "18", "19", "20"} or not _is_date(century, tail[:2], tail[2:4], tail[4:6]):
        return None
    return Hit(masked=f"{tail[:6]}-****", certain=True) if luhn.is_valid(tail) else None


def _is_date(century: str, year: str, month: str, day: str) -> bool:
    number = int(day)
    number -= _COORDINATION if number > _COORDINATION else 0
    for begins in (century,) if century else ("19", "20"):
        try:
            date(int(begins + year), int(month), number)
        except ValueError:
            continue
        return True
    return False


def _is_time_of_day(match: re.Match[str]) -> bool:
    """A day of these years with a time after it: 2026-05-12 0830, 20260512 0830."""
    if match["between"].strip() or not match["between"] or match["century"] != "20" or match["year"] < "20":
        return False
    return match["end"].isdigit() and match["end"][:2] < "24" and match["end"][2:] < "60"
