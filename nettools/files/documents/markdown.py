"""Markdown (.md): headings, paragraphs, lists and tables, with their lines."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nettools.domain.documents import PassageKind, ReadDocument
from nettools.files import csv_text
from nettools.files.documents.building import Builder, RawTable, row_of
from nettools.files.documents.refusals import UnreadableError

LONGEST = 1_000_000  # characters: the parser takes its time for each

if TYPE_CHECKING:
    from markdown_it.token import Token


def read(content: bytes) -> ReadDocument:
    """A Markdown file's bytes as a document. Raises UnreadableError."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - loaded when such a file is read

    said, guessed = csv_text.decode(content)
    if len(said) > LONGEST:
        raise UnreadableError("too-large")
    builder = Builder()
    for code in guessed:
        builder.warn(code)
    tokens = MarkdownIt("commonmark", {"html": False, "maxNesting": 30}).enable("table").parse(said)
    _tell(builder, tokens)
    return builder.document("md")


def _tell(builder: Builder, tokens: Sequence["Token"]) -> None:
    heading = listed = 0
    rows = iter(_tables(tokens))
    in_table = False
    for token in tokens:
        match token.type:
            case "heading_open":
                heading = int(token.tag[1:])
            case "heading_close":
                heading = 0
            case "bullet_list_open" | "ordered_list_open":
                listed += 1
            case "bullet_list_close" | "ordered_list_close":
                listed -= 1
            case "table_open":
                in_table = True
                builder.table(next(rows))
            case "table_close":
                in_table = False
            case "inline" if not in_table:
                kind = PassageKind.HEADING if heading else PassageKind.LIST_ITEM if listed else PassageKind.PARAGRAPH
                builder.passage(kind, _plain(token), level=heading or listed, line=_line(token))
            case "code_block" | "fence":
                builder.passage(PassageKind.PARAGRAPH, token.content, line=_line(token))


def _tables(tokens: Sequence["Token"]) -> Iterator[RawTable]:
    raw, cells, header = RawTable(), list[str](), False
    for token in tokens:
        match token.type:
            case "table_open":
                raw = RawTable()
            case "thead_open" | "thead_close":
                header = token.type == "thead_open"
            case "tr_open":
                cells, line = [], _line(token)
            case "th_open" | "td_open":
                cells.append("")
            case "inline" if cells:
                cells[-1] = _plain(token)
            case "tr_close":
                raw.rows.append(row_of(cells, header=header, line=line))
                cells = []
            case "table_close":
                yield raw


def _plain(token: "Token") -> str:
    """The words of a line without its marks."""
    words = []
    for child in token.children or []:
        if child.type in {"text", "code_inline", "image"}:
            words.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            words.append(" ")
    return "".join(words)


def _line(token: "Token") -> int:
    return token.map[0] + 1 if token.map else 0
