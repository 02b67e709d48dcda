"""Dates, times and the alphabet in Swedish, as public offices write them: for letters, pages and listings.

The names stand here and not in a locale, so that a letter reads the same on every computer. Times are shown in
Europe/Stockholm; a date always has its year, a time its full stop (13.00), a week its v. (ISO 8601).
"""

import unicodedata
from datetime import date, datetime

from nettools.domain.occasions import STOCKHOLM

MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_LAST_LETTERS = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})  # these come after z, in this order


def local(moment: datetime) -> datetime:
    """The moment as clocks in Sweden show it. A moment without time zone is refused: it could be any hour."""
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(STOCKHOLM)


def weekday(day: date) -> str:
    """The day's name, in lower case: måndag."""
    return WEEKDAYS[day.weekday()]


def date_in_words(day: date) -> str:
    """For running text: 14 september 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday_and_date(day: date) -> str:
    """For running text, where the weekday helps: måndag 14 september 2026."""
    return f"{weekday(day)} {date_in_words(day)}"


def date_in_table(day: date) -> str:
    """For tables: 2026-09-14."""
    return f"{day:%Y-%m-%d}"


def period(first: date, last: date) -> str:
    """Days from one to another: 4 maj–12 juni 2026, with the year twice when it changes in between."""
    if first == last:
        return date_in_words(first)
    if first.year != last.year:
        return f"{date_in_words(first)}–{date_in_words(last)}"
    begins = str(first.day) if first.month == last.month else f"{first.day} {MONTHS[first.month - 1]}"
    return f"{begins}–{date_in_words(last)}"


def week_number(day: date) -> int:
    """The week by ISO 8601, as Swedish calendars count: 1 to 53."""
    return day.isocalendar().week


def week(day: date) -> str:
    """The week as people say it: v. 38."""
    return f"v. {week_number(day)}"


def clock(starts: datetime, ends: datetime | None = None) -> str:
    """The time of day: kl. 13.00–15.30, and kl. 9–15 when both are whole hours."""
    times = [local(moment) for moment in (starts, ends) if moment is not None]
    whole = all(moment.minute == 0 for moment in times)
    return "kl. " + "–".join(f"{moment.hour}" if whole else f"{moment.hour}.{moment:%M}" for moment in times)


def moment_in_words(starts: datetime, ends: datetime | None = None) -> str:
    """All of it: måndag 14 september 2026 kl. 13.00–15.30 (v. 38)."""
    day = local(starts).date()
    return f"{weekday_and_date(day)} {clock(starts, ends)} ({week(day)})"


def moment_in_table(starts: datetime, ends: datetime | None = None) -> str:
    """The same for a narrow column: 2026-09-14 kl. 13.00–15.30."""
    return f"{date_in_table(local(starts).date())} {clock(starts, ends)}"


def order(words: str) -> str:
    """What to sort names by: å, ä and ö come after z, other accents do not count, nor does upper case."""
    folded = unicodedata.normalize("NFC", words).casefold().translate(_LAST_LETTERS)
    return "".join(letter for letter in unicodedata.normalize("NFD", folded) if not unicodedata.combining(letter))
