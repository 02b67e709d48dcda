"""A home whose units wait for their welcome letters, for the tests of sending."""

import shutil
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from builders import HT26, a_principal, a_registration, a_unit

from nettools.changes.memory import Link, System
from nettools.jobs.tools import Tools
from nettools.settings import load_settings
from nettools.store import open_store

TOLD = "https://zoom.example.com/j/84100000"
CONFIG = Path(__file__).parent.parent / "config"


def settings_of(home, port, per_minute=6000):
    return load_settings(
        home,
        {
            "NETTOOLS__MAIL__HOST": "127.0.0.1",
            "NETTOOLS__MAIL__PORT": str(port),
            "NETTOOLS__MAIL__TLS": "none",
            "NETTOOLS__LIMITS__LETTERS_PER_MINUTE": str(per_minute),
        },
    )


@contextmanager
def a_letter_home(home, port, units):
    """Tools of a home with so many accepted, placed units; Zoom has told where their meetings are."""
    shutil.copytree(CONFIG, home / "config", dirs_exist_ok=True)
    settings = settings_of(home, port)
    store = open_store(settings.database_url(home))
    try:
        fill(store, settings.term(HT26).networks[0], units)
        yield Tools(home=home, settings=settings, store=store, clock=in_august, who="test")
    finally:
        store.close()


def in_august():
    return datetime(2026, 8, 20, 9, 0, tzinfo=UTC)


def fill(store, network, units):
    registrations = [
        a_registration(unit=a_unit(key=f"enhet-{n}", name=f"Enhet {n}"), principal=a_principal(f"rektor{n}@example.se"))
        for n in range(units)
    ]
    store.registrations.save(registrations)
    store.placements.save(HT26, {one.unit.key: network.key for one in registrations})
    store.links.save(
        [
            Link(
                key=f"HT26/{network.key}/meeting-{meeting.number}",
                term="HT26",
                system=System.ZOOM,
                kind="zoom-meeting",
                remote_id=str(meeting.number),
                sent={"join_url~": f"{TOLD}{meeting.number}"},
            )
            for meeting in network.meetings
        ]
    )
