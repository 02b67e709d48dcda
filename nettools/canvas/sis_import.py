"""One SIS import: handed in, watched until it is over, and what Canvas complained of (sis_imports_api_controller.rb).

Never in batch mode, which deletes all that the file does not name. Which import is ours is told by its data set: Canvas
repeats the name that we gave it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from nettools.canvas.client import CanvasClient, Row
from nettools.canvas.faults import without_addresses
from nettools.canvas.group_reading import GroupReader
from nettools.canvas.observe import CanvasReader
from nettools.canvas.sis_files import NAMES, SisRow, packed
from nettools.changes import Found, Kind
from nettools.errors import RemoteError
from nettools.language import text

TRIES = 3  # how often it is handed in when the answer is lost and it is not in Canvas's list
LONGEST_PAUSE = 15.0
LONGEST_WAIT = 3600.0  # seconds; one import runs at a time, and others may be in line before ours
GOOD = frozenset({"imported", "imported_with_messages"})
_OVER = GOOD | {"aborted", "failed", "failed_with_messages", "restoring", "partially_restored", "restored"}
T = TypeVar("T")
_NOT_DIFFED = "Diffing not performed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """What an import is compared with: the last good one of the same `name`, of which an unused name has none.

    `after` is the newest import of any kind when we looked; ours is newer. What is gone from an enrolments file since
    then becomes inactive. Canvas does not compare files whose sizes differ by more than `threshold` percent.
    """

    name: str
    after: int
    threshold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """An import that is over. `against` is the import that it was compared with, 0 when with none."""

    number: int
    state: str
    against: int

    @property
    def good(self) -> bool:
        """All readable rows were applied, save those complained of."""
        return self.state in GOOD


@dataclass(frozen=True, slots=True)
class SisImports:
    """The imports of one root account. `pause` waits so many seconds."""

    client: CanvasClient
    account: str
    pause: Callable[[float], None]

    @property
    def _path(self) -> str:
        return f"accounts/{self.account}/sis_imports"

    def newest(self) -> list[Row]:
        """The newest imports, the newest first, up to a page. Raises RemoteError."""
        rows: list[Row] = self.client.get_json(self._path, {"per_page": 100})["sis_imports"]
        return rows

    def find(self, data_set: str, after: int) -> int:
        """The number of the import of this data set that is newer than `after`; 0 when there is none."""
        ours = (int(row["id"]) for row in self.newest() if row.get("diffing_data_set_identifier") == data_set)
        return next((number for number in ours if number > after), 0)

    def hand_in(self, files: Mapping[str, bytes], data_set: DataSet) -> int:
        """Hand the files in and give the import's number.

        Raises RemoteError; with `answered` False it may be there all the same. When an answer is lost, the list is
        looked through before anything is handed in again.
        """
        content, fields = packed(files), _fields(data_set)
        for tried in range(1, TRIES + 1):
            try:
                return int(self.client.post_file(self._path, "nettools.zip", content, fields)["id"])
            except RemoteError as error:
                if error.answered or error.code == "unreachable":
                    raise
                self.pause(tried)
                if number := self._found_after(error, data_set):
                    return number
                if tried == TRIES:
                    raise
        raise AssertionError(data_set)  # pragma: no cover - the loop ends by return or raise

    def _found_after(self, lost: RemoteError, data_set: DataSet) -> int:
        try:
            return self.find(data_set.name, data_set.after)
        except RemoteError as error:
            raise lost from error

    def wait(self, number: int, told: Callable[[int], None]) -> Ended:
        """Wait until the import is over, in pauses that grow; `told` is given the percent done.

        Raises RemoteError with `answered` False when it is not over in an hour, or when Canvas falls silent.
        """
        waited, next_pause = 0.0, 1.0
        while waited < LONGEST_WAIT:
            self.pause(next_pause)
            waited, next_pause = waited + next_pause, min(2 * next_pause, LONGEST_PAUSE)
            row = self._look(number)
            told(int(row.get("progress") or 0))
            if row.get("workflow_state") in _OVER:
                against = int(row.get("diffed_against_import_id") or 0)
                return Ended(number=number, state=str(row["workflow_state"]), against=against)
        message = text("Canvas is not done with the import yet ({number}). Run the same command later.", number=number)
        raise RemoteError("canvas", message, code="slow", answered=False)

    def _look(self, number: int) -> Row:
        row: Row = _unsure(lambda: self.client.get_json(f"{self._path}/{number}"))
        return row

    def complaints(self, ended: Ended) -> list[Row]:
        """What Canvas complained of, all of it: the import itself shows 24 at most. Raises RemoteError."""
        if ended.state == "imported":
            return []
        return _unsure(lambda: [*self.client.pages(f"{self._path}/{ended.number}/errors")])

    def marked(self, kind: Kind, course: str) -> Iterable[Found]:
        """The sections or groups of a course, with the numbers that an import has not told. Raises RemoteError."""
        if kind is Kind.SECTION:
            return CanvasReader(self.client, self.account).sections(course)
        return GroupReader(self.client).groups(course)


def _unsure(ask: Callable[[], T]) -> T:
    """What is asked about an import that has been handed in: without an answer, we do not know what became of it."""
    try:
        return ask()
    except RemoteError as error:
        raise RemoteError(
            "canvas", error.message, status=error.status, request_id=error.request_id, code=error.code, answered=False
        ) from error


def _fields(data_set: DataSet) -> dict[str, Any]:
    return {
        "import_type": "instructure_csv",
        "diffing_data_set_identifier": data_set.name,
        "diffing_drop_status": "inactive",
        "change_threshold": data_set.threshold,
    }


@dataclass(frozen=True, slots=True)
class Complaints:
    """What is wrong with which row: by the row, in Canvas's words; and with what cannot be said of any row."""

    of_rows: Mapping[SisRow, str]
    of_all: str = ""


