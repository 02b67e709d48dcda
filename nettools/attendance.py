"""Attendance: minutes that each person was present at a network meeting, from what Zoom noted.

In: Zoom's rows, of which one person can have many; who was expected. Out: minutes per person, and what nobody but a
person can settle. Never: guesses; a name that could be two people is left unsettled with its candidates.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from nettools.domain.people import EmailAddress

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_WORD = re.compile(r"[^\W_]+")


class How(StrEnum):
    """What told who a row of Zoom's is, the surest first."""

    REGISTRANT = "registrant"
    EMAIL = "email"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoomPresence:
    """One row of Zoom's report: someone came and left. A person has one for each device, room and return."""

    name: str
    email: str = ""
    registrant_id: str = ""
    joined: datetime
    left: datetime
    waiting_room: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Someone who was expected at the meeting."""

    email: EmailAddress
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Someone who was there, for how many whole minutes, and how we know."""

    email: EmailAddress
    minutes: int
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """Someone who was there under `name`, and who it could be, the likeliest first."""

    name: str
    minutes: int
    candidates: tuple[EmailAddress, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Who was at one meeting. Nobody listed and nothing unsettled means that nobody came."""

    present: tuple[Present, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()


Interval = tuple[datetime, datetime]


def attend(
    rows: Iterable[ZoomPresence],
    expected: Iterable[Expected],
    *,
    registrants: Mapping[str, EmailAddress] | None = None,
    between: Interval | None = None,
) -> Attendance:
    """Count the minutes of each person.

    Args:
        rows: what Zoom reports, all instances of the meeting together. No report yet is not the same as no rows:
            ask only when there is one.
        expected: the participants and course leaders of the network.
        registrants: Zoom's registrant id -> the address that it was made for.
        between: count only what falls between these two times.

    Returns:
        Who was present, by address, and who could not be told, by name.
    """
    people = _Directory(tuple(expected), registrants or {})
    known: dict[EmailAddress, list[Interval]] = {}
    surest: dict[EmailAddress, How] = {}
    strangers: dict[str, list[ZoomPresence]] = {}
    for row in rows:
        if row.waiting_room:
            continue
        email, how = people.find(row)
        if email is None:
            strangers.setdefault(_stranger_key(row), []).append(row)
            continue
        known.setdefault(email, []).append((row.joined, row.left))
        surest[email] = min(how, surest.get(email, how), key=list(How).index)
    present = (Present(email=e, minutes=minutes(spans, between), how=surest[e]) for e, spans in known.items())
    return Attendance(
        present=tuple(sorted(present, key=lambda person: person.email.key)),
        unsettled=tuple(people.unsettled(strangers[key], between) for key in sorted(strangers)),
    )


def minutes(spans: Iterable[Interval], between: Interval | None = None) -> int:
    """Whole minutes covered by `spans`, each moment counted once however many of them cover it."""
    total, covered = timedelta(), None
    for start, end in sorted(_cut(span, between) for span in spans):
        begin = start if covered is None else max(start, covered)
        if end > begin:
            total, covered = total + (end - begin), end
    return int(total.total_seconds() // 60)


def _cut(span: Interval, between: Interval | None) -> Interval:
    if between is None:
        return span
    return max(span[0], between[0]), min(span[1], between[1])


class _Directory:
    """The expected people, found by address and by name."""

    def __init__(self, expected: Sequence[Expected], registrants: Mapping[str, EmailAddress]) -> None:
        self._by_email = {person.email.key: person.email for person in expected}
        self._registrants = registrants
        self._names = {person.email: _words(person.name) for person in expected}

    def find(self, row: ZoomPresence) -> tuple[EmailAddress | None, How]:
        """Who the row is: by registrant, then by address, then by a name that only one person has."""
        if row.registrant_id and (email := self._registrants.get(row.registrant_id)):
            return email, How.REGISTRANT
        if email := self._by_email.get(row.email.strip().casefold()):
            return email, How.EMAIL
        words = _words(row.name)
        same = [email for email, name in self._names.items() if name == words and words]
        return (same[0] if len(same) == 1 else None), How.NAME

    def unsettled(self, rows: Sequence[ZoomPresence], between: Interval | None) -> Unsettled:
        """A stranger's rows, with those who share a part of the name."""
        words = _words(rows[0].name)
        shared = {email: len(words & name) for email, name in self._names.items()}
        candidates = sorted((e for e in shared if shared[e]), key=lambda e: (-shared[e], e.key))
        spans = [(row.joined, row.left) for row in rows]
        return Unsettled(name=rows[0].name, minutes=minutes(spans, between), candidates=tuple(candidates))


def _words(name: str) -> frozenset[str]:
    """The words of a name in any order, without what stands in brackets: `Öberg, Åsa (kurator)` is `Åsa Öberg`."""
    plain = _ASIDE.sub(" ", unicodedata.normalize("NFC", name)).casefold()
    return frozenset(_WORD.findall(plain))


def _stranger_key(row: ZoomPresence) -> str:
    """What keeps two strangers apart: the address if there is one, else the name."""
    return row.email.strip().casefold() or " ".join(sorted(_words(row.name))) or row.name
