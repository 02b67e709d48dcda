"""Sign-ups meet what is known: the same unit again, the same person again, and what has changed since."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nettools.domain.people import Principal
from nettools.domain.registrations import Registration, RegistrationState
from nettools.domain.schools import Unit
from nettools.domain.terms import Term
from nettools.language import Text, text
from nettools.signups.columns import ColumnRules
from nettools.signups.outcome import DuplicateRow, Listed, Note, QuestionRow, Registered
from nettools.signups.unitnames import Match, UnitRegister
from nettools.signups.validation import SignUp, UnitFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a person has decided about rows that were asked about, by the rows' numbers.

    `same_as` gives the key that a row is about, `new_units` are rows with a unit of their own, `let_in` are rows that
    count in spite of being late, early, by another principal, or by one who had withdrawn.
    """

    same_as: Mapping[int, str] = field(default_factory=dict)
    new_units: frozenset[int] = frozenset()
    let_in: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What the sign-ups of a file come to."""

    registered: tuple[Registered, ...]
    duplicates: tuple[DuplicateRow, ...]
    questions: tuple[QuestionRow, ...]


def merge(
    sign_ups: Sequence[SignUp],
    *,
    term: Term,
    units: Iterable[Unit],
    registered: Iterable[Registration],
    rules: ColumnRules,
    answers: Answers | None = None,
) -> Merged:
    """Decide about every sign-up: a registration, a duplicate or a question.

    Args:
        sign_ups: the rows that could be read.
        term: the term that they are for.
        units: all units that are known.
        registered: the term's registrations so far.
        rules: the words in units' names.
        answers: what a person has decided.
    """
    merging = _Merging(term, UnitRegister(units, rules), registered, answers or Answers())
    for sign_up in sign_ups:
        merging.place(sign_up)
    return merging.settle()


def merge_units(
    facts: Iterable[tuple[int, UnitFacts, tuple[Note, ...]]],
    *,
    units: Iterable[Unit],
    rules: ColumnRules,
    answers: Answers | None = None,
) -> tuple[tuple[Listed, ...], tuple[DuplicateRow, ...], tuple[QuestionRow, ...]]:
    """Decide about every row of a file of units: a unit (new or with new facts), one that is known, or a question."""
    register, given = UnitRegister(units, rules), answers or Answers()
    rows_of: dict[str, int] = {}
    listed: list[Listed] = []
    duplicates: list[DuplicateRow] = []
    questions: list[QuestionRow] = []
    for row, said, warnings in facts:
        match = resolve(register, row, said, given)
        if match.alike or (row in given.same_as and match.same is None):
            questions.append(ask_about_unit(row, "", match))
            continue
        unit = overlay(match.same, said) if match.same else new_unit(register, said)
        if unit == match.same:
            code = "same-row" if unit.key in rows_of else "unchanged"
            duplicates.append(DuplicateRow(row=row, of_row=rows_of.get(unit.key), of_key=unit.key, code=code))
            continue
        register.put(unit)
        rows_of.setdefault(unit.key, row)
        listed.append(Listed(row=row, unit=unit, change="updated" if match.same else "new", warnings=warnings))
    return tuple(listed), tuple(duplicates), tuple(questions)


def resolve(register: UnitRegister, row: int, said: UnitFacts, answers: Answers) -> Match:
    """Which unit a row is about, by a person's answer or by its name and code."""
    if told := answers.same_as.get(row):
        return Match(same=register.get(told), code="" if register.get(told) else "no-such-unit")
    match = register.find(said.name, said.code, said.municipality_code)
    return Match() if row in answers.new_units and match.same is None else match


def new_unit(register: UnitRegister, said: UnitFacts) -> Unit:
    """A unit that was not known, with a key of its own."""
    return Unit(
        key=register.new_key(said.name, said.municipality_code),
        name=said.name,
        code=said.code,
        authority=said.authority,
        municipality_code=said.municipality_code,
        school_forms=said.school_forms,
    )


def overlay(unit: Unit, said: UnitFacts) -> Unit:
    """The known unit with what the row says; what it does not say stays, and so do the key and the name."""
    return replace(
        unit,
        code=said.code or unit.code,
        authority=said.authority or unit.authority,
        municipality_code=said.municipality_code or unit.municipality_code,
        school_forms=said.school_forms or unit.school_forms,
    )


