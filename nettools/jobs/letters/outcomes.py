"""What the jobs about letters give back: values that a door shows, and their JSON."""

from dataclasses import dataclass
from datetime import datetime

from nettools.domain.letters import ArchivedLetter, LetterKind, LetterState, OutboxEntry
from nettools.domain.terms import Term
from nettools.errors import Problem
from nettools.jobs.letters.sending_log import LostLetter
from nettools.language import Text
from nettools.letters import HeldBack

_STOPPED = 5
_REFUSED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """One letter as a listing shows it. `reason` is the mail server's code, `files` are names below the preview.

    `next_try` is when a letter that the server refused for now is tried again.
    """

    key: str
    to: str
    subject: str
    state: LetterState
    reason: str = ""
    changed: datetime | None = None
    files: tuple[str, ...] = ()
    next_try: datetime | None = None

    @property
    def untried(self) -> bool:
        """Whether a stop came before it: a draft that no server has answered about."""
        return self.state is LetterState.DRAFT and not self.reason

    def as_json(self) -> dict[str, object]:
        """As `nettools letters … --json` prints it."""
        return {
            "key": self.key,
            "to": self.to,
            "subject": self.subject,
            "state": self.state.value,
            "reason": self.reason,
            "changed": self.changed.isoformat() if self.changed else None,
            "files": list(self.files),
            "next_try": self.next_try.isoformat() if self.next_try else None,
        }


def line_of(entry: OutboxEntry) -> LetterLine:
    """A letter in the outbox as a listing shows it."""
    return LetterLine(
        key=entry.letter.key,
        to=str(entry.letter.to),
        subject=entry.letter.subject,
        state=entry.state,
        reason=entry.reason,
        changed=entry.changed,
        next_try=entry.next_try,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """What came of a sending, or what would: see `previewed`. `kind` None: letters of all kinds.

    `interrupted` are the letters that are unsure until a person settles them, from this run or any before. `stopped`
    says why the sending ended before the last letter. `page` is the preview's overview. Drafts that must be written
    anew are `too_old`, having lain so long, or `dead_links`, telling an address that has stopped working. `failures` is
    the file of the letters that no server takes.
    `declined`: the one who was asked said no, and nothing was done.
    """

    kind: LetterKind | None
    term: Term
    letters: tuple[LetterLine, ...]
    held_back: tuple[HeldBack, ...] = ()
    problems: tuple[Problem, ...] = ()
    interrupted: tuple[str, ...] = ()
    stopped: Text | None = None
    previewed: bool = False
    page: str = ""
    too_old: tuple[LetterLine, ...] = ()
    dead_links: tuple[LetterLine, ...] = ()
    failures: str = ""
    declined: bool = False

    @property
    def next_try(self) -> datetime | None:
        """When the first of the letters that the server refuses for now is to be tried again."""
        return min((line.next_try for line in self.letters if line.next_try), default=None)

    @property
    def exit_status(self) -> int:
        """0 when all went well; 1 with problems; 5 when a letter is left, failed or unsure."""
        if self.problems:
            return _REFUSED
        left = any(line.state is not LetterState.SENT for line in self.letters) and not self.previewed
        return _STOPPED if left or self.stopped or self.interrupted or self.too_old or self.dead_links else 0

    def as_json(self) -> dict[str, object]:
        """As `nettools letters preview|send --json` prints it."""
        return {
            "kind": self.kind.value if self.kind else None,
            "term": str(self.term),
            "letters": [line.as_json() for line in self.letters],
            "held_back": [{"code": held.code, "count": held.count} for held in self.held_back],
            "problems": [
                {"code": problem.code, "letter": problem.place.file, "message": str(problem.message)}
                for problem in self.problems
            ],
            "interrupted": list(self.interrupted),
            "stopped": str(self.stopped) if self.stopped else None,
            "too_old": [line.key for line in self.too_old],
            "dead_links": [line.key for line in self.dead_links],
            "next_try": self.next_try.isoformat() if self.next_try else None,
            "failures": self.failures,
            "page": self.page,
            "exit": self.exit_status,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What a sending is about to do, for the one who says yes: how many letters, to whom, who gets none and why."""

    kind: LetterKind
    term: Term
    to: Text
    count: int
    subject: str
    held_back: tuple[HeldBack, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterList:
    """Every letter of a term."""

    term: Term
    letters: tuple[LetterLine, ...]

    def as_json(self) -> dict[str, object]:
        """As `nettools letters list --json` prints it."""
        return {"term": str(self.term), "letters": [line.as_json() for line in self.letters]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """Letters that this home sent and the database, restored from a backup, did not know of; and whether it
    does now.
    """

    letters: tuple[LostLetter, ...]
    noted: bool

    def as_json(self) -> dict[str, object]:
        """As `nettools letters restored --json` prints it."""
        return {
            "letters": [
                {"key": lost.key, "state": lost.state.value, "at": lost.at.isoformat()} for lost in self.letters
            ],
            "noted": self.noted,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The letters of a term that have left, as they left. `broken` are keys of those that are not as they left."""

    term: Term
    letters: tuple[ArchivedLetter, ...]
    broken: tuple[str, ...] = ()

    @property
    def seal(self) -> str:
        """The last seal: noted elsewhere, it proves later that nothing before it was changed."""
        return self.letters[-1].seal if self.letters else ""

    @property
    def exit_status(self) -> int:
        """1 when a seal is broken."""
        return _REFUSED if self.broken else 0

    def as_json(self) -> dict[str, object]:
        """As `nettools letters archive --json` prints it."""
        return {
            "term": str(self.term),
            "letters": [
                {
                    "place": one.place,
                    "key": one.key,
                    "kind": one.kind,
                    "to": str(one.to),
                    "subject": one.subject,
                    "left": one.left.isoformat(),
                    "digest": one.digest,
                    "seal": one.seal,
                }
                for one in self.letters
            ],
            "broken": list(self.broken),
            "seal": self.seal,
            "exit": self.exit_status,
        }
