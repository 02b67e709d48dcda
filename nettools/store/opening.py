"""From a URL to an open store whose tables are up to date."""

from pathlib import Path
from typing import Any

import dj_database_url

from nettools.errors import Place, Problem, SettingsError
from nettools.language import Text, text
from nettools.store.calendars import Calendars
from nettools.store.connection import Database, ThreadConnections, register
from nettools.store.database import Store
from nettools.store.drafts import Drafts
from nettools.store.failures import said_plainly, unreachable
from nettools.store.feedback import Feedbacks
from nettools.store.journal import Journal
from nettools.store.links import Links
from nettools.store.locks import AdvisoryLocks, FileLocks
from nettools.store.meeting_groups import Groups
from nettools.store.migrating import bring_up_to_date
from nettools.store.outbox import Outbox
from nettools.store.placements import Placements
from nettools.store.protected import Protected
from nettools.store.registrations import Registrations
from nettools.store.sendings import Sendings
from nettools.store.supervisions import Supervisions
from nettools.store.units import Units

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"

# Readers and the one writer do not stop each other; what is committed survives a power cut; a transaction that will
# write waits for its turn at the start, where waiting is safe, instead of failing in the middle.
_SQLITE_OPTIONS = {
    "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
}

_PATIENCE = 120.0  # seconds to wait while another process brings the same database up to date


def opened(url: str) -> Store:
    """See nettools.store.open_store."""
    database = _database(_with_file(described(url)))
    try:
        with database.lock("opening", _PATIENCE), said_plainly():
            bring_up_to_date(database.connections.alias)
    except BaseException:
        database.close()
        raise
    return _store(database)


def described(url: str) -> dict[str, Any]:
    """The database as Django's settings describe one; nothing is made. Raises SettingsError.

    The URL may hold a password, so no error shows it.
    """
    try:
        description: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=None)}
    except ValueError:  # also when the scheme is unknown
        raise _wrong_url(text("This is not the URL of a SQLite or PostgreSQL database.")) from None
    if description["ENGINE"] == SQLITE:
        description["NAME"] = str(_place(description["NAME"]))
    elif description["ENGINE"] != POSTGRESQL:
        raise _wrong_url(text("nettools keeps its data in SQLite or PostgreSQL only."))
    return description


def _place(name: str) -> Path:
    """Where the SQLite file is, or will be."""
    if name == ":memory:":
        raise _wrong_url(text("The database must be a file: what is in memory would be forgotten."))
    path = Path(name).resolve()
    if not path.parent.is_dir():
        raise _wrong_url(text("The directory that should hold the database does not exist."))
    return path


def _with_file(description: dict[str, Any]) -> dict[str, Any]:
    """The SQLite file is made if it is missing; it holds personal data, so only its owner may read it."""
    if description["ENGINE"] != SQLITE:
        return description
    try:
        Path(description["NAME"]).touch(mode=0o600)
    except OSError:
        raise unreachable() from None
    return {**description, "OPTIONS": {**_SQLITE_OPTIONS, **description.get("OPTIONS", {})}}


def _wrong_url(message: Text) -> SettingsError:
    return SettingsError([Problem(code="database-url", message=message, place=Place(key="database.url"))])


def _database(description: dict[str, Any]) -> Database:
    connections = ThreadConnections(register(description))
    is_file = description["ENGINE"] == SQLITE
    locks = FileLocks(Path(description["NAME"])) if is_file else AdvisoryLocks(connections.alias)
    connections.watch()
    return Database(connections, locks)


def _store(database: Database) -> Store:
    return Store(
        units=Units(database),
        registrations=Registrations(database),
        protected=Protected(database),
        placements=Placements(database),
        links=Links(database),
        outbox=Outbox(database),
        sendings=Sendings(database),
        calendars=Calendars(database),
        journal=Journal(database),
        drafts=Drafts(database),
        feedback=Feedbacks(database),
        groups=Groups(database),
        supervisions=Supervisions(database),
        database=database,
    )
