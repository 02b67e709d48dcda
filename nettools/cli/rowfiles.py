"""How what became of a file's rows is shown, for the nouns that take files; and the options that answer questions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

import typer

from nettools.cli import printing
from nettools.cli.questions import show_answer
from nettools.jobs.signups import Answers, Outcome
from nettools.language import text, texts

SameAsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--same-as", metavar="ROW=KEY", help=str(text("Row ROW is about the unit with this key. May be repeated."))
    ),
]
NewUnitOption = Annotated[
    list[int] | None,
    typer.Option(
        "--new-unit", metavar="ROW", help=str(text("Row ROW is a unit of its own, however alike. May be repeated."))
    ),
]
LetInOption = Annotated[
    list[int] | None,
    typer.Option(
        "--let-in",
        metavar="ROW",
        help=str(
            text("Row ROW counts although it is late or early, or takes another principal's place. May be repeated.")
        ),
    ),
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="HEADING=FIELD",
        help=str(text("What a column means that nettools does not know. May be repeated.")),
    ),
]


def answers(same_as: list[str] | None, new_units: list[int] | None, let_in: list[int] | None) -> Answers:
    """What the options say about rows that were asked about."""
    return Answers(same_as=_pairs(same_as or ()), new_units=frozenset(new_units or ()), let_in=frozenset(let_in or ()))


def show_outcome(outcome: Outcome) -> None:
    """Show what became of the file and of every row, what must be done first."""
    file, sheet, row = outcome.file, outcome.sheet, outcome.header_row
    if row and sheet:
        printing.line(text("{file}, sheet {sheet}: headings in row {row}", file=file, sheet=sheet, row=row))
    else:  # a CSV file has no sheets
        printing.line(text("{file}: headings in row {row}", file=file, row=row) if row else file)
    if outcome.reason:
        printing.warn(outcome.reason.message)
        return
    for note in outcome.warnings:
        printing.warn(note.message)
    if outcome.unmapped_columns:
        printing.line(text("Columns that are not used: {names}", names=_named(outcome.unmapped_columns)))
    _show_good(outcome)
    _show_rest(outcome)
    printing.line(_summary(outcome))


def _named(columns: Sequence[str]) -> str:
    named = ", ".join(columns[:_MOST_NAMED])
    more = len(columns) - _MOST_NAMED
    return named if more <= 0 else str(text("{named} and {n} more", named=named, n=more))


def _show_good(outcome: Outcome) -> None:
    if outcome.registrations:
        printing.table(
            text("Registrations"),
            (text("Row"), text("Unit"), text("Principal"), text("Terms"), text("Change"), text("Key")),
            (
                (
                    one.row,
                    one.registration.unit.name,
                    one.registration.principal.name,
                    ", ".join(map(str, one.registration.terms)),
                    CHANGES[one.change],
                    one.registration.key,
                )
                for one in outcome.registrations
            ),
        )
    if outcome.companions:
        printing.table(
            text("Companions"),
            (text("Row"), text("Companion"), text("Target group"), text("Unit"), text("Change")),
            (
                (
                    one.row,
                    one.companion.name,
                    GROUPS[one.companion.group.value],
                    one.registration.unit.name,
                    CHANGES[one.change],
                )
                for one in outcome.companions
            ),
        )
    if outcome.units:
        printing.table(
            text("Units"),
            (text("Row"), text("Unit"), text("Unit code"), text("Municipality"), text("Change"), text("Key")),
            (
                (one.row, one.unit.name, one.unit.code, one.unit.municipality_code, CHANGES[one.change], one.unit.key)
                for one in outcome.units
            ),
        )


def _show_rest(outcome: Outcome) -> None:
    _table(
        text("Refused"),
        ((row.row, note.column, note.message) for row in outcome.refused for note in row.problems),
        (text("Row"), text("Column"), text("What must be mended")),
    )
    _table(
        text("Questions"),
        ((one.row, one.note.column, one.note.message, show_answer(one)) for one in outcome.questions),
        (text("Row"), text("Column"), text("What must be decided"), text("Answer with")),
    )
    _table(
        text("Personnummer, which are not kept: take them out of the file"),
        ((one.row, one.column, one.masked) for one in outcome.personal_numbers),
        (text("Row"), text("Column"), text("Masked")),
    )
    _table(
        text("Warnings"),
        ((row, note.column, note.message) for row, note in outcome.row_warnings() if note.code != "personnummer"),
        (text("Row"), text("Column"), text("What to know")),
    )
    _table(
        text("Nothing new"),
        ((one.row, DUPLICATES.get(one.code, one.code), one.of_row or "", one.of_key) for one in outcome.duplicates),
        (text("Row"), text("Why"), text("The row that counts"), text("Key")),
    )
    _table(
        text("Skipped"),
        ((one.row, SKIPPED.get(one.code, one.code)) for one in outcome.skipped if one.code != "blank"),
        (text("Row"), text("Why")),
    )


def _table(title: object, rows: Iterable[tuple[object, ...]], headings: tuple[object, ...]) -> None:
    if found := list(rows):
        printing.table(str(title), [str(heading) for heading in headings], found)


def _summary(outcome: Outcome) -> str:
    good = len(outcome.registrations) + len(outcome.companions) + len(outcome.units)
    parts = [
        texts("{n} row is good", "{n} rows are good", good),
        text("{n} refused", n=len(outcome.refused)),
        texts("{n} question", "{n} questions", len(outcome.questions)),
        text("{n} nothing new", n=len(outcome.duplicates)),
        text("{n} skipped", n=len(outcome.skipped)),
    ]
    said = ", ".join(map(str, parts)) + "."
    if outcome.protected:
        said += f" {text('{n} with protected identity: handled by hand, kept out of everything.', n=outcome.protected)}"
    if outcome.protected_before:
        said += f"\n{_taken_out(outcome.protected_before)}"
    if outcome.written:
        said += f"\n{text('The rows that need work: {file}. Mend them there and add that file.', file=outcome.written)}"
    return said


def _taken_out(people: int) -> object:
    return texts(
        "{n} of them was registered before. Adding the file takes that person out here, and the next "
        "nettools changes and nettools apply out of Canvas.",
        "{n} of them were registered before. Adding the file takes them out here, and the next "
        "nettools changes and nettools apply out of Canvas.",
        people,
    )


def _pairs(given: Iterable[str]) -> dict[int, str]:
    found = {}
    for one in given:
        row, _, key = one.partition("=")
        if not row.strip().isdigit() or not key.strip():
            raise typer.BadParameter(str(text("{given} is not ROW=KEY.", given=one)))
        found[int(row)] = key.strip()
    return found


_MOST_NAMED = 20
CHANGES: Mapping[str, object] = {"new": text("new"), "updated": text("updated")}
GROUPS: Mapping[str, object] = {
    "principals": text("principals"),
    "educators": text("teachers and preschool teachers"),
    "health-professions": text("health team"),
    "administration": text("whole administration"),
}
DUPLICATES: Mapping[str, object] = {
    "unchanged": text("is known already"),
    "same-row": text("stands twice in the file"),
    "same-person": text("stands twice in the file"),
    "replaced": text("was sent again later"),
    "other-chosen": text("another principal was chosen"),
}
SKIPPED: Mapping[str, object] = {
    "blank": text("blank"),
    "headings-again": text("the headings again"),
    "sum": text("a sum"),
    "test": text("a test"),
    "principal": text("the principal, who takes part already"),
}
