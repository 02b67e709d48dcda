"""The whole job against the pretend Canvas and Zoom: look, think, act, remember."""

from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders import HT26, a_companion, a_principal, a_registration, a_unit

from nettools import sandbox
from nettools.changes import System
from nettools.domain.registrations import RegistrationState
from nettools.errors import RefusedError
from nettools.jobs import changes
from nettools.jobs.home import lay_out
from nettools.jobs.tools import open_tools

NOW = datetime(2026, 8, 20, 10, 0, tzinfo=UTC)
YES = lambda seen: True  # noqa: E731 - an answer, not a function worth a name


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A home with settings, and a stage that it points at."""
    home = tmp_path / "home"
    lay_out(home)
    with sandbox.start(clock=lambda: NOW) as stage:
        for name, value in stage.environment().items():
            monkeypatch.setenv(name, value)
        yield World(home, stage)


class World:
    def __init__(self, home, stage):
        self.home, self.stage, self.canvas, self.zoom = home, stage, stage.canvas, stage.zoom

    @contextmanager
    def tools(self):
        with open_tools(self.home, clock=lambda: NOW) as tools:
            yield tools

    def sign_up(self, *numbers, state=RegistrationState.ACCEPTED):
        with self.tools() as tools:
            tools.store.registrations.save([a_sign_up(number, state) for number in numbers])

    def apply(self, **others):
        with self.tools() as tools:
            return changes.apply(tools, HT26, approve=others.pop("approve", YES), **others)

    def preview(self, **others):
        with self.tools() as tools:
            return changes.preview(tools, HT26, **others)


def a_sign_up(number, state=RegistrationState.ACCEPTED):
    return a_registration(
        unit=a_unit(f"enhet-{number}-1780", f"Enhet {number}"),
        principal=a_principal(f"rektor{number}@example.se", "Åsa", f"Öberg {number}"),
        companions=(a_companion(f"kurator{number}@example.se"), a_companion(f"larare{number}@example.se")),
        submitted=datetime(2026, 5, 12, 8, number, tzinfo=UTC),
        state=state,
    )


def kinds(change_set):
    return Counter((type(change).__name__, str(change.kind)) for change in change_set.changes)


def test_applying_twice_makes_everything_once_and_then_nothing(world):
    world.sign_up(1, 2, 3)
    first = world.apply()
    assert (first.exit_status, first.having("failed"), first.having("unsure")) == (0, (), ())

    second = world.apply()
    assert second.preview.change_set.changes == ()
    assert second.preview.change_set.drift == ()
    assert second.results == ()
