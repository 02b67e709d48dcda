"""What a unit's own page shows of its plan drafts, and takes in: every version, what its unit should mend, one more.

What the checklist finds is read by a course leader before the unit hears of it. The page tells at once only what
the unit has to do itself: a file that cannot be read, another document, personal data (masked, by its place).
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from threading import BoundedSemaphore
from typing import BinaryIO

from nettools.domain.feedback import FeedbackState
from nettools.domain.healthplans import DraftSource, HealthPlanDraft
from nettools.domain.planchecks import Verdict
from nettools.domain.supervision import SupervisionPage
from nettools.domain.swedish import local
from nettools.domain.termplan import HandInDescription
from nettools.errors import RefusedError, SettingsError
from nettools.healthplans import hits_in_words, masked
from nettools.jobs.healthplans.adding import MEGABYTE, IncomingDraft, add_draft
from nettools.jobs.healthplans.desk import open_readings
from nettools.jobs.healthplans.outcomes import AddedDraft
from nettools.jobs.healthplans.readings import as_read
from nettools.jobs.healthplans.versions import PATIENCE
from nettools.jobs.tools import Silence, Tools
from nettools.language import text

MOST_A_DAY = 20  # versions from one unit's page: whoever gets hold of an address cannot fill the disk
_reading = BoundedSemaphore(2)  # drafts read for pages at the same time: the others are shown their pages meanwhile


class Look(StrEnum):
    """What a first look at a version came to."""

    NOT_YET = "not-yet"
    FINE = "fine"
    OTHER = "other"
    UNREADABLE = "unreadable"
    SET_ASIDE = "set-aside"


_LOOKS = {
    Verdict.BLOCKED_PRIVACY: Look.SET_ASIDE,
    Verdict.UNREADABLE: Look.UNREADABLE,
    Verdict.NOT_A_PLAN: Look.OTHER,
    Verdict.OTHER_DOCUMENT: Look.OTHER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDraft:
    """A version as its unit sees it; `draft.file_name` is masked. `hits` are as `hits_in_words` gives them."""

    draft: HealthPlanDraft
    look: Look
    reason: str = ""
    hits: Sequence[Mapping[str, str]] = ()
    answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftsOfUnit:
    """What the page shows: the versions, the newest first, and what is taken. `open`: the term is not over."""

    open: bool
    due: date | None
    file_types: Sequence[str]
    largest_megabytes: int
    drafts: Sequence[OwnDraft]


@dataclass(frozen=True, slots=True)
class DraftDesk:
    """What the pages of units ask for and do about drafts; `patience` is how long one waits for others, in seconds."""

    tools: Tools
    patience: float = PATIENCE

    def unit(self, page: SupervisionPage) -> DraftsOfUnit:
        """The unit's versions, whichever way they came, and what may be handed in."""
        tools, hand_in = self.tools, self._hand_in(page)
        drafts = [one for one in tools.store.drafts.of(page.term) if one.unit_key == page.key]
        return DraftsOfUnit(
            open=self._open(page),
            due=hand_in.due,
            file_types=hand_in.file_types,
            largest_megabytes=hand_in.largest_megabytes,
            drafts=self._own(page, sorted(drafts, key=lambda one: (one.submitted, one.version), reverse=True)),
        )

    def most_bytes(self, page: SupervisionPage) -> int:
        """How large a draft may be."""
        return self._hand_in(page).largest_megabytes * MEGABYTE

    def largest(self) -> int:
        """How large a draft may be in any of the terms, in bytes."""
        described = self.tools.settings.terms.values()
        return max((one.hand_in.largest_megabytes for one in described), default=1) * MEGABYTE

    def hand_in(self, page: SupervisionPage, file_name: str, content: BinaryIO) -> AddedDraft:
        """Keep the draft as `add_draft` does, then look at it, so that the page can tell what came of it.

        Raises what `add_draft` raises, and RefusedError: `term-over`, and `too-many` for one day.
        """
        tools = self.tools
        if not self._open(page):
            raise RefusedError(text("The term is over."), code="term-over")
        if self._today(page) >= MOST_A_DAY:
            raise RefusedError(text("That is more drafts than are taken in one day."), code="too-many")
        incoming = IncomingDraft(
            term=page.term,
            unit_key=page.key,
            file_name=file_name,
            received=tools.clock(),
            source=DraftSource.PAGE,
        )
        added = add_draft(tools, incoming, content, patience=self.patience)
        self._look_at(added.draft)
        return added

    def _hand_in(self, page: SupervisionPage) -> HandInDescription:
        return self.tools.settings.term(page.term).hand_in

    def _open(self, page: SupervisionPage) -> bool:
        return self.tools.today() <= self.tools.settings.term(page.term).last_day

    def _today(self, page: SupervisionPage) -> int:
        today = self.tools.today()
        return sum(
            one.unit_key == page.key and one.source is DraftSource.PAGE and local(one.submitted).date() == today
            for one in self.tools.store.drafts.of(page.term)
        )

    def _look_at(self, draft: HealthPlanDraft) -> None:
        """Read it and remember what is found, unless many are being read: then the feedback's round reads it."""
        if not _reading.acquire(blocking=False):
            return
        try:
            with suppress(SettingsError):  # a checklist that is wrong is the administrators' to mend; the draft is kept
                readings = open_readings(replace(self.tools, progress=Silence()), draft.term)
                for _ in readings.read([draft]):
                    pass  # it is remembered once it is read
        finally:
            _reading.release()

    def _own(self, page: SupervisionPage, drafts: Sequence[HealthPlanDraft]) -> list[OwnDraft]:
        store = self.tools.store.feedback
        readings = store.readings_of_unit(page.term, page.key)
        sent = {
            one.version for one in store.of(page.term) if one.unit_key == page.key and one.state is FeedbackState.SENT
        }
        return [_own_draft(one, readings.get(one.version), answered=one.version in sent) for one in drafts]


def _own_draft(draft: HealthPlanDraft, reading: Mapping[str, object] | None, *, answered: bool) -> OwnDraft:
    shown = replace(draft, file_name=masked(draft.file_name))
    if reading is None:
        return OwnDraft(draft=shown, look=Look.NOT_YET, answered=answered)
    read = as_read(draft, reading)
    look = _LOOKS.get(read.check.verdict, Look.FINE)
    return OwnDraft(draft=shown, look=look, reason=read.reason, hits=hits_in_words(read.check), answered=answered)
