"""Undoing a run: what it did in Canvas and Zoom, looked up in the journal and reversed as far as that goes.

The term plan is not changed by it: what was undone is to do again until the plan says otherwise.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from nettools.changes import Kind, Link, System, undoing
from nettools.domain.journal import JournalEntry, RunEntry
from nettools.domain.terms import Term
from nettools.errors import InputError, Problem, RefusedError
from nettools.jobs import journal
from nettools.jobs.carrying.run import carry_run
from nettools.jobs.changes.remotes import Options, Remotes, open_remotes
from nettools.jobs.changes.undo_outcomes import REVERSIBLE, Undone, UndoPreview
from nettools.jobs.one_at_a_time import alone
from nettools.jobs.tools import Tools
from nettools.language import text

_ONE_BY_ONE = Options(road="rest")


def preview(tools: Tools, run: int) -> UndoPreview:
    """Say what `undo` would do. Calls that read are made, and nothing else.

    Args:
        tools: the opened hands.
        run: the number of the run, as the journal tells it.

    Raises:
        InputError: there is no such run, or it is none that can be undone; or the term is not described.
        SettingsError, RemoteError: a system is not set up, or does not answer.
    """
    done, term, entries = _read(tools, run)
    with open_remotes(tools, term, _ONE_BY_ONE, _systems(entries)) as remotes:
        return _think(remotes, done, entries)


def undo(tools: Tools, run: int, *, approve: Callable[[UndoPreview], bool]) -> Undone:
    """Reverse a run, as a run of its own. Running it again is safe, and does what is left.

    Args:
        tools: the opened hands.
        run: the number of the run.
        approve: is shown what will be done and says whether to do it; not asked when nothing is to do.

    Raises:
        RefusedError: it was not approved, or someone else is applying.
        InputError, SettingsError, RemoteError: as in `preview`; nothing was done.
    """
    with alone(tools):
        done, term, entries = _read(tools, run)
        with open_remotes(tools, term, _ONE_BY_ONE, _systems(entries)) as remotes:
            seen = _think(remotes, done, entries)
            if seen.to_do and not approve(seen):
                raise RefusedError(text("Nothing was done."), code="not-approved")
            results = carry_run(remotes, seen.undoing.change_set, "undo", text("Undoing"))
            return Undone(preview=seen, results=results, calls=remotes.calls)


def approved_by(seen_before: str) -> Callable[[UndoPreview], bool]:
    """Approve exactly the undoing with this fingerprint; refuse any other as out of date."""

    def approve(seen: UndoPreview) -> bool:
        if seen.fingerprint != seen_before:
            message = text(
                "What is to be undone has changed since you looked ({now} now). Look again: nettools undo {run}",
                now=seen.fingerprint,
                run=seen.run.run,
            )
            raise RefusedError(message, code="stale")
        return True

    return approve


def _read(tools: Tools, run: int) -> tuple[RunEntry, Term, tuple[JournalEntry, ...]]:
    """The run, its term, and all that it did. Raises InputError."""
    found = journal.one(tools, run)
    (done,) = found.runs
    if done.term is None or done.command not in REVERSIBLE:
        message = text(
            "Run {run} was “{command}”, which cannot be undone: only apply and undo can. What was sent stays sent.",
            run=run,
            command=done.command,
        )
        raise InputError([Problem(code="not-reversible", message=message)])
    return done, done.term, found.entries


def _think(remotes: Remotes, run: RunEntry, entries: tuple[JournalEntry, ...]) -> UndoPreview:
    """What reverses the run, as things stand now: looked for where the plan and our memory say, and where it was."""
    before = {link.key: link for link in _where(entries, run.term)}
    looked = replace(remotes, links={**before, **remotes.links}).look()
    found = undoing(
        str(remotes.term),
        entries,
        snapshot=looked.snapshot,
        links=remotes.links,
        wanted=looked.wanted,
        now=remotes.tools.clock(),
    )
    return UndoPreview(
        run=run,
        term=remotes.term,
        undoing=found,
        created=remotes.tools.clock(),
        cut_off=run.closed is None,
        calls=remotes.calls,
    )


def _systems(entries: Iterable[JournalEntry]) -> frozenset[System]:
    return frozenset(System(entry.system) for entry in entries)


def _where(entries: Iterable[JournalEntry], term: Term | None) -> Iterable[Link]:
    """Rooms and meetings that the run removed, as if they were remembered: so that they are looked for."""
    for entry in entries:
        was = entry.undo.get("before")
        if entry.kind in {Kind.COURSE_ROOM, Kind.ZOOM_MEETING} and isinstance(was, dict):
            yield Link(
                key=entry.key,
                term=str(term),
                system=System(entry.system),
                kind=entry.kind,
                remote_id=str(entry.undo.get("remote_id") or ""),
                sent={name: value for name, value in was.items() if name == "host"},
            )
