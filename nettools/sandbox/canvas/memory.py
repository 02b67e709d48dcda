"""The pretend Canvas' world as one JSON file, written whole and put in place at once."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from nettools.sandbox.canvas.world import World

FILE_NAME = "canvas.json"


def save_world(world: World, directory: Path) -> None:
    """Write the world to `directory`; a crash leaves the file as it was before."""
    write_json(directory / FILE_NAME, _as_values(world))


def write_json(path: Path, value: object) -> None:
    """Write JSON beside `path` and move it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(
        "w", dir=path.parent, prefix=path.name, encoding="utf-8", newline="\n", delete=False
    ) as file:
        json.dump(value, file, ensure_ascii=False)
    os.replace(file.name, path)  # noqa: PTH105 - Path.replace says the same about a path that is text here


def load_world(directory: Path) -> World | None:
    """The world kept in `directory`, if there is one."""
    path = directory / FILE_NAME
    if not path.exists():
        return None
    return _as_world(json.loads(path.read_text(encoding="utf-8")))


def _as_values(world: World) -> dict[str, Any]:
    return {
        name: {"next_id": table.next_id, "rows": [asdict(row) for row in table]}
        for name, table in world.tables().items()
    }


def _as_world(values: dict[str, Any]) -> World:
    world = World()
    for name, table in world.tables().items():
        kept = values.get(name, {"rows": [], "next_id": table.next_id})
        for row in kept["rows"]:
            table.put(table.kind(**row))
        table.next_id = kept["next_id"]
    return world
