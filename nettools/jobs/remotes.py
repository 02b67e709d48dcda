"""Looking: Canvas and Zoom as far as a term needs them, opened, read, and told beside what the term should have."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property

from nettools.canvas import CanvasClient, CanvasHand, Newcomers, Reach, reach
from nettools.canvas import observe as observe_canvas
from nettools.changes import Found, Link, Rules, Snapshot, System, Wanted, Wording, term_wants
from nettools.domain.termplan import TermPlan
from nettools.domain.terms import Term
from nettools.jobs.carried import Hand
from nettools.jobs.terms import term_plan
from nettools.jobs.tools import Tools, canvas, zoom
from nettools.jobs.wording import wording_of
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
    """What the term should have, and what is there."""

    plan: TermPlan
    wanted: Sequence[Wanted]
    snapshot: Snapshot


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

    def look(self) -> Looked:
        """Read both systems at once. Raises RemoteError."""
        wanted = self._wanted(self.plan)
        found: list[Found] = []
        account = self.tools.settings.canvas.account_id
        with ThreadPoolExecutor(1) as meanwhile:
            in_zoom = meanwhile.submit(observe_zoom, self.zoom, wanted, self.links) if self.zoom else None
            if self.canvas:
                found += observe_canvas(self.canvas, account, wanted, self.links)
            if in_zoom:
                found += in_zoom.result()
        opened = {System.CANVAS: self.canvas, System.ZOOM: self.zoom}
        snapshot = Snapshot(found, [system for system, client in opened.items() if client])
        return Looked(plan=self.plan, wanted=wanted, snapshot=snapshot)

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
def open_remotes(tools: Tools, term: Term, options: Options) -> Iterator[Remotes]:
    """Open what is needed: Zoom only when there is or should be something of ours in it.

    Raises SettingsError, InputError.
    """
    plan = term_plan(tools, term)
    links = {link.key: link for link in (*tools.store.links.of(str(term)), *tools.store.links.of(""))}
    zoomed = _meets_on_zoom(plan) or any(link.system is System.ZOOM for link in links.values())
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
    described = [network.description for network in plan.networks]
    return any(one.meetings and (one.zoom_host or plan.description.zoom_hosts) for one in described)
