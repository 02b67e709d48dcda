"""Help and wrong words in the reader's language: what Typer itself can only say in English."""

from collections.abc import Sequence

import typer
from typer import _click as click
from typer._click import exceptions

from nettools.language import Text, text


class Formatter(click.HelpFormatter):
    """Typer's help, with its own words looked up in our catalogue."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that says how the command is typed."""
        super().write_usage(prog, args, prefix=prefix or f"{text('Usage:')} ")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """A list of names with what they are for."""
        ours = {"Show this message and exit.": text("Show this message and exit.")}
        said = [(name, str(ours.get(help_, help_))) for name, help_ in rows]
        super().write_dl(said, col_max, col_spacing)


def show(error: exceptions.UsageError) -> None:
    """Say what was wrong with the words, on stderr, and where to read more."""
    if isinstance(error, exceptions.NoArgsIsHelpError):
        typer.echo(error.message, err=True)
        return
    typer.echo(str(sentence(error)), err=True)
    if error.ctx is not None:
        typer.echo(str(text("How it is typed: {command} --help", command=error.ctx.command_path)), err=True)


def sentence(error: exceptions.UsageError) -> Text | str:
    """What was wrong: a parameter that is missing or not understood, an option or a command that is not there."""
    if isinstance(error, exceptions.MissingParameter):
        return text("{what} is missing.", what=_named(error))
    if isinstance(error, exceptions.BadParameter):
        return text("{what}: {message}", what=_named(error), message=error.message)
    if isinstance(error, exceptions.NoSuchOption):
        if error.possibilities:
            alike = ", ".join(sorted(error.possibilities))
            return text("There is no option {name}. Did you mean {alike}?", name=error.option_name, alike=alike)
        return text("There is no option {name}.", name=error.option_name)
    return error.format_message()


def _named(error: exceptions.BadParameter) -> str:
    """The parameter as it is typed: `--term`, `FILE`."""
    if error.param is None:
        return str(error.param_hint or "")
    return error.param.get_error_hint().replace("'", "")
