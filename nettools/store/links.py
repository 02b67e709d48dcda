"""Links: our key for each remote thing, its id there, what was last sent, and what we still await an answer to."""

from collections.abc import Iterable
from dataclasses import dataclass

from nettools.changes.memory import Action, Intent, Link, System
from nettools.store import models
from nettools.store.columns import as_json, from_json, portions, utc
from nettools.store.connection import Database, Value
from nettools.store.failures import said_plainly

_KEEP = (
    'INSERT INTO store_link (system, "key", term, kind, remote_id, sent, made, intent_action, intent_fields,'
    " intent_noted)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
    ' ON CONFLICT (system, "key") DO UPDATE SET term = excluded.term, kind = excluded.kind,'
    " remote_id = excluded.remote_id, sent = excluded.sent, made = excluded.made,"
    " intent_action = excluded.intent_action, intent_fields = excluded.intent_fields,"
    " intent_noted = excluded.intent_noted"
)


@dataclass(frozen=True, slots=True)
class Links:
    """The memory of the sync core. A key means one thing in a system."""

    _database: Database

    @said_plainly()
    def of(self, term: str) -> tuple[Link, ...]:
        """The links of a term (`HT26`), or of people, who belong to no term (an empty text), by system and key."""
        rows = self._database.rows(models.Link).filter(term=term)
        return tuple(sorted(map(_link, rows), key=lambda link: (link.system, link.key)))

    def note_intents(self, links: Iterable[Link]) -> None:
        """Before calls are made: keep the links with their intents. They are on the disk when this returns.

        Must not run inside a transaction, or the calls could be made and the intents be forgotten.
        """
        with self._database.transaction(durable=True):
            self._upsert(links)

    def save(self, links: Iterable[Link]) -> None:
        """After answers: keep the links as they are now."""
        with self._database.transaction():
            self._upsert(links)

    def forget(self, keys: Iterable[str], system: System) -> None:
        """Drop the links of things that are gone from a system; unknown keys are none of our business."""
        with self._database.transaction():
            for portion in portions([*keys]):
                self._database.rows(models.Link).filter(system=system.value, key__in=portion).delete()

    def _upsert(self, links: Iterable[Link]) -> None:
        self._database.execute_many(_KEEP, map(_row, links))


def _link(row: models.Link) -> Link:
    return Link(
        key=row.key,
        term=row.term,
        system=System(row.system),
        kind=row.kind,
        remote_id=row.remote_id,
        sent=from_json(row.sent),
        made=row.made,
        intent=_intent(row),
    )


def _intent(row: models.Link) -> Intent | None:
    if row.intent_noted is None:
        return None
    return Intent(action=Action(row.intent_action), fields=from_json(row.intent_fields), noted=row.intent_noted)


def _row(link: Link) -> tuple[Value, ...]:
    """Its values, in the order of `_KEEP`."""
    intent = link.intent
    return (
        link.system.value,
        link.key,
        link.term,
        str(link.kind),
        link.remote_id,
        as_json(link.sent),
        link.made,
        intent.action.value if intent else "",
        as_json(intent.fields if intent else {}),
        utc(intent.noted) if intent else None,
    )
