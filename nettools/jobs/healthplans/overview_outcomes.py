"""What following the plans of a term gives back, and what its pages are drawn from."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from nettools.domain.documents import DocumentPlace
from nettools.domain.planchecks import Finding, Verdict
from nettools.domain.plansupport import PlanArea
from nettools.domain.schools import Unit
from nettools.domain.terms import Term
from nettools.healthplans import ChangeKind, DraftChange, NetworkOverview, Settled
from nettools.language import Text, text, texts

VERDICT_WORDS: Mapping[Verdict, Text] = {
    Verdict.GOOD: text("whole"),
    Verdict.NEEDS_WORK: text("on its way"),
    Verdict.INCOMPLETE: text("begun"),
    Verdict.NOT_A_PLAN: text("seems to be no plan"),
    Verdict.OTHER_DOCUMENT: text("another document"),
    Verdict.BLOCKED_PRIVACY: text("set aside: personal data"),
    Verdict.UNREADABLE: text("could not be read"),
}
CHANGE_WORDS: Mapping[ChangeKind, Text] = {
    ChangeKind.ADDED: text("new"),
    ChangeKind.REMOVED: text("gone"),
    ChangeKind.CHANGED: text("changed"),
    ChangeKind.MOVED: text("moved"),
}
_LITTLE, _SOME, _MUCH = (0xF2, 0xB9, 0x8A), (0xFF, 0xF6, 0xDF), (0x7C, 0xC4, 0xAD)
CELL, ROW, LEFT, TOP = 114, 30, 236, 84


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One unit's draft; `version` 0: none. `worths` go by area (0 to 1, None: not known), `parts` by a part's id."""

    unit: Unit
    worths: Mapping[str, float | None]
    version: int = 0
    handed_in: date | None = None
    late: bool = False
    verdict: Verdict | None = None
    parts: Mapping[str, bool] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """A row as `--json` prints it."""
        return {
            "unit": self.unit.key,
            "name": self.unit.name,
            "version": self.version,
            "handed_in": self.handed_in and self.handed_in.isoformat(),
            "late": self.late,
            "verdict": self.verdict and self.verdict.value,
            "areas": dict(self.worths),
            "parts": dict(self.parts),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Unit by area and part; `history` has a row for each version of each unit. `parts` are ids and names."""

    term: Term
    areas: tuple[PlanArea, ...]
    parts: tuple[tuple[str, str], ...]
    rows: tuple[MatrixRow, ...]
    history: tuple[MatrixRow, ...]

    def as_json(self) -> dict[str, object]:
        """As `nettools healthplans matrix --json` prints it."""
        return {
            "term": str(self.term),
            "areas": [{"key": area.key, "name": area.name} for area in self.areas],
            "units": [row.as_json() for row in self.rows],
            "history": [row.as_json() for row in self.history],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeNetwork:
    """All plans together; no unit is named. `questions` are those that they point to, by key."""

    term: Term
    units: int
    drafts: int
    together: NetworkOverview
    fewest: int
    questions: Mapping[str, str]

    def as_json(self) -> dict[str, object]:
        """As `nettools healthplans overview --json` prints it."""
        return {
            "term": str(self.term),
            "units": self.units,
            "drafts": self.drafts,
            "measured": self.together.measured,
            "fewest": self.fewest,
            "areas": [
                {
                    "key": one.area.key,
                    "name": one.area.name,
                    "mean": one.mean,
                    "units": one.units,
                    "strong": one.strong,
                    "thin": one.thin,
                    "questions": list(one.questions),
                }
                for one in self.together.areas
            ],
            "questions": dict(self.questions),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedDrafts:
    """What changed from one version to another."""

    term: Term
    unit_key: str
    versions: tuple[int, int]
    changes: tuple[DraftChange, ...]
    settled: Settled

    @property
    def counts(self) -> dict[str, int]:
        """How many changes of each kind."""
        counted = Counter(change.kind for change in self.changes)
        return {kind.value: counted[kind] for kind in ChangeKind}

    def as_json(self) -> dict[str, object]:
        """As `nettools healthplans compare --json` prints it."""
        return {
            "term": str(self.term),
            "unit": self.unit_key,
            "versions": list(self.versions),
            "changes": [_change_json(change) for change in self.changes],
            "counts": self.counts,
            "settled": [_finding_json(one) for one in self.settled.settled],
            "left": [_finding_json(one) for one in self.settled.left],
            "new": [_finding_json(one) for one in self.settled.new],
            "parts_come": list(self.settled.parts_come),
            "parts_gone": list(self.settled.parts_gone),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """Units with a place and no draft; `due` is the last day for drafts, where one is told."""

    term: Term
    due: date | None
    today: date
    units: tuple[Unit, ...]

    def as_json(self) -> dict[str, object]:
        """As `nettools healthplans remind --json` prints it."""
        return {
            "term": str(self.term),
            "due": self.due and self.due.isoformat(),
            "units": [{"unit": unit.key, "name": unit.name} for unit in self.units],
        }


def place_json(place: DocumentPlace) -> dict[str, object]:
    """A place in a draft; what is not known is left out."""
    told = {
        "heading": place.heading,
        "table": place.table,
        "row": place.row,
        "column": place.column,
        "page": place.page,
        "line": place.line,
    }
    return {name: value for name, value in told.items() if value}


def _change_json(change: DraftChange) -> dict[str, object]:
    return {
        "kind": change.kind.value,
        "what": change.piece.kind.value,
        "where": place_json(change.piece.where),
        "before": change.before.text if change.before else None,
        "after": change.after.text if change.after else None,
    }


def _finding_json(finding: Finding) -> dict[str, object]:
    return {
        "kind": finding.kind.value,
        "level": finding.level.value,
        "subject": finding.subject,
        "where": place_json(finding.where),
        "message": str(finding.message),
    }


# -- pages -----------------------------------------------------------------------------------------

_WORDS: Mapping[str, Text] = {
    "title": text("The plans, unit by unit"),
    "how": text("How much of each area a unit's newest draft has. A dash: no draft, or none that could be measured."),
    "network_title": text("The plans together"),
    "nobody": text("No unit is named on this page."),
    "questions": text("Questions to take up in the network"),
}


def heat_colour(worth: float) -> str:
    """A colour from little to much, as in the Excel file."""
    low, high, share = (_LITTLE, _SOME, worth * 2) if worth < 0.5 else (_SOME, _MUCH, worth * 2 - 1)  # noqa: PLR2004
    mixed = (round(a + (b - a) * share) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{each:02X}" for each in mixed)


def heat_facts(found: Matrix) -> dict[str, object]:
    """The heat map as a drawing: heads, rows and cells, with where each stands."""
    heads = [{"x": LEFT + CELL * n + CELL // 2, "lines": _lines(area.name)} for n, area in enumerate(found.areas)]
    rows = [
        {
            "y": TOP + ROW * number,
            "name": row.unit.name,
            "cells": [_cell(row, area, LEFT + CELL * n) for n, area in enumerate(found.areas)],
        }
        for number, row in enumerate(found.rows)
    ]
    return {
        "heat_heads": heads,
        "heat_rows": rows,
        "heat_width": LEFT + CELL * len(found.areas) + 10,
        "heat_height": TOP + ROW * len(found.rows) + 10,
        "heat_cell": CELL,
        "heat_row": ROW,
    }


def matrix_facts(found: Matrix) -> dict[str, object]:
    """All that `pages/plan_matrix.html` asks for beside the language."""
    say = {name: str(said) for name, said in _WORDS.items()}
    return {"term": str(found.term), "say": say, **heat_facts(found)}


def network_facts(found: WholeNetwork) -> dict[str, object]:
    """All that `pages/plan_network.html` asks for beside language and organiser."""
    return {
        "term": str(found.term),
        "say": {name: str(said) for name, said in _WORDS.items()},
        "few": str(
            text(
                "Too few plans to speak of all of them without speaking of one: at least {n} are needed.",
                n=found.fewest,
            )
        ),
        "sum": str(texts("{n} plan has been read.", "{n} plans have been read.", found.together.measured)),
        "areas": [
            {
                "name": one.area.name,
                "percent": round(100 * one.mean),
                "colour": heat_colour(one.mean),
                "said": str(
                    text("{strong} strong, {thin} thin of {units}", strong=one.strong, thin=one.thin, units=one.units)
                ),
                "questions": [found.questions[key] for key in one.questions if key in found.questions],
            }
            for one in found.together.areas
        ],
    }


def _cell(row: MatrixRow, area: PlanArea, x: int) -> dict[str, object]:
    worth = row.worths.get(area.key)
    shown = "–" if worth is None else f"{round(100 * worth)}"
    said = f"{row.unit.name}, {area.name}: {shown}{'' if worth is None else ' %'}"
    return {"x": x, "fill": "#ECEFF0" if worth is None else heat_colour(worth), "shown": shown, "said": said}


def _lines(name: str) -> list[str]:
    """A head in lines short enough for its column."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + len(word) < 15:  # noqa: PLR2004 - letters in a column
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
