"""What the database complains of, said so that the one who can mend it understands.

The database's own sentence is never passed on: PostgreSQL quotes the values that it refused, and those are
personal data. Its code is.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.utils import Error, ProgrammingError

from nettools.errors import NettoolsError
from nettools.language import Text, text

# What each kind of code begins with: SQLite's names, PostgreSQL's SQLSTATE. `none` is a server that gave no answer.
_BEGINNINGS = {
    "database-busy": ("SQLITE_BUSY", "SQLITE_LOCKED", "40001", "40P01", "53300", "55P03"),
    "database-full": ("SQLITE_FULL", "53100"),
    "database-damaged": ("SQLITE_CORRUPT", "SQLITE_NOTADB", "XX001", "XX002"),
    "database-unreachable": (
        *("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM", "SQLITE_READONLY"),
        *("08", "28", "3D000", "42501", "57P", "none"),
    ),
}


class StoreError(NettoolsError):
    """The database failed us (exit status 5, as for the other systems). Running the same command again is safe."""

    exit_status = 5


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn the database's errors into ours; also works as a decorator.

    A ProgrammingError is a fault in our code and holds no values, so it passes as it is.
    """
    try:
        yield
    except ProgrammingError:
        raise
    except Error as error:
        raise _plain(_reason(error.__cause__)) from None  # the cause quotes values


def unreachable() -> StoreError:
    """The file cannot be made or locked."""
    return StoreError(_message("database-unreachable"), code="database-unreachable")


def _reason(cause: BaseException | None) -> str:
    return getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or "none"


def _plain(reason: str) -> NettoolsError:
    for code, beginnings in _BEGINNINGS.items():
        if reason.startswith(beginnings):
            return StoreError(_message(code), code=code)
    return NettoolsError(
        text("The database refused what nettools wanted to save ({reason}). Please report it.", reason=reason),
        code="database",
    )


def _message(code: str) -> Text:
    return {
        "database-busy": text(
            "The database is in use by another program. Nothing of this step was saved; run the same command again."
        ),
        "database-full": text(
            "There is no room left on the database's disk. Nothing of this step was saved; make room, then run the"
            " same command again."
        ),
        "database-damaged": text("The database is damaged, or is no database of nettools. Restore it from a backup."),
        "database-unreachable": text(
            "The database cannot be reached or written. Nothing of this step was saved; see that it runs, that"
            " database.url is right and that nettools may write there, then run the same command again."
        ),
    }[code]
