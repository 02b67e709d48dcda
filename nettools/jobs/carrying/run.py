"""A run: a change set carried out as one command, and every step of it noted as it goes."""

import gc
from collections.abc import Sequence
from dataclasses import dataclass

from nettools.changes import ChangeSet, Link
from nettools.domain.journal import JournalEntry
from nettools.jobs.carrying.bulk import Bulk, sis_imports
from nettools.jobs.carrying.carried import UNFINISHED, Note, Result, counts_of, exit_status_of
from nettools.jobs.carrying.carrier import Carrier
from nettools.jobs.carrying.road import Road
from nettools.jobs.changes.remotes import Remotes
from nettools.jobs.tools import Tools
from nettools.language import Text

# What the journal calls by how it ended; all else is called by why, where that is known.
_BY_STATE = frozenset({"done", "kept", "unsure"})


def carry_run(
    remotes: Remotes, change_set: ChangeSet, command: str, label: Text, *, waiting: int = 0, road: Road | None = None
) -> tuple[Result, ...]:
    """Carry the change set out, and note it as a run of `command`; a change set without changes is no run.

    Args:
        remotes: what is spoken to, and what is remembered of it.
        change_set: what to do.
        command: what the journal calls the run.
        label: what progress says meanwhile.
        waiting: how many changes more are left for another day, for the journal to tell.
        road: how to reach Canvas; None: one by one.

    Returns:
        How each change went.
    """
    tools, changes = remotes.tools, change_set.changes
    run = tools.store.journal.open_run(command, remotes.term, tools.who, tools.clock()) if changes else 0
    carrier = Carrier(
        hands=remotes.hands(),
        links=remotes.links,
        memory=_StoreMemory(tools, run),
        clock=tools.clock,
        pause=tools.pause,
        in_flight=tools.settings.limits.calls_in_flight,
        progress=tools.progress,
    )
    if not changes:
        return carrier.carry_out(change_set)
    tools.progress.begin(label, len(changes))
    gc.freeze()  # or every call would wait, several times, while all that is loaded is looked through for garbage
    try:
        carry = carrier if road is None or road.chosen == "rest" else _bulk(remotes, carrier, road)
        results = carry.carry_out(change_set)
    finally:
        gc.unfreeze()
        tools.progress.end()
    status = UNFINISHED if waiting else exit_status_of(results)
    tools.store.journal.close_run(run, tools.clock(), status, counts_of(results, waiting=waiting))
    return results


def _bulk(remotes: Remotes, carrier: Carrier, road: Road) -> Bulk:
    settings = remotes.tools.settings
    return Bulk(
        carrier=carrier,
        imports=sis_imports(remotes),
        road=road,
        term=str(remotes.term),
        provider=settings.canvas.authentication_provider,
        threshold=round(settings.limits.remove_share * 100),
    )


@dataclass(frozen=True, slots=True)
class _StoreMemory:
    """Links and journal, noted together."""

    tools: Tools
    run: int

    def before(self, links: Sequence[Link]) -> None:
        """Note intents; they are on the disk when this returns."""
        self.tools.store.links.note_intents(links)

    def after(self, notes: Sequence[Note]) -> None:
        """Note what came of the calls, in one transaction."""
        store, now = self.tools.store, self.tools.clock()
        with store.transaction():
            store.links.save([note.keep for note in notes if note.keep])
            for key, system in (note.forget for note in notes if note.forget):
                store.links.forget([key], system)
            steps = [
                JournalEntry(
                    system=result.kind.system,
                    action=result.action,
                    key=result.key,
                    at=now,
                    outcome=result.state if result.state in _BY_STATE else result.code or result.state,
                    kind=result.kind,
                    undo=result.undo,
                )
                for result in (note.result for note in notes)
                if result
            ]
            store.journal.note_all(self.run, steps)
