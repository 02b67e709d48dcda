"""The journal: which commands were run, by whom, when, and what each of them did."""

from dataclasses import dataclass
from itertools import islice

from nettools.domain.journal import JournalEntry, RunEntry
from nettools.domain.terms import Term
from nettools.errors import InputError, Problem
from nettools.jobs.tools import Tools
from nettools.language import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """The newest runs, newest first; or one run with its entries, in order."""

    runs: tuple[RunEntry, ...]
    entries: tuple[JournalEntry, ...] = ()

    def as_json(self) -> dict[str, object]:
        """As `nettools journal --json` prints it."""
        return {
            "runs": [
                {
                    "run": run.run,
                    "command": run.command,
                    "term": str(run.term) if run.term else None,
                    "who": run.who,
                    "opened": run.opened.isoformat(),
                    "closed": run.closed.isoformat() if run.closed else None,
                    "exit": run.exit_status,
                    "counts": dict(run.counts),
                }
                for run in self.runs
            ],
            "entries": [
                {
                    "system": entry.system,
                    "action": entry.action,
                    "key": entry.key,
                    "at": entry.at.isoformat(),
                    "outcome": entry.outcome,
                    "what": entry.kind,
                    "label": str(entry.undo.get("label") or ""),
                }
                for entry in self.entries
            ],
        }


def newest(tools: Tools, limit: int, term: Term | None = None) -> Journal:
    """The newest `limit` runs, of one term if it is given."""
    if term is None:
        return Journal(runs=tools.store.journal.runs(limit))
    runs = (run for run in tools.store.journal.runs(None) if run.term == term)
    return Journal(runs=tuple(islice(runs, limit)))


def one(tools: Tools, run: int) -> Journal:
    """One run with all that it did. Raises InputError when there is none such."""
    found = tuple(entry for entry in tools.store.journal.runs(None) if entry.run == run)
    if not found:
        message = text("There is no run {run}; see nettools journal list.", run=run)
        raise InputError([Problem(code="no-such-run", message=message)])
    return Journal(runs=found, entries=tools.store.journal.entries(run))
