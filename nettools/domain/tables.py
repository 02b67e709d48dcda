"""Sheet: a table as it was read from a file, before anyone has asked what its columns mean."""

from dataclasses import dataclass
from datetime import date, datetime, time

Cell = str | int | float | bool | date | datetime | time | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The cells of one sheet. `rows[0]` is row 1 in Excel; rows can be of different lengths; an empty cell is None.

    Text is NFC-normalised and free of no-break and zero-width spaces. `warnings` are codes for what the reading had
    to repair (`mojibake`, `encoding-guessed`).
    """

    file: str
    name: str
    rows: tuple[tuple[Cell, ...], ...]
    warnings: tuple[str, ...] = ()


def column_letters(index: int) -> str:
    """The letters over column `index` (0 is A, 26 is AA)."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
