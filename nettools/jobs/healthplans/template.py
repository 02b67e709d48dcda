"""The template for a plan, as a Word document for units that begin."""

from dataclasses import dataclass
from pathlib import Path

from nettools.domain.schools import SchoolForm
from nettools.healthplans import plan_template
from nettools.jobs.healthplans.desk import checklist_of, support_of
from nettools.jobs.tools import Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTemplate:
    """Where the template is, and for which school form; None means every one."""

    path: Path
    form: SchoolForm | None
    chapters: int

    def as_json(self) -> dict[str, object]:
        """As `nettools healthplans template --json` prints it."""
        return {"file": str(self.path), "school_form": self.form and self.form.value, "chapters": self.chapters}


def write_template(tools: Tools, path: Path, form: SchoolForm | None = None) -> WrittenTemplate:
    """Make the template from the checklist. Raises SettingsError with every problem in the checklist or the support."""
    from nettools.files.word_template import write_plan_template  # noqa: PLC0415 - python-docx is needed here alone

    template = plan_template(checklist_of(tools), support_of(tools), form)
    organiser = tools.settings.organiser
    write_plan_template(path, template, organiser=organiser.name, colour=organiser.colour, made=tools.clock())
    return WrittenTemplate(path=path, form=form, chapters=len(template.chapters))
