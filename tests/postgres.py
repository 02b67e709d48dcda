"""A private PostgreSQL for tests: Debian's own binaries, a cluster in a temporary directory, gone at the end."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg

_ATTEMPTS = 5  # another program may take the port that was free a moment ago


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """A running cluster. Its user `nettools` may do everything, by a password that only this run knows."""

    socket_directory: Path
    port: int
    password: str
    _numbers: Iterator[int]

    def url(self, database: str) -> str:
        """How nettools is told of a database here, by the Unix socket."""
        host = quote(str(self.socket_directory))
        return f"postgresql://nettools:{self.password}@/{database}?host={host}&port={self.port}"

    def loopback_url(self, database: str) -> str:
        """The same by TCP, as from another machine."""
        return f"postgresql://nettools:{self.password}@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template0") -> str:
        """Make a database like `template` (which nobody may be using) and tell its name."""
        name = f"test_{next(self._numbers)}"
        with self.connect("postgres") as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def connect(self, database: str) -> psycopg.Connection:
        """A plain connection, for what a test wants to see or do behind nettools' back."""
        return psycopg.connect(self.loopback_url(database), autocommit=True)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start a cluster, and stop it at the end."""
    directory = Path(tempfile.mkdtemp(prefix="nettools-pg-"))  # a short path: a socket's has at most 107 characters
    try:
        password = _make_cluster(directory)
        port = _start(directory)
        try:
            yield Postgres(socket_directory=directory, port=port, password=password, _numbers=count(1))
        finally:
            _run("pg_ctl", "stop", "--pgdata", directory / "data", "--mode", "immediate", "--silent")
    finally:
        shutil.rmtree(directory)


def binary(name: str) -> Path:
    """A program of PostgreSQL's server. Debian keeps them out of PATH, one directory per version."""
    directories = [*Path("/usr/lib/postgresql").glob("*/bin"), *_pg_config_directory()]
    found = [directory / name for directory in directories if (directory / name).exists()]
    if not found:
        message = f"PostgreSQL's {name} is missing; `apt-get install postgresql` brings it (make test does so)"
        raise FileNotFoundError(message)
    return max(found, key=lambda path: [int(part) for part in path.parts if part.isdigit()])


def _pg_config_directory() -> list[Path]:
    program = shutil.which("pg_config")
    if program is None:
        return []
    answer = subprocess.run([program, "--bindir"], check=True, capture_output=True, text=True)
    return [Path(answer.stdout.strip())]


def _make_cluster(directory: Path) -> str:
    password = secrets.token_hex(16)
    password_file = directory / "password"
    password_file.write_text(password, encoding="ascii")
    if _owner():
        shutil.chown(directory, _owner())
        shutil.chown(password_file, _owner())
    _run(
        *("initdb", "--pgdata", directory / "data", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        *("--username", "nettools", "--auth", "scram-sha-256", "--pwfile", password_file),
    )
    return password


def _start(directory: Path) -> int:
    for _attempt in range(_ATTEMPTS):
        port = _free_port()
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={directory} -c fsync=off"
        start = ("pg_ctl", "start", "--wait", "--silent", "--pgdata", directory / "data", "--options", options)
        try:
            _run(*start, "--log", directory / "log")
        except subprocess.CalledProcessError:
            continue
        return port
    raise RuntimeError((directory / "log").read_text(encoding="utf-8"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _run(program: str, *arguments: object) -> None:
    """Run as `postgres` where we are root, since the server refuses to be root."""
    subprocess.run(
        [binary(program), *map(str, arguments)],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
        user=_owner(),
        group=_owner(),
        extra_groups=[] if _owner() else None,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )


def _owner() -> str | None:
    return "postgres" if os.geteuid() == 0 else None
