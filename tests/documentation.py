"""What the README says by itself: every command's help, the table of settings.

`make docs` writes it, `make check` compares.
"""

import typer.main
from typer import _click as click

from nettools import language
from nettools.cli import main
from nettools.settings import described

WIDTH = 100


def commands():
    """Every command with its words: (`nettools signups check`, the command)."""
    main.describe()
    app = typer.main.get_command(main.app)
    top = click.Context(app, info_name="nettools", terminal_width=WIDTH, max_content_width=WIDTH)
    yield "nettools", app, top
    for noun in app.list_commands(top):
        command = app.get_command(top, noun)
        below = getattr(command, "commands", {})
        context = click.Context(command, info_name=noun, parent=top, terminal_width=WIDTH, max_content_width=WIDTH)
        if not below:
            yield f"nettools {noun}", command, context
        for name, inner in below.items():
            words = click.Context(inner, info_name=name, parent=context, terminal_width=WIDTH, max_content_width=WIDTH)
            yield f"nettools {noun} {name}", inner, words


def help_of_every_command():
    """The help pages as Markdown."""
    language.activate("en")
    pages = [f"### {words}\n\n```text\n{command.get_help(context)}\n```\n" for words, command, context in commands()]
    return "\n".join(pages)


def table_of_settings():
    """The settings as a Markdown table."""
    language.activate("en")
    rows = ["| key in config/nettools.toml | environment variable | default | what it is |", "|---|---|---|---|"]
    for row in described():
        key = "only in the environment" if row.secret else f"`{row.key}`"
        rows.append(f"| {key} | `{row.variable}` | {row.default or ''} | {row.what} |")
    return "\n".join(rows)
