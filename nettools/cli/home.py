"""`nettools init`: a fresh home."""

from pathlib import Path
from typing import Annotated

import typer

from nettools.cli import printing
from nettools.cli.door import JsonOption
from nettools.jobs.home import LaidOut, lay_out
from nettools.language import text, texts

app = typer.Typer(rich_markup_mode=None)

DirArgument = Annotated[Path, typer.Argument(metavar="DIR", help=str(text("The folder to make a home of.")))]
TemplatesOption = Annotated[
    bool, typer.Option("--templates", help=str(text("Copy the templates too, to change them.")))
]


@app.command(
    help=str(text("Lay out a new home: settings, a term to describe, a place for what is made. Overwrites nothing.")),
    epilog=str(text("Example: nettools init natverk")),
)
def init(directory: DirArgument, templates: TemplatesOption = False, as_json: JsonOption = False) -> None:
    """Lay out a home."""
    printing.show(lay_out(directory.resolve(), with_templates=templates), as_json=as_json, human=show_laid_out)


def show_laid_out(laid_out: LaidOut) -> None:
    """Say what was done, and what a person does next."""
    made = texts("{home}: {n} file made.", "{home}: {n} files made.", len(laid_out.made), home=laid_out.home)
    printing.line(made)
    for name in laid_out.made:
        printing.line(f"  {name}")
    if laid_out.kept:
        printing.line(
            texts("{n} file was there and is kept.", "{n} files were there and are kept.", len(laid_out.kept))
        )
    printing.line(text("Next:"))
    printing.line(text("  1. Open config/nettools.toml and write who you are, and where Canvas and Zoom are."))
    printing.line(text("  2. Open config/terms/ and describe your term; the people there are invented."))
    printing.line(text("  3. Give the secrets as environment variables; config/nettools.toml says which."))
    printing.line(text('  4. See that all is well: nettools doctor --home "{home}"', home=laid_out.home))
