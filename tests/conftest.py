"""What all tests share: Hypothesis's profiles and an English tongue."""

import os

import pytest
from hypothesis import HealthCheck, settings

from nettools import language

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
