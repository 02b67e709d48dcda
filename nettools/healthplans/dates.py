"""Days, terms and weeks in Swedish running text: what they mean, and those that the calendar has not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?\\.?" if len(name) > 4 else name for name in MONTHS)  # noqa: PLR2004
_ISO = re.compile(r"(?<![\d-])(?P<y>(?:19|20|21)\d\d)[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})(?![\d-])")
_WORDS = re.compile(
    rf"(?<!\d)(?:den\s+)?(?P<d>\d{{1,2}})(?::?e)?\s+(?P<m>{_MONTH})(?:\s+(?P<y>(?:19|20|21)\d\d))?(?!\w)"
)
_MONTH_YEAR = re.compile(rf"(?<![\w\d])(?P<m>{_MONTH})\s+(?P<y>(?:19|20|21)\d\d)(?!\d)")
_SHORT = re.compile(r"(?<![\d/:-])(?P<y>\d\d)-?(?P<m>0[1-9]|1[0-2])-?(?P<d>0[1-9]|[12]\d|3[01])(?![\d:/-])")
_SCHOOL_YEAR = re.compile(r"(?<![\d/-])(?P<y>(?:20)?\d\d)\s?[/–-]\s?(?P<e>(?:20)?\d\d)(?![\d/-])")
_TERM = re.compile(r"\b(?P<s>ht|vt|höstterminen|vårterminen|hösten|våren)\s*-?\s*(?P<y>\d{4}|\d{2})(?!\d)")
_YEAR = re.compile(r"(?<![\d:/-])(?P<y>(?:19|20)\d\d)(?![\d:/-])")
_WEEK = re.compile(
    r"\b(?:v\.?|vecka|veckorna|v:)\s?(?P<w>\d{1,2})(?:\s?[–-]\s?(?P<e>\d{1,2}))?(?![\d.:])(?:\s*,?\s*(?P<y>20\d\d))?"
)
_STRANGE_YEAR = re.compile(
    r"\b(?:ht|vt|läsår(?:et)?|höstterminen|vårterminen|hösten|våren|termin(?:en)?|datum|år(?:et)?|senast|klart?|under|(?:"
    + _MONTH
    + r"))\W{0,3}(?:den\s)?(?P<y>\d{4})(?![\d:])"
)
_DIGIT, _FOUR_DIGITS = re.compile(r"\d"), re.compile(r"\d{4}")
_CENTURY = 2000
_AUTUMN_ENDS, _SPRING_ENDS = (1, 20), (6, 30)
MOST_WEEKS = 53


@dataclass(frozen=True, slots=True)
class Period:
    """A day or a stretch of days that a text names. `start` and `end` are places in the text; `exact`: one day."""

    first: date
    last: date
    start: int
    end: int
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Impossible:
    """A day or week that the calendar has not. `week` tells which of the two."""

    start: int
    written: str
    week: bool = False


def periods(text: str) -> list[Period]:
    """All days, months, terms, school years and years of a folded text, in order; the longest reading of each."""
    kept: list[Period] = []
    for each in sorted(_all(text), key=lambda one: (one.start, -one.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def impossible(text: str) -> Iterator[Impossible]:
    """Days and weeks of a folded text that there are not."""
    if not _DIGIT.search(text):
        return
    for match in (*_ISO.finditer(text), *_WORDS.finditer(text)):
        year = int(match["y"]) if match["y"] else 2024  # any leap year: 29 February is then given the benefit
        if _day(year, _month(match["m"]), int(match["d"])) is None:
            yield Impossible(match.start(), match[0].strip())
    for match in _WEEK.finditer(text):
        most = weeks_in(int(match["y"])) if match["y"] else MOST_WEEKS
        if any(not 1 <= int(week) <= most for week in (match["w"], match["e"]) if week):
            yield Impossible(match.start(), match[0].strip(), week=True)


def strange_years(text: str, earliest: int, latest: int) -> Iterator[tuple[int, str]]:
    """Years of a folded text that stand where a time is told and cannot be meant: 'ht 2109'."""
    if not _FOUR_DIGITS.search(text):
        return
    for match in _STRANGE_YEAR.finditer(text):
        if not earliest <= int(match["y"]) <= latest:
            yield match.start(), match[0]


@lru_cache(maxsize=64)
def weeks_in(year: int) -> int:
    """52 or 53, by ISO 8601."""
    return date(year, 12, 28).isocalendar().week


def _all(text: str) -> Iterator[Period]:
    for match in (*_ISO.finditer(text), *_WORDS.finditer(text), *_SHORT.finditer(text)):
        if match["y"] and (day := _day(_full(match["y"]), _month(match["m"]), int(match["d"]))):
            yield Period(day, day, *match.span(), exact=True)
    for match in _MONTH_YEAR.finditer(text):
        first = date(int(match["y"]), _month(match["m"]), 1)
        yield Period(first, _month_end(first), *match.span())
    for match in _YEAR.finditer(text):
        year = int(match["y"])
        yield Period(date(year, 1, 1), date(year, 12, 31), *match.span())
    yield from _school_time(text)


def _school_time(text: str) -> Iterator[Period]:
    """School years and terms."""
    for match in _SCHOOL_YEAR.finditer(text):
        begin, end = _full(match["y"]), _full(match["e"])
        if end == begin + 1:
            yield Period(date(begin, 7, 1), date(end, *_SPRING_ENDS), *match.span())
    for match in _TERM.finditer(text):
        year = _full(match["y"])
        if match["s"][0] == "h":
            yield Period(date(year, 7, 1), date(year + 1, *_AUTUMN_ENDS), *match.span())
        else:
            yield Period(date(year, 1, 1), date(year, *_SPRING_ENDS), *match.span())


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else _CENTURY + int(year)  # noqa: PLR2004 - digits of a whole year


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(written.rstrip(".")[:3]))


def _month_end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
