"""The process that reads strangers' files: `python -m nettools.files.documents.worker`. It may die without harm.

It gets a name and a file's bytes on stdin and answers a document or a refusal on stdout, until stdin ends. It writes
no file, starts no program, and is held to the bytes of memory that its argument says, where the system can do that;
when it needs more it ends by a status of its own, and whoever asks ends it when it is too slow. What goes wrong is
told by a code alone: an error's words could quote the file.
"""

import os
import sys
from contextlib import suppress

from nettools.files.documents import wire
from nettools.files.documents.reading import LARGEST_FILE, read
from nettools.files.documents.refusals import UnreadableError


def main() -> None:
    """Answer until there is nothing more to read."""
    bound(int(sys.argv[1]))
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not stand among the answers
    while (name := wire.receive(asked, wire.LONGEST_NAME)) is not None:
        content = wire.receive(asked, LARGEST_FILE)
        if content is None:
            return
        wire.send(answers, answer(content, name.decode(errors="replace")))


def answer(content: bytes, name: str) -> bytes:
    """The document as JSON, or why there is none."""
    try:
        said = wire.as_bytes(read(content, name))
    except UnreadableError as error:
        return wire.refusal_as_bytes(error.code)
    except MemoryError:
        os._exit(wire.OUT_OF_MEMORY)  # at once: even a refusal needs memory, and what was read fills it until it ends
    except Exception:  # noqa: BLE001 - a library's fault on a damaged file, whatever it is, is the file's
        return wire.refusal_as_bytes("damaged")
    return said if len(said) <= wire.MOST_ANSWERED else wire.refusal_as_bytes("too-large")


def bound(memory: int) -> None:
    """Hold this process to so many bytes and keep it from writing files, where the system can (Windows cannot)."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - only Unix has it

        for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
            with suppress(OSError, ValueError):
                resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
