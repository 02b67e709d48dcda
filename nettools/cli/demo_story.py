"""The demo's story: a whole term, step by step, as a person would do it; each step says what it did in a line or two.

Every step returns how much it changed, so that a second playing can say that nothing was to do.
"""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from nettools.cli import demo_later
from nettools.cli.demo_stage import Stage, Step
from nettools.domain.letters import LetterKind, LetterState
from nettools.domain.termplan import Window
from nettools.jobs import companions, home, signups, terms
from nettools.jobs.changes import applying
from nettools.jobs.letters import mailing as letters
from nettools.jobs.reports.making import report, write_report
from nettools.jobs.tools import Tools, open_tools
from nettools.language import text
from nettools.sandbox import Sandbox
from nettools.sandbox.invented.demo_term import sign_up_days, term_file, term_name, zoom_host
from nettools.sandbox.invented.people import invent
from nettools.sandbox.invented.signup_files import write_companions, write_sign_ups

UNITS = 24
NETWORKS = 2
SIGN_UPS, COMPANIONS = "anmalningar.xlsx", "medfoljare.xlsx"


def lay_out(folder: Path, now: datetime) -> Step:
    """A home with one term described; what is there already stays."""
    described = folder / "config" / "terms"
    fresh = not any(described.glob("*.toml"))
    if fresh:
        described.mkdir(parents=True, exist_ok=True)
        file = described / f"{term_name(now.date())}.toml"
        file.write_text(term_file(now.date(), networks=NETWORKS), encoding="utf-8", newline="\n")
    made = home.lay_out(folder)
    said = text("A home with settings and one term described: {folder}", folder=folder)
    return Step(said=said, by_hand=f"nettools init {folder.name}", changed=len(made.made))


def play(folder: Path, sandbox: Sandbox, now: datetime, tell: Callable[[Step], None]) -> tuple[int, Path]:
    """Play the term; returns how much was changed, and the page with pictures."""
    first = lay_out(folder, now)
    tell(first)
    for number in range(1, NETWORKS + 1):
        sandbox.zoom.add_host(zoom_host(number))
    changed = first.changed
    with open_tools(folder, environment={**os.environ, **sandbox.environment()}) as tools:
        stage = _stage(folder, sandbox, tools, now)
        for step in STEPS:
            done = step(stage)
            tell(done)
            changed += done.changed
        return changed, stage.page


def _stage(folder: Path, sandbox: Sandbox, tools: Tools, now: datetime) -> Stage:
    term = terms.list_terms(tools).rows[0].term
    opens, closes = sign_up_days(now.date())
    window = Window(opens=opens, closes=closes)
    return Stage(folder=folder, sandbox=sandbox, tools=tools, term=term, window=window, invented=invent(UNITS))


def receive_sign_ups(stage: Stage) -> Step:
    """An Excel file with the messes that real ones have."""
    changed = 0
    if not (stage.folder / SIGN_UPS).exists():
        written = write_sign_ups((stage.folder / SIGN_UPS), stage.invented, term=stage.term, window=stage.window)
        changed = written.rows
    said = text("Rektorer have signed up in a form; its answers are an Excel file: {file}", file=SIGN_UPS)
    return Step(said=said, by_hand=f"nettools signups check {SIGN_UPS} --term {stage.term}", changed=changed)


def add_sign_ups(stage: Stage) -> Step:
    """Rows become registrations, refused rows, duplicates, questions, or are counted."""
    outcome = signups.add(stage.tools, (stage.folder / SIGN_UPS), stage.term)
    said = text(
        "{rows} rows: {registered} units signed up, {refused} refused and written back to be mended, "
        "{duplicates} duplicates, {questions} questions for a person, {protected} handled by hand.",
        rows=outcome.rows,
        registered=len(outcome.registrations),
        refused=len(outcome.refused),
        duplicates=len(outcome.duplicates),
        questions=len(outcome.questions),
        protected=outcome.protected,
    )
    new = sum(1 for one in outcome.registrations if one.change != "unchanged")
    return Step(said=said, by_hand=f"nettools signups add {SIGN_UPS} --term {stage.term}", changed=new)


def decide(stage: Stage) -> Step:
    """Places by who came first."""
    decision = signups.decide(stage.tools, stage.term)
    said = text("{accepted} units get a place, {waiting} wait.", accepted=decision.accepted, waiting=decision.waiting)
    return Step(said=said, by_hand=f"nettools signups decide {stage.term}", changed=len(decision.moves))


