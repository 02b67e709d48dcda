"""Companions (medföljare): each row finds its registration, its target group and whether it is there already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from nettools.domain.people import Companion, EmailAddress, TargetGroup
from nettools.domain.registrations import Registration, RegistrationState
from nettools.domain.schools import Unit
from nettools.domain.termplan import Window
from nettools.language import Text, text
from nettools.signups import cells
from nettools.signups.columns import ColumnRules
from nettools.signups.folding import fold
from nettools.signups.merging import Answers
from nettools.signups.outcome import Accompanied, DuplicateRow, Note, QuestionRow, SkippedRow
from nettools.signups.reading import Row
from nettools.signups.unitnames import UnitRegister
from nettools.signups.validation import RowNotes, read_email, read_names, read_submitted

COMPANION_NECESSARY = (("email",), ("name", "given_name+family_name"), ("principal_email", "unit", "unit_code"))
_NEVER_KEPT = ("email", "name", "given_name", "family_name", "unit", "principal_email")
_OPEN = frozenset({RegistrationState.RECEIVED, RegistrationState.ACCEPTED})
_LET_IN = frozenset({"late", "early", "submitted-unclear"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionRow:
    """A row that can be read: the companion, and what it says about whose it is."""

    row: int
    columns: tuple[str, str, str]  # of the address, the rektor's address, the unit
    companion: Companion
    principal_email: EmailAddress | None
    unit_name: str
    unit_code: str
    municipality_code: str
    submitted: datetime
    warnings: tuple[Note, ...] = ()
    questions: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What the rows of a file of companions come to."""

    accompanied: tuple[Accompanied, ...]
    duplicates: tuple[DuplicateRow, ...]
    questions: tuple[QuestionRow, ...]
    skipped: tuple[SkippedRow, ...]


def validate_companion(
    row: Row, *, window: Window, rules: ColumnRules, now: datetime
) -> tuple[CompanionRow | None, tuple[Note, ...]]:
    """Read one row; None and every problem when something necessary is missing."""
    notes = RowNotes(row, _NEVER_KEPT)
    email, names = read_email(notes, "email", rules), read_names(notes)
    principal = _principal_email(notes)
    group = _group(notes, rules)
    code = notes.optional("unit_code", cells.unit_code, "", _NO_CODE)
    municipality = notes.optional("municipality", lambda said: cells.municipality(said, rules), "", _NO_MUNICIPALITY)
    submitted = read_submitted(notes, window, now)
    if notes.problems or email is None or names is None:
        return None, tuple(notes.problems)
    profession = cells.one_line(row.written("profession")) or _profession(row.written("group"), rules)
    return (
        CompanionRow(
            row=row.number,
            columns=(row.place("email"), row.place("principal_email"), row.place("unit")),
            companion=Companion(
                email=email, given_name=names[0], family_name=names[1], group=group, profession=profession
            ),
            principal_email=principal,
            unit_name=cells.one_line(row.written("unit")),
            unit_code=code,
            municipality_code=municipality,
            submitted=submitted,
            warnings=tuple(notes.warnings),
            questions=tuple(notes.questions),
        ),
        (),
    )


def join(
    rows: Sequence[CompanionRow],
    registered: Iterable[Registration],
    *,
    at_most: int,
    rules: ColumnRules,
    answers: Answers | None = None,
) -> Joined:
    """Give every companion to its registration, up to `at_most` for each; the rest are duplicates or questions."""
    joining = _Joining(list(registered), at_most, rules, answers or Answers())
    for row in sorted(rows, key=lambda one: (one.submitted, one.row)):
        joining.place(row)
    return joining.settle()


def _principal_email(notes: RowNotes) -> EmailAddress | None:
    written = notes.row.written("principal_email")
    if not written:
        return None
    email = cells.email(written)
    if email is None:
        notes.problem("principal-email-invalid", "principal_email", text("This is no e-mail address."))
    return email


def _group(notes: RowNotes, rules: ColumnRules) -> TargetGroup:
    """The target group by its own name, else by the profession; else a person is asked."""
    for name in ("group", "profession"):
        folded = fold(notes.row.written(name))
        if group := rules.target_groups.get(folded):
            return group
    said = fold(notes.row.written("group")) or fold(notes.row.written("profession"))
    if said:
        notes.question("group-unclear", "group", text("Which of the four target groups is this?"))
    else:
        notes.question("group-missing", "group", text("The target group is missing."))
    return TargetGroup.EDUCATORS  # the question keeps the row back; the value is never used


