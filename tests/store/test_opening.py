import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from builders import HT26, a_registration
from django.db import ProgrammingError, connections
from django.db.migrations.executor import MigrationExecutor

from nettools.errors import NettoolsError, Place, Problem, RefusedError, SettingsError
from nettools.language import text
from nettools.store import open_store
from nettools.store.__main__ import write_migrations
from nettools.store.failures import StoreError

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


def test_the_room_does_not_load_django_until_a_store_is_opened(child, tmp_path):
    process = child(
        """
        heavy = {"django", "psycopg", "filelock", "dj_database_url", "asgiref"}
        say(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
        open_store(sys.argv[1]).close()
        say(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
        """,
        f"sqlite:///{tmp_path / 'a.sqlite3'}",
    )
    assert process.stdout.readline() == "[]\n"
    assert process.stdout.readline() == "['asgiref', 'dj_database_url', 'django', 'filelock']\n"


def test_every_change_of_the_models_has_its_migration(capsys):
    write_migrations("--check", "--dry-run")
    assert capsys.readouterr().out == "No changes detected in app 'store'\n"


def test_a_new_database_gets_its_tables_and_keeps_what_is_saved(new_url):
    store = open_store(new_url)
    store.registrations.save([a_registration()])
    store.close()
    again = open_store(new_url)
    assert again.registrations.of(HT26) == (a_registration(),)
    again.close()


def test_a_new_database_can_be_opened_by_several_processes_at_once(new_url, child):
    code = """
        input()
        store = open_store(sys.argv[1])
        store.placements.save(HT26, {sys.argv[2]: "natverk-1"})
        say("open")
    """
    rivals = [child(code, new_url, f"enhet-{number}") for number in range(4)]
    for rival in rivals:
        rival.stdin.write("go\n")
        rival.stdin.flush()
    assert [rival.stdout.readline() for rival in rivals] == ["open\n"] * 4
    store = open_store(new_url)
    assert store.placements.of(HT26) == {f"enhet-{number}": "natverk-1" for number in range(4)}
    store.close()


