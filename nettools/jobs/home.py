"""The home: laid out once, asked for its language before anything else, given the address of a sandbox."""

import os
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nettools.errors import InputError, Place, Problem
from nettools.language import LANGUAGES, text

_NOTE = "templates/README.md"
_TERMS = "config/terms"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOut:
    """A home, and the files in it: `made` now, `kept` as they were. Names are below the home, with `/` everywhere."""

    home: Path
    made: tuple[str, ...]
    kept: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """As `nettools init --json` prints it."""
        return {"home": str(self.home), "made": list(self.made), "kept": list(self.kept)}


def lay_out(home: Path, *, with_templates: bool = False) -> LaidOut:
    """Put config/ in the home, with templates/ if asked for, and make out/. Nothing that is there is touched.

    Raises InputError when the folder cannot be written to.
    """
    from nettools.files.placing import write_new  # noqa: PLC0415 - `spoken_language` is asked before --help

    made: list[str] = []
    kept: list[str] = []
    try:
        for name, content in _wanted(home, with_templates=with_templates):
            (made if write_new(home.joinpath(name), content) else kept).append(name)
        (home / "out").mkdir(exist_ok=True)
    except OSError as error:
        said = text("The folder cannot be written to: {reason}.", reason=error.strerror or type(error).__name__)
        raise InputError([Problem(code="folder", message=said, place=Place(file=str(home)))]) from error
    return LaidOut(home=home, made=tuple(made), kept=tuple(kept))


def spoken_language(home: Path, environment: Mapping[str, str] = os.environ) -> str:
    """The language that the environment or the home's settings choose; empty when neither does.

    Asked before every command, so it is quick and has no opinion on settings that cannot be read: the command will.
    """
    said: object = environment.get("NETTOOLS__LANGUAGE", "")
    if not said:
        try:
            with (home / "config" / "nettools.toml").open("rb") as file:
                said = tomllib.loads(file.read().decode("utf-8-sig")).get("language", "")
        except (OSError, ValueError):
            return ""
    found = said.strip().casefold() if isinstance(said, str) else ""
    return found if found in LANGUAGES else ""


def write_environment(path: Path, variables: Mapping[str, str]) -> Path:
    """Write environment variables as a file that a Unix shell, Docker or an editor reads; the absolute path of it.

    Only its owner may read it, since tokens stand in it.
    """
    from nettools.files.placing import write_private  # noqa: PLC0415 - as above

    path = path.resolve()
    write_private(path, "".join(f"{name}={shlex.quote(value)}\n" for name, value in sorted(variables.items())))
    return path


def _wanted(home: Path, *, with_templates: bool) -> Iterator[tuple[str, bytes]]:
    """What a home should hold. The example terms are for a home without terms: one taken away stays away."""
    from nettools.settings import shipped, shipped_files  # noqa: PLC0415 - `spoken_language` is asked before --help

    own_terms = any((home / _TERMS).glob("*.toml"))
    names = [name for name in shipped_files("config") if not (own_terms and name.startswith(f"{_TERMS}/"))]
    names += shipped_files("templates") if with_templates else [_NOTE]
    for name in names:
        yield name, shipped(name).read_bytes()
