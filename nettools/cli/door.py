"""What every command shares: its options, the tools, and how it ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from nettools.cli import printing
from nettools.domain.terms import Term
from nettools.jobs.tools import Tools, open_tools
from nettools.language import text


def parse_term(spelling: str | Term) -> Term:
    """A term from any usual spelling; a wrong one is a usage error that says how to write it."""
    if isinstance(spelling, Term):
        return spelling
    try:
        return Term.parse(spelling)
    except ValueError as error:
        raise typer.BadParameter(
            str(text("{spelling} is no term; write it as HT26 or VT27.", spelling=spelling))
        ) from error


HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home", help=str(text("The folder with config/; else NETTOOLS_HOME, else this folder.")), metavar="DIR"
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help=str(text("Print one JSON document, for other programs.")))]
TermOption = Annotated[
    Term, typer.Option("--term", parser=parse_term, metavar="TERM", help=str(text("The term, for example HT26.")))
]
TermArgument = Annotated[
    Term, typer.Argument(parser=parse_term, metavar="TERM", help=str(text("The term, for example HT26.")))
]


def home_of(home: Path | None) -> Path:
    """The home as given, else `NETTOOLS_HOME`, else the working directory; absolute."""
    return (home or Path(os.environ.get("NETTOOLS_HOME") or ".")).resolve()


@contextmanager
def tools(home: Path | None) -> Iterator[Tools]:
    """The opened tools of a home, with progress that suits where the command runs."""
    with open_tools(home_of(home), progress=printing.progress()) as opened:
        yield opened


def leave(exit_status: int) -> None:
    """End the command with this status; 0 goes on and ends by itself."""
    if exit_status:
        raise typer.Exit(exit_status)


def confirmed(question: str) -> bool:
    """Ask yes or no on a terminal; nobody is asked anything when stdin is no terminal (the answer is no)."""
    return sys.stdin.isatty() and typer.confirm(question)
