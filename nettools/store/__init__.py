"""The memory: units, registrations, placements, links, the outbox, the journal and drafts, in SQLite or PostgreSQL.

In: a database URL, and frozen values to keep. Out: the same values again, times in UTC, durable when a call returns.
Never: lets a Django model or a database's own error out, decides anything, or loads Django before a store is opened.
"""

from typing import TYPE_CHECKING

from nettools.store.database import Store

if TYPE_CHECKING:
    from nettools.store.examining import Examined

__all__ = ["Store", "examine", "open_store"]


def open_store(url: str) -> Store:
    """Open the database at `url` (`sqlite:////home/nettools.sqlite3`, `postgresql://…`) and bring it up to date.

    Raises SettingsError when the URL cannot be used, RefusedError (code `newer-database`) when a newer nettools
    wrote the database, and StoreError when it cannot be reached, read or written.
    """
    from nettools.store.orm import set_up  # noqa: PLC0415 - loads Django, so only when a store is wanted

    set_up()
    from nettools.store.opening import opened  # noqa: PLC0415 - its models can be made only now

    return opened(url)


def examine(url: str) -> "Examined":
    """Look at the database at `url` without making or changing anything.

    Raises SettingsError when the URL cannot be used, and StoreError when it cannot be reached or read.
    """
    from nettools.store.orm import set_up  # noqa: PLC0415 - as above

    set_up()
    from nettools.store.examining import examined  # noqa: PLC0415 - as above

    return examined(url)
