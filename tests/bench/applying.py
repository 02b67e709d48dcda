"""60 sections and 400 enrolments at 30 ms a call: apply, against a plain loop with canvasapi; then nothing to do."""

import tempfile
import warnings
from pathlib import Path

import canvasapi
from bench.measuring import Clock
from bench.stage import stage_elsewhere
from homes import a_term_at_home

from nettools.jobs import changes, terms

LATENCY = 0.03
IN_FLIGHT = 8
UNITS, PEOPLE, NETWORKS = 60, 400, 4


def run():
    with (
        tempfile.TemporaryDirectory() as folder,
        stage_elsewhere(LATENCY) as stage,
        a_term_at_home(Path(folder), stage, units=UNITS, people=PEOPLE, networks=NETWORKS) as (tools, term),
    ):
        plan = terms.term_plan(tools, term)
        clock = Clock()
        applied = changes.apply(tools, term, approve=lambda _: True)
        ours, made, asked = clock.seconds, len(applied.having("done")), stage.figures()
        yield (
            f"apply: {ours:.1f} s, {made} things made, {applied.calls} calls, {asked['throttled']} throttled, "
            f"at most {asked['at_once']} at once"
        )
        floor = applied.calls * LATENCY / IN_FLIGHT
        yield f"the floor, calls x latency / {IN_FLIGHT}: {floor:.1f} s; apply takes {ours / floor:.2f} of it"
        clock = Clock()
        again = changes.apply(tools, term, approve=lambda _: True)
        yield f"apply again: {clock.seconds:.1f} s, {len(again.results)} changes, {again.calls} calls"
    with stage_elsewhere(LATENCY) as stage:
        clock = Clock()
        made = loop(stage, plan)
        theirs = clock.seconds
        yield f"canvasapi, one by one: {theirs:.1f} s, {made} things made (no meetings, no events)"
    yield f"ratio: {theirs / ours:.1f} times faster, though apply makes more and remembers each step"


def loop(stage, plan):
    """The same rooms, sections, people and enrolments, as a script would make them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # canvasapi warns of http
        canvas = canvasapi.Canvas(stage.canvas_url, stage.token)
    account, made = canvas.get_account(1), 0
    for network in plan.networks:
        course = account.create_course(course={"name": network.key})
        made += 1
        for registration in network.registrations:
            section = course.create_course_section(course_section={"name": registration.unit.name})
            made += 1
            for person in registration.participants:
                user = account.create_user({"unique_id": str(person.email)}, user={"name": person.name})
                enrolment = {"course_section_id": section.id, "enrollment_state": "active"}
                course.enroll_user(user, "StudentEnrollment", enrollment=enrolment)
                made += 2
    return made
