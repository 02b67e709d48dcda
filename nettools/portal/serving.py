"""The portal on the network: waitress, a server in plain Python that runs on Windows too."""

from collections.abc import Callable
from typing import Any

THREADS = 4
TOO_LARGE_TIMES = 4  # a file a few times too large is received, so that a page can say so; past that we hang up


def serve(application: Callable[..., Any], *, host: str, port: int, largest: int, ready: Callable[[str], None]) -> None:
    """Serve until Ctrl-C. `ready` is told the address once it answers; port 0 takes a free one.

    `largest` is how many bytes a file may have that the pages take. Raises OSError when the port is taken.
    """
    import waitress  # noqa: PLC0415 - loaded when served

    most = largest * TOO_LARGE_TIMES
    server = waitress.create_server(
        application, host=host, port=port, threads=THREADS, ident="", max_request_body_size=most
    )
    try:
        ready(f"http://{server.effective_host}:{server.effective_port}")
        server.run()
    finally:
        server.close()
