"""A file that comes with a form, taken in piece by piece: never more than it may be, and never all in memory."""

from tempfile import SpooledTemporaryFile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

IN_MEMORY = 512 * 1024  # bytes of a file; a larger one goes to a file without a name, which dies with the process
AROUND_A_FILE = 64 * 1024  # bytes of a form beside its file


class OneFile(FileUploadHandler):
    """Takes the first file of one field, of at most `largest` bytes. What else comes is read past and forgotten.

    Afterwards `refusal` says why there is no file: `no-file`, `too-large`, or `incomplete` when it broke off.
    """

    chunk_size = 256 * 1024

    def __init__(self, request: HttpRequest, field: str, largest: int) -> None:
        super().__init__(request)
        self.refusal = "no-file"
        self._field, self._largest = field, largest
        self._file: SpooledTemporaryFile[bytes] | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        """A file begins."""
        super().new_file(*args, **kwargs)
        if self.field_name != self._field or self._file is not None:
            raise SkipFile
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by close()
        self.refusal = "incomplete"

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of it."""
        assert self._file is not None
        if start + len(raw_data) > self._largest:
            self.refusal = "too-large"
            raise SkipFile
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """All of it has come."""
        if self._file is None or self.refusal != "incomplete":
            return None
        self.refusal = ""
        self._file.seek(0)
        return UploadedFile(self._file, self.file_name, self.content_type, file_size)

    def close(self) -> None:
        """Forget it."""
        if self._file is not None:
            self._file.close()


def announced(request: HttpRequest) -> int | None:
    """How many bytes the request says that it has; None when it does not say so, or says nonsense."""
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isascii() and said.isdecimal() else None
