"""Markdown becomes neutral blocks: what mail, plain text and the printed letter are all made from.

HTML in the Markdown is text, images and code do not exist: a letter needs neither, and what is not there
cannot be misused. A quote (`>`) becomes a Callout, a line (`---`) a Divider: what follows it is the small print.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False})
    .enable("table")
    .disable(["code", "fence", "backticks", "image", "html_block", "html_inline", "lheading", "reference"])
)
_BLOCKS_ONLY = MarkdownIt("commonmark", {"html": False}).enable("table")
_BLOCKS_ONLY.block.ruler.enableOnly(_MARKDOWN.get_active_rules()["block"])
_BLOCKS_ONLY.core.ruler.enableOnly(["normalize", "block"])

_SECTIONS = re.compile(r"^(?=#{1,6}[ \t])", re.MULTILINE)
NOWHERE = "#"  # where a link without an address leads


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words in one style; a line break is a Run whose text is a newline. `link` is an address or empty."""

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; `level` 1 is the letter's own and stands once."""

    level: int
    runs: Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text."""

    runs: Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list with bullets, or numbered; each item is blocks."""

    numbered: bool
    items: tuple[tuple["Block", ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with one row of headings."""

    headings: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Callout:
    """What must not be missed."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Divider:
    """From here on the small print."""


Block = Heading | Paragraph | Listing | Table | Callout | Divider


def read_markdown(markdown: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text, in order."""
    return _blocks(iter(_parsed(markdown)), until="")


def _parsed(markdown: str) -> tuple[Token, ...]:
    """The blocks' tokens. A heading ends whatever stands before it, so each section can be read by itself."""
    return tuple(chain.from_iterable(map(_section, _SECTIONS.split(markdown))))


@lru_cache(maxsize=256)
def _section(markdown: str) -> tuple[Token, ...]:
    """Most sections are the same in many letters, and are read once for all of them."""
    return tuple(_BLOCKS_ONLY.parse(markdown))


@lru_cache(maxsize=1024)
def _inside(content: str) -> tuple[Token, ...]:
    """The tokens of running text. Most of it is the same in all letters of a kind, and is read once for many."""
    (inline,) = _MARKDOWN.parseInline(content)
    return tuple(inline.children or ())


def as_html(markdown: str) -> str:
    """The same text as HTML for a page that shows it, such as Canvas: neither markup nor code of the writer's own."""
    html: str = _MARKDOWN.render(markdown)
    return html.strip()


def links_of(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Every address that the blocks lead to, in order, each once."""
    return tuple(dict.fromkeys(run.link for run in runs_of(blocks) if run.link))


def links_in(markdown: str) -> int:
    """How many links there are in a Markdown text, the same one each time that it stands there."""
    inline = (token.content for token in _parsed(markdown) if token.type == "inline")
    return sum(child.type == "link_open" for content in inline for child in _inside(content))


def runs_of(blocks: tuple[Block, ...]) -> Iterator[Run]:
    """Every run of words, in reading order."""
    for block in blocks:
        match block:
            case Heading(runs=runs) | Paragraph(runs=runs):
                yield from runs
            case Listing(items=items):
                for item in items:
                    yield from runs_of(item)
            case Table(headings=headings, rows=rows):
                for row in (headings, *rows):
                    for cell in row:
                        yield from cell
            case Callout(blocks=inner):
                yield from runs_of(inner)
            case Divider():
                pass


def _blocks(tokens: Iterator[Token], until: str) -> tuple[Block, ...]:
    """Blocks up to the token that closes what we are in."""
    found: list[Block] = []
    for token in tokens:
        if token.type == until:
            break
        found.append(_block(token, tokens))
    return tuple(found)


def _block(token: Token, tokens: Iterator[Token]) -> Block:
    match token.type:
        case "heading_open":
            return Heading(level=int(token.tag[1]), runs=_runs_until(tokens, "heading_close"))
        case "paragraph_open":
            return Paragraph(runs=_runs_until(tokens, "paragraph_close"))
        case "bullet_list_open" | "ordered_list_open":
            numbered = token.type.startswith("ordered")
            return Listing(numbered=numbered, items=_items(tokens, token.type.replace("_open", "_close")))
        case "table_open":
            return _table(tokens)
        case "blockquote_open":
            return Callout(blocks=_blocks(tokens, "blockquote_close"))
        case "hr":
            return Divider()
    raise AssertionError(token.type)  # pragma: no cover - the parser has no other blocks switched on


def _items(tokens: Iterator[Token], until: str) -> tuple[tuple[Block, ...], ...]:
    items = []
    for token in tokens:
        if token.type == until:
            break
        items.append(_blocks(tokens, "list_item_close"))
    return tuple(items)


def _table(tokens: Iterator[Token]) -> Table:
    rows: list[tuple[Runs, ...]] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append(_cells(tokens))
    return Table(headings=rows[0], rows=tuple(rows[1:]))


def _cells(tokens: Iterator[Token]) -> tuple[Runs, ...]:
    cells = []
    for token in tokens:
        if token.type == "tr_close":
            break
        if token.type == "inline":
            cells.append(_runs(token.content))
    return tuple(cells)


def _runs_until(tokens: Iterator[Token], until: str) -> Runs:
    runs: Runs = ()
    for token in tokens:
        if token.type == until:
            break
        runs += _runs(token.content)
    return runs


@lru_cache(maxsize=1024)
def _runs(content: str) -> Runs:
    """The runs of running text; neighbours in the same style are joined."""
    style: dict[str, Any] = {"strong": False, "emphasis": False, "link": ""}
    runs: list[Run] = []
    for token in _inside(content):
        words = _words(token)
        if not words:
            style |= _style(token)
        elif runs and "\n" not in {words, runs[-1].text} and runs[-1] == Run(text=runs[-1].text, **style):
            runs[-1] = Run(text=runs[-1].text + words, **style)
        else:
            runs.append(Run(text=words, **style))
    return tuple(runs)


def _words(token: Token) -> str:
    match token.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
    return token.content


def _style(token: Token) -> dict[str, Any]:
    """What an opening or closing token changes."""
    opens = token.nesting == 1
    match token.tag:
        case "strong":
            return {"strong": opens}
        case "em":
            return {"emphasis": opens}
        case "a":
            return {"link": (str(token.attrs.get("href", "")) or NOWHERE) if opens else ""}
    return {}
