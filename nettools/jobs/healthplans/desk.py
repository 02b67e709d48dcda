"""What the jobs on drafts share: the checklist, the support, and drafts read by them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from nettools.domain.checklists import Checklist
from nettools.domain.documents import ReadDocument
from nettools.domain.healthplans import HealthPlanDraft
from nettools.domain.planchecks import PlanCheck, Verdict
from nettools.domain.plansupport import PlanSupport
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem
from nettools.healthplans import check_plan
from nettools.jobs.healthplans.readings import Readings, fingerprint
from nettools.jobs.tools import Tools
from nettools.language import text


def checklist_of(tools: Tools) -> Checklist:
    """What a plan should hold. Raises SettingsError with every problem in config/plan_checklist.yaml."""
    from nettools.settings.checklist import load_checklist  # noqa: PLC0415 - it brings YAML

    return load_checklist(tools.home)


def support_of(tools: Tools) -> PlanSupport:
    """How units are helped with their plans. Raises SettingsError with every problem in config/plan_support.toml."""
    from nettools.settings.plansupport import read_plan_support  # noqa: PLC0415 - it brings pydantic

    return read_plan_support(tools.home, {question.key for question in tools.settings.questions})


def open_readings(tools: Tools, term: Term) -> Readings:
    """The term's drafts, to be read by today's checklist. Raises SettingsError as above."""
    checklist = checklist_of(tools)
    units = {one.unit.key: one.unit for one in tools.store.registrations.of(term)}

    def examine(drafts: Sequence[HealthPlanDraft]) -> Iterator[tuple[PlanCheck, str]]:
        """Several at a time, each in a process that may die; a school form that is known need not be guessed."""
        from nettools.files.documents import DocumentReader  # noqa: PLC0415 - only when something is to be read

        today = tools.today()
        with DocumentReader() as reader:
            readings = reader.read_all(tools.home / draft.path for draft in drafts)
            for draft, reading in zip(drafts, readings, strict=True):
                if reading.document is None:
                    yield PlanCheck(verdict=Verdict.UNREADABLE), str(reading.message)
                    continue
                forms = units[draft.unit_key].school_forms if draft.unit_key in units else ()
                yield check_plan(reading.document, checklist, today, forms=forms), ""

    return Readings(
        tools=tools,
        term=term,
        checklist=checklist,
        support=support_of(tools),
        names={key: unit.name for key, unit in units.items()},
        examine=examine,
        fingerprint=fingerprint(checklist),
    )


def read_documents(paths: Sequence[Path]) -> tuple[ReadDocument, ...]:
    """The documents themselves. Raises InputError, naming each that cannot be read."""
    from nettools.files.documents import DocumentReader  # noqa: PLC0415 - as above

    with DocumentReader() as reader:
        readings = list(reader.read_all(paths))
    unread = [
        Problem(code=each.refusal, message=each.message or text("The file is damaged."), place=Place(file=each.name))
        for each in readings
        if each.document is None
    ]
    if unread:
        raise InputError(unread)
    return tuple(each.document for each in readings if each.document is not None)
