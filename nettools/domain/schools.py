"""Unit: a preschool or school (enhet); the school forms (verksamhetsformer) that it has."""

from dataclasses import dataclass
from enum import StrEnum


class SchoolForm(StrEnum):
    """School forms by the codes of the school unit register, version 2; preschool (FS) is not in that register."""

    FS = "FS"  # förskola
    FKLASS = "FKLASS"  # förskoleklass
    FTH = "FTH"  # fritidshem
    GR = "GR"  # grundskola
    GRAN = "GRAN"  # anpassad grundskola
    SP = "SP"  # specialskola
    SAM = "SAM"  # sameskola
    GY = "GY"  # gymnasieskola
    GYAN = "GYAN"  # anpassad gymnasieskola
    VUX = "VUX"  # komvux


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit (enhet): what signs up.

    `key` is ours, never changes and is made of a-z, 0-9 and hyphens. `code` (skolenhetskod) has eight digits as
    text, or is empty: preschools have none. `municipality_code` (kommunkod) has four digits as text, or is empty.
    """

    key: str
    name: str
    code: str = ""
    authority: str = ""
    municipality_code: str = ""
    school_forms: tuple[SchoolForm, ...] = ()
