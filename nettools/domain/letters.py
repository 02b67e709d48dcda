"""Letter: what we say to one person, ready to leave; and where it is on its way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nettools.domain.people import EmailAddress
from nettools.domain.terms import Term


class LetterKind(StrEnum):
    """Which letter it is; the template `templates/letters/<kind>.md` has the same name."""

    # about a place
    SIGN_UP_RECEIVED = "sign-up-received"
    PLACE_OFFERED = "place-offered"
    WAITING_LIST = "waiting-list"
    REGRET = "regret"
    # before the term begins
    WELCOME = "welcome"
    COMPANION_JOINING = "companion-joining"
    COMPANIONS_REMINDER = "companions-reminder"
    # what stands in the calendar
    SUPERVISION_INVITATION = "supervision-invitation"
    SUPERVISION_CHANGE = "supervision-change"
    SUPERVISION_CANCELLATION = "supervision-cancellation"
    MEETING_REMINDER = "meeting-reminder"
    MEETING_CHANGE = "meeting-change"
    # drafts of the health plan
    DRAFT_REMINDER = "draft-reminder"
    DRAFT_FEEDBACK = "draft-feedback"
    # when it is over
    CERTIFICATE = "certificate"
    THANK_YOU = "thank-you"


class LetterState(StrEnum):
    """draft → sending → sent or failed. `unsure`: the process died between the server's answer and our note."""

    DRAFT = "draft"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as it will leave. `key` is unique for ever (`HT26/welcome/bjorkens-forskola-1780`).

    `message` is the whole mail as bytes (RFC 5322), attachments and Message-ID included.
    """

    key: str
    kind: LetterKind
    term: Term
    to: EmailAddress
    subject: str
    message: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEntry:
    """A letter in the outbox. `changed` is when the state last changed; `reason` why it failed (no personal data).

    `drafted` is when it was written. A draft that the mail server has refused for now waits until `next_try`.
    """

    letter: Letter
    state: LetterState
    changed: datetime
    tries: int = 0
    reason: str = ""
    drafted: datetime | None = None
    next_try: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedLetter:
    """A letter that has left, as the archive keeps it.

    `digest` is the SHA-256 of the message, empty where the message itself was lost. `seal` is the SHA-256 of the seal
    before it, the key, the address, the time and the digest: whoever knows the last seal can tell that none was
    changed, taken away or put in between. `place` counts from 1 within the term.
    """

    key: str
    kind: str
    to: EmailAddress
    subject: str
    left: datetime
    digest: str
    place: int
    seal: str
