"""A template and one letter's facts become the letter's words: subject, blocks, plain text and HTML."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from jinja2 import Template
from jinja2.exceptions import SecurityError, UndefinedError

from nettools.errors import Place, Problem
from nettools.language import text
from nettools.letters.blocks import Block, Heading, links_of, read_markdown
from nettools.letters.placeholders import Facts, gaps_in, without_empty
from nettools.letters.templates import LetterTemplate

_GOOD_LINK = re.compile(r"(?:https?://[^\s/?#]+\S*|mailto:[^\s@]+@[^\s@]+|tel:[+0-9-]+)")


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
    blocks = read_markdown(_render(template.body, known, missing, faults))
    problems = [*(_missing(name, key) for name in missing), *(_fault(name, key) for name in faults)]
    problems += _shape_problems(blocks, key, {**missing, **faults})
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


def _render(part: Template, facts: object, missing: dict[str, None], faults: dict[str, None]) -> str:
    """The rendered text. Values that were missing are added to `missing`, the template's own faults to `faults`."""
    try:
        rendered = part.render(facts)
    except UndefinedError as error:  # a missing value was computed with, not only printed
        missing[_name_in(error)] = None
        return ""
    except (SecurityError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        faults[type(error).__name__] = None  # never the error's words: they may hold a value
        return ""
    missing.update(dict.fromkeys(gaps_in(rendered)))
    return rendered


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
    """A letter has one heading of the first level, and its links lead to the web, a mailbox or a telephone.

    While values are missing, a link that is none may only be short of one of them: it has been told already.
    """
    place = Place(file=key)
    problems = []
    whole = blocks or not missing  # a text that could not be filled in has no blocks at all
    if whole and sum(isinstance(block, Heading) and block.level == 1 for block in blocks) != 1:
        message = text("The letter needs exactly one heading of the first level (#).")
        problems.append(Problem(code="one-heading", message=message, place=place))
    for number, link in enumerate(links_of(blocks), start=1):
        perhaps_a_gap = bool(missing) and not link.startswith("http")
        if not perhaps_a_gap and not _GOOD_LINK.fullmatch(link):
            message = text("Link {number} in the letter is no address on the web.", number=number)
            problems.append(Problem(code="bad-link", message=message, place=place))
    return problems
