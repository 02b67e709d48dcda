"""What a Word file's styles mean: headings by outline level or by name, also in Swedish; lists; lists of contents."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(r"(?:heading|rubrik|överskrift|otsikko|überschrift)[ _]?([1-9])\b", re.IGNORECASE)
_TITLE_NAMES = {"title", "titel", "rubrik", "dokumenttitel", "dokumentrubrik", "huvudrubrik"}
_CONTENTS_NAME = re.compile(r"(?:toc|innehåll)[ _]?[1-9]\b", re.IGNORECASE)
_LIST_NAME = re.compile(r"list[ _]?(?:bullet|number|paragraph)|punktlista|numrerad lista|liststycke", re.IGNORECASE)
_BODY_TEXT = 9  # the outline level that means: no heading
_LONGEST_CHAIN = 30  # styles that build on each other; a circle is a damaged file


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a paragraph is by its style: the level of a heading (0 is none), a list item, a line of contents, bold."""

    heading: int = 0
    listed: bool = False
    contents: bool = False
    bold: bool = False


class Styles:
    """The styles of a file, looked up by id."""

    def __init__(self, tree: Element | None) -> None:
        found = tree.findall(f"{W}style") if tree is not None else []
        self._by_id = {style.get(f"{W}styleId", ""): style for style in found}
        self._known: dict[str, ParagraphStyle] = {}

    def of(self, style_id: str) -> ParagraphStyle:
        """The meaning of a style; one that is not described is told by its id alone."""
        if style_id not in self._known:
            self._known[style_id] = self._read(style_id)
        return self._known[style_id]

    def _read(self, style_id: str) -> ParagraphStyle:
        chain = self._chain(style_id)
        names = [_name(style) or style.get(f"{W}styleId", "") for style in chain] or [style_id]
        levels = [level for style in chain if (level := outline_level(style.find(f"{W}pPr"))) is not None]
        by_name = next((level for name in names if (level := _heading_by_name(name))), 0)
        heading = (levels[0] + 1 if levels[0] < _BODY_TEXT else 0) if levels else by_name
        numbered = any(style.find(f"{W}pPr/{W}numPr") is not None for style in chain)
        return ParagraphStyle(
            heading=heading,
            listed=numbered or any(_LIST_NAME.match(name) for name in names),
            contents=any(_CONTENTS_NAME.match(name) for name in names),
            bold=any(is_on(style.find(f"{W}rPr/{W}b")) for style in chain),
        )

    def _chain(self, style_id: str) -> list[Element]:
        chain: list[Element] = []
        while style_id in self._by_id and len(chain) < _LONGEST_CHAIN:
            style = self._by_id[style_id]
            chain.append(style)
            based = style.find(f"{W}basedOn")
            style_id = based.get(f"{W}val", "") if based is not None else ""
        return chain


def outline_level(properties: Element | None) -> int | None:
    """The outline level in a paragraph's properties, counted from 0, or None."""
    found = properties.find(f"{W}outlineLvl") if properties is not None else None
    value = found.get(f"{W}val", "") if found is not None else ""
    return int(value) if value.isdigit() else None


def is_on(switch: Element | None) -> bool:
    """Whether a property such as bold is there and not switched off."""
    return switch is not None and switch.get(f"{W}val", "1") not in {"0", "false", "off", "none"}


def _name(style: Element) -> str:
    found = style.find(f"{W}name")
    return found.get(f"{W}val", "") if found is not None else ""


def _heading_by_name(name: str) -> int:
    if name.strip().casefold() in _TITLE_NAMES:
        return 1
    found = _HEADING_NAME.match(name.strip())
    return int(found[1]) if found else 0
