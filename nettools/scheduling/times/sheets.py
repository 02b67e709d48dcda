"""Sheets with times: a list with a row for each time or person, or a grid of days and hours with crosses."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from typing import TypeVar

from nettools.domain.supervision import GivenTime, SupervisionTimes, TimesOf
from nettools.domain.tables import Cell, Sheet, column_letters
from nettools.errors import Place, Problem
from nettools.language import Text, text
from nettools.scheduling.supervision import Span
from nettools.scheduling.supervision.stretches import moment, of
from nettools.scheduling.times.phrases import Frame, UnreadableTimeError, read_days, read_times, span_of

Thing = TypeVar("Thing")

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "leader": ("utbildningsledare", "kursledare", "ledare", "handledare", "course leader", "leader"),
    "unit": ("enhet", "enhetens namn", "skola", "förskola", "skola/förskola", "unit", "skolenhetskod", "enhetskod"),
    "day": ("datum", "dag", "dagar", "date", "day"),
    "hours": ("tid", "klockslag", "kl", "kl.", "time", "hours"),
    "starts": ("start", "börjar", "från", "starttid", "from", "starts"),
    "ends": ("slut", "slutar", "till", "sluttid", "to", "ends"),
    "possible": ("möjliga tider", "lediga tider", "tider", "kan", "kan komma", "possible times", "free times", "times"),
    "preferred": ("önskade tider", "önskar", "helst", "helst dessa tider", "preferred times", "preferred"),
    "busy": ("upptagen", "upptagna tider", "kan inte", "busy"),
    "wished": ("önskad ledare", "önskad utbildningsledare", "önskad handledare", "wished leader"),
    "days_off": ("lediga dagar", "handledningsfria dagar", "fria dagar", "days off"),
    "most_a_day": ("högst per dag", "max per dag", "antal per dag", "most a day"),
    "weight": ("önskan", "prioritet", "vikt", "preference", "weight"),
}
_FIELDS = {heading: name for name, headings in HEADINGS.items() for heading in headings}
_SAYS_WHEN = frozenset({"day", "hours", "starts", "possible", "preferred", "busy", "days_off"})
_CLOCK = re.compile(r"^(?:kl\.?\s*)?(\d{1,2})(?:[.:](\d\d))?(?:\s*[-–—]\s*\d{1,2}(?:[.:]\d\d)?)?$")
_YES = {
    "x": 0,
    "ja": 0,
    "j": 0,
    "kan": 0,
    "ledig": 0,
    "1": 0,
    "ok": 0,
    "v": 0,
    "✓": 0,
    "helst": 3,
    "önskar": 3,
    "xx": 3,
    "2": 2,
    "3": 3,
}
_NO = frozenset({"", "-", "–", "nej", "n", "0", "upptagen"})
_GRID_HOURS = 2
_STEP = 30
_MOST_WEIGHT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who may stand in the sheets: what they may be called (case-folded) to the key that they are known by.

    `shared` are names that several have, with the keys of those: such a name is nobody's.
    """

    leaders: Mapping[str, str]
    units: Mapping[str, str]
    shared: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenTimes:
    """Everyone's times, every cell that could not be read, and the headings of columns that say something else."""

    times: tuple[SupervisionTimes, ...]
    problems: tuple[Problem, ...]
    unused: tuple[str, ...] = ()


@dataclass
class _Party:
    free: dict[int, list[Span]] = field(default_factory=dict)  # by weight
    busy: list[Span] = field(default_factory=list)
    leaders: list[str] = field(default_factory=list)
    days_off: set[date] = field(default_factory=set)
    most_a_day: int | None = None


def read_time_sheets(sheets: Iterable[Sheet], people: People, frame: Frame) -> GivenTimes:
    """Read every sheet that holds times; one that holds none is a problem too, so that nothing is passed over."""
    reader = _Reader(people, frame)
    for sheet in sheets:
        if any(cell is not None for row in sheet.rows for cell in row):
            reader.read(sheet)
    times = tuple(_times(kind, key, party) for (kind, key), party in sorted(reader.parties.items()))
    return GivenTimes(
        times=times,
        problems=tuple(sorted(reader.problems, key=lambda one: one.place)),
        unused=tuple(reader.unused),
    )


