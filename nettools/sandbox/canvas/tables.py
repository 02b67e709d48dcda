"""Tables of the pretend Canvas: rows by id, indexed, counting their changes."""

from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar


class _HasId(Protocol):
    id: int


Row = TypeVar("Row", bound=_HasId)


class Table(Generic[Row]):
    """Rows by id, with an index for each of `keys`. Change a row through `update`, or the indexes go wrong."""

    def __init__(self, kind: Callable[..., Row], *keys: str, first_id: int = 1) -> None:
        self.kind = kind
        self.next_id = first_id
        self.changes = 0
        self.rows: dict[int, Row] = {}
        self._indexes: dict[str, dict[object, dict[int, Row]]] = {key: {} for key in keys}

    def __iter__(self) -> Iterator[Row]:
        return iter(list(self.rows.values()))

    def __len__(self) -> int:
        return len(self.rows)

    def new(self, **fields: object) -> Row:
        """A new row with the next free id."""
        row = self.kind(id=self.next_id, **fields)
        self.put(row)
        return row

    def put(self, row: Row) -> None:
        """A row that has its id already."""
        self.next_id = max(self.next_id, row.id + 1)
        self.rows[row.id] = row
        self._enter(row)
        self.changes += 1

    def get(self, row_id: int | None) -> Row | None:
        """The row with this id."""
        return self.rows.get(row_id) if row_id is not None else None

    def where(self, key: str, value: object) -> list[Row]:
        """The rows whose indexed field `key` is `value`, by id."""
        found = self._indexes[key].get(value, {})
        return [found[row_id] for row_id in sorted(found)]

    def update(self, row: Row, **changes: object) -> Row:
        """Change fields of a row; gives it back."""
        self._leave(row)
        for name, value in changes.items():
            setattr(row, name, value)
        self._enter(row)
        self.changes += 1
        return row

    def _enter(self, row: Row) -> None:
        for key, index in self._indexes.items():
            index.setdefault(getattr(row, key), {})[row.id] = row

    def _leave(self, row: Row) -> None:
        for key, index in self._indexes.items():
            index.get(getattr(row, key), {}).pop(row.id, None)
