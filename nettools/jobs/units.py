"""Units: the register of preschools and schools, filled from a file that somebody keeps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nettools.domain.schools import Unit
from nettools.jobs.tablefiles import counts, look, with_rows_to_mend
from nettools.jobs.tools import Tools
from nettools.signups import UNIT_NECESSARY, Answers, Outcome, RefusedRow, merge_units, validate_unit

_LOCK = "signups"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitList:
    """All units that are known."""

    units: tuple[Unit, ...]

    def as_json(self) -> dict[str, object]:
        """The list for other programs."""
        return {
            "units": [
                {
                    "key": unit.key,
                    "name": unit.name,
                    "code": unit.code,
                    "authority": unit.authority,
                    "municipality_code": unit.municipality_code,
                    "school_forms": [form.value for form in unit.school_forms],
                }
                for unit in self.units
            ]
        }


def add(tools: Tools, path: Path, *, answers: Answers | None = None, columns: Sequence[str] = ()) -> Outcome:
    """Add the units of a file; what is known gets the file's facts, what is merely alike is asked about."""
    rules = tools.settings.sign_up_columns
    with tools.store.lock(_LOCK):
        reading = look(path, rules.units, rules, UNIT_NECESSARY, columns)
        if isinstance(reading, Outcome):
            return reading
        facts, refused = [], []
        for row in reading.rows:
            said, problems, warnings = validate_unit(row, rules)
            if said is None:
                refused.append(RefusedRow(row=row.number, problems=problems))
            else:
                facts.append((row.number, said, warnings))
        units, duplicates, questions = merge_units(facts, units=tools.store.units.all(), rules=rules, answers=answers)
        outcome = replace(
            reading.outcome(), units=units, duplicates=duplicates, questions=questions, refused=tuple(refused)
        )
        run = tools.store.journal.open_run("units add", None, tools.who, tools.clock())
        tools.store.units.save(one.unit for one in units)
        outcome = with_rows_to_mend(tools, path, reading, outcome)
        tools.store.journal.close_run(run, tools.clock(), outcome.exit_status, counts(outcome))
    return outcome


def listing(tools: Tools) -> UnitList:
    """All units, by name."""
    return UnitList(units=tuple(sorted(tools.store.units.all(), key=lambda unit: (unit.name.casefold(), unit.key))))