def _profession(group: str, rules: ColumnRules) -> str:
    """A profession written where the target group was asked for: "kurator"."""
    said = cells.one_line(group)
    return said if fold(said) in rules.target_groups and len(said.split()) == 1 else ""


class _Joining:
    """The state of one join: the registrations with the companions they have by now."""

    def __init__(self, registered: list[Registration], at_most: int, rules: ColumnRules, answers: Answers) -> None:
        self._registered = {one.key: one for one in registered}
        self._by_unit = {one.unit.key: one.key for one in registered}
        self._by_principal: dict[EmailAddress, list[str]] = {}
        for one in registered:
            self._by_principal.setdefault(one.principal.email, []).append(one.key)
        self._register = UnitRegister((one.unit for one in registered), rules)
        self._at_most, self._answers = at_most, answers
        self._row_of: dict[tuple[str, EmailAddress], int] = {}
        self._accompanied: dict[int, Accompanied] = {}
        self._duplicates: list[DuplicateRow] = []
        self._questions: list[QuestionRow] = []
        self._skipped: list[SkippedRow] = []

    def place(self, row: CompanionRow) -> None:
        """Find the row's registration and settle the row."""
        key, question = self._find(row)
        if question:
            self._questions.append(question)
            return
        registration = self._registered[key]
        if row.companion.email == registration.principal.email:
            self._skipped.append(SkippedRow(row=row.row, code="principal"))
        elif known := next((one for one in registration.companions if one.email == row.companion.email), None):
            self._again(row, registration, known)
        elif question := self._held_back(row, registration):
            self._questions.append(question)
        else:
            self._add(row, registration)

    def settle(self) -> Joined:
        """All rows, each in its list, with the registrations as they are after the last."""
        current = [
            replace(one, registration=self._registered[one.registration.key]) for one in self._accompanied.values()
        ]
        return Joined(
            accompanied=tuple(sorted(current, key=lambda one: one.row)),
            duplicates=tuple(sorted(self._duplicates, key=lambda one: one.row)),
            questions=tuple(sorted(self._questions, key=lambda one: one.row)),
            skipped=tuple(sorted(self._skipped, key=lambda one: one.row)),
        )

    def _find(self, row: CompanionRow) -> tuple[str, QuestionRow | None]:
        """The key of the row's registration, or the question which one it is."""
        if told := self._answers.same_as.get(row.row):
            key = told if told in self._registered else self._by_unit.get(told, "")
            return (key, None) if key else ("", _question(row, 2, "no-such-unit", _NO_SUCH_UNIT))
        of_principal = self._by_principal.get(row.principal_email, []) if row.principal_email else []
        same, alike = self._find_unit(row)
        if same:
            return self._by_unit_named(row, same, of_principal)
        likely = [key for key in of_principal if key in alike] or of_principal
        if len(likely) == 1 and (likely[0] in alike or len(of_principal) == 1):
            return self._by_principal_alone(row, likely[0], alike)
        return "", _ask_which(row, of_principal, alike)

    def _find_unit(self, row: CompanionRow) -> tuple[str, tuple[str, ...]]:
        """The registration of the unit that the row names, else those of units that are alike."""
        if row.unit_code and not row.unit_name:
            codes = {one.unit.code: key for key, one in self._registered.items() if one.unit.code}
            return codes.get(row.unit_code, ""), ()
        if not row.unit_name:
            return "", ()
        match = self._register.find(row.unit_name, row.unit_code, row.municipality_code)
        if match.same is None and not row.municipality_code:
            match = replace(match, same=self._only_namesake(row.unit_name, match.alike))
        if match.same:
            return self._by_unit[match.same.key], ()
        return "", tuple(self._by_unit[unit.key] for unit in match.alike)

    @staticmethod
    def _only_namesake(name: str, alike: Sequence[Unit]) -> Unit | None:
        """The one unit with exactly this name, when the file does not say the municipality."""
        exact = [unit for unit in alike if unit.name.casefold() == name.casefold()]
        return exact[0] if len(exact) == 1 else None

    @staticmethod
    def _by_unit_named(row: CompanionRow, key: str, of_principal: Sequence[str]) -> tuple[str, QuestionRow | None]:
        if row.principal_email and key not in of_principal:
            return "", _question(row, 1, "principal-differs", _PRINCIPAL_DIFFERS, (*of_principal, key))
        return key, None

    @staticmethod
    def _by_principal_alone(row: CompanionRow, key: str, alike: tuple[str, ...]) -> tuple[str, QuestionRow | None]:
        if not row.unit_name or key in alike:
            return key, None  # the principal has one unit, and the name says nothing else
        return "", _question(row, 2, "unit-differs", _UNIT_DIFFERS, (key,))

    def _again(self, row: CompanionRow, registration: Registration, known: Companion) -> None:
        of_row = self._row_of.get((registration.key, row.companion.email))
        said = replace(row.companion, email=known.email, profession=row.companion.profession or known.profession)
        changes = said != known and not row.questions
        if changes and of_row is None:
            others = tuple(said if one == known else one for one in registration.companions)
            self._registered[registration.key] = replace(registration, companions=others)
            self._note(row, registration, said, "updated")
            return
        code = "same-person" if of_row else "unchanged"
        self._duplicates.append(
            DuplicateRow(row=row.row, of_row=of_row, of_key=f"{registration.key}/{known.email.key}", code=code)
        )

    def _held_back(self, row: CompanionRow, registration: Registration) -> QuestionRow | None:
        let_in = row.row in self._answers.let_in
        if notes := [note for note in row.questions if not (let_in and note.code in _LET_IN)]:
            return QuestionRow(row=row.row, note=notes[0], candidates=(registration.key,))
        if registration.state not in _OPEN:
            code, message = _not_open(registration.state)
            return _question(row, 2, code, message, (registration.key,))
        if len(registration.companions) >= self._at_most:
            message = text("The unit already has {most} companions, which is the most.", most=self._at_most)
            return _question(row, 0, "too-many", message, (registration.key,))
        return None

    def _add(self, row: CompanionRow, registration: Registration) -> None:
        grown = replace(registration, companions=(*registration.companions, row.companion))
        self._registered[registration.key] = grown
        self._note(row, grown, row.companion, "new")

    def _note(self, row: CompanionRow, registration: Registration, companion: Companion, change: str) -> None:
        self._row_of[registration.key, companion.email] = row.row
        self._accompanied[row.row] = Accompanied(
            row=row.row, registration=registration, companion=companion, change=change, warnings=row.warnings
        )


