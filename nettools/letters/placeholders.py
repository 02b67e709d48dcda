"""Every name that a template may use, and how words from outside become harmless.

Sign-up forms are filled in by anyone. So every value is untrusted: it is written so that Markdown sees no markup
in it, whatever it holds, and nothing in it ever reaches a mail header with a line break.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from nettools.domain.letters import LetterKind

Facts = Mapping[str, object]

# What every kind may say.
_EVERYONE = frozenset(
    {
        # who gets it, and for what
        *("recipient_name", "recipient_given_name", "unit_names", "unit_count", "rektor_name"),
        *("term", "term_in_words", "terms_in_words", "term_count"),
        # the term's days and doings
        *("sign_up_last_day", "companions_link", "companions_last_day", "companions_at_most", "first_task"),
        *("supervision", "hand_in_name", "hand_in_last_day", "evaluation_link"),
        # where; the web pages of the units, each with `unit` and `link`; the recipient's calendar to subscribe to
        *("canvas_link", "canvas_opens", "unit_pages", "calendar_link"),
        # who stands behind it
        *(
            "sender_name",
            "sender_address",
            "organiser_name",
            "organiser_web",
            "network_title",
            "contact",
            "contact_phone",
            "privacy_link",
        ),
    }
)
# The term's meetings: one network for most, several for a rektor with units in several.
_MEETINGS = _EVERYONE | {"networks", "first_meeting", "links_known"}
# One occasion: whose it is, when it is, when it was to be, what of it is new, and why.
_OCCASION = _EVERYONE | {
    "whose",
    "occasion",
    "earlier",
    "moved",
    "new_link",
    "new_leader",
    "why",
    "cancelled",
    "called_off",
}

PLACEHOLDERS: dict[LetterKind, frozenset[str]] = {
    **dict.fromkeys(LetterKind, _EVERYONE),
    LetterKind.WELCOME: _MEETINGS,
    LetterKind.COMPANION_JOINING: _MEETINGS,
    LetterKind.SUPERVISION_INVITATION: _OCCASION,
    LetterKind.SUPERVISION_CHANGE: _OCCASION,
    LetterKind.SUPERVISION_CANCELLATION: _OCCASION,
    LetterKind.MEETING_REMINDER: _OCCASION,
    LetterKind.MEETING_CHANGE: _OCCASION,
    LetterKind.DRAFT_FEEDBACK: _EVERYONE | {"feedback", "version", "leader"},
    LetterKind.CERTIFICATE: _EVERYONE | {"attended", "attended_count", "meeting_count", "hours"},
}

_NEVER = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_BLANKS = re.compile(r"\s+")
_MARKUP = re.compile(r"[!-/:-@\[-`{-~]")
_GAP = re.compile("\ue000([^\ue001]*)\ue001")


@dataclass(frozen=True, slots=True)
class Trusted:
    """Markdown that is ours: printed as it is. No template can make one, nor can a value from outside be one."""

    markdown: str


def one_line(value: object) -> str:
    """The value as one clean line: no line breaks, no control or direction-turning characters."""
    return _one_line(str(value))


def harmless(value: object) -> str:
    """The value as Markdown that shows exactly its characters and does nothing else.

    Every ASCII punctuation mark becomes a numeric reference: CommonMark never reads one as structure, in no place
    where a template can put a value (a backslash would fail at the end of a table cell).
    """
    return _harmless(str(value))


# Most values are the same in many letters: times, themes, who to turn to.
@lru_cache(maxsize=4096)
def _one_line(value: str) -> str:
    spaced = _BLANKS.sub(" ", value)
    kept = (character for character in spaced if unicodedata.category(character) not in _NEVER)
    return unicodedata.normalize("NFC", "".join(kept)).strip()


@lru_cache(maxsize=4096)
def _harmless(value: str) -> str:
    return _MARKUP.sub(lambda mark: f"&#{ord(mark.group())};", _one_line(value))


def gap(name: str) -> str:
    """What stands for a missing value until the letter is refused; cannot come from outside (see `one_line`)."""
    return f"\ue000{name}\ue001"


def gaps_in(rendered: str) -> tuple[str, ...]:
    """The names of missing values in a rendered text, each once."""
    return tuple(dict.fromkeys(_GAP.findall(rendered)))


def without_empty(facts: object) -> object:
    """The facts without None and empty texts, all the way down: what is not known is missing, not blank."""
    if isinstance(facts, Mapping):
        return {name: without_empty(value) for name, value in facts.items() if value is not None and value != ""}
    if isinstance(facts, list | tuple):
        return [without_empty(value) for value in facts]
    return facts


def known_only(facts: Facts) -> dict[str, object]:
    """The facts that are known: see `without_empty`."""
    known = without_empty(facts)
    return known if isinstance(known, dict) else {}


def and_list(words: list[str]) -> str:
    """Words as Swedish lists them: a, b och c."""
    return " och ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
