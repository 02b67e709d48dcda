"""What comes with nettools: `config/` and `templates/`, in a checkout beside the package, in a wheel inside it."""

from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from nettools.errors import InputError, Place, Problem
from nettools.language import text

ROOTS = ("config", "templates")


def shipped(name: str) -> Traversable:
    """A file or folder that ships, by its name below the home: `shipped("templates/letters/welcome.md")`.

    It may not exist; ask `is_file()`. Raises ValueError for a name outside `config/` and `templates/`.
    """
    path = PurePosixPath(name)
    if path.parts[:1] not in [(root,) for root in ROOTS] or ".." in path.parts:
        raise ValueError(name)
    package = resources.files("nettools")
    inside = package / "shipped"
    root = inside if (inside / path.parts[0]).is_dir() else _checkout(package)
    return root.joinpath(*path.parts)


def shipped_files(name: str) -> Iterator[str]:
    """The names of all files below a shipped folder, sorted, folders written with `/` on every system."""
    folder = shipped(name)
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name) if folder.is_dir() else []:
        if entry.is_dir():
            yield from shipped_files(f"{name}/{entry.name}")
        else:
            yield f"{name}/{entry.name}"


def read_config(home: Path, name: str) -> bytes:
    """A file below `config/`: the home's own, else the one that ships."""
    return _read(home, f"config/{name}")


def read_template(home: Path, name: str) -> str:
    """A template such as `letters/welcome.md`: the home's own, else the one that ships.

    Raises InputError when there is neither, or when it is not UTF-8.
    """
    name = f"templates/{name}"
    try:
        return _read(home, name).decode("utf-8-sig")
    except UnicodeDecodeError:
        said = text("The file is not saved as UTF-8; open it and save it as UTF-8.")
        raise InputError([Problem(code="encoding", message=said, place=Place(file=name))]) from None


def _read(home: Path, name: str) -> bytes:
    own, ours = home.joinpath(name), shipped(name)
    if own.is_file():
        return own.read_bytes()
    if ours.is_file():
        return ours.read_bytes()
    raise InputError([Problem(code="no-file", message=text("There is no such file."), place=Place(file=name))])


def _checkout(package: Traversable) -> Traversable:
    """The repository's top: nettools runs from a checkout, where nothing is copied into the package."""
    return Path(str(package)).parent