def execute(store, *statements):
    """Do something to the database that nettools itself would not."""
    with connections[store.database.connections.alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def go_back(store, step):
    """Make the database what the nettools of that step had."""
    connection = connections[store.database.connections.alias]
    with connection.constraint_checks_disabled():
        MigrationExecutor(connection).migrate([("store", step)])


IN_THE_WAY = "CREATE TABLE store_placement (something_else integer)"


def tables(url):
    """The tables, seen without nettools."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'store_%'")}
    with psycopg.connect(url) as connection:
        return {
            name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'store_%'")
        }


def test_a_database_of_a_newer_nettools_is_refused_and_left_alone(url):
    store = open_store(url)
    execute(
        store,
        "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', '2030-01-01 00:00:00Z')",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('sessions', '0001_x', '2030-01-01 00:00:00Z')",
    )
    store.close()
    with pytest.raises(RefusedError, match="9999_later") as refused:
        open_store(url)
    assert (refused.value.code, refused.value.exit_status) == ("newer-database", 4)


def columns(connection, table):
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def test_a_journal_of_an_older_nettools_is_read_on(url):
    store = open_store(url)
    run = store.journal.open_run("apply", HT26, "maja", NOW)
    store.journal.note(run, "canvas", "create", "HT26/natverk-1", NOW, "done")
    go_back(store, "0001_initial")
    store.close()
    newer = open_store(url)
    (entry,) = newer.journal.entries(run)
    assert (entry.key, entry.kind, entry.undo) == ("HT26/natverk-1", "", {})
    newer.close()


def test_migrations_that_fail_leave_nothing_behind(new_url):
    if new_url.startswith("sqlite"):
        with closing(sqlite3.connect(new_url.removeprefix("sqlite:///"))) as connection:
            connection.execute(IN_THE_WAY)
    else:
        with psycopg.connect(new_url) as connection:
            connection.execute(IN_THE_WAY)
    with pytest.raises((NettoolsError, ProgrammingError)):
        open_store(new_url)
    assert tables(new_url) == {"store_placement"}


def answer(store, question):
    with connections[store.database.connections.alias].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


COMMITTED_FOR_GOOD = {
    "sqlite": {"PRAGMA journal_mode": "wal", "PRAGMA synchronous": 2, "PRAGMA foreign_keys": 1},
    "postgresql": {"SHOW synchronous_commit": "on"},
}


def test_the_database_keeps_what_is_committed_through_a_power_cut(store, kind):
    assert {question: answer(store, question) for question in COMMITTED_FOR_GOOD[kind]} == COMMITTED_FOR_GOOD[kind]


def test_only_its_owner_may_read_the_file(tmp_path):
    path = tmp_path / "nettools.sqlite3"
    store = open_store(f"sqlite:///{path}")
    store.registrations.save([a_registration()])
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir() if not one.name.endswith(".lock")}
    assert modes == dict.fromkeys((path.name, f"{path.name}-wal", f"{path.name}-shm"), 0o600)
    store.close()


def test_a_path_with_blanks_and_swedish_letters_works(tmp_path):
    directory = tmp_path / "Åsas nätverk 100%"
    directory.mkdir()
    store = open_store(f"sqlite:///{directory.as_posix().replace('%', '%25')}/nettools.sqlite3")
    store.close()
    assert (directory / "nettools.sqlite3").exists()


NO_URL = text("This is not the URL of a SQLite or PostgreSQL database.")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", NO_URL),
        ("nettools.sqlite3", NO_URL),
        ("postgresql://maja:hemligt@localhost:port/x", NO_URL),
        ("mysql://maja:hemligt@localhost/x", text("nettools keeps its data in SQLite or PostgreSQL only.")),
        ("sqlite://:memory:", text("The database must be a file: what is in memory would be forgotten.")),
        ("sqlite:////no/such/place/x.sqlite3", text("The directory that should hold the database does not exist.")),
    ],
)
def test_a_url_that_cannot_be_used_is_a_problem_of_the_settings(url, message):
    with pytest.raises(SettingsError) as refused:
        open_store(url)
    assert refused.value.problems == (Problem(code="database-url", message=message, place=Place(key="database.url")),)


def test_a_file_that_is_no_database_is_said_to_be_damaged(tmp_path):
    path = Path(tmp_path / "letter.txt")
    path.write_text("Hej! " * 1000, encoding="utf-8")
    with pytest.raises(StoreError) as failed:
        open_store(f"sqlite:///{path}")
    assert failed.value.code == "database-damaged"


@pytest.mark.parametrize("name", ["", "x" * 300], ids=["a-directory", "too-long"])
def test_a_file_that_cannot_be_made_is_unreachable(tmp_path, name):
    with pytest.raises(StoreError) as failed:
        open_store(f"sqlite:///{tmp_path}/{name}")
    assert (failed.value.code, failed.value.exit_status) == ("database-unreachable", 5)


def test_a_server_that_does_not_answer_is_unreachable_and_the_password_is_not_told(unused_port):
    with pytest.raises(StoreError) as failed:
        open_store(f"postgresql://maja:hemligt@127.0.0.1:{unused_port}/nettools")
    assert failed.value.code == "database-unreachable"
    assert "hemligt" not in str(failed.value)


def test_a_wrong_password_is_unreachable_too(postgres):
    with pytest.raises(StoreError) as failed:
        open_store(postgres.url("postgres").replace(postgres.password, "hemligt"))
    assert failed.value.code == "database-unreachable"


def test_the_file_can_be_looked_at_without_nettools(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    store.registrations.save([a_registration()])
    store.close()
    connection = sqlite3.connect(tmp_path / "a.sqlite3")
    assert connection.execute("SELECT term, unit_id FROM store_registration").fetchall() == [
        ("HT26", "bjorkens-forskola-1780")
    ]
    connection.close()
