"""The template for a plan, made from the checklist: what a unit of that school form begins with."""

from collections.abc import Iterator
from dataclasses import dataclass

from nettools.domain.checklists import Applies, Checklist, ChecklistPart
from nettools.domain.plansupport import FormWording, PlanArea, PlanSupport, TemplateTable
from nettools.domain.schools import SchoolForm
from nettools.healthplans.overview import areas_of

FACTS = "meta_"  # parts whose id begins so are a line in the table of facts


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateField:
    """Something to fill in: what it is called, and the question that stands there until then."""

    name: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatePart:
    """A heading with a place to write, or with a table where the part has one."""

    field: TemplateField
    table: TemplateTable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChapter:
    """A chapter: a table of facts, parts, and goals; each may be empty. `goals` is how many."""

    name: str
    facts: tuple[TemplateField, ...] = ()
    parts: tuple[TemplatePart, ...] = ()
    goals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTemplate:
    """All of the template. `form` is None for one that suits every school form."""

    title: str
    form: FormWording | None
    reminder: str
    chapters: tuple[TemplateChapter, ...]
    goal_fields: tuple[TemplateField, ...]


def plan_template(checklist: Checklist, support: PlanSupport, form: SchoolForm | None = None) -> PlanTemplate:
    """The template for units of a school form; without one, what is asked of every unit."""
    return PlanTemplate(
        title=support.title,
        form=support.forms.get(form.value) if form else None,
        reminder=support.reminder,
        chapters=tuple(
            chapter for area in areas_of(checklist, support) if (chapter := _chapter(area, checklist, support, form))
        ),
        goal_fields=tuple(TemplateField(name=rule.name, question=rule.question) for rule in checklist.goal_fields),
    )


def _chapter(
    area: PlanArea, checklist: Checklist, support: PlanSupport, form: SchoolForm | None
) -> TemplateChapter | None:
    parts = list(_parts(area, checklist, form))
    facts = tuple(_field(part, support) for part in parts if part.id.startswith(FACTS))
    sections = tuple(
        TemplatePart(field=_field(part, support), table=support.tables.get(part.id))
        for part in parts
        if not part.id.startswith(FACTS) and not (area.goals and part.goal_field)
    )
    if not parts:
        return None
    return TemplateChapter(
        name=area.name, facts=facts, parts=sections, goals=support.goals_in_template if area.goals else 0
    )


def _parts(area: PlanArea, checklist: Checklist, form: SchoolForm | None) -> Iterator[ChecklistPart]:
    """The area's parts in its order: those for the form, and none that only other documents are asked for."""
    by_id = {part.id: part for part in checklist.parts}
    for part in (by_id[one] for one in area.parts if one in by_id):
        if not part.only_if_title and part.applies in (Applies.ALL, _applies(form)):
            yield part


def _applies(form: SchoolForm | None) -> Applies:
    if form is None:
        return Applies.ALL
    return Applies.PRESCHOOL if form is SchoolForm.FS else Applies.SCHOOL


def _field(part: ChecklistPart, support: PlanSupport) -> TemplateField:
    wording = support.questions.get(part.id)
    asked = wording.ask if wording else part.question
    more = "" if part.support in asked else part.support
    return TemplateField(name=part.name, question=f"{asked} {more}".strip())
