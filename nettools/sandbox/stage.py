"""The whole stage set: Canvas, Zoom and mailbox, started and stopped together."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nettools.sandbox.canvas.server import CanvasServer
from nettools.sandbox.mailbox import Mailbox
from nettools.sandbox.wire import wall_clock
from nettools.sandbox.zoom.server import ZoomServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """What is running."""

    canvas: CanvasServer
    zoom: ZoomServer
    mailbox: Mailbox

    def environment(self) -> dict[str, str]:
        """The variables that point nettools here."""
        return {
            "NETTOOLS__CANVAS__BASE_URL": self.canvas.base_url,
            "NETTOOLS__CANVAS__ACCOUNT_ID": "1",
            "NETTOOLS__CANVAS__TOKEN": self.canvas.tokens.admin,
            "NETTOOLS__ZOOM__OAUTH_URL": self.zoom.oauth_url,
            "NETTOOLS__ZOOM__API_URL": self.zoom.api_url,
            "NETTOOLS__ZOOM__ACCOUNT_ID": self.zoom.app.account_id,
            "NETTOOLS__ZOOM__CLIENT_ID": self.zoom.app.client_id,
            "NETTOOLS__ZOOM__CLIENT_SECRET": self.zoom.app.client_secret,
            "NETTOOLS__MAIL__HOST": self.mailbox.host,
            "NETTOOLS__MAIL__PORT": str(self.mailbox.port),
            "NETTOOLS__MAIL__TLS": "none",
        }


@contextmanager
def start(
    directory: Path | None = None,
    *,
    latency: float = 0.0,
    seed: int = 1,
    clock: Callable[[], datetime] = wall_clock,
) -> Iterator[Sandbox]:
    """Run a pretend Canvas, Zoom and mailbox on free loopback ports until the block ends.

    Every answer of Canvas and Zoom takes `latency` seconds. With `directory` their world is kept in JSON
    there, letters beside it, and is met again next time.
    """
    canvas = CanvasServer(directory=directory, latency=latency, seed=seed, clock=clock)
    zoom = ZoomServer(directory=directory, latency=latency, seed=seed, clock=clock)
    mailbox = Mailbox(directory / "mailbox" if directory else None)
    with ExitStack() as running:
        for one in (canvas, zoom, mailbox):
            running.enter_context(one)
        yield Sandbox(canvas=canvas, zoom=zoom, mailbox=mailbox)
