"""What the pretend Canvas keeps of SIS imports: what was asked and what came of it, and each complaint."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class SisImport:
    """One SIS import: what was asked, how far it has come, and its files (uploaded, read from it, and of errors).

    `looks` counts how often somebody has looked while it was the first in line.
    """

    id: int
    user_id: int
    created_at: str
    updated_at: str
    upload_id: int
    extension: str
    import_type: str = "instructure_csv"
    options: dict[str, Any] = field(default_factory=dict)
    started_at: str | None = None
    ended_at: str | None = None
    progress: int = 0
    looks: int = 0
    csv_ids: list[int] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    diffed_against_id: int | None = None
    errors_file_id: int | None = None
    workflow_state: str = "created"


@dataclass(slots=True, kw_only=True)
class SisImportError:
    """What an import could not do: with a row, a file, or (a failure) at all."""

    id: int
    sis_import_id: int
    file: str | None
    message: str
    row: int | None = None
    row_info: str | None = None
    failure: bool = False
    workflow_state: str = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file of an import, by the name that complaints will call it."""

    name: str
    data: bytes
