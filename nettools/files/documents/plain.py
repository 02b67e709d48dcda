"""Plain text (.txt): paragraphs, headings by how they look, lists by their marks, tables by their tabs; with lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nettools.domain.documents import PassageKind, ReadDocument
from nettools.files import csv_text
from nettools.files.documents.building import Builder, RawTable, row_of, without_page_number

LONGEST_HEADING = 100  # characters
_LIST_MARK = re.compile(r"^(\s*)(?:[-*•·–▪o]|\d{1,2}[.)]|[a-zåäö][.)])\s+(?=\S)")
_NUMBERED_HEADING = re.compile(r"^\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+[A-ZÅÄÖ]")
_NUMBERED_ITEM = re.compile(r"^\s*\d{1,2}[.)]\s")
_ENDS_SENTENCE = (".", "!", "?", ",", ";", "…")
_HYPHENATED = re.compile(r"[a-zåäö]-$")
_CONJUNCTION = re.compile(r"^(?:och|eller|samt|respektive)\b")
_CONTENTS_TITLE = re.compile(r"^innehåll(?:sförteckning)?:?$", re.IGNORECASE)
_LONG_LINE = 50  # characters: a line as long as this may have been broken by whoever saved the file
_MARKS = "*_ "
_NAMED_HEADING = re.compile(
    r"^(?:(?P<goal>(?:del|utvecklings)?mål(?:sättning)?)|bilaga|kapitel|avsnitt|del)\s+(?:\d{1,2}|[A-ZÅÄÖ])\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^[^:]{2,45}:\s+\S")
_LONGEST_NAMED = 160


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    number: int

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def cells(self) -> list[str]:
        return self.text.split("\t")

    @property
    def tabbed(self) -> bool:
        """Whether it is a row of a table: a tab after something, even when nothing comes after it."""
        return "\t" in self.text.lstrip("\t ")


def read(content: bytes) -> ReadDocument:
    """A text file's bytes as a document; the encoding is told by the bytes. Raises UnreadableError."""
    said, guessed = csv_text.decode(content)
    builder = Builder()
    for code in guessed:
        builder.warn(code)
    read_lines(builder, said)
    return builder.document("txt")


def read_lines(builder: Builder, said: str) -> None:
    """Tell `builder` what stands in a text. A row of a table is a line with tabs."""
    lines = [
        _Line(text, number) for number, text in enumerate(said.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1)
    ]
    _Reader(builder, lines).read()


def is_goal_heading(line: str) -> bool:
    """Whether a line heads a numbered goal, which people often write without a blank line around it."""
    named = _NAMED_HEADING.match(line)
    return named is not None and named["goal"] is not None


