"""A database that fails says so plainly, and nothing is half-done."""

import shutil
import sqlite3
import traceback
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders import HT26, a_companion, a_registration, a_unit
from django.db import connections

from nettools.errors import NettoolsError
from nettools.store import open_store
from nettools.store.failures import StoreError

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
MANY = [
    a_registration(unit=a_unit(f"enhet-{number}"), companions=(a_companion(profession="x" * 500),))
    for number in range(400)
]


@contextmanager
def full(store, kind):
    """A disk without room, as far as the database can tell."""
    with connections[store.database.connections.alias].cursor() as cursor:
        for statement in FILL[kind]:
            cursor.execute(statement)
        yield
        for statement in EMPTY[kind]:
            cursor.execute(statement)


FILL = {
    "sqlite": ["PRAGMA max_page_count = 1"],  # SQLite takes what is used already
    "postgresql": [
        """CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$""",
        "CREATE TRIGGER no_room BEFORE INSERT ON store_companion EXECUTE FUNCTION no_room()",
    ],
}
EMPTY = {
    "sqlite": ["PRAGMA max_page_count = 1000000"],
    "postgresql": ["DROP TRIGGER no_room ON store_companion", "DROP FUNCTION no_room"],
}


def test_a_full_disk_is_told_and_nothing_is_half_done(store, kind):
    with full(store, kind):
        with pytest.raises(StoreError) as failed:
            store.registrations.save(MANY)
        assert (failed.value.code, failed.value.exit_status) == ("database-full", 5)
        assert (store.registrations.of(HT26), store.units.all()) == ((), ())
    store.registrations.save(MANY)
    assert len(store.registrations.of(HT26)) == len(MANY)


def place_and_register(store):
    with store.transaction():
        store.placements.save(HT26, {"enhet-1": "natverk-1"})
        store.registrations.save(MANY)


def test_a_full_disk_undoes_the_whole_transaction(store, kind):
    with full(store, kind):
        with pytest.raises(StoreError):
            place_and_register(store)
        assert store.placements.of(HT26) == {}


def test_a_sqlite_file_that_another_program_writes_to_is_busy(tmp_path, sqlite_template):
    path = shutil.copy(sqlite_template, tmp_path)
    store = open_store(f"sqlite:///{path}?timeout=0")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as failed:
        store.units.save([a_unit()])
    assert (failed.value.code, store.units.all()) == ("database-busy", ())
    other.execute("ROLLBACK")
    other.close()
    store.close()


def test_a_postgresql_table_that_another_program_locks_is_busy(postgres, postgres_template):
    name = postgres.new_database(postgres_template)
    store = open_store(postgres.url(name) + "&options=-c%20lock_timeout%3D50")
    with postgres.connect(name) as other, other.transaction():
        other.execute("LOCK TABLE store_unit")
        with pytest.raises(StoreError) as failed:
            store.units.save([a_unit()])
    assert (failed.value.code, store.units.all()) == ("database-busy", ())
    store.close()


def test_a_server_that_goes_away_is_unreachable_and_the_next_open_works(postgres, postgres_template):
    name = postgres.new_database(postgres_template)
    store = open_store(postgres.url(name))
    with postgres.connect("postgres") as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    with pytest.raises(StoreError) as failed:
        store.units.all()
    assert failed.value.code == "database-unreachable"
    store.close()
    again = open_store(postgres.url(name))
    assert again.units.all() == ()
    again.close()


def test_what_the_database_refuses_is_not_quoted(store):
    secret = a_registration(unit=replace(a_unit(), name=None, authority="Hemliga kommunen"))
    with pytest.raises(NettoolsError) as failed:
        store.registrations.save([secret])
    said = "".join(traceback.format_exception(failed.value))
    assert (failed.value.code, failed.value.exit_status, "Hemliga" in said) == ("database", 70, False)
