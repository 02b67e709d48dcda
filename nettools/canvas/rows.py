"""Canvas's rows in our words: courses are course rooms, assignments are hand-ins, and so on."""

from collections.abc import Collection, Mapping
from typing import Any

from nettools.changes import Found, Json, Kind, mark

Row = Mapping[str, Any]

LASTING_STATES = ("active", "invited", "creation_pending", "inactive", "completed", "rejected")
_MARK = "nettools."
_RESTRICTED = "restrict_enrollments_to_course_dates"
_OF_COURSES = {
    "name": "name",
    "code": "course_code",
    "start_at": "start_at",
    "end_at": "end_at",
    "term": "enrollment_term_id",
    "default_view": "default_view",
}


def course_room(row: Row, key: str) -> Found:
    """A course that was asked for as `key`; its mark is absent for a token that may not see SIS ids."""
    fields: dict[str, Json] = {ours: _text(row.get(name)) for ours, name in _OF_COURSES.items() if name in row}
    if _RESTRICTED in row:
        fields[_RESTRICTED] = bool(row[_RESTRICTED])
    return Found(
        kind=Kind.COURSE_ROOM,
        remote_id=str(row["id"]),
        key=key if row.get("sis_course_id") == mark(key) else "",
        place={name: fields[name] for name in ("name", "code")},
        fields=fields,
    )


def section(row: Row, *, lasting: bool = False) -> Found:
    """A section; one with people in it cannot be removed."""
    name = _text(row.get("name"))
    return Found(
        kind=Kind.SECTION,
        remote_id=str(row["id"]),
        key=key_of(row.get("sis_section_id")),
        place={"course": str(row["course_id"]), "name": name},
        fields={"name": name},
        lasting=lasting,
    )


def enrolment(row: Row, leading: Collection[str] = ()) -> Found:
    """An enrolment. One of a type that is `leading` counts for the whole course room, whatever section it is in."""
    place: dict[str, Json] = {"course": str(row["course_id"]), "user": str(row["user_id"]), "type": _text(row["type"])}
    if row["type"] not in leading:
        place["section"] = str(row["course_section_id"])
    return Found(
        kind=Kind.ENROLMENT,
        remote_id=str(row["id"]),
        place=place,
        fields={"state": _text(row.get("enrollment_state"))},
        sis_id=_text(row.get("sis_user_id")),
    )


def person(row: Row, key: str, login: str) -> Found:
    """A user that was found when `login` was looked for."""
    return Found(
        kind=Kind.PERSON,
        remote_id=str(row["id"]),
        key=key if row.get("sis_user_id") == mark(key) else "",
        place={"login": login},
        sis_id=_text(row.get("sis_user_id")),
    )


def calendar_event(row: Row) -> Found:
    """A calendar event of a course, or of a group in one."""
    fields: dict[str, Json] = {name: _text(row.get(name)) for name in ("title", "start_at", "end_at", "description")}
    context, _, number = str(row.get("context_code", "")).partition("_")
    return Found(
        kind=Kind.CALENDAR_EVENT,
        remote_id=str(row["id"]),
        place={context: number, "title": fields["title"]},
        fields=fields,
    )


def hand_in(row: Row) -> Found:
    """An assignment; one that somebody has handed in to is never removed."""
    fields: dict[str, Json] = {name: _text(row.get(name)) for name in ("name", "description", "due_at")}
    extensions: Json = list(row.get("allowed_extensions") or [])
    return Found(
        kind=Kind.HAND_IN,
        remote_id=str(row["id"]),
        place={"course": str(row["course_id"]), "name": fields["name"]},
        fields={
            **fields,
            "allowed_extensions": extensions,
            "group_category": _text(row.get("group_category_id")),
        },
        lasting=bool(row.get("has_submitted_submissions")),
    )


def key_of(sis_id: object) -> str:
    """Our key in a mark of a section or group; no part of such a key has a dot."""
    marked = isinstance(sis_id, str) and sis_id.startswith(_MARK)
    return str(sis_id).removeprefix(_MARK).replace(".", "/") if marked else ""


def _text(value: object) -> str:
    return "" if value is None else str(value)
