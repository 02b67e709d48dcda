"""The command `nettools`: its nouns, each loaded when it is used, and the one place where errors become words."""

import os
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import typer
import typer.main
from typer import _click as click
from typer.core import TyperGroup

from nettools import __version__, language
from nettools.cli import usage
from nettools.errors import NettoolsError
from nettools.language import Text, text

FAULT_STATUS = 70
INTERRUPTED_STATUS = 130

# In the order of a term, as the handbook tells it: the name, its module in this room, what it is for.
NOUNS: Mapping[str, tuple[str, Text]] = {
    "init": ("home", text("Lay out a new home: settings, a term to describe, a place for what is made.")),
    "demo": ("demo", text("Watch a whole term happen against a pretend Canvas, Zoom and mailbox.")),
    "doctor": ("doctor", text("Look whether all is there that the other commands need, and what to do.")),
    "sandbox": ("sandbox", text("Run the pretend Canvas, Zoom and mailbox until Ctrl-C.")),
    "portal": ("portal", text("Serve the network's web pages.")),
    "terms": ("terms", text("Look at a term, place its units in networks, carry units over to the next.")),
    "units": ("units", text("The register of preschools and schools.")),
    "signups": ("signups", text("Sign-ups of units: check a file, add it, decide who gets a place.")),
    "companions": ("companions", text("Companions: check a file, add it, list them.")),
    "changes": ("changes", text("Preview what would be changed in Canvas and Zoom. Acts on nothing.")),
    "apply": ("apply", text("Carry out the changes in Canvas and Zoom.")),
    "undo": ("undo", text("Reverse a run of apply, as far as Canvas and Zoom allow.")),
    "announce": ("announce", text("Say something in the course rooms of a term, once in each.")),
    "letters": ("letter_commands", text("Letters: preview them, send them, see where each one is.")),
    "supervision": ("supervision", text("Supervision: times, the best schedule, and changes to it.")),
    "groups": ("groups", text("Groups for network meetings: make them, show them, print them, carry them to Zoom.")),
    "healthplans": ("healthplans", text("Drafts of health plans: collect, check, answer and follow them.")),
    "retention": ("retention", text("What is past its date and may be purged.")),
    "report": ("report", text("A term in figures, and as a page with pictures.")),
    "journal": ("journal", text("Who did what, and when.")),
}


class Door(TyperGroup):
    """Loads a noun's module when the noun is used, and turns errors into a sentence and an exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is Typer's
        """The nouns, in the order of a term."""
        return list(NOUNS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The command or group `cmd_name`, or None when there is none such."""
        if cmd_name not in NOUNS:
            return None
        module, said = NOUNS[cmd_name]
        group = typer.main.get_group(import_module(f"nettools.cli.{module}").app)
        command = group.commands.get(cmd_name, group)
        command.name = cmd_name
        command.help = command.help or str(said)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """List the nouns without loading them: so the help comes fast."""
        with formatter.section(str(text("Commands"))):
            formatter.write_dl([(name, str(said)) for name, (_, said) in NOUNS.items()])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - Typer's own signature
        """Run the command; an error becomes what a person can read."""
        try:
            return super().invoke(ctx)
        except NettoolsError as error:
            from nettools.cli import printing  # noqa: PLC0415 - loaded when needed

            printing.error(error, as_json="--json" in sys.argv)
            raise typer.Exit(error.exit_status) from error


app = typer.Typer(
    cls=Door,
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"nettools {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line and end the process."""
    _choose_encoding()
    choose_language(sys.argv[1:])
    describe()
    click.Context.formatter_class = usage.Formatter
    try:
        status = app(prog_name="nettools", standalone_mode=False)
    except click.exceptions.UsageError as error:
        usage.show(error)
        sys.exit(error.exit_code)
    except typer.Abort:
        sys.exit(INTERRUPTED_STATUS)
    except Exception as error:  # noqa: BLE001 - the last door: a fault of ours becomes a sentence and status 70
        tell_fault(error)
        sys.exit(FAULT_STATUS)
    sys.exit(status or 0)


def describe() -> None:
    """Give the app its help in the language chosen."""

    @app.callback(
        help=str(
            text(
                "Administration of a digital network for preschools and schools: sign-ups, letters, Canvas, Zoom "
                "and plan drafts."
            )
        ),
        epilog=str(text("Begin with: nettools demo")),
    )
    def _callback(
        version: bool = typer.Option(
            False,
            "--version",
            help=str(text("Show the version and stop.")),
            callback=_show_version,
            is_eager=True,
        ),
    ) -> None: ...


def _choose_encoding() -> None:
    """Speak UTF-8 whatever the computer is set to, so that a pipe or a file gets å ä ö right on Windows too."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def choose_language(arguments: list[str]) -> None:
    """The settings' language, else the computer's; Typer's own words come from the same catalogue."""
    from nettools.jobs.home import spoken_language  # noqa: PLC0415 - loaded when needed

    chosen = spoken_language(_home(arguments)) or language.from_environment()
    language.activate(chosen)
    if language.active() != "en":
        import gettext  # noqa: PLC0415 - only when another language is spoken

        os.environ["LANGUAGE"] = language.active()
        with resources.as_file(resources.files("nettools") / "locale") as folder:
            gettext.bindtextdomain("nettools", str(folder))
        gettext.textdomain("nettools")


def _home(arguments: list[str]) -> Path:
    """The home as `--home` says it, else `NETTOOLS_HOME`, else where we stand."""
    for position, argument in enumerate(arguments):
        if argument == "--home" and position + 1 < len(arguments):
            return Path(arguments[position + 1])
        if argument.startswith("--home="):
            return Path(argument.removeprefix("--home="))
    return Path(os.environ.get("NETTOOLS_HOME") or ".")


def tell_fault(error: Exception) -> None:
    """One sentence, and where the fault is; the words of the error are left out, since they may hold personal data."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    where = f"{Path(last.filename).name}:{last.lineno}" if last else "?"
    sentence = text(
        "This is a fault in nettools ({kind} at {where}); nothing more was done. "
        "Set NETTOOLS_DEBUG=1 and run it again to see it whole, and report it.",
        kind=type(error).__name__,
        where=where,
    )
    typer.echo(str(sentence), err=True)
    if os.environ.get("NETTOOLS_DEBUG"):
        traceback.print_exception(error)
