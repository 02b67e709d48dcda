"""`nettools sandbox`: the pretend Canvas, Zoom and mailbox, until Ctrl-C."""

import threading
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from nettools.cli import printing
from nettools.jobs.home import write_environment
from nettools.language import text
from nettools.sandbox import start

app = typer.Typer(rich_markup_mode=None)

FolderOption = Annotated[
    Path | None,
    typer.Option("--keep", metavar="DIR", help=str(text("Keep the pretend world in this folder, for the next time."))),
]
FileOption = Annotated[
    Path, typer.Option("--env", metavar="FILE", help=str(text("Where to write the settings that point nettools here.")))
]
LatencyOption = Annotated[float, typer.Option("--latency", min=0, help=str(text("Seconds that every answer takes.")))]


@app.command(
    help=str(text("Run the pretend Canvas, Zoom and mailbox on this computer until Ctrl-C.")),
    epilog=str(text("Example: nettools sandbox --keep out/sandbox")),
)
def sandbox(keep: FolderOption = None, env: FileOption = Path("sandbox.env"), latency: LatencyOption = 0.0) -> None:
    """Start the stage set, write what points at it, and wait."""
    with start(keep, latency=latency) as running:
        written = write_environment(env, running.environment())
        printing.line(text("Canvas is at {address}", address=running.canvas.base_url))
        printing.line(text("Zoom is at {address}", address=running.zoom.base_url))
        printing.line(text("The mailbox is at {host}:{port}", host=running.mailbox.host, port=running.mailbox.port))
        printing.line(text("Settings for nettools, or any other client: {path}", path=written))
        printing.line(text("In a Unix shell: set -a; . {path}; set +a", path=written))
        printing.line(text("Stop with Ctrl-C."))
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
