"""`nettools portal`: the network's web pages."""

from contextlib import suppress
from typing import Annotated

import typer

from nettools.cli import door, printing
from nettools.cli.door import HomeOption
from nettools.jobs.healthplans.page import DraftDesk
from nettools.jobs.letters.feeds import feed_at
from nettools.jobs.portal import health, page_template, public_page
from nettools.jobs.supervision.desk import SupervisionDesk
from nettools.language import text

app = typer.Typer(rich_markup_mode=None)

HostOption = Annotated[str, typer.Option("--host", help=str(text("The address to listen on.")))]
PortOption = Annotated[int, typer.Option("--port", min=0, max=65535, help=str(text("The port; 0 takes a free one.")))]
NameOption = Annotated[
    list[str] | None,
    typer.Option(
        "--name", metavar="HOST", help=str(text("A host name that visitors use; may be given several times."))
    ),
]


@app.command(
    help=str(text("Serve the network's web pages until Ctrl-C.")),
    epilog=str(text("Example: nettools portal --port 8000")),
)
def portal(
    host: HostOption = "127.0.0.1", port: PortOption = 8000, name: NameOption = None, home: HomeOption = None
) -> None:
    """Serve the pages of one home."""
    from nettools.portal import application, serve  # noqa: PLC0415 - loads Django

    with door.tools(home) as tools, suppress(KeyboardInterrupt):
        drafts = DraftDesk(tools)
        pages = application(
            lambda: public_page(tools),
            lambda: health(tools),
            lambda which: page_template(tools, which),
            feed=lambda token: feed_at(tools, token),
            supervision=SupervisionDesk(tools),
            drafts=drafts,
            hosts=name or (),
        )
        serve(pages, host=host, port=port, largest=drafts.largest(), ready=_tell)


def _tell(address: str) -> None:
    printing.line(text("The pages are at {address}", address=address))
    printing.line(text("Stop with Ctrl-C."))
