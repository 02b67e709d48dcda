"""A week of supervision as a picture (SVG): a column for each day, a band for each course leader.

Pure: sessions in, text out. The picture stands by itself or inside a page; whoever does not see it hears its
description, which says all that it shows. Every colour has a word beside it, and text at least the contrast 4.5.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape

from nettools.domain import swedish
from nettools.domain.occasions import Supervision
from nettools.domain.supervision import PlannedSupervision, SupervisionState
from nettools.language import Text, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One session as it is drawn: whose band it stands in, and what it is called."""

    leader: str
    unit: str
    starts: datetime
    ends: datetime
    state: SupervisionState = SupervisionState.PUBLISHED
    locked: bool = False

    @property
    def day(self) -> date:
        """The day in Sweden."""
        return swedish.local(self.starts).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPicture:
    """A week's picture; `name` is fit for a file: 2026-v38."""

    name: str
    title: str
    svg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How a session is drawn: its word, the colours of its paper and its edge, and whether the edge is dashed."""

    word: Text
    paper: str
    edge: str
    dashed: bool = False


_LOOKS: Mapping[SupervisionState, _Look] = {
    SupervisionState.PROPOSAL: _Look(word=text("proposed"), paper="#ffffff", edge="#55646d", dashed=True),
    SupervisionState.PUBLISHED: _Look(word=text("booked"), paper="#e3f1ed", edge="#1f6f5c"),
    SupervisionState.MOVED: _Look(word=text("moved"), paper="#fdeede", edge="#b4540a"),
    SupervisionState.HELD: _Look(word=text("held"), paper="#e4ecf7", edge="#2b5797"),
    SupervisionState.CANCELLED: _Look(word=text("cancelled"), paper="#eeeeee", edge="#6b6b6b"),
}
_INK, _SOFT, _LINE, _BAND = "#1d2b33", "#4a5860", "#d3dce0", "#f4f7f8"
_NAMES, _COLUMN, _TOP, _GAP = 150, 190, 84, 8  # widths of the names and of a day; where the bands begin
_CHIP, _LETTERS, _NAME_LETTERS = 56, 25, 17  # how high a session is; letters that fit on a line in it, and in a name
_FONT = "'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
_WORKDAYS = 5


def week_pictures(slots: Iterable[Slot], leaders: Sequence[str] = ()) -> tuple[WeekPicture, ...]:
    """A picture of each week that has sessions, in order of time.

    `leaders` are given their bands in this order, also where they have nothing; others follow in Swedish order.
    """
    weeks: dict[date, list[Slot]] = defaultdict(list)
    for slot in slots:
        weeks[slot.day - timedelta(days=slot.day.weekday())].append(slot)
    return tuple(_picture(monday, weeks[monday], leaders) for monday in sorted(weeks))


def slots_of(
    sessions: Iterable[Supervision | PlannedSupervision], names: Mapping[str, str], now: datetime
) -> Iterator[Slot]:
    """Sessions as they are drawn; `names` are the units' by their keys.

    One of a term's file, which has no state, is booked until it has been held.
    """
    for one in sessions:
        if isinstance(one, Supervision):
            state, locked = SupervisionState.HELD if one.ends <= now else SupervisionState.PUBLISHED, False
        else:
            state, locked = one.state, one.locked
        yield Slot(
            leader=one.leader.name,
            unit=names.get(one.unit_key, one.unit_key),
            starts=one.starts,
            ends=one.ends,
            state=state,
            locked=locked,
        )


def _picture(monday: date, slots: Sequence[Slot], leaders: Sequence[str]) -> WeekPicture:
    year, number, _ = monday.isocalendar()
    days = _days(monday, slots)
    period = swedish.period(days[0], days[-1])
    title = str(text("Supervision {week} {year}, {period}", week=swedish.week(monday), year=year, period=period))
    bands = _bands(slots, leaders)
    name = f"{year}-v{number:02d}"
    heights = [max(1, *(len(cell) for cell in _cells(band, days))) * (_CHIP + _GAP) + _GAP for band in bands.values()]
    width, height = _NAMES + _COLUMN * len(days) + 1, _TOP + sum(heights) + 44
    parts = [
        _opening(name, width, height),
        f'<title id="{name}-title">{escape(title)}</title>',
        f'<desc id="{name}-desc">{escape(_description(slots))}</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        _words(14, 28, title, size=18, weight=600),
    ]
    top = _TOP
    for place, ((leader, band), high) in enumerate(zip(bands.items(), heights, strict=True)):
        parts += _band(leader, _cells(band, days), top, high, width, shaded=place % 2 == 0)
        top += high
    parts += [f'<line x1="0" y1="{top}" x2="{width}" y2="{top}" stroke="{_LINE}"/>', *_heads(days, top)]
    parts += [*_legend(top + 28, {slot.state for slot in slots}), "</svg>"]
    return WeekPicture(name=name, title=title, svg="\n".join(parts) + "\n")


def _opening(name: str, width: int, height: int) -> str:
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    spoken = f'role="img" aria-labelledby="{name}-title {name}-desc"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {spoken} font-family="{_FONT}">'


def _days(monday: date, slots: Iterable[Slot]) -> list[date]:
    """Monday to Friday, and the days after as far as anything happens on them."""
    last = max(_WORKDAYS - 1, *((slot.day - monday).days for slot in slots))
    return [monday + timedelta(days=number) for number in range(last + 1)]


def _bands(slots: Sequence[Slot], leaders: Sequence[str]) -> dict[str, list[Slot]]:
    others = sorted({slot.leader for slot in slots} - set(leaders), key=swedish.order)
    in_time = sorted(slots, key=lambda slot: (slot.starts, slot.ends, swedish.order(slot.unit)))
    return {leader: [slot for slot in in_time if slot.leader == leader] for leader in (*leaders, *others)}


def _cells(band: Sequence[Slot], days: Sequence[date]) -> list[list[Slot]]:
    return [[slot for slot in band if slot.day == day] for day in days]


def _heads(days: Sequence[date], bottom: int) -> Iterator[str]:
    for place, day in enumerate(days):
        x = _NAMES + place * _COLUMN
        yield f'<line x1="{x}" y1="44" x2="{x}" y2="{bottom}" stroke="{_LINE}"/>'
        yield _words(x + 10, 62, swedish.weekday(day).capitalize(), size=14, weight=600)
        yield _words(x + 10, 78, f"{day.day} {swedish.MONTHS[day.month - 1]}", size=12, fill=_SOFT)


def _band(
    leader: str, cells: Sequence[Sequence[Slot]], top: int, high: int, width: int, *, shaded: bool
) -> Iterator[str]:
    if shaded:
        yield f'<rect x="0" y="{top}" width="{width}" height="{high}" fill="{_BAND}"/>'
    yield f'<line x1="0" y1="{top}" x2="{width}" y2="{top}" stroke="{_LINE}"/>'
    for line, words in enumerate(_lines(leader, _NAME_LETTERS)):
        yield _words(14, top + 26 + line * 17, words, size=13, weight=600)
    for place, cell in enumerate(cells):
        for row, slot in enumerate(cell):
            yield from _chip(slot, _NAMES + place * _COLUMN + 6, top + _GAP + row * (_CHIP + _GAP))


def _chip(slot: Slot, x: int, y: int) -> Iterator[str]:
    look, width = _LOOKS[slot.state], _COLUMN - 12
    dashes = ' stroke-dasharray="5 3"' if look.dashed else ""
    yield f"<g><title>{escape(_said(slot))}</title>"
    colours = f'fill="{look.paper}" stroke="{look.edge}"{dashes}'
    yield f'<rect x="{x}" y="{y}" width="{width}" height="{_CHIP}" rx="5" {colours}/>'
    yield f'<rect x="{x}" y="{y}" width="5" height="{_CHIP}" rx="2" fill="{look.edge}"/>'
    yield _words(x + 13, y + 16, swedish.clock(slot.starts, slot.ends).removeprefix("kl. "), size=12, weight=600)
    yield _words(x + width - 8, y + 16, _word(slot), size=11, fill=_SOFT, end=True)
    for line, words in enumerate(_lines(slot.unit, _LETTERS)):
        yield _words(x + 13, y + 32 + line * 15, words, size=12)
    yield "</g>"


def _legend(y: int, states: set[SupervisionState]) -> Iterator[str]:
    x = 14
    for state in SupervisionState:
        if state in states:
            look = _LOOKS[state]
            dashes = ' stroke-dasharray="5 3"' if look.dashed else ""
            yield (
                f'<rect x="{x}" y="{y - 12}" width="22" height="15" rx="3" fill="{look.paper}" stroke="{look.edge}"'
                f"{dashes}/>"
            )
            yield _words(x + 30, y, str(look.word), size=12, fill=_SOFT)
            x += 52 + 8 * len(str(look.word))


def _words(
    x: int,
    y: int,
    words: str,
    *,
    size: int,
    weight: int = 400,
    fill: str = _INK,
    end: bool = False,
) -> str:
    more = ' text-anchor="end"' if end else ""
    return f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}"{more}>{escape(words)}</text>'


def _lines(words: str, letters: int) -> list[str]:
    """The words on two lines at most, cut where they do not fit; the whole stands in the description."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    kept = [" ".join(lines)] if len(lines) == 1 else [lines[0], " ".join(lines[1:])]
    return [line if len(line) <= letters else f"{line[: letters - 1].rstrip()}…" for line in kept]


def _description(slots: Iterable[Slot]) -> str:
    return " ".join(f"{_said(slot)}." for slot in sorted(slots, key=lambda slot: (slot.starts, slot.leader, slot.unit)))


def _said(slot: Slot) -> str:
    when = f"{swedish.weekday_and_date(slot.day).capitalize()} {swedish.clock(slot.starts, slot.ends)}"
    said = text(
        "{when}: {unit} with {leader} ({state})", when=when, unit=slot.unit, leader=slot.leader, state=_word(slot)
    )
    return str(said)


def _word(slot: Slot) -> str:
    word = _LOOKS[slot.state].word
    return str(text("{state}, locked", state=word) if slot.locked else word)
