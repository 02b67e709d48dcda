"""All of `nettools letters`: its commands stand in three files, by what they are about; importing one adds them."""

from nettools.cli import calendars, outbox
from nettools.cli.letters import app

__all__ = ["app", "calendars", "outbox"]
