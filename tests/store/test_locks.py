import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from nettools.errors import RefusedError
from nettools.store import open_store
from nettools.store.failures import StoreError

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
HOLDER = """
store = open_store(sys.argv[1])
with store.lock("apply"):
    say("held")
    input()
"""


def is_free(store, name="apply"):
    try:
        with store.lock(name):
            return True
    except RefusedError:
        return False


def test_whoever_comes_second_is_told_that_another_is_at_work(store):
    with store.lock("apply"), pytest.raises(RefusedError, match="apply") as refused, store.lock("apply"):
        pass
    assert (refused.value.code, refused.value.exit_status) == ("busy", 4)


def test_a_second_holder_is_refused_and_the_lock_is_free_after_the_first(store):
    with store.lock("apply"):
        assert not is_free(store)
    assert is_free(store)


def test_a_lock_is_free_after_an_error(store):
    with pytest.raises(LookupError), store.lock("apply"):
        raise LookupError
    assert is_free(store)


def test_locks_of_different_names_do_not_meet(store):
    with store.lock("apply"):
        assert is_free(store, "send")


def test_a_lock_is_held_against_other_processes_and_freed_when_its_holder_is_killed(store, child, url):
    holder = child(HOLDER, url)
    assert holder.stdout.readline() == "held\n"
    assert not is_free(store)
    holder.kill()
    holder.wait()
    assert any(is_free(store) or time.sleep(0.1) for _attempt in range(100))  # a server may take a moment to see it


def test_a_lock_may_have_any_name(store):
    with store.lock("apply/HT26: å"):
        assert not is_free(store, "apply/HT26: å")


def test_what_is_saved_under_a_lock_is_kept(store):
    with store.lock("apply"):
        run = store.journal.open_run("apply", None, "", NOW)
    assert [entry.run for entry in store.journal.runs(1)] == [run]


@pytest.mark.parametrize("patience", [0.1, 1])
def test_whoever_is_patient_is_refused_in_the_end(store, patience):
    with store.lock("apply"), pytest.raises(RefusedError), store.lock("apply", patience):
        pass


def test_whoever_is_patient_gets_the_lock_when_it_is_freed(store, child, url):
    holder = child(HOLDER, url)
    assert holder.stdout.readline() == "held\n"
    holder.stdin.write("enough\n")
    holder.stdin.flush()
    with store.database.lock("apply", patience=60):
        assert not is_free(store)


def test_a_lock_file_that_cannot_be_made_is_told(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    (tmp_path / "a.sqlite3.apply.lock").mkdir()
    with pytest.raises(StoreError) as failed, store.lock("apply"):
        pass
    assert failed.value.code == "database-unreachable"
    store.close()


WAITING = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"


def test_a_server_that_goes_away_under_someone_who_waits_is_unreachable(postgres, postgres_template):
    database = postgres.new_database(postgres_template)
    store = open_store(postgres.url(database))

    def wait():
        with store.database.lock("apply", patience=60):
            pass

    with store.lock("apply"), ThreadPoolExecutor(1) as pool, postgres.connect("postgres") as other:
        waiting = pool.submit(wait)
        assert any(other.execute(WAITING, [database]).fetchall() or time.sleep(0.1) for _attempt in range(100))
        with pytest.raises(StoreError) as failed:
            waiting.result()
    assert failed.value.code == "database-unreachable"
    store.close()
