"""Sign-ups: check a file, add it, decide who gets a place, move one, list and export."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nettools.domain.registrations import Registration, RegistrationState
from nettools.domain.tables import Cell
from nettools.domain.terms import Term
from nettools.domain.words import REGISTRATION_STATES
from nettools.errors import InputError, Place, Problem, RefusedError
from nettools.files import write_workbook
from nettools.jobs.protection import counted, protect, registered_without
from nettools.jobs.tablefiles import counts, look, with_rows_to_mend
from nettools.jobs.tools import Tools
from nettools.language import text
from nettools.signups import (
    SIGN_UP_NECESSARY,
    Answers,
    Move,
    Outcome,
    QuestionRow,
    Reading,
    RefusedRow,
    may_become,
    merge,
    queue,
    validate_sign_up,
)
from nettools.signups import decide as decide_places

__all__ = [
    "Answers",
    "Decision",
    "Export",
    "Outcome",
    "QuestionRow",
    "SignUpList",
    "add",
    "check",
    "decide",
    "export",
    "listing",
    "move",
]

_LOCK = "signups"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpList:
    """The registrations of a term, and how many more there are of people with protected identity."""

    term: Term
    registrations: tuple[Registration, ...]
    protected: int

    def as_json(self) -> dict[str, object]:
        """The list for other programs."""
        rows = [registration_json(one) for one in self.registrations]
        return {"term": str(self.term), "registrations": rows, "protected": self.protected}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What `decide` or a person moved. `next_in_queue` is the key of the one who waits first, if there is a place."""

    term: Term
    capacity: int
    accepted: int
    waiting: int
    moves: tuple[Move, ...]
    next_in_queue: str = ""
    free: int = 0

    def as_json(self) -> dict[str, object]:
        """The decision for other programs."""
        return {
            "term": str(self.term),
            "capacity": self.capacity,
            "accepted": self.accepted,
            "waiting": self.waiting,
            "free": self.free,
            "next_in_queue": self.next_in_queue or None,
            "moves": [{"key": one.key, "from": one.before.value, "to": one.after.value} for one in self.moves],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file that was written."""

    term: Term
    file: str
    rows: int

    def as_json(self) -> dict[str, object]:
        """The file for other programs."""
        return {"term": str(self.term), "file": self.file, "rows": self.rows}


def check(
    tools: Tools, path: Path, term: Term, *, answers: Answers | None = None, columns: Sequence[str] = ()
) -> Outcome:
    """What adding the file would do; nothing is remembered.

    Args:
        tools: the opened hands.
        path: the file of sign-ups.
        term: the term that it is for.
        answers: what a person has decided about rows that were asked about.
        columns: what columns mean that the rules do not know, as `Heading=field`.
    """
    return _think(tools, path, term, answers, columns)[1]


def add(
    tools: Tools, path: Path, term: Term, *, answers: Answers | None = None, columns: Sequence[str] = ()
) -> Outcome:
    """Add the file's good rows, and write the refused ones to a file that can be mended and added again.

    Arguments as for `check`. Adding the same file twice changes nothing.
    """
    with tools.store.lock(_LOCK):
        reading, outcome = _think(tools, path, term, answers, columns)
        run = tools.store.journal.open_run("signups add", term, tools.who, tools.clock())
        with tools.store.transaction():
            protect(tools, term, outcome)
            tools.store.registrations.save(one.registration for one in outcome.registrations)
        if reading is not None:
            outcome = with_rows_to_mend(tools, path, reading, outcome)
        tools.store.journal.close_run(run, tools.clock(), outcome.exit_status, counts(outcome))
    return outcome


def listing(tools: Tools, term: Term) -> SignUpList:
    """The registrations of a term in order of submission."""
    found = tools.store.registrations.of(term)
    return SignUpList(term=term, registrations=found, protected=tools.store.protected.count(term))


def decide(tools: Tools, term: Term) -> Decision:
    """Give the free places to those who signed up first, and put the rest on the waiting list."""
    with tools.store.lock(_LOCK):
        capacity = tools.settings.term(term).capacity
        moves = decide_places(tools.store.registrations.of(term), capacity)
        _remember(tools, term, "signups decide", moves)
        return _decision(tools, term, moves)


def move(tools: Tools, key: str, state: RegistrationState, *, beyond_capacity: bool = False) -> Decision:
    """Accept, decline or withdraw one registration by its key; nobody else is moved.

    Raises:
        InputError: there is no such registration.
        RefusedError: the registration cannot go to that state, or every place is taken.
    """
    with tools.store.lock(_LOCK):
        one = _registration(tools, key)
        if one.state is state:
            return _decision(tools, one.term, ())
        if not may_become(one.state, state):
            now, then = REGISTRATION_STATES[one.state], REGISTRATION_STATES[state]
            said = text("{key}: {now}; that cannot become: {then}.", key=one.key, now=now, then=then)
            raise RefusedError(said, code="state")
        if state is RegistrationState.ACCEPTED and not beyond_capacity:
            _refuse_when_full(tools, one.term)
        moves = (Move(key=one.key, unit_key=one.unit.key, before=one.state, after=state),)
        _remember(tools, one.term, f"signups {_VERBS[state]}", moves)
        return _decision(tools, one.term, moves)


def export(tools: Tools, term: Term, path: Path) -> Export:
    """Write the registrations of a term, with companions, to an Excel file."""
    found = tools.store.registrations.of(term)
    people = [_companion_cells(one, number) for one in found for number in range(len(one.companions))]
    write_workbook(
        path,
        [
            ("Anmälningar", _EXPORT_HEADINGS, [_cells(one) for one in found]),
            ("Medföljare", _COMPANION_HEADINGS, people),
        ],
    )
    return Export(term=term, file=str(path), rows=len(found))


def registration_json(one: Registration) -> dict[str, object]:
    """A registration as every listing shows it."""
    return {
        "key": one.key,
        "email": one.principal.email.address,
        "name": one.principal.name,
        "role": one.principal.role.value,
        "phone": one.principal.phone,
        "unit": one.unit.name,
        "unit_key": one.unit.key,
        "unit_code": one.unit.code,
        "authority": one.unit.authority,
        "municipality_code": one.unit.municipality_code,
        "school_forms": [form.value for form in one.unit.school_forms],
        "terms": [str(term) for term in one.terms],
        "submitted": one.submitted.isoformat(),
        "state": one.state.value,
        "companions": len(one.companions),
    }


def _think(
    tools: Tools, path: Path, term: Term, answers: Answers | None, columns: Sequence[str]
) -> tuple[Reading | None, Outcome]:
    description, rules = tools.settings.term(term), tools.settings.sign_up_columns
    reading = look(path, rules.sign_ups, rules, SIGN_UP_NECESSARY, columns)
    if isinstance(reading, Outcome):
        return None, reading
    sign_ups, refused = [], []
    for row in reading.rows:
        sign_up, problems = validate_sign_up(row, term=term, window=description.sign_up, rules=rules, now=tools.clock())
        if sign_up is None:
            refused.append(RefusedRow(row=row.number, problems=problems))
        else:
            sign_ups.append(sign_up)
    merged = merge(
        sign_ups,
        term=term,
        units=tools.store.units.all(),
        registered=registered_without(tools, term, reading),
        rules=rules,
        answers=answers,
    )
    return reading, replace(
        counted(tools, term, reading.outcome()),
        registrations=merged.registered,
        duplicates=merged.duplicates,
        questions=merged.questions,
        refused=tuple(refused),
    )


def _remember(tools: Tools, term: Term, command: str, moves: Iterable[Move]) -> None:
    moves = tuple(moves)
    run = tools.store.journal.open_run(command, term, tools.who, tools.clock())
    with tools.store.transaction():
        for one in moves:
            tools.store.registrations.set_state(term, one.unit_key, one.after)
            tools.store.journal.note(run, "store", "state", one.key, tools.clock(), one.after.value)
    tools.store.journal.close_run(run, tools.clock(), 0, {"moved": len(moves)})


def _decision(tools: Tools, term: Term, moves: tuple[Move, ...]) -> Decision:
    found = tools.store.registrations.of(term)
    capacity = tools.settings.term(term).capacity
    accepted = sum(one.state is RegistrationState.ACCEPTED for one in found)
    waiting = queue(found)
    return Decision(
        term=term,
        capacity=capacity,
        accepted=accepted,
        waiting=len(waiting),
        moves=moves,
        free=max(capacity - accepted, 0),
        next_in_queue=waiting[0].key if waiting and accepted < capacity else "",
    )


def _registration(tools: Tools, key: str) -> Registration:
    spelling, _, unit_key = key.partition("/")
    try:
        found = tools.store.registrations.of(Term.parse(spelling))
    except ValueError:
        found = ()
    for one in found:
        if one.unit.key == unit_key:
            return one
    said = text("There is no registration with this key; keys are like HT26/bjorkens-forskola-1780.")
    raise InputError([Problem(code="unknown-key", message=said, place=Place(key=key))], said)


def _refuse_when_full(tools: Tools, term: Term) -> None:
    capacity = tools.settings.term(term).capacity
    accepted = sum(one.state is RegistrationState.ACCEPTED for one in tools.store.registrations.of(term))
    if accepted >= capacity:
        said = text("All {n} places are taken; allow one more with --beyond-capacity.", n=capacity)
        raise RefusedError(said, code="full")


def _cells(one: Registration) -> list[Cell]:
    return [
        one.key,
        one.unit.name,
        one.unit.code,
        one.unit.municipality_code,
        one.unit.authority,
        ", ".join(form.value for form in one.unit.school_forms),
        one.principal.given_name,
        one.principal.family_name,
        one.principal.email.address,
        one.principal.phone,
        ", ".join(str(term) for term in one.terms),
        one.submitted,
        one.state.value,
        len(one.companions),
    ]


def _companion_cells(one: Registration, number: int) -> list[Cell]:
    companion = one.companions[number]
    return [
        one.key,
        one.unit.name,
        one.principal.email.address,
        companion.given_name,
        companion.family_name,
        companion.email.address,
        companion.group.value,
        companion.profession,
    ]


_VERBS = {
    RegistrationState.ACCEPTED: "accept",
    RegistrationState.DECLINED: "decline",
    RegistrationState.WITHDRAWN: "withdraw",
}
# Headings that a file of sign-ups may have, so that an export can be mended and added again.
_EXPORT_HEADINGS = (
    *("Nyckel", "Enhet", "Skolenhetskod", "Kommunkod", "Huvudman", "Skolformer", "Förnamn", "Efternamn", "E-post"),
    *("Telefon", "Terminer", "Inskickad", "Läge", "Antal medföljare"),
)
_COMPANION_HEADINGS = (*("Nyckel", "Enhet", "Rektors e-post", "Förnamn", "Efternamn", "E-post", "Målgrupp", "Yrke"),)