def ask_about_unit(row: int, column: str, match: Match) -> QuestionRow:
    """The question which unit a row is about."""
    candidates = tuple(unit.key for unit in match.alike)
    code = match.code or "no-such-unit"
    return QuestionRow(
        row=row, note=Note(code=code, column=column, message=_unit_question(code, candidates)), candidates=candidates
    )


def _unit_question(code: str, candidates: tuple[str, ...]) -> Text:
    keys = ", ".join(candidates)
    if code == "unit-name-differs":
        return text("The unit code belongs to {keys}, which has another name. Is it the same unit?", keys=keys)
    if code == "unit-code-differs":
        return text("{keys} has this name and another unit code. Is it the same unit?", keys=keys)
    if code == "no-such-unit":
        return text("There is no unit with the key that was given.")
    return text("Is this unit {keys}, or a new one?", keys=keys)


class _Merging:
    """The state of one merge: units met, and the sign-ups of each."""

    def __init__(
        self, term: Term, register: UnitRegister, registered: Iterable[Registration], answers: Answers
    ) -> None:
        self._term, self._register, self._answers = term, register, answers
        self._stored = {one.unit.key: one for one in registered}
        self._by_unit: dict[str, list[SignUp]] = defaultdict(list)
        self._chosen: dict[str, int] = {}  # by unit: the row whose principal a person has chosen
        self._duplicates: list[DuplicateRow] = []
        self._questions: list[QuestionRow] = []
        self._registered: list[Registered] = []

    def place(self, sign_up: SignUp) -> None:
        """Find the sign-up's unit, or ask."""
        match = self._answered_before(sign_up, resolve(self._register, sign_up.row, sign_up.unit, self._answers))
        if match.same:
            self._note_choice(match.same.key, sign_up)
        if match.same and self._is_stored(sign_up, match.same):
            self._duplicates.append(
                DuplicateRow(row=sign_up.row, of_key=f"{self._term}/{match.same.key}", code="unchanged")
            )
        elif questions := self._unanswered(sign_up):
            self._questions.append(QuestionRow(row=sign_up.row, note=questions[0]))
        elif match.alike or (match.same is None and sign_up.row in self._answers.same_as):
            self._questions.append(ask_about_unit(sign_up.row, sign_up.unit_column, match))
        else:
            unit = match.same or new_unit(self._register, sign_up.unit)
            self._register.put(unit)
            self._by_unit[unit.key].append(sign_up)

    def _answered_before(self, sign_up: SignUp, match: Match) -> Match:
        """A row that a person has said is about a unit, when its file comes again: same person, same moment."""
        for unit in match.alike:
            stored = self._stored.get(unit.key)
            if stored and (stored.principal.email, stored.submitted) == (sign_up.principal.email, sign_up.submitted):
                return Match(same=unit)
        return match

    def _note_choice(self, key: str, sign_up: SignUp) -> None:
        """A row let in that has no question of its own is let in because its principal is the right one."""
        if sign_up.row in self._answers.let_in and not sign_up.questions:
            self._chosen[key] = sign_up.row

    def settle(self) -> Merged:
        """Decide about each unit's sign-ups, now that all are known."""
        for key, sign_ups in self._by_unit.items():
            self._settle_unit(key, sign_ups)
        return Merged(
            registered=tuple(sorted(self._registered, key=lambda one: one.row)),
            duplicates=tuple(sorted(self._duplicates, key=lambda one: one.row)),
            questions=tuple(sorted(self._questions, key=lambda one: one.row)),
        )

    def _is_stored(self, sign_up: SignUp, unit: Unit) -> bool:
        stored = self._stored.get(unit.key)
        if stored is None or stored.principal.email != sign_up.principal.email:
            return False
        if stored.state is RegistrationState.WITHDRAWN and sign_up.submitted > stored.submitted:
            return False  # signed up again after the withdrawal
        return not _differences(stored, self._updated(stored, sign_up))

    def _unanswered(self, sign_up: SignUp) -> tuple[Note, ...]:
        let_in = sign_up.row in self._answers.let_in
        return tuple(note for note in sign_up.questions if not (let_in and note.code in _LET_IN))

    def _settle_unit(self, key: str, sign_ups: list[SignUp]) -> None:
        stored = self._stored.get(key)
        principal = stored.principal.email if stored else min(sign_ups, key=_order).principal.email
        for sign_up in [one for one in sign_ups if one.row in self._answers.let_in]:
            principal = sign_up.principal.email
            self._note_choice(key, sign_up)
        own = [one for one in sign_ups if one.principal.email == principal]
        for sign_up in sign_ups:
            if sign_up not in own and key in self._chosen:
                self._replaced(sign_up, self._chosen[key], key, "other-chosen")
            elif sign_up not in own:
                self._ask(sign_up, "other-principal", _OTHER_PRINCIPAL, key)
        if own:
            self._settle_own(key, own, stored)

    def _settle_own(self, key: str, own: list[SignUp], stored: Registration | None) -> None:
        """The one sent last is what the principal means; the first decides the place in the queue."""
        meant = _said(max(own, key=_order))
        last = min((one for one in own if _said(one) == meant), key=lambda one: one.row)
        last = replace(last, submitted=min(one.submitted for one in own))
        self._repeated(key, own, last)
        if stored is None:
            unit = overlay(self._unit(key), last.unit)
            self._registered.append(
                Registered(row=last.row, registration=self._new(unit, last), warnings=last.warnings)
            )
        elif stored.state is RegistrationState.WITHDRAWN and last.row not in self._answers.let_in:
            self._ask(last, "withdrawn-before", _WITHDRAWN, key)
        else:
            self._update(stored, last)

    def _repeated(self, key: str, own: list[SignUp], last: SignUp) -> None:
        for sign_up in own:
            if sign_up.row != last.row:
                same = _said(sign_up) == _said(last)
                self._replaced(sign_up, last.row, key, "same-row" if same else "replaced")

    def _replaced(self, sign_up: SignUp, by_row: int, key: str, code: str) -> None:
        self._duplicates.append(DuplicateRow(row=sign_up.row, of_row=by_row, of_key=f"{self._term}/{key}", code=code))

    def _update(self, stored: Registration, last: SignUp) -> None:
        updated = self._updated(stored, last)
        changed = _differences(stored, updated)
        if not changed and stored.state is not RegistrationState.WITHDRAWN:
            self._duplicates.append(DuplicateRow(row=last.row, of_key=stored.key, code="unchanged"))
            return
        if stored.state is RegistrationState.WITHDRAWN:
            updated = replace(updated, state=RegistrationState.RECEIVED, submitted=last.submitted)
            changed = (*changed, "state")
        self._registered.append(
            Registered(row=last.row, registration=updated, change="updated", changed=changed, warnings=last.warnings)
        )

    def _unit(self, key: str) -> Unit:
        unit = self._register.get(key)
        if unit is None:
            raise KeyError(key)
        return unit

    def _ask(self, sign_up: SignUp, code: str, message: Text, key: str) -> None:
        note = Note(code=code, column=sign_up.email_column, message=message)
        self._questions.append(QuestionRow(row=sign_up.row, note=note, candidates=(f"{self._term}/{key}",)))

    def _new(self, unit: Unit, sign_up: SignUp) -> Registration:
        return Registration(
            term=self._term,
            unit=unit,
            principal=sign_up.principal,
            terms=sign_up.terms,
            submitted=sign_up.submitted,
        )

    @staticmethod
    def _updated(stored: Registration, sign_up: SignUp) -> Registration:
        same_person = stored.principal.email == sign_up.principal.email
        return replace(
            stored,
            unit=overlay(stored.unit, sign_up.unit),
            principal=_person(stored.principal, sign_up.principal) if same_person else sign_up.principal,
            terms=sign_up.terms,
        )


def _person(stored: Principal, said: Principal) -> Principal:
    return replace(said, email=stored.email, phone=said.phone or stored.phone)


def _differences(stored: Registration, updated: Registration) -> tuple[str, ...]:
    pairs: dict[str, tuple[object, object]] = {
        "principal": (stored.principal, updated.principal),
        "unit": (stored.unit, updated.unit),
        "terms": (stored.terms, updated.terms),
    }
    return tuple(name for name, (before, after) in pairs.items() if before != after)


def _said(sign_up: SignUp) -> tuple[object, ...]:
    return sign_up.unit, sign_up.principal, sign_up.terms


def _order(sign_up: SignUp) -> tuple[object, int]:
    return sign_up.submitted, sign_up.row


_LET_IN = frozenset({"late", "early", "submitted-unclear", "role-unclear", "role-missing"})
_OTHER_PRINCIPAL = text("Another principal has signed this unit up for the term. Shall this one take the place?")
_WITHDRAWN = text("This unit has withdrawn from the term. Shall it come back?")
