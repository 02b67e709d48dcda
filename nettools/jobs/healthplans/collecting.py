"""Health plans: drafts handed in on Canvas are collected per unit, every version kept, and followed over the term."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from nettools.canvas import CanvasClient, Fetched, HandInFiles, HandInRoom, HandInsFound, observe_hand_ins, put_in_place
from nettools.canvas.handin_files import WAITS
from nettools.changes import Kind, Link, System, mark
from nettools.domain.healthplans import HandIn, HealthPlanDraft
from nettools.domain.registrations import RegistrationState
from nettools.domain.termplan import HandInDescription
from nettools.domain.terms import Term
from nettools.errors import InputError, NettoolsError, Problem, RefusedError, RemoteError
from nettools.healthplans import draft_path, follow, name_refusal, next_version, same_bytes
from nettools.jobs.healthplans.outcomes import Collected, RefusedFile, SameBytes, Status
from nettools.jobs.healthplans.versions import one_version_at_a_time
from nettools.jobs.tools import Tools, canvas
from nettools.language import text

AT_ONCE = 4  # files fetched at the same time
MEGABYTE = 1024 * 1024


def collect(
    tools: Tools, term: Term, *, settled: Mapping[str, str] | None = None, waits: Sequence[float] = WAITS
) -> Collected:
    """Fetch what has been handed in since the last time. Running it again is safe, and fetches nothing twice.

    Args:
        tools: the opened hands.
        term: the term whose course rooms are looked through.
        settled: file id -> unit key, for files by someone who belongs to several units.
        waits: seconds before each new try of a file that did not come.

    Raises:
        RefusedError: nothing has been applied for the term, or someone else is collecting.
        InputError: `settled` names a file or a unit that there is not.
        RemoteError: Canvas does not answer; a single file that does not come is listed as failed instead.
    """
    hand_in = tools.settings.term(term).hand_in
    rooms = hand_in_rooms(tools.store.links.of(str(term)), term)
    with tools.store.lock(f"healthplans-{term}"), canvas(tools) as client, _run(tools, term) as run:
        found = _settle(tools, term, _look(client, rooms), settled or {})
        tally = _Tally()
        wanted = _wanted(found.hand_ins, _known(tools, term), hand_in, tally)
        with HandInFiles(client, largest=hand_in.largest_megabytes * MEGABYTE, waits=waits) as files:
            _fetch_and_keep(tools, files, run, wanted, tally)
        collected = tally.collected(term, found)
        tools.store.journal.close_run(run, tools.clock(), collected.exit_status, collected.counts)
    return collected


def status(tools: Tools, term: Term, *, since: date | None = None) -> Status:
    """How far each unit with a place has come, and each other unit that has handed something in."""
    drafts = tools.store.drafts.of(term)
    handed_in = {draft.unit_key for draft in drafts}
    units = [
        one.unit
        for one in tools.store.registrations.of(term)
        if one.state is RegistrationState.ACCEPTED or one.unit.key in handed_in
    ]
    return Status(term=term, units=follow(units, drafts, since=since), drafts=drafts)


def with_matrix(tools: Tools, found: Status, *, xlsx: Path | None = None, html: Path | None = None) -> Status:
    """The status with how far each plan has come; written as tables and as a page where that is asked for."""
    from nettools.jobs.healthplans import overview  # noqa: PLC0415 - it reads drafts, which few need

    matrix = overview.matrix(tools, found.term)
    if xlsx:
        overview.write_matrix(matrix, xlsx)
    if html:
        overview.write_matrix_page(tools, matrix, html)
    return replace(found, matrix=matrix)


@contextmanager
def _run(tools: Tools, term: Term) -> Iterator[int]:
    """A run in the journal; one that was stopped says how."""
    run = tools.store.journal.open_run("healthplans collect", term, tools.who, tools.clock())
    try:
        yield run
    except NettoolsError as error:
        tools.store.journal.close_run(run, tools.clock(), error.exit_status, {})
        raise


# -- look --------------------------------------------------------------------------------------


def hand_in_rooms(links: Sequence[Link], term: Term) -> tuple[HandInRoom, ...]:
    """The course rooms of a term that have a hand-in, by what was remembered when they were made.

    Raises RefusedError (code `not-applied`) when there is none.
    """
    made = {link.key: link for link in links if link.system is System.CANVAS and link.remote_id}
    rooms = tuple(
        _room(term, key.removesuffix("/health-plan"), made) for key, link in made.items() if link.kind == Kind.HAND_IN
    )
    if not rooms:
        said = text("Canvas has no hand-in for {term} yet; run nettools apply {term} first.", term=term)
        raise RefusedError(said, code="not-applied")
    return rooms


def _room(term: Term, key: str, made: Mapping[str, Link]) -> HandInRoom:
    sections = [link for link in made.values() if link.kind == Kind.SECTION and link.key.startswith(f"{key}/")]
    return HandInRoom(
        term=term,
        course_id=made[key].remote_id,
        assignment_id=made[f"{key}/health-plan"].remote_id,
        units={link.remote_id: link.key.rpartition("/")[2] for link in sections},
        mark=f"{mark(key)}.",
    )


def _look(client: CanvasClient, rooms: Sequence[HandInRoom]) -> HandInsFound:
    found = [observe_hand_ins(client, room) for room in rooms]
    return HandInsFound(
        hand_ins=tuple(one for each in found for one in each.hand_ins),
        unsettled=tuple(one for each in found for one in each.unsettled),
        without_file=tuple(one for each in found for one in each.without_file),
    )


def _known(tools: Tools, term: Term) -> frozenset[str]:
    return tools.store.drafts.file_ids(term)


# -- think -------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class _Tally:
    """What has been done so far."""

    drafts: list[HealthPlanDraft] = field(default_factory=list)
    same: list[SameBytes] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)
    failed: list[HandIn] = field(default_factory=list)
    known: int = 0

    def collected(self, term: Term, found: HandInsFound) -> Collected:
        return Collected(
            term=term,
            drafts=tuple(self.drafts),
            same=tuple(self.same),
            refused=tuple(self.refused),
            failed=tuple(self.failed),
            without_file=found.without_file,
            unsettled=found.unsettled,
            known=self.known,
        )


def _settle(tools: Tools, term: Term, found: HandInsFound, settled: Mapping[str, str]) -> HandInsFound:
    """Give the files that someone has told us about to their units; forget those that we hold already."""
    known = _known(tools, term)
    waiting = {one.hand_in.file_id: one for one in found.unsettled if one.hand_in.file_id not in known}
    units = {one.unit.key for one in tools.store.registrations.of(term)}
    problems = [
        *(_unknown("unknown-file", file) for file in settled if file not in waiting and file not in known),
        *(_unknown("unknown-unit", unit) for unit in settled.values() if unit not in units),
    ]
    if problems:
        raise InputError(problems)
    told = [replace(one.hand_in, unit_key=settled[file]) for file, one in waiting.items() if file in settled]
    return replace(
        found,
        hand_ins=(*found.hand_ins, *told),
        unsettled=tuple(one for file, one in waiting.items() if file not in settled),
    )


def _unknown(code: str, named: str) -> Problem:
    if code == "unknown-file":
        return Problem(code=code, message=text("No file {file} waits for its unit to be told.", file=named))
    return Problem(code=code, message=text("No unit {unit} is signed up for the term.", unit=named))


def _wanted(
    hand_ins: Sequence[HandIn], known: frozenset[str], description: HandInDescription, tally: _Tally
) -> list[HandIn]:
    """What is to be fetched: not what we hold, nor what its name or size forbids."""
    wanted = []
    largest = description.largest_megabytes * MEGABYTE
    for hand_in in hand_ins:
        code = _refusal(hand_in, description.file_types, largest)
        if hand_in.file_id in known:
            tally.known += 1
        elif code:
            tally.refused.append(RefusedFile(hand_in=hand_in, code=code))
        else:
            wanted.append(hand_in)
    return wanted


def _refusal(hand_in: HandIn, allowed: tuple[str, ...], largest: int) -> str:
    """A text box has no file type to refuse: who opened it wants what is written there."""
    if not hand_in.written:
        return name_refusal(hand_in.file_name, hand_in.size, allowed=allowed, largest=largest)
    if not hand_in.text:
        return "empty"
    return "too-large" if hand_in.size > largest else ""


# -- act and remember --------------------------------------------------------------------------


def _fetch_and_keep(tools: Tools, files: HandInFiles, run: int, wanted: Sequence[HandIn], tally: _Tally) -> None:
    """Fetch several at once, but keep one after the other, in the order that they were handed in.

    So versions get their numbers; and a file stands in its place before it is remembered.
    """
    if not wanted:
        return
    tools.progress.begin(text("Drafts"), len(wanted))
    folder = tools.home / "out" / "healthplans" / str(wanted[0].term) / ".coming"
    try:
        for hand_in, part, coming in _coming(files, wanted, folder):
            outcome = _arrived(tools, hand_in, part, coming, tally)
            key = f"{hand_in.term}/{hand_in.unit_key}/health-plan/{hand_in.file_id}"
            tools.store.journal.note(run, System.CANVAS, "collect", key, tools.clock(), outcome)
            tools.progress.advance()
    finally:
        tools.progress.end()


def _coming(
    files: HandInFiles, wanted: Sequence[HandIn], folder: Path
) -> Iterator[tuple[HandIn, Path, "Future[Fetched]"]]:
    """The files, in order, while later ones are already on their way; what an interrupted run left is cleared."""
    shutil.rmtree(folder, ignore_errors=True)
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        parts = [folder / f"{hand_in.file_id}.part" for hand_in in wanted]
        coming = [pool.submit(files.fetch, *each) for each in zip(wanted, parts, strict=True)]
        yield from zip(wanted, parts, coming, strict=True)
    finally:
        pool.shutdown(cancel_futures=True)
        shutil.rmtree(folder, ignore_errors=True)


def _arrived(tools: Tools, hand_in: HandIn, part: Path, coming: "Future[Fetched]", tally: _Tally) -> str:
    """Keep one file, or say why not; how it went, for the journal."""
    try:
        fetched = coming.result()
    except RemoteError as error:
        tally.failed.append(hand_in)
        return error.code
    if fetched.refusal:
        tally.refused.append(RefusedFile(hand_in=hand_in, code=fetched.refusal))
        return fetched.refusal
    with one_version_at_a_time(tools, hand_in.term):
        held = tools.store.drafts.of(hand_in.term)
        if again := same_bytes(held, hand_in.unit_key, fetched.digest):
            tools.store.drafts.save(replace(again, file_id=f"{again.file_id} {hand_in.file_id}".strip()))
            tally.same.append(SameBytes(hand_in=hand_in, version=again.version))
            return "same"
        tally.drafts.append(_keep(tools, hand_in, part, fetched, next_version(held, hand_in.unit_key)))
    return "done"


def _keep(tools: Tools, hand_in: HandIn, part: Path, fetched: Fetched, version: int) -> HealthPlanDraft:
    draft = HealthPlanDraft(
        term=hand_in.term,
        unit_key=hand_in.unit_key,
        version=version,
        digest=fetched.digest,
        file_name=hand_in.file_name,
        path=draft_path(hand_in.term, hand_in.unit_key, version, hand_in.submitted, hand_in.file_name),
        size=fetched.size,
        submitted=hand_in.submitted,
        late=hand_in.late,
        file_id=hand_in.file_id,
    )
    put_in_place(part, tools.home / draft.path)
    tools.store.drafts.save(draft)
    return draft
