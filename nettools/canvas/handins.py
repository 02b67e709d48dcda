"""Drafts handed in on Canvas: which there are, whose they are, and which attempt each file came with."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from nettools.domain.healthplans import HandIn
from nettools.domain.terms import Term

PERSON = "StudentEnrollment"
LEFT = frozenset({"inactive", "completed"})
TEXT_NAME = "skrivet i Canvas.md"
LONGEST_TEXT = 2_000_000  # characters of HTML: some five hundred pages
STATES = ("active", "invited", "creation_pending", "inactive", "completed")  # a draft stays when its author has left


class CanvasReader(Protocol):
    """The reading half of the Canvas client."""

    def get_json(self, path: str, params: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
        """One answer."""

    def pages(self, path: str, params: Mapping[str, Any] | None = None) -> Iterable[dict[str, Any]]:
        """Every row of a list, page by page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInRoom:
    """Where one network hands in: Canvas's ids of course and assignment, and which unit each section is.

    `units` goes from section id to unit key. A section not in it is known by its mark when that begins with `mark`.
    """

    term: Term
    course_id: str
    assignment_id: str
    units: Mapping[str, str]
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsettledHandIn:
    """A file by someone who belongs to several units, or to none of ours; `hand_in.unit_key` is empty."""

    hand_in: HandIn
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutFile:
    """A draft handed in as a link, which is listed and never followed: `code` is `link`."""

    units: tuple[str, ...]
    code: str
    submitted: datetime
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInsFound:
    """All that has been handed in in one room, in the order that it came."""

    hand_ins: tuple[HandIn, ...]
    unsettled: tuple[UnsettledHandIn, ...]
    without_file: tuple[WithoutFile, ...]


def observe_hand_ins(client: CanvasReader, room: HandInRoom) -> HandInsFound:
    """List what the members of the units have handed in, every attempt of everyone.

    Two lists are read whatever the number of units: who is in which section, and the submissions.
    """
    units = _units_of_people(client, room)
    path = f"courses/{room.course_id}/assignments/{room.assignment_id}/submissions"
    rows = client.pages(path, {"include[]": ["submission_history"]})
    attempts = [(attempt, units.get(str(row["user_id"]), frozenset())) for row in rows for attempt in _attempts(row)]
    files = _files(room.term, attempts)
    settled = tuple(replace(file, unit_key=min(owners)) for file, owners in files if len(owners) == 1)
    unsettled = (UnsettledHandIn(hand_in=f, candidates=tuple(sorted(who))) for f, who in files if len(who) != 1)
    return HandInsFound(hand_ins=settled, unsettled=tuple(unsettled), without_file=tuple(_without_file(attempts)))


def _units_of_people(client: CanvasReader, room: HandInRoom) -> dict[str, frozenset[str]]:
    """Canvas user id -> the units whose sections the person is in; for one who has left them all, was in."""
    present: dict[str, frozenset[str]] = {}
    former: dict[str, frozenset[str]] = {}
    asked = {"type[]": [PERSON], "state[]": list(STATES)}
    for row in client.pages(f"courses/{room.course_id}/enrollments", asked):
        if unit := _unit_of_section(row, room):
            units, person = former if row["enrollment_state"] in LEFT else present, str(row["user_id"])
            units[person] = units.get(person, frozenset()) | {unit}
    return {**former, **present}


def _unit_of_section(row: Mapping[str, Any], room: HandInRoom) -> str:
    if unit := room.units.get(str(row["course_section_id"])):
        return unit
    mark = row.get("sis_section_id") or ""  # absent for a token that may not see SIS ids
    return mark.removeprefix(room.mark) if room.mark and mark.startswith(room.mark) else ""


