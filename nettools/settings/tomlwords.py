"""What the TOML reader says, in the reader's own language: for those who never heard of TOML."""

from nettools.language import Text, text

_KEYS = text("a name may only hold a-z, 0-9, - and _; another must stand between quotation marks")
_QUOTES = text("the text has no quotation mark at its end")
_TWICE = text("a name or a table stands twice")
_BACKSLASH = text("a \\ must be written twice: \\\\")
_CLOSED = text("a bracket or brace is never closed")

# By how the reader's sentences begin (CPython's tomllib); one that is not here is shown as it is.
_SAID = {
    "Invalid value": text("what follows = is no value; text must stand between quotation marks"),
    "Invalid date or datetime": text("there is no such date; write it as 2026-09-14"),
    "Invalid statement": _KEYS,
    "Invalid initial character for a key part": _KEYS,
    "Expected ']'": _KEYS,
    "Expected '='": text("the name of a setting must be followed by ="),
    "Expected newline or end of document": text("there is more on the line than one setting"),
    "Unterminated string": _QUOTES,
    "Illegal character '\\n'": _QUOTES,
    "Unescaped '\\'": _BACKSLASH,
    "Invalid hex value": _BACKSLASH,
    "Unclosed array": _CLOSED,
    "Unclosed inline table": _CLOSED,
    "Cannot overwrite a value": _TWICE,
    "Cannot declare": _TWICE,
    "Duplicate inline table key": _TWICE,
}


def in_plain_words(reason: str) -> Text | str:
    """The reader's reason in words for people; itself when we have none."""
    return next((said for beginning, said in _SAID.items() if reason.startswith(beginning)), reason)
