"""Sending letters of any kind, on any day."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from builders import HT26, a_companion, a_principal, a_registration, a_unit
from letterhome import a_letter_home

from nettools.domain.registrations import RegistrationState
from nettools.jobs.letters.mailing import send
from nettools.letters import Asked


@contextmanager
def a_home_with_all(folder, port):
    """Three units with a place, one of them with companions, and one that waits."""
    with a_letter_home(folder, port, units=2) as tools:
        tools.store.registrations.save(
            [
                a_registration(
                    unit=a_unit(key="sista", name="Sista skolan"),
                    principal=a_principal("rektor9@example.se"),
                    companions=(a_companion("ali@example.se"), a_companion("bo@example.se", given_name="Bo")),
                ),
                a_registration(
                    unit=a_unit(key="kön"), principal=a_principal("ko@example.se"), state=RegistrationState.WAITING
                ),
            ]
        )
        tools.store.placements.save(HT26, {"enhet-0": "natverk-1", "enhet-1": "natverk-1", "sista": "natverk-1"})
        yield tools


def sent(tools, kind, told=None, **options):
    return send(tools, kind, HT26, told or Asked(), sleep=lambda _: None, **options)


def arrived(mailbox):
    return sorted(received.recipients[0] for received in mailbox.received)


def on(tools, day):
    return replace(tools, clock=lambda: datetime(*day, 9, 0, tzinfo=UTC))
