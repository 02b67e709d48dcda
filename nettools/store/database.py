"""The store as other rooms see it. Nothing here loads Django."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nettools.store.calendars import Calendars
    from nettools.store.connection import Database
    from nettools.store.drafts import Drafts
    from nettools.store.feedback import Feedbacks
    from nettools.store.journal import Journal
    from nettools.store.links import Links
    from nettools.store.meeting_groups import Groups
    from nettools.store.outbox import Outbox
    from nettools.store.placements import Placements
    from nettools.store.protected import Protected
    from nettools.store.registrations import Registrations
    from nettools.store.sendings import Sendings
    from nettools.store.supervisions import Supervisions
    from nettools.store.units import Units


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """An open database. Each noun can be used from any thread; every thread has its own connection."""

    units: "Units"
    registrations: "Registrations"
    protected: "Protected"
    placements: "Placements"
    links: "Links"
    outbox: "Outbox"
    sendings: "Sendings"
    calendars: "Calendars"
    journal: "Journal"
    drafts: "Drafts"
    feedback: "Feedbacks"
    groups: "Groups"
    supervisions: "Supervisions"
    database: "Database"

    def transaction(self) -> AbstractContextManager[None]:
        """All that this thread saves inside happens, or nothing of it. May be nested.

        What must be durable before a call is made (intents, `begin_sending`) refuses to run inside.
        """
        return self.database.transaction()

    def unhurried_transaction(self) -> AbstractContextManager[None]:
        """The same, but a power cut at once afterwards may undo it as a whole. Cannot be nested."""
        return self.database.unhurried_transaction()

    def lock(self, name: str, patience: float = 0) -> AbstractContextManager[None]:
        """Be the only one in this database doing `name`. The lock is free again if its holder dies.

        Raises RefusedError (code `busy`) when someone else, this process included, holds it for `patience` seconds.
        """
        return self.database.lock(name, patience)

    def close(self) -> None:
        """Close the connections of all threads; call it when they are done."""
        self.database.close()
