"""The memory: units, registrations, placements, links, the outbox, the journal and drafts, in SQLite or PostgreSQL.

In: a database URL, and frozen values to keep. Out: the same values again, times in UTC, durable when a call returns.
Never: lets a Django model or a database's own error out, decides anything, or loads Django before a store is opened.
"""

from nettools.store.database import Store, open_store

__all__ = ["Store", "open_store"]
