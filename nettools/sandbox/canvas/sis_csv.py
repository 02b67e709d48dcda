"""The files of an SIS import: unpacked, told apart by their columns, read row by row."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nettools.sandbox.canvas.sis_world import Upload

# In the order in which Canvas imports them, and in which it tries to recognise a file: all of these columns make
# it one of that kind.
KINDS: dict[str, tuple[frozenset[str], ...]] = {
    "change_sis_id": (
        frozenset({"old_id", "new_id", "type"}),
        frozenset({"old_integration_id", "new_integration_id", "type"}),
    ),
    "account": (frozenset({"account_id", "parent_account_id"}),),
    "term": (frozenset({"term_id", "name"}),),
    "course": (frozenset({"course_id", "short_name"}),),
    "section": (frozenset({"section_id", "name"}),),
    "xlist": (frozenset({"xlist_course_id", "section_id"}),),
    "user": (frozenset({"user_id", "login_id"}),),
    "enrollment": tuple(
        frozenset({place, person})
        for place in ("course_id", "section_id")
        for person in ("user_id", "user_integration_id")
    ),
    "admin": (frozenset({"user_id", "account_id"}),),
    "group_category": (frozenset({"group_category_id", "category_name"}),),
    "group": (frozenset({"group_id", "name"}),),
    "group_membership": (frozenset({"group_id", "user_id"}),),
}
IGNORED = re.compile(r"__macosx|desktop d[bf]|\A\..*", re.IGNORECASE)
MOST_TIMES_LARGER = 100
MOST_BYTES = 50 * 1024**3
NO_HEADERS = "Couldn't find Canvas CSV import headers"
UNKNOWN_TYPE = "Skipping unknown file type"
CONTACT_SUPPORT = "Error while importing CSV. Please contact support. (Error report 1)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A complaint: about a row, a file or (a failure) the whole import."""

    message: str
    file: str | None = None
    row: int | None = None
    row_info: str | None = None
    failure: bool = False


class FailedImportError(Exception):
    """The upload cannot be used at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SisRow:
    """One row. `line` counts from 1, the header being the first; a cell that is empty or not there is ""."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def text(self) -> str:
        """The row as it is shown beside a complaint."""
        return ",".join(self.cells.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class SisFile:
    """One CSV file of a known kind."""

    name: str
    kind: str
    headers: tuple[str, ...]
    rows: tuple[SisRow, ...]


def unpacked(data: bytes, extension: str, name: str) -> tuple[list[Upload], list[Fault]]:
    """The CSV files in an upload. FailedImportError for what is no archive, or one that grows without bounds."""
    if extension == "csv":
        return [Upload(name=name, data=data)], []
    if extension != "zip":
        return [], []
    try:
        return _unzipped(data)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise FailedImportError(CONTACT_SUPPORT) from None


def _unzipped(data: bytes) -> tuple[list[Upload], list[Fault]]:
    files, faults = list[Upload](), list[Fault]()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [one for one in archive.infolist() if not one.is_dir()]
        if sum(one.file_size for one in members) > min(len(data) * MOST_TIMES_LARGER, MOST_BYTES):
            raise FailedImportError(CONTACT_SUPPORT)
        for one in members:
            if IGNORED.search(one.filename):
                continue
            if one.filename.lower().endswith(".csv"):
                files.append(Upload(name=one.filename, data=archive.read(one)))
            else:
                faults.append(Fault(file=one.filename, message=UNKNOWN_TYPE))
    return files, faults


def read_files(uploads: Iterable[Upload]) -> tuple[list[SisFile], list[Fault]]:
    """The files that can be read, and a failure for each other one. One of no rows at all is no complaint."""
    files, faults = list[SisFile](), list[Fault]()
    for upload in uploads:
        try:
            found = _read(upload)
        except UnicodeDecodeError:
            faults.append(Fault(file=upload.name, message="Invalid UTF-8", failure=True))
        except csv.Error:
            faults.append(Fault(file=upload.name, message="Malformed CSV", failure=True))
        except FailedImportError as problem:
            faults.append(Fault(file=upload.name, message=str(problem), failure=True))
        else:
            files += [found] if found else []
    return files, faults


def _read(upload: Upload) -> SisFile | None:
    reader = csv.reader(io.StringIO(upload.data.decode("utf-8-sig"), newline=""), strict=True)
    headers = tuple(cell.strip().lower() for cell in next(reader, []))
    if not headers:
        return None
    kind = kind_of(headers)
    if kind is None:
        raise FailedImportError(NO_HEADERS)
    return SisFile(name=upload.name, kind=kind, headers=headers, rows=tuple(_rows(reader, headers)))


def kind_of(headers: Iterable[str]) -> str | None:
    """What a file with these columns holds."""
    there = set(headers)
    return next((kind for kind, choices in KINDS.items() if any(needed <= there for needed in choices)), None)


def _rows(reader: Iterator[list[str]], headers: tuple[str, ...]) -> Iterator[SisRow]:
    """Empty lines are not counted; rows of nothing but commas are, and are passed over."""
    lines = (cells for cells in reader if cells)
    for line, cells in enumerate(lines, 2):
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            padded = [*stripped, *[""] * (len(headers) - len(stripped))]
            yield SisRow(line=line, cells=dict(zip(headers, padded, strict=False)))
