"""The drawing of a report: bars, a timeline and a table, as numbers and words that the template sets out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from nettools.domain.occasions import STOCKHOLM
from nettools.domain.registrations import RegistrationState
from nettools.domain.words import LETTER_STATES, REGISTRATION_STATES
from nettools.jobs.healthplans.overview_outcomes import Matrix, heat_facts
from nettools.jobs.reports.outcomes import MeetingRow, TermReport, UnitRow
from nettools.jobs.supervision.week_picture import week_pictures
from nettools.language import Text, text, texts

TIMELINE_WIDTH = 760
LABEL_WIDTH = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of the chart: `share` is 0 to 100 of the longest."""

    label: str
    said: str
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A meeting on the timeline; `x` in the drawing's own units."""

    x: int
    number: int
    said: str
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A network's line on the timeline."""

    label: str
    y: int
    dots: tuple[Dot, ...]


def page_facts(found: TermReport, plans: Matrix | None, *, organiser: str, language: str) -> dict[str, object]:
    """All that `pages/report.html` asks for; `plans` are None when no unit has a draft."""
    lanes, months = _timeline(found.meetings)
    accepted = [row for row in found.units if row.state == RegistrationState.ACCEPTED]
    return {
        "language": language,
        "organiser": organiser,
        "term": str(found.term),
        "made": found.made.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H.%M"),
        "tiles": _tiles(found, accepted),
        "bars": _bars(found.authorities),
        "lanes": lanes,
        "months": months,
        "timeline_width": LABEL_WIDTH + TIMELINE_WIDTH + 30,
        "timeline_height": 40 + 46 * len(lanes),
        "left": LABEL_WIDTH,
        "meetings": [
            {
                "network": m.network,
                "number": m.number,
                "theme": m.theme,
                "when": _when(m),
                "zoom": m.in_zoom,
                "canvas": m.in_canvas,
            }
            for m in found.meetings
        ],
        "weeks": week_pictures(found.supervision, found.leaders),
        "units": [_unit_facts(row) for row in sorted(found.units, key=lambda row: (row.network or "ö", row.name))],
        "say": {name: str(said) for name, said in WORDS.items()},
        "plans": heat_facts(plans) if plans else None,
    }


WORDS: dict[str, Text] = {
    "title": text("The term in pictures"),
    "from_where": text("Who signed up, and from where"),
    "meetings": text("The meetings"),
    "meetings_say": text("Each dot is a meeting; a filled one stands in both Zoom and Canvas."),
    "supervision": text("Supervision, week by week"),
    "who_got_what": text("Who got what"),
    "unit": text("Unit"),
    "network": text("Network"),
    "state": text("Place"),
    "letter": text("Welcome letter"),
    "people": text("People"),
    "in_canvas": text("In Canvas"),
    "plan": text("Plan draft"),
    "theme": text("Theme"),
    "when": text("When"),
    "plans": text("How far the plans have come"),
    "plans_say": text(
        "How much of each area a unit's newest draft has. A dash: no draft, or none that could be measured."
    ),
    "made": text("Made"),
    "nobody": text("No participant is named on this page."),
    "yes": text("yes"),
    "no": text("not yet"),
}


def _tiles(found: TermReport, accepted: list[UnitRow]) -> list[tuple[int, str]]:
    counted: list[tuple[int, Text]] = [
        (len(accepted), text("units with a place")),
        (found.count(RegistrationState.WAITING), text("on the waiting list")),
        (sum(row.people for row in accepted), text("people")),
        (sum(1 for row in accepted if row.letter == "sent"), text("welcome letters sent")),
        (sum(1 for row in accepted if row.drafts), text("units with a plan draft")),
        (found.protected, text("handled by hand (protected identity)")),
    ]
    return [(n, str(said)) for n, said in counted]


def _bars(authorities: Iterable[tuple[str, int]]) -> list[Bar]:
    rows = list(authorities)
    most = max((n for _, n in rows), default=1)
    return [
        Bar(label=label, said=str(texts("{n} unit", "{n} units", n)), share=round(100 * n / most)) for label, n in rows
    ]


def _timeline(meetings: Iterable[MeetingRow]) -> tuple[list[Lane], list[tuple[int, str]]]:
    rows = list(meetings)
    if not rows:
        return [], []
    first = min(row.starts.date() for row in rows).replace(day=1)
    last = (max(row.starts.date() for row in rows).replace(day=1) + timedelta(days=31)).replace(day=1)

    def x(day: date) -> int:
        return LABEL_WIDTH + round(TIMELINE_WIDTH * (day - first).days / (last - first).days)

    lanes = []
    for index, network in enumerate(dict.fromkeys(row.network for row in rows)):
        dots = tuple(
            Dot(
                x=x(row.starts.date()),
                number=row.number,
                said=f"{row.theme}, {_when(row)}",
                done=row.in_zoom and row.in_canvas,
            )
            for row in rows
            if row.network == network
        )
        lanes.append(Lane(label=network, y=50 + 46 * index, dots=dots))
    return lanes, [(x(month), month.strftime("%Y-%m")) for month in _months(first, last)]


def _months(first: date, last: date) -> Iterable[date]:
    month = first
    while month < last:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def _when(row: MeetingRow) -> str:
    starts, ends = row.starts.astimezone(STOCKHOLM), row.ends.astimezone(STOCKHOLM)
    return f"{starts:%Y-%m-%d} {starts:%H.%M}–{ends:%H.%M}"


def _unit_facts(row: UnitRow) -> dict[str, object]:
    return {
        "name": row.name,
        "network": row.network or "–",
        "state": str(REGISTRATION_STATES[row.state]),
        "state_code": row.state,
        "letter": str(LETTER_STATES[row.letter] if row.letter else text("none")),
        "letter_code": row.letter or "none",
        "people": row.people,
        "in_canvas": row.in_canvas,
        "drafts": row.drafts,
    }
