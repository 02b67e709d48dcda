"""What stands in the pretend Canvas and Zoom, counted without asking our own clients or memory."""

from collections import Counter


def standing(sandbox, term):
    """How often each thing of ours stands there, by a name of its own; a right world has each exactly once."""
    return Counter([*_in_canvas(sandbox.canvas, str(term)), *_in_zoom(sandbox.zoom, str(term))])


def planned(plan):
    """How often each thing should stand there: once, for all that the term plan says."""
    return Counter(_planned(plan))


def _in_canvas(canvas, term):
    with canvas.lock:
        world = canvas.world
        mine = f"nettools.{term}."
        rooms = {c.id: c.sis_course_id for c in world.courses if (c.sis_course_id or "").startswith(mine)}
        logins = {user.id: user.login_key for user in world.users}
        sections = {s.id: s.sis_section_id for s in world.sections if s.course_id in rooms}
        yield from (("room", sis) for sis in rooms.values())
        yield from (("section", sis) for sis in sections.values() if sis)
        yield from (
            ("enrolment", rooms[e.course_id], sections[e.course_section_id] or "", logins[e.user_id], e.type)
            for e in world.enrolments
            if e.course_id in rooms and e.workflow_state not in ("deleted", "inactive")
        )
        yield from (
            ("event", rooms[int(event.context_code.removeprefix("course_"))], event.title)
            for event in world.events
            if event.context_code.removeprefix("course_").isdigit()
            and int(event.context_code.removeprefix("course_")) in rooms
            and event.workflow_state == "active"
        )
        there = [one for one in world.groups if one.course_id in rooms and one.workflow_state == "available"]
        groups = {group.id: group.sis_group_id for group in there}
        yield from (
            ("group set", sets.sis_group_category_id)
            for sets in world.group_categories
            if sets.course_id in rooms and sets.workflow_state == "active"
        )
        yield from (("group", sis) for sis in groups.values())
        yield from (
            ("member", groups[one.group_id], logins[one.user_id])
            for one in world.memberships
            if one.group_id in groups and one.workflow_state == "accepted"
        )
        yield from (
            ("hand-in", rooms[one.course_id], one.name)
            for one in world.assignments
            if one.course_id in rooms and one.workflow_state != "deleted"
        )


def _in_zoom(zoom, term):
    for meeting in zoom.meetings:
        mark = (meeting.agenda or "").partition("\n")[0]
        if mark.startswith(f"nettools:{term}/"):
            yield "meeting", mark.removeprefix("nettools:")


def _planned(plan):
    for network in plan.networks:
        room = f"nettools.{plan.term}.{network.key}"
        yield "room", room
        yield "hand-in", room, plan.description.hand_in.name
        yield "group set", f"{room}.units"
        grouped = set()
        for leader in network.description.leaders:
            yield "enrolment", room, "", leader.email.key, "TeacherEnrollment"
        for registration in network.registrations:
            section = f"{room}.{registration.unit.key}"
            yield "section", section
            yield "group", f"{section}.group"
            for person in registration.participants:
                yield "enrolment", room, section, person.email.key, "StudentEnrollment"
                if person.email.key not in grouped:
                    yield "member", f"{section}.group", person.email.key
                grouped.add(person.email.key)
        for meeting in network.description.meetings:
            yield "meeting", f"{plan.term}/{network.key}/meeting-{meeting.number}"
            yield "event", room, f"Nätverksträff {meeting.number}: {meeting.theme}"
