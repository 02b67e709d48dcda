"""Files put where people look for them: new ones that never replace anything, and whole ones, never half."""

import os
import tempfile
from pathlib import Path


def write_new(path: Path, content: bytes) -> bool:
    """Write a file that is not there yet, folders included; False, and nothing touched, when it is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = path.open("xb")
    except FileExistsError:
        return False
    try:
        with file:
            file.write(content)
    except BaseException:
        path.unlink(missing_ok=True)  # half a file would be kept the next time
        raise
    return True


def write_private(path: Path, content: str) -> None:
    """Write text (UTF-8, lines ended as on Unix) that only its owner may read, whole or not at all."""
    write_whole(path, content.encode("utf-8"))


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the file, then replace it: whoever reads meets the old file or the new one.

    Only the owner may read it (where the system knows such a thing): most of what is written is about people.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:40]}-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
