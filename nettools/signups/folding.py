"""Words as they are compared: without capitals, accents, punctuation and doubled spaces."""

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ł": "l", "ß": "ss"})
_NOT_WORDS = re.compile(r"[\W_]+")


@lru_cache(maxsize=20_000)
def fold(written: str) -> str:
    """What spellings of the same words have in common: "Björkens  Förskola." is `bjorkens forskola`."""
    lowered = written.casefold().translate(_LETTERS)
    if not lowered.isascii():
        lowered = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return _NOT_WORDS.sub(" ", lowered).strip()


def same_words(one: str, other: str) -> bool:
    """The same but for capitals and spaces: å and a differ here."""
    return plain(one) == plain(other)


def plain(written: str) -> str:
    """Without capitals and doubled spaces, but with its accents."""
    return " ".join(unicodedata.normalize("NFC", written).casefold().split())
