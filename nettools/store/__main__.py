"""For developers: `python -m nettools.store` writes the migration for a change in models.py."""

import sys

from django.core.management import call_command

from nettools.store.orm import set_up


def write_migrations(*options: str) -> None:
    """Django's `makemigrations` for this room, which has no settings module for `manage.py` to read."""
    set_up()
    call_command("makemigrations", "store", *options)


if __name__ == "__main__":  # pragma: no cover - the line above is tested, this one only calls it
    write_migrations(*sys.argv[1:])
