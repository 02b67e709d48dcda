"""One open database: an alias that Django knows it by, and a connection per thread."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import count
from typing import Any, TypeAlias, TypeVar

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet

from nettools.errors import RefusedError
from nettools.language import text
from nettools.store.failures import said_plainly
from nettools.store.locks import HeldError, Locks

Row = TypeVar("Row", bound=Model)
Value: TypeAlias = str | int | datetime | None

_numbers = count(1)


def register(description: dict[str, Any]) -> str:
    """Tell Django of a database, described as in its DATABASES setting; the alias it got."""
    alias = f"store-{next(_numbers)}"
    complete = connections.configure_settings({"default": {}, alias: description})
    connections.settings[alias] = complete[alias]
    return alias


@dataclass(slots=True)
class ThreadConnections:
    """The connections that threads have opened to one database: Django keeps one per thread, but closes none."""

    alias: str
    _opened: list[tuple[threading.Thread, BaseDatabaseWrapper]] = field(default_factory=list)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def watch(self) -> None:
        """Note every connection from now on."""
        connection_created.connect(self._note, weak=False, dispatch_uid=self.alias)

    def close(self) -> None:
        """Close them all and forget the database."""
        connection_created.disconnect(dispatch_uid=self.alias)
        with self._guard:
            for _thread, connection in self._opened:
                _close_from_any_thread(connection)
            self._opened.clear()
        with suppress(AttributeError):  # this thread may never have used it
            del connections[self.alias]
        connections.settings.pop(self.alias, None)

    def _note(self, connection: BaseDatabaseWrapper, **_others: object) -> None:
        if connection.alias == self.alias:
            with self._guard:
                self._close_left()
                self._opened.append((threading.current_thread(), connection))

    def _close_left(self) -> None:
        """Close what ended threads left open, so that a long-lived process does not collect connections."""
        for thread, connection in self._opened:
            if not thread.is_alive():
                _close_from_any_thread(connection)
        self._opened = [(thread, it) for thread, it in self._opened if it.connection is not None]


def _close_from_any_thread(connection: BaseDatabaseWrapper) -> None:
    connection.inc_thread_sharing()
    try:
        connection.close()
    finally:
        connection.dec_thread_sharing()


@dataclass(frozen=True, slots=True)
class Database:
    """What the nouns of the store work with."""

    connections: ThreadConnections
    locks: Locks

    def rows(self, model: type[Row]) -> QuerySet[Row]:
        """All rows of a table, in this database."""
        return model._default_manager.using(self.connections.alias)  # noqa: SLF001 - Django's documented name

    def execute(self, statement: str, *values: Value) -> int:
        """Carry out a statement in SQL that both databases know; how many rows it changed.

        For what is done for every letter and every call while a server waits: Django takes several times as long to put
        such a statement together as the database to carry it out.
        """
        with self._answered(statement, values) as cursor:
            return int(cursor.rowcount)

    def execute_many(self, statement: str, rows: Iterable[Sequence[Value]]) -> None:
        """Carry out a statement in SQL once for each row of values; for the same cases as `execute`."""
        connection = connections[self.connections.alias]
        adapted = cache(connection.ops.adapt_datetimefield_value)  # many rows are of one moment
        with connection.cursor() as cursor:
            cursor.executemany(
                statement, [[adapted(it) if isinstance(it, datetime) else it for it in values] for values in rows]
            )

    def first(self, question: str, *values: Value) -> tuple[Any, ...] | None:
        """The first row that answers a question in SQL, or None; for the same cases as `execute`."""
        with self._answered(question, values) as cursor:
            row: tuple[Any, ...] | None = cursor.fetchone()
        return row

    @contextmanager
    def _answered(self, statement: str, values: Sequence[Value]) -> Iterator[CursorWrapper]:
        connection = connections[self.connections.alias]
        with connection.cursor() as cursor:
            adapted = connection.ops.adapt_datetimefield_value
            cursor.execute(statement, [adapted(it) if isinstance(it, datetime) else it for it in values])
            yield cursor

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[None]:
        """All or nothing. A `durable` one is on the disk when it ends, so it refuses to run inside another."""
        with said_plainly(), transaction.atomic(using=self.connections.alias, durable=durable):
            yield

    @contextmanager
    def unhurried_transaction(self) -> Iterator[None]:
        """All or nothing, and safe when this process dies; a power cut at once afterwards may undo it as a whole.

        For notes whose loss is told: it does not wait for the disk. Refuses to run inside another transaction.
        """
        connection = connections[self.connections.alias]
        if connection.in_atomic_block:
            raise RuntimeError("an unhurried transaction inside another")
        sqlite = connection.vendor == "sqlite"
        with said_plainly(), connection.cursor() as cursor:
            if sqlite:  # in the WAL, NORMAL leaves the disk to the next that is FULL
                cursor.execute("PRAGMA synchronous = NORMAL")
            try:
                with transaction.atomic(using=self.connections.alias, durable=True):
                    if not sqlite:
                        cursor.execute("SET LOCAL synchronous_commit = off")
                    yield
            finally:
                if sqlite:
                    cursor.execute("PRAGMA synchronous = FULL")

    def upsert(self, rows: Sequence[Row], key: tuple[str, ...]) -> None:
        """Insert the rows; where one with the same key stands, give it the new values."""
        if not rows:
            return
        fields = [one.name for one in rows[0]._meta.concrete_fields]  # noqa: SLF001 - Django's documented name
        self.rows(type(rows[0])).bulk_create(
            rows,
            batch_size=1000,
            update_conflicts=True,
            unique_fields=key,
            update_fields=[name for name in fields if name not in {"id", *key}],
        )

    @contextmanager
    def lock(self, name: str, patience: float = 0) -> Iterator[None]:
        """Hold the lock `name` of this database, waiting for it at most `patience` seconds."""
        try:
            with said_plainly(), self.locks.held(name, patience):
                yield
        except HeldError:
            message = text("Another nettools is at work here ({name}). Wait until it is done.", name=name)
            raise RefusedError(message, code="busy") from None

    def close(self) -> None:
        """Close the connections of all threads."""
        self.connections.close()