def build(stage: Stage) -> Step:
    """Units are placed in networks."""
    view = terms.build_term(stage.tools, stage.term)
    sizes = ", ".join(f"{n.description.name}: {len(n.registrations)}" for n in view.plan.networks)
    said = text("Units are placed in networks ({sizes}).", sizes=sizes)
    return Step(said=said, by_hand=f"nettools terms build {stage.term}", changed=len(view.placed_now))


def preview(stage: Stage) -> Step:
    """What would be changed, and nothing more."""
    seen = applying.preview(stage.tools, stage.term)
    said = text("A preview: {n} changes in Canvas and Zoom. Nothing is done yet.", n=len(seen.change_set.changes))
    return Step(said=said, by_hand=f"nettools changes {stage.term}", changed=0)


def apply(stage: Stage) -> Step:
    """Carry it out."""
    applied = applying.apply(stage.tools, stage.term, approve=lambda _: True)
    said = text(
        "{done} changes carried out: course rooms, sections, people, meetings, events ({calls} calls).",
        done=len(applied.having("done")),
        calls=applied.calls,
    )
    return Step(said=said, by_hand=f"nettools apply {stage.term}", changed=len(applied.results))


def send_letters(stage: Stage) -> Step:
    """A welcome letter to each rektor, once."""
    mailing = letters.send(stage.tools, LetterKind.WELCOME, stage.term, sleep=lambda _: None)
    sent = sum(1 for line in mailing.letters if line.state is LetterState.SENT)
    said = text(
        "{sent} welcome letters sent, each with the letter as PDF and the meetings as a calendar file. "
        "They lie in {folder}",
        sent=sent,
        folder="out/sandbox/mailbox",
    )
    return Step(said=said, by_hand=f"nettools letters send welcome {stage.term}", changed=sent)


def add_companions(stage: Stage) -> Step:
    """Rektorer register whom they take along."""
    if not (stage.folder / COMPANIONS).exists():
        today = Window(opens=stage.window.closes, closes=stage.window.closes)
        write_companions((stage.folder / COMPANIONS), stage.invented, term=stage.term, window=today)
    outcome = companions.add(stage.tools, (stage.folder / COMPANIONS), stage.term)
    new = sum(1 for one in outcome.companions if one.change != "unchanged")
    said = text(
        "{rows} rows of companions: {added} registered, {questions} questions, {refused} refused.",
        rows=outcome.rows,
        added=len(outcome.companions),
        questions=len(outcome.questions),
        refused=len(outcome.refused),
    )
    return Step(said=said, by_hand=f"nettools companions add {COMPANIONS} --term {stage.term}", changed=new)


def apply_again(stage: Stage) -> Step:
    """The same apply adds the companions and the rooms."""
    done = apply(stage)
    said = text("The same command adds the companions, and the groups as rooms: {done} changes.", done=done.changed)
    return Step(said=said, by_hand=done.by_hand, changed=done.changed)


def apply_supervision(stage: Stage) -> Step:
    """And once more, for the supervision."""
    done = apply(stage)
    said = text(
        "The same command makes the supervision's meetings and calendar entries: {done} changes.", done=done.changed
    )
    return Step(said=said, by_hand=done.by_hand, changed=done.changed)


def nothing_left(stage: Stage) -> Step:
    """Once more: nothing is to do."""
    applied = applying.apply(stage.tools, stage.term, approve=lambda _: True)
    said = text(
        "Once more: {n} changes are left, after {calls} calls that only look.",
        n=len(applied.results),
        calls=applied.calls,
    )
    return Step(said=said, by_hand=f"nettools apply {stage.term}", changed=len(applied.results))


def draw(stage: Stage) -> Step:
    """The page with pictures."""
    write_report(stage.tools, report(stage.tools, stage.term), stage.page)
    said = text("The term in pictures: {page}", page=stage.page)
    return Step(said=said, by_hand=f"nettools report {stage.term} --html out/index.html", changed=0)


STEPS: tuple[Callable[[Stage], Step], ...] = (
    receive_sign_ups,
    add_sign_ups,
    decide,
    build,
    preview,
    apply,
    send_letters,
    add_companions,
    demo_later.make_groups,
    apply_again,
    demo_later.tell_times,
    demo_later.schedule,
    demo_later.publish,
    apply_supervision,
    demo_later.invite,
    demo_later.hand_in_drafts,
    demo_later.collect,
    demo_later.answer,
    demo_later.say_answers,
    nothing_left,
    draw,
)
