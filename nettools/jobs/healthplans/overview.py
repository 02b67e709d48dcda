"""How far the plans of a term have come: unit by area, all together, what changed in one, and who has sent in none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nettools.domain.checklists import Checklist
from nettools.domain.healthplans import HealthPlanDraft
from nettools.domain.occasions import STOCKHOLM
from nettools.domain.planchecks import PlanCheck, Verdict
from nettools.domain.plansupport import PlanArea
from nettools.domain.registrations import Registration, RegistrationState
from nettools.domain.schools import Unit
from nettools.domain.tables import Cell
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem
from nettools.files.heatmap import HeatSheet, write_heat_maps
from nettools.files.pages import write_page
from nettools.healthplans import (
    NetworkOverview,
    areas_of,
    changes_between,
    newest_drafts,
    overview,
    settle,
    worths,
)
from nettools.healthplans.overview import FEWEST
from nettools.jobs.healthplans.desk import open_readings, read_documents
from nettools.jobs.healthplans.overview_outcomes import (
    VERDICT_WORDS,
    ComparedDrafts,
    Matrix,
    MatrixRow,
    Reminders,
    WholeNetwork,
    matrix_facts,
    network_facts,
)
from nettools.jobs.healthplans.readings import ReadDraft
from nettools.jobs.tools import Tools
from nettools.language import active, text
from nettools.settings import read_template


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A term's drafts, read: every version, and by what."""

    term: Term
    checklist: Checklist
    areas: tuple[PlanArea, ...]
    units: tuple[Unit, ...]
    reads: tuple[ReadDraft, ...]


def matrix(tools: Tools, term: Term) -> Matrix:
    """A row for each unit with a place or a draft, a column for each area, by the draft that counts.

    Drafts that nobody has read are read now. Raises SettingsError when the checklist or the support is wrong.
    """
    read = _read(tools, term)
    newest = {(one.unit_key, one.version) for one in newest_drafts([each.draft for each in read.reads])}
    by_unit = {one.draft.unit_key: one for one in read.reads if (one.draft.unit_key, one.draft.version) in newest}
    return Matrix(
        term=term,
        areas=read.areas,
        parts=tuple((part.id, part.name) for part in read.checklist.parts),
        rows=tuple(_row(unit, by_unit.get(unit.key), read) for unit in read.units),
        history=tuple(
            _row(unit, one, read) for unit in read.units for one in read.reads if one.draft.unit_key == unit.key
        ),
    )


def whole_network(tools: Tools, term: Term) -> WholeNetwork:
    """All plans of the term together, without naming any unit, and the questions that they point to."""
    found = matrix(tools, term)
    together: NetworkOverview = overview([row.worths for row in found.rows], found.areas)
    bank = {question.key: question.text for question in tools.settings.questions}
    return WholeNetwork(
        term=term,
        units=len(found.rows),
        drafts=sum(row.version > 0 for row in found.rows),
        together=together,
        fewest=FEWEST,
        questions={key: bank[key] for one in together.areas for key in one.questions if key in bank},
    )


def write_matrix(found: Matrix, path: Path) -> Path:
    """Write the matrix as an Excel file: areas as a heat map, parts, and every version over the term."""
    return write_heat_maps(path, [_areas_sheet(found), _parts_sheet(found), _history_sheet(found)])


def write_matrix_page(tools: Tools, found: Matrix, path: Path) -> Path:
    """Write the matrix as a page with a picture; units are named, so it is for those who lead the network."""
    facts = {"language": active(), **matrix_facts(found)}
    write_page(path, read_template(tools.home, "pages/plan_matrix.html"), facts)
    return path


def write_network_page(tools: Tools, found: WholeNetwork, path: Path) -> Path:
    """Write the network as a whole as a page that can be shown to all of it."""
    facts = {"language": active(), "organiser": tools.settings.organiser.name, **network_facts(found)}
    write_page(path, read_template(tools.home, "pages/plan_network.html"), facts)
    return path


def compare_drafts(tools: Tools, term: Term, unit_key: str, versions: tuple[int, int] | None = None) -> ComparedDrafts:
    """What changed between two versions of a unit's draft, and which findings are settled.

    Args:
        tools: the opened hands.
        term: the term.
        unit_key: the unit.
        versions: the earlier and the later; the two newest if they are not told.

    Raises InputError: there are no such versions, or one of them could not be read or is set aside for privacy.
    """
    drafts = sorted(
        (one for one in tools.store.drafts.of(term) if one.unit_key == unit_key),
        key=lambda one: (one.submitted, one.version),
    )
    before, after = _two(drafts, unit_key, versions)
    checks = [one.check for one in open_readings(tools, term).read([before, after])]
    _require_open([before, after], checks)
    documents = read_documents([tools.home / one.path for one in (before, after)])
    return ComparedDrafts(
        term=term,
        unit_key=unit_key,
        versions=(before.version, after.version),
        changes=changes_between(documents[0], documents[1]),
        settled=settle(checks[0], checks[1]),
    )


