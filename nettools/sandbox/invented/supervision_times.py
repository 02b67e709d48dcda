"""When course leaders and units can have supervision, as the Excel file that an administrator puts together."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from nettools.sandbox.invented.signup_writing import Mess, write_table

# ISO weeks that have neither a holiday nor a usual school break in any year; Easter can come from week 12 on. The
# network meetings of these weeks (demo_term.py) are in the afternoon.
WEEKS = {"VT": (6, 11), "HT": (41, 42)}
WEEKDAYS = (1, 2, 3, 4)
HEADINGS = ("Utbildningsledare", "Enhet", "Möjliga tider", "Önskade tider")
_MORNING, _HOUR = "kl. 9–12.30", "kl. 9–10"


def write_times(path: Path, leaders: Sequence[str], units: Sequence[str], *, season: str, year: int) -> None:
    """Write who can when: a leader every other morning of two weeks, each unit on three, and one hour it wishes."""
    days = [date.fromisocalendar(year, week, weekday) for week in WEEKS[season] for weekday in WEEKDAYS]
    rows: list[Sequence[str]] = [HEADINGS]
    for number, leader in enumerate(leaders):
        free = days[number % 2 :: 2] if len(leaders) > 1 else days
        rows.append((leader, "", _said(free, _MORNING), ""))
    for number, unit in enumerate(units):
        can = [days[(number + step) % len(days)] for step in (0, 3, 6)]
        rows.append(("", unit, _said(can, _MORNING), _said(can[:1], _HOUR)))
    write_table(path, rows, Mess.CLEAN)


def _said(days: Sequence[date], hours: str) -> str:
    return "; ".join(f"{day} {hours}" for day in days)
