"""A row becomes a sign-up: all that it says, in our words, with what is wrong, doubtful or merely odd about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from nettools.domain.occasions import STOCKHOLM
from nettools.domain.people import EmailAddress, Principal, Role
from nettools.domain.schools import SchoolForm
from nettools.domain.termplan import Window
from nettools.domain.terms import Term
from nettools.language import Text, text
from nettools.signups import cells
from nettools.signups.columns import ColumnRules
from nettools.signups.folding import fold
from nettools.signups.outcome import Note
from nettools.signups.reading import Row

SIGN_UP_NECESSARY = (("email",), ("name", "given_name+family_name"), ("unit",))
UNIT_NECESSARY = (("unit",),)
_NEVER_KEPT = ("email", "name", "given_name", "family_name", "unit")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """What a row says about a unit, before we know which unit it is."""

    name: str
    code: str = ""
    authority: str = ""
    municipality_code: str = ""
    school_forms: tuple[SchoolForm, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """A row that can be read. `questions` must be answered by a person before it counts."""

    row: int
    unit_column: str
    email_column: str
    unit: UnitFacts
    principal: Principal
    terms: tuple[Term, ...]
    submitted: datetime
    warnings: tuple[Note, ...] = ()
    questions: tuple[Note, ...] = ()


class RowNotes:
    """What is noted about one row while its cells are read."""

    def __init__(self, row: Row, necessary: tuple[str, ...]) -> None:
        self.row = row
        self.problems: list[Note] = []
        self.warnings: list[Note] = []
        self.questions: list[Note] = []
        self._barred = {found.field for found in row.found if found.field in necessary}
        self._note_numbers(necessary)

    def problem(self, code: str, name: str, message: Text) -> None:
        """The row cannot be taken; said once for a cell."""
        column = self.row.place(name)
        if name not in self._barred and all(note.column != column or not column for note in self.problems):
            self.problems.append(Note(code=code, column=column, message=message))

    def warning(self, code: str, name: str, message: Text) -> None:
        """The row is taken without the cell, or in spite of it."""
        self.warnings.append(Note(code=code, column=self.row.place(name), message=message))

    def question(self, code: str, name: str, message: Text) -> None:
        """A person must decide."""
        self.questions.append(Note(code=code, column=self.row.place(name), message=message))

    def optional(self, name: str, read: Callable[[str], T | None], nothing: T, warning: tuple[str, Text]) -> T:
        """The value of a cell that may be empty; one that cannot be read is left out with a warning."""
        written = self.row.written(name)
        if not fold(written):
            return nothing
        value = read(written)
        if value is None:
            self.warning(warning[0], name, warning[1])
            return nothing
        return value

    def _note_numbers(self, necessary: tuple[str, ...]) -> None:
        for found in self.row.found:
            certain = text(
                "A personnummer stands here ({masked}); it is never kept. Take it out of the file.",
                masked=found.hit.masked,
            )
            possible = text(
                "What may be a personnummer stands here ({masked}); it is not kept.", masked=found.hit.masked
            )
            note = Note(code="personnummer", column=found.column, message=certain if found.hit.certain else possible)
            (self.problems if found.field in necessary else self.warnings).append(note)
        for name in self.row.disagreeing:
            self.warning(
                "columns-disagree", name, text("Several columns for this say different things; the first counts.")
            )


def validate_sign_up(
    row: Row, *, term: Term, window: Window, rules: ColumnRules, now: datetime
) -> tuple[SignUp | None, tuple[Note, ...]]:
    """Read one row of a sign-up file.

    Returns:
        The sign-up and nothing; or None and every problem that stops the row.
    """
    notes = RowNotes(row, _NEVER_KEPT)
    email, names = read_email(notes, "email", rules), read_names(notes)
    unit = read_unit(notes, rules)
    role = _role(notes, rules)
    phone = notes.optional("phone", lambda written: _phone(written, rules), "", _NO_PHONE)
    terms = _terms(notes, term, rules)
    submitted = read_submitted(notes, window, now)
    if notes.problems or email is None or names is None or unit is None:
        return None, tuple(notes.problems)
    principal = Principal(email=email, given_name=names[0], family_name=names[1], role=role, phone=phone)
    return (
        SignUp(
            row=row.number,
            unit_column=row.place("unit"),
            email_column=row.place("email"),
            unit=unit,
            principal=principal,
            terms=terms,
            submitted=submitted,
            warnings=tuple(notes.warnings),
            questions=tuple(notes.questions),
        ),
        (),
    )


def validate_unit(row: Row, rules: ColumnRules) -> tuple[UnitFacts | None, tuple[Note, ...], tuple[Note, ...]]:
    """Read one row of a file of units: what it says, the problems that stop it, and warnings."""
    notes = RowNotes(row, ("unit",))
    unit = read_unit(notes, rules)
    return (None if notes.problems else unit), tuple(notes.problems), tuple(notes.warnings)


def read_email(notes: RowNotes, name: str, rules: ColumnRules) -> EmailAddress | None:
    """The address in a cell that must have one."""
    written = notes.row.written(name)
    if not written or fold(written) in rules.anonymous or cells.is_empty(written, rules):
        notes.problem("email-missing", name, text("The e-mail address is missing."))
        return None
    email = cells.email(written)
    if email is None:
        notes.problem("email-invalid", name, text("This is no e-mail address that letters can be sent to."))
    return email


def read_names(notes: RowNotes) -> tuple[str, str] | None:
    """The given and the family name, from two columns or one."""
    given, family, whole = (notes.row.written(name) for name in ("given_name", "family_name", "name"))
    names = cells.names(given, family, whole)
    if names is None:
        place = "name" if notes.row.place("name") else "family_name"
        for name in ("name", "given_name", "family_name"):
            if any(found.field == name for found in notes.row.found):
                place = name
        if given or family or whole:
            notes.problem("name-incomplete", place, text("Both a given name and a family name are needed."))
        else:
            notes.problem("name-missing", place, text("The name is missing."))
    return names


def read_unit(notes: RowNotes, rules: ColumnRules) -> UnitFacts | None:
    """What the row says about the unit; its name is necessary."""
    name = cells.one_line(notes.row.written("unit"))
    if not any(character.isalpha() for character in name):
        notes.problem("unit-missing", "unit", text("The unit's name is missing."))
        return None
    return UnitFacts(
        name=name,
        code=notes.optional("unit_code", lambda written: _code(written, rules), "", _NO_CODE),
        authority=cells.one_line(notes.row.written("authority")),
        municipality_code=notes.optional(
            "municipality", lambda written: cells.municipality(written, rules), "", _NO_MUNICIPALITY
        ),
        school_forms=_school_forms(notes, rules),
    )


def read_submitted(notes: RowNotes, window: Window, now: datetime) -> datetime:
    """When the row was sent in; a question when that is outside the window or cannot be told.

    A file without such a column says nothing about the window: its rows count as sent now, in the file's order.
    """
    fallback = now + timedelta(microseconds=notes.row.number)
    name = "submitted" if notes.row.place("submitted") else "started"
    if not notes.row.place(name):
        return fallback
    moment = cells.moment(notes.row.values.get(name))
    if moment is None:
        notes.question("submitted-unclear", name, text("It cannot be told when this was sent in."))
        return fallback
    day = moment.astimezone(STOCKHOLM).date()
    if day > window.closes:
        notes.question("late", name, text("Sent in {day}; the last day was {last}.", day=day, last=window.closes))
    if day < window.opens:
        notes.question("early", name, text("Sent in {day}; the first day was {first}.", day=day, first=window.opens))
    return moment


def _role(notes: RowNotes, rules: ColumnRules) -> Role:
    written = notes.row.written("role")
    if not notes.row.place("role"):
        return Role.PRINCIPAL
    folded = fold(written)
    if role := rules.roles.get(folded):
        return role
    if folded in rules.other_roles:
        notes.problem("not-principal", "role", text("Only a rektor or biträdande rektor signs a unit up."))
    elif folded:
        notes.question("role-unclear", "role", text("Is this a rektor or biträdande rektor?"))
    else:
        notes.question("role-missing", "role", text("The role is missing; is this a rektor or biträdande rektor?"))
    return Role.PRINCIPAL


def _terms(notes: RowNotes, term: Term, rules: ColumnRules) -> tuple[Term, ...]:
    if not notes.row.place("terms"):
        return (term,)
    written = notes.row.written("terms")
    if not fold(written):
        notes.warning("terms-assumed", "terms", text("No terms are given; one is taken."))
        return (term,)
    terms = cells.terms(written, term, rules)
    if terms is None:
        notes.question(
            "terms-unclear",
            "terms",
            text("Is this {first} alone, or {first} and {second}?", first=term, second=term.following()),
        )
    return terms or (term,)


def _phone(written: str, rules: ColumnRules) -> str | None:
    return "" if cells.is_empty(written, rules) else cells.phone(written)


def _code(written: str, rules: ColumnRules) -> str | None:
    return "" if cells.is_empty(written, rules) else cells.unit_code(written)


def _school_forms(notes: RowNotes, rules: ColumnRules) -> tuple[SchoolForm, ...]:
    forms, understood = cells.school_forms(notes.row.written("school_forms"), rules)
    if not understood:
        notes.warning("school-form-unknown", "school_forms", text("Some school form here is not known and left out."))
    return forms


_NO_PHONE = ("phone-invalid", text("This is no telephone number; it is left out."))
_NO_CODE = ("unit-code-invalid", text("A skolenhetskod has eight digits; this one is left out."))
_NO_MUNICIPALITY = ("municipality-unknown", text("This municipality is not known; it is left out."))
