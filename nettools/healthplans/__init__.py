"""Drafts of the units' health plans: what may be kept, under which name, and how far each unit has come.

In: hand-ins, the first bytes of a file, the versions that we hold. Out: names, codes, the status of each unit.
Never: reads a file, speaks to Canvas, looks at what a draft says.
"""

from nettools.healthplans.filetypes import REFUSALS, content_refusal, name_refusal
from nettools.healthplans.progress import UnitProgress, UnitState, follow
from nettools.healthplans.versions import draft_path, next_version, safe_name, same_bytes

__all__ = [
    "REFUSALS",
    "UnitProgress",
    "UnitState",
    "content_refusal",
    "draft_path",
    "follow",
    "name_refusal",
    "next_version",
    "safe_name",
    "same_bytes",
]
