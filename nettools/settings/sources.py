"""Where settings come from: TOML files and the environment, before anyone has asked what they mean."""

import codecs
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nettools.errors import Place, Problem
from nettools.language import text
from nettools.settings.model import PREFIX, SettingDescription
from nettools.settings.tomlwords import in_plain_words

Tree = dict[str, Any]
_AT = re.compile(r"^(?P<reason>.*?) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """Settings as they were found.

    `variables` says which dotted keys came from which environment variable, `written` which keys stand at the top of
    the file.
    """

    file: str
    tree: Tree = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    written: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    def place(self, key: str) -> Place:
        """Where a key was written: the variable, else the file."""
        for known, name in self.variables.items():
            if key == known or (known.startswith(f"{key}.") and key not in self.written):
                return Place(key=name)
        return Place(file=self.file, key=key)


def read_toml(content: bytes, file: str) -> Raw:
    """TOML as UTF-8, with or without the mark (BOM) that Windows' Notepad puts first."""
    try:
        said = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Raw(file=file, problems=(_not_utf8(content, file, line),))
    try:
        return Raw(file=file, tree=tomllib.loads(said.replace("\r\n", "\n")))
    except tomllib.TOMLDecodeError as error:
        return Raw(file=file, problems=(_not_toml(error, file, said.count("\n") + 1),))


def read_toml_with(read: Callable[[], bytes], file: str) -> Raw:
    """The TOML that `read` gives; a file that may not be read, or is a folder, is a problem like any other."""
    try:
        content = read()
    except OSError:
        said = text("cannot be read; is it a file, and may you read it?")
        return Raw(file=file, problems=(Problem(code="unreadable-file", message=said, place=Place(file=file)),))
    return read_toml(content, file)


def with_environment(
    raw: Raw, environment: Mapping[str, str], settings: Iterable[SettingDescription], home: Path
) -> Raw:
    """The file's settings with the environment's laid over them, and secrets only from there.

    An empty variable counts as not set. NETTOOLS__…_FILE names a file that holds the value.
    """
    known = {setting.variable: setting for setting in settings}
    problems = [*raw.problems]
    tree = _without_secrets(raw, known.values(), problems)
    variables: dict[str, str] = {}
    for name, value in sorted(_ours(environment).items()):
        setting = known.get(name) or known.get(name.removesuffix("_FILE"))
        key = setting.key if setting else name.removeprefix(PREFIX).lower().replace("__", ".")
        if key in variables:
            said = text("is given twice; keep one of {name} and {other}", name=name, other=variables[key])
            problems.append(Problem(code="given-twice", message=said, place=Place(key=name)))
            continue
        variables[key] = name
        if setting and setting.variable != name:
            value = _from_file(home / value, name, problems)  # noqa: PLW2901 - the value is what the file holds
        _put(tree, key.split("."), value)
    return Raw(file=raw.file, tree=tree, variables=variables, written=frozenset(raw.tree), problems=tuple(problems))


def _ours(environment: Mapping[str, str]) -> dict[str, str]:
    named = {name.upper(): value for name, value in environment.items()}
    return {name: value for name, value in named.items() if name.startswith(PREFIX) and value}


def _without_secrets(raw: Raw, settings: Iterable[SettingDescription], problems: list[Problem]) -> Tree:
    tree = {key: dict(value) if isinstance(value, dict) else value for key, value in raw.tree.items()}
    for setting in settings:
        section, _, name = setting.key.rpartition(".")
        table = tree.get(section)
        if setting.secret and isinstance(table, dict) and name in table:
            del table[name]
            problems.append(_secret_in_file(raw.place(setting.key), setting))
    return tree


def _secret_in_file(place: Place, setting: SettingDescription) -> Problem:
    said = text(
        "is a secret and must not stand in a file of settings; delete it there, and give it as the environment "
        "variable {variable}, or in a file that {variable}_FILE names",
        variable=setting.variable,
    )
    return Problem(code="secret-in-file", message=said, place=place)


def _put(tree: Tree, path: list[str], value: str) -> None:
    for part in path[:-1]:
        below = tree.setdefault(part, {})
        if not isinstance(below, dict):
            return  # the file has something else where a table belongs: that is the problem to tell
        tree = below
    tree[path[-1]] = value


def _from_file(path: Path, name: str, problems: list[Problem]) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        said = text("names a file that cannot be read")
        problems.append(Problem(code="unreadable-file", message=said, place=Place(key=name)))
        return ""


def _not_utf8(content: bytes, file: str, line: int) -> Problem:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        said = text("is saved as UTF-16; open it and save it as UTF-8")
    else:
        said = text("is not saved as UTF-8, as line {line} shows; open it and save it as UTF-8", line=line)
    return Problem(code="encoding", message=said, place=Place(file=file))


def _not_toml(error: tomllib.TOMLDecodeError, file: str, last: int) -> Problem:
    found = _AT.match(str(error))
    reason, line = (found["reason"], int(found["line"] or last)) if found else (str(error), last)
    said = text("line {line} cannot be read as TOML: {reason}", line=line, reason=in_plain_words(reason))
    return Problem(code="toml", message=said, place=Place(file=file))
