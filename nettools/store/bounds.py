"""What supervision sessions hold of people and hosts; it stands apart so that asking with it loads no Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a session holds beside its time: minutes of pause after it, and how many fit where more than one does.

    `at_once` is how many meetings a Zoom host takes (by address, case-folded), `a_day` how many sessions a leader.
    """

    pause: int = 0
    at_once: Mapping[str, int] = field(default_factory=dict)
    a_day: Mapping[str, int] = field(default_factory=dict)
