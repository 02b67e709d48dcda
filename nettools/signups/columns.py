"""Which heading means which field, and which answer means what: the rules of config/signup_columns.toml as values."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from nettools.domain.people import Role, TargetGroup
from nettools.domain.schools import SchoolForm
from nettools.errors import Place, Problem
from nettools.language import Text, text
from nettools.signups.folding import fold, plain

_M = TypeVar("_M")

FILE = "config/signup_columns.toml"

_SIGN_UP_FIELDS = frozenset(
    [
        "submitted",
        "started",
        "email",
        "name",
        "given_name",
        "family_name",
        "role",
        "phone",
        "unit",
        "unit_code",
        "authority",
        "municipality",
        "school_forms",
        "terms",
        "protected",
    ]
)
_COMPANION_FIELDS = frozenset(
    [
        "submitted",
        "started",
        "email",
        "name",
        "given_name",
        "family_name",
        "group",
        "profession",
        "principal_email",
        "principal_name",
        "unit",
        "unit_code",
        "municipality",
        "protected",
    ]
)
_UNIT_FIELDS = frozenset(["unit", "unit_code", "municipality", "authority", "school_forms"])


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingRules:
    """The headings of one kind of file: `exact` and `beginnings` are folded spellings, each with its field."""

    exact: Mapping[str, str] = field(default_factory=dict)
    beginnings: tuple[tuple[str, str], ...] = ()

    def field_of(self, heading: str) -> str:
        """The field that a folded heading means, or nothing."""
        if heading in self.exact:
            return self.exact[heading]
        return next((name for start, name in self.beginnings if heading.startswith(start)), "")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)  # thousands of words help nobody in a message
class ColumnRules:
    """All of config/signup_columns.toml. Spellings are folded; see the comments in that file."""

    sign_ups: HeadingRules = HeadingRules()
    companions: HeadingRules = HeadingRules()
    units: HeadingRules = HeadingRules()
    reason_heading: str = "Att rätta"
    ignored: frozenset[str] = frozenset()
    login: frozenset[str] = frozenset()
    login_marks: frozenset[str] = frozenset()
    anonymous: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    empty_signs: frozenset[str] = frozenset()
    test: frozenset[str] = frozenset()
    totals: frozenset[str] = frozenset()
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    one_term: frozenset[str] = frozenset()
    two_terms: frozenset[str] = frozenset()
    protected: tuple[str, ...] = ()
    negations: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    roles: Mapping[str, Role] = field(default_factory=dict)
    other_roles: frozenset[str] = frozenset()
    target_groups: Mapping[str, TargetGroup] = field(default_factory=dict)
    school_forms: Mapping[str, tuple[SchoolForm, ...]] = field(default_factory=dict)
    unit_kinds: Mapping[str, str] = field(default_factory=dict)
    opposites: tuple[frozenset[str], ...] = ()
    municipalities: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, object]) -> tuple["ColumnRules", list[Problem]]:
        """The rules from the file's content, and every problem with it by its key."""
        reader = _Reader()
        files, answers = reader.table(mapping, "files"), reader.table(mapping, "answers")
        names = reader.table(mapping, "unit_names", under="")
        roles = reader.table(answers, "roles", under="answers")
        rules = cls(
            sign_ups=reader.headings(mapping, "sign_ups", _SIGN_UP_FIELDS),
            companions=reader.headings(mapping, "companions", _COMPANION_FIELDS),
            units=reader.headings(mapping, "units", _UNIT_FIELDS),
            reason_heading=reader.word(files, "reason_heading", under="files"),
            empty_signs=frozenset(word for word in reader.raw(files, "empty", under="files") if not fold(word)),
            **{name: reader.words(files, name, under="files") for name in _FILE_WORDS},
            **{name: reader.words(answers, name, under="answers") for name in _ANSWER_WORDS},
            protected=tuple(sorted(reader.words(answers, "protected", under="answers"))),
            roles=reader.meanings({k: v for k, v in roles.items() if k != "other"}, "answers.roles", Role),
            other_roles=reader.words(roles, "other", under="answers.roles"),
            target_groups=reader.meanings(
                reader.table(answers, "target_groups", under="answers"), "answers.target_groups", TargetGroup
            ),
            school_forms=reader.forms(reader.table(answers, "school_forms", under="answers")),
            unit_kinds=reader.meanings(reader.table(names, "kinds", under="unit_names"), "unit_names.kinds", str),
            opposites=reader.rows(names, "opposites", under="unit_names"),
            municipalities=reader.municipalities(reader.table(mapping, "municipalities")),
        )
        reader.refuse_unknown(mapping, _TABLES, under="")
        return rules, reader.problems


_TABLES = frozenset({"files", "sign_ups", "companions", "units", "answers", "unit_names", "municipalities"})
_FILE_WORDS = ("ignored", "login", "login_marks", "anonymous", "empty", "test", "totals")
_ANSWER_WORDS = ("yes", "no", "one_term", "two_terms", "negations", "fillers", "others")
_MUNICIPALITY = re.compile(r"(\d{4}) (\S.*)")


