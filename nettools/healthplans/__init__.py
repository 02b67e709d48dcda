"""Drafts of the units' health plans: what may be kept, how far each unit has come, what a draft holds and lacks.

In: hand-ins, the first bytes of a file, the versions that we hold; a read document and the checklist. Out: names,
codes, the status of each unit; the check of a plan.
Never: reads a file, speaks to Canvas, tells what stands in a draft that is set aside for personal data.
"""

from nettools.healthplans.checking import check_plan
from nettools.healthplans.filetypes import REFUSALS, content_refusal, name_refusal
from nettools.healthplans.privacy import masked
from nettools.healthplans.progress import UnitProgress, UnitState, follow
from nettools.healthplans.versions import draft_path, next_version, safe_name, same_bytes

__all__ = [
    "REFUSALS",
    "UnitProgress",
    "UnitState",
    "check_plan",
    "content_refusal",
    "draft_path",
    "follow",
    "masked",
    "name_refusal",
    "next_version",
    "safe_name",
    "same_bytes",
]
