"""What `changes` and `apply` give back: a preview, and what came of carrying it out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from nettools.changes import ChangeSet, Refusal, as_json, calls_estimated, fingerprint
from nettools.domain.terms import Term
from nettools.jobs.carried import FailedRows, Result, State, counts_of, exit_status_of
from nettools.jobs.remotes import AS_USUAL, Options

REFUSED = 4


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What apply would do, looked for with `options`. `calls` is how many it took to look."""

    term: Term
    change_set: ChangeSet
    created: datetime
    refusal: Refusal | None = None
    calls: int = 0
    options: Options = AS_USUAL

    @cached_property
    def fingerprint(self) -> str:
        """What apply is given, to do this and nothing else."""
        return fingerprint(self.change_set)

    @property
    def exit_status(self) -> int:
        """A preview of too much is a preview all the same."""
        return 0

    def as_json(self) -> dict[str, object]:
        """As `nettools changes --json` prints it."""
        refused = {"code": self.refusal.code, "message": str(self.refusal.message)} if self.refusal else None
        return {
            **as_json(self.change_set),
            "created": self.created.isoformat(),
            "refused": refused,
            "only": str(self.options.only) if self.options.only else None,
            "overwrite": sorted(self.options.overwrite),
            "calls_estimated": calls_estimated(self.change_set),
            "carried_to": [],
        }


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What was carried out. `calls` counts every call, looking included."""

    preview: Preview
    results: tuple[Result, ...]
    calls: int = 0
    failed: FailedRows = field(default_factory=FailedRows)

    def having(self, state: State) -> tuple[Result, ...]:
        """The changes that ended so."""
        return tuple(result for result in self.results if result.state == state)

    @property
    def overwritten(self) -> frozenset[str]:
        """What was to be overwritten by name and is: such a name fits nothing any more."""
        done = {result.key for result in self.having("done")}
        return frozenset(name for name in self.preview.options.overwrite if name.partition(":")[0] in done)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many changes ended how, for the journal."""
        return counts_of(self.results)

    @property
    def exit_status(self) -> int:
        """5 when anything is not done that could be."""
        return exit_status_of(self.results)

    def as_json(self) -> dict[str, object]:
        """As `nettools apply --json` prints it."""
        return {
            **self.preview.as_json(),
            "done": len(self.having("done")),
            "kept": [_json(result) for result in self.having("kept")],
            "failed": [_json(result) for result in self.having("failed")],
            "unsure": [_json(result) for result in self.having("unsure")],
            "left": [_json(result) for result in self.having("left")],
            "carried_to": [_json(result) for result in self.having("carried")],
            "failed_file": self.failed.file or None,
            "exit": self.exit_status,
        }


def _json(result: Result) -> dict[str, object]:
    return {
        "kind": result.action,
        "system": str(result.kind.system),
        "what": str(result.kind),
        "key": result.key,
        "label": result.label,
        "code": result.code,
        "message": str(result.message or ""),
    }
