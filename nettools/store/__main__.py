"""For developers: `python -m nettools.store` writes the migration for a change in models.py."""

from django.core.management import call_command

from nettools.store.orm import set_up

set_up()
call_command("makemigrations", "store")
