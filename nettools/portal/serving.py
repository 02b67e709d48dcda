"""The portal on the network: waitress, a server in plain Python that runs on Windows too."""

from collections.abc import Callable
from typing import Any

THREADS = 4


def serve(application: Callable[..., Any], *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until Ctrl-C. `ready` is told the address once it answers; port 0 takes a free one.

    Raises OSError when the port is taken.
    """
    import waitress  # noqa: PLC0415 - loaded when served

    server = waitress.create_server(application, host=host, port=port, threads=THREADS, ident="")
    try:
        ready(f"http://{server.effective_host}:{server.effective_port}")
        server.run()
    finally:
        server.close()
