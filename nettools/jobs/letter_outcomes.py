"""What the jobs about letters give back: values that a door shows, and their JSON."""

from dataclasses import dataclass
from datetime import datetime

from nettools.domain.letters import LetterKind, LetterState
from nettools.domain.terms import Term
from nettools.errors import Problem
from nettools.language import Text
from nettools.letters import HeldBack

_STOPPED = 5
_REFUSED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """One letter as a listing shows it. `reason` is the mail server's code, `files` are names below the preview."""

    key: str
    to: str
    subject: str
    state: LetterState
    reason: str = ""
    changed: datetime | None = None
    files: tuple[str, ...] = ()

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
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """What came of a sending, or what would: see `previewed`.

    `interrupted` are the letters that are unsure until a person settles them, from this run or any before. `stopped`
    says why the sending ended before the last letter. `page` is the preview's overview.
    """

    kind: LetterKind
    term: Term
    letters: tuple[LetterLine, ...]
    held_back: tuple[HeldBack, ...] = ()
    problems: tuple[Problem, ...] = ()
    interrupted: tuple[str, ...] = ()
    stopped: Text | None = None
    previewed: bool = False
    page: str = ""

    @property
    def exit_status(self) -> int:
        """0 when all went well; 1 with problems; 5 when a letter is left, failed or unsure."""
        if self.problems:
            return _REFUSED
        left = any(line.state is not LetterState.SENT for line in self.letters) and not self.previewed
        return _STOPPED if left or self.stopped or self.interrupted else 0

    def as_json(self) -> dict[str, object]:
        """As `nettools letters preview|send --json` prints it."""
        return {
            "kind": self.kind.value,
            "term": str(self.term),
            "letters": [line.as_json() for line in self.letters],
            "held_back": [{"code": held.code, "count": held.count} for held in self.held_back],
            "problems": [
                {"code": problem.code, "letter": problem.place.file, "message": str(problem.message)}
                for problem in self.problems
            ],
            "interrupted": list(self.interrupted),
            "stopped": str(self.stopped) if self.stopped else None,
            "page": self.page,
            "exit": self.exit_status,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterList:
    """Every letter of a term."""

    term: Term
    letters: tuple[LetterLine, ...]

    def as_json(self) -> dict[str, object]:
        """As `nettools letters list --json` prints it."""
        return {"term": str(self.term), "letters": [line.as_json() for line in self.letters]}
