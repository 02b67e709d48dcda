"""What can go wrong: a Problem is a value (wrong input, with its place); an error stops the job.

Each error knows the exit status that a command ends with. They are caught at the two doors and nowhere else.
No error text holds personal data: places and keys, never names or addresses.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from nettools.language import Text, text, texts


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where in a file something stands, as the program that people use shows it.

    `row` is counted from 1 and `column` is the letter or letters of a spreadsheet; for a settings file `key` is
    the dotted name.
    """

    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    key: str = ""

    def __str__(self) -> str:
        cell = f"{self.column}{self.row or ''}"
        inside = f"{self.sheet}!{cell}" if self.sheet and cell else self.sheet or cell
        return ", ".join(part for part in (self.file, inside, self.key) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in the input that a person must mend: a short English `code` for programs, a sentence for people."""

    code: str
    message: Text
    place: Place = Place()

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if str(self.place) else str(self.message)


class NettoolsError(Exception):
    """A job must stop. `exit_status` is what the command ends with."""

    exit_status = 70
    problems: tuple[Problem, ...] = ()

    def __init__(self, message: Text, *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


class InputError(NettoolsError):
    """The input is refused; all its problems are listed (exit status 1)."""

    exit_status = 1

    def __init__(self, problems: Sequence[Problem], message: Text | None = None) -> None:
        said = message or texts(
            "{n} problem must be mended first.", "{n} problems must be mended first.", len(problems)
        )
        super().__init__(said, code="input")
        self.problems = tuple(problems)


class SettingsError(NettoolsError):
    """The settings are wrong or incomplete; all problems are listed by file and key (exit status 3)."""

    exit_status = 3

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            texts("{n} setting must be mended first.", "{n} settings must be mended first.", len(problems)),
            code="settings",
        )
        self.problems = tuple(problems)


class RefusedError(NettoolsError):
    """What was asked for would be unsafe, too much, too early or out of date (exit status 4)."""

    exit_status = 4


class RemoteError(NettoolsError):
    """Canvas, Zoom or the mail server failed (exit status 5). Running the same command again is safe.

    `system` is `canvas`, `zoom` or `mail`; `status` the HTTP or SMTP status, 0 when no answer came;
    `request_id` what the system calls the request in its own log, where it says so. `answered` tells an answer
    (nothing was done) from silence (it may have been done).
    """

    exit_status = 5

    def __init__(
        self,
        system: str,
        message: Text,
        *,
        status: int = 0,
        request_id: str = "",
        code: str = "remote",
        answered: bool = True,
    ) -> None:
        super().__init__(message, code=code)
        self.system = system
        self.status = status
        self.request_id = request_id
        self.answered = answered

    def __str__(self) -> str:
        if not self.request_id:
            return str(self.message)
        return str(text("{message} (request {request})", message=self.message, request=self.request_id))
