"""Announcements at the pretend Canvas: topics that everybody in a course, or in some sections, is told of."""

from datetime import datetime, timedelta
from typing import Any

from nettools.sandbox.canvas.answers import as_int, as_time, message, not_found, stamp
from nettools.sandbox.canvas.ids import find_course, find_section
from nettools.sandbox.canvas.paging import numbered
from nettools.sandbox.canvas.visit import Route, Visit
from nettools.sandbox.canvas.world import Course, DiscussionTopic
from nettools.sandbox.wire_messages import Answer, as_bool, as_list

SHOWN_FROM = timedelta(days=14)
SHOWN_FOR = timedelta(days=28)
NO_CONTEXTS = "Missing context_codes"


def topic_json(visit: Visit, topic: DiscussionTopic) -> dict[str, Any]:
    """A topic of a course."""
    author = visit.world.users.rows[topic.user_id]
    sections = [visit.world.sections.rows[one] for one in topic.section_ids]
    shown: dict[str, Any] = {
        "id": topic.id,
        "title": topic.title,
        "message": topic.message,
        "created_at": topic.created_at,
        "posted_at": topic.posted_at,
        "delayed_post_at": topic.delayed_post_at,
        "last_reply_at": topic.posted_at,
        "lock_at": None,
        "is_announcement": topic.is_announcement,
        "published": not _waits(visit, topic),
        "pinned": False,
        "locked": False,
        "read_state": "read" if topic.user_id == visit.caller.id else "unread",
        "unread_count": 0,
        "discussion_subentry_count": 0,
        "is_section_specific": bool(sections),
        "user_name": author.name,
        "author": {"id": author.id, "display_name": author.name},
        "html_url": f"{visit.asked.base_url}/courses/{topic.course_id}/discussion_topics/{topic.id}",
        "attachments": [],
    }
    if sections:
        shown["sections"] = [{"id": one.id, "name": one.name} for one in sections]
    return shown


def _waits(visit: Visit, topic: DiscussionTopic) -> bool:
    return topic.delayed_post_at is not None and topic.delayed_post_at > visit.now


def _seen(visit: Visit, course: Course) -> list[DiscussionTopic]:
    """The topics of a course that the caller may see, the newest first."""
    rows = [one for one in visit.world.topics.where("course_id", course.id) if one.workflow_state == "active"]
    if not visit.is_staff(course.id):
        mine = {one.course_section_id for one in visit.world.enrolments.where("user_id", visit.caller.id)}
        rows = [one for one in rows if not _waits(visit, one) and (not one.section_ids or mine & set(one.section_ids))]
    return sorted(rows, key=lambda one: (one.posted_at, one.id), reverse=True)


def list_topics(visit: Visit, course: str) -> Answer:
    """GET /courses/:c/discussion_topics: announcements with only_announcements, else everything but them."""
    found = find_course(visit, course)
    visit.need_member(found)
    wanted = as_bool(visit.params.get("only_announcements"))
    rows = [one for one in _seen(visit, found) if one.is_announcement is wanted]
    return numbered(visit, rows, lambda one: topic_json(visit, one))


def list_announcements(visit: Visit) -> Answer:
    """GET /announcements: of the courses asked for, and by default only those of the last two weeks."""
    codes = [str(one) for one in as_list(visit.params.get("context_codes"))]
    if not codes:
        raise message(NO_CONTEXTS)
    first, last = _window(visit)
    rows = [one for code in codes for one in _announced(visit, code) if first <= one.posted_at <= last]
    rows.sort(key=lambda one: (one.posted_at, one.id), reverse=True)
    return numbered(visit, rows, lambda one: topic_json(visit, one) | {"context_code": f"course_{one.course_id}"})


def _window(visit: Visit) -> tuple[str, str]:
    """From two weeks ago, and 28 days on from there: an end is not needed, but there is one."""
    first = as_time(visit.params.get("start_date")) or stamp(datetime.fromisoformat(visit.now) - SHOWN_FROM)
    return first, as_time(visit.params.get("end_date")) or stamp(datetime.fromisoformat(first) + SHOWN_FOR)


