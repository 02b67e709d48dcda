"""What the tests of jobs share."""

import pytest
from doctoring import NOW, Patient

from nettools import sandbox
from nettools.jobs.home import lay_out


@pytest.fixture
def patient(tmp_path):
    lay_out(tmp_path / "home")
    with sandbox.start(clock=lambda: NOW) as stage:
        yield Patient(tmp_path / "home", stage)
        assert (stage.canvas.crashes, stage.zoom.crashes) == ([], [])
