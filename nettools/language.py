"""Text for people: written in English in the code, said in the language that is active.

A thinking room makes a `Text` (a value: the English sentence and what fills its gaps); it becomes words
when a door prints it. So a plan, a problem or an error can be compared in a test whatever the language is.
"""

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import resources

LANGUAGES = ("en", "sv")

_language = "en"
_for_now: ContextVar[str] = ContextVar("language", default="")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence for people.

    `message` is the English text with named gaps (`{row}`), `values` what fills them. `plural` is the English
    plural form, chosen by the value named `n`.
    """

    message: str
    values: tuple[tuple[str, object], ...] = ()
    plural: str = ""

    def __str__(self) -> str:
        """The sentence in the active language."""
        values, catalogue = dict(self.values), _catalogue(active())
        if self.plural:
            pattern = catalogue.ngettext(self.message, self.plural, int(str(values["n"])))
        else:
            pattern = catalogue.gettext(self.message)
        return pattern.format_map(values)


def text(message: str, /, **values: object) -> Text:
    """A sentence; the message must be a literal, since the catalogue is made by reading the code."""
    return Text(message, tuple(values.items()))


def texts(one: str, many: str, n: int, /, **values: object) -> Text:
    """A sentence that counts: `n` fills the gap `{n}` and chooses the form."""
    return Text(one, (("n", n), *values.items()), many)


def activate(language: str) -> None:
    """Speak this language from now on: `sv` or `en`; anything else is taken as English."""
    global _language
    _language = language if language in LANGUAGES else "en"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak this language meanwhile, in this thread alone: what is written for readers who chose nothing."""
    before = _for_now.set(language)
    try:
        yield
    finally:
        _for_now.reset(before)


def active() -> str:
    """The language spoken now: `sv` or `en`."""
    return _for_now.get() or _language


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    path = resources.files("nettools") / "locale" / language / "LC_MESSAGES" / "nettools.mo"
    with path.open("rb") as catalogue:
        return gettext.GNUTranslations(catalogue)


def from_environment(environment: Mapping[str, str] = os.environ) -> str:
    """The language that the computer is set to, by `LC_ALL`, `LC_MESSAGES` or `LANG`, in that order (POSIX)."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name, ""):
            return "sv" if value.lower().startswith("sv") else "en"
    return "en"
