"""Who may send a letter: one of those who try. Each race is also run with a careless claim, to see that it shows."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import chain

import pytest
from builders import HT26, a_letter

from nettools.domain.letters import LetterState

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
KEYS = [f"HT26/welcome/enhet-{number:02d}" for number in range(25)]
RIVALS = 4


@pytest.fixture
def drafts(store):
    store.outbox.add_drafts([a_letter(key=key) for key in KEYS], NOW)


def wins(claim):
    """How many threads won each letter, all starting on it together."""
    start = threading.Barrier(RIVALS)

    def rival(_number):
        won = []
        for key in KEYS:
            start.wait()
            if claim(key):
                won.append(key)
        return won

    with ThreadPoolExecutor(RIVALS) as pool:
        return Counter(chain.from_iterable(pool.map(rival, range(RIVALS))))


def test_of_several_threads_exactly_one_may_send_a_letter(store, drafts):
    assert wins(lambda key: store.outbox.begin_sending(key, NOW)) == dict.fromkeys(KEYS, 1)


def test_the_race_of_threads_shows_a_claim_that_looks_before_it_writes(store, drafts):
    looked = threading.Barrier(RIVALS)

    def careless(key):
        states = {entry.letter.key: entry.state for entry in store.outbox.of(HT26)}
        looked.wait()
        store.outbox.mark(key, LetterState.SENDING, NOW)
        return states[key] is LetterState.DRAFT

    assert wins(careless) == dict.fromkeys(KEYS, RIVALS)


def winners(child, url, code):
    """Which keys each of two processes won, when both are let loose together."""
    rivals = [child(code, url, *KEYS) for _ in range(2)]
    assert [rival.stdout.readline() for rival in rivals] == ["ready\n", "ready\n"]
    for rival in rivals:
        rival.stdin.write("go\n")
        rival.stdin.flush()
    return [rival.stdout.readline().split() for rival in rivals]


def test_of_two_processes_exactly_one_may_send_a_letter(child, url, drafts):
    won = winners(
        child,
        url,
        """
        store = open_store(sys.argv[1])
        say("ready")
        input()
        say(*[key for key in sys.argv[2:] if store.outbox.begin_sending(key, NOW)])
        """,
    )
    assert sorted(chain.from_iterable(won)) == KEYS


def test_the_race_of_processes_shows_a_claim_that_looks_before_it_writes(child, url, drafts):
    won = winners(
        child,
        url,
        """
        from nettools.domain.letters import LetterState
        store = open_store(sys.argv[1])
        drafts = [entry.letter.key for entry in store.outbox.of(HT26) if entry.state is LetterState.DRAFT]
        say("ready")
        input()
        for key in drafts:
            store.outbox.mark(key, LetterState.SENDING, NOW)
        say(*drafts)
        """,
    )
    assert won == [KEYS, KEYS]
