"""What a check-up is made of: each check is a value, and all of them together say how a command ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from nettools.errors import InputError, Problem, RemoteError, SettingsError
from nettools.language import Text, text

_INPUT, _SETTINGS, _REMOTE = InputError.exit_status, SettingsError.exit_status, RemoteError.exit_status


class State(StrEnum):
    """`warn` works, but not wholly, or not for long; `skipped` could not be looked at."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"


class Area(StrEnum):
    """What is looked at, in the order that it is mended."""

    SETTINGS = "settings"
    HOME = "home"
    DATABASE = "database"
    CLOCK = "clock"
    TERMS = "terms"
    CANVAS = "canvas"
    ZOOM = "zoom"
    MAIL = "mail"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at: what was found, and what to do about it.

    `commands` are those that cannot do their work, or not all of it, until it is mended. `exit_status` is what a
    failure of this kind ends a command with.
    """

    code: str
    area: Area
    state: State
    found: Text
    todo: Text | None = None
    commands: tuple[str, ...] = ()
    exit_status: int = 0

    def as_json(self) -> dict[str, object]:
        """One entry of what `nettools doctor --json` prints."""
        return {
            "code": self.code,
            "area": self.area.value,
            "state": self.state.value,
            "found": str(self.found),
            "todo": str(self.todo) if self.todo else None,
            "commands": list(self.commands),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckUp:
    """All checks, by area."""

    checks: tuple[Check, ...]

    @property
    def exit_status(self) -> int:
        """0 when nothing failed; settings come before remotes, since these may fail because of those."""
        failed = {check.exit_status for check in self.checks if check.state is State.FAIL}
        return next((status for status in (_SETTINGS, _REMOTE, _INPUT) if status in failed), 0)

    def counts(self) -> dict[State, int]:
        """How many checks ended in each state."""
        return {state: sum(check.state is state for check in self.checks) for state in State}

    def to_mend(self) -> tuple[Check, ...]:
        """What to do first: failures in the order of the areas, then warnings."""
        by_state = (
            (check for check in self.checks if check.state is state and check.todo)
            for state in (State.FAIL, State.WARN)
        )
        return tuple(chain.from_iterable(by_state))

    def as_json(self) -> dict[str, object]:
        """As `nettools doctor --json` prints it."""
        return {
            "checks": [check.as_json() for check in self.checks],
            "counts": {state.value: n for state, n in self.counts().items()},
            "first": [check.code for check in self.to_mend()],
            "exit": self.exit_status,
        }


@dataclass(frozen=True, slots=True)
class Examiner:
    """Writes down the checks of one area; `exit_status` is what its failures end with."""

    area: Area
    exit_status: int = _INPUT

    def fine(self, code: str, found: Text) -> Check:
        """It is as it should be."""
        return Check(code=code, area=self.area, state=State.OK, found=found)

    def warn(self, code: str, found: Text, todo: Text, *commands: str) -> Check:
        """It works, but somebody should know."""
        return Check(code=code, area=self.area, state=State.WARN, found=found, todo=todo, commands=commands)

    def fail(self, code: str, found: Text, todo: Text, *commands: str, status: int = 0) -> Check:
        """Commands will stop at it."""
        return Check(
            code=code,
            area=self.area,
            state=State.FAIL,
            found=found,
            todo=todo,
            commands=commands,
            exit_status=status or self.exit_status,
        )

    def skip(self, code: str, found: Text) -> Check:
        """It could not be looked at."""
        return Check(code=code, area=self.area, state=State.SKIPPED, found=found)

    def settings(self, error: SettingsError) -> Iterator[Check]:
        """Each problem in the settings, as a failure."""
        for problem in error.problems:
            found = said(problem)
            todo = text("Mend it in the home's config/ or in the environment.")
            yield self.fail(f"{self.area.value}-{problem.code}", found, todo, status=_SETTINGS)


def said(problem: Problem) -> Text:
    """The problem with its place, where it has one."""
    place = str(problem.place)
    return text("{place}: {problem}", place=place, problem=problem.message) if place else problem.message


def remote(area: Area) -> Examiner:
    """An examiner of a system that is not ours."""
    return Examiner(area, _REMOTE)
