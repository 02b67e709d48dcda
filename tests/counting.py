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
        yield from _furniture(world, rooms)
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


def _furniture(world, rooms):
    """Pages, and modules with what is in them; of a front page also whether the room opens on it."""
    for page in world.pages:
        if page.course_id in rooms and page.workflow_state == "active":
            yield "page", rooms[page.course_id], page.title, page.published
            if page.front_page:
                yield "opens on", rooms[page.course_id], world.courses.rows[page.course_id].default_view
    for module in world.modules:
        if module.course_id in rooms and module.workflow_state == "active":
            yield "module", rooms[module.course_id], module.name, module.published
            titles = (world.pages.rows[item["content_id"]].title for item in module.items)
            yield from (("in module", rooms[module.course_id], module.name, title) for title in titles)


def _in_zoom(zoom, term):
    for meeting in zoom.meetings:
        mark = (meeting.agenda or "").partition("\n")[0]
        if mark.startswith(f"nettools:{term}/"):
            yield "meeting", mark.removeprefix("nettools:")
            for one in meeting.registrants:
                if one.status == "approved":
                    yield "registrant", mark.removeprefix("nettools:"), one.email


def _planned(plan):
    for network in plan.networks:
        room = f"nettools.{plan.term}.{network.key}"
        yield "room", room
        yield "hand-in", room, plan.description.hand_in.name
        yield "page", room, f"Välkommen till {network.description.name}", True
        yield "opens on", room, "wiki"
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
        yield from _supervisions(plan, network)
        for meeting in network.description.meetings:
            yield "meeting", f"{plan.term}/{network.key}/meeting-{meeting.number}"
            yield from _registrants(f"{plan.term}/{network.key}/meeting-{meeting.number}", network, meeting)
            yield "event", room, f"Nätverksträff {meeting.number}: {meeting.theme}"
            title = f"Träff {meeting.number}: {meeting.theme}"
            yield from [("page", room, title, True), ("module", room, title, True), ("in module", room, title, title)]


def _supervisions(plan, network):
    """The meetings of the network's units with a course leader, as far as they are held on Zoom."""
    keys = {registration.unit.key for registration in network.registrations}
    for one in plan.description.supervisions:
        if one.unit_key in keys and one.zoom_host:
            yield "meeting", f"{plan.term}/{network.key}/{one.unit_key}/supervision-{one.number}"


def _registrants(key, network, meeting):
    """Everyone in the network once, but who can start the meeting."""
    rules = network.description.zoom
    opens = {(meeting.zoom_host or network.description.zoom_host).casefold(), *(e.key for e in rules.alternative_hosts)}
    people = [*network.description.leaders, *(one for r in network.registrations for one in r.participants)]
    for email in {one.email.key for one in people} - opens if rules.registration else ():
        yield "registrant", key, email
