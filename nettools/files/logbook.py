"""A logbook: lines that are added one by one and never changed, in a file that only its owner may read."""

import os
from collections.abc import Iterator
from pathlib import Path


def add_line(path: Path, line: str) -> None:
    """Add a line (without a line break). It survives the end of this process from when the call returns."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, f"{line}\n".encode())  # one write: two processes never mix their lines
    finally:
        os.close(handle)


def lines_of(path: Path) -> Iterator[str]:
    """The lines; a last one that was cut off by a power failure is left out. No file has no lines."""
    try:
        file = path.open(encoding="utf-8", newline="\n")
    except FileNotFoundError:
        return
    with file:
        yield from (line.rstrip("\n") for line in file if line.endswith("\n"))