class _Reader:
    """Goes through the lines from the top."""

    def __init__(self, builder: Builder, lines: Sequence[_Line]) -> None:
        self._builder, self._lines = builder, lines
        self._in_contents = False

    def read(self) -> None:
        at = 0
        while at < len(self._lines):
            line = self._lines[at]
            if line.blank:
                at += 1
            elif line.tabbed:
                at = self._table(at)
            else:
                at = self._text(at)

    # -- tables --------------------------------------------------------------------------------

    def _table(self, at: int) -> int:
        """A table, also over one blank line when as wide a row follows; or a list of contents."""
        rows: list[_Line] = []
        end = at
        while end < len(self._lines) and (self._lines[end].tabbed or self._goes_on(end, rows)):
            rows += [] if self._lines[end].blank else [self._lines[end]]
            end += 1
        contents = [without_page_number(row.text) for row in rows]
        if all(numbered for _, numbered in contents):
            for row, (title, _) in zip(rows, contents, strict=True):
                self._builder.passage(PassageKind.PARAGRAPH, title, line=row.number, contents=True)
        else:
            self._builder.table(RawTable(rows=[row_of(row.cells, line=row.number) for row in rows]))
        return end

    def _goes_on(self, at: int, rows: Sequence[_Line]) -> bool:
        """Whether a blank line stands inside a table: what follows is as wide, and no new list of fields begins."""
        if not self._lines[at].blank or not rows or at + 1 >= len(self._lines):
            return False
        following = self._lines[at + 1]
        begins_anew = following.cells[0].strip().casefold() in {row.cells[0].strip().casefold() for row in rows}
        return following.tabbed and len(following.cells) == len(rows[-1].cells) and not begins_anew

    # -- running text --------------------------------------------------------------------------

    def _text(self, at: int) -> int:
        line = self._lines[at]
        title, numbered = without_page_number(line.text)
        if numbered:
            self._builder.passage(PassageKind.PARAGRAPH, title, line=line.number, contents=True)
            return at + 1
        mark = _LIST_MARK.match(line.text)
        if mark and not self._is_heading(at):
            end = self._end_of(at)
            said = self._joined(at, end)[len(mark[0]) :]
            self._builder.passage(PassageKind.LIST_ITEM, said, level=1 + len(mark[1]) // 2, line=line.number)
            return end
        if self._is_heading(at):
            said = line.text.strip(_MARKS)
            self._builder.passage(PassageKind.HEADING, said, level=self._level(at), line=line.number)
            return at + 1
        end = self._end_of(at)
        self._builder.passage(PassageKind.PARAGRAPH, self._joined(at, end).strip(_MARKS), line=line.number)
        return end

    def _is_heading(self, at: int) -> bool:
        """A short line by itself that is no sentence and not the whole of a list of single words."""
        line = self._lines[at].text.strip().strip(_MARKS)
        after = self._lines[at + 1] if at + 1 < len(self._lines) else None
        before = self._lines[at - 1] if at else None
        named = _NAMED_HEADING.match(line) is not None
        if not line or len(line) > (_LONGEST_NAMED if named else LONGEST_HEADING) or line.endswith(_ENDS_SENTENCE):
            return False
        if _LABELLED.match(line) and not named:
            return False
        if not line[0].isupper() and not _NUMBERED_HEADING.match(line):
            return False
        if _NUMBERED_ITEM.match(line) and not (before is None or before.blank):
            return False
        if named and is_goal_heading(line):
            return True
        alone = (before is None or before.blank) and (after is None or after.blank or after.tabbed)
        leads = (before is None or before.blank) and after is not None and bool(_LIST_MARK.match(after.text))
        over_text = (before is None or before.blank) and _NUMBERED_HEADING.match(line) is not None
        return alone or over_text or (leads and not line.endswith(":"))

    def _level(self, at: int) -> int:
        """1 for the document's first heading, else by its number, else 2; 3 when it ends with a colon."""
        line = self._lines[at].text.strip(_MARKS)
        if all(each.blank for each in self._lines[:at]):
            return 1
        if named := _NAMED_HEADING.match(line):
            return 4 if named["goal"] else 2
        if _NUMBERED_HEADING.match(line):
            return 2 + line.split()[0].strip(".").count(".")
        return 3 if line.endswith(":") else 2

    def _end_of(self, at: int) -> int:
        """Where the paragraph ends: lines that were broken when the file was saved belong together."""
        end = at + 1
        while end < len(self._lines):
            line, before = self._lines[end], self._lines[end - 1]
            if line.blank or line.tabbed or _LIST_MARK.match(line.text):
                break
            unfinished = not before.text.rstrip().endswith((*_ENDS_SENTENCE, ":"))
            goes_on = before.text.rstrip().endswith(",") and line.text.strip()[:1].islower()
            broken = goes_on or (unfinished and (len(before.text) >= _LONG_LINE or line.text.strip()[:1].islower()))
            if not broken:
                break
            end += 1
        return end

    def _joined(self, at: int, end: int) -> str:
        said = self._lines[at].text
        for line in self._lines[at + 1 : end]:
            said = join_lines(said, line.text.strip())
        return said


def join_divided(said: str, following: str) -> str:
    """The same where the hyphen is known to be there, and is gone from the text."""
    return f"{said}- {following}" if _CONJUNCTION.match(following) else f"{said}{following}"


def join_lines(said: str, following: str) -> str:
    """Two lines of one paragraph as one text; a word that was hyphenated at the line's end is made whole.

    "före-" and "byggande" are one word; "barn-" before "och elevhälsa" keeps its hyphen.
    """
    if _HYPHENATED.search(said) and following[:1].islower():
        if _CONJUNCTION.match(following):
            return f"{said} {following}"
        return said[:-1] + following
    return f"{said} {following}"
