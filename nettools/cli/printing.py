"""How values are shown: sentences, tables, problems, progress; or one JSON document."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from nettools.errors import InputError, NettoolsError, Problem, RemoteError, SettingsError
from nettools.jobs.tools import Progress
from nettools.language import Text, text


class Outcome(Protocol):
    """What a job gives back: it can always be said as JSON."""

    def as_json(self) -> object:
        """Plain lists, dictionaries, text and numbers."""


T = TypeVar("T", bound=Outcome)


def show(outcome: T, *, as_json: bool, human: Callable[[T], None]) -> None:
    """Print the outcome as JSON, or let `human` print it for people."""
    if as_json:
        document(outcome.as_json())
    else:
        human(outcome)


def document(value: object) -> None:
    """Print one JSON document on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def line(said: Text | str = "") -> None:
    """Print one line on stdout."""
    sys.stdout.write(f"{said}\n")


def warn(said: object) -> None:
    """Print one line on stderr."""
    sys.stderr.write(f"{said}\n")


def table(
    title: Text | str, headings: Sequence[Text | str], rows: Iterable[Sequence[object]], *, whole: bool = False
) -> None:
    """Print a table on stdout; in a pipe it is as wide as it needs to be. `whole`: the last column is never folded."""
    from rich import box  # noqa: PLC0415 - rich is loaded when a table is drawn
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text as Cell  # noqa: PLC0415 - as above

    drawn = Table(title=str(title) or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for number, heading in enumerate(headings, 1):
        drawn.add_column(Cell(str(heading)), overflow="fold", no_wrap=whole and number == len(headings))
    for row in rows:
        drawn.add_row(*(Cell(str(value)) for value in row))
    wide = None if sys.stdout.isatty() else 200
    Console(file=sys.stdout, width=wide, highlight=False).print(drawn)


def problems(found: Iterable[Problem]) -> None:
    """Print every problem with its place, on stderr."""
    for problem in found:
        warn(f"  {problem}")


def error(stopped: NettoolsError, *, as_json: bool) -> None:
    """Say why a job stopped: on stderr for people, and as JSON on stdout where it was asked for."""
    if as_json:
        document(
            {
                "error": {
                    "code": stopped.code,
                    "message": str(stopped),
                    "exit": stopped.exit_status,
                    "problems": [_problem_json(problem) for problem in stopped.problems],
                }
            }
        )
    warn(stopped)
    if isinstance(stopped, InputError | SettingsError):
        problems(stopped.problems)
    if isinstance(stopped, RemoteError):
        warn(text("Nothing more was done. Running the same command again is safe."))


def _problem_json(problem: Problem) -> dict[str, object]:
    place = problem.place
    where = {"file": place.file, "sheet": place.sheet, "row": place.row, "column": place.column, "key": place.key}
    return {"code": problem.code, "message": str(problem.message), "place": {k: v for k, v in where.items() if v}}


def progress() -> Progress:
    """A bar on a terminal, plain lines elsewhere; both on stderr, so that stdout stays clean."""
    return _Bar() if sys.stderr.isatty() else _Lines()


class _Bar:
    """A progress bar drawn by rich."""

    def begin(self, label: Text, total: int) -> None:
        from rich.console import Console  # noqa: PLC0415 - loaded when drawn
        from rich.progress import Progress as Bar  # noqa: PLC0415 - as above

        self._bar = Bar(console=Console(file=sys.stderr), transient=True)
        self._task = self._bar.add_task(str(label), total=total)
        self._bar.start()

    def advance(self, steps: int = 1) -> None:
        self._bar.advance(self._task, steps)

    def end(self) -> None:
        self._bar.stop()


class _Lines:
    """A line at the start and at each quarter, for logs."""

    def begin(self, label: Text, total: int) -> None:
        self._label, self._total, self._done, self._said = label, total, 0, 0
        if total:
            warn(text("{label}: {total} steps", label=label, total=total))

    def advance(self, steps: int = 1) -> None:
        self._done += steps
        quarter = 4 * self._done // max(self._total, 1)
        if quarter > self._said:
            self._said = quarter
            warn(text("{label}: {done} of {total}", label=self._label, done=self._done, total=self._total))

    def end(self) -> None:
        return
