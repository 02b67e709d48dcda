"""Drafts of a unit's barn- och elevhälsoplan, every version kept."""

from dataclasses import dataclass
from datetime import datetime

from nettools.domain.terms import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """One file handed in on Canvas, before it is fetched. `file_id` is Canvas's id; `size` is in bytes."""

    term: Term
    unit_key: str
    file_id: str
    file_name: str
    size: int
    content_type: str
    submitted: datetime
    late: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthPlanDraft:
    """A version of a unit's draft that we hold. `digest` is the SHA-256 of its bytes; `path` is below the home.

    `file_id` is Canvas's id of the file; of several with a blank between, when the same bytes came again.
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
