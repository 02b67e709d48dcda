"""The blocks of a letter as a Word document."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from docx.shared import Pt

from nettools.files.word import GREY, WordDocument
from nettools.letters.blocks import Block, Callout, Divider, Heading, Listing, Paragraph, Runs, Table

PAGE_WORDS = ("Sida", "av")
SMALL = 9.5


def write_word_letter(
    path: Path, blocks: Sequence[Block], *, title: str, organiser: str, colour: str, made: datetime
) -> Path:
    """Write the letter; returns where it is. Its first heading is the document's title."""
    document = WordDocument(title, author=organiser, colour=colour, made=made, page_words=PAGE_WORDS)
    pen = _Pen(document)
    for block in blocks:
        pen.write(block)
    return document.save(path)


class _Pen:
    """Writes block after block; after a divider in small print."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._small = False

    def write(self, block: Block) -> None:
        match block:
            case Heading(level=level, runs=runs):
                self._document.heading("".join(run.text for run in runs), level - 1)
            case Paragraph(runs=runs):
                self._runs(self._document.paragraph(), runs)
            case Listing(numbered=numbered, items=items):
                self._items("List Number" if numbered else "List Bullet", items)
            case Table(headings=headings, rows=rows):
                self._table(headings, rows)
            case Callout(blocks=inner):
                for each in inner:
                    self._runs(self._document.callout(), _runs_of(each))
            case Divider():
                self._small = True

    def _items(self, style: str, items: Sequence[Sequence[Block]]) -> None:
        for item in items:
            for number, block in enumerate(item):
                paragraph = self._document.paragraph(style=style if number == 0 else "List Continue")
                self._runs(paragraph, _runs_of(block))

    def _table(self, headings: Sequence[Runs], rows: Sequence[Sequence[Runs]]) -> None:
        names = ["".join(run.text for run in heading) for heading in headings]
        widths = [1 / len(names)] * len(names)
        table = self._document.table(names, widths, about=names[0])
        for row in rows:
            for cell, runs in zip(self._document.row(table).cells, row, strict=True):
                self._runs(cell.paragraphs[0], runs)
        self._document.fit(table, widths)

    def _runs(self, paragraph: Any, runs: Runs) -> None:  # noqa: ANN401 - python-docx has no types
        for run in runs:
            words = run.text if run.link in ("", run.text) else f"{run.text} ({run.link.removeprefix('mailto:')})"
            written = paragraph.add_run(words)
            written.bold, written.italic = run.strong or None, run.emphasis or None
            if self._small:
                written.font.size, written.font.color.rgb = Pt(SMALL), GREY


def _runs_of(block: Block) -> Runs:
    return block.runs if isinstance(block, Heading | Paragraph) else ()
