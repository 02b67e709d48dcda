"""What is new in an SIS import against the last one of the same data set."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from nettools.sandbox.canvas.sis_csv import Fault, SisFile, SisRow

# What makes two rows of two files the same row.
IDENTITY = {
    "change_sis_id": ("old_id", "new_id", "old_integration_id", "new_integration_id", "type"),
    "account": ("account_id",),
    "term": ("term_id",),
    "course": ("course_id",),
    "section": ("section_id",),
    "xlist": ("section_id",),
    "user": ("user_id",),
    "enrollment": (
        *("course_id", "section_id", "user_id", "user_integration_id"),
        *("role", "role_id", "associated_user_id"),
    ),
    "admin": ("user_id", "account_id", "role", "role_id"),
    "group_category": ("group_category_id",),
    "group": ("group_id",),
    "group_membership": ("group_id", "user_id"),
}
MANY_FILES = "Can't perform diffing against more than one file of the same type"
OTHER_HEADERS = "Couldn't generate diff: CSV headers do not match, cannot diff"


def differences(
    before: Sequence[SisFile], now: Sequence[SisFile], drop_status: dict[str, str]
) -> tuple[list[SisFile], list[Fault]]:
    """The files to import instead of `now`: only what is new or changed, and what is gone as dropped.

    A kind that is not in `now` is left alone, however much of it was there `before`. `drop_status` says by kind what
    becomes of the dropped, if not deleted. Rows have new numbers: those in the file of differences.
    """
    old, new = _by_kind(before), _by_kind(now)
    files, faults = list[SisFile](), list[Fault]()
    for kind, current in new.items():
        previous = old.get(kind, [])
        problem = _problem(previous, current)
        if problem:
            faults.append(Fault(file=current[0].name, message=problem))
        if problem or not previous:
            files += current
        else:
            files.append(_difference(previous[0], current[0], drop_status.get(kind, "deleted")))
    return files, faults


def _by_kind(files: Iterable[SisFile]) -> dict[str, list[SisFile]]:
    kinds = defaultdict[str, list[SisFile]](list)
    for file in files:
        kinds[file.kind].append(file)
    return kinds


def _problem(previous: Sequence[SisFile], current: Sequence[SisFile]) -> str:
    if not previous:
        return ""
    if len(previous) > 1 or len(current) > 1:
        return MANY_FILES
    return OTHER_HEADERS if set(previous[0].headers) != set(current[0].headers) else ""


def _difference(before: SisFile, now: SisFile, drop_status: str) -> SisFile:
    old = {_identity(now.kind, row): row for row in before.rows}
    there = {_identity(now.kind, row) for row in now.rows}
    fresh = [row.cells for row in now.rows if not _same(old.get(_identity(now.kind, row)), row)]
    gone = [{**row.cells, "status": drop_status} for key, row in old.items() if key not in there]
    rows = tuple(SisRow(line=line, cells=cells) for line, cells in enumerate([*fresh, *gone], 2))
    return SisFile(name=now.name, kind=now.kind, headers=now.headers, rows=rows)


def _same(old: SisRow | None, row: SisRow) -> bool:
    return old is not None and old.cells == row.cells


def _identity(kind: str, row: SisRow) -> tuple[str, ...]:
    return tuple(row[column] for column in IDENTITY[kind])
