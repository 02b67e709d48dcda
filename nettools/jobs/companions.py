"""Companions: check a file, add it, list them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nettools.domain.registrations import Registration, RegistrationState
from nettools.domain.terms import Term
from nettools.jobs.protection import counted, protect, registered_without
from nettools.jobs.tablefiles import counts, look, with_rows_to_mend
from nettools.jobs.tools import Tools
from nettools.signups import COMPANION_NECESSARY, Answers, Outcome, Reading, RefusedRow, join, validate_companion

_LOCK = "signups"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionList:
    """The registrations of a term that are not withdrawn or declined, with their companions."""

    term: Term
    registrations: tuple[Registration, ...]

    def as_json(self) -> dict[str, object]:
        """The list for other programs; `without` are units that have named nobody."""
        return {
            "term": str(self.term),
            "companions": [
                {
                    "key": f"{one.key}/{companion.email.key}",
                    "email": companion.email.address,
                    "name": companion.name,
                    "group": companion.group.value,
                    "profession": companion.profession,
                    "registration": one.key,
                    "unit": one.unit.name,
                }
                for one in self.registrations
                for companion in one.companions
            ],
            "without": [one.key for one in self.registrations if not one.companions],
        }


def check(
    tools: Tools, path: Path, term: Term, *, answers: Answers | None = None, columns: Sequence[str] = ()
) -> Outcome:
    """What adding the file of companions would do; nothing is remembered. Arguments as for `signups.check`."""
    return _think(tools, path, term, answers, columns)[1]


def add(
    tools: Tools, path: Path, term: Term, *, answers: Answers | None = None, columns: Sequence[str] = ()
) -> Outcome:
    """Add the file's good rows to their registrations; refused rows come back as a file."""
    with tools.store.lock(_LOCK):
        reading, outcome = _think(tools, path, term, answers, columns)
        run = tools.store.journal.open_run("companions add", term, tools.who, tools.clock())
        with tools.store.transaction():
            protect(tools, term, outcome)
            changed = {one.registration.key: one.registration for one in outcome.companions}
            tools.store.registrations.save(changed.values())
        if reading is not None:
            outcome = with_rows_to_mend(tools, path, reading, outcome)
        tools.store.journal.close_run(run, tools.clock(), outcome.exit_status, counts(outcome))
    return outcome


def listing(tools: Tools, term: Term) -> CompanionList:
    """The companions of a term, by registration."""
    gone = {RegistrationState.WITHDRAWN, RegistrationState.DECLINED}
    found = tuple(one for one in tools.store.registrations.of(term) if one.state not in gone)
    return CompanionList(term=term, registrations=found)


def _think(
    tools: Tools, path: Path, term: Term, answers: Answers | None, columns: Sequence[str]
) -> tuple[Reading | None, Outcome]:
    description, rules = tools.settings.term(term), tools.settings.sign_up_columns
    reading = look(path, rules.companions, rules, COMPANION_NECESSARY, columns)
    if isinstance(reading, Outcome):
        return None, reading
    rows, refused = [], []
    for row in reading.rows:
        companion, problems = validate_companion(row, window=description.companions, rules=rules, now=tools.clock())
        if companion is None:
            refused.append(RefusedRow(row=row.number, problems=problems))
        else:
            rows.append(companion)
    joined = join(
        rows,
        registered_without(tools, term, reading),
        at_most=description.companions_at_most,
        rules=rules,
        answers=answers,
    )
    before = counted(tools, term, reading.outcome())
    return reading, replace(
        before,
        companions=joined.accompanied,
        duplicates=joined.duplicates,
        questions=joined.questions,
        skipped=tuple(sorted((*before.skipped, *joined.skipped), key=lambda one: one.row)),
        refused=tuple(refused),
    )
