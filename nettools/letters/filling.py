"""A template that is no letter, filled with facts: its words as Markdown that can be trusted."""

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from nettools.errors import InputError, Place, Problem
from nettools.language import text
from nettools.letters.placeholders import Facts, harmless

_MARKDOWN = SandboxedEnvironment(undefined=StrictUndefined, finalize=harmless, trim_blocks=True, lstrip_blocks=True)


def fill(source: str, facts: Facts, file: str) -> str:
    """Fill the holes of `source`; every value is made harmless, so that Markdown sees its characters and no markup.

    Raises InputError, with `file` as the place, for a template that cannot be read, or asks for what is not there.
    """
    try:
        return _MARKDOWN.from_string(source.replace("\r\n", "\n")).render(facts)
    except TemplateSyntaxError as error:
        message = text("The template cannot be read here: {reason}", reason=error.message or "")
        problem = Problem(code="template-syntax", message=message, place=Place(file=file, row=error.lineno))
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        message = text("The template cannot be filled in: {reason}", reason=str(error))
        problem = Problem(code="template-fault", message=message, place=Place(file=file))
    raise InputError([problem])
