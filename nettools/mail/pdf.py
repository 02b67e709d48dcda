"""The printed letter: a tagged, accessible PDF (PDF/UA-1) made by Typst.

What the letter says goes to Typst as JSON, never as markup; so nothing in it can run. One Press is used for many
letters: its compilers keep fonts, template and what is the same in many letters between them. For that the letter is a
file, one that only Typst sees: where `sys.inputs` change, Typst lays everything out anew.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Self

import typst

from nettools.errors import InputError, Place, Problem
from nettools.language import text

PRESSED_AT_ONCE = 2  # Typst lets other threads run while it works; more than two no longer pays beside the sending
_TEMPLATE = "letter.typ"
_MAIN = f'#include "{_TEMPLATE}"'.encode()
_NO_FONT = re.compile(r'the text `"(?P<characters>.+?)"` could not be displayed')


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is the same on every letter. `logo` is a picture file (SVG or PNG) or None, the colours are `#rrggbb`."""

    organiser: str
    footer: tuple[str, ...] = ()
    logo: Path | None = None
    colour: str = "#12405f"
    accent: str = "#b4530f"


class Press:
    """Prints letters; may be used from several threads.

    Args:
        template: the text of `letters/letter.typ`.
        fonts: the folder with the fonts that may be used; the computer's own are not, so that a letter looks the
            same everywhere.
        look: what is the same on every letter.
    """

    def __init__(self, template: str, fonts: Path, look: Look) -> None:
        self.look = look
        self._room = tempfile.TemporaryDirectory(prefix="nettools-letters-")
        root = Path(self._room.name)
        (root / _TEMPLATE).write_text(template, encoding="utf-8", newline="\n")
        self._logo = ""
        if look.logo is not None:
            self._logo = f"logo{look.logo.suffix.lower()}"
            shutil.copyfile(look.logo, root / self._logo)
        found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts])
        self._free: SimpleQueue[typst.Compiler] = SimpleQueue()
        for _ in range(PRESSED_AT_ONCE):
            self._free.put(typst.Compiler(root=root, font_paths=found))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Take the template's temporary copy away."""
        self._room.cleanup()

    def letter_pdf(
        self,
        blocks: Sequence[Mapping[str, Any]],
        *,
        title: str,
        date: str,
        written: datetime,
        key: str,
        layout: str = "letter",
    ) -> bytes:
        """One letter as PDF.

        Args:
            blocks: as `letters.as_data` gives them.
            title: the document's title.
            date: the date as it stands on the letter.
            written: stands inside the file; the same letter at the same time is the same bytes.
            key: names the letter in a problem.
            layout: `letter` or `certificate`.

        Raises:
            InputError: the letter cannot be printed as it should be, for example since no font has a character.
        """
        return self.page_pdf(
            {"title": title, "layout": layout, "date": date, "blocks": blocks}, written=written, key=key
        )

    def page_pdf(self, facts: Mapping[str, Any], *, written: datetime, key: str) -> bytes:
        """A page of another kind, whose template asks for these facts beside the look; otherwise as a letter."""
        told = {
            **facts,
            "organiser": self.look.organiser,
            "footer": self.look.footer,
            "logo": self._logo,
            "colour": self.look.colour,
            "accent": self.look.accent,
        }
        compiler = self._free.get()
        try:
            made, warnings = compiler.compile_with_warnings(
                {"main.typ": _MAIN, "letter.json": json.dumps(told, ensure_ascii=False).encode()},  # type: ignore[type-var]
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=int(written.timestamp()),
            )
        except typst.TypstError as error:
            raise InputError([_cannot(key, error.message)]) from None  # its diagnostic may quote the letter
        finally:
            self._free.put(compiler)
        if warnings:
            raise InputError([_cannot(key, warning.message) for warning in warnings])
        if not isinstance(made, bytes):  # pragma: no cover - a PDF is always one piece
            raise TypeError(made)
        return made


def _cannot(key: str, reason: str) -> Problem:
    message = text("The letter cannot be printed: {reason}", reason=reason)
    if found := _NO_FONT.search(reason):
        message = text("The letter cannot be printed: no font has {characters}", characters=found["characters"])
    return Problem(code="cannot-print", message=message, place=Place(file=key))
