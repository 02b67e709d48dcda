"""Announcements on demand: one in each course room that is asked for, each exactly once.

An announcement carries no mark, and Canvas may write its HTML anew. It is known again by its room, its title and the
words that people read.
"""

import hashlib
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from nettools.changes.memory import Json
from nettools.changes.networkroom import instant
from nettools.changes.thing import Kind, Wanted

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What is to be said: the message as it was written, and as HTML; `at` is empty for at once."""

    title: str
    message: str
    html: str
    at: datetime | None = None


def announcement_key(room: str, announcement: Announcement) -> str:
    """Our key: the room's, and twelve signs of what is said."""
    said = "\n".join([announcement.title, *announcement.message.strip().splitlines()])
    return f"{room}/announcement/{hashlib.blake2b(said.encode(), digest_size=6).hexdigest()}"


def announcement_place(course: str, title: str, message: str) -> Mapping[str, Json]:
    """What an announcement is known again by; `message` is HTML, and only its words count."""
    words = "".join(html.unescape(_TAG.sub(" ", message)).split())
    digest = hashlib.blake2b(words.encode(), digest_size=8).hexdigest()
    return {"course": course, "title": " ".join(title.split()), "words": digest}


def announcement_wanted(room: str, course: str, announcement: Announcement) -> Wanted:
    """The announcement in one room. What people do with it once it is there is theirs."""
    delayed: dict[str, Json] = {"delayed_post_at": instant(announcement.at)} if announcement.at else {}
    return Wanted(
        key=announcement_key(room, announcement),
        kind=Kind.ANNOUNCEMENT,
        label=announcement.title,
        place=announcement_place(course, announcement.title, announcement.html),
        once={"title": announcement.title, "message": announcement.html, **delayed},
    )
