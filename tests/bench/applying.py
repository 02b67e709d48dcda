"""60 sections and 400 enrolments at 30 ms a call: apply, against a plain loop with canvasapi; then nothing to do."""

import tempfile
import warnings
from pathlib import Path

import canvasapi
from bench.measuring import Clock
from bench.stage import stage_elsewhere
from homes import a_term_at_home

from nettools.jobs import terms
from nettools.jobs.changes import applying

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
        applied = applying.apply(tools, term, approve=lambda _: True)
        ours, made, asked = clock.seconds, len(applied.having("done")), stage.figures()
        yield (
            f"apply: {ours:.1f} s, {made} things made, {applied.calls} calls, {asked['throttled']} throttled, "
            f"at most {asked['at_once']} at once"
        )
        floor = applied.calls * LATENCY / IN_FLIGHT
        yield f"the floor, calls x latency / {IN_FLIGHT}: {floor:.1f} s; apply takes {ours / floor:.2f} of it"
        clock = Clock()
        again = applying.apply(tools, term, approve=lambda _: True)
        yield f"apply again: {clock.seconds:.1f} s, {len(again.results)} changes, {again.calls} calls"
    with stage_elsewhere(LATENCY) as stage:
        clock = Clock()
        made = loop(stage, plan)
        theirs = clock.seconds
        yield f"canvasapi, one by one: {theirs:.1f} s, {made} things made (no Zoom)"
    yield f"ratio: {theirs / ours:.1f} times faster; apply makes the Zoom meetings too, and remembers each step"


def loop(stage, plan):
    """The same rooms with all that is in them, as a script would make them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # canvasapi warns of http
        canvas = canvasapi.Canvas(stage.canvas_url, stage.token)
    account = canvas.get_account(1)
    account.create_enrollment_term(enrollment_term={"name": str(plan.term)})
    return 1 + sum(furnished(canvas, account, network) for network in plan.networks)


def furnished(canvas, account, network):
    """One room; how many things were made."""
    course = account.create_course(course={"name": network.key})
    units = course.create_group_category("Enheter")
    course.create_page(wiki_page={"title": "Välkommen", "body": "<p>Välkommen</p>", "front_page": True})
    course.create_assignment({"name": "Utkast", "group_category_id": units.id, "submission_types": ["online_upload"]})
    made = 4
    for leader in network.description.leaders:
        course.enroll_user(invited(account, leader), "TeacherEnrollment")
        made += 2
    for meeting in network.description.meetings:
        title = f"Träff {meeting.number}"
        page = course.create_page(wiki_page={"title": title, "body": "<p>Tema</p>", "published": True})
        module = course.create_module({"name": title})
        module.create_module_item({"type": "Page", "page_url": page.url, "title": title})
        event = {
            "context_code": f"course_{course.id}",
            "title": title,
            "start_at": meeting.starts,
            "end_at": meeting.ends,
        }
        canvas.create_calendar_event(calendar_event=event)
        made += 4
    return made + sum(of_unit(account, course, units, registration) for registration in network.registrations)


def of_unit(account, course, units, registration):
    """One unit's section and group, with its people; how many things were made."""
    section = course.create_course_section(course_section={"name": registration.unit.name})
    group = units.create_group(name=registration.unit.name)
    made = 2
    for person in registration.participants:
        user = invited(account, person)
        enrolment = {"course_section_id": section.id, "enrollment_state": "active"}
        course.enroll_user(user, "StudentEnrollment", enrollment=enrolment)
        group.create_membership(user)
        made += 3
    return made


def invited(account, person):
    return account.create_user({"unique_id": str(person.email)}, user={"name": person.name})
