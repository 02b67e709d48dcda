"""The tables, brought up to what this nettools needs."""

import pkgutil

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from nettools.errors import RefusedError
from nettools.language import text
from nettools.store import migrations


def bring_up_to_date(alias: str) -> None:
    """Carry out the migrations that the database lacks, all or none; the caller holds the lock `opening`.

    Raises RefusedError (code `newer-database`) when it has some that this nettools does not know.
    """
    connection = connections[alias]
    known = known_steps()
    done = {name for app, name in MigrationRecorder(connection).applied_migrations() if app == "store"}
    if unknown := done - known:
        message = text(
            "The database was written by a newer nettools (step {step}). Install that version, or restore a backup.",
            step=max(unknown),
        )
        raise RefusedError(message, code="newer-database")
    if known - done:
        _migrate(connection)


def known_steps() -> set[str]:
    """The migrations that this nettools knows."""
    return {module.name for module in pkgutil.iter_modules(migrations.__path__)}


def _migrate(connection: BaseDatabaseWrapper) -> None:
    """One transaction around all, since Django alone may record a step after having committed it.

    SQLite can only switch foreign keys off outside a transaction, and its tables cannot be altered with them on.
    """
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 - slow to load and seldom needed

    with connection.constraint_checks_disabled(), transaction.atomic(using=connection.alias):
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
