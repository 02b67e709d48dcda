"""How far plans have come: a value for each unit and area, and the network as a whole without naming any unit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nettools.domain.checklists import Checklist, FindingLevel
from nettools.domain.planchecks import FieldState, PlanCheck, Verdict
from nettools.domain.plansupport import PlanArea, PlanSupport

FEWEST = 5  # units: with fewer, a value for all of them would tell of one
STRONG, THIN = 0.75, 0.5
REST = "ovrigt"
_WEIGHTS = {FindingLevel.MUST: 3, FindingLevel.SHOULD: 2, FindingLevel.TIP: 1}
_FIELDS = {FieldState.FILLED: 1.0, FieldState.VAGUE: 0.5, FieldState.EMPTY: 0.0}
_MEASURED = frozenset({Verdict.GOOD, Verdict.NEEDS_WORK, Verdict.INCOMPLETE})


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaOfAll:
    """One area over all plans read: the mean (0 to 1), how many are strong and how many thin in it.

    `questions` are keys of the bank, filled where support is needed.
    """

    area: PlanArea
    mean: float
    units: int
    strong: int
    thin: int
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkOverview:
    """The network's plans together; `areas` is empty when fewer than FEWEST units have one that could be measured."""

    measured: int
    areas: tuple[AreaOfAll, ...] = ()


def areas_of(checklist: Checklist, support: PlanSupport) -> tuple[PlanArea, ...]:
    """The areas of config; parts that no area has come last in one of their own."""
    spoken_for = {part for area in support.areas for part in area.parts}
    rest = tuple(part.id for part in checklist.parts if part.id not in spoken_for)
    return (*support.areas, *([PlanArea(key=REST, name="Övrigt", parts=rest)] if rest else []))


def worths(check: PlanCheck, checklist: Checklist, areas: Sequence[PlanArea]) -> Mapping[str, float | None]:
    """For each area how much of it the plan has, 0 to 1; None where nothing is asked of it, or it is no plan.

    Parts count by their level. Where goals are written in fields, the area of goals is the mean of its parts and of
    the fields: filled 1, vague a half, empty or not there 0. Each kind of finding that speaks of an area takes a
    tenth of it, at most three.
    """
    if check.verdict not in _MEASURED:
        return {area.key: None for area in areas}
    return {area.key: _worth(check, checklist, area) for area in areas}


def overview(
    worths_of_units: Iterable[Mapping[str, float | None]], areas: Sequence[PlanArea], *, fewest: int = FEWEST
) -> NetworkOverview:
    """All plans together, the area that needs support most first."""
    measured = [each for each in worths_of_units if any(value is not None for value in each.values())]
    if len(measured) < fewest:
        return NetworkOverview(measured=len(measured))
    found = [one for area in areas if (one := _of_all(area, measured, fewest)) is not None]
    return NetworkOverview(measured=len(measured), areas=tuple(sorted(found, key=lambda one: one.mean)))


def _worth(check: PlanCheck, checklist: Checklist, area: PlanArea) -> float | None:
    weights = {part.id: _WEIGHTS[part.level] for part in checklist.parts if part.id in area.parts}
    there = sum(weights.get(one.part, 0) for one in check.present)
    missing = sum(weights.get(part, 0) for part in check.missing)
    if not there + missing:
        return None
    worth = there / (there + missing)
    if area.goals and check.goals:
        worth = (worth + _fields_worth(check, checklist)) / 2
    spoken = {finding.kind for finding in check.findings} & set(area.kinds)
    return round(worth * (1 - 0.1 * min(3, len(spoken))), 3)


def _fields_worth(check: PlanCheck, checklist: Checklist) -> float:
    filled = sum(_FIELDS[each.state] for goal in check.goals for each in goal.fields)
    return min(1.0, filled / (len(check.goals) * max(1, len(checklist.goal_fields))))


def _of_all(area: PlanArea, measured: Sequence[Mapping[str, float | None]], fewest: int) -> AreaOfAll | None:
    values = [value for each in measured if (value := each.get(area.key)) is not None]
    if len(values) < fewest:
        return None
    mean = sum(values) / len(values)
    thin = sum(value < THIN for value in values)
    return AreaOfAll(
        area=area,
        mean=round(mean, 3),
        units=len(values),
        strong=sum(value >= STRONG for value in values),
        thin=thin,
        questions=area.questions if mean < STRONG else (),
    )
