"""Text for people: written in English in the code, said in the language that is active.

A thinking room makes a `Text` (a value: the English sentence and what fills its gaps); it becomes words
when a door prints it. So a plan, a problem or an error can be compared in a test whatever the language is.
"""

import gettext
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

LANGUAGES = ("en", "sv")

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


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
        values = dict(self.values)
        if self.plural:
            pattern = _catalogue.ngettext(self.message, self.plural, int(str(values["n"])))
        else:
            pattern = _catalogue.gettext(self.message)
        return pattern.format_map(values)


def text(message: str, /, **values: object) -> Text:
    """A sentence; the message must be a literal, since the catalogue is made by reading the code."""
    return Text(message, tuple(values.items()))


def texts(one: str, many: str, n: int, /, **values: object) -> Text:
    """A sentence that counts: `n` fills the gap `{n}` and chooses the form."""
    return Text(one, (("n", n), *values.items()), many)


def activate(language: str) -> None:
    """Speak this language from now on: `sv` or `en`; anything else is taken as English."""
    global _catalogue, _language
    _language = language if language in LANGUAGES else "en"
    _catalogue = gettext.NullTranslations()
    if _language != "en":
        path = resources.files("nettools") / "locale" / _language / "LC_MESSAGES" / "nettools.mo"
        with path.open("rb") as catalogue:
            _catalogue = gettext.GNUTranslations(catalogue)


def active() -> str:
    """The language spoken now: `sv` or `en`."""
    return _language


def from_environment(environment: Mapping[str, str] = os.environ) -> str:
    """The language that the computer is set to, by `LC_ALL`, `LC_MESSAGES` or `LANG`, in that order (POSIX)."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name, ""):
            return "sv" if value.lower().startswith("sv") else "en"
    return "en"
