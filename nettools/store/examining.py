"""A look at a database that changes nothing: neither its file nor its tables are made or brought up to date."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from nettools.store.connection import ThreadConnections, register
from nettools.store.failures import said_plainly, unreachable
from nettools.store.migrating import known_steps
from nettools.store.opening import SQLITE, described


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What a database is like.

    `file` and `free` (bytes) are of a SQLite file's disk, None elsewhere. `there` is False for a file that the first
    command will make. `missing` steps are carried out when it is next opened; one that is `unknown` was made by a
    newer nettools.
    """

    file: Path | None = None
    free: int | None = None
    there: bool = True
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def examined(url: str) -> Examined:
    """See nettools.store.examine."""
    description = described(url)
    file = Path(description["NAME"]).resolve() if description["ENGINE"] == SQLITE else None
    free = shutil.disk_usage(file.parent).free if file and file.parent.is_dir() else None
    if file and file.exists() and not file.is_file():
        raise unreachable()
    if file and not (file.is_file() and file.stat().st_size):
        return Examined(file=file, free=free, there=False, missing=tuple(sorted(known_steps())))
    done = _steps_done(_for_reading(description, file))
    return Examined(
        file=file,
        free=free,
        missing=tuple(sorted(known_steps() - done)),
        unknown=tuple(sorted(done - known_steps())),
    )


def _for_reading(description: dict[str, Any], file: Path | None) -> dict[str, Any]:
    if file is None:
        return {**description, "OPTIONS": {**description.get("OPTIONS", {}), "connect_timeout": 10}}
    # A file that nobody has open is read as it stands: opening it in the usual way would make its companions.
    in_use = file.with_name(f"{file.name}-wal").exists()
    manner = "mode=ro" if in_use else "mode=ro&immutable=1"
    return {"ENGINE": SQLITE, "NAME": f"{file.as_uri()}?{manner}", "OPTIONS": {"uri": True, "timeout": 5}}


def _steps_done(description: dict[str, Any]) -> set[str]:
    opened = ThreadConnections(register(description))
    opened.watch()
    try:
        with said_plainly():
            applied = MigrationRecorder(connections[opened.alias]).applied_migrations()
    finally:
        opened.close()
    return {name for app, name in applied if app == "store"}
