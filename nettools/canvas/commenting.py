"""Comments on hand-ins: where one can be said, which of ours are there, and saying one.

A comment has no key of its own. Ours end with their mark on a line by itself, and are known again by it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nettools.canvas.client import CanvasClient
from nettools.canvas.handins import HandInRoom, drafts_of_attempt

_MARK = re.compile(r"^\[(nettools [^\]\s]+)\]\s*\Z", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentPlace:
    """A person's hand-in, that a comment can be said on: which drafts each attempt brought, which marks stand there.

    `marks` goes from a mark of ours to Canvas's id of the comment.
    """

    room: HandInRoom
    user_id: str
    attempts: Mapping[str, int]
    marks: Mapping[str, str]


def marked(said: str, mark: str) -> str:
    """The comment with its mark, which people see as a small reference at its end."""
    return f"{said.rstrip()}\n\n[nettools {mark}]"


def observe_comments(client: CanvasClient, room: HandInRoom) -> tuple[CommentPlace, ...]:
    """All that has been handed in in a room and what we have said of it, by user id. Raises RemoteError."""
    path = f"courses/{room.course_id}/assignments/{room.assignment_id}/submissions"
    rows = client.pages(path, {"include[]": ["submission_history", "submission_comments"]})
    return tuple(_place(row, room) for row in sorted(rows, key=lambda row: int(row["user_id"])))


def say_comment(client: CanvasClient, place: CommentPlace, said: str, mark: str, attempt: int) -> str:
    """Say it on that attempt, to the whole group where there is one; Canvas's id of the comment, or empty.

    It is not repeated when the answer is lost: RemoteError then has `answered` False, and whoever called looks again.
    """
    path = f"courses/{place.room.course_id}/assignments/{place.room.assignment_id}/submissions/{place.user_id}"
    sent = {
        "comment[text_comment]": marked(said, mark),
        "comment[group_comment]": True,  # ignored where there are no groups
        "comment[attempt]": attempt,
    }
    return _marks(client.put_json(path, sent)).get(mark, "")


def _place(row: Mapping[str, Any], room: HandInRoom) -> CommentPlace:
    attempts = {
        draft: int(attempt.get("attempt") or 1) for attempt in _handed_in(row) for draft in drafts_of_attempt(attempt)
    }
    return CommentPlace(room=room, user_id=str(row["user_id"]), attempts=attempts, marks=_marks(row))


def _handed_in(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from (attempt for attempt in (*(row.get("submission_history") or ()), row) if attempt.get("submitted_at"))


def _marks(row: Mapping[str, Any]) -> dict[str, str]:
    comments: Iterable[Mapping[str, Any]] = row.get("submission_comments") or ()
    found = ((_MARK.search(str(one.get("comment") or "")), str(one["id"])) for one in comments)
    return {mark[1].removeprefix("nettools "): comment for mark, comment in found if mark}
