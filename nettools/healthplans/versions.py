"""Versions of a unit's draft: told apart by their bytes, numbered as they come, named for every kind of computer."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from nettools.domain.healthplans import HealthPlanDraft
from nettools.domain.occasions import STOCKHOLM
from nettools.domain.terms import Term

LONGEST_NAME = 100  # bytes in UTF-8: the whole path must fit the 260 characters of an older Windows
LONGEST_EXTENSION = 8

# Forbidden on Windows; the reserved names (CON, NUL) cannot occur, since number and date come first.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_SPACES = re.compile(r"\s+")


def safe_name(name: str, longest: int = LONGEST_NAME) -> str:
    """A file name that Windows, macOS and Linux can keep: the same for composed and decomposed å, ä, ö.

    Control characters and those that turn the writing direction go: with them a name can look like another.
    """
    seen = "".join(each for each in name if each.isspace() or not unicodedata.category(each).startswith("C"))
    plain = unicodedata.normalize("NFC", seen).replace("\\", "/").rpartition("/")[2]
    plain = _SPACES.sub(" ", plain)
    return _shorten(_FORBIDDEN.sub("-", plain).strip(" ."), longest) or "utan-namn"


def _shorten(name: str, longest: int) -> str:
    """Cut the middle out of `name`, never its extension, at a whole character."""
    stem, dot, end = name.rpartition(".")
    if not dot or len(end) > LONGEST_EXTENSION:
        stem, dot, end = name, "", ""
    room = longest - len((dot + end).encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + dot + end


def draft_path(term: Term, unit_key: str, version: int, submitted: datetime, name: str) -> str:
    """Where a version is kept, below the home, with `/` between the parts."""
    day = submitted.astimezone(STOCKHOLM).date()
    return f"out/healthplans/{term}/{unit_key}/{version:03d}-{day}-{safe_name(name)}"


def same_bytes(held: Iterable[HealthPlanDraft], unit_key: str, digest: str) -> HealthPlanDraft | None:
    """The version of the unit that has these very bytes, if we hold one."""
    return next((draft for draft in held if (draft.unit_key, draft.digest) == (unit_key, digest)), None)


def next_version(held: Iterable[HealthPlanDraft], unit_key: str) -> int:
    """The number of the unit's next version, counted from 1."""
    return max((draft.version for draft in held if draft.unit_key == unit_key), default=0) + 1


def newest_drafts(held: Iterable[HealthPlanDraft]) -> tuple[HealthPlanDraft, ...]:
    """The version of each unit that counts, by unit: what was handed in last, whenever it was collected."""
    newest: dict[str, HealthPlanDraft] = {}
    for draft in sorted(held, key=lambda one: (one.submitted, one.version)):
        newest[draft.unit_key] = draft
    return tuple(newest[unit] for unit in sorted(newest))
