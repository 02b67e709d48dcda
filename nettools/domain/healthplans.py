"""Drafts of a unit's barn- och elevhälsoplan, every version kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nettools.domain.terms import Term


class DraftSource(StrEnum):
    """How a draft came: handed in on Canvas, sent by mail and added by hand, or sent in on the unit's own page."""

    CANVAS = "canvas"
    MAIL = "mail"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """One draft handed in on Canvas, before it is kept. `file_id` is Canvas's id of the file; `size` is in bytes.

    What was written in Canvas's text box has its Markdown in `text`, no address, and an id of ours (`text-…`).
    """

    term: Term
    unit_key: str
    file_id: str
    file_name: str
    size: int
    content_type: str
    submitted: datetime
    late: bool
    url: str
    text: str = ""

    @property
    def written(self) -> bool:
        """Whether it was written in the text box, and is no file."""
        return self.file_id.startswith("text-")


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthPlanDraft:
    """A version of a unit's draft that we hold. `digest` is the SHA-256 of its bytes; `path` is below the home.

    `file_id` is Canvas's id of the file; of several with a blank between, when the same bytes came again. It is empty
    for a draft that never was on Canvas.
    """

    term: Term
    unit_key: str
    version: int
    digest: str
    file_name: str
    path: str
    size: int
    submitted: datetime
    late: bool
    file_id: str
    source: DraftSource = DraftSource.CANVAS
