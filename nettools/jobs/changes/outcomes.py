"""What `changes` and `apply` give back: a preview, and what came of carrying it out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from nettools.changes import Carried, ChangeSet, Kind, Refusal, as_json, calls_estimated, change_host, fingerprint
from nettools.domain.terms import Term
from nettools.errors import Problem
from nettools.jobs.carrying.carried import UNFINISHED, FailedRows, Result, State, counts_of, exit_status_of
from nettools.jobs.carrying.road import CALLS_OF_IMPORTS, Road
from nettools.jobs.changes.remotes import AS_USUAL, Options

REFUSED = 4


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What apply would do, looked for with `options`. `calls` is how many it took to look.

    `carried` is what of the change set waits for another day, since Zoom takes no more than `changes_a_day` for one
    host; `warnings` are where others have booked the host of a meeting; `road` is how Canvas is reached, if it is.
    """

    term: Term
    change_set: ChangeSet
    created: datetime
    refusal: Refusal | None = None
    calls: int = 0
    options: Options = AS_USUAL
    carried: tuple[Carried, ...] = ()
    changes_a_day: int = 100
    warnings: tuple[Problem, ...] = ()
    road: Road | None = None

    @cached_property
    def fingerprint(self) -> str:
        """What apply is given, to do this and nothing else.

        It is of the whole change set: what is used of today's quota meanwhile makes no preview out of date.
        """
        return fingerprint(self.change_set)

    @cached_property
    def due(self) -> ChangeSet:
        """What is done now: all but what is carried."""
        return self.change_set.without({key for one in self.carried for key in one.keys})

    @property
    def calls_estimated(self) -> int:
        """How many calls carrying it out takes when nothing goes wrong."""
        imported = self.road.keys if self.road else frozenset()
        return calls_estimated(self.due.without(imported)) + (CALLS_OF_IMPORTS if imported else 0)

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
            "road": self.road.as_json() if self.road else None,
            "calls_estimated": self.calls_estimated,
            "carried_to": [one.as_json() for one in self.carried],
            "warnings": [
                {"code": one.code, "key": one.place.key, "message": str(one.message)} for one in self.warnings
            ],
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
        return counts_of(self.results, waiting=len(self.preview.change_set.changes) - len(self.preview.due.changes))

    @property
    def exit_status(self) -> int:
        """5 when anything is not done that could be."""
        return UNFINISHED if self.preview.carried else exit_status_of(self.results)

    @property
    def carried(self) -> tuple[Carried, ...]:
        """What waits for another day: as planned, and what Zoom would not take though it was planned for today."""
        return (*self.preview.carried, *self._met())

    def _met(self) -> Iterator[Carried]:
        hosts = {one.key: change_host(one, self.preview.change_set.facts) for one in self.preview.due.changes}
        by_host: dict[str, list[Result]] = {}
        for result in self.having("carried"):
            by_host.setdefault(hosts.get(result.key, ""), []).append(result)
        for host, results in sorted(by_host.items()):
            count = sum(result.kind is Kind.ZOOM_MEETING for result in results)
            yield Carried(date=self._tomorrow, host=host, count=count, keys=tuple(result.key for result in results))

    @property
    def _tomorrow(self) -> date:
        return self.preview.created.astimezone(UTC).date() + timedelta(days=1)

    def as_json(self) -> dict[str, object]:
        """As `nettools apply --json` prints it."""
        return {
            **self.preview.as_json(),
            "done": len(self.having("done")),
            "kept": [result_as_json(result) for result in self.having("kept")],
            "failed": [result_as_json(result) for result in self.having("failed")],
            "unsure": [result_as_json(result) for result in self.having("unsure")],
            "left": [result_as_json(result) for result in self.having("left")],
            "carried_to": [one.as_json() for one in self.carried],
            "failed_file": self.failed.file or None,
            "exit": self.exit_status,
        }


def result_as_json(result: Result) -> dict[str, object]:
    """How one change went, for programs."""
    return {
        "kind": result.action,
        "system": str(result.kind.system),
        "what": str(result.kind),
        "key": result.key,
        "label": result.label,
        "code": result.code,
        "message": str(result.message or ""),
    }
