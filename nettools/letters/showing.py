"""The blocks of a letter in the three shapes that it leaves in: plain text, HTML and data for the printed letter."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from nettools.errors import InputError, Place, Problem
from nettools.language import text
from nettools.letters.blocks import (
    Block,
    Callout,
    Divider,
    Heading,
    Listing,
    Paragraph,
    Runs,
    Table,
    read_markdown,
)

_WIDTH = 76
# A time, a week, a word with a hyphen, a telephone number.
_WHOLE = re.compile(r"(kl\. [\d.–]+|v\. \d+|\be-post\w*|\b\d{2,4}-\d{2,3} [\d ]*\d)")
_EVERY_KIND = read_markdown(
    "# One\n\n## Two\n\n**b** *e* [l](https://www.example.se)\\\nx\n\n- a\n\n1. a\n\n   b\n\n> ## c\n\n"
    "| a | b |\n|---|---|\n| c | d |\n\n---\n"
)


class _DataFirst(SandboxedEnvironment):
    """A letter is dictionaries: what `run.text` means is looked up in them first, a thousand times for each letter."""

    def getattr(self, obj: object, attribute: str) -> object:
        """The value of `obj.attribute`; the sandbox still judges all that is no value in a dictionary."""
        if isinstance(obj, dict) and attribute in obj:
            value: object = obj[attribute]
            return value
        return super().getattr(obj, attribute)


_HTML = _DataFirst(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)


def as_data(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """The blocks as plain lists and dictionaries, each with its `kind`: for JSON, and for the HTML frame."""
    return [_data(block) for block in blocks]


def as_html(blocks: tuple[Block, ...], frame: str, look: Mapping[str, str]) -> str:
    """The letter as an HTML mail. `frame` is the Jinja2 text around it, `look` its title, colours and signature."""
    return _frame(frame).render(blocks=as_data(blocks), **look)


def check_frame(frame: str, look: Mapping[str, str], file: str) -> None:
    """Raise InputError when the frame of the HTML mails, `file` for people, cannot show every kind of block."""
    try:
        as_html(_EVERY_KIND, frame, look)
    except TemplateSyntaxError as error:
        message = text("The template cannot be read here: {reason}", reason=error.message or "")
        problem = Problem(code="template-syntax", message=message, place=Place(file=file, row=error.lineno))
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        message = text("The template cannot be filled in: {reason}", reason=str(error))
        problem = Problem(code="template-fault", message=message, place=Place(file=file))
    else:
        return
    raise InputError([problem])


@lru_cache(maxsize=8)
def _frame(source: str) -> Template:
    return _HTML.from_string(source)


def as_text(blocks: tuple[Block, ...]) -> str:
    """The letter as plain text: links written out, a table told row by row, as a screen reader wants it."""
    return "\n\n".join("\n".join(lines) for lines in _paragraphs(blocks)) + "\n"


def _data(block: Block) -> dict[str, Any]:
    match block:
        case Heading(level=level, runs=runs):
            return {"kind": "heading", "level": level, "runs": _run_data(runs)}
        case Paragraph(runs=runs):
            return {"kind": "paragraph", "runs": _run_data(runs)}
        case Listing(numbered=numbered, items=items):
            return {"kind": "list", "numbered": numbered, "entries": [as_data(item) for item in items]}
        case Table(headings=headings, rows=rows):
            cells = [[_run_data(cell) for cell in row] for row in rows]
            return {"kind": "table", "headings": [_run_data(cell) for cell in headings], "rows": cells}
        case Callout(blocks=inner):
            return {"kind": "callout", "blocks": as_data(inner)}
        case Divider():
            return {"kind": "divider"}


def _run_data(runs: Runs) -> list[dict[str, Any]]:
    """The runs as data. `whole`: read as one word, so it stays on one line; a link is never cut up for that."""
    return [
        {"text": words, "strong": run.strong, "emphasis": run.emphasis, "link": run.link, "whole": bool(number % 2)}
        for run in runs
        for number, words in enumerate([run.text] if run.link else _WHOLE.split(run.text))
        if words
    ]


def _paragraphs(blocks: tuple[Block, ...]) -> Iterator[list[str]]:
    """Each block as its lines; one empty line will stand between two of them."""
    for block in blocks:
        match block:
            case Heading(level=level, runs=runs):
                words = _words(runs)
                yield [words, ("=" if level == 1 else "-") * min(len(words), _WIDTH)]
            case Paragraph(runs=runs):
                yield _wrapped(_words(runs))
            case Listing(numbered=numbered, items=items):
                yield [line for number, item in enumerate(items, 1) for line in _item(item, number if numbered else 0)]
            case Table(headings=headings, rows=rows):
                yield from ([*_row(headings, row)] for row in rows)
            case Callout(blocks=inner):
                yield from _paragraphs(inner)
            case Divider():
                yield ["* * *"]


def _item(blocks: tuple[Block, ...], number: int) -> Iterator[str]:
    mark = f"{number}. " if number else "- "
    lines = [line for paragraph in _paragraphs(blocks) for line in paragraph]
    for index, line in enumerate(lines):
        yield (mark if index == 0 else " " * len(mark)) + line


def _row(headings: tuple[Runs, ...], row: tuple[Runs, ...]) -> Iterator[str]:
    """A table's row: `Heading: value`, one under the other."""
    for index, (heading, cell) in enumerate(zip(headings, row, strict=True)):
        if cell:
            yield from _wrapped(f"{'' if index == 0 else '  '}{_words(heading)}: {_words(cell)}")


def _words(runs: Runs) -> str:
    """The words, with an address after the words that led to it unless they are the same."""
    told = []
    for run in runs:
        address = re.sub(r"^(?:mailto|tel):", "", run.link)
        told.append(run.text if address in {"", run.text} else f"{run.text} <{address}>")
    return "".join(told)


def _wrapped(words: str) -> list[str]:
    """Lines of a readable length, broken between words; an address is never cut."""
    lines = []
    for line in words.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        room = ""
        for word in line.split():
            if room and len(indent) + len(room) + 1 + len(word) > _WIDTH:
                lines.append(indent + room)
                room = word
            else:
                room = f"{room} {word}".lstrip()
        lines.append(indent + room)
    return lines
