"""A change set in a file: written as `nettools changes --json` prints it, read back, and done only while it holds."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nettools.changes import KIND_WORDS, Difference, System, differences, fingerprint_of
from nettools.changes.describe import change_as_json
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem, RefusedError
from nettools.files.placing import write_whole
from nettools.jobs.changes.outcomes import Preview
from nettools.language import Text, text, texts

_IN_EACH = frozenset({"kind", "system", "what", "key", "label", "remote_id", "fields"})
_TEXTS = _IN_EACH - {"fields"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedChanges:
    """What somebody looked at: the changes, and the options that they were looked for with."""

    term: Term
    fingerprint: str
    changes: tuple[Mapping[str, object], ...]
    only: System | None = None
    overwrite: frozenset[str] = frozenset()


class StaleError(RefusedError):
    """What is to be done is not what was looked at; `differences` says wherein."""

    def __init__(self, message: Text, found: Sequence[Difference]) -> None:
        super().__init__(message, code="stale")
        self.differences = tuple(found)
        self.problems = tuple(_problem(one) for one in found)


def save(seen: Preview, path: Path) -> None:
    """Write the change set to a file, whole or not at all.

    Raises InputError when there is no such folder, RefusedError when the file is something else than a change set.
    """
    if not path.parent.is_dir():
        message = text("There is no such folder.")
        raise InputError([Problem(code="no-folder", message=message, place=Place(file=str(path.parent)))])
    if path.exists() and not _is_ours(path):
        message = text("{file} is there already and is no saved change set. Choose another name.", file=path)
        raise RefusedError(message, code="other-file")
    written = json.dumps(seen.as_json(), ensure_ascii=False, indent=2) + "\n"
    try:
        write_whole(path, written.encode("utf-8"))
    except OSError as error:
        raise _unusable(path, "unwritable", text("It cannot be written ({why}).", why=error.strerror)) from error


def read_saved(path: Path, term: Term) -> SavedChanges:
    """Read what `save` wrote. Raises InputError, with the place, for a file that is damaged, or of another term."""
    document = _document(path)
    if problems := [*_faults(document, path.name, term)]:
        raise InputError(problems)
    return SavedChanges(
        term=term,
        fingerprint=document["fingerprint"],
        changes=tuple(document["changes"]),
        only=System(document["only"]) if document.get("only") else None,
        overwrite=frozenset(document.get("overwrite") or ()),
    )


def approved_as(saved: SavedChanges) -> Callable[[Preview], bool]:
    """Approve exactly the saved change set; refuse any other, with what is different."""

    def approve(seen: Preview) -> bool:
        if seen.fingerprint == saved.fingerprint:
            return True
        found = differences(saved.changes, map(change_as_json, seen.change_set.changes))
        message = texts(
            "{n} thing is not as it was when the change set was saved. Nothing was done. Look again, and save it anew.",
            "{n} things are not as they were when the change set was saved. Nothing was done. "
            "Look again, and save it anew.",
            len(found),
        )
        raise StaleError(message, found)

    return approve


# --- reading


def _document(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise _unusable(path, "unreadable", text("It cannot be read ({why}).", why=error.strerror)) from error
    except UnicodeDecodeError as error:
        raise _unusable(path, "damaged", text("It is not written in UTF-8.")) from error
    except json.JSONDecodeError as error:
        message = text("It is no whole JSON document.")
        place = Place(file=path.name, row=error.lineno)
        raise InputError([Problem(code="damaged", message=message, place=place)]) from error
    if not _looks_ours(document):
        raise _unusable(path, "foreign", text("It is no saved change set; make one with nettools changes --save."))
    found: dict[str, Any] = document
    return found


def _is_ours(path: Path) -> bool:
    try:
        return _looks_ours(json.loads(path.read_bytes().decode("utf-8-sig")))
    except (OSError, ValueError):
        return False


def _looks_ours(document: object) -> bool:
    return isinstance(document, dict) and {"term", "fingerprint", "changes", "drift"} <= document.keys()


def _faults(document: Mapping[str, Any], file: str, term: Term) -> Iterator[Problem]:
    """All that is wrong with a document that looks like ours."""
    if document["term"] != str(term):
        message = text("It is of {other}, not of {term}.", other=document["term"], term=term)
        yield Problem(code="other-term", message=message, place=Place(file=file, key="term"))
    changes = document["changes"]
    rows: list[Any] = changes if isinstance(changes, list) else [None]
    wrong = [n for n, row in enumerate(rows) if not _is_change(row)]
    for number in wrong:
        place = Place(file=file, key=f"changes[{number}]" if isinstance(changes, list) else "changes")
        yield Problem(code="damaged", message=text("This is no change."), place=place)
    if not _are_options(document):
        message = text("This is no option that changes were looked for with.")
        yield Problem(code="damaged", message=message, place=Place(file=file, key="only, overwrite"))
    if not wrong and fingerprint_of(str(document["term"]), rows) != document["fingerprint"]:
        message = text("Somebody has changed the file: its changes do not fit its fingerprint.")
        yield Problem(code="damaged", message=message, place=Place(file=file, key="fingerprint"))


def _is_change(row: object) -> bool:
    return (
        isinstance(row, dict)
        and row.keys() == _IN_EACH
        and all(isinstance(row[name], str) for name in _TEXTS)
        and isinstance(row["fields"], dict)
    )


def _are_options(document: Mapping[str, object]) -> bool:
    only, overwrite = document.get("only"), document.get("overwrite") or []
    known = only is None or only in set(map(str, System))
    return known and isinstance(overwrite, list) and all(isinstance(name, str) for name in overwrite)


def _unusable(path: Path, code: str, message: Text) -> InputError:
    return InputError([Problem(code=code, message=message, place=Place(file=path.name))])


def _problem(one: Difference) -> Problem:
    said = {
        "new": text("new since then ({kind})", kind=_kind(one)),
        "gone": text("not to be done any more ({kind})", kind=_kind(one)),
        "different": text("different since then ({kind})", kind=_kind(one)),
    }
    return Problem(code=one.code, message=said[one.code], place=Place(key=one.key))


def _kind(one: Difference) -> object:
    return {str(kind): said for kind, said in KIND_WORDS.items()}.get(one.what, one.what)
