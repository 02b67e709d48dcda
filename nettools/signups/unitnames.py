"""Is it the same unit? The same name in the same municipality is; a name that is merely alike is asked about."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from nettools.domain.schools import Unit
from nettools.signups.columns import ColumnRules
from nettools.signups.folding import fold, same_words

# Shares of letters that two names have in common, in order: without the words for their kind, and whole.
_ALIKE = 0.85
_NEARLY_THE_SAME = 0.92
_SHARED = 0.4  # of the shorter name's three-letter pieces, before anything dearer is computed
_MOST_CANDIDATES = 3
_RAREST = 7
_COMMON = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A unit's name taken apart: `whole` without spaces, `core` without the words for its kind, `kinds`, numbers."""

    whole: str
    core: str
    kinds: frozenset[str]
    numbers: tuple[str, ...]
    pieces: frozenset[str]
    sides: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """`same` is the unit itself; else `alike` are units that it may be, the likeliest first; else it is new."""

    same: Unit | None = None
    alike: tuple[Unit, ...] = ()
    code: str = ""


class UnitRegister:
    """The units that are known, by key, code and name."""

    def __init__(self, units: Iterable[Unit], rules: ColumnRules) -> None:
        self._rules = rules
        self._sides = {word: (n, word) for n, words in enumerate(rules.opposites) for word in words}
        self._apart: dict[str, Name] = {}
        self._by_key: dict[str, Unit] = {}
        self._by_code: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._names: dict[str, Name] = {}
        self._by_piece: dict[tuple[str, tuple[str, ...], str], list[str]] = defaultdict(list)
        for unit in units:
            self.put(unit)

    def get(self, key: str) -> Unit | None:
        """The unit with this key, if it is known."""
        return self._by_key.get(key)

    def put(self, unit: Unit) -> None:
        """Know this unit, or its new facts."""
        if unit.code:
            self._by_code[unit.code] = unit.key
        if unit.key not in self._by_key:
            self._by_name[fold(unit.name)].append(unit.key)
            self._names[unit.key] = name = self._take_apart(unit.name)
            for piece in name.pieces:
                self._by_piece[unit.municipality_code, name.numbers, piece].append(unit.key)
                self._by_piece["*", name.numbers, piece].append(unit.key)
        self._by_key[unit.key] = unit

    def find(self, name: str, code: str, municipality: str) -> Match:
        """Which unit it is: by its code, else by name and municipality, else those that are alike."""
        if code and (known := self._by_code.get(code)):
            unit = self._by_key[known]
            if self._alike(self._take_apart(name), self._names[known]):
                return Match(same=unit)
            return Match(alike=(unit,), code="unit-name-differs")
        for key in self._by_name.get(fold(name), ()):
            unit = self._by_key[key]
            if same_words(unit.name, name) and unit.municipality_code == municipality:
                if code and unit.code:
                    return Match(alike=(unit,), code="unit-code-differs")
                return Match(same=unit)
        alike = self._all_alike(name, code, municipality)
        return Match(alike=alike, code="unit-alike" if alike else "")

    def new_key(self, name: str, municipality: str) -> str:
        """A key that no unit has: the name in plain letters, and the municipality's code."""
        parts = [*fold(name).split(), *([municipality] if municipality else [])]
        plain = "-".join("".join(c for c in part if c.isascii() and c.isalnum()) for part in parts)
        stem = "-".join(filter(None, plain[:80].split("-"))) or "enhet"
        key, number = stem, 1
        while key in self._by_key:
            number += 1
            key = f"{stem}-{number}"
        return key

    def _all_alike(self, written: str, code: str, municipality: str) -> tuple[Unit, ...]:
        name = self._take_apart(written)
        found = []
        for key in self._neighbours(name, municipality):
            unit, other = self._by_key[key], self._names[key]
            shared = len(name.pieces & other.pieces)
            if shared < _SHARED * min(len(name.pieces), len(other.pieces)) or (
                code and unit.code and code != unit.code
            ):
                continue
            if self._alike(name, other):
                found.append((-_ratio(name.core, other.core), key))
        return tuple(self._by_key[key] for _, key in sorted(found)[:_MOST_CANDIDATES])

    def _neighbours(self, name: Name, municipality: str) -> set[str]:
        """Units that share one of the name's rarest pieces, in the same municipality or where one is not known.

        Two letters wrong spoil six pieces at most, so a name that is alike shares one of the seven rarest; and a
        piece that very many share tells nothing.
        """
        found: set[str] = set()
        for where in (municipality, "") if municipality else ("*",):
            lists = [self._by_piece.get((where, name.numbers, piece), []) for piece in name.pieces]
            lists = sorted(filter(None, lists), key=len)
            rare = [keys for keys in lists[:_RAREST] if len(keys) <= _COMMON]
            for keys in rare or lists[:1]:
                found.update(keys[-_COMMON:])
        return found

    def _alike(self, one: Name, other: Name) -> bool:
        if one.whole == other.whole:
            return True
        if one.numbers != other.numbers or (one.kinds and other.kinds and one.kinds != other.kinds):
            return False
        if self._opposed(one.sides, other.sides):
            return False
        if one.core == other.core or _ratio(one.core, other.core) >= _ALIKE:
            return True
        # "Björkförskolan" has its kind within the word
        return not (one.kinds and other.kinds) and _ratio(one.whole, other.whole) >= _NEARLY_THE_SAME

    def _opposed(self, one: frozenset[str], other: frozenset[str]) -> bool:
        """Whether one says east and the other west."""
        first, second = {self._sides[word] for word in one}, {self._sides[word] for word in other}
        return any(row == other_row and word != opposite for row, word in first for other_row, opposite in second)

    def _take_apart(self, written: str) -> Name:
        if written not in self._apart:
            self._apart[written] = self._name(written)
        return self._apart[written]

    def _name(self, written: str) -> Name:
        words = fold(written).split()
        kinds = frozenset(self._rules.unit_kinds[word] for word in words if word in self._rules.unit_kinds)
        rest = [word for word in words if word not in self._rules.unit_kinds] or words
        core = "".join(rest)
        sides = frozenset(word for word in self._sides if core.startswith(word))
        numbers = tuple(word for word in rest if any(c.isdigit() for c in word))
        return Name(whole="".join(words), core=core, kinds=kinds, numbers=numbers, pieces=_pieces(core), sides=sides)


def _pieces(core: str) -> frozenset[str]:
    framed = f"^{core}$"
    return frozenset(framed[n : n + 3] for n in range(max(len(framed) - 2, 1)))


def _ratio(one: str, other: str) -> float:
    return ratio(one, other) / 100
