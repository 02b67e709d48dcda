"""Letters without PDF to a mail server on this machine, against mailmerge; and the memory that a sending takes.

Both sides fill in the same Markdown for each recipient and send it as HTML beside plain text, each as the whole command
that a person types, to the same server, a process of its own that keeps nothing. Ours also looks at all letters before
the first leaves, and notes each one on the disk before and after; mailmerge notes nothing.
"""

import csv
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from bench.measuring import process
from homes import a_term_at_home

from nettools.domain.letters import LetterState
from nettools.sandbox import start
from nettools.store import open_store

LETTERS = int(os.environ.get("BENCH_LETTERS") or 1000)
TEN_TIMES = 10 * LETTERS
HEAD = "---\nsubject: Välkommen till nätverket\nplaceholders: recipient_name, unit_names\n---\n"
BODY = """\
# Välkommen till nätverket!

Hej {{ recipient_name }},

{{ unit_names }} har fått plats i nätverket. Nu ses vi snart, du och dina medarbetare, kollegor från andra förskolor
och skolor, och vi.

## Det här gör du nu

1. **Anmäl dina medföljare** senast 11 september.
2. **Boka träffarna** i kalendern.

## Kontakt

Praktiska frågor: [natverk@example.se](mailto:natverk@example.se)
"""


def run():
    with sink() as port, tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with home(folder / "hem", LETTERS) as (place, term, units):
            ours, memory = send_ours(place, term, port, LETTERS)
        theirs = send_mailmerge(folder / "mailmerge", units, port)
        yield f"nettools letters send, {LETTERS} letters without PDF: {ours:.1f} s, {1000 * ours / LETTERS:.1f} ms each"
        yield f"mailmerge, the same letters to the same server: {theirs:.1f} s, {1000 * theirs / LETTERS:.1f} ms each"
        yield f"ratio: {theirs / ours:.2f} times faster"
        with home(folder / "stort", TEN_TIMES) as (place, term, _):
            seconds, more = send_ours(place, term, port, TEN_TIMES)
        yield f"{TEN_TIMES} letters: {seconds:.1f} s, {1000 * seconds / TEN_TIMES:.1f} ms each"
        yield f"most memory: {memory:.0f} MB for {LETTERS}, {more:.0f} MB for {TEN_TIMES}"


@contextmanager
def sink():
    """A mail server in a process of its own that takes everything and keeps nothing; its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"127.0.0.1:{port}"]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as server:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        try:
            yield port
        finally:
            server.terminate()


@contextmanager
def home(folder, units):
    with start() as sandbox, a_term_at_home(folder, sandbox, units=units, people=units, networks=4) as (tools, term):
        template = folder / "templates/letters/welcome.md"
        template.parent.mkdir(parents=True, exist_ok=True)
        template.write_text(HEAD + BODY, encoding="utf-8", newline="\n")
        registrations = tools.store.registrations.of(term)
        yield folder, term, [(one.principal.email.address, one.principal.name, one.unit.name) for one in registrations]


def send_ours(folder, term, port, count):
    """Seconds and megabytes of the command; all letters are sent, or the figures are worth nothing."""
    environment = {
        **os.environ,
        "NETTOOLS__MAIL__HOST": "127.0.0.1",
        "NETTOOLS__MAIL__PORT": str(port),
        "NETTOOLS__MAIL__TLS": "none",
        "NETTOOLS__LIMITS__LETTERS_PER_MINUTE": "100000",
    }
    words = [sys.executable, "-m", "nettools", "letters", "send", "welcome", term, "--without-links", "--yes"]
    taken = process(*words, "--home", folder, env=environment)
    store = open_store(f"sqlite:///{folder / 'nettools.sqlite3'}")
    sent = [entry for entry in store.outbox.of(term, messages=False) if entry.state is LetterState.SENT]
    store.close()
    assert len(sent) == count, len(sent)
    return taken


def send_mailmerge(folder, people, port):
    folder.mkdir()
    words = BODY.replace("recipient_name", "name").replace("unit_names", "unit")
    head = "TO: {{email}}\nSUBJECT: Välkommen till nätverket\nFROM: natverk@example.se\nCONTENT-TYPE: text/markdown\n\n"
    (folder / "mall.txt").write_text(head + words, encoding="utf-8", newline="\n")
    with (folder / "lista.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([("email", "name", "unit"), *people])
    (folder / "server.conf").write_text(f"[smtp_server]\nhost = 127.0.0.1\nport = {port}\n", encoding="utf-8")
    options = ["--no-dry-run", "--no-limit", "--template", folder / "mall.txt", "--database", folder / "lista.csv"]
    command = Path(sys.executable).with_name("mailmerge")
    seconds, _ = process(command, *options, "--config", folder / "server.conf")
    return seconds