def _attempts(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The attempts in a row of the list; the row itself is the newest and can be missing from its history."""
    for attempt in [*(row.get("submission_history") or ()), row]:
        if attempt.get("submitted_at"):
            yield attempt


def _files(
    term: Term, attempts: Iterable[tuple[Mapping[str, Any], frozenset[str]]]
) -> list[tuple[HandIn, frozenset[str]]]:
    """Each file once, with the units it can belong to: those of everyone at whom it stands.

    A group's file stands at every member, and Canvas does not say which of them handed it in. A member who belongs to
    more units than the group's own may have meant another: Canvas lets a person hand in for one group of a set only.
    """
    found: dict[str, tuple[HandIn, frozenset[str]]] = {}
    for attempt, units in attempts:
        for hand_in in _drafts_in(term, attempt):
            first, owners = found.get(hand_in.file_id, (hand_in, units))
            found[hand_in.file_id] = first, owners | units
    return sorted(found.values(), key=lambda pair: (pair[0].submitted, len(pair[0].file_id), pair[0].file_id))


def drafts_of_attempt(attempt: Mapping[str, Any]) -> frozenset[str]:
    """The ids of what one attempt brought: those of its files, or that of its text."""
    ids = {str(attachment["id"]) for attachment in attempt.get("attachments") or ()}
    return frozenset(ids | ({_text_id(attempt)} if _is_text(attempt) else set()))


def _drafts_in(term: Term, attempt: Mapping[str, Any]) -> Iterator[HandIn]:
    for attachment in attempt.get("attachments") or ():
        yield _hand_in(term, attempt, attachment)
    if _is_text(attempt):
        yield _written(term, attempt)


def _is_text(attempt: Mapping[str, Any]) -> bool:
    return attempt.get("submission_type") == "online_text_entry" and bool(attempt.get("submitted_at"))


def _text_id(attempt: Mapping[str, Any]) -> str:
    """The same for each member of a group, at whom Canvas keeps a copy; another for another time or text."""
    said = f"{attempt['assignment_id']} {attempt['submitted_at']} {attempt.get('body') or ''}"
    return f"text-{hashlib.blake2b(said.encode(), digest_size=8).hexdigest()}"


def _written(term: Term, attempt: Mapping[str, Any]) -> HandIn:
    """What was written in Canvas's text box, as Markdown: headings, lists and tables stay what they are."""
    written = _markdown(str(attempt.get("body") or "")[:LONGEST_TEXT])
    return HandIn(
        term=term,
        unit_key="",
        file_id=_text_id(attempt),
        file_name=TEXT_NAME,
        size=len(written.encode()),
        content_type="text/markdown",
        submitted=datetime.fromisoformat(attempt["submitted_at"]),
        late=bool(attempt.get("late")),
        url="",
        text=written,
    )


def _markdown(html: str) -> str:
    from bs4 import BeautifulSoup  # noqa: PLC0415 - only when somebody has written there
    from markdownify import MarkdownConverter  # noqa: PLC0415 - as above

    soup = BeautifulSoup(html, "html.parser")
    for active in soup(["script", "style"]):
        active.decompose()
    try:
        written: str = MarkdownConverter(heading_style="ATX", strip=["img"], bullets="-").convert_soup(soup)
    except RecursionError:  # nested deeper than anyone writes: its words all the same
        written = soup.get_text("\n")
    return written.strip()


def _hand_in(term: Term, attempt: Mapping[str, Any], attachment: Mapping[str, Any]) -> HandIn:
    return HandIn(
        term=term,
        unit_key="",
        file_id=str(attachment["id"]),
        file_name=attachment.get("display_name") or attachment.get("filename") or "",
        size=int(attachment.get("size") or 0),
        content_type=attachment.get("content-type") or "",
        submitted=datetime.fromisoformat(attempt["submitted_at"]),
        late=bool(attempt.get("late")),
        url=attachment.get("url") or "",
    )


def _without_file(attempts: Iterable[tuple[Mapping[str, Any], frozenset[str]]]) -> list[WithoutFile]:
    """Links, each once."""
    found = {
        WithoutFile(
            units=tuple(sorted(units)),
            code="link",
            submitted=datetime.fromisoformat(attempt["submitted_at"]),
            link=str(attempt.get("url") or ""),
        )
        for attempt, units in attempts
        if attempt.get("submission_type") == "online_url"
    }
    return sorted(found, key=lambda item: (item.submitted, item.units, item.link))
