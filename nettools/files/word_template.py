"""The template for a plan as a Word document, to be filled in."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from nettools.files.word import PLACEHOLDER, WordDocument
from nettools.healthplans import PlanTemplate, TemplateChapter, TemplateField, TemplatePart

PAGE_WORDS = ("Sida", "av")
_FACTS = ("Uppgift", "Fyll i")
_GOAL = ("Fält", "Skriv här")


def write_plan_template(path: Path, template: PlanTemplate, *, organiser: str, colour: str, made: datetime) -> Path:
    """Write the template; returns where it is. The words are Swedish whatever language is spoken: plans are."""
    document = WordDocument(template.title, author=organiser, colour=colour, made=made, page_words=PAGE_WORDS)
    document.heading(template.title, 0)
    subtitle = document.paragraph("för ", "Subtitle")
    unit = template.form.unit if template.form else "enheten"
    document.control(subtitle, "Enhetens namn", f"[namnet på {unit}]")
    if template.reminder:
        document.callout().add_run(template.reminder)
    for chapter in template.chapters:
        _add_chapter(document, chapter, template)
    return document.save(path)


def _add_chapter(document: WordDocument, chapter: TemplateChapter, template: PlanTemplate) -> None:
    document.heading(chapter.name, 1)
    if chapter.facts:
        facts = [*chapter.facts, *([_form_field(template)] if template.form else [])]
        _add_fields(document, facts, _FACTS, chapter.name)
    for part in chapter.parts:
        _add_part(document, part)
    for number in range(1, chapter.goals + 1):
        document.heading(f"Mål {number}", 2)
        _add_fields(document, template.goal_fields, _GOAL, f"Mål {number}")


def _form_field(template: PlanTemplate) -> TemplateField:
    form = template.form
    return TemplateField(name="Verksamhetsform", question="" if form is None else form.name)


def _add_fields(
    document: WordDocument,
    fields: Sequence[TemplateField],
    heads: tuple[str, str],
    about: str,
) -> None:
    widths = (0.28, 0.72)
    table = document.table(heads, widths, about=about)
    for field in fields:
        label, value = document.row(table).cells
        label.paragraphs[0].add_run(field.name).bold = True
        if field.name == "Verksamhetsform":
            value.paragraphs[0].add_run(field.question)
        else:
            document.control(value.paragraphs[0], field.name, field.question)
    document.fit(table, widths, together=True)


def _add_part(document: WordDocument, part: TemplatePart) -> None:
    document.heading(part.field.name, 2)
    if part.table is None:
        document.control(document.paragraph(), part.field.name, part.field.question)
        return
    document.paragraph().add_run(part.field.question, PLACEHOLDER)
    columns = len(part.table.headings)
    first = 0.26 if part.table.rows else 1 / columns
    widths = (first, *[(1 - first) / (columns - 1)] * (columns - 1)) if columns > 1 else (1.0,)
    table = document.table(part.table.headings, widths, about=part.field.name)
    for label in (*part.table.rows, *[""] * part.table.empty_rows):
        cells = document.row(table).cells
        for cell, heading in zip(cells, part.table.headings, strict=True):
            if cell is cells[0] and label:
                cell.paragraphs[0].add_run(label).bold = True
            else:
                document.control(cell.paragraphs[0], f"{label or part.field.name}: {heading}", "Skriv här")
    document.fit(table, widths, together=True)