def units_without_draft(tools: Tools, term: Term) -> tuple[Registration, ...]:
    """The sign-ups of units that have a place and have sent in no draft, in their order: for the letter of reminder."""
    with_draft = {draft.unit_key for draft in tools.store.drafts.of(term)}
    return tuple(
        one
        for one in tools.store.registrations.of(term)
        if one.state is RegistrationState.ACCEPTED and one.unit.key not in with_draft
    )


def reminders(tools: Tools, term: Term) -> Reminders:
    """Whom a reminder would go to. Sends nothing. Raises InputError when the term is not described."""
    due = tools.settings.term(term).hand_in.due
    return Reminders(
        term=term, due=due, today=tools.today(), units=tuple(one.unit for one in units_without_draft(tools, term))
    )


# -- look ------------------------------------------------------------------------------------------


def _read(tools: Tools, term: Term) -> _Read:
    readings = open_readings(tools, term)
    drafts = tools.store.drafts.of(term)
    with_draft = {draft.unit_key for draft in drafts}
    units = tuple(
        one.unit
        for one in tools.store.registrations.of(term)
        if one.state is RegistrationState.ACCEPTED or one.unit.key in with_draft
    )
    return _Read(
        term=term,
        checklist=readings.checklist,
        areas=areas_of(readings.checklist, readings.support),
        units=units,
        reads=tuple(readings.read(drafts)),
    )


def _row(unit: Unit, read: ReadDraft | None, found: _Read) -> MatrixRow:
    if read is None:
        return MatrixRow(unit=unit, worths={area.key: None for area in found.areas})
    return MatrixRow(
        unit=unit,
        version=read.draft.version,
        handed_in=_day(read.draft),
        late=read.draft.late,
        verdict=read.check.verdict,
        worths=worths(read.check, found.checklist, found.areas),
        parts=_parts(read.check),
    )


def _day(draft: HealthPlanDraft) -> date:
    return draft.submitted.astimezone(STOCKHOLM).date()


def _parts(check: PlanCheck) -> Mapping[str, bool]:
    if check.verdict in (Verdict.BLOCKED_PRIVACY, Verdict.UNREADABLE):
        return {}
    return {**dict.fromkeys(check.missing, False), **{one.part: True for one in check.present}}


# -- think -----------------------------------------------------------------------------------------


def _two(
    drafts: "list[HealthPlanDraft]", unit_key: str, versions: tuple[int, int] | None
) -> tuple[HealthPlanDraft, HealthPlanDraft]:
    by_number = {one.version: one for one in drafts}
    wanted = versions or tuple(one.version for one in drafts[-2:])
    if len(wanted) < 2 or any(one not in by_number for one in wanted):  # noqa: PLR2004 - a before and an after
        there = ", ".join(map(str, sorted(by_number))) or "–"
        said = text("{unit} has these versions: {there}; two are needed to compare.", unit=unit_key, there=there)
        raise InputError([Problem(code="no-such-version", message=said, place=Place(key=unit_key))])
    return by_number[wanted[0]], by_number[wanted[1]]


def _require_open(drafts: "list[HealthPlanDraft]", checks: "list[PlanCheck]") -> None:
    problems = [
        Problem(
            code=check.verdict.value,
            message=text("Version {version}: {verdict}", version=draft.version, verdict=VERDICT_WORDS[check.verdict]),
            place=Place(key=draft.unit_key),
        )
        for draft, check in zip(drafts, checks, strict=True)
        if check.verdict in (Verdict.BLOCKED_PRIVACY, Verdict.UNREADABLE)
    ]
    if problems:
        raise InputError(problems)


def _heads() -> list[str]:
    return [str(one) for one in (text("Unit"), text("Version"), text("Handed in"), text("Late"), text("The draft"))]


def _facts(row: MatrixRow) -> list[Cell]:
    verdict = str(VERDICT_WORDS[row.verdict]) if row.verdict else str(text("nothing"))
    return [row.unit.name, row.version or None, row.handed_in, str(text("late")) if row.late else "", verdict]


def _areas_sheet(found: Matrix) -> HeatSheet:
    return HeatSheet(
        title=str(text("Areas")),
        headings=[*_heads(), *(area.name for area in found.areas)],
        rows=[[*_facts(row), *(row.worths[area.key] for area in found.areas)] for row in found.rows],
        first=len(_heads()),
    )


def _parts_sheet(found: Matrix) -> HeatSheet:
    """1 where the part is there, 0 where it is missing, nothing where it is not asked for."""
    asked = [(key, name) for key, name in found.parts if any(key in row.parts for row in found.rows)]
    return HeatSheet(
        title=str(text("Parts")),
        headings=[*_heads(), *(name for _, name in asked)],
        rows=[
            [*_facts(row), *(float(row.parts[key]) if key in row.parts else None for key, _ in asked)]
            for row in found.rows
        ],
        first=len(_heads()),
    )


def _history_sheet(found: Matrix) -> HeatSheet:
    return HeatSheet(
        title=str(text("Versions")),
        headings=[*_heads(), *(area.name for area in found.areas)],
        rows=[[*_facts(row), *(row.worths[area.key] for area in found.areas)] for row in found.history],
        first=len(_heads()),
    )
