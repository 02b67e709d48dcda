from datetime import UTC, datetime

import pytest
from builders import HT26, a_letter

from nettools.domain.letters import LetterState

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


def test_a_run_is_known_by_how_many_letters_it_has_begun_with(store):
    store.sendings.begin("run-1", NOW)
    store.outbox.add_drafts([a_letter(key=f"HT26/welcome/{name}") for name in "ab"], NOW)
    for _ in range(2):
        store.outbox.begin_sending("HT26/welcome/a", NOW, "run-1")
    store.outbox.begin_sending("HT26/welcome/b", NOW)

    assert store.sendings.begun(["run-1", "run-2"]) == {"run-1": 1}
    assert [entry.state for entry in store.outbox.of(HT26)] == [LetterState.SENDING] * 2


def test_a_run_can_be_corrected_known_or_not(store):
    store.sendings.begin("run-1", NOW)
    for name in ("run-1", "run-2"):
        store.sendings.correct(name, 7, NOW)

    assert store.sendings.begun(["run-1", "run-2"]) == {"run-1": 7, "run-2": 7}


def test_beginning_must_be_on_the_disk_when_it_returns(store):
    with store.transaction(), pytest.raises(RuntimeError):
        store.sendings.begin("run-1", NOW)
