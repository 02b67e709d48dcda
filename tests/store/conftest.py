"""Each store test runs on SQLite and on PostgreSQL, each time on a database of its own."""

import os
import shutil
import socket
import subprocess
import sys
import textwrap
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections
from postgres import running_postgres

from nettools.store import open_store

PREAMBLE = """
import sys
from datetime import UTC, datetime
from builders import *
from nettools.store import open_store

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)

def say(*words):
    print(*words, flush=True)
"""


@pytest.fixture(scope="session")
def postgres():
    with running_postgres() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "nettools.sqlite3"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres):
    name = postgres.new_database()
    open_store(postgres.url(name)).close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request):
    return request.param


@pytest.fixture
def new_url(kind, tmp_path, request):
    """The URL of a database without tables."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'new.sqlite3'}"
    cluster = request.getfixturevalue("postgres")
    return cluster.url(cluster.new_database())


@pytest.fixture
def url(kind, tmp_path, request):
    """The URL of a database with tables and nothing in them."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "nettools.sqlite3")
        return f"sqlite:///{tmp_path / 'nettools.sqlite3'}"
    cluster = request.getfixturevalue("postgres")
    return cluster.url(cluster.new_database(request.getfixturevalue("postgres_template")))


@pytest.fixture
def store(url):
    store = open_store(url)
    yield store
    store.close()


@pytest.fixture
def statements():
    """A context manager that lists the SQL statements that a store runs."""

    @contextmanager
    def listening(store):
        asked = []

        def note(execute, sql, parameters, many, context):
            asked.append(sql)
            return execute(sql, parameters, many, context)

        with connections[store.database.connections.alias].execute_wrapper(note):
            yield asked

    return listening


@pytest.fixture
def child():
    """Start Python code as a process of its own; it speaks by lines on stdin and stdout, and is killed at the end."""
    started = []

    def start(code, *arguments):
        process = subprocess.Popen(
            [sys.executable, "-c", PREAMBLE + textwrap.dedent(code), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONIOENCODING": "utf-8"},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def unused_port():
    """A port on loopback that nobody listens to while the test runs."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