class _Reader:
    """Takes the parts out of the file's content and notes what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def table(self, mapping: Mapping[str, object], name: str, *, under: str = "") -> Mapping[str, object]:
        value = mapping.get(name, {})
        if isinstance(value, Mapping):
            return value
        self._wrong(_key(under, name), text("This must be a table with keys of its own."))
        return {}

    def raw(self, mapping: Mapping[str, object], name: str, *, under: str) -> list[str]:
        value = mapping.get(name, [])
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            return value
        self._wrong(_key(under, name), text('This must be a list of words, each in quotation marks: ["ja", "yes"].'))
        return []

    def words(self, mapping: Mapping[str, object], name: str, *, under: str) -> frozenset[str]:
        return frozenset(filter(None, map(fold, self.raw(mapping, name, under=under))))

    def word(self, mapping: Mapping[str, object], name: str, *, under: str) -> str:
        value = mapping.get(name, ColumnRules.__dataclass_fields__[name].default)
        if isinstance(value, str) and fold(value):
            return value
        self._wrong(_key(under, name), text("This must be a word in quotation marks."))
        return ""

    def rows(self, mapping: Mapping[str, object], name: str, *, under: str) -> tuple[frozenset[str], ...]:
        value = mapping.get(name, [])
        if isinstance(value, list) and all(isinstance(row, list) for row in value):
            lists = {str(number): row for number, row in enumerate(value, 1)}
            return tuple(self.words(lists, number, under=_key(under, name)) for number in lists)
        self._wrong(_key(under, name), text('This must be a list of lists of words: [["övre", "nedre"]].'))
        return ()

    def headings(self, mapping: Mapping[str, object], name: str, known: frozenset[str]) -> HeadingRules:
        under = f"{name}.headings"
        table = self.table(self.table(mapping, name), "headings", under=name)
        self.refuse_unknown(table, known, under=under)
        exact: dict[str, str] = {}
        beginnings: list[tuple[str, str]] = []
        for field_name in filter(known.__contains__, table):
            for spelling in self.raw(table, field_name, under=under):
                if spelling.endswith("*"):
                    beginnings.append((fold(spelling), field_name))
                elif exact.setdefault(fold(spelling), field_name) != field_name:
                    self._twice(_key(under, field_name), spelling, exact[fold(spelling)])
        return HeadingRules(exact=exact, beginnings=tuple(beginnings))

    def meanings(self, table: Mapping[str, object], under: str, meaning: Callable[[str], _M]) -> dict[str, _M]:
        found: dict[str, _M] = {}
        for name, value in self._known(table, under, meaning):
            for spelling in self.raw(table, name, under=under):
                if found.setdefault(fold(spelling), value) != value:
                    self._twice(_key(under, name), spelling, str(found[fold(spelling)]))
        return found

    def forms(self, table: Mapping[str, object]) -> dict[str, tuple[SchoolForm, ...]]:
        found: dict[str, tuple[SchoolForm, ...]] = {}
        under = "answers.school_forms"
        for name, form in self._known(table, under, SchoolForm):
            for spelling in self.words(table, name, under=under):
                found[spelling] = (*found.get(spelling, ()), form)
        return found

    def municipalities(self, table: Mapping[str, object]) -> dict[str, str]:
        """Codes by name as written, and by the folded name where it is one municipality's alone (not Habo, Håbo)."""
        found: dict[str, str] = {}
        folded: dict[str, set[str]] = {}
        for entry in self.raw(table, "codes", under="municipalities"):
            if match := _MUNICIPALITY.fullmatch(entry):
                found[plain(match[2])] = match[1]
                folded.setdefault(fold(match[2]), set()).add(match[1])
            else:
                self._wrong("municipalities.codes", text('Write four digits and the name: "0780 Växjö".'))
        return {**{name: codes.pop() for name, codes in folded.items() if len(codes) == 1}, **found}

    def refuse_unknown(self, table: Mapping[str, object], known: frozenset[str], *, under: str) -> None:
        for name in sorted(set(table) - known):
            self._wrong(
                _key(under, name), text("There is no such key; known are {known}.", known=", ".join(sorted(known)))
            )

    def _known(self, table: Mapping[str, object], under: str, meaning: Callable[[str], _M]) -> Iterator[tuple[str, _M]]:
        for name in table:
            try:
                yield name, meaning(name)
            except ValueError:
                self._wrong(_key(under, name), text("There is no such key."))

    def _twice(self, key: str, spelling: str, other: str) -> None:
        self._wrong(key, text('"{spelling}" already means {other}.', spelling=spelling, other=other))

    def _wrong(self, key: str, message: Text) -> None:
        self.problems.append(Problem(code="settings", message=message, place=Place(file=FILE, key=key)))


def _key(under: str, name: str) -> str:
    return f"{under}.{name}" if under else name
