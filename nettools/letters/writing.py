"""A template and one letter's facts become the letter's words: subject, blocks, plain text and HTML."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TypeVar

from jinja2 import Template
from jinja2.exceptions import SecurityError, UndefinedError

from nettools.errors import Place, Problem
from nettools.language import text
from nettools.letters.blocks import Block, Heading, links_in, links_of, read_markdown
from nettools.letters.links import broken_links, unread_links
from nettools.letters.placeholders import Facts, gaps_in, without_empty
from nettools.letters.templates import LetterTemplate

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLetter:
    """A letter's words. `problems` empty means that it may leave. `sender` empty: as the settings say."""

    subject: str
    sender: str
    reply_to: str
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()


def write(template: LetterTemplate, facts: Facts, key: str) -> WrittenLetter:
    """Write one letter; `key` names it in its problems. Nothing is raised: a letter with problems must not leave."""
    known = without_empty(facts)
    missing: dict[str, None] = {}
    faults: dict[str, None] = {}
    subject = _render(template.head["subject"], known, missing, faults)
    sender = _render(template.head["from"], known, missing, faults)
    reply_to = _render(template.head["reply_to"], known, missing, faults)
    body = _render(template.body, known, missing, faults)
    blocks = read_markdown(body)
    problems = [*(_missing(name, key) for name in missing), *(_fault(name, key) for name in faults)]
    problems += _shape_problems(blocks, key, {**missing, **faults})
    problems += _link_problems(body, blocks, key, missing)
    return WrittenLetter(
        subject=subject,
        sender=sender,
        reply_to=reply_to,
        blocks=blocks,
        problems=tuple(problems),
    )


def write_event(template: LetterTemplate, facts: Facts) -> tuple[str, str]:
    """The title and the text of an occasion in the calendar; both may be empty. `facts` as `event_facts` gives them."""
    known = without_empty(facts)
    title, told = (_render(template.head[part], known, {}, {}) for part in ("event_title", "event_text"))
    return title, told


def fill_problems(fill: Callable[[], None], missing: dict[str, None], key: str) -> tuple[Problem, ...]:
    """What is wrong when the holes of a letter's other shape are filled; the names in `missing` are added by `fill`."""
    faults: dict[str, None] = {}
    _tried(fill, missing, faults)
    return (*(_missing(name, key) for name in missing), *(_fault(name, key) for name in faults))


def _render(part: Template, facts: object, missing: dict[str, None], faults: dict[str, None]) -> str:
    """The rendered text. Values that were missing are added to `missing`, the template's own faults to `faults`."""
    rendered = _tried(lambda: part.render(facts), missing, faults) or ""
    missing.update(dict.fromkeys(gaps_in(rendered)))
    return rendered


def _tried(render: Callable[[], _T], missing: dict[str, None], faults: dict[str, None]) -> _T | None:
    try:
        return render()
    except UndefinedError as error:  # a missing value was computed with, not only printed
        missing[_name_in(error)] = None
    except (SecurityError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        faults[type(error).__name__] = None  # never the error's words: they may hold a value
    return None


def _name_in(error: UndefinedError) -> str:
    found = re.search(r"'([^']*)' is undefined|attribute '([^']*)'", str(error))
    return next((name for name in found.groups() if name), "?") if found else "?"


def _missing(name: str, key: str) -> Problem:
    message = text("The letter needs {name}, which is not known.", name=name)
    return Problem(code="missing-value", message=message, place=Place(file=key, key=name))


def _fault(name: str, key: str) -> Problem:
    message = text("The template asks for something that cannot be done with a value ({reason}).", reason=name)
    return Problem(code="template-fault", message=message, place=Place(file=key))


def _shape_problems(blocks: tuple[Block, ...], key: str, missing: Collection[str]) -> list[Problem]:
    """A letter has one heading of the first level."""
    whole = blocks or not missing  # a text that could not be filled in has no blocks at all
    if whole and sum(isinstance(block, Heading) and block.level == 1 for block in blocks) != 1:
        message = text("The letter needs exactly one heading of the first level (#).")
        return [Problem(code="one-heading", message=message, place=Place(file=key))]
    return []


def _link_problems(body: str, blocks: tuple[Block, ...], key: str, missing: Collection[str]) -> Iterator[Problem]:
    """Links that lead nowhere. A link that is short of a missing value has been told already."""
    links = links_of(blocks)
    for link in broken_links(blocks):
        if not missing or link.startswith("http"):
            message = text("Link {number} in the letter is no address on the web.", number=links.index(link) + 1)
            yield Problem(code="bad-link", message=message, place=Place(file=key))
    if unread_links(body, links_in(body)) and not missing:
        message = text("A link in the letter is not written as one: perhaps its address has a blank in it, or no end.")
        yield Problem(code="bad-link", message=message, place=Place(file=key, key="]("))
