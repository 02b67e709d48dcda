import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from builders import HT26, a_letter, a_registration, a_unit

from nettools.domain.letters import LetterState
from nettools.store import open_store

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


def save_a_little(store):
    store.registrations.save([a_registration()])
    store.placements.save(HT26, {a_unit().key: "natverk-1"})
    store.outbox.add_drafts([a_letter()], NOW)
    store.journal.open_run("apply", HT26, "", NOW)


def save_a_little_and_fail(store):
    with store.transaction():
        save_a_little(store)
        raise LookupError


def all_of(store):
    return (
        store.registrations.of(HT26),
        store.units.all(),
        store.placements.of(HT26),
        store.outbox.of(HT26),
        store.journal.runs(9),
    )


def test_a_transaction_that_fails_leaves_nothing_of_any_noun(store):
    before = all_of(store)
    with pytest.raises(LookupError):
        save_a_little_and_fail(store)
    assert all_of(store) == before


def test_a_transaction_that_ends_keeps_everything(store, url):
    with store.transaction():
        save_a_little(store)
    other = open_store(url)
    assert all_of(other) == all_of(store)
    assert [len(part) for part in all_of(other)] == [1, 1, 1, 1, 1]
    other.close()


def test_an_inner_transaction_that_fails_leaves_the_outer_one_whole(store):
    with store.transaction():
        store.placements.save(HT26, {"yttre": "natverk-1"})
        with pytest.raises(LookupError):
            save_a_little_and_fail(store)
    assert store.placements.of(HT26) == {"yttre": "natverk-1"}


def test_nothing_of_a_transaction_outlives_a_killed_process(store, child, url):
    process = child(
        """
        store = open_store(sys.argv[1])
        with store.transaction():
            store.registrations.save([a_registration()])
            say("saved")
            input()
        """,
        url,
    )
    assert process.stdout.readline() == "saved\n"
    process.kill()
    process.wait()
    assert (store.registrations.of(HT26), store.units.all()) == ((), ())


def test_a_letter_is_not_claimed_inside_a_transaction(store):
    store.outbox.add_drafts([a_letter()], NOW)
    with pytest.raises(RuntimeError, match="durable"), store.transaction():
        store.outbox.begin_sending(a_letter().key, NOW)
    assert [entry.state for entry in store.outbox.of(HT26)] == [LetterState.DRAFT]


def test_threads_write_at_the_same_time_and_lose_nothing(store):
    def work(thread):
        for number in range(10):
            store.registrations.save([a_registration(unit=a_unit(f"enhet-{thread}-{number}"))])

    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(work, range(4))] == [None] * 4
    assert len(store.registrations.of(HT26)) == 40


def sessions(postgres, database):
    with postgres.connect("postgres") as connection:
        return connection.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [database]).fetchone()[0]


def test_connections_of_ended_threads_do_not_pile_up(postgres, postgres_template):
    database = postgres.new_database(postgres_template)
    store = open_store(postgres.url(database))
    for _ in range(20):
        thread = threading.Thread(target=store.units.all)
        thread.start()
        thread.join()
    assert any(sessions(postgres, database) == 2 or time.sleep(0.1) for _ in range(100))  # ours and the last thread's
    store.close()
    assert any(sessions(postgres, database) == 0 or time.sleep(0.1) for _ in range(100))


def test_two_stores_do_not_mix(store, tmp_path):
    other = open_store(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    store.units.save([a_unit("a")])
    other.units.save([a_unit("b")])
    assert (store.units.all(), other.units.all()) == ((a_unit("a"),), (a_unit("b"),))
    other.close()
    assert store.units.all() == (a_unit("a"),)


def test_a_store_can_be_closed_from_another_thread(url):
    store = open_store(url)
    store.units.save([a_unit()])
    thread = threading.Thread(target=store.close)
    thread.start()
    thread.join()
    again = open_store(url)
    assert again.units.all() == (a_unit(),)
    again.close()


def test_an_unhurried_transaction_is_all_or_nothing_and_cannot_be_nested(store):
    at = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
    with store.unhurried_transaction():
        store.sendings.correct("run-1", 1, at)
    with suppress(LookupError), store.unhurried_transaction():
        store.sendings.correct("run-1", 2, at)
        raise LookupError
    with store.transaction(), pytest.raises(RuntimeError):
        store.unhurried_transaction().__enter__()
    assert store.sendings.begun(["run-1"]) == {"run-1": 1}
