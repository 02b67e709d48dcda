"""Text files put where people look for them: new ones that never replace anything, and private ones."""

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
    """Write a file that only its owner may read (where the system knows such a thing), whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made readable for its owner alone
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
