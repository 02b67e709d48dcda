"""Term: half a school year, written HT26 or VT27 and ordered by time."""

import re
from dataclasses import dataclass
from enum import IntEnum

_SPELLINGS = re.compile(
    r"^\s*(?P<season>ht|vt|h|v|hösttermin(?:en)?|vårtermin(?:en)?|hösten|våren|höst|vår|autumn|fall|spring)"
    r"[\s.\-_]*(?P<year>(?:20)?\d\d)\s*$",
    re.IGNORECASE,
)


class Season(IntEnum):
    """Spring (VT) comes before autumn (HT) in a calendar year."""

    SPRING = 0
    AUTUMN = 1

    @property
    def letters(self) -> str:
        """The Swedish short form: VT or HT."""
        return "VT" if self is Season.SPRING else "HT"


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A term of a calendar year, for example HT26 (autumn 2026). `year` has four digits."""

    year: int
    season: Season

    def __str__(self) -> str:
        return f"{self.season.letters}{self.year % 100:02d}"

    @classmethod
    def parse(cls, spelling: str) -> "Term":
        """Read any usual spelling: HT26, ht 2026, Ht-26, H26, höstterminen 2026. Raises ValueError."""
        found = _SPELLINGS.match(spelling)
        if found is None:
            raise ValueError(spelling)
        season = Season.AUTUMN if found["season"][0].lower() in "haf" else Season.SPRING
        return cls(2000 + int(found["year"]) % 100, season)

    def following(self) -> "Term":
        """The next term in time: HT26 is followed by VT27, VT27 by HT27."""
        if self.season is Season.SPRING:
            return Term(self.year, Season.AUTUMN)
        return Term(self.year + 1, Season.SPRING)