def _ask_which(row: CompanionRow, of_principal: Sequence[str], alike: tuple[str, ...]) -> QuestionRow:
    if of_principal:
        return _question(row, 2, "which-unit", _WHICH_UNIT, tuple(of_principal))
    if alike and row.principal_email:
        return _question(row, 1, "principal-unknown", _PRINCIPAL_UNKNOWN, alike)
    if alike:
        return _question(row, 2, "unit-not-quite", _UNIT_ALIKE, alike)
    return _question(row, 1 if row.principal_email else 2, "orphan", _ORPHAN)


def _not_open(state: RegistrationState) -> tuple[str, Text]:
    """Why a unit has no room for companions now."""
    return ("unit-gone", _GONE[state]) if state in _GONE else ("unit-waiting", _WAITS)


def _question(
    row: CompanionRow, column: int, code: str, message: Text, candidates: tuple[str, ...] = ()
) -> QuestionRow:
    return QuestionRow(
        row=row.row,
        note=Note(code=code, column=row.columns[column], message=message),
        candidates=tuple(dict.fromkeys(candidates)),
    )


_NO_CODE = ("unit-code-invalid", text("A skolenhetskod has eight digits; this one is left out."))
_NO_MUNICIPALITY = ("municipality-unknown", text("This municipality is not known; it is left out."))
_NO_SUCH_UNIT = text("There is no registration with the key that was given.")
_PRINCIPAL_DIFFERS = text("The unit was signed up by another principal than the one named here. Which is right?")
_WHICH_UNIT = text("The principal has signed up several units. Which one is it?")
_UNIT_ALIKE = text("The unit's name is not quite that of a unit that has signed up. Is it the same?")
_UNIT_DIFFERS = text("The principal has signed up a unit with another name. Is it the same?")
_ORPHAN = text("No unit that has signed up belongs to this row.")
_WAITS = text("The unit is on the waiting list; its companions can come when it has a place.")
_GONE = {
    RegistrationState.DECLINED: text("The unit did not get a place in the network."),
    RegistrationState.WITHDRAWN: text("The unit has withdrawn from the network."),
}
_PRINCIPAL_UNKNOWN = text("No unit was signed up from this principal's address. Is it one of these units?")
