"""Drafts of the units' health plans: what may be kept, what is said of them, and how far each unit has come.

In: hand-ins, the first bytes of a file, the versions that we hold, a read document, the checklist. Out: names, codes,
the template, the check of a plan, answers, what changed, the status of each unit and of all together.
Never: reads a file, speaks to Canvas, tells what stands in a draft that is set aside, names a unit when it speaks of
all.
"""

from nettools.healthplans.answering import PlanAnswer, PlanQuestion, Strength, compose
from nettools.healthplans.checking import check_plan
from nettools.healthplans.differing import ChangeKind, DraftChange, Piece, PieceKind, changes_between
from nettools.healthplans.filetypes import REFUSALS, content_refusal, name_refusal
from nettools.healthplans.overview import AreaOfAll, NetworkOverview, areas_of, overview, worths
from nettools.healthplans.places import PRIVACY_WORDS, hits_in_words, more_places, place_in_words, shortened
from nettools.healthplans.privacy import masked
from nettools.healthplans.progress import UnitProgress, UnitState, follow
from nettools.healthplans.remembering import check_as_mapping, check_from_mapping
from nettools.healthplans.settling import Settled, settle
from nettools.healthplans.template import PlanTemplate, TemplateChapter, TemplateField, TemplatePart, plan_template
from nettools.healthplans.versions import draft_path, newest_drafts, next_version, safe_name, same_bytes

__all__ = [
    "PRIVACY_WORDS",
    "REFUSALS",
    "AreaOfAll",
    "ChangeKind",
    "DraftChange",
    "NetworkOverview",
    "Piece",
    "PieceKind",
    "PlanAnswer",
    "PlanQuestion",
    "PlanTemplate",
    "Settled",
    "Strength",
    "TemplateChapter",
    "TemplateField",
    "TemplatePart",
    "UnitProgress",
    "UnitState",
    "areas_of",
    "changes_between",
    "check_as_mapping",
    "check_from_mapping",
    "check_plan",
    "compose",
    "content_refusal",
    "draft_path",
    "follow",
    "hits_in_words",
    "masked",
    "more_places",
    "name_refusal",
    "newest_drafts",
    "next_version",
    "overview",
    "place_in_words",
    "plan_template",
    "safe_name",
    "same_bytes",
    "settle",
    "shortened",
    "worths",
]
