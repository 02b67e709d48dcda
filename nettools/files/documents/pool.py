"""Documents read by other processes: a few of them, used again and again, ended when they hang."""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from threading import Timer
from typing import Self

from nettools.domain.documents import ReadDocument
from nettools.files.documents import olddoc, wire
from nettools.files.documents.reading import LARGEST_FILE, is_old_word
from nettools.files.documents.refusals import REFUSALS, UnreadableError
from nettools.language import Text

PATIENCE = 30.0  # seconds for one file
MOST_WORKERS = 4
USES = 200  # files before a worker is replaced: what a library leaks does not grow for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of reading one file: a document, or a code of REFUSALS."""

    name: str
    document: ReadDocument | None = None
    refusal: str = ""

    @property
    def message(self) -> Text | None:
        """Why there is no document, for people."""
        return REFUSALS[self.refusal] if self.refusal else None


class DocumentReader:
    """Reads documents in processes of their own. Use it in a `with`; it is made for many files at once.

    A file may take `patience` seconds, and its process `memory` bytes (on Windows as many as there are).
    """

    def __init__(self, *, workers: int = 0, patience: float = PATIENCE, memory: int = wire.MEMORY) -> None:
        self._many = workers or max(1, min(MOST_WORKERS, os.cpu_count() or 1))
        self._patience = patience
        self._free: SimpleQueue[_Worker] = SimpleQueue()
        self._all: list[_Worker] = []
        for _ in range(self._many):
            worker = _Worker(memory)
            self._all.append(worker)
            self._free.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        for worker in self._all:
            worker.stop()

    def read(self, path: Path) -> Reading:
        """One file."""
        try:
            if path.stat().st_size > LARGEST_FILE:
                return Reading(name=path.name, refusal="too-large")
            content = path.read_bytes()
        except OSError:
            return Reading(name=path.name, refusal="no-file")
        return self.read_bytes(path.name, content)

    def read_bytes(self, name: str, content: bytes) -> Reading:
        """A file's bytes; the name tells Markdown from other text, and nothing else."""
        if len(content) > LARGEST_FILE:
            return Reading(name=name, refusal="too-large")
        try:
            if is_old_word(content):
                document = self._ask(olddoc.as_docx(content), "draft.docx")
                return Reading(name=name, document=replace(document, kind="doc"))
            return Reading(name=name, document=self._ask(content, name))
        except UnreadableError as error:
            return Reading(name=name, refusal=error.code)

    def read_all(self, paths: Iterable[Path]) -> Iterator[Reading]:
        """Many files, several at a time; what comes of them in their own order, each as soon as it can."""
        pool = ThreadPoolExecutor(self._many)
        coming: deque[Future[Reading]] = deque()
        try:
            for path in paths:
                coming.append(pool.submit(self.read, path))
                if len(coming) > 2 * self._many:  # no further ahead: what waits to be looked at fills the memory
                    yield coming.popleft().result()
            while coming:
                yield coming.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

    def _ask(self, content: bytes, name: str) -> ReadDocument:
        worker = self._free.get()
        try:
            return worker.read(content, name, self._patience)
        finally:
            self._free.put(worker)


class _Worker:
    """One process; started when it is first asked, and anew after it has died."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._used = 0

    def read(self, content: bytes, name: str, patience: float) -> ReadDocument:
        """Have it read. Raises UnreadableError, also when it dies, hangs or needs too much memory."""
        process = self._started()
        too_slow = _Alarm(process, patience)
        try:
            with too_slow:
                answered = self._talk(process, content, name)
        except UnreadableError:
            code = "too-slow" if too_slow.rang else _why_it_ended(process)
            self.stop()
            raise UnreadableError(code) from None
        if isinstance(answered, str):
            raise UnreadableError(answered if answered in REFUSALS else "damaged")
        return answered

    def stop(self) -> None:
        """End the process, whatever it does."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(OSError):
                process.communicate()

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._used >= USES:
            self.stop()
        if self._process is None:
            self._used = 0
            self._process = subprocess.Popen(  # noqa: S603 - our own module, and a number
                [sys.executable, "-m", "nettools.files.documents.worker", str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_without_secrets(),
            )
        self._used += 1
        return self._process

    def _talk(self, process: "subprocess.Popen[bytes]", content: bytes, name: str) -> ReadDocument | str:
        if process.stdin is None or process.stdout is None:  # pragma: no cover - they are pipes
            raise UnreadableError("reader-died")
        try:
            wire.send(process.stdin, name.encode(errors="replace")[-wire.LONGEST_NAME :])
            wire.send(process.stdin, content)
            answered = wire.receive(process.stdout)
            if answered is not None:
                return wire.from_bytes(answered)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            pass
        raise UnreadableError("reader-died")


def _why_it_ended(process: "subprocess.Popen[bytes]") -> str:
    """A code of REFUSALS for a process that no longer answers as it should."""
    with suppress(subprocess.TimeoutExpired):
        if process.wait(timeout=1) == wire.OUT_OF_MEMORY:
            return "too-much-memory"
    return "reader-died"


class _Alarm:
    """Ends a process that is too slow, on every system."""

    def __init__(self, process: "subprocess.Popen[bytes]", patience: float) -> None:
        self.rang = False
        self._process = process
        self._timer = Timer(patience, self._ring)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _ring(self) -> None:
        self.rang = True
        self._process.kill()


def _without_secrets() -> dict[str, str]:
    """The environment without what is ours: tokens are no business of a process that opens strangers' files."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("NETTOOLS__")}
