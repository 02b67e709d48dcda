"""Drafts of health plans read and checked, whether or not there is a home: it can be done where the draft is written.

Nothing is remembered, and nothing of a draft is logged.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from nettools.domain.occasions import STOCKHOLM
from nettools.domain.planchecks import PlanCheck, Verdict
from nettools.domain.schools import SchoolForm
from nettools.errors import InputError, Place, Problem
from nettools.files.documents import DocumentReader, Reading
from nettools.healthplans import check_plan
from nettools.jobs.healthplans.check_outcomes import FileCheck, PlanChecks
from nettools.jobs.tools import Progress, Silence, system_clock
from nettools.language import text

ENDINGS = (".docx", ".docm", ".odt", ".pdf", ".doc", ".rtf", ".txt", ".md")  # what is looked at in a folder


def check(
    home: Path,
    paths: Sequence[Path],
    *,
    forms: Sequence[SchoolForm] = (),
    clock: Callable[[], datetime] = system_clock,
    progress: Progress | None = None,
) -> PlanChecks:
    """Read and check files, and the drafts in folders; by the home's checklist, else by the one that ships.

    Args:
        home: where a checklist of its own may be; it need not be a home.
        paths: files and folders.
        forms: the unit's school forms where they are known.
        clock: gives the time in UTC.
        progress: is told of each file.

    Raises:
        SettingsError: the checklist is wrong; every problem by its key.
        InputError: there is no file to look at.
    """
    from nettools.settings.checklist import load_checklist  # noqa: PLC0415 - it brings pydantic and YAML

    checklist = load_checklist(home)
    today = clock().astimezone(STOCKHOLM).date()
    files = [*_files(paths)]
    if not files:
        said = text("There is no draft there; .docx, .odt, .pdf, .doc, .rtf, .txt and .md are read.")
        raise InputError([Problem(code="no-file", message=said, place=Place(file=str(path))) for path in paths])
    told = progress or Silence()
    told.begin(text("Drafts"), len(files))
    checked = []
    try:
        with DocumentReader() as reader:
            for path, reading in zip(files, reader.read_all(files), strict=True):
                document = reading.document
                found = check_plan(document, checklist, today, forms=forms) if document else None
                checked.append(_file_check(path, reading, found))
                told.advance()
    finally:
        told.end()
    return PlanChecks(files=tuple(checked))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files, each once; of a folder those that look like drafts, and no file that a program keeps beside one."""
    seen = set()
    for path in paths:
        below = sorted(each for each in path.rglob("*") if _is_draft(each)) if path.is_dir() else [path]
        for file in below:
            if file not in seen:
                seen.add(file)
                yield file


def _is_draft(path: Path) -> bool:
    return path.suffix.casefold() in ENDINGS and not path.name.startswith(("~$", ".")) and path.is_file()


def _file_check(path: Path, reading: Reading, found: PlanCheck | None) -> FileCheck:
    if found is None or reading.document is None:
        return FileCheck(
            file=str(path), check=PlanCheck(verdict=Verdict.UNREADABLE), reason=reading.message, code=reading.refusal
        )
    return FileCheck(file=str(path), check=found, warnings=reading.document.warnings)
