"""Groups (gruppkonstellationer) at a network meeting: who sits with whom, and the rules that they are made by."""

from dataclasses import dataclass
from enum import StrEnum

from nettools.domain.people import EmailAddress


class Trait(StrEnum):
    """What people have in common, or not: they are mixed by it, or kept together."""

    PROFESSION = "profession"  # one of the four target groups
    SCHOOL_FORM = "school-form"
    AUTHORITY = "authority"  # huvudman
    UNIT = "unit"
    EXPERIENCE = "experience"  # took part in an earlier term, or is new


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDemand:
    """People who must, or must not, sit together; `where` is what its setting or option is called."""

    where: str
    people: tuple[EmailAddress, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRules:
    """How groups are made: their sizes, what is mixed or kept together (what matters most first), who must what.

    `seed` makes chance repeatable: the same people, rules and seed give the same groups. `where` is what the table of
    these settings is called. With `share_questions` a meeting's questions are dealt out, each group its own; else every
    group has them all.
    """

    at_least: int = 4
    at_most: int = 6
    mix: tuple[Trait, ...] = (Trait.UNIT, Trait.PROFESSION)
    keep: tuple[Trait, ...] = ()
    together: tuple[GroupDemand, ...] = ()
    apart: tuple[GroupDemand, ...] = ()
    share_questions: bool = False
    seed: int = 1
    where: str = "groups"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingGroup:
    """One group at a meeting. `number` tells it from the others, and stays its own when people come and go."""

    number: int
    members: tuple[EmailAddress, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingGroups:
    """The groups of one network's meeting, and who has said that they will not be there."""

    network: str
    meeting: int
    groups: tuple[MeetingGroup, ...]
    absent: tuple[EmailAddress, ...] = ()
    seed: int = 1
