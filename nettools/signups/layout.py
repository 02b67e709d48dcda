"""Where a sheet's table begins, and which of its columns holds what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nettools.domain.tables import Cell, Sheet, column_letters
from nettools.signups.columns import ColumnRules, HeadingRules
from nettools.signups.folding import fold

_LOOKED_AT = 40  # rows in which the headings must stand
_FEWEST_FIELDS = 2
_NUMBER_BEFORE = re.compile(r"^\s*(?:fråga\s*)?\d{1,2}\s*[.:)]\s*|^\s*fråga\s*\d{1,2}\s+", re.IGNORECASE)
_BRACKET_BEHIND = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*[*:?.]*\s*$")
_DIGIT_BEHIND = re.compile(r"(?<=\D)[ _.]?\d{1,2}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a sheet is laid out: `columns` gives the columns of each field (the first filled one counts).

    `header` is the index of the heading row; `unmapped` are the columns that mean nothing to us and are free text.
    """

    header: int
    columns: Mapping[str, tuple[int, ...]]
    unmapped: tuple[int, ...]
    headings: tuple[str, ...]
    reason_columns: frozenset[int] = frozenset()
    login_used: tuple[str, ...] = ()

    def letter(self, field: str) -> str:
        """The letter over the field's first column, or nothing."""
        return column_letters(self.columns[field][0]) if self.columns.get(field) else ""


def find_layout(
    sheet: Sheet, headings: HeadingRules, rules: ColumnRules, told: Mapping[str, str] | None = None
) -> Layout | None:
    """The layout of the table in a sheet: its heading row is the one with the most headings that we know.

    `told` says what columns mean that the rules do not know, by their heading (folded) or letter.
    """
    told = told or {}
    best, found = _FEWEST_FIELDS - 1, None
    for index, row in enumerate(sheet.rows[:_LOOKED_AT]):
        fields = [_field(cell, position, headings, told) for position, cell in enumerate(row)]
        score = len(set(fields) - {""})
        if score > best:
            best, found = score, (index, fields)
    if found is None:
        return None
    return _lay_out(found[0], found[1], sheet.rows[found[0]], rules)


def _field(cell: Cell, position: int, headings: HeadingRules, told: Mapping[str, str]) -> str:
    if not isinstance(cell, str):
        return ""
    if answer := told.get(fold(cell)) or told.get(column_letters(position)):
        return answer
    return next((field for spelling in _spellings(cell) if (field := headings.field_of(spelling))), "")


def _spellings(heading: str) -> Sequence[str]:
    """The heading as compared: whole, without its number, without its bracket, without Forms' digit behind."""
    bare = _NUMBER_BEFORE.sub("", heading)
    short = _BRACKET_BEHIND.sub("", bare)
    return [fold(text) for text in (heading, bare, short, _DIGIT_BEHIND.sub("", short))]


def _lay_out(header: int, fields: list[str], row: Sequence[Cell], rules: ColumnRules) -> Layout:
    texts = tuple(str(cell or "") for cell in row)
    folded = [fold(text) for text in texts]
    is_form = any(text in rules.login_marks for text in folded)
    columns: dict[str, tuple[int, ...]] = {}
    login_used = []
    for name in dict.fromkeys(filter(None, fields)):
        positions = [n for n, field in enumerate(fields) if field == name]
        asked = [n for n in positions if folded[n] not in rules.login]
        login = [n for n in positions if n not in asked]
        columns[name] = tuple(asked or login) if is_form else (*asked, *login)
        if is_form and login and not asked:
            login_used.append(name)
    if is_form and columns.get("given_name") and columns.get("family_name") and "name" in login_used:
        columns.pop("name")
        login_used.remove("name")
    known = rules.ignored | {fold(rules.reason_heading)}
    used = {n for n, name in enumerate(fields) if name}
    widths = range(len(row))
    return Layout(
        header=header,
        columns=columns,
        unmapped=tuple(n for n in widths if n not in used and folded[n] and folded[n] not in known),
        headings=texts,
        reason_columns=frozenset(n for n in widths if folded[n] == fold(rules.reason_heading)),
        login_used=tuple(login_used),
    )
