"""The journal: who ran what, and what each step did. Keys and counts only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from nettools.domain.journal import JournalEntry, RunEntry
from nettools.domain.terms import Term
from nettools.store import models
from nettools.store.columns import as_json, from_json, utc
from nettools.store.connection import Database
from nettools.store.failures import said_plainly

_NOTE = (
    'INSERT INTO store_journalentry (run_id, system, action, "key", at, outcome, kind, undo)'
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)


@dataclass(frozen=True, slots=True)
class Journal:
    """Runs of commands, and their steps."""

    _database: Database

    def open_run(self, command: str, term: Term | None, who: str, at: datetime) -> int:
        """Note that `who` starts a command; the number of the run."""
        row = models.JournalRun(command=command, term=str(term or ""), who=who, opened=utc(at), counts=as_json({}))
        with self._database.transaction():
            row.save(using=self._database.connections.alias, force_insert=True)
        return row.id

    @said_plainly()
    def note(  # noqa: PLR0917 - the columns of a journal, in their order
        self, run: int, system: str, action: str, key: str, at: datetime, outcome: str
    ) -> None:
        """Note one step of a run: what was done in a system to the thing with our key, and how it went."""
        self._database.execute(_NOTE, run, str(system), str(action), key, utc(at), str(outcome), "", "")

    def note_all(self, run: int, steps: Iterable[JournalEntry]) -> None:
        """Note several steps of a run, in their order."""
        rows = [
            (
                run,
                str(step.system),
                str(step.action),
                step.key,
                utc(step.at),
                str(step.outcome),
                str(step.kind),
                as_json(step.undo) if step.undo else "",
            )
            for step in steps
        ]
        with self._database.transaction():
            self._database.execute_many(_NOTE, rows)

    def close_run(self, run: int, at: datetime, exit_status: int, counts: Mapping[str, int]) -> None:
        """Note how a run ended. Raises KeyError when there is no such run."""
        with self._database.transaction():
            rows = self._database.rows(models.JournalRun).filter(id=run)
            if not rows.update(closed=utc(at), exit_status=exit_status, counts=as_json(counts)):
                raise KeyError(run)

    @said_plainly()
    def runs(self, limit: int | None) -> tuple[RunEntry, ...]:
        """The latest runs, the newest first; all of them when `limit` is None."""
        return tuple(map(_run, self._database.rows(models.JournalRun).order_by("-id")[:limit]))

    @said_plainly()
    def entries(self, run: int) -> tuple[JournalEntry, ...]:
        """The steps of a run, in order."""
        return tuple(map(_entry, self._database.rows(models.JournalEntry).filter(run_id=run).order_by("id")))

    @said_plainly()
    def entries_since(self, moment: datetime, kind: str) -> tuple[JournalEntry, ...]:
        """The steps of all runs since a moment that were about things of this kind, in order."""
        rows = self._database.rows(models.JournalEntry).filter(at__gte=utc(moment), kind=str(kind))
        return tuple(map(_entry, rows.order_by("id")))


def _run(row: models.JournalRun) -> RunEntry:
    return RunEntry(
        run=row.id,
        command=row.command,
        term=Term.parse(row.term) if row.term else None,
        who=row.who,
        opened=row.opened,
        closed=row.closed,
        exit_status=row.exit_status,
        counts=from_json(row.counts),
    )


def _entry(row: models.JournalEntry) -> JournalEntry:
    return JournalEntry(
        system=row.system,
        action=row.action,
        key=row.key,
        at=row.at,
        outcome=row.outcome,
        kind=row.kind,
        undo=from_json(row.undo) if row.undo else {},
    )
