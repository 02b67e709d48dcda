"""How two change sets of one term differ, when what was looked at is not what would be done now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

ChangeRow = Mapping[str, object]  # a change as `describe.change_as_json` tells it
_Name = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is to be done to one thing, `then` and `now`: create, adopt, update, remove; several at once, or none.

    `fields` are those that are to get another value now.
    """

    system: str
    what: str
    key: str
    label: str
    then: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    @property
    def code(self) -> Literal["new", "gone", "different"]:
        """`new` since then, `gone` (nothing is to be done any more), or `different`."""
        if not self.then:
            return "new"
        return "different" if self.now else "gone"


def differences(then: Iterable[ChangeRow], now: Iterable[ChangeRow]) -> tuple[Difference, ...]:
    """What differs between two lists of changes, whatever their order; the things of `now` first.

    A thing may stand in a list more than once: it is adopted and changed, or an old copy of it is removed.
    """
    before, after = _by_name(then), _by_name(now)
    names = dict.fromkeys([*after, *before])
    return tuple(
        _difference(name, before.get(name, ()), after.get(name, ()))
        for name in names
        if _sorted(before.get(name, ())) != _sorted(after.get(name, ()))
    )


def _by_name(changes: Iterable[ChangeRow]) -> dict[_Name, list[ChangeRow]]:
    found: dict[_Name, list[ChangeRow]] = {}
    for change in changes:
        found.setdefault((str(change["system"]), str(change["what"]), str(change["key"])), []).append(change)
    return found


def _sorted(changes: Sequence[ChangeRow]) -> list[ChangeRow]:
    return sorted(changes, key=lambda change: (str(change["kind"]), str(change["remote_id"])))


def _difference(name: _Name, before: Sequence[ChangeRow], after: Sequence[ChangeRow]) -> Difference:
    system, what, key = name
    old, new = _values(before), _values(after)
    return Difference(
        system=system,
        what=what,
        key=key,
        label=str([*before, *after][-1]["label"]),
        then=tuple(str(change["kind"]) for change in before),
        now=tuple(str(change["kind"]) for change in after),
        fields=tuple(field for field in dict.fromkeys([*new, *old]) if old.get(field) != new.get(field))
        if before and after
        else (),
    )


def _values(changes: Sequence[ChangeRow]) -> dict[str, object]:
    values: dict[str, object] = {}
    for change in changes:
        fields = change["fields"]
        values.update(fields if isinstance(fields, Mapping) else {})
    return values
