"""The CSV files of an SIS import: which columns, what makes two rows the same row, and the zip; no call is made here.

A row that was imported is remembered in its link (`sent["sis~"]`, which is no field of ours), with the data set that it
stands in. A person's SIS id that is not ours may be a secret of another system's: in its place the row holds `@` and
Canvas's own number.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from nettools.changes import Json, Kind, Link

MEMORY = "sis~"  # the name in `sent`, and in the fields of an intent
NUMBER = "@"
ROLES = {
    "StudentEnrollment": "student",
    "TeacherEnrollment": "teacher",
    "TaEnrollment": "ta",
    "ObserverEnrollment": "observer",
    "DesignerEnrollment": "designer",
}
COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    Kind.PERSON: ("user_id", "login_id", "authentication_provider_id", "full_name", "email", "status"),
    Kind.SECTION: ("section_id", "course_id", "name", "status"),
    # Both places always: Canvas fills an empty one from the row before.
    Kind.ENROLMENT: ("course_id", "section_id", "user_id", "role", "status"),
    Kind.GROUP: ("group_id", "group_category_id", "name", "status"),
    Kind.GROUP_MEMBERSHIP: ("group_id", "user_id", "status"),
}
NAMES: Mapping[Kind, str] = {
    Kind.PERSON: "users.csv",
    Kind.SECTION: "sections.csv",
    Kind.ENROLMENT: "enrollments.csv",
    Kind.GROUP: "groups.csv",
    Kind.GROUP_MEMBERSHIP: "group_memberships.csv",
}
_SAME_DAY = (1980, 1, 1, 0, 0, 0)  # so that the same rows make the same bytes
_DENSEST = 50  # Canvas refuses a zip that grows a hundredfold


class SisRow(NamedTuple):
    """One row of one file."""

    kind: Kind
    cells: tuple[str, ...]

    @property
    def identity(self) -> tuple[Kind, tuple[str, ...]]:
        """What makes two rows the same row: the ids, and an enrolment's role (diff_generator.rb)."""
        chosen = zip(COLUMNS[self.kind], self.cells, strict=True)
        return self.kind, tuple(cell for name, cell in chosen if name in _IDS[self.kind])

    def cell(self, name: str) -> str:
        """What stands in the column; nothing in one that there is not."""
        columns = COLUMNS[self.kind]
        return self.cells[columns.index(name)] if name in columns else ""

    @property
    def user(self) -> str:
        """The person's id, if a person is in it."""
        return self.cell("user_id")

    def with_user(self, sis_id: str) -> "SisRow":
        """The row with another id of its person."""
        at = COLUMNS[self.kind].index("user_id")
        return self._replace(cells=(*self.cells[:at], sis_id, *self.cells[at + 1 :]))


_IDS: Mapping[Kind, frozenset[str]] = {
    Kind.PERSON: frozenset({"user_id"}),
    Kind.SECTION: frozenset({"section_id"}),
    Kind.ENROLMENT: frozenset({"course_id", "section_id", "user_id", "role"}),
    Kind.GROUP: frozenset({"group_id"}),
    Kind.GROUP_MEMBERSHIP: frozenset({"group_id", "user_id"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a link remembers of an import: the data set, and the row."""

    data_set: str
    row: SisRow

    def as_json(self) -> Json:
        """As it lies in the link."""
        return {"set": self.data_set, "row": list(self.row.cells)}


def imported(link: Link) -> Imported | None:
    """The row that stands for the link in a data set: imported, or meant to be."""
    held = link.sent.get(MEMORY) or (link.intent.fields.get(MEMORY) if link.intent else None)
    if not isinstance(held, dict):
        return None
    cells = held.get("row")
    if Kind(link.kind) not in COLUMNS:
        return None
    row = SisRow(Kind(link.kind), tuple(map(str, cells if isinstance(cells, list) else [])))
    return Imported(data_set=str(held.get("set")), row=row)


def sis_files(rows: Iterable[SisRow]) -> dict[str, bytes]:
    """The CSV files, by name; a kind without rows has none. The same rows make the same bytes, in whatever order."""
    by_kind: dict[Kind, set[tuple[str, ...]]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, set()).add(row.cells)
    return {NAMES[kind]: _csv(COLUMNS[kind], sorted(by_kind[kind])) for kind in COLUMNS if kind in by_kind}


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files as one zip."""
    squeezed = _zip(files, zipfile.ZIP_DEFLATED)
    dense = sum(map(len, files.values())) > _DENSEST * len(squeezed)
    return _zip(files, zipfile.ZIP_STORED) if dense else squeezed


def rows_digest(rows: Iterable[SisRow]) -> str:
    """Signs that two sets of rows share only when they are the same."""
    found = hashlib.blake2b(digest_size=16)
    for name, content in sis_files(rows).items():
        found.update(name.encode() + b"\n" + content)
    return found.hexdigest()


def _csv(columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> bytes:
    words = io.StringIO(newline="")
    writer = csv.writer(words, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return words.getvalue().encode()


def _zip(files: Mapping[str, bytes], method: int) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _SAME_DAY), content, method)
    return data.getvalue()
