"""A list of who took part in which meeting, read from a file: what certificates are made from."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from nettools.domain.tables import Cell, Sheet, column_letters
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem
from nettools.files import read_sheets
from nettools.jobs.tools import Tools
from nettools.language import Text, text

_HEADINGS = {
    "email": frozenset({"e-post", "epost", "e-postadress", "mejl", "email", "e-mail"}),
    "meeting": frozenset({"träff", "träffnummer", "nätverksträff", "meeting"}),
    "minutes": frozenset({"minuter", "minutes"}),
}
_NECESSARY = ("email", "meeting")


def read_attended(tools: Tools, path: Path, term: Term) -> Mapping[str, Mapping[int, int]]:
    """Who took part: a person's key -> the meeting's number -> minutes, 0 where the file does not count them.

    The file has a row for each person and meeting, under the headings E-post, Träff and, where it is known, Minuter.

    Raises InputError with every row that cannot be read, or that names nobody or no meeting of the term.
    """
    sheet, header, columns = _layout(path)
    description = tools.settings.term(term)
    numbers = {meeting.number for network in description.networks for meeting in network.meetings}
    people = {person.email.key for one in tools.store.registrations.of(term) for person in one.participants}
    leaders = {leader.email.key for network in description.networks for leader in network.leaders}
    attended: dict[str, dict[int, int]] = {}
    problems: list[Problem] = []
    for row, cells in enumerate(sheet.rows[header + 1 :], header + 2):
        told = {name: cells[column] if column < len(cells) else None for name, column in columns.items()}
        if all(cell is None for cell in told.values()):
            continue
        who, number = str(told["email"] or "").strip().casefold(), _number(told["meeting"])
        minutes = _number(told.get("minutes")) if told.get("minutes") is not None else 0
        wrong = {
            "email": None if who in people | leaders else text("Nobody in the term has this e-mail address."),
            "meeting": None if number in numbers else text("The term has no meeting with this number."),
            "minutes": text("This is no number of minutes.") if minutes is None or minutes < 0 else None,
        }
        found = [_problem(sheet, row, columns[name], said) for name, said in wrong.items() if said]
        problems += found
        if not found and who in people and number is not None and minutes is not None:
            attended.setdefault(who, {})[number] = attended.get(who, {}).get(number, 0) + minutes
    if problems:
        raise InputError(problems)
    return attended


def _layout(path: Path) -> tuple[Sheet, int, dict[str, int]]:
    """The first sheet that has the headings, on which row they are (from 0), and in which columns."""
    for sheet in read_sheets(path):
        for index, row in enumerate(sheet.rows[:20]):
            columns = dict(_columns(row))
            if all(name in columns for name in _NECESSARY):
                return sheet, index, columns
    message = text("The file has no row with the headings E-post and Träff.")
    raise InputError([Problem(code="no-headings", message=message, place=Place(file=path.name))])


def _columns(row: tuple[Cell, ...]) -> Iterator[tuple[str, int]]:
    for column, cell in enumerate(row):
        for name, spellings in _HEADINGS.items():
            if str(cell or "").strip().casefold() in spellings:
                yield name, column


def _number(cell: Cell) -> int | None:
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return None
    try:
        value = float(cell)
    except ValueError:
        return None
    return int(value) if value == value // 1 else None


def _problem(sheet: Sheet, row: int, column: int, said: Text) -> Problem:
    place = Place(file=sheet.file, sheet=sheet.name, row=row, column=column_letters(column))
    return Problem(code="attended", message=said, place=place)
