"""Feedback on one version of a unit's draft: written, read by a course leader, approved, sent once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nettools.domain.terms import Term


class FeedbackKind(StrEnum):
    """What the feedback is: an answer to a plan; where personal data stands, and nothing else; or why it is no answer.

    `UNREADABLE`: the file could not be read. `OTHER`: it is read, and is no plan.
    """

    ANSWER = "answer"
    PRIVACY = "privacy"
    UNREADABLE = "unreadable"
    OTHER = "other"


class FeedbackState(StrEnum):
    """waiting → approved → sent (on Canvas). `sending`: Canvas was told and has not answered; look before repeating."""

    WAITING = "waiting"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFeedback:
    """What is said of one version. `markdown` is trusted: every word from outside was made harmless in it.

    `draft_digest` is that of the bytes that were read. `approved_by` is empty until somebody has approved it;
    `comment_id` is Canvas's id of the comment, empty until it is there.
    """

    term: Term
    unit_key: str
    version: int
    kind: FeedbackKind
    state: FeedbackState
    markdown: str
    draft_digest: str
    made: datetime
    approved_by: str = ""
    approved: datetime | None = None
    comment_id: str = ""

    @property
    def key(self) -> str:
        """Unique for ever: `HT26/bjorkens-forskola-1780/2`."""
        return f"{self.term}/{self.unit_key}/{self.version}"