_WORD = re.compile(r"[^\s,()\"']+")
_HOLDER = re.compile(r"(SIS ID) [^\s,]+")


def sorted_out(complaints: Iterable[Row], rows: Sequence[SisRow]) -> Complaints:
    """Find the rows that are complained of by the ids in the complaint; its row numbers are of Canvas's own file.

    A complaint that names a place and no person is of all rows there. One that fits no row is of them all: so is none
    that only tells that nothing was compared.
    """
    of_rows: dict[SisRow, str] = {}
    of_all = ""
    by_file = _by_file_and_id(rows)
    for one in complaints:
        said = str(one.get("message") or "")
        file = str(one.get("file") or "")  # that of the differences may have a word before its name
        fitting = _fitting(one, next((ids for name, ids in by_file.items() if file.endswith(name)), {}))
        for row in fitting:
            of_rows.setdefault(row, without_addresses(_without(said, row)))
        if not fitting and _NOT_DIFFED not in said:
            of_all = of_all or without_addresses(said)
    return Complaints(of_rows, of_all)


def _by_file_and_id(rows: Sequence[SisRow]) -> dict[str, dict[str, set[SisRow]]]:
    found: dict[str, dict[str, set[SisRow]]] = {}
    for row in rows:
        for cell in row.identity[1]:
            found.setdefault(NAMES[row.kind], {}).setdefault(cell, set()).add(row)
    return found


def _fitting(complaint: Row, by_id: Mapping[str, set[SisRow]]) -> set[SisRow]:
    """The rows with all the ids that the complaint names, the row beside it before its words."""
    for told in (complaint.get("row_info"), complaint.get("message")):
        words = {word.rstrip(".:") for word in _WORD.findall(str(told or ""))}
        named = [by_id[word] for word in words if word in by_id]
        if named and (fitting := set.intersection(*named)):
            return fitting
    return set()


def _without(said: str, row: SisRow) -> str:
    """Canvas's words without the person's SIS id, or whoever's has the login: it may be another system's secret."""
    if row.user:
        said = said.replace(row.user, "…")
    return _HOLDER.sub(r"\1 …", said)
