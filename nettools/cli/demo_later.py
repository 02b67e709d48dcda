"""The demo's story from the first meeting on: groups, supervision, drafts of plans and the answers to them."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from nettools.cli.demo_stage import Stage, Step
from nettools.domain.letters import LetterKind, LetterState
from nettools.domain.registrations import Registration
from nettools.domain.supervision import PlannedSupervision, SupervisionState
from nettools.jobs.groups import making
from nettools.jobs.groups.sheets import export as export_groups
from nettools.jobs.healthplans import collecting, feedback, sending
from nettools.jobs.letters import mailing as letters
from nettools.jobs.supervision import planning, times
from nettools.language import text
from nettools.sandbox.invented.plan_drafts import plan_drafts
from nettools.sandbox.invented.supervision_times import write_times
from nettools.scheduling.supervision import Status

HANDED_IN = 9
TIMES = "handledningstider.xlsx"


def make_groups(stage: Stage) -> Step:
    """Groups for every meeting, so that few meet twice; the next apply makes them rooms in Zoom."""
    before = stage.tools.store.groups.of(stage.term)
    made = making.make(stage.tools, stage.term)
    written = export_groups(stage.tools, stage.term)
    said = text(
        "Groups for {n} meetings: {repeated} pairs meet again, {bound} must. To print: {folder}",
        n=len(made.meetings),
        repeated=made.repeated_pairs,
        bound=made.lower_bound,
        folder=Path(written.files[0][1]).parent.as_posix(),
    )
    changed = sum(1 for one in stage.tools.store.groups.of(stage.term) if one not in before)
    return Step(said=said, by_hand=f"nettools groups make {stage.term}", changed=changed)


def tell_times(stage: Stage) -> Step:
    """Course leaders and units say when they can."""
    file, changed = stage.folder / TIMES, 0
    if not file.exists():
        networks = stage.tools.settings.term(stage.term).networks
        leaders = dict.fromkeys(str(leader.email) for network in networks for leader in network.leaders)
        names = Counter(one.unit.name for one in stage.accepted())
        units = [one.unit.key if names[one.unit.name] > 1 else one.unit.name for one in stage.accepted()]
        write_times(file, [*leaders], units, season=stage.term.season.letters, year=stage.term.year)
        changed = len(times.add(stage.tools, file, stage.term).times)
    said = text("Course leaders and units have said when they can have supervision: {file}", file=TIMES)
    return Step(said=said, by_hand=f"nettools supervision times {TIMES} --term {stage.term}", changed=changed)


def schedule(stage: Stage) -> Step:
    """The best schedule for everyone."""
    found = planning.propose(stage.tools, stage.term)
    wished = sum(1 for one in found.schedule.sessions if one.preference)
    said = text(
        "Supervision for {placed} units, {wished} at a time that they wish; proven best: {proven}.",
        placed=len(found.schedule.sessions),
        wished=wished,
        proven=text("yes") if found.schedule.status is Status.OPTIMAL else text("no"),
    )
    return Step(said=said, by_hand=f"nettools supervision schedule {stage.term}", changed=len(_proposed(stage)))


def publish(stage: Stage) -> Step:
    """What is proposed counts from now on."""
    published = planning.publish(stage.tools, stage.term).sessions if _proposed(stage) else ()
    said = text("The schedule is published ({n} sessions); the next apply makes meetings of it.", n=len(published))
    return Step(said=said, by_hand=f"nettools supervision publish {stage.term}", changed=len(published))


def _proposed(stage: Stage) -> list[PlannedSupervision]:
    sessions = stage.tools.store.supervisions.of(stage.term)
    return [one for one in sessions if one.state is SupervisionState.PROPOSAL]


def invite(stage: Stage) -> Step:
    """An invitation for the calendar to everyone of each unit."""
    mailing = letters.send(stage.tools, LetterKind.SUPERVISION_INVITATION, stage.term, sleep=lambda _: None)
    sent = sum(1 for line in mailing.letters if line.state is LetterState.SENT)
    said = text("{sent} invitations to supervision sent, each for the calendar.", sent=sent)
    return Step(said=said, by_hand=f"nettools letters send supervision-invitation {stage.term}", changed=sent)


def hand_in_drafts(stage: Stage) -> Step:
    """Some units hand in a draft on Canvas; one of them a second version."""
    known = {draft.unit_key for draft in stage.tools.store.drafts.of(stage.term)}
    handed = 0
    for one, draft in _drafts(stage):
        if one.unit.key not in known:
            place = stage.tools.store.placements.of(stage.term)[one.unit.key]
            room = f"sis_course_id:nettools.{stage.term}.{place}"
            stage.sandbox.canvas.hand_in(room, str(one.principal.email), *draft, stage.tools.clock())
            handed += 1
    said = text("On Canvas, {n} units hand in a draft of their health plan (pretended).", n=handed)
    return Step(said=said, by_hand="", changed=handed)


def _drafts(stage: Stage) -> Iterable[tuple[Registration, tuple[str, bytes]]]:
    by_name = {unit.name: unit for unit in stage.invented}
    for one in stage.accepted()[:HANDED_IN]:
        if one.unit.name in by_name:
            (draft,) = plan_drafts([by_name[one.unit.name]])
            yield one, (draft.file_name, draft.content)


def collect(stage: Stage) -> Step:
    """Drafts are fetched, every version kept."""
    collected = collecting.collect(stage.tools, stage.term)
    said = text(
        "{new} drafts fetched, {known} were here already; they lie in {folder}",
        new=len(collected.drafts),
        known=collected.known,
        folder=f"out/healthplans/{stage.term}",
    )
    return Step(said=said, by_hand=f"nettools healthplans collect {stage.term}", changed=len(collected.drafts))


def answer(stage: Stage) -> Step:
    """Feedback on each draft, for a course leader to read; here nobody does, and all of it is approved."""
    written = feedback.write_feedback(stage.tools, stage.term)
    waiting = len(written.written)
    approved = feedback.approve(stage.tools, stage.term, None).feedback if waiting else ()
    said = text(
        "{n} drafts are read against the checklist and answered; a course leader reads and approves: {page}",
        n=len(written.written) + len(written.kept),
        page=written.page.relative_to(stage.folder).as_posix(),
    )
    return Step(said=said, by_hand=f"nettools healthplans feedback {stage.term}", changed=len(approved))


def say_answers(stage: Stage) -> Step:
    """What is approved is said on Canvas."""
    outcome = sending.send_feedback(stage.tools, stage.term)
    said = text("The answers stand as comments on Canvas: {n} new.", n=len(outcome.sent))
    return Step(said=said, by_hand=f"nettools healthplans send {stage.term}", changed=len(outcome.sent))
