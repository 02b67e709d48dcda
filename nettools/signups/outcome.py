"""What became of every row of a file: the value that `check` and `add` show, as tables or as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nettools.domain.people import Companion
from nettools.domain.registrations import Registration
from nettools.domain.schools import Unit
from nettools.language import Text

READ, READ_WITH_WARNINGS, REFUSED = "read", "read-with-warnings", "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something about a row or a file: a code, a sentence, and the column's letter where there is one."""

    code: str
    message: Text
    column: str = ""

    def as_json(self) -> dict[str, object]:
        """The note for other programs."""
        return {"code": self.code, "column": self.column or None, "message": str(self.message)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A row that is a registration. `change` is `new` or `updated`; `changed` are the fields that an update changes."""

    row: int
    registration: Registration
    change: str = "new"
    changed: tuple[str, ...] = ()
    warnings: tuple[Note, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The row for other programs."""
        one = self.registration
        return {
            "row": self.row,
            "key": one.key,
            **_person(one.principal.email.address, one.principal.name),
            "role": one.principal.role.value,
            "phone": one.principal.phone,
            **_unit(one.unit),
            "terms": [str(term) for term in one.terms],
            "submitted": one.submitted.isoformat(),
            "state": one.state.value,
            "change": self.change,
            "changed": list(self.changed),
            "warnings": [note.as_json() for note in self.warnings],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Accompanied:
    """A row that is a companion of a registration."""

    row: int
    registration: Registration
    companion: Companion
    change: str = "new"
    warnings: tuple[Note, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The row for other programs."""
        return {
            "row": self.row,
            "key": f"{self.registration.key}/{self.companion.email.key}",
            **_person(self.companion.email.address, self.companion.name),
            "group": self.companion.group.value,
            "profession": self.companion.profession,
            "registration": self.registration.key,
            "unit": self.registration.unit.name,
            "change": self.change,
            "warnings": [note.as_json() for note in self.warnings],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A row that is a unit."""

    row: int
    unit: Unit
    change: str = "new"
    warnings: tuple[Note, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The row for other programs."""
        return {
            "row": self.row,
            "key": self.unit.key,
            **_unit(self.unit),
            "change": self.change,
            "warnings": [note.as_json() for note in self.warnings],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that cannot be taken as it is, with all that must be mended."""

    row: int
    problems: tuple[Note, ...]

    def as_json(self) -> dict[str, object]:
        """The row for other programs."""
        return {"row": self.row, "problems": [note.as_json() for note in self.problems]}


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateRow:
    """A row that says nothing new: `of_row` is the row in the same file that counts, `of_key` what it is about."""

    row: int
    of_key: str
    code: str
    of_row: int | None = None

    def as_json(self) -> dict[str, object]:
        """The row for other programs."""
        return {"row": self.row, "of_row": self.of_row, "of_key": self.of_key, "code": self.code}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """A row that a person must decide about. `candidates` are the keys that it may be about."""

    row: int
    note: Note
    candidates: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The row for other programs."""
        return {"row": self.row, **self.note.as_json(), "candidates": list(self.candidates)}


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRow:
    """A row that is nothing: blank, a test, a sum, the headings again."""

    row: int
    code: str

    def as_json(self) -> dict[str, object]:
        """The row for other programs."""
        return {"row": self.row, "code": self.code}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalNumber:
    """Where a personnummer (or what may be one) stands; `masked` may be shown. It is kept nowhere."""

    row: int
    column: str
    masked: str
    certain: bool

    def as_json(self) -> dict[str, object]:
        """The place for other programs."""
        return {"row": self.row, "column": self.column, "masked": self.masked, "certain": self.certain}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a file, row by row: every row below the headings is in one list, or counted as protected.

    `reason` is why the whole file is refused. `warnings` are about the file. `written` is the file of rows
    to mend. `protected_before` is how many of the protected were registered, and are taken out.
    """

    file: str
    sheet: str = ""
    header_row: int = 0
    rows: int = 0
    reason: Note | None = None
    warnings: tuple[Note, ...] = ()
    registrations: tuple[Registered, ...] = ()
    companions: tuple[Accompanied, ...] = ()
    units: tuple[Listed, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    duplicates: tuple[DuplicateRow, ...] = ()
    questions: tuple[QuestionRow, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    personal_numbers: tuple[PersonalNumber, ...] = ()
    protected: int = 0
    unmapped_columns: tuple[str, ...] = ()
    written: str = ""
    protected_before: int = 0
    protected_identities: tuple[str, ...] = field(default=(), repr=False)
    protected_addresses: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def outcome(self) -> str:
        """`read`, `read-with-warnings` or `refused`."""
        if self.reason:
            return REFUSED
        doubtful = self.warnings or self.refused or self.questions or self.personal_numbers or self.row_warnings()
        return READ_WITH_WARNINGS if doubtful else READ

    @property
    def exit_status(self) -> int:
        """1 when the file or any row is refused or asked about; the rows that are good count all the same."""
        return int(bool(self.reason or self.refused or self.questions))

    def row_warnings(self) -> list[tuple[int, Note]]:
        """The warnings about the rows that count, with the rows' numbers."""
        rows: tuple[Registered | Accompanied | Listed, ...] = (*self.registrations, *self.companions, *self.units)
        return [(one.row, note) for one in rows for note in one.warnings]

    def as_json(self) -> dict[str, object]:
        """The whole outcome for other programs."""
        lists: dict[str, Sequence[_Row]] = {
            "registrations": self.registrations,
            "companions": self.companions,
            "units": self.units,
            "refused": self.refused,
            "duplicates": self.duplicates,
            "questions": self.questions,
            "skipped": self.skipped,
        }
        return {
            "file": self.file,
            "outcome": self.outcome,
            "reason": str(self.reason.message) if self.reason else None,
            "reason_code": self.reason.code if self.reason else None,
            "sheet": self.sheet,
            "header_row": self.header_row,
            "rows": self.rows,
            "warnings": [note.as_json() for note in self.warnings],
            **{name: [one.as_json() for one in rows] for name, rows in lists.items()},
            "personnummer": [one.as_json() for one in self.personal_numbers],
            "protected": self.protected,
            "protected_before": self.protected_before,
            "unmapped_columns": list(self.unmapped_columns),
            "written": self.written or None,
        }


_Row = Registered | Accompanied | Listed | RefusedRow | DuplicateRow | QuestionRow | SkippedRow


def _person(email: str, name: str) -> dict[str, object]:
    return {"email": email, "name": name}


def _unit(unit: Unit) -> dict[str, object]:
    return {
        "unit": unit.name,
        "unit_key": unit.key,
        "unit_code": unit.code,
        "authority": unit.authority,
        "municipality_code": unit.municipality_code,
        "school_forms": [form.value for form in unit.school_forms],
    }
