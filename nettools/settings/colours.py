"""A colour as a setting: `#rrggbb`, dark enough that text in it can be read on white (WCAG 2.1, 1.4.3)."""

import re
from typing import Annotated

from nettools.language import text
from nettools.settings.kinds import Read, UnfitError

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_LEAST_CONTRAST = 4.5


def read_colour(value: object) -> str:
    """A colour that text can be written in."""
    said = value.strip().lower() if isinstance(value, str) else ""
    if not _COLOUR.fullmatch(said):
        raise UnfitError(text('is not a colour; write it as "#12405f"'))
    if contrast_with_white(said) < _LEAST_CONTRAST:
        raise UnfitError(text("is too pale to be read on white; choose a darker one"))
    return said


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of `#rrggbb` and white, 1 to 21, as WCAG counts it."""
    red, green, blue = (_light(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _light(share: float) -> float:
    """How much light a colour component gives: sRGB is not linear."""
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - sRGB


Colour = Annotated[str, Read(read_colour)]
