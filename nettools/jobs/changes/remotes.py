"""Looking: Canvas and Zoom as far as a term needs them, opened, read, and told beside what the term should have."""

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property

from nettools.canvas import CanvasClient, CanvasHand, Newcomers, Reach, reach
from nettools.canvas import observe as observe_canvas
from nettools.changes import Found, Link, Quota, Rules, Snapshot, System, Wanted, Wording, term_wants
from nettools.domain.termplan import TermPlan
from nettools.domain.terms import Term
from nettools.errors import InputError, Problem
from nettools.jobs.carrying.carried import Hand
from nettools.jobs.changes.hosting import hosts_for, quota_of
from nettools.jobs.terms import term_plan
from nettools.jobs.tools import Tools, canvas, zoom
from nettools.jobs.wording import wording_of
from nettools.scheduling import Hosts, held_by
from nettools.zoom import ZoomClient, ZoomHand
from nettools.zoom import observe as observe_zoom

_TYPES = {
    "student": "StudentEnrollment",
    "teacher": "TeacherEnrollment",
    "ta": "TaEnrollment",
    "observer": "ObserverEnrollment",
    "designer": "DesignerEnrollment",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is out of the ordinary in one run.

    `only` one system; `allowed` limits that may be broken (`removals`, `updates`); `overwrite` what people have edited
    and is to be ours again (keys, or `key:field`); `road` to Canvas: empty as set, else `auto`, `rest` or `sis`.
    """

    only: System | None = None
    allowed: frozenset[str] = frozenset()
    overwrite: frozenset[str] = frozenset()
    road: str = ""


AS_USUAL = Options()


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What the term should have, and what is there.

    `plan` says who holds each meeting; `warnings` where others have booked the same host.
    """

    plan: TermPlan
    wanted: Sequence[Wanted]
    snapshot: Snapshot
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Remotes:
    """What is planned, what we remember of it, and the systems that this run may speak to."""

    tools: Tools
    term: Term
    options: Options
    plan: TermPlan
    wording: Wording
    links: dict[str, Link]
    canvas: CanvasClient | None
    zoom: ZoomClient | None

    @cached_property
    def reach(self) -> Reach:
        """What the token may do beyond the course rooms."""
        return reach(self.canvas, self.tools.settings.canvas.account_id) if self.canvas else Reach()

    @property
    def calls(self) -> int:
        """How many calls have been made."""
        return sum(client.calls for client in (self.canvas, self.zoom) if client)

    @cached_property
    def quota(self) -> Quota:
        """What each Zoom host can still be given today."""
        return quota_of(self.tools, self.links)

    def look(self) -> Looked:
        """Read both systems at once; then give each meeting its host.

        Raises RemoteError, and InputError with every meeting that no host is free for.
        """
        plan = held_by(self.plan, self._hosts(()))  # as far as is remembered: what is there is not known yet
        wanted = self._wanted(plan)
        in_canvas, in_zoom = self._found(wanted)
        opened = {System.CANVAS: self.canvas, System.ZOOM: self.zoom}
        snapshot = Snapshot([*in_canvas, *in_zoom], [system for system, client in opened.items() if client])
        if not self.zoom:
            return Looked(plan=plan, wanted=wanted, snapshot=snapshot)
        hosts = self._hosts(in_zoom)
        if hosts.problems:
            raise InputError(hosts.problems)
        final = held_by(self.plan, hosts)
        wanted = wanted if final == plan else self._wanted(final)
        return Looked(plan=final, wanted=wanted, snapshot=snapshot, warnings=hosts.warnings)

    def _found(self, wanted: Sequence[Wanted]) -> tuple[Sequence[Found], Sequence[Found]]:
        account = self.tools.settings.canvas.account_id
        pool = [host.email.key for host in self.plan.description.zoom_hosts]
        with ThreadPoolExecutor(1) as meanwhile:
            in_zoom = meanwhile.submit(observe_zoom, self.zoom, wanted, self.links, pool) if self.zoom else None
            in_canvas = observe_canvas(self.canvas, account, wanted, self.links) if self.canvas else ()
            return in_canvas, in_zoom.result() if in_zoom else ()

    def _hosts(self, in_zoom: Sequence[Found]) -> Hosts:
        return hosts_for(self.plan, self.links, in_zoom, self.quota, self.tools.clock())

    def _wanted(self, plan: TermPlan) -> tuple[Wanted, ...]:
        return term_wants(plan, self.wording, self.tools.clock(), self._rules())

    def _rules(self) -> Rules:
        in_canvas, in_zoom = self.tools.settings.canvas, self.tools.settings.zoom
        return Rules(
            leader=_TYPES[in_canvas.leader_role],
            principal=_TYPES[in_canvas.principal_role],
            companion=_TYPES[in_canvas.companion_role],
            canvas_term=self.reach.terms,
            breakout_rooms=in_zoom.breakout_rooms,
            breakout_people=in_zoom.breakout_people,
        )

    def hands(self) -> dict[System, Hand]:
        """What carries changes out."""
        hands: dict[System, Hand] = {}
        settings = self.tools.settings.canvas
        if self.canvas:
            newcomers = Newcomers(
                sis_ids=settings.people_sis_ids,
                invited=settings.invitation == "mail",
                provider=settings.authentication_provider,
            )
            hands[System.CANVAS] = CanvasHand(self.canvas, settings.account_id, newcomers)
        if self.zoom:
            hands[System.ZOOM] = ZoomHand(self.zoom, pause=self.tools.pause)
        return hands


@contextmanager
def open_remotes(tools: Tools, term: Term, options: Options, also: Collection[System] = ()) -> Iterator[Remotes]:
    """Open what is needed: Zoom only when there is or should be something of ours in it, or when it is in `also`.

    Raises SettingsError, InputError.
    """
    plan = term_plan(tools, term)
    links = {link.key: link for link in (*tools.store.links.of(str(term)), *tools.store.links.of(""))}
    zoomed = System.ZOOM in {*also, *(link.system for link in links.values())} or _meets_on_zoom(plan)
    with ExitStack() as opened:
        yield Remotes(
            tools=tools,
            term=term,
            options=options,
            plan=plan,
            wording=wording_of(tools.home),
            links=links,
            canvas=opened.enter_context(canvas(tools)) if options.only is not System.ZOOM else None,
            zoom=opened.enter_context(zoom(tools)) if zoomed and options.only is not System.CANVAS else None,
        )


def _meets_on_zoom(plan: TermPlan) -> bool:
    described = plan.description
    held = any(one.meetings and (one.zoom_host or described.zoom_hosts) for one in described.networks)
    return held or any(session.zoom_host for session in described.supervisions)
