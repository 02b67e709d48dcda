"""What the things in Canvas and Zoom are called: `templates/rooms.toml`, the home's own or the one that ships."""

import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from string import Formatter

from nettools.changes import Wording
from nettools.errors import InputError, Place, Problem
from nettools.language import Text, text
from nettools.settings import read_template, shipped

FILE = "rooms.toml"
_EVERYWHERE = frozenset({"network", "term"})
_OF_MEETINGS = _EVERYWHERE | {"number", "theme"}
_OF_SUPERVISION = _EVERYWHERE | {"number", "unit", "leader"}
_WHEN = frozenset({"day", "time"})
_IN_ROOM = _EVERYWHERE | {"room"}
_OTHERWISE = {  # what has gaps of its own
    "canvas_term_name": frozenset({"term"}),
    "breakout_name": _EVERYWHERE | {"number"},
    "event_description": _OF_MEETINGS | {"link"},
    "supervision_link": _OF_SUPERVISION | {"link"},
    "front_page_title": _EVERYWHERE,
    "front_page_body": _IN_ROOM | {"meetings", "first_task", "supervision", "hand_in", "leaders"},
    "front_page_meeting": _OF_MEETINGS | _WHEN,
    "front_page_first_task": _IN_ROOM | {"text"},
    "front_page_supervision": _IN_ROOM | {"text"},
    "front_page_hand_in": _IN_ROOM | {"name", "text", "due"},
    "front_page_due": frozenset({"day"}),
    "meeting_page_body": _OF_MEETINGS | _WHEN | {"join", "questions"},
    "meeting_page_questions": _OF_MEETINGS | _WHEN | {"list"},
    "meeting_page_link": _OF_MEETINGS | _WHEN | {"link"},
    "meeting_page_own_link": _OF_MEETINGS | _WHEN,
}


def wording_of(home: Path) -> Wording:
    """Read the wording; what the home's own file does not say is as it ships. Raises InputError with every problem."""
    names = [field.name for field in fields(Wording)]
    try:
        own = tomllib.loads(read_template(home, FILE))
    except tomllib.TOMLDecodeError as error:
        raise InputError([_problem("", "toml", text("The file cannot be read: {reason}.", reason=error))]) from None
    found = {**tomllib.loads(shipped(f"templates/{FILE}").read_text(encoding="utf-8")), **own}
    problems = [_problem(name, "unknown", text("is not known")) for name in own if name not in names]
    problems += [problem for name in names for problem in _problems(name, found[name])]
    if problems:
        raise InputError(problems)
    return Wording(**{name: found[name].strip() for name in names})


def _problems(name: str, pattern: object) -> Iterator[Problem]:
    if not isinstance(pattern, str) or not pattern.strip():
        yield _problem(name, "missing", text("must be a text"))
        return
    known = _known_gaps(name)
    try:
        gaps = {gap for _, gap, _, _ in Formatter().parse(pattern) if gap is not None}
    except ValueError:
        yield _problem(name, "gap", text("has a brace without its fellow; write it twice if it is meant"))
        return
    for gap in sorted(gaps - known):
        yield _problem(name, "gap", text("does not know the gap {gap}", gap=f"{{{gap}}}"))


def _known_gaps(name: str) -> frozenset[str]:
    if name in _OTHERWISE:
        return _OTHERWISE[name]
    if name.startswith(("room_", "group_")):
        return _EVERYWHERE
    return _OF_SUPERVISION if name.startswith("supervision_") else _OF_MEETINGS


def _problem(key: str, code: str, message: Text) -> Problem:
    return Problem(code=code, message=message, place=Place(file=f"templates/{FILE}", key=key))
