"""60 sections and 400 enrolments at 30 ms a call: apply, against a plain loop with canvasapi; then nothing to do."""

import tempfile
import warnings
from pathlib import Path

import canvasapi
from bench.measuring import Clock
from homes import a_term_at_home

from nettools.jobs import changes, terms
from nettools.sandbox import start

LATENCY = 0.03
UNITS, PEOPLE, NETWORKS = 60, 400, 4


def run():
    with (
        tempfile.TemporaryDirectory() as folder,
        start(latency=LATENCY) as sandbox,
        a_term_at_home(Path(folder), sandbox, units=UNITS, people=PEOPLE, networks=NETWORKS) as (tools, term),
    ):
        plan = terms.term_plan(tools, term)
        calls = sandbox.canvas.record
        clock = Clock()
        applied = changes.apply(tools, term, approve=lambda _: True)
        ours, made = clock.seconds, len(applied.having("done"))
        throttled = sum(n for status, n in calls.statuses().items() if status in (403, 429))
        yield (
            f"apply: {ours:.1f} s, {made} things made, {applied.calls} calls, {throttled} throttled, "
            f"at most {calls.most_at_once} at once"
        )
        clock = Clock()
        again = changes.apply(tools, term, approve=lambda _: True)
        yield f"apply again: {clock.seconds:.1f} s, {len(again.results)} changes, {again.calls} calls"
    with start(latency=LATENCY) as sandbox:
        clock = Clock()
        made = loop(sandbox, plan)
        theirs = clock.seconds
        yield f"canvasapi, one by one: {theirs:.1f} s, {made} things made (no meetings, no events)"
    yield f"ratio: {theirs / ours:.1f} times faster, though apply makes more and remembers each step"


def loop(sandbox, plan):
    """The same rooms, sections, people and enrolments, as a script would make them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # canvasapi warns of http
        canvas = canvasapi.Canvas(sandbox.canvas.base_url, sandbox.canvas.tokens.admin)
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
