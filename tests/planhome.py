"""Homes in which units hand in drafts that are read and answered, with and without a Canvas."""

from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO

from builders import HT26, a_companion, a_principal, a_registration, a_unit

from nettools import sandbox
from nettools.changes import System
from nettools.domain.healthplans import DraftSource
from nettools.domain.schools import SchoolForm
from nettools.jobs.changes import applying
from nettools.jobs.changes.remotes import Options
from nettools.jobs.healthplans import collecting, feedback, sending
from nettools.jobs.healthplans.adding import IncomingDraft, add_draft
from nettools.jobs.home import lay_out
from nettools.jobs.tools import open_tools
from nettools.sandbox.invented.plan_drafts import docx

NOW = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ROOM = "sis_course_id:nettools.HT26.natverk-1"
NUMBER = "20170101-2393"

PLAN = (
    "# Barn- och elevhälsoplan",
    "Planen gäller 2026-08-01–2027-07-31 för Björkens förskola. Rektor ansvarar för planen.",
    "# Nuläge",
    "Vi arbetar främjande för alla barn, och förebyggande: vi ser risker tidigt. Enkäten visar att barnen trivs.",
    "# Mål 1",
    "Mål: Alla barn känner sig trygga i hallen.",
    "Nuläge: Barnen säger i intervjuer att hallen är trång.",
    "Åtgärder: Två grupper går ut vid olika tider.",
    "Tidplan: Alltid",
    "Ansvarig: Arbetslagsledaren",
)
BETTER = (
    *PLAN[:-2],
    "Tidplan: Klart i november 2026",
    "Ansvarig: Arbetslagsledaren",
    "Uppföljning: Nya intervjuer i maj.",
)
PRIVATE = (*PLAN, f"Eleven Kalle, {NUMBER}, har adhd och behöver särskilt stöd.")
LETTER = ("# Veckobrev", "Hej alla! På fredag har vi utflykt. Ta med matsäck.")


class PlanHome:
    """A home with units that have a place, and what people do with drafts in it. Drafts come by mail here."""

    def __init__(self, home, units=4):
        self.home = home
        lay_out(home)
        with self.tools() as tools:
            tools.store.registrations.save([a_sign_up(number) for number in range(1, units + 1)])

    @classmethod
    def of(cls, home):
        """A home that is there already."""
        found = cls.__new__(cls)
        found.home = home
        return found

    @contextmanager
    def tools(self):
        with open_tools(self.home, clock=lambda: NOW) as tools:
            yield tools

    def hand_in(self, number, lines=PLAN, when=MONDAY, name="plan.docx"):
        data = lines if isinstance(lines, bytes) else docx(lines)
        draft = IncomingDraft(
            term=HT26, unit_key=f"enhet-{number}", file_name=name, received=when, source=DraftSource.MAIL
        )
        with self.tools() as tools:
            return add_draft(tools, draft, BytesIO(data))

    def write(self):
        with self.tools() as tools:
            return feedback.write_feedback(tools, HT26)

    def approve(self, *units, **others):
        with self.tools() as tools:
            return feedback.approve(tools, HT26, list(units) or None, **others)

    def states(self):
        with self.tools() as tools:
            return {(one.unit_key, one.version): one.state.value for one in tools.store.feedback.of(HT26)}

    def text(self, unit, version=1):
        path = self.home / f"out/healthplans/HT26/feedback/{unit}/{version:03d}-aterkoppling.md"
        return path.read_text(encoding="utf-8")


class CanvasPlanHome(PlanHome):
    """The same with the term applied on the stage: drafts are handed in on Canvas."""

    def __init__(self, home, stage):
        super().__init__(home)
        self.stage, self.canvas = stage, stage.canvas
        with self.tools() as tools:
            done = applying.apply(tools, HT26, Options(only=System.CANVAS), approve=lambda _: True)
        assert done.exit_status == 0

    def hand_in(self, number, lines=PLAN, when=MONDAY, name="plan.docx"):
        self.canvas.hand_in(ROOM, f"rektor{number}@example.se", name, docx(lines), when)
        with self.tools() as tools:
            collecting.collect(tools, HT26)

    def send(self):
        with self.tools() as tools:
            return sending.send_feedback(tools, HT26)

    def said(self):
        """Whose hand-ins have which comments on Canvas, by user id."""
        rows = [row for row in self.canvas.world.submissions if row.comments]
        return {row.user_id: [one["comment"] for one in row.comments] for row in rows}


def a_sign_up(number):
    return a_registration(
        unit=a_unit(f"enhet-{number}", f"Enhet {number}", school_forms=(SchoolForm.FS,)),
        principal=a_principal(f"rektor{number}@example.se", "Åsa", f"Öberg {number}"),
        companions=(a_companion(f"kurator{number}@example.se"),),
        submitted=datetime(2026, 5, 12, 8, number % 60, tzinfo=UTC),
    )


@contextmanager
def on_canvas(tmp_path, monkeypatch):
    with sandbox.start(clock=lambda: datetime(2026, 8, 20, 10, 0, tzinfo=UTC)) as stage:
        for name, value in stage.environment().items():
            monkeypatch.setenv(name, value)
        yield CanvasPlanHome(tmp_path / "home", stage)
