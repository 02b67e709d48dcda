"""`nettools demo`: a whole term against a pretend Canvas, Zoom and mailbox."""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nettools.cli import printing
from nettools.jobs.home import write_environment
from nettools.jobs.tools import open_tools, system_clock
from nettools.language import text

if TYPE_CHECKING:
    from nettools.cli.demo_stage import Step

app = typer.Typer(rich_markup_mode=None)

FolderOption = Annotated[
    Path, typer.Option("--home", metavar="DIR", help=str(text("The folder that the demo makes its home in.")))
]
ServeOption = Annotated[
    bool, typer.Option("--serve", help=str(text("Keep everything running afterwards, and say where, until Ctrl-C.")))
]


@app.command(
    help=str(
        text("Watch a whole term happen: 24 units sign up, meet, get letters and supervision, and answers on drafts.")
    ),
    epilog=str(text("Typed twice it says that nothing is to do. Remove the folder to begin anew.")),
)
def demo(home: FolderOption = Path("demo"), serve: ServeOption = False) -> None:
    """Play the term, and say where to look."""
    from nettools.cli import demo_story  # noqa: PLC0415 - loads every job
    from nettools.sandbox import start  # noqa: PLC0415 - loads three servers

    folder = home.resolve()
    numbers = iter(range(1, 1000))
    with start(folder / "out" / "sandbox") as sandbox:
        changed, page = demo_story.play(folder, sandbox, system_clock(), lambda step: _tell(next(numbers), step))
        _end(changed, page)
        if serve:
            _serve(folder, sandbox.environment(), page)


def _tell(number: int, step: "Step") -> None:
    printing.line(f"{number:2}  {step.said}")
    if step.by_hand:
        printing.line(f"    $ {step.by_hand}")


def _end(changed: int, page: Path) -> None:
    printing.line()
    if changed:
        printing.line(text("Done. Open {page} in a browser. Typed again, nothing is to do.", page=page))
    else:
        printing.line(text("Nothing is to do: all of it stood already. Open {page} in a browser.", page=page))


def _serve(folder: Path, environment: dict[str, str], page: Path) -> None:
    """The portal on a free port, and the addresses of all that runs, until Ctrl-C."""
    from nettools.jobs.healthplans.page import DraftDesk  # noqa: PLC0415 - only when served
    from nettools.jobs.letters.feeds import feed_at  # noqa: PLC0415 - only when served
    from nettools.jobs.portal import health, page_template, public_page  # noqa: PLC0415 - only when served
    from nettools.jobs.supervision.desk import SupervisionDesk  # noqa: PLC0415 - only when served
    from nettools.portal import application, serve  # noqa: PLC0415 - loads Django

    variables = write_environment(folder / "sandbox.env", environment)
    for name in ("NETTOOLS__CANVAS__BASE_URL", "NETTOOLS__ZOOM__API_URL"):
        printing.line(f"{name}={environment[name]}")
    mail = f"{environment['NETTOOLS__MAIL__HOST']}:{environment['NETTOOLS__MAIL__PORT']}"
    printing.line(text("The mailbox is at {address}", address=mail))
    printing.line(text("Settings for nettools, or any other client: {path}", path=variables))
    printing.line(text("In a Unix shell: set -a; . {path}; set +a", path=variables))
    printing.line(text("The report is {page}", page=page))
    with open_tools(folder, environment={**os.environ, **environment}) as tools, suppress(KeyboardInterrupt):
        drafts = DraftDesk(tools)
        pages = application(
            lambda: public_page(tools),
            lambda: health(tools),
            lambda name: page_template(tools, name),
            feed=lambda token: feed_at(tools, token),
            supervision=SupervisionDesk(tools),
            drafts=drafts,
        )
        serve(pages, host="127.0.0.1", port=0, largest=drafts.largest(), ready=_tell_address)


def _tell_address(address: str) -> None:
    printing.line(text("The pages are at {address}", address=address))
    printing.line(text("Stop with Ctrl-C."))
