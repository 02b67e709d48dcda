"""A template that is no letter, filled with facts: its words as Markdown that can be trusted, and read by people."""

import re
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from nettools.errors import InputError, Place, Problem
from nettools.language import text
from nettools.letters.placeholders import Facts, one_line

_MARKS = re.compile(r"[\\`*_\[\]<>&|~]")
_FIRST = re.compile(r"^(?:[#+=:-]|\d{1,9}(?=[.)]))")


def gentle(value: object) -> str:
    """The value as Markdown that shows exactly its characters, and that a person can still read and edit.

    Marks of Markdown become numeric references wherever they stand; what is a mark only at the beginning of a line
    (a heading, a list) is taken care of there. Template authors put values after other words, so that is enough.
    """
    said = _MARKS.sub(lambda mark: f"&#{ord(mark.group())};", one_line(value))
    first = _FIRST.match(said)
    if first is None:
        return said
    if first.group().isdigit():
        return f"{first.group()}&#{ord(said[first.end()])};{said[first.end() + 1 :]}"
    return f"&#{ord(said[0])};{said[1:]}"


_MARKDOWN = SandboxedEnvironment(
    undefined=StrictUndefined, finalize=gentle, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
)


def fill(source: str, facts: Facts, file: str) -> str:
    """Fill the holes of `source`; every value is made harmless, so that Markdown sees its characters and no markup.

    Raises InputError, with `file` as the place, for a template that cannot be read, or asks for what is not there.
    """
    try:
        return _template(source.replace("\r\n", "\n")).render(facts)
    except TemplateSyntaxError as error:
        message = text("The template cannot be read here: {reason}", reason=error.message or "")
        problem = Problem(code="template-syntax", message=message, place=Place(file=file, row=error.lineno))
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        message = text("The template cannot be filled in: {reason}", reason=str(error))
        problem = Problem(code="template-fault", message=message, place=Place(file=file))
    raise InputError([problem])


@lru_cache(maxsize=16)
def _template(source: str) -> Template:
    return _MARKDOWN.from_string(source)
