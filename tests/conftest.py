"""What all tests share: Hypothesis's profiles, an English tongue, and a watch over the calls to pretend services."""

import os

import pytest
from contract_watch import Watch
from hypothesis import HealthCheck, settings

from nettools import language
from nettools.sandbox.wire import WireServer

settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples each time: a red run is the change's fault. What is new is looked for in the other profile.
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(autouse=True)
def _english():
    """Tests read English; one that speaks Swedish is brought back."""
    language.activate("en")
    yield
    language.activate("en")


_WATCH = Watch()
WireServer.watches.append(_WATCH)


@pytest.fixture(autouse=True)
def _as_documented():
    """What our clients send, and what the pretend services answer, is as tests/contracts says."""
    yield
    complaints = _WATCH.told()
    assert not complaints, "against tests/contracts:\n" + "\n".join(complaints)
