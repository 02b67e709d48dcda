"""YAML as people edit it: read safely, with a key that stands twice told instead of silently lost."""

from collections.abc import Hashable
from typing import Any

import yaml

from nettools.errors import Place, Problem
from nettools.language import text
from nettools.settings.sources import Raw

try:
    from yaml import CSafeLoader as _Fastest
except ImportError:  # pragma: no cover - PyYAML without its C part
    from yaml import SafeLoader as _Fastest  # type: ignore[assignment]


class _Loader(_Fastest):
    """PyYAML's safe loader, which makes plain values only; keys are text and stand once."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Hashable, Any]:  # noqa: ANN401 - PyYAML's own
    held: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise yaml.constructor.ConstructorError(None, None, "key", key_node.start_mark)
        if key in held:
            raise yaml.constructor.ConstructorError(None, None, f"twice {key}", key_node.start_mark)
        held[key] = loader.construct_object(value_node, deep=True)
    return held


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(content: bytes, file: str) -> Raw:
    """YAML as UTF-8. What cannot be read is a problem with its line."""
    try:
        tree = yaml.load(content.decode("utf-8-sig"), Loader=_Loader)  # noqa: S506 - a safe loader, see above
    except UnicodeDecodeError:
        said = text("The file is not saved as UTF-8; open it and save it as UTF-8.")
        return Raw(file=file, problems=(Problem(code="encoding", message=said, place=Place(file=file)),))
    except yaml.YAMLError as error:
        return Raw(file=file, problems=(_problem(error, file),))
    if not isinstance(tree, dict):
        said = text("holds no keys; look at the file that comes with nettools")
        return Raw(file=file, problems=(Problem(code="value", message=said, place=Place(file=file)),))
    return Raw(file=file, tree=tree)


def _problem(error: yaml.YAMLError, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark is not None else 0
    what = str(getattr(error, "problem", "") or "")
    if what.startswith("twice "):
        said = text("Line {line}: the key {key} stands twice.", line=line, key=what.removeprefix("twice "))
        return Problem(code="twice", message=said, place=Place(file=file, row=line))
    said = text("Line {line} is not YAML; look at indentation, colons and quotation marks there.", line=line)
    return Problem(code="yaml", message=said, place=Place(file=file, row=line))
