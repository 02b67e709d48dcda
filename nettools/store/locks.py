"""Locks that die with their holder: a locked file beside the SQLite file, an advisory lock in PostgreSQL."""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from django.db import OperationalError, connections
from django.db.backends.utils import CursorWrapper
from filelock import FileLock, Timeout

from nettools.store.failures import unreachable


class HeldError(Exception):
    """Someone else still holds the lock."""


class Locks(Protocol):
    """How a database keeps others out."""

    def held(self, name: str, patience: float) -> AbstractContextManager[None]:
        """Hold the lock `name`, waiting at most `patience` seconds for it, or raise HeldError."""


class FileLocks:
    """Locks of a SQLite database: the operating system frees a locked file when the process that locked it ends."""

    def __init__(self, database: Path) -> None:
        self._database = database

    @contextmanager
    def held(self, name: str, patience: float) -> Iterator[None]:
        """See Locks."""
        lock = FileLock(self._database.with_name(f"{self._database.name}.{quote(name, safe=' ')}.lock"))
        try:
            lock.acquire(timeout=patience)
        except Timeout:
            raise HeldError(name) from None
        except OSError:
            raise unreachable() from None
        try:
            yield
        finally:
            lock.release()


class AdvisoryLocks:
    """Locks of a PostgreSQL database: the server frees an advisory lock when the connection that took it ends.

    Each lock has a connection of its own, since one connection may take the same lock twice.
    """

    def __init__(self, alias: str) -> None:
        self._alias = alias

    @contextmanager
    def held(self, name: str, patience: float) -> Iterator[None]:
        """See Locks."""
        connection = connections[self._alias].copy()
        try:
            with connection.cursor() as cursor:
                _take(cursor, name, patience)
            yield
        finally:
            connection.close()


def _take(cursor: CursorWrapper, name: str, patience: float) -> None:
    number = int.from_bytes(hashlib.sha256(f"nettools/{name}".encode()).digest()[:8], signed=True)
    if not patience:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        if cursor.fetchone() != (True,):
            raise HeldError(name)
        return
    most = max(1, round(patience * 1000))  # nothing would be for ever
    cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{most}ms"])
    try:
        cursor.execute("SELECT pg_advisory_lock(%s)", [number])
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == "55P03":  # lock_not_available
            raise HeldError(name) from None
        raise
