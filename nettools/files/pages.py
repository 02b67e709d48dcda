"""Pages for people's browsers: a template and facts become one HTML file that needs nothing beside it."""

from collections.abc import Mapping
from pathlib import Path

from nettools.files.placing import write_whole


def write_page(path: Path, template: str, facts: Mapping[str, object]) -> None:
    """Write `template` (Jinja2 text), filled with `facts`, to `path`; every value is escaped; the write is atomic.

    Raises jinja2.UndefinedError when the template asks for a fact that is not there.
    """
    from jinja2 import StrictUndefined  # noqa: PLC0415 - 45 ms that only this needs
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415 - as above

    environment = SandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    text = environment.from_string(template).render(facts)
    write_whole(path, text.encode("utf-8"))
