"""Sheets become rows whose cells have names; what is nothing, and what must not be kept, is set aside here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nettools.domain.personal_numbers import Hit, personal_number
from nettools.domain.tables import Cell, Sheet, column_letters
from nettools.language import text
from nettools.signups import cells, privacy
from nettools.signups.columns import ColumnRules, HeadingRules
from nettools.signups.folding import fold
from nettools.signups.layout import Layout, find_layout
from nettools.signups.outcome import Note, Outcome, PersonalNumber, SkippedRow

_FEW_CELLS = 3  # a row with more of them filled is no sum


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A personnummer in a row: its column's letter and field (empty for a column that we do not use)."""

    column: str
    field: str
    hit: Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row below the headings: `number` as Excel shows it, `values` by field, `columns` the letter of each value.

    A cell with a personnummer is in neither; `found` tells about it. `disagreeing` are fields with several columns
    that say different things.
    """

    number: int
    values: Mapping[str, Cell]
    columns: Mapping[str, str]
    found: tuple[Found, ...] = ()
    disagreeing: tuple[str, ...] = ()

    def written(self, name: str) -> str:
        """The value of a field as text; empty when there is none."""
        return cells.written(self.values.get(name))

    def place(self, name: str) -> str:
        """The letter of the column that the field's value stands in, or should stand in."""
        return self.columns.get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file that was read: its rows, and what was set aside."""

    file: str
    sheet: Sheet
    layout: Layout
    rows: tuple[Row, ...]
    skipped: tuple[SkippedRow, ...] = ()
    protected: tuple[str, ...] = field(default=(), repr=False)
    protected_addresses: frozenset[str] = field(default=frozenset(), repr=False)
    warnings: tuple[Note, ...] = ()

    def outcome(self) -> Outcome:
        """The outcome so far, before anyone has looked at the rows."""
        return Outcome(
            file=self.file,
            sheet=_without_numbers(self.sheet.name),
            header_row=self.layout.header + 1,
            rows=len(self.sheet.rows) - self.layout.header - 1,
            skipped=self.skipped,
            protected=len(self.protected),
            protected_identities=self.protected,
            protected_addresses=self.protected_addresses,
            personal_numbers=tuple(
                PersonalNumber(row=row.number, column=one.column, masked=one.hit.masked, certain=one.hit.certain)
                for row in self.rows
                for one in row.found
            ),
            unmapped_columns=tuple(_without_numbers(self.layout.headings[n]) for n in self.layout.unmapped),
            warnings=self.warnings,
        )


def read(
    sheets: Sequence[Sheet],
    headings: HeadingRules,
    rules: ColumnRules,
    necessary: Sequence[tuple[str, ...]],
    *,
    told: Mapping[str, str] | None = None,
) -> Reading | Outcome:
    """Find the table and read its rows; or the outcome that refuses the file.

    Args:
        sheets: the file's sheets.
        headings: the headings of this kind of file.
        rules: the answers.
        necessary: fields that must have a column; of each tuple, one or more joined by + (`given_name+family_name`).
        told: what columns mean that the rules do not know, by folded heading or by letter.
    """
    laid_out = [(sheet, layout) for sheet in sheets if (layout := find_layout(sheet, headings, rules, told))]
    whole = [(sheet, layout) for sheet, layout in laid_out if not _missing(layout, necessary)]
    filled = [(sheet, layout) for sheet, layout in whole if len(sheet.rows) > layout.header + 1]
    file = sheets[0].file if sheets else ""
    if not whole:
        return _refuse_columns(file, laid_out, necessary)
    if len(filled) > 1:
        names = ", ".join(_without_numbers(sheet.name) for sheet, _ in filled)
        message = text("More than one sheet has such a table: {sheets}. Keep one in the file.", sheets=names)
        return Outcome(file=file, reason=Note(code="several-sheets", message=message))
    sheet, layout = (filled or whole)[0]
    return _Reader(sheet, layout, rules).read(file)


def _missing(layout: Layout, necessary: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [
        ways for ways in necessary if not any(all(name in layout.columns for name in way.split("+")) for way in ways)
    ]


def _refuse_columns(
    file: str, laid_out: Sequence[tuple[Sheet, Layout]], necessary: Sequence[tuple[str, ...]]
) -> Outcome:
    if not laid_out:
        looked = ", ".join(" / ".join(ways) for ways in necessary)
        message = text(
            "No row of headings was found. Looked for columns with: {looked}. "
            "Headings are told in config/signup_columns.toml or with --column.",
            looked=looked,
        )
        return Outcome(file=file, reason=Note(code="no-headings", message=message))
    sheet, layout = max(laid_out, key=lambda found: len(found[1].columns))
    looked = ", ".join(" / ".join(ways) for ways in _missing(layout, necessary))
    seen = ", ".join(_without_numbers(heading) for heading in layout.headings if heading)
    message = text(
        "A necessary column was not found: {looked}. The headings seen in row {row} are: {seen}. "
        "Headings are told in config/signup_columns.toml or with --column.",
        looked=looked,
        row=layout.header + 1,
        seen=seen,
    )
    return Outcome(
        file=file,
        sheet=_without_numbers(sheet.name),
        header_row=layout.header + 1,
        reason=Note(code="missing-columns", message=message),
    )


def _without_numbers(written: str) -> str:
    hit = personal_number(written)
    return hit.masked if hit else cells.one_line(written)


class _Reader:
    """Reads the rows of one sheet."""

    def __init__(self, sheet: Sheet, layout: Layout, rules: ColumnRules) -> None:
        self._sheet, self._layout, self._rules = sheet, layout, rules
        self._field_of = {n: name for name, positions in layout.columns.items() for n in positions}
        self._letters = [column_letters(n) for n in range(max(map(len, sheet.rows), default=0))]
        self._headings = [fold(heading) for heading in layout.headings]

    def read(self, file: str) -> Reading:
        rows: list[Row] = []
        skipped: list[SkippedRow] = []
        protected: list[str] = []
        first = self._layout.header + 1
        lines = [(line, [cells.written(cell) for cell in line]) for line in self._sheet.rows[first:]]
        flagged = {number for number, (_, texts) in enumerate(lines, first + 1) if self._is_protected(texts)}
        addresses = frozenset(filter(None, (self._address(lines[number - first - 1][1]) for number in flagged)))
        for number, (line, texts) in enumerate(lines, first + 1):
            if code := self._nothing(texts):
                skipped.append(SkippedRow(row=number, code=code))
            elif number in flagged or (addresses and self._address(texts) in addresses):
                protected.append(self._identity(texts))
            else:
                rows.append(self._row(number, line, texts))
        return Reading(
            file=file,
            sheet=self._sheet,
            layout=self._layout,
            rows=tuple(rows),
            skipped=tuple(skipped),
            protected=tuple(protected),
            protected_addresses=addresses,
            warnings=self._warnings(),
        )

    def _nothing(self, texts: Sequence[str]) -> str:
        filled = [n for n, written in enumerate(texts) if written and n not in self._layout.reason_columns]
        if not filled:
            return "blank"
        folded = {n: fold(texts[n]) for n in filled}
        if all(n < len(self._headings) and folded[n] == self._headings[n] for n in filled):
            return "headings-again"
        if len(filled) <= _FEW_CELLS and (folded[filled[0]].split() or [""])[0] in self._rules.totals:
            return "sum"
        names = [folded[n] for n in filled if self._field_of.get(n) in {"name", "given_name", "family_name", "unit"}]
        return "test" if any(name in self._rules.test for name in names) else ""

    def _is_protected(self, texts: Sequence[str]) -> bool:
        asked = [texts[n] for n in self._layout.columns.get("protected", ()) if n < len(texts)]
        if any(privacy.is_protected_answer(answer, self._rules) for answer in asked):
            return True
        denied = any(fold(answer) in self._rules.no for answer in asked if answer)
        return privacy.says_protected(texts, self._rules, denied=denied)

    def _identity(self, texts: Sequence[str]) -> str:
        """What makes the person the same when the file comes again; never shown, only digested."""
        if address := self._address(texts):
            return address
        parts = []
        for name in ("email", "unit", "unit_code", "name", "given_name", "family_name"):
            parts += [fold(texts[n]) for n in self._layout.columns.get(name, ()) if n < len(texts)]
        return "\n".join(parts)

    def _address(self, texts: Sequence[str]) -> str:
        """The person's own address, compared; nothing when the column is the login's, which may be another's."""
        if "email" in self._layout.login_used:
            return ""
        said = next((texts[n] for n in self._layout.columns.get("email", ()) if n < len(texts) and texts[n]), "")
        email = cells.email(said) if said else None
        return email.key if email else ""

    def _row(self, number: int, line: Sequence[Cell], texts: Sequence[str]) -> Row:
        found = self._personal_numbers(texts)
        hidden = {one.column for one in found}
        values: dict[str, Cell] = {}
        columns: dict[str, str] = {}
        disagreeing: list[str] = []
        for name, positions in self._layout.columns.items():
            seen = [n for n in positions if n < len(line) and texts[n] and self._letters[n] not in hidden]
            columns[name] = self._letters[seen[0] if seen else positions[0]]
            if seen:
                values[name] = line[seen[0]]
                if any(fold(texts[n]) != fold(texts[seen[0]]) for n in seen[1:]):
                    disagreeing.append(name)
        return Row(number=number, values=values, columns=columns, found=found, disagreeing=tuple(disagreeing))

    def _personal_numbers(self, texts: Sequence[str]) -> tuple[Found, ...]:
        return tuple(
            Found(column=self._letters[n], field=self._field_of.get(n, ""), hit=hit)
            for n, written in enumerate(texts)
            if (hit := personal_number(written, phone=self._field_of.get(n) == "phone"))
        )

    def _warnings(self) -> tuple[Note, ...]:
        repairs = [Note(code=code, message=_REPAIRS[code]) for code in self._sheet.warnings if code in _REPAIRS]
        login = [
            Note(code="login-used", column=self._layout.letter(name), message=_LOGIN_USED)
            for name in self._layout.login_used
        ]
        return (*repairs, *login)


_LOGIN_USED = text("No question asks for this, so what the form tool knows of the one who was logged in is used.")
_REPAIRS = {
    "mojibake": text("Letters were garbled (Ã¥ for å) and have been mended; look at the names."),
    "encoding-guessed": text("The file does not say how its letters are coded; look at the names."),
    "lost-characters": text("Some letters were lost before the file came here; look at the names."),
    "quotes-repaired": text("The quotation marks in the file do not pair up; look at the rows around them."),
}
