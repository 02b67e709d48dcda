"""Calendar events at the pretend Canvas, those with times for each section among them."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from nettools.sandbox.canvas.answers import as_int, as_time, invalid, missing, not_found
from nettools.sandbox.canvas.ids import find_course, find_group, find_user
from nettools.sandbox.canvas.paging import bookmarked
from nettools.sandbox.canvas.tables import Table
from nettools.sandbox.canvas.visit import Route, Visit, new_uuid
from nettools.sandbox.canvas.world import CalendarEvent
from nettools.sandbox.wire_messages import Answer, as_bool, as_dict, as_list

# What a section's event always has from its parent, whatever was sent for it.
INHERITED = ("title", "description", "location_name", "location_address")
MOST_CONTEXTS = 10
MOST_COPIES = 200
SCRIPTS = re.compile(r"<(script|style)\b.*?</\1\s*>|\son\w+\s*=\s*(\"[^\"]*\"|'[^']*')", re.IGNORECASE | re.DOTALL)


def event_json(visit: Visit, event: CalendarEvent) -> dict[str, Any]:
    """An event with its children; a child says for which section it is."""
    children = _children(visit, event)
    parent = visit.world.events.get(event.parent_event_id)
    address = f"{visit.asked.base_url}/api/v1/calendar_events/{event.id}"
    shown: dict[str, Any] = {
        "id": event.id,
        "title": event.title,
        "start_at": event.start_at,
        "end_at": event.end_at,
        "workflow_state": event.workflow_state,
        "created_at": event.created_at,
        "updated_at": event.updated_at,
        "all_day": event.all_day,
        "all_day_date": event.all_day_date,
        "comments": None,
        "series_uuid": event.series_uuid,
        "rrule": None,
        "blackout_date": False,
        "location_address": event.location_address,
        "location_name": event.location_name,
        "type": "event",
        "description": event.description,
        "child_events_count": len(children),
        "all_context_codes": event.context_code,
        "context_code": event.context_code,
        "context_name": _context_name(visit, event.context_code),
        "context_color": None,
        "parent_event_id": event.parent_event_id,
        "hidden": bool(children),
        "child_events": [event_json(visit, one) for one in children],
        "url": address,
        "html_url": f"{visit.asked.base_url}/calendar?event_id={event.id}&include_contexts={event.context_code}",
        "duplicates": [],
        "important_dates": False,
    }
    if parent is not None:
        shown["title"] = f"{event.title} ({shown['context_name']})"
        shown["effective_context_code"] = parent.context_code
    return shown


def _children(visit: Visit, event: CalendarEvent) -> list[CalendarEvent]:
    rows = visit.world.events.where("parent_event_id", event.id)
    return [one for one in rows if one.workflow_state == "active"]


def _context_name(visit: Visit, code: str) -> str | None:
    kind, _, number = code.rpartition("_")
    world = visit.world
    tables: dict[str, Table[Any]] = {
        "course": world.courses,
        "course_section": world.sections,
        "group": world.groups,
        "user": world.users,
    }
    row = tables[kind].get(as_int(number)) if kind in tables else None
    return getattr(row, "name", None)


# -- who may -----------------------------------------------------------------------------------------


def _need_calendar(visit: Visit, code: str) -> None:
    """Only those who run a calendar write in it; a code of nothing is not found."""
    kind, _, number = code.rpartition("_")
    if kind == "course":
        visit.need_staff(find_course(visit, number))
    elif kind == "group":
        visit.need_staff(find_course(visit, find_group(visit, number).course_id))
    elif kind != "user":
        raise invalid("context_code", "context_code is required")
    elif find_user(visit, number) is not visit.caller:
        visit.need_admin()


def _sees(visit: Visit, code: str) -> bool:
    kind, _, number = code.rpartition("_")
    if visit.is_admin() or code == f"user_{visit.caller.id}":
        return True
    course_id = as_int(number)
    if kind == "group":
        group = visit.world.groups.get(course_id)
        course_id = group.course_id if group else 0
    if kind == "course_section":
        section = visit.world.sections.get(course_id)
        course_id = section.course_id if section else 0
    return any(
        one.course_id == course_id and one.workflow_state == "active"
        for one in visit.world.enrolments.where("user_id", visit.caller.id)
    )


# -- making and changing -----------------------------------------------------------------------------


def create_event(visit: Visit) -> Answer:
    """POST /calendar_events: 201."""
    sent = visit.part("calendar_event")
    if not sent:
        raise missing("calendar_event")
    code = str(sent.get("context_code") or "")
    _need_calendar(visit, code)
    fields = _fields(sent)
    wanted = _wanted_children(visit, code, sent)
    fields.setdefault("title", "(No title)")
    event = visit.world.events.new(context_code=code, created_at=visit.now, updated_at=visit.now, **fields)
    _set_children(visit, event, wanted)
    shown = event_json(visit, event)
    shown["duplicates"] = [{"calendar_event": event_json(visit, one)} for one in _copies(visit, event, sent)]
    return visit.json(shown, 201)


def _copies(visit: Visit, event: CalendarEvent, sent: dict[str, Any]) -> Iterable[CalendarEvent]:
    """duplicate[count] more of the same, all in one series; their times are not moved here."""
    count = as_int(as_dict(sent.get("duplicate")).get("count"))
    if count > MOST_COPIES:
        raise invalid("duplicate", f"Duplicate count must not exceed {MOST_COPIES}")
    series = new_uuid() if count else None
    fields = {name: getattr(event, name) for name in (*INHERITED, "start_at", "end_at", "all_day", "all_day_date")}
    for _ in range(count):
        yield visit.world.events.new(
            context_code=event.context_code,
            created_at=visit.now,
            updated_at=visit.now,
            series_uuid=series,
            **fields,
        )


def update_event(visit: Visit, event: str) -> Answer:
    """PUT /calendar_events/:id. child_event_data replaces the set of section times."""
    found = _event(visit, event)
    sent = visit.part("calendar_event")
    parent = visit.world.events.get(found.parent_event_id)
    _need_calendar(visit, parent.context_code if parent else found.context_code)
    moved = str(sent.get("context_code") or found.context_code)
    if moved != found.context_code:
        _refuse_to_move(visit, found)
        _need_calendar(visit, moved)
    wanted = _wanted_children(visit, moved, sent)
    visit.world.events.update(found, context_code=moved, updated_at=visit.now, **_fields(sent, found))
    _set_children(visit, found, wanted)
    _cascade(visit, parent or found)
    return visit.json(event_json(visit, found))


def _refuse_to_move(visit: Visit, event: CalendarEvent) -> None:
    if _children(visit, event) or event.parent_event_id is not None:
        raise invalid("context_code", "Cannot move events with section-specific times between calendars")


def _fields(sent: dict[str, Any], old: CalendarEvent | None = None) -> dict[str, Any]:
    texts = ("title", "location_name", "location_address", "time_zone_edited")
    fields: dict[str, Any] = {name: str(sent[name]) for name in texts if sent.get(name) is not None}
    if sent.get("description") is not None:
        fields["description"] = SCRIPTS.sub("", str(sent["description"]))
    return fields | _times(sent, old)


def _times(sent: dict[str, Any], old: CalendarEvent | None) -> dict[str, Any]:
    """No end is the start; an end before the start is the start; from midnight to itself is the whole day."""
    if "start_at" not in sent and "end_at" not in sent:
        return {}
    start = as_time(sent["start_at"]) if "start_at" in sent else getattr(old, "start_at", None)
    end = as_time(sent["end_at"]) if "end_at" in sent else getattr(old, "end_at", None)
    if start and (not end or end < start):
        end = start
    day = _whole_day(start, end, str(sent.get("time_zone_edited") or "Europe/Stockholm"))
    if as_bool(sent.get("all_day")) and start:
        day = _local(start, "Europe/Stockholm").date().isoformat()
    return {"start_at": start, "end_at": end, "all_day": day is not None, "all_day_date": day}


def _whole_day(start: str | None, end: str | None, zone: str) -> str | None:
    if start is None or start != end:
        return None
    local = _local(start, zone)
    return local.date().isoformat() if (local.hour, local.minute) == (0, 0) else None


def _local(moment: str, zone: str) -> datetime:
    try:
        return datetime.fromisoformat(moment).astimezone(ZoneInfo(zone))
    except (KeyError, ValueError):
        return datetime.fromisoformat(moment)


# -- times for each section --------------------------------------------------------------------------


def _wanted_children(visit: Visit, code: str, sent: dict[str, Any]) -> dict[str, dict[str, Any]] | None:
    """Times by context; None when nothing is said about children."""
    if "child_event_data" not in sent:
        return None
    rows = [as_dict(one) for one in as_list(sent["child_event_data"]) if as_dict(one)]
    codes = [str(one.get("context_code")) for one in rows]
    if len(set(codes)) < len(codes):
        raise invalid("child_event_data", "Duplicate child event contexts")
    kind, _, number = code.rpartition("_")
    sections = visit.world.sections.where("course_id", as_int(number)) if kind == "course" else []
    allowed = {f"course_section_{one.id}" for one in sections if one.workflow_state == "active"}
    if set(codes) - allowed:
        raise invalid("child_event_data", "Invalid child event context")
    return dict(zip(codes, rows, strict=True))


def _set_children(visit: Visit, event: CalendarEvent, wanted: dict[str, dict[str, Any]] | None) -> None:
    if wanted is None:
        return
    events = visit.world.events
    there = {one.context_code: one for one in _children(visit, event)}
    for code, one in there.items():
        if code not in wanted:
            events.update(one, workflow_state="deleted", updated_at=visit.now)
    for code, row in wanted.items():
        child = there.get(code) or events.new(
            context_code=code, title=event.title, parent_event_id=event.id, created_at=visit.now, updated_at=visit.now
        )
        events.update(child, updated_at=visit.now, **_times(row, child))
    _cascade(visit, event)


def _cascade(visit: Visit, event: CalendarEvent) -> None:
    """Children say what their parent says; the parent lasts from the first of them to the last."""
    children = _children(visit, event)
    same = {name: getattr(event, name) for name in INHERITED}
    for one in children:
        visit.world.events.update(one, **same)
    starts = [one.start_at for one in children if one.start_at]
    ends = [one.end_at for one in children if one.end_at]
    if starts and ends:
        visit.world.events.update(event, start_at=min(starts), end_at=max(ends))


# -- showing and removing ----------------------------------------------------------------------------


def show_event(visit: Visit, event: str) -> Answer:
    """GET /calendar_events/:id."""
    found = _event(visit, event)
    if not _sees(visit, found.context_code):
        raise visit.deny()
    return visit.json(event_json(visit, found))


def delete_event(visit: Visit, event: str) -> Answer:
    """DELETE /calendar_events/:id: children with it; the last child takes its parent along."""
    found = _event(visit, event)
    parent = visit.world.events.get(found.parent_event_id)
    _need_calendar(visit, parent.context_code if parent else found.context_code)
    gone = [found, *_children(visit, found)]
    if parent is not None and _children(visit, parent) == [found]:
        gone.append(parent)
    for one in gone:
        visit.world.events.update(one, workflow_state="deleted", updated_at=visit.now)
    if parent is not None:
        _cascade(visit, parent)
    return visit.json(event_json(visit, found))


def _event(visit: Visit, named: str) -> CalendarEvent:
    found = visit.world.events.get(as_int(named))
    if found is None or found.workflow_state == "deleted":
        raise not_found()
    return found


def list_events(visit: Visit) -> Answer:
    """GET /calendar_events: ten contexts at most, the rest ignored; without dates only today."""
    codes = [str(one) for one in as_list(visit.params.get("context_codes"))] or [f"user_{visit.caller.id}"]
    codes = codes[:MOST_CONTEXTS]
    if not all(_sees(visit, code) for code in codes):
        raise visit.deny()
    wanted = [one for code in codes for one in _in_context(visit, code) if _in_time(visit, one)]
    if visit.params.get("type", "event") != "event":
        wanted = []
    return bookmarked(visit, wanted, lambda one: (one.start_at or "", one.id), lambda one: event_json(visit, one))


def _in_context(visit: Visit, code: str) -> list[CalendarEvent]:
    """A course shows its own events, and those of its sections in place of the hidden parent."""
    rows = [one for one in visit.world.events.where("context_code", code) if one.workflow_state == "active"]
    shown = [each for one in rows for each in (_children(visit, one) or [one])]
    return list({one.id: one for one in shown}.values())


def _in_time(visit: Visit, event: CalendarEvent) -> bool:
    params = visit.params
    if as_bool(params.get("all_events")) or (as_bool(params.get("undated")) and not event.start_at):
        return True
    first = str(params.get("start_date") or visit.now)[:10]
    last = str(params.get("end_date") or params.get("start_date") or visit.now)[:10]
    return bool(event.start_at) and first <= str(event.end_at)[:10] and str(event.start_at)[:10] <= last


ROUTES: tuple[Route, ...] = (
    ("GET", "/calendar_events", list_events),
    ("POST", "/calendar_events", create_event),
    ("GET", "/calendar_events/<event>", show_event),
    ("PUT", "/calendar_events/<event>", update_event),
    ("DELETE", "/calendar_events/<event>", delete_event),
)
