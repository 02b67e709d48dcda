"""A letter from a Word template: the file that an administrator wrote, with its holes filled in.

What fills the holes is escaped for Word's XML, and the template runs in the sandbox that it is given.
"""

import io
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

from nettools.errors import InputError, Place, Problem
from nettools.language import Text, text

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2.sandbox import SandboxedEnvironment

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LARGEST = 20 * 2**20
_LARGEST_UNPACKED = 200 * 2**20  # a small archive can unpack to more than the computer has


class WordTemplate:
    """A template in Word, read and found right.

    Args:
        content: the file.
        file: its name for people.

    Raises:
        InputError: it is no Word document, is too large, or cannot be read as a template.
    """

    def __init__(self, content: bytes, file: str, environment: "SandboxedEnvironment") -> None:
        self.file = file
        self._content = content
        _refuse_bombs(content, file)
        self.names = self._names(environment)

    def _names(self, environment: "SandboxedEnvironment") -> frozenset[str]:
        """The names that the template uses."""
        from jinja2 import TemplateError  # noqa: PLC0415 - as below

        try:
            return frozenset(self._opened().get_undeclared_template_variables(jinja_env=environment))
        except TemplateError as error:
            said = text("The template cannot be read here: {reason}", reason=error.message or "")
            raise _refused(self.file, "template-syntax", said) from None
        except (KeyError, ValueError, SyntaxError, OSError):  # what python-docx and lxml raise for broken parts
            raise _refused(self.file, "not-word", _NOT_WORD) from None

    def fill(self, facts: Mapping[str, object], environment: "SandboxedEnvironment") -> bytes:
        """The document with its holes filled in. Jinja's own errors come out as they are."""
        document = self._opened()
        document.render(dict(facts), jinja_env=environment, autoescape=True)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    def _opened(self) -> "DocxTemplate":
        from docxtpl import DocxTemplate  # noqa: PLC0415 - costs 150 ms, and most letters need no Word

        return DocxTemplate(io.BytesIO(self._content))


_NOT_WORD = text("This is no Word document; save it as .docx in Word.")


def _refuse_bombs(content: bytes, file: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        raise _refused(file, "not-word", _NOT_WORD) from None
    if "word/document.xml" not in names:
        raise _refused(file, "not-word", _NOT_WORD)
    if len(content) > _LARGEST or unpacked > _LARGEST_UNPACKED:
        raise _refused(file, "too-large", text("The template is too large."))


def _refused(file: str, code: str, said: Text) -> InputError:
    return InputError([Problem(code=code, message=said, place=Place(file=file))])
