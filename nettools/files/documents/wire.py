"""Between the process that asks and the one that reads: a length, then JSON.

JSON and not pickle: the one that reads has looked at a stranger's file, and what it answers is not trusted to run.
"""

import json
import struct
from dataclasses import fields
from typing import IO, Any

from nettools.domain.documents import (
    Block,
    DocumentPlace,
    DocumentTable,
    Passage,
    PassageKind,
    ReadDocument,
    TableCell,
    TableRow,
)

_LENGTH = struct.Struct(">Q")
MEMORY = 1536 * 2**20  # bytes of address space that the one who reads may take, where the system can hold it to that
OUT_OF_MEMORY = 77  # the exit status of one who needed more: there is no memory left to say it in words
MOST_ANSWERED = 64 * 2**20  # bytes; as objects it is several times that. A plan of 15 pages is 0.1 MB
LONGEST_NAME = 512  # bytes of a file's name; its end is what matters


def send(stream: IO[bytes], content: bytes) -> None:
    """Write one message."""
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def receive(stream: IO[bytes], most: int = MOST_ANSWERED) -> bytes | None:
    """The next message; None when the other end is gone, or says more than it may."""
    head = _exactly(stream, _LENGTH.size)
    if head is None:
        return None
    length = _LENGTH.unpack(head)[0]
    return _exactly(stream, length) if length <= most else None


def _exactly(stream: IO[bytes], length: int) -> bytes | None:
    held = bytearray()
    while len(held) < length:
        chunk = stream.read(min(length - len(held), 2**20))
        if not chunk:
            return None
        held += chunk
    return bytes(held)


def as_bytes(document: ReadDocument) -> bytes:
    """A document as JSON."""
    return json.dumps({"document": _document(document)}, ensure_ascii=False, separators=(",", ":")).encode()


def refusal_as_bytes(code: str) -> bytes:
    """A refusal as JSON."""
    return json.dumps({"refusal": code}).encode()


def from_bytes(content: bytes) -> ReadDocument | str:
    """A document, or the code of a refusal. Raises ValueError, KeyError or TypeError when it is neither."""
    said = json.loads(content)
    return _read_document(said["document"]) if "document" in said else str(said["refusal"])


_PLACE = tuple(each.name for each in fields(DocumentPlace))


def _place(place: DocumentPlace) -> list[Any]:
    return [getattr(place, name) for name in _PLACE]


def _read_place(said: list[Any]) -> DocumentPlace:
    headings, *numbers = said
    return DocumentPlace(headings=tuple(map(str, headings)), **dict(zip(_PLACE[1:], map(int, numbers), strict=True)))


def _document(document: ReadDocument) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "blocks": [_block(block) for block in document.blocks],
        "aside": [_passage(passage) for passage in document.aside],
        "title": document.title,
        "pages": document.pages,
        "warnings": document.warnings,
    }


def _read_document(said: dict[str, Any]) -> ReadDocument:
    return ReadDocument(
        kind=str(said["kind"]),
        blocks=tuple(_read_block(each) for each in said["blocks"]),
        aside=tuple(_read_passage(each) for each in said["aside"]),
        title=str(said["title"]),
        pages=int(said["pages"]),
        warnings=tuple(map(str, said["warnings"])),
    )


def _block(block: Block) -> list[Any] | dict[str, Any]:
    if isinstance(block, Passage):
        return _passage(block)
    return {"place": _place(block.place), "rows": [_row(row) for row in block.rows]}


def _read_block(said: list[Any] | dict[str, Any]) -> Block:
    if isinstance(said, list):
        return _read_passage(said)
    return DocumentTable(place=_read_place(said["place"]), rows=tuple(_read_row(row) for row in said["rows"]))


def _passage(passage: Passage) -> list[Any]:
    return [
        passage.kind.value,
        passage.text,
        _place(passage.place),
        passage.level,
        int(passage.contents),
        int(passage.prompt),
    ]


def _read_passage(said: list[Any]) -> Passage:
    kind, text, place, level, contents, prompt = said
    return Passage(
        kind=PassageKind(kind),
        text=str(text),
        place=_read_place(place),
        level=int(level),
        contents=bool(contents),
        prompt=bool(prompt),
    )


def _row(row: TableRow) -> dict[str, Any]:
    cells = [
        [cell.text, _place(cell.place), cell.spans, int(cell.merged), int(cell.prompt), cell.tables]
        for cell in row.cells
    ]
    return {"place": _place(row.place), "header": row.header, "cells": cells}


def _read_row(said: dict[str, Any]) -> TableRow:
    return TableRow(
        place=_read_place(said["place"]),
        header=bool(said["header"]),
        cells=tuple(_read_cell(cell) for cell in said["cells"]),
    )


def _read_cell(said: list[Any]) -> TableCell:
    text, place, spans, merged, prompt, tables = said
    return TableCell(
        text=str(text),
        place=_read_place(place),
        spans=int(spans),
        merged=bool(merged),
        prompt=bool(prompt),
        tables=tuple(map(int, tables)),
    )