def _times(kind: TimesOf, key: str, party: _Party) -> SupervisionTimes:
    """What adjoins is put together, so that half hours become the time that they are."""
    free = [
        GivenTime(starts=moment(starts), ends=moment(ends), weight=weight)
        for weight, spans in party.free.items()
        for starts, ends in of(spans)
    ]
    busy = [GivenTime(starts=moment(starts), ends=moment(ends), busy=True) for starts, ends in of(party.busy)]
    return SupervisionTimes(
        kind=kind,
        key=key,
        times=tuple(sorted([*free, *busy], key=lambda one: (one.starts, one.ends, one.weight, one.busy))),
        leaders=tuple(dict.fromkeys(party.leaders)),
        days_off=frozenset(party.days_off),
        most_a_day=party.most_a_day,
    )


class _Reader:
    """One reading of a file."""

    def __init__(self, people: People, frame: Frame) -> None:
        self.people, self.frame = people, frame
        self.parties: dict[tuple[TimesOf, str], _Party] = {}
        self.problems: list[Problem] = []
        self.unused: dict[str, None] = {}

    def read(self, sheet: Sheet) -> None:
        for number, row in enumerate(sheet.rows):
            columns = {place: _FIELDS[_folded(cell)] for place, cell in enumerate(row) if _folded(cell) in _FIELDS}
            named = {"leader", "unit"} & set(columns.values())
            hours = {place: clock for place, cell in enumerate(row) if (clock := _clock(cell)) is not None}
            if len(hours) >= _GRID_HOURS:
                self._grid(sheet, number, hours, columns)
                return
            if _days_across(row, self.frame):
                self._turned(sheet, number)
                return
            if named and _SAYS_WHEN & set(columns.values()):
                self._list(sheet, number, columns)
                return
        said = text("No times are found here: name the columns Enhet or Utbildningsledare, and Datum and Tid or Tider.")
        self.problems.append(Problem(code="no-times", message=said, place=Place(file=sheet.file, sheet=sheet.name)))

    # --- lists

    def _list(self, sheet: Sheet, heading: int, columns: Mapping[int, str]) -> None:
        """A row for each time or person. Without a day of its own, what is called Tid holds days too."""
        if not {"day", "starts", "possible"} & set(columns.values()):
            columns = {place: "possible" if name == "hours" else name for place, name in columns.items()}
        self._note_unused(sheet, heading, columns)
        for number in range(heading + 1, len(sheet.rows)):
            row = sheet.rows[number]
            cells = {
                name: (place, row[place])
                for place, name in columns.items()
                if place < len(row) and row[place] is not None
            }
            if cells:
                self._row(sheet, number, cells)

    def _note_unused(self, sheet: Sheet, heading: int, columns: Mapping[int, str]) -> None:
        for place, name in enumerate(sheet.rows[heading]):
            below = (row[place] for row in sheet.rows[heading + 1 :] if place < len(row))
            if place not in columns and any(cell is not None for cell in below):
                self.unused[str(name) if name is not None else column_letters(place)] = None

    def _row(self, sheet: Sheet, number: int, cells: Mapping[str, tuple[int, Cell]]) -> None:
        party = self._owner(sheet, number, cells)
        if party is None:
            return
        weight = self._whole(sheet, number, cells.get("weight"), _MOST_WEIGHT) or 0
        for name, worth in (("possible", 0), ("preferred", _MOST_WEIGHT)):
            for span in self._phrase(sheet, number, cells.get(name)):
                party.free.setdefault(worth, []).append(span)
        party.busy += self._phrase(sheet, number, cells.get("busy"))
        for span in self._dated(sheet, number, cells):
            party.free.setdefault(weight, []).append(span)
        if (days := cells.get("days_off")) is not None:
            party.days_off |= set(self._tried(sheet, number, days[0], lambda: _days_of(days[1], self.frame)))
        party.most_a_day = self._whole(sheet, number, cells.get("most_a_day"), 20) or party.most_a_day
        if (wished := cells.get("wished")) is not None:
            for name in re.split(r"[;,/]| eller ", str(wished[1])):
                key = self.people.leaders.get(_folded(name))
                if key is None:
                    self._complain(
                        sheet, number, wished[0], "unknown-leader", text("names no course leader of the term")
                    )
                else:
                    party.leaders.append(key)

    def _owner(self, sheet: Sheet, number: int, cells: Mapping[str, tuple[int, Cell]]) -> _Party | None:
        for name, kind, known in (
            ("unit", TimesOf.UNIT, self.people.units),
            ("leader", TimesOf.LEADER, self.people.leaders),
        ):
            if name in cells:
                place, cell = cells[name]
                key = known.get(_folded(cell))
                if key is None:
                    self._complain(sheet, number, place, f"unknown-{name}", self._unknown(_folded(cell), kind))
                    return None
                return self.parties.setdefault((kind, key), _Party())
        self._complain(sheet, number, 0, "no-name", text("says times but not whose"))
        return None

    def _unknown(self, name: str, kind: TimesOf) -> Text:
        if keys := self.people.shared.get(name):
            return text("is the name of several; write one of these instead: {keys}", keys=", ".join(keys))
        if kind is TimesOf.UNIT:
            return text("names no unit that has a place in the term")
        return text("names no course leader of the term")

    def _dated(self, sheet: Sheet, number: int, cells: Mapping[str, tuple[int, Cell]]) -> list[Span]:
        """Times whose day and hours stand in cells of their own."""
        if not {"day", "starts"} & cells.keys():
            return []
        place = cells.get("day", cells.get("starts", (0, None)))[0]
        return self._tried(sheet, number, place, lambda: [*_from_cells(cells, self.frame)])

    def _phrase(self, sheet: Sheet, number: int, cell: tuple[int, Cell] | None) -> list[Span]:
        if cell is None:
            return []
        return self._tried(sheet, number, cell[0], lambda: read_times(str(cell[1]), self.frame))

    def _whole(self, sheet: Sheet, number: int, cell: tuple[int, Cell] | None, most: int) -> int | None:
        if cell is None:
            return None
        try:
            value = int(str(cell[1]))
        except ValueError:
            value = -1
        if not 0 <= value <= most:
            self._complain(sheet, number, cell[0], "number", text("is not a whole number from 0 to {most}", most=most))
            return None
        return value

    # --- grids

    def _grid(self, sheet: Sheet, heading: int, hours: Mapping[int, time], columns: Mapping[int, str]) -> None:
        """Days down, hours across. Whose they are stands in a column, else it is the sheet's name."""
        day_at = next((place for place, name in columns.items() if name == "day"), None)
        owners = {place: name for place, name in columns.items() if name in {"unit", "leader"}}
        for number in range(heading + 1, len(sheet.rows)):
            row = sheet.rows[number]
            place = day_at if day_at is not None else min(set(range(len(row) + len(hours))) - set(hours) - set(owners))
            if place >= len(row) or row[place] is None:
                continue
            cells = {name: (at, row[at]) for at, name in owners.items() if at < len(row) and row[at] is not None}
            party = self._owner(sheet, number, cells) if owners else self._sheet_owner(sheet)
            days = self._tried(sheet, number, place, partial(_days_of, row[place], self.frame))
            for at, clock in hours.items():
                if party is not None and at < len(row):
                    self._mark(sheet, number, at, party, [(day, clock) for day in days])

    def _turned(self, sheet: Sheet, heading: int) -> None:
        """Days across, hours down."""
        party = self._sheet_owner(sheet)
        days = {
            at: self._tried(sheet, heading, at, partial(_days_of, cell, self.frame))
            for at, cell in enumerate(sheet.rows[heading])
            if at and cell is not None
        }
        for number in range(heading + 1, len(sheet.rows)):
            row = sheet.rows[number]
            clock = _clock(row[0]) if row else None
            if clock is None:
                if any(cell is not None for cell in row):
                    self._complain(sheet, number, 0, "hours", text("is no hour, as 13.00 is"))
                continue
            for at, those in days.items():
                if party is not None and at < len(row):
                    self._mark(sheet, number, at, party, [(day, clock) for day in those])

    def _mark(self, sheet: Sheet, number: int, place: int, party: _Party, when: Sequence[tuple[date, time]]) -> None:
        mark = _folded(sheet.rows[number][place])
        if mark in _NO:
            return
        if mark not in _YES:
            self._complain(
                sheet, number, place, "mark", text("is no mark that is known; write x, or 1 to 3 for what is preferred")
            )
            return
        for day, clock in when:
            minutes = clock.hour * 60 + clock.minute + _STEP
            ends = time(min(minutes // 60, 23), minutes % 60 if minutes < 24 * 60 else 59)
            spans = self._tried(sheet, number, place, partial(_one_span, day, clock, ends))
            party.free.setdefault(_YES[mark], []).extend(spans)

    def _sheet_owner(self, sheet: Sheet) -> _Party | None:
        name = _folded(sheet.name)
        if name in self.people.units:
            return self.parties.setdefault((TimesOf.UNIT, self.people.units[name]), _Party())
        if name in self.people.leaders:
            return self.parties.setdefault((TimesOf.LEADER, self.people.leaders[name]), _Party())
        said = text(
            "The sheet's name is no unit or course leader of the term: name it after the one whose times it holds."
        )
        place = Place(file=sheet.file, sheet=sheet.name)
        if not any(one.place == place for one in self.problems):
            self.problems.append(Problem(code="no-name", message=said, place=place))
        return None

    # --- problems

    def _tried(self, sheet: Sheet, number: int, place: int, read: Callable[[], list[Thing]]) -> list[Thing]:
        try:
            return read()
        except UnreadableTimeError as error:
            self._complain(sheet, number, place, "unreadable", error.said)
            return []

    def _complain(self, sheet: Sheet, number: int, place: int, code: str, said: Text) -> None:
        where = Place(file=sheet.file, sheet=sheet.name, row=number + 1, column=column_letters(place))
        self.problems.append(Problem(code=code, message=said, place=where))


def _one_span(day: date, starts: time, ends: time) -> list[Span]:
    return [span_of(day, starts, ends)]


def _folded(cell: Cell) -> str:
    return re.sub(r"\s+", " ", str(cell)).strip().rstrip(":").casefold() if cell is not None else ""


def _clock(cell: Cell) -> time | None:
    """The hour that a heading says."""
    if isinstance(cell, datetime):
        return None
    if isinstance(cell, time):
        return cell
    found = _CLOCK.match(_folded(cell)) if isinstance(cell, str) else None
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        return None


def _is_day(cell: Cell, frame: Frame) -> bool:
    if isinstance(cell, date):
        return True
    try:
        return isinstance(cell, str) and bool(read_days(cell, frame))
    except UnreadableTimeError:
        return False


def _days_across(row: Sequence[Cell], frame: Frame) -> bool:
    return sum(_is_day(cell, frame) for cell in row[1:]) >= _GRID_HOURS


def _days_of(cell: Cell, frame: Frame) -> list[date]:
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return read_days(cell.isoformat(), frame)
    return read_days(str(cell), frame)


def _from_cells(cells: Mapping[str, tuple[int, Cell]], frame: Frame) -> Iterator[Span]:
    """A day, and hours in one cell or in two; a whole moment in the cell where it starts is enough for both."""
    day, hours = cells.get("day", (0, None))[1], cells.get("hours", (0, None))[1]
    starts, ends = cells.get("starts", (0, None))[1], cells.get("ends", (0, None))[1]
    if day is None and isinstance(starts, datetime):
        day, starts = starts.date(), starts.time()
    if isinstance(day, datetime) and not (hours or starts) and day.time() != time():
        starts = day.time()
    ends = ends.time() if isinstance(ends, datetime) else ends
    clock = " ".join(_written(one) for one in (hours,) if one) or "-".join(
        _written(one) for one in (starts, ends) if one
    )
    if hours is None and starts is not None and ends is None:
        clock = f"kl. {clock}"
    for each in _days_of(day, frame):
        yield from read_times(f"{each.isoformat()} {clock}", frame)


def _written(cell: Cell) -> str:
    return f"{cell:%H.%M}" if isinstance(cell, time) else str(cell)
