"""Changes: what Canvas and Zoom lack to be as the term plan says; previewed, and carried out."""

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from nettools.canvas import CanvasClient, CanvasHand
from nettools.canvas import observe as observe_canvas
from nettools.changes import (
    ChangeSet,
    Found,
    Kind,
    Limits,
    Link,
    Snapshot,
    System,
    Wanted,
    compare,
    refusal,
    term_wants,
)
from nettools.domain.journal import JournalEntry
from nettools.domain.terms import Term
from nettools.errors import RefusedError
from nettools.jobs.carrying import Carrier, Hand, Note, Result
from nettools.jobs.change_outcomes import Applied, Preview
from nettools.jobs.terms import build_term, term_plan
from nettools.jobs.tools import Tools, canvas, zoom
from nettools.jobs.wording import wording_of
from nettools.language import text
from nettools.zoom import ZoomClient, ZoomHand
from nettools.zoom import observe as observe_zoom


def preview(tools: Tools, term: Term, *, only: System | None = None, allowed: Collection[str] = ()) -> Preview:
    """Say what apply would do. Calls that read are made, and nothing else.

    Args:
        tools: the opened hands.
        term: the term.
        only: look at this system alone.
        allowed: limits that may be broken: `removals`, `updates`.

    Raises:
        InputError: the term is not described or clashes; SettingsError: a system is not set up.
        RemoteError: a system does not answer.
    """
    with _remotes(tools, term, only) as remotes:
        return _think(remotes, allowed)


def apply(
    tools: Tools,
    term: Term,
    *,
    approve: Callable[[Preview], bool],
    only: System | None = None,
    allowed: Collection[str] = (),
) -> Applied:
    """Make Canvas and Zoom as the term plan says. Running it again is safe at any time.

    Args:
        tools: the opened hands.
        term: the term.
        approve: is shown what will be done and says whether to do it; not asked when nothing is to do.
        only: act in this system alone.
        allowed: limits that may be broken: `removals`, `updates`.

    Raises:
        RefusedError: too much would go, it was not approved, or someone else is applying.
        InputError, SettingsError, RemoteError: as in `preview`; nothing was done.
    """
    with tools.store.lock("apply"), _remotes(tools, term, only) as remotes:
        seen = _think(remotes, allowed)
        if seen.change_set.changes:
            _refuse(seen, approve)
        build_term(tools, term)  # what is made is where the units have their places, from now on
        return _act(remotes, seen)


def approved_by(seen_before: str) -> Callable[[Preview], bool]:
    """Approve exactly the change set with this fingerprint; refuse any other as out of date."""

    def approve(seen: Preview) -> bool:
        if seen.fingerprint != seen_before:
            message = text(
                "What is to be done has changed since you looked ({now} now). Look again: nettools changes {term}",
                now=seen.fingerprint,
                term=seen.term,
            )
            raise RefusedError(message, code="stale")
        return True

    return approve


# --- look


@dataclass(frozen=True, slots=True, kw_only=True)
class _Remotes:
    """What the term should have, what we remember of it, and the systems that this run may speak to."""

    tools: Tools
    term: Term
    wanted: Sequence[Wanted]
    links: dict[str, Link]
    canvas: CanvasClient | None
    zoom: ZoomClient | None

    def look(self) -> Snapshot:
        """Read both systems at once."""
        found: list[Found] = []
        account = self.tools.settings.canvas.account_id
        with ThreadPoolExecutor(1) as meanwhile:
            in_zoom = meanwhile.submit(observe_zoom, self.zoom, self.wanted, self.links) if self.zoom else None
            if self.canvas:
                found += observe_canvas(self.canvas, account, self.wanted, self.links)
            if in_zoom:
                found += in_zoom.result()
        opened = {System.CANVAS: self.canvas, System.ZOOM: self.zoom}
        return Snapshot(found, [system for system, client in opened.items() if client])

    def hands(self) -> dict[System, Hand]:
        hands: dict[System, Hand] = {}
        settings = self.tools.settings.canvas
        if self.canvas:
            sis_ids = settings.people_sis_ids
            hands[System.CANVAS] = CanvasHand(self.canvas, settings.account_id, people_sis_ids=sis_ids)
        if self.zoom:
            hands[System.ZOOM] = ZoomHand(self.zoom, pause=self.tools.pause)
        return hands

    @property
    def calls(self) -> int:
        return sum(client.calls for client in (self.canvas, self.zoom) if client)


@contextmanager
def _remotes(tools: Tools, term: Term, only: System | None) -> Iterator[_Remotes]:
    """Open what is needed: Zoom only when there is or should be something of ours in it."""
    wanted = term_wants(term_plan(tools, term), wording_of(tools.home), tools.clock())
    links = {link.key: link for link in (*tools.store.links.of(str(term)), *tools.store.links.of(""))}
    zoomed = any(thing.kind is Kind.ZOOM_MEETING for thing in wanted)
    zoomed = zoomed or any(link.system is System.ZOOM for link in links.values())
    with ExitStack() as opened:
        yield _Remotes(
            tools=tools,
            term=term,
            wanted=wanted,
            links=links,
            canvas=opened.enter_context(canvas(tools)) if only is not System.ZOOM else None,
            zoom=opened.enter_context(zoom(tools)) if zoomed and only is not System.CANVAS else None,
        )


# --- think


def _think(remotes: _Remotes, allowed: Collection[str]) -> Preview:
    change_set = compare(str(remotes.term), remotes.wanted, remotes.look(), remotes.links)
    shares = remotes.tools.settings.limits
    limits = Limits(remove_share=shares.remove_share, update_share=shares.update_share)
    return Preview(
        term=remotes.term,
        change_set=change_set,
        created=remotes.tools.clock(),
        refusal=refusal(change_set, limits, allowed),
        calls=remotes.calls,
    )


def _refuse(seen: Preview, approve: Callable[[Preview], bool]) -> None:
    if seen.refusal:
        raise RefusedError(seen.refusal.message, code=seen.refusal.code)
    if not approve(seen):
        raise RefusedError(text("Nothing was done."), code="not-approved")


# --- act, and remember


def _act(remotes: _Remotes, seen: Preview) -> Applied:
    tools, change_set = remotes.tools, seen.change_set
    run = tools.store.journal.open_run("apply", seen.term, tools.who, tools.clock()) if change_set.changes else 0
    carrier = Carrier(
        hands=remotes.hands(),
        links=remotes.links,
        memory=_StoreMemory(tools, run),
        clock=tools.clock,
        pause=tools.pause,
        in_flight=tools.settings.limits.calls_in_flight,
        progress=tools.progress,
    )
    results = _watched(tools, carrier, change_set)
    applied = Applied(preview=seen, results=results, calls=remotes.calls)
    if run:
        tools.store.journal.close_run(run, tools.clock(), applied.exit_status, applied.counts)
    return applied


def _watched(tools: Tools, carrier: Carrier, change_set: ChangeSet) -> tuple[Result, ...]:
    if not change_set.changes:
        return carrier.carry_out(change_set)
    tools.progress.begin(text("Applying"), len(change_set.changes))
    try:
        return carrier.carry_out(change_set)
    finally:
        tools.progress.end()


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
            results = [note.result for note in notes if note.result]
            store.journal.note_all(self.run, [_step(result, now) for result in results])


def _step(result: Result, at: datetime) -> JournalEntry:
    return JournalEntry(
        system=result.kind.system, action=result.action, key=result.key, at=at, outcome=result.code or result.state
    )
