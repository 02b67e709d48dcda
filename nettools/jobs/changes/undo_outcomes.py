"""What `undo` gives back: a preview, and what came of carrying it out."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from nettools.changes import Shortfall, Undoing, as_json, fingerprint
from nettools.domain.journal import RunEntry
from nettools.domain.terms import Term
from nettools.jobs.carrying.carried import Result, State, exit_status_of
from nettools.jobs.changes.outcomes import result_as_json

REVERSIBLE = frozenset({"apply", "undo"})  # the commands whose runs can be undone


@dataclass(frozen=True, kw_only=True)
class UndoPreview:
    """What undoing `run` would do. `cut_off`: the run was, so that not all that it did may be in the journal."""

    run: RunEntry
    term: Term
    undoing: Undoing
    created: datetime
    cut_off: bool = False
    calls: int = 0

    @property
    def to_do(self) -> bool:
        """Whether there is anything to do or to forget."""
        return bool(self.undoing.change_set.changes or self.undoing.change_set.gone)

    @cached_property
    def fingerprint(self) -> str:
        """What undo is given, to do this and nothing else."""
        return fingerprint(self.undoing.change_set)

    @property
    def exit_status(self) -> int:
        """A preview is a preview."""
        return 0

    def as_json(self) -> dict[str, object]:
        """As `nettools undo --json` prints it."""
        return {
            "run": self.run.run,
            "command": self.run.command,
            **as_json(self.undoing.change_set),
            "forgotten": [key for key, _ in self.undoing.change_set.gone],
            "cannot": [_shortfall(one) for one in self.undoing.shortfalls],
            "cut_off": self.cut_off,
            "created": self.created.isoformat(),
        }


@dataclass(frozen=True, kw_only=True)
class Undone:
    """What was undone. `calls` counts every call, looking included."""

    preview: UndoPreview
    results: tuple[Result, ...]
    calls: int = 0

    def having(self, state: State) -> tuple[Result, ...]:
        """The changes that ended so."""
        return tuple(result for result in self.results if result.state == state)

    @property
    def exit_status(self) -> int:
        """5 when anything is not done that could be; what cannot be undone is no such thing."""
        return exit_status_of(self.results)

    def as_json(self) -> dict[str, object]:
        """As `nettools undo --json` prints it when it has been done."""
        return {
            **self.preview.as_json(),
            "done": len(self.having("done")),
            "kept": [result_as_json(result) for result in self.having("kept")],
            "failed": [result_as_json(result) for result in self.having("failed")],
            "unsure": [result_as_json(result) for result in self.having("unsure")],
            "left": [result_as_json(result) for result in self.having("left")],
            "carried": [result_as_json(result) for result in self.having("carried")],
            "exit": self.exit_status,
        }


def _shortfall(one: Shortfall) -> dict[str, object]:
    return {
        "code": one.code,
        "system": str(one.kind.system) if one.kind else None,
        "what": str(one.kind) if one.kind else None,
        "key": one.key,
        "label": one.label,
        "field": one.name,
    }
