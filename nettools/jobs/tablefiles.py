"""What the jobs on sign-ups, companions and units share: a file is read, and its refused rows are written back."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from nettools.domain.tables import Cell, column_letters
from nettools.errors import InputError, Problem
from nettools.files import read_sheets, write_workbook
from nettools.jobs.tools import Tools
from nettools.language import text
from nettools.signups import ColumnRules, HeadingRules, Note, Outcome, Reading, personal_number, read
from nettools.signups.cells import written
from nettools.signups.folding import fold

_SUFFIX = "-att-rätta"
_MENDED = re.compile(rf"{_SUFFIX}(?:-\d+)?$")


def look(
    path: Path,
    headings: HeadingRules,
    rules: ColumnRules,
    necessary: Sequence[tuple[str, ...]],
    columns: Sequence[str],
) -> Reading | Outcome:
    """Read a file's table; a file that cannot be read is an outcome that says why.

    Args:
        path: the file.
        headings: the headings of this kind of file.
        rules: all rules for headings and answers.
        necessary: the fields that must have a column.
        columns: what a person says of columns that the rules do not know, as `Heading=field`.
    """
    told = _told(columns, headings)
    try:
        sheets = read_sheets(path)
    except InputError as error:
        problem = error.problems[0]
        return Outcome(file=path.name, reason=Note(code=problem.code, message=problem.message))
    return read(sheets, headings, rules, necessary, told=told)


def with_rows_to_mend(tools: Tools, path: Path, reading: Reading, outcome: Outcome) -> Outcome:
    """Write the rows that are refused or asked about, with their reasons, to `out/`; the outcome names the file.

    It can be mended and added again. A cell with a personnummer is left empty there. A row of a person with protected
    identity is neither refused nor asked about, so none comes here.
    """
    notes = {row.row: row.problems for row in outcome.refused} | {row.row: (row.note,) for row in outcome.questions}
    if not notes:
        return outcome
    heading = tools.settings.sign_up_columns.reason_heading
    keep = [n for n in range(len(reading.layout.headings)) if n not in reading.layout.reason_columns]
    headings = [*(reading.layout.headings[n] for n in keep), heading]
    rows = [_row(reading, row, notes[row], keep) for row in sorted(notes)]
    target = _target(tools.home / "out", path, [headings, *rows])
    write_workbook(target, [(heading, headings, rows)])
    return replace(outcome, written=target.relative_to(tools.home).as_posix())


def counts(outcome: Outcome) -> dict[str, int]:
    """How many rows went where, for the journal."""
    lists: Mapping[str, Sequence[object]] = {
        "registrations": outcome.registrations,
        "companions": outcome.companions,
        "units": outcome.units,
        "refused": outcome.refused,
        "duplicates": outcome.duplicates,
        "questions": outcome.questions,
        "skipped": outcome.skipped,
    }
    return {**{name: len(rows) for name, rows in lists.items() if rows}, "protected": outcome.protected}


def _told(columns: Iterable[str], headings: HeadingRules) -> dict[str, str]:
    fields = {*headings.exact.values(), *(name for _, name in headings.beginnings)}
    told: dict[str, str] = {}
    for column in columns:
        heading, _, field = column.rpartition("=")
        if not fold(heading) or field.strip() not in fields:
            said = text(
                "--column takes HEADING=FIELD, with one of the fields {fields}.", fields=", ".join(sorted(fields))
            )
            raise InputError([Problem(code="column", message=said)])
        told[heading.strip() if heading.strip().isupper() else fold(heading)] = field.strip()
        told[fold(heading)] = field.strip()
    return told


def _target(folder: Path, path: Path, lines: Sequence[Sequence[Cell]]) -> Path:
    """A name that is free, or whose file says the same: what somebody is mending is never written over."""
    stem = _MENDED.sub("", path.stem)
    names = (f"{stem}{_SUFFIX}{f'-{number}' if number > 1 else ''}.xlsx" for number in count(1))
    return next(target for target in map(folder.joinpath, names) if not target.exists() or _says(target, lines))


def _says(target: Path, lines: Sequence[Sequence[Cell]]) -> bool:
    try:
        sheets = read_sheets(target)
    except InputError:
        return False
    return len(sheets) == 1 and _filled(sheets[0].rows) == _filled(lines)


def _filled(lines: Sequence[Sequence[Cell]]) -> list[dict[int, str]]:
    return [{n: written(cell) for n, cell in enumerate(line) if written(cell)} for line in lines]


def _row(reading: Reading, row: int, notes: Sequence[Note], keep: Sequence[int]) -> list[Cell]:
    line = reading.sheet.rows[row - 1]
    phones = reading.layout.columns.get("phone", ())
    cells = [line[n] if n < len(line) else None for n in keep]
    harmless = [
        None if personal_number(str(cell or ""), phone=n in phones) else cell
        for n, cell in zip(keep, cells, strict=True)
    ]
    return [*harmless, " ".join(_reason(note, keep) for note in notes)]


def _reason(note: Note, keep: Sequence[int]) -> str:
    """The reason with its column as the written file has it."""
    letters = [column_letters(n) for n in keep]
    where = f"{column_letters(letters.index(note.column))}: " if note.column in letters else ""
    return f"{where}{note.message}"
