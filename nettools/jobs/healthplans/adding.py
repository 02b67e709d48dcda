"""A plan that came by mail, or on the unit's own page, takes its place among the versions from Canvas."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from nettools.canvas import put_in_place
from nettools.domain.healthplans import DraftSource, HealthPlanDraft
from nettools.domain.occasions import STOCKHOLM
from nettools.domain.termplan import HandInDescription
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem
from nettools.healthplans import REFUSALS, content_refusal, draft_path, masked, name_refusal, next_version, same_bytes
from nettools.healthplans.filetypes import HEAD_BYTES
from nettools.jobs.healthplans.outcomes import AddedDraft
from nettools.jobs.healthplans.versions import PATIENCE, one_version_at_a_time
from nettools.jobs.tools import Tools
from nettools.language import text

MEGABYTE = 1024 * 1024
_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingDraft:
    """A draft on its way in: whose it is, its name, when and how it came."""

    term: Term
    unit_key: str
    file_name: str
    received: datetime
    source: DraftSource


def add_file(tools: Tools, term: Term, unit_key: str, file: Path, received: datetime | None = None) -> AddedDraft:
    """Add a plan that came by mail; `received` is when it did, now if it is not told. See `add_draft`."""
    draft = IncomingDraft(
        term=term,
        unit_key=unit_key,
        file_name=file.name,
        received=received or tools.clock(),
        source=DraftSource.MAIL,
    )
    try:
        with file.open("rb") as content:
            return add_draft(tools, draft, content)
    except OSError as error:
        raise InputError([_problem(file.name, "unreadable-file", str(error.strerror))]) from None


def add_draft(tools: Tools, incoming: IncomingDraft, content: BinaryIO, *, patience: float = PATIENCE) -> AddedDraft:
    """Keep a draft as the unit's next version; the same bytes again are no new version.

    Its type and size are held against what the term takes, as for what comes from Canvas. The file stands in its
    place before it is remembered. Drafts that come at once, on Canvas too, wait for each other.

    Raises:
        InputError: the unit has not signed up, or the file is not taken; with the reason.
        RefusedError: others have kept drafts of the term for `patience` seconds.
    """
    description = tools.settings.term(incoming.term).hand_in
    _require_unit(tools, incoming)
    folder = tools.home / "out" / "healthplans" / str(incoming.term) / ".adding"
    with one_version_at_a_time(tools, incoming.term, patience):
        part = folder / "coming.part"
        try:
            size, digest = _write(content, part, description.largest_megabytes * MEGABYTE)
            _require_taken(incoming.file_name, part, size, description)
            return _keep(tools, incoming, part, size, digest)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _require_unit(tools: Tools, incoming: IncomingDraft) -> None:
    if incoming.unit_key not in {one.unit.key for one in tools.store.registrations.of(incoming.term)}:
        said = text("No unit {unit} is signed up for the term.", unit=incoming.unit_key)
        raise InputError([Problem(code="unknown-unit", message=said)])


def _write(content: BinaryIO, part: Path, largest: int) -> tuple[int, str]:
    """Copy at most one byte more than is taken: the size tells, and a disk cannot be filled."""
    part.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with part.open("wb") as file:
        while size <= largest and (piece := content.read(min(_PIECE, largest + 1 - size))):
            digest.update(piece)
            file.write(piece)
            size += len(piece)
        file.flush()
        os.fsync(file.fileno())  # it is remembered soon: then its bytes must not be gone with the power
    return size, digest.hexdigest()


def _require_taken(name: str, part: Path, size: int, description: HandInDescription) -> None:
    largest = description.largest_megabytes * MEGABYTE
    with part.open("rb") as file:
        head = file.read(HEAD_BYTES)
    shown = masked(name)
    code = "number-in-name" if shown != name else ""
    code = code or name_refusal(name, size, allowed=description.file_types, largest=largest)
    code = code or content_refusal(name, head)
    if code:
        raise InputError([Problem(code=code, message=REFUSALS[code], place=Place(file=shown))])


def _keep(tools: Tools, incoming: IncomingDraft, part: Path, size: int, digest: str) -> AddedDraft:
    held = tools.store.drafts.of(incoming.term)
    if again := same_bytes(held, incoming.unit_key, digest):
        return AddedDraft(draft=again, new=False)
    version = next_version(held, incoming.unit_key)
    due = tools.settings.term(incoming.term).hand_in.due
    draft = HealthPlanDraft(
        term=incoming.term,
        unit_key=incoming.unit_key,
        version=version,
        digest=digest,
        file_name=incoming.file_name,
        path=draft_path(incoming.term, incoming.unit_key, version, incoming.received, incoming.file_name),
        size=size,
        submitted=incoming.received,
        late=due is not None and incoming.received.astimezone(STOCKHOLM).date() > due,
        file_id="",
        source=incoming.source,
    )
    run = tools.store.journal.open_run("healthplans add", incoming.term, tools.who, tools.clock())
    put_in_place(part, tools.home / draft.path)
    tools.store.drafts.save(draft)
    key = f"{incoming.term}/{incoming.unit_key}/health-plan/{version}"
    tools.store.journal.note(run, incoming.source.value, "add", key, tools.clock(), "done")
    tools.store.journal.close_run(run, tools.clock(), 0, {"added": 1})
    return AddedDraft(draft=draft, new=True)


def _problem(name: str, code: str, why: str) -> Problem:
    return Problem(code=code, message=text("It cannot be read ({why}).", why=why), place=Place(file=name))