def _announced(visit: Visit, code: str) -> list[DiscussionTopic]:
    kind, _, number = code.partition("_")
    if kind != "course":
        raise not_found()
    course = find_course(visit, number)
    visit.need_member(course)
    active_only = as_bool(visit.params.get("active_only"))
    found = [one for one in _seen(visit, course) if one.is_announcement and not (active_only and _waits(visit, one))]
    return found[:1] if as_bool(visit.params.get("latest_only")) else found


def show_topic(visit: Visit, course: str, topic: str) -> Answer:
    """GET /courses/:c/discussion_topics/:id."""
    found = find_course(visit, course)
    visit.need_member(found)
    return visit.json(topic_json(visit, _topic(visit, found, topic)))


def create_topic(visit: Visit, course: str) -> Answer:
    """POST /courses/:c/discussion_topics; everybody whom an announcement reaches is told of it."""
    found = find_course(visit, course)
    visit.need_staff(found)
    topic = visit.world.topics.new(
        course_id=found.id,
        user_id=visit.caller.id,
        created_at=visit.now,
        is_announcement=as_bool(visit.params.get("is_announcement")),
        **{"title": "No Title", "message": "", "posted_at": visit.now} | _fields(visit, found),
    )
    if topic.is_announcement and found.workflow_state == "available" and not _waits(visit, topic):
        _tell(visit, topic)
    return visit.json(topic_json(visit, topic))


def update_topic(visit: Visit, course: str, topic: str) -> Answer:
    """PUT /courses/:c/discussion_topics/:id."""
    found = find_course(visit, course)
    visit.need_staff(found)
    one = visit.world.topics.update(_topic(visit, found, topic), **_fields(visit, found))
    return visit.json(topic_json(visit, one))


def delete_topic(visit: Visit, course: str, topic: str) -> Answer:
    """DELETE /courses/:c/discussion_topics/:id."""
    found = find_course(visit, course)
    visit.need_staff(found)
    one = visit.world.topics.update(_topic(visit, found, topic), workflow_state="deleted")
    return visit.json({"discussion_topic": topic_json(visit, one)})


def _topic(visit: Visit, course: Course, named: str) -> DiscussionTopic:
    one = next((each for each in _seen(visit, course) if each.id == as_int(named)), None)
    if one is None:
        raise not_found()
    return one


def _fields(visit: Visit, course: Course) -> dict[str, Any]:
    sent = visit.params
    fields: dict[str, Any] = {name: str(sent[name]) for name in ("title", "message") if sent.get(name)}
    delayed = as_time(sent.get("delayed_post_at"))
    if delayed:
        fields |= {"delayed_post_at": delayed, "posted_at": delayed}
    if sent.get("specific_sections") and sent["specific_sections"] != "all":
        named = str(sent["specific_sections"]).split(",")
        fields["section_ids"] = [find_section(visit, one.strip(), course).id for one in named]
    return fields


def _tell(visit: Visit, topic: DiscussionTopic) -> None:
    reached = {
        one.user_id
        for one in visit.world.enrolments.where("course_id", topic.course_id)
        if one.workflow_state == "active" and (not topic.section_ids or one.course_section_id in topic.section_ids)
    }
    for user_id in sorted(reached - {topic.user_id}):
        visit.world.notices.new(user_id=user_id, why="announcement")


ROUTES: tuple[Route, ...] = (
    ("GET", "/announcements", list_announcements),
    ("GET", "/courses/<course>/discussion_topics", list_topics),
    ("POST", "/courses/<course>/discussion_topics", create_topic),
    ("GET", "/courses/<course>/discussion_topics/<topic>", show_topic),
    ("PUT", "/courses/<course>/discussion_topics/<topic>", update_topic),
    ("DELETE", "/courses/<course>/discussion_topics/<topic>", delete_topic),
)
