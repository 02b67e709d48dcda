"""What all tests share: Hypothesis's profiles, an English tongue, and a watch over the calls to pretend services."""

import os

import pytest
from contract_watch import Watch, never_made
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


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """A worker of pytest-xdist is done, and tells what its tests asked."""
    _WATCH.exercised.update(getattr(node, "workeroutput", {}).get("calls", ()))


def pytest_sessionfinish(session):
    """A whole run that passes has made every call that tests/contracts describes; else the document says too much."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["calls"] = sorted(_WATCH.exercised)
    elif _is_whole(session) and never_made(_WATCH.exercised):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    """Say which calls those are."""
    session = terminalreporter._session  # noqa: SLF001 - it has no other name
    if session.exitstatus and _is_whole(session):  # the status that pytest tells of is older than what we set
        for call in never_made(_WATCH.exercised):
            terminalreporter.write_line(f"in tests/contracts, but no test of ours makes this call: {call}", red=True)


def _is_whole(session):
    option = session.config.option
    failed_last = getattr(option, "lf", False)  # there is none without pytest's cache
    chosen = option.keyword or option.markexpr or failed_last or session.shouldstop or session.testsfailed
    return session.config.args_source is pytest.Config.ArgsSource.TESTPATHS and not chosen
