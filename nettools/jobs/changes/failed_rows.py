"""What an apply could not do, as a table to work from; it is written anew each time, and is gone when all is done.

It holds personal data of people who are registered, or who lead. Of all others, such as somebody whose place was
taken away since the identity is protected, it says no more than that there is something to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nettools.changes import KIND_WORDS, System
from nettools.domain.tables import Cell
from nettools.domain.terms import Term
from nettools.files import write_workbook
from nettools.jobs.carrying.carried import FailedRows, Result, State
from nettools.jobs.tools import Tools
from nettools.language import Text, text

_STATES: Mapping[State, Text] = {
    "failed": text("refused"),
    "unsure": text("no answer"),
    "carried": text("left for another day"),
    "left": text("not tried"),
}
_RUN_AGAIN = text("Run apply again.")
_TODO: Mapping[str, Text] = {
    "auth": text("Give nettools a token that the system accepts (see nettools doctor), and run apply again."),
    "forbidden": text("Ask those who run the system for the right (see nettools doctor), and run apply again."),
    "foreign": text("Mend the address in the settings (see nettools doctor), and run apply again."),
    "no-host": text("Name a user of the Zoom account as host in the term's file, and run apply again."),
    "refused": text("Read the reason, mend what it says, and run apply again."),
    "quota": text("Run apply again after the time that the reason tells."),
    "waits": text("Mend what it belongs to; it follows when apply is run again."),
}
_UNSURE = text("Run apply again: it looks first whether the thing is there, and makes nothing twice.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What may be said of people and units: names and units by e-mail address, names of units by key."""

    people: Mapping[str, str]
    units_of: Mapping[str, str]
    units: Mapping[str, str]


def write_failed(tools: Tools, term: Term, only: System | None, results: Sequence[Result]) -> FailedRows:
    """Write the rows that are not done to `out/`, or take the old file away when there are none.

    Args:
        tools: the opened hands.
        term: the term.
        only: the one system that was spoken to; such a run has a file of its own, since it knows nothing of the other.
        results: how each change went.

    Returns:
        The file, if there is one; a file that cannot be written is complained of, since what is done is done.
    """
    rows = [result for result in results if result.state in _STATES]
    target = _file(tools, term, only)
    try:
        if rows:
            names = _names(tools, term)
            write_workbook(target, [(str(text("Not done")), _headings(), [_row(one, names) for one in rows])])
        for old in [target] if only else [_file(tools, term, each) for each in (None, *System)]:
            if not rows or old != target:
                old.unlink(missing_ok=True)
    except OSError:  # open in Excel, on Windows
        message = text("{file} could not be written: is it open somewhere?", file=target.name)
        return FailedRows(complaint=message)
    return FailedRows(file=target.relative_to(tools.home).as_posix() if rows else "")


def _file(tools: Tools, term: Term, only: System | None) -> Path:
    return tools.home / "out" / f"{term}-ej-utfört{f'-{only}' if only else ''}.xlsx"


def _headings() -> list[str]:
    return [
        str(text("System")),
        str(text("Kind")),
        str(text("Name")),
        str(text("Unit")),
        str(text("E-mail")),
        str(text("How it went")),
        str(text("Why")),
        str(text("What to do")),
        str(text("Code")),
        str(text("Key")),
    ]


def _row(result: Result, names: _Names) -> list[Cell]:
    parts = result.key.split("/")
    address = next((part for part in parts if "@" in part), "")
    known = not address or address in names.people
    unit = next((names.units[part] for part in parts[2:] if part in names.units), names.units_of.get(address, ""))
    return [
        str(result.kind.system).capitalize(),
        str(KIND_WORDS[result.kind]),
        (names.people.get(address) or result.label) if known else str(text("somebody who is not registered")),
        unit,
        address if known else "",
        str(_STATES[result.state]),
        str(result.message or ""),
        str(_todo(result)),
        result.code,
        result.key if known else result.key.replace(address, "…"),
    ]


def _todo(result: Result) -> Text:
    if result.state == "unsure":
        return _UNSURE
    return _TODO.get(result.code, _RUN_AGAIN)


def _names(tools: Tools, term: Term) -> _Names:
    registrations = tools.store.registrations.of(term)
    leaders = [leader for network in tools.settings.term(term).networks for leader in network.leaders]
    people = {person.email.key: person.name for one in registrations for person in one.participants}
    return _Names(
        people={**{leader.email.key: leader.name for leader in leaders}, **people},
        units_of={person.email.key: one.unit.name for one in registrations for person in one.participants},
        units={one.unit.key: one.unit.name for one in registrations},
    )
